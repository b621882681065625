"""Edits of arguments: only what is meant changes, whatever the formatting."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_transpose.editing import edits
from lint_transpose.fixing import apply
from lint_transpose.layers.call import Argument, LayerCall
from lint_transpose.text.finding import Edit, Fix

from .wild import NAMES, WildCall, Written, comments, find_call, layer_call, wild_calls

PADDING = "(7, 0, 7, 0)"


def applied(text: str, made: tuple[Edit, ...]) -> str:
    new, fixes = apply(text, [Fix("", made, safe=True)])
    assert len(fixes) == 1
    return new


def expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def check_changed(wild: WildCall, made: tuple[Edit, ...], change: Callable[[ast.Call], object]) -> WildCall:
    """The edits do to the text what `change` does to the tree, and nothing else."""
    new = applied(wild.text, made)
    expected = ast.parse(wild.text)
    change(find_call(expected))
    assert ast.dump(ast.parse(new)) == ast.dump(expected)
    assert comments(new) == comments(wild.text)
    assert set(re.findall(r"\r\n|\r|\n", new)) <= {wild.line_break}
    before, behind = around(wild.text, wild.call)
    assert new.startswith(before)
    assert new.endswith(behind)
    return WildCall(new, wild.arguments, wild.comments, wild.line_break)


def around(text: str, call: LayerCall) -> tuple[str, str]:
    """The text before a call and behind it."""
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)
    start, end = call.source.start(call.node), call.source.end(call.node)
    before = "".join(lines[: start.row - 1]) + lines[start.row - 1][: start.column - 1]
    behind = lines[end.row - 1][end.column - 1 :] + "".join(lines[end.row :])
    return before, behind


def is_starred(wild: WildCall) -> bool:
    return any(item.star == "*" for item in wild.arguments)


def positional_count(wild: WildCall) -> int:
    return sum(item.name is None and not item.star for item in wild.arguments)


def pick(data: st.DataObject, wild: WildCall) -> tuple[Written, Argument]:
    written = data.draw(st.sampled_from([item for item in wild.arguments if not item.star]))
    return written, argument_of(wild, written)


def argument_of(wild: WildCall, written: Written) -> Argument:
    if written.name is None:
        return wild.call.arguments[NAMES[next(i for i, item in enumerate(wild.arguments) if item is written)]]
    unexpected = {argument.parameter: argument for argument in wild.call.unexpected}
    return unexpected.get(written.name) or wild.call.arguments[written.name]


def same(call: ast.Call, argument: Argument) -> int | ast.keyword:
    """The place of `argument` in another tree of the same text: an index, or the keyword."""
    if argument.keyword is None:
        assert argument.index is not None
        return argument.index
    return next(keyword for keyword in call.keywords if keyword.arg == argument.parameter)


@given(wild_calls(), st.data())
def test_replaces_a_value_alone(wild: WildCall, data: st.DataObject) -> None:
    written, argument = pick(data, wild)
    made = edits.replace_value(wild.call, argument, PADDING)
    assert bool(made) == (not written.inner)
    if not made:
        return

    def change(call: ast.Call) -> None:
        place = same(call, argument)
        if isinstance(place, int):
            call.args[place] = expression(PADDING)
        else:
            place.value = expression(PADDING)

    again = check_changed(wild, made, change)
    assert edits.replace_value(again.call, argument_of(again, written), PADDING) == ()


@given(wild_calls(), st.sampled_from(["bias", "groups"]), st.sampled_from(["has_bias", "group"]))
def test_renames_a_keyword_alone(wild: WildCall, old: str, new: str) -> None:
    argument = next((argument for argument in wild.call.unexpected if argument.parameter == old), None)
    if argument is None:
        return
    made = edits.rename_keyword(wild.call, argument, new)
    assert bool(made) == (not wild.call.open and new not in wild.call.arguments)
    if made:
        check_changed(wild, made, lambda call: setattr(same(call, argument), "arg", new))


@given(wild_calls())
def test_adds_keywords_alone(wild: WildCall) -> None:
    made = edits.add_keyword(wild.call, "dtype=类型", "weight_init=('#')")
    assert bool(made) == (not wild.call.open and not {"dtype", "weight_init"} & set(wild.call.arguments))
    if not made:
        return

    def change(call: ast.Call) -> None:
        call.keywords += [ast.keyword("dtype", expression("类型")), ast.keyword("weight_init", expression("'#'"))]

    again = check_changed(wild, made, change)
    assert edits.add_keyword(again.call, "dtype=类型") == ()


@given(wild_calls(), st.data())
def test_removes_arguments_alone(wild: WildCall, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from([item for item in wild.arguments if not item.star]), min_size=1, max_size=4))
    chosen = [item for item in wild.arguments if any(item is other for other in chosen)]
    gone = [argument_of(wild, item) for item in chosen]
    made = edits.remove_argument(wild.call, *gone)
    first = min((argument.index for argument in gone if argument.index is not None), default=99)
    named = [index for index in range(first, positional_count(wild)) if index not in {argument.index for argument in gone}]
    possible = not any(item.inner or item.outer for item in chosen) and not (is_starred(wild) and first < 99)
    assert bool(made) == possible
    if not made:
        return

    def change(call: ast.Call) -> None:
        places = [same(call, argument) for argument in gone]
        call.keywords = [keyword for keyword in call.keywords if keyword not in places]
        call.keywords[:0] = [ast.keyword(NAMES[index], call.args[index]) for index in named]
        call.args = [node for index, node in enumerate(call.args) if index not in places and index not in named]

    check_changed(wild, made, change)


@given(wild_calls(), st.integers(0, 9))
def test_names_positional_arguments_alone(wild: WildCall, first: int) -> None:
    count = positional_count(wild)
    names = {index: NAMES[index] for index in range(first, count)}
    made = edits.to_keywords(wild.call, names)
    assert bool(made) == (bool(names) and not is_starred(wild))
    if not made:
        return

    def change(call: ast.Call) -> None:
        call.keywords[:0] = [ast.keyword(name, call.args[index]) for index, name in names.items()]
        del call.args[first:]

    again = check_changed(wild, made, change)
    assert edits.to_keywords(again.call, names) == ()


@given(wild_calls())
def test_changes_several_arguments_as_one_fix(wild: WildCall) -> None:
    drop = tuple(wild.call.arguments[name] for name in ("output_padding", "dilation") if name in wild.call.arguments)
    made = edits.change(wild.call, {"padding": PADDING, "pad_mode": '"pad"'}, drop)
    odd = any(
        (item.inner or item.outer)
        for item in wild.arguments
        if not item.star and argument_of(wild, item).parameter in {"padding", "pad_mode", "output_padding", "dilation"}
    )
    if not odd and not wild.call.open:
        assert made
    if not made:
        return
    new = applied(wild.text, made)
    assert comments(new) == comments(wild.text)
    expected = {name: ast.dump(argument.node) for name, argument in wild.call.arguments.items() if argument not in drop}
    expected |= {"padding": ast.dump(expression(PADDING)), "pad_mode": ast.dump(expression("'pad'"))}
    changed = layer_call(new)
    assert {name: ast.dump(argument.node) for name, argument in changed.arguments.items()} == expected
    assert [ast.dump(argument.node) for argument in changed.unexpected] == [
        ast.dump(argument.node) for argument in wild.call.unexpected
    ]
    assert edits.change(changed, {"padding": PADDING, "pad_mode": '"pad"'}) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nn.Conv2dTranspose(3, 8, 4, padding=1)", 'nn.Conv2dTranspose(3, 8, 4, padding=1, pad_mode="pad")'),
        ("nn.Conv2dTranspose(3, 8, 4, padding=1,)", 'nn.Conv2dTranspose(3, 8, 4, padding=1, pad_mode="pad",)'),
        (
            "nn.Conv2dTranspose(\n    3, 8, 4,\n    padding=1\n)",
            'nn.Conv2dTranspose(\n    3, 8, 4,\n    padding=1, pad_mode="pad"\n)',
        ),
        (
            "nn.Conv2dTranspose(\n    3,\n    8,  # out\n    4,  # last\n)",
            'nn.Conv2dTranspose(\n    3,\n    8,  # out\n    4,  # last\n    pad_mode="pad",\n)',
        ),
        (
            "nn.Conv2dTranspose(\n\t3,\n\t8,\n\t4  # last\n\t)",
            'nn.Conv2dTranspose(\n\t3,\n\t8,\n\t4,  # last\n\tpad_mode="pad"\n\t)',
        ),
        (
            "nn.Conv2dTranspose(3,\n                   8,\n                   4)",
            'nn.Conv2dTranspose(3,\n                   8,\n                   4,\n                   pad_mode="pad")',
        ),
        ("nn.Conv2dTranspose()", 'nn.Conv2dTranspose(pad_mode="pad")'),
        ("nn.Conv2dTranspose(  # none\n)", 'nn.Conv2dTranspose(pad_mode="pad"  # none\n)'),
    ],
)
def test_an_added_keyword_stands_as_its_siblings_do(text: str, expected: str) -> None:
    assert applied(text, edits.add_keyword(layer_call(text), 'pad_mode="pad"')) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nn.Conv2dTranspose(3, 8, 4, output_padding=1)", "nn.Conv2dTranspose(3, 8, 4)"),
        ("nn.Conv2dTranspose(3, 8, 4, output_padding=1, )", "nn.Conv2dTranspose(3, 8, 4, )"),
        ("nn.Conv2dTranspose(3, 8, 4, output_padding=1, bias_init=2)", "nn.Conv2dTranspose(3, 8, 4, bias_init=2)"),
        ("nn.Conv2dTranspose(output_padding=1, bias_init=2)", "nn.Conv2dTranspose(bias_init=2)"),
        ("nn.Conv2dTranspose(3, 8, 4, 2, 'pad', 0, 1, 2)", "nn.Conv2dTranspose(3, 8, 4, 2, 'pad', 0, dilation=2)"),
        (
            "nn.Conv2dTranspose(\n    3,\n    output_padding=1,\n    bias_init=2,\n)",
            "nn.Conv2dTranspose(\n    3,\n    bias_init=2,\n)",
        ),
        (
            "nn.Conv2dTranspose(\n    3,\n    output_padding=1,  # kept\n    bias_init=2,\n)",
            "nn.Conv2dTranspose(\n    3,\n    # kept\n    bias_init=2,\n)",
        ),
        ("nn.Conv2dTranspose(3,\n    output_padding=1)", "nn.Conv2dTranspose(3)"),
        ("nn.Conv2dTranspose(3, output_padding=1,\n    bias_init=2)", "nn.Conv2dTranspose(3,\n    bias_init=2)"),
    ],
)
def test_a_removed_argument_leaves_no_trace(text: str, expected: str) -> None:
    call = layer_call(text)
    assert applied(text, edits.remove_argument(call, call.arguments["output_padding"])) == expected


def test_parentheses_around_a_replaced_value_go() -> None:
    text = "nn.Conv2dTranspose(3, 8, 4, padding=((1)))"
    call = layer_call(text)
    made = edits.replace_value(call, call.arguments["padding"], PADDING)
    assert applied(text, made) == f"nn.Conv2dTranspose(3, 8, 4, padding={PADDING})"


def test_what_is_added_takes_the_place_of_what_is_dropped() -> None:
    text = "nn.Conv2dTranspose(\n    3,\n    padding=1,  # p\n    output_padding=1,  # op\n)"
    call = layer_call(text)
    made = edits.change(call, {"padding": PADDING, "pad_mode": '"pad"'}, (call.arguments["output_padding"],))
    assert applied(text, made) == f'nn.Conv2dTranspose(\n    3,\n    padding={PADDING},  # p\n    pad_mode="pad",  # op\n)'


def test_a_walrus_becomes_a_keyword_in_parentheses() -> None:
    text = "nn.Conv2dTranspose(3, 8, k := 4)"
    assert (
        applied(text, edits.to_keywords(layer_call(text), {2: "kernel_size"}))
        == "nn.Conv2dTranspose(3, 8, kernel_size=(k := 4))"
    )


@pytest.mark.parametrize(
    "text",
    [
        "nn.Conv2dTranspose(x for x in y)",
        "nn.Conv2dTranspose(*args)",
        "nn.Conv2dTranspose(3, 8, **more)",
        "nn.Conv2dTranspose(3, 8, 4, pad_mode=mode)",
        "print(f'{nn.Conv2dTranspose(3, 8, 4)}')",
        "print(f'''\n{nn.Conv2dTranspose(3, 8, 4)} {nn.Conv2d(1)}''')",
    ],
)
def test_adds_nothing_where_it_may_clash(text: str) -> None:
    assert edits.add_keyword(layer_call(text), 'pad_mode="pad"') == ()


def test_adds_nothing_twice() -> None:
    assert edits.add_keyword(layer_call("nn.Conv2dTranspose(3, 8, 4)"), "group=1", "group=2") == ()


def test_edits_no_argument_that_stands_elsewhere() -> None:
    call = layer_call("nn.Conv2dTranspose(3, 8, *[1] * 4)")
    node = find_call(ast.parse("nn.Conv2dTranspose(1)")).args[0]
    elsewhere = Argument("padding", 1, node, here=False)
    assert edits.replace_value(call, elsewhere, "2") == ()
    assert edits.remove_argument(call, elsewhere) == ()
    starred = call.node.args[2]
    assert isinstance(starred, ast.Starred)
    assert isinstance(starred.value, ast.BinOp)
    assert edits.replace_value(call, Argument("padding", 1, starred.value.right), "2") == ()


def test_steps_that_edit_the_same_text_do_not_join() -> None:
    call = layer_call("nn.Conv2dTranspose(3, 8, 4, padding=1)")
    padding = call.arguments["padding"]
    replaced, removed = edits.replace_value(call, padding, "2"), edits.remove_argument(call, padding)
    assert replaced
    assert removed
    assert edits.join(replaced, removed) == ()
    assert edits.join(replaced, ()) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p", "p"),
        ("self.p", "self.p"),
        ("f(x)[0]", "f(x)[0]"),
        ("(1, 2)", "(1, 2)"),
        ("p - 1", "(p - 1)"),
        ("-1", "(-1)"),
        ("a if b else c", "(a if b else c)"),
        ("p  # why\n + 1", "(p + 1)"),
        ("f(\n  x)", "f(x)"),
        ("(a) + (b)", "((a) + (b))"),
    ],
)
def test_operands_keep_their_meaning_in_arithmetic(text: str, expected: str) -> None:
    assert edits.operand(text) == expected
