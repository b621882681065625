"""Edits of a call's arguments, as replacements at exact places in the text.

Every function returns the edits, or an empty tuple where the text is too odd to be edited surely: comments would be lost,
the argument stands elsewhere, a name may clash with what `*args` or `**kwargs` bring. A line break in an edit's content
is "\\n", whatever the file has. Several edits become one fix through `join` or `change`.
"""

from __future__ import annotations

import ast
import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, wraps
from itertools import pairwise
from typing import Concatenate, ParamSpec

from ..layers.call import Argument, LayerCall
from ..record.dataclasses import replace
from ..text.finding import Edit, Position
from ..text.source import Source
from .layout import Item, Layout, OddTextError, has_comment

P = ParamSpec("P")


def _or_nothing(
    edit: Callable[Concatenate[LayerCall, P], tuple[Edit, ...]],
) -> Callable[Concatenate[LayerCall, P], tuple[Edit, ...]]:
    @wraps(edit)
    def guarded(call: LayerCall, /, *args: P.args, **kwargs: P.kwargs) -> tuple[Edit, ...]:
        try:
            return edit(call, *args, **kwargs)
        except OddTextError:
            return ()

    return guarded


def set_argument(call: LayerCall, parameter: str, text: str) -> tuple[Edit, ...]:
    """Give `parameter` the value `text`: replaces the argument where it stands at the call, else adds a keyword."""
    argument = call.arguments.get(parameter)
    if argument is None:
        return add_keyword(call, f"{parameter}={text}")
    return replace_value(call, argument, text)


@_or_nothing
def replace_value(call: LayerCall, argument: Argument, text: str) -> tuple[Edit, ...]:
    """Replace the expression of `argument`, with parentheses around it, by `text`."""
    layout = _layout(call)
    start, end = layout.value_span(_item(layout, argument))
    if has_comment(layout.text[start:end]):
        raise OddTextError
    return (layout.edit(start, end, text),) if layout.text[start:end] != text else ()


@_or_nothing
def rename_keyword(call: LayerCall, argument: Argument, name: str) -> tuple[Edit, ...]:
    """Rename a keyword argument."""
    layout = _layout(call)
    item = _item(layout, argument)
    if not isinstance(item.node, ast.keyword) or call.open or _taken(call, name):
        return ()
    written = re.match(r"\w+", layout.text[item.start : item.end])
    return (layout.edit(item.start, item.start + written.end(), name),) if written else ()


@_or_nothing
def remove_argument(call: LayerCall, *arguments: Argument) -> tuple[Edit, ...]:
    """Remove arguments with their commas; positional arguments after a removed positional one become keywords."""
    layout = _layout(call)
    gone = [_item(layout, argument) for argument in arguments]
    return _merged(layout.without(gone), _named_behind(call, layout, gone))


@_or_nothing
def replace_argument(call: LayerCall, argument: Argument, text: str) -> tuple[Edit, ...]:
    """Put the keyword argument `text` (`pad_mode="pad"`) in the place of another argument."""
    layout = _layout(call)
    item = _item(layout, argument)
    if _name(text) != argument.parameter and (call.open or _taken(call, _name(text))):
        return ()
    if has_comment(layout.text[item.start : item.end]):
        raise OddTextError
    return _merged((layout.edit(item.start, item.end, text),), _named_behind(call, layout, [item]))


@_or_nothing
def add_keyword(call: LayerCall, *texts: str) -> tuple[Edit, ...]:
    """Add keyword arguments (`pad_mode="pad"`) after the last one: on lines of their own where the others stand so.

    Where the layer takes the `**kwargs` of the function around it, its caller adds them: others may pass their own.
    """
    names = [_name(text) for text in texts]
    if call.caller is not None:
        if not call.caller.taken.isdisjoint(names):
            return ()
        call = replace(call, node=call.caller.node, caller=None)
    if call.open or len(set(names)) < len(names) or any(_taken(call, name) for name in names):
        return ()
    return tuple(_layout(call).appended(texts))


@_or_nothing
def to_keywords(call: LayerCall, names: Mapping[int, str]) -> tuple[Edit, ...]:
    """Write keyword names before positional arguments: `names` by position. All positions after the first one are named."""
    positions = range(min(names, default=0), len(call.node.args))
    if not names or set(names) != set(positions) or any(_taken_by_keyword(call, name) for name in names.values()):
        return ()
    if len(set(names.values())) < len(names):
        return ()
    layout = _layout(call)
    return tuple(_named(call, layout, {id(call.node.args[index]): name for index, name in names.items()}))


@_or_nothing
def rewrite(call: LayerCall, texts: Mapping[int, str], drop: tuple[Argument, ...] = ()) -> tuple[Edit, ...]:
    """Replace positional arguments by keyword arguments, of which a text may hold several, and drop others.

    `texts` by position; an empty one drops the argument. All positions after the first one must be there.
    """
    nodes = call.node.args
    if set(texts) != set(range(min(texts, default=0), len(nodes))) or any(isinstance(node, ast.Starred) for node in nodes):
        return ()
    layout = _layout(call)
    new = {id(nodes[index]): text for index, text in texts.items()}
    gone = [_item(layout, argument) for argument in drop]
    replaced = []
    for item in layout.items:
        if id(item.node) not in new:
            continue
        if has_comment(layout.text[item.start : item.end]):
            raise OddTextError
        if new[id(item.node)]:
            replaced.append(layout.edit(item.start, item.end, new[id(item.node)]))
        else:
            gone.append(item)
    return _merged(replaced, layout.without(gone))


def change(call: LayerCall, values: Mapping[str, str], drop: tuple[Argument, ...] = ()) -> tuple[Edit, ...]:
    """Set parameters to new values and drop arguments, as one fix; what is added takes the place of what is dropped."""
    parts = []
    added = []
    for parameter, text in values.items():
        argument = call.arguments.get(parameter)
        if argument is None:
            added.append(f"{parameter}={text}")
        elif not argument.here or call.source.segment(argument.node) != text:
            parts.append(replace_value(call, argument, text))
    # A keyword in the place of a positional argument would have to carry those after it along.
    places = [argument for argument in drop if argument.keyword is not None][: len(added)]
    parts += [replace_argument(call, argument, text) for argument, text in zip(places, added, strict=False)]
    gone = tuple(argument for argument in drop if not any(argument is place for place in places))
    if gone:
        parts.append(remove_argument(call, *gone))
    if added[len(places) :]:
        parts.append(add_keyword(call, *added[len(places) :]))
    return join(*parts)


def unwrap(source: Source, wrapper: ast.Call) -> tuple[Edit, ...]:
    """Leave of the call `wrapper` its first argument alone: `pad(up(x), amounts)` becomes `up(x)`.

    Nothing where that is more than a name or a call, or where a comment would be lost.
    """
    kept = wrapper.args[0]
    name = kept.func if isinstance(kept, ast.Call) else kept
    ahead = source.start(wrapper), source.start(kept)
    behind = source.end(kept), source.end(wrapper)
    if not isinstance(name, (ast.Name, ast.Attribute)) or name.lineno != name.end_lineno:
        return ()
    if any("#" in source.between(*span) for span in (ahead, behind)):
        return ()
    return Edit(*ahead, ""), Edit(*behind, "")


def remove_statement(source: Source, statement: ast.stmt) -> tuple[Edit, ...]:
    """Remove the lines of a statement. Nothing where more than the statement stands on them, or where they end the text."""
    start, end = source.start(statement), source.end(statement)
    first, last = source.lines[start.row - 1], source.lines[end.row - 1]
    if first[: start.column - 1].strip() or last[end.column - 1 :].strip() or end.row >= len(source.lines):
        return ()
    if any("#" in line for line in source.lines[start.row - 1 : end.row]):
        return ()
    return (Edit(Position(start.row, 1), Position(end.row + 1, 1), ""),)


def remove_item(call: LayerCall, item: ast.expr) -> tuple[Edit, ...]:
    """Remove `item`, which stands right after `call` in a list or among arguments, with the comma between them.

    Nothing where more than that comma stands between.
    """
    start = call.source.end(call.node)
    if start > call.source.start(item) or not re.fullmatch(r"\s*,\s*", call.source.between(start, call.source.start(item))):
        return ()
    return (Edit(start, call.source.end(item), ""),)


def join(*parts: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """The edits of several steps as those of one fix, in the order of the text.

    Nothing when a step has no edit or when two steps edit the same text.
    """
    return _merged(*parts) if all(parts) else ()


def operand(text: str) -> str:
    """`text`, an expression, on one line and such that arithmetic may be written around it: `p - 1` gives `(p - 1)`."""
    expression = ast.parse(f"({text}\n)", mode="eval").body
    if "\n" in text or "#" in text:
        text = ast.unparse(expression)
    is_atom = isinstance(expression, (ast.Name, ast.Constant, ast.Attribute, ast.Subscript, ast.Call, ast.List))
    return text if is_atom or (text.startswith("(") and isinstance(expression, ast.Tuple)) else f"({text})"


def _layout(call: LayerCall) -> Layout:
    start = call.node.lineno, call.node.col_offset
    strings = _formatted_strings(call.source.text)
    index = bisect_right(strings, start, key=lambda span: span[0])
    if index and start < strings[index - 1][1]:
        # Quotes inside an f-string clash with its own, and older Pythons misplace what stands in it.
        raise OddTextError
    return _scanned(call.source, call.node)


@lru_cache(maxsize=4)
def _scanned(source: Source, node: ast.Call) -> Layout:
    """The layout of a call: a call with many wrong arguments asks for it once for each."""
    return Layout(source, node)


@lru_cache(maxsize=1)
def _formatted_strings(text: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where the outermost f-strings of a text stand, in its order: (row, byte column) from and to."""
    if not re.search(r"\b(?:[ft]r?|r[ft])['\"]", text, re.IGNORECASE):
        return []
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [((0, 0), (sys.maxsize, 0))]
    kinds = (ast.JoinedStr, getattr(ast, "TemplateStr", ast.JoinedStr))
    outermost: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for first, last in sorted(
        ((node.lineno, node.col_offset), (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset))
        for node in ast.walk(tree)
        if isinstance(node, kinds)
    ):
        if not outermost or first >= outermost[-1][1]:
            outermost.append((first, last))
    return outermost


def _merged(*parts: Iterable[Edit]) -> tuple[Edit, ...]:
    edits = sorted((edit for part in parts for edit in part), key=lambda edit: (edit.start, edit.end))
    if any(first.end > second.start for first, second in pairwise(edits)):
        return ()
    return tuple(edits)


def _item(layout: Layout, argument: Argument) -> Item:
    for item in layout.items:
        if item.node is argument.keyword or (argument.keyword is None and item.node is argument.node):
            return item
    raise OddTextError


def _name(keyword: str) -> str:
    return keyword.partition("=")[0].strip()


def _taken_by_keyword(call: LayerCall, name: str) -> bool:
    return any(keyword.arg == name for keyword in call.node.keywords)


def _taken(call: LayerCall, name: str) -> bool:
    return name in call.arguments or _taken_by_keyword(call, name)


def _named_behind(call: LayerCall, layout: Layout, gone: list[Item]) -> Iterator[Edit]:
    """The names that positional arguments need once the items `gone` no longer stand before them."""
    nodes = call.node.args
    missing = [index for index, node in enumerate(nodes) if any(node is item.node for item in gone)]
    if not missing:
        return
    parameters = {id(argument.node): argument.parameter for argument in call.arguments.values() if argument.keyword is None}
    behind = [node for index, node in enumerate(nodes) if index > missing[0] and index not in missing]
    if any(id(node) not in parameters for node in behind):
        raise OddTextError
    yield from _named(call, layout, {id(node): parameters[id(node)] for node in behind})


def _named(call: LayerCall, layout: Layout, names: Mapping[int, str]) -> Iterator[Edit]:
    """Names before the positional arguments with these ids."""
    if any(isinstance(node, ast.Starred) for node in call.node.args):
        raise OddTextError
    for item in layout.items:
        name = names.get(id(item.node))
        if name is None:
            continue
        written = layout.text[item.start : item.end]
        if isinstance(item.node, ast.NamedExpr) and not written.startswith("("):
            yield layout.edit(item.start, item.end, f"{name}=({written})")
        else:
            yield layout.edit(item.start, item.start, f"{name}=")
