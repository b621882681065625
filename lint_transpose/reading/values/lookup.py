"""What a name holds: looked up in the scopes around it, in parameters, in what binds it and in other modules."""

from __future__ import annotations

import ast
import builtins

from ...languages import Phrase
from ...layers import FRAMEWORKS
from ...layers.call import Symbol, Unknown, Value
from ..index.bindings import COMPREHENSIONS, FUNCTIONS, Binding, Path, binds, unpacking
from ..index.cells import is_mutable
from ..index.iterators import user_of
from ..index.module import Module
from ..index.names import name_of
from ..index.stores import is_stored_in
from . import kinds, operations, records, versions
from .arguments import (
    is_default,
)
from .changes import changed
from .expressions import arithmetic
from .flow import Later, reaching
from .hierarchy import is_kept
from .items import quoted
from .objects import Class, Frame, Function, Namespace
from .questions import DEEPEST, MOST_CHANGES, Reader
from .worlds import Meaning

_ABSENT = object()
_STORED_THROUGH = frozenset({"cell_contents", "f_locals"})
"""Attributes through which a function's own names are stored."""


def _is_stored_through(scope: ast.AST, module: Module) -> bool:
    """Whether the names of `scope` may be stored by other ways than its own text."""
    return isinstance(scope, FUNCTIONS) and not _STORED_THROUGH.isdisjoint(module.attribute_names)


def lookup(reader: Reader, name: str, node: ast.AST, frame: Frame) -> Value:
    """The value of `name` as `node`, which stands in the activation `frame`, sees it."""
    scope, module = frame.scope, frame.module
    if isinstance(scope, COMPREHENSIONS):
        return _in_comprehension(reader, name, node, frame)
    if _is_stored_through(scope, module):
        return Unknown(f"{name} may be stored from outside")
    if name in module.bindings.get(scope, ()) and name not in module.outer_names.get(scope, ()):
        found = reaching(reader, name, node, frame)
        if isinstance(found, Binding) and module.is_changed_by_calls(name, scope, rebound=found.kind == "import"):
            return Unknown(f"{name} is changed by a function")
        if isinstance(found, Binding):
            return bound_value(reader, found, frame)
        if isinstance(found, Later):
            return Unknown(f"{name} {found.reason}")
        if isinstance(scope, ast.ClassDef) and isinstance(module.scope_of(scope), FUNCTIONS):
            return Unknown(f"{name} is looked up in the class and the module only")
    if isinstance(scope, FUNCTIONS) and (value := parameter(reader, name, frame)) is not _ABSENT:
        return value
    return _in_outer_scopes(reader, name, frame)


def _in_comprehension(reader: Reader, name: str, node: ast.AST, frame: Frame) -> Value:
    assert isinstance(frame.scope, COMPREHENSIONS)
    assert frame.outer is not None
    scope = frame.scope
    runs_late = isinstance(scope, ast.GeneratorExp) and user_of(scope, frame.module.parents) is None
    for generator in reversed(scope.generators):
        path = _path_to(generator.target, name)
        if path is not None:
            if frame.items is not None and generator in frame.items:
                return element(frame.items[generator], path)
            is_first = generator is scope.generators[0] and not runs_late
            return item_of(reader, generator.iter, path, frame.outer if is_first else frame, generator)
    if isinstance(frame.outer.scope, ast.ClassDef):  # whose names only the first iterable sees
        return _in_outer_scopes(reader, name, frame.outer)
    return _in_outer_scopes(reader, name, frame) if runs_late else lookup(reader, name, scope, frame.outer)


def _in_outer_scopes(reader: Reader, name: str, frame: Frame) -> Value:
    inner, outer = frame, frame.outer
    runs_late = not isinstance(frame.scope, ast.ClassDef)
    while outer is not None:
        scope, module = outer.scope, outer.module
        if isinstance(scope, COMPREHENSIONS) and any(_path_to(loop.target, name) is not None for loop in scope.generators):
            return Unknown(f"{name} may be the item of a later pass")
        if _is_stored_through(scope, module):
            return Unknown(f"{name} may be stored from outside")
        if not isinstance(scope, (ast.ClassDef, *COMPREHENSIONS)):
            if name in module.bindings.get(scope, ()):
                # A class body runs where it stands: what is bound by then counts. Its methods run later.
                if isinstance(inner.scope, ast.ClassDef) and not runs_late:
                    return lookup(reader, name, inner.scope, outer)
                return _if_settled(reader, name, inner.scope, outer)
            runs_late = True
            if isinstance(scope, FUNCTIONS) and (value := parameter(reader, name, outer)) is not _ABSENT:
                return value
        inner, outer = outer, outer.outer
    return _global_name(reader, name, frame.module)


def _global_name(reader: Reader, name: str, module: Module) -> Value:
    """A name that no scope of `module` binds: of a star import, or built in."""
    for package in reversed(module.stars):
        if package.partition(".")[0] in FRAMEWORKS:
            if not hasattr(builtins, name):
                return Symbol(f"{package}.{name}")
            if package.endswith(".nn"):  # holds only layers, no function that hides a built-in one
                continue
        other = find(reader, package, module)
        found = None if other is None else of_module(reader, other, name)
        if found is not None:
            return found[0]
        if other is None:
            return Unknown(f"{name} may come from a star import")
    if not hasattr(builtins, name) or (module.mentions_builtins and is_stored_in(module, "builtins", name)):
        return Unknown(f"{name} is not bound")
    built_in = getattr(builtins, name)
    return Symbol(f"builtins.{built_in.__name__ if isinstance(built_in, type) else name}")  # IOError is OSError


def _if_settled(reader: Reader, name: str, scope: ast.AST, outer: Frame) -> Value:
    """A name of the scope around a function, where its value before the function and at the end agree."""
    at_end = reaching(reader, name, None, outer)
    before = reaching(reader, name, scope, outer)
    if isinstance(before, Binding) and isinstance(at_end, Binding) and before is not at_end:
        return _imported_twice(reader, name, before, outer)
    if isinstance(at_end, Later) or (before is not None and before is not at_end):
        return Unknown(f"{name} is bound more than once")
    if at_end is not None and before is None and reaching(reader, name, at_end.statement, outer) is not None:
        return Unknown(f"{name} is bound more than once")  # the function may be called in between
    if at_end is None:
        value = parameter(reader, name, outer) if isinstance(outer.scope, FUNCTIONS) else _ABSENT
        return Unknown(f"{name} is not bound") if value is _ABSENT else value
    value = bound_value(reader, at_end, outer)
    module = outer.module
    is_rebound = at_end.kind != "import" or module.is_changed_by_calls(name, outer.scope, rebound=True)
    if name in module.foreign and (isinstance(value, (list, dict, set)) or is_rebound):
        return Unknown(f"{name} is changed by a function")
    return value


def _imported_twice(reader: Reader, name: str, first: Binding, outer: Frame) -> Value:
    """`nn` of two frameworks in one file: a method may run after any of the imports from `first` on, by choice."""
    places = outer.module.bindings[outer.scope][name]
    later = places[places.index(first) :]
    if any(place.kind != "import" for place in places):
        return Unknown(f"{name} is bound more than once")
    choices = list({place.imported: place for place in later}.values())

    def means(option: int) -> Meaning:
        return Meaning("import", name, choices[option].statement.lineno)

    option = reader.choose(("import", name, id(outer.scope), first.statement.lineno), len(choices), means)
    return bound_value(reader, choices[option], outer)


def bound_value(reader: Reader, binding: Binding, frame: Frame) -> Value:
    """The value that `binding` gives its name."""
    return _unless_changed(reader, _bound_value(reader, binding, frame), binding.name, frame)


def _unless_changed(reader: Reader, value: Value, name: str, frame: Frame) -> Value:
    """`value`, which `name` holds, unless it is changed in place under another name."""
    if is_mutable(value) and (
        frame.module.is_rewritten or frame.module.aliases.is_changed_elsewhere(frame.scope, name, value)
    ):
        return Unknown(f"{name} is changed under another name")
    return value


def _bound_value(reader: Reader, binding: Binding, frame: Frame) -> Value:
    if binding.kind == "import":
        return imported(reader, binding.imported, frame.module)
    if binding.statement.lineno < frame.module.last_star and frame.scope is frame.module.tree:
        return Unknown(f"{binding.name} may come from a star import")
    if binding.kind == "definition":
        statement = binding.statement
        if isinstance(statement, ast.ClassDef):
            cls = Class(statement, frame)
            if frame.module.is_redefined:
                return Unknown(f"{statement.name} may be defined anew")
            return cls if is_kept(cls) else Unknown(f"what {statement.name} is is up to its decorator")
        assert isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef))
        return Unknown(f"{statement.name} may be defined anew") if frame.module.is_redefined else Function(statement, frame)
    if binding.kind == "value" and binding.value is not None:
        value = records.kept(element(reader.evaluate(binding.value, frame), binding.path), binding.name)
        if frame.module.is_rewritten and not isinstance(frame.scope, FUNCTIONS) and operations.is_plain(value):
            return Unknown(f"{binding.name} may be rewritten by what is run as text")
        return value
    if binding.kind == "item" and binding.value is not None:
        return item_of(reader, binding.value, binding.path, frame, binding.statement)
    if binding.kind == "augmented" and isinstance(binding.statement, ast.AugAssign):
        before = lookup(reader, binding.name, binding.statement, frame)
        return arithmetic(binding.statement.op, before, reader.evaluate(binding.statement.value, frame), frame)
    if binding.kind in ("changed", "passed"):
        return _changed(reader, binding, frame)
    return Unknown(f"how {binding.name} is bound is not followed")


def _changed(reader: Reader, binding: Binding, frame: Frame) -> Value:
    if reader.changes >= MOST_CHANGES:
        reader.world.passing += 1
        return Unknown(f"{binding.name} is changed too often")
    reader.changes += 1
    try:
        before = lookup(reader, binding.name, binding.statement, frame)
    finally:
        reader.changes -= 1
    if isinstance(before, operations.Chained):
        return changed(reader, binding, before, frame)
    is_own = binding.value is not None and name_of(binding.value) == binding.name  # it holds itself
    if isinstance(before, dict) and not is_own and binding.key is not None and binding.value is not None:
        key = reader.evaluate(binding.key, frame)
        if operations.is_key(key):
            return before | {key: element(reader.evaluate(binding.value, frame), binding.path)}
    return changed(reader, binding, before, frame)


def find(reader: Reader, name: str, importer: Module) -> Module | None:
    """The module `name` of the project, where other modules are followed."""
    if reader.modules is None or name.partition(".")[0] in FRAMEWORKS:
        return None
    return reader.modules.find(name, importer)


_NEVER_TRUE = ("typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING")


def imported(reader: Reader, name: str, importer: Module) -> Value:
    """What `import` brings in under the full dotted name."""
    if name in versions.NAMES:
        return versions.target(reader)
    if name in _NEVER_TRUE:
        return False
    if reader.modules is None or name.partition(".")[0] in FRAMEWORKS:
        return Symbol(name)
    package, last = split_name(name)
    other = find(reader, package, importer) if package else None
    found = None if other is None else of_module(reader, other, last)
    if found is not None:
        return found[0]
    whole = find(reader, name, importer)
    return Symbol(name) if whole is None else Namespace(name, whole, importer)


def of_module(reader: Reader, module: Module, name: str) -> tuple[Value] | None:
    """What the global `name` of another module holds once that is imported, in a tuple; None when it binds no such name."""
    if reader.depth > DEEPEST:
        reader.world.passing += 1
        return (Unknown("too much to follow"),)
    reader.depth += 1
    try:
        frame = reader.entry(module.tree, module)
        found = reaching(reader, name, None, frame)
        if found is None and not module.stars:
            return None
        reader.world.outside[Phrase("name_of", "{name} of {file}", name=name, file=module.source.filename)] = None
        reader.world.asked += 1  # every world has to note it
        if isinstance(found, Later):
            return (Unknown(f"{name} {found.reason}"),)
        value = _global_name(reader, name, module) if found is None else bound_value(reader, found, frame)
        if name in module.foreign and not (found and found.kind == "import"):
            return (Unknown(f"{name} is changed by a function"),)
        return (value,)
    finally:
        reader.depth -= 1


def element(value: Value, path: Path) -> Value:
    """The element of `value` that tuple unpacking along `path` picks."""
    for index in path:
        value = records.picked(value, index)
    return value


def item_of(reader: Reader, iterable: ast.expr, path: Path, frame: Frame, loop: ast.AST) -> Value:
    """An item of what `iterable` holds, by choice: the same for all that one pass of `loop` reads."""
    value = records.unpacked(reader.evaluate(iterable, frame))
    items = list(value) if isinstance(value, (list, tuple, dict, str)) else None
    if items is None:
        reason = value.reason if isinstance(value, Unknown) else "what the loop runs over is undecided"
        return element(Unknown(reason, kind=kinds.of_item(value)), path)
    if not items:
        return Unknown("the loop runs over nothing")
    shown = min(len(items), 64)

    def means(option: int) -> Meaning:
        return Meaning("item", quoted(iterable, frame), option + 1)

    option = reader.choose(("item", id(loop), frame.key), shown, means)
    reader.world.require(("pass", id(loop), frame.key), int(option > 0))  # of the first item, and no other, is the first pass
    # What is met within itself may hold less than it did when the choice was made.
    return element(items[option], path) if option < len(items) else Unknown("what the loop runs over changes")


def parameter(reader: Reader, name: str, frame: Frame) -> Value:
    """The value of parameter `name` of the function that `frame` activates; _ABSENT when it has no such parameter."""
    assert isinstance(frame.scope, FUNCTIONS)
    if not binds(frame.scope, name):  # asked first: what no parameter decides hangs on no caller
        return _ABSENT
    if frame.module.is_changed_by_calls(name, frame.scope, rebound=True):
        return Unknown(f"{name} is changed by a function")
    bindings = reader.bindings(frame)
    actual = bindings.actuals.get(name)
    if actual is not None:
        value = _unless_changed(reader, reader.value_of(actual), name, frame)
        if is_mutable(value) and is_default(actual, frame) and frame.module.aliases.is_changed(frame.scope, name, value):
            return Unknown(f"{name} is kept from call to call, and changed")
        is_view = isinstance(value, operations.Series) and not isinstance(value, operations.Iterator)
        return value if is_view else records.kept(value, name)
    if name == bindings.vararg:
        rest = bindings.rest
        return Unknown(f"*{name} is undecided") if bindings.open else tuple(map(reader.value_of, rest))
    if name == bindings.kwarg:
        if bindings.open:
            return Unknown(f"**{name} is undecided")
        return _unless_changed(reader, {extra.name: reader.value_of(extra) for extra in bindings.extra}, name, frame)
    if name == bindings.receiver_name:
        return bindings.receiver
    return Unknown(f"parameter {name}" if bindings.call is None else f"a spread may pass {name}")


def split_name(name: str) -> tuple[str, str]:
    """A dotted name without its last part, and that part; the dots of a relative import stay: "..x" gives ("..", "x")."""
    last = name.rpartition(".")[2]
    package = name[: len(name) - len(last)]
    return (package[:-1] if package.strip(".") else package), last


def _path_to(target: ast.expr, name: str) -> Path | None:
    """Where in the assignment target `target` `name` stands."""
    if isinstance(target, ast.Name):
        return () if target.id == name else None
    if isinstance(target, (ast.Tuple, ast.List)):
        for index, item in unpacking(target):
            path = _path_to(item, name)
            if path is not None:
                return (index, *path)
    return None
