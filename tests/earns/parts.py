"""The parts that can be switched off, as data, and how: by hooks from here, so that the product has none."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from lint_transpose.layers.call import Follower, Unknown

PACKAGE = "lint_transpose"
OFF = Unknown("switched off")


@dataclass(frozen=True, eq=False)
class Part:
    """One part. `target` is "module:name", or "module:Class.method"; `keys` names rows of the table that stands there.

    `gives` is what the function returns while it is off; without `keys`.
    """

    room: str
    name: str
    target: str
    keys: tuple[object, ...] = ()
    gives: object = OFF

    def switch_off(self) -> None:
        """For good: in a process of its own. A name that does not exist is an error."""
        given = self.gives
        if self.keys:
            self._put(lambda table: _without(table, self.keys))
        else:
            self._put(lambda found: given if callable(given) else lambda *arguments, **keywords: given)

    def watch(self, note: Callable[[Part], None]) -> None:
        """Has `note` called whenever the part is asked, for good; of what is no function nothing is known."""

        def watched(found: Any) -> Any:
            def asked(*arguments: Any, **keywords: Any) -> Any:
                note(self)
                return found(*arguments, **keywords)

            return asked

        if not self.keys:
            self._put(watched)
        elif not self.by_name:
            self._put(lambda table: {key: watched(item) if key in self.keys else item for key, item in table.items()})

    @property
    def by_name(self) -> bool:
        """Whether the table is one of functions that go by their own names."""
        return self.room == "comparing"

    def found(self) -> Any:
        """What stands under the name."""
        module, _, path = self.target.partition(":")
        found: Any = import_module(f"{PACKAGE}.{module}")
        for name in path.split("."):
            found = getattr(found, name)
        return found

    def _put(self, made: Callable[[Any], Any]) -> None:
        module, _, path = self.target.partition(":")
        owner: Any = import_module(f"{PACKAGE}.{module}")
        *outer, last = path.split(".")
        for name in outer:
            owner = getattr(owner, name)
        found = getattr(owner, last)
        instead = made(found)
        setattr(owner, last, instead)
        if not outer:
            _replace_everywhere(found, instead)


def _without(table: Any, keys: tuple[object, ...]) -> Any:
    if isinstance(table, dict):
        assert table.keys() >= set(keys), keys
        return {key: value for key, value in table.items() if key not in keys}
    assert {item.__name__ for item in table} >= set(keys), keys
    return tuple(item for item in table if item.__name__ not in keys)


def _replace_everywhere(found: Any, instead: Any) -> None:
    """Every module of the package that has imported `found`, and every table that holds it, gets `instead`."""
    for name, module in list(sys.modules.items()):
        if not name.startswith(PACKAGE):
            continue
        for key, value in list(vars(module).items()):
            if value is found:
                setattr(module, key, instead)
            elif isinstance(value, dict) and not key.startswith("__") and any(item is found for item in value.values()):
                value.update({inner: instead for inner, item in value.items() if item is found})


def _nothing(*arguments: object, **keywords: object) -> Iterator[object]:
    return iter(())


_VALUES, _FORWARD, _SITES = "reading.values", "reading.forward", "reading.sites"
_INDEX, _COMPARING = "reading.index", "comparing"
_HANDLERS = f"{_VALUES}.expressions:HANDLERS"
_SPECIAL = f"{_VALUES}.special:SPECIAL"
_FUNCTIONS = f"{_VALUES}.functions:FUNCTIONS"

# Without names, attributes and calls nothing is read: they are not asked.
_EXPRESSIONS: tuple[type[ast.expr], ...] = (
    *(ast.Tuple, ast.List, ast.Set, ast.Dict, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Subscript),
    *(ast.JoinedStr, ast.Lambda, ast.NamedExpr, ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp),
)
_SPECIALS = (
    *("functools.partial", "getattr", "super", "collections.namedtuple", "isinstance", "type", "hasattr", "map"),
    *("importlib.metadata.version", "vars", "dataclasses.replace", "dataclasses.asdict", "collections.defaultdict"),
    *("collections.ChainMap", "importlib.import_module", "__import__", "os.environ.get", "os.getenv"),
)


_FORWARD_EXPRESSIONS: tuple[type[ast.expr], ...] = (*_EXPRESSIONS, ast.Slice, ast.Yield, ast.YieldFrom, ast.Await)
_FORWARD_STATEMENTS: tuple[type[ast.stmt], ...] = (
    *(ast.AugAssign, ast.AnnAssign, ast.Delete, ast.Assert, ast.Raise, ast.If, ast.For, ast.While, ast.Break, ast.Continue),
    *(ast.Try, ast.With, ast.Match, ast.ClassDef),
)


def _forward() -> Iterator[Part]:
    """What is followed forwards: expressions, statements, functions that need more than values, the methods of argparse."""
    for kind in _FORWARD_EXPRESSIONS:
        yield Part(_FORWARD, f"forwards: {kind.__name__}", f"{_FORWARD}.expressions:HANDLERS", (kind,))
    for statement in _FORWARD_STATEMENTS:
        yield Part(_FORWARD, f"forwards: {statement.__name__}", f"{_FORWARD}.statements:HANDLERS", (statement,))
    table = import_module(f"{PACKAGE}.{_FORWARD}.library").SPECIAL
    of_argparse = tuple(name for name in table if name.startswith("argparse."))
    yield Part(_FORWARD, "forwards: argparse", f"{_FORWARD}.library:SPECIAL", of_argparse)
    for name in table:
        if name not in of_argparse:
            yield Part(_FORWARD, f"forwards: function {name}", f"{_FORWARD}.library:SPECIAL", (name,))


def _functions() -> Iterator[Part]:
    """The pure functions, a part a module."""
    table = import_module(f"{PACKAGE}.{_VALUES}.functions").FUNCTIONS
    groups: dict[str, list[str]] = {}
    for name in table:
        groups.setdefault(name.rpartition(".")[0] or "builtins", []).append(name)
    for module, names in groups.items():
        yield Part(_VALUES, f"functions of {module}", _FUNCTIONS, tuple(names))


PARTS: tuple[Part, ...] = (
    *(Part(_VALUES, f"expression {kind.__name__}", _HANDLERS, (kind,)) for kind in _EXPRESSIONS),
    *(Part(_VALUES, f"function {name}", _SPECIAL, (name,)) for name in _SPECIALS),
    *_functions(),
    Part(_VALUES, "methods of plain values", f"{_VALUES}.functions:method"),
    Part(_VALUES, "argparse's defaults", f"{_VALUES}.options:parsed"),
    Part(_VALUES, "options of a parser", f"{_VALUES}.options:option"),
    Part(_VALUES, "dataclasses and named tuples", f"{_VALUES}.records:of_class"),
    Part(_VALUES, "methods of named tuples", f"{_VALUES}.records:method"),
    Part(_VALUES, "the target's version", f"{_VALUES}.versions:target"),
    Part(_VALUES, "numbers of versions", f"{_VALUES}.versions:number"),
    Part(_VALUES, "signatures of layers", f"{_VALUES}.versions:parameters", gives=None),
    Part(_VALUES, "hasattr of MindSpore's modules", f"{_VALUES}.versions:has_layer", gives=None),
    Part(_VALUES, "changes of collections", f"{_VALUES}.changes:changed"),
    Part(_VALUES, "an item of a table by an unknown key", f"{_VALUES}.items:any_item"),
    Part(_VALUES, "kinds of arithmetic", f"{_VALUES}.kinds:of_binary", gives=""),
    Part(_VALUES, "kinds of calls", f"{_VALUES}.kinds:of_call", gives=""),
    Part(_VALUES, "kinds of items", f"{_VALUES}.kinds:of_item", gives=""),
    Part(_VALUES, "properties", f"{_VALUES}.getters:got"),
    Part(_VALUES, "who has a say in an attribute", f"{_VALUES}.getters:undescribed", gives=lambda reader, value, name: value),
    Part(_VALUES, "code that runs in between", f"{_VALUES}.effects:note_calls", gives=None),
    Part(_VALUES, "subclasses that override", f"{_VALUES}.hierarchy:is_overridden", gives=False),
    Part(_VALUES, "subclasses of a class", f"{_VALUES}.hierarchy:has_subclasses", gives=False),
    Part(_VALUES, "functions that run to their end", f"{_VALUES}.effects:runs_to_its_end", gives=True),
    Part(_SITES, "what follows a layer directly", f"{_SITES}.followers:follower", gives=Follower("unknown")),
    Part(_SITES, "what is around a layer", f"{_SITES}.around:around", gives=None),
    Part(_SITES, "Pads before a layer", f"{_SITES}.inputs:Inputs.zeros_ahead", gives=((), True)),
    Part(_SITES, "lengths in terms of the input", f"{_SITES}.sizes:Sizes.length", gives=None),
    Part(_SITES, "ranks of tensors", f"{_SITES}.ranks:rank_of", gives=None),
    Part(_SITES, "shapes of tensors", f"{_SITES}.shapes:shape_of", gives=None),
    Part(_SITES, "normalisations", f"{_SITES}.steps:norm_of", gives=""),
    Part(_SITES, "narrow", f"{_SITES}.steps:of_narrow", gives=lambda *given: _open_step("narrow")),
    Part(_SITES, "slice as a function", f"{_SITES}.steps:of_slice_function", gives=lambda *given: _open_step("slice")),
    Part(_SITES, "who makes the object", f"{_SITES}.followers:makers_of", gives=[]),
    Part(_SITES, "statements without a use", f"{_SITES}.idle:idle", gives=()),
    Part(_SITES, "calls of the layer", f"{_SITES}.uses:uses", gives=()),
    Part(_SITES, "names taken from MindSpore", f"{_SITES}.references:references", gives=_nothing),
    Part(_SITES, "guards of a name", f"{_SITES}.version_tests:is_guarded", gives=False),
    Part(_SITES, "tests of the release", f"{_SITES}.version_tests:behind_version", gives=""),
    Part(_FORWARD, "following forwards", f"{_SITES}.seen:is_undecided", gives=False),
    *_forward(),
    Part(_FORWARD, "what the first use finds", f"{_FORWARD}.history:History._is_used_before", gives=True),
    Part(_INDEX, "errors that a text expects", f"{_INDEX}.expectations:Expectations.met", gives=None),
    Part(_INDEX, "errors at the layer's call", f"{_INDEX}.expectations:Expectations.met_when_called", gives=None),
    Part(_INDEX, "context managers of the text", f"{_INDEX}.managers:swallowing", gives=frozenset()),
    Part(_INDEX, "layers that are replaced", f"{_INDEX}.replaced:is_replaced", gives=False),
    Part(_INDEX, "stores that no assignment tells", f"{_INDEX}.stores:note_stores", gives=None),
    Part(_INDEX, "objects with several names", f"{_INDEX}.aliases:Aliases.is_changed_elsewhere", gives=False),
    *(Part(_COMPARING, f"classes by {key}", f"{_COMPARING}.keys:UNIT_KEYS", (key,)) for key in ("unit_of", "unit_core")),
    Part(_COMPARING, "layers by method and name", f"{_COMPARING}.keys:method_and_name", gives=""),
    Part(_COMPARING, "numbered classes for one", f"{_COMPARING}.pairing:take_unrolled", gives=None),
    Part(_COMPARING, "classes by their attributes", f"{_COMPARING}.nearly:by_attributes", gives=_nothing),
    Part(_COMPARING, "classes one letter apart", f"{_COMPARING}.nearly:one_letter_apart", gives=_nothing),
    Part(_COMPARING, "counted from 0 and from 1", f"{_COMPARING}.in_class:_recounted", gives=_nothing),
    Part(_COMPARING, "names within names", f"{_COMPARING}.in_class:_contained", gives=[]),
    Part(_COMPARING, "one call against several", f"{_COMPARING}.in_class:_fold", gives=None),
    Part(_COMPARING, "layers by order", f"{_COMPARING}.in_class:_may_pair_in_order", gives=False),
    Part(_COMPARING, "weights in another order", f"{_COMPARING}.in_class:_changed_places", gives=False),
    Part(_COMPARING, "numbers that contradict", f"{_COMPARING}.in_class:_contradict", gives=False),
    Part("judging", "one fix for layers that share a place", "judging.merge:_joint_fix", gives=None),
    Part("judging", "edits that may clash", "judging.merge:_may_clash", gives=False),
)


def _open_step(name: str) -> object:
    step = import_module(f"{PACKAGE}.{_SITES}.steps").Step
    return step("open", name=name)
