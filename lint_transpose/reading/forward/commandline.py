"""argparse: options as they are added to a parser, and what parsing gives."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import partial
from typing import Any

from ...layers.call import Symbol, Unknown, Value
from ...record.dataclasses import dataclass
from ..values.options import UNTOLD, destination, of_option
from ..values.worlds import Meaning
from .heap import Call, Cls, Func, Given, Machine, Method, Named, Obj, Stop, unsure

_PARSER = "argparse.ArgumentParser"
_METHODS = ("add_argument", "add_argument_group", "add_mutually_exclusive_group", "set_defaults", "parse_args")
_SWITCHES = ("store_true", "store_false")


@dataclass(frozen=True, slots=True, eq=False)
class _Added:
    """An option of a parser, as it was added; without a `node` a default that was set."""

    flags: tuple[str, ...]
    keywords: Named
    node: ast.Call | None
    is_shared: bool = False
    """Whether other options, added later, store what they are given in its place."""


@dataclass(frozen=True, slots=True, eq=False)
class Option:
    """An option in what was parsed: its value by default, and where it is given."""

    default: Value
    given: Value
    node: ast.Call


def _object(m: Machine, name: str, attributes: dict[str, Value], node: ast.AST) -> Obj:
    cls = Cls(name, None)
    cls.order = [cls, unsure(f"{name} of argparse")]
    made: Obj = m.make(Obj(cls), node)
    made.attributes = m.make(attributes, node)
    return made


def _parser(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    is_told_elsewhere = {"parents", "argument_default", "conflict_handler"} & named.keys() or ".default" in m.module.foreign
    if is_told_elsewhere or {"add_subparsers", "parse_known_args"} & m.module.calls_by_name.keys():
        return unsure("a parser")
    parser = _object(m, "ArgumentParser", {}, node)
    parser.attributes.update({name: Method(Symbol(f"{_PARSER}.{name}"), parser) for name in _METHODS})
    return parser


def _added(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    """`parser.add_argument("--padding", default=1)`"""
    parser, flags = _opened(m, given[0]), tuple(flag for flag in given[1:] if isinstance(flag, str))
    name = destination(list(flags), named.get("dest")) if flags else ""
    if len(flags) < len(given) - 1 or not name or name in _METHODS or isinstance(named.get("action"), Cls):
        raise Stop
    before = parser.attributes.get(name)
    m.touch(parser.attributes, name)
    if isinstance(before, _Added) and before.node is not None:
        if not all(flag.startswith("-") for flag in (*before.flags, *flags)):  # one that is left out stores its default
            raise Stop
        parser.attributes[name] = _Added((*before.flags, *flags), before.keywords, before.node, is_shared=True)
    else:
        parser.attributes[name] = _Added(flags, {**(before.keywords if isinstance(before, _Added) else {}), **named}, node)
    return unsure("an option")


def _set_defaults(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    parser = _opened(m, given[0])
    for name, default in named.items():
        before = parser.attributes.get(name, _Added((), {}, None))
        m.touch(parser.attributes, name)
        if not isinstance(before, _Added):
            raise Stop
        parser.attributes[name] = _Added(before.flags, {**before.keywords, "default": default}, before.node, before.is_shared)
    return None


def _opened(m: Machine, parser: Value) -> Obj:
    if not isinstance(parser, Obj) or m.is_tainted(parser.attributes):
        raise Stop
    return parser


def _parsed(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    parser = _opened(m, given[0])
    passed = named.get("args", given[1] if len(given) > 1 else None)
    if len(given) > 2 or "namespace" in named:
        m.taint([value.members if isinstance(value, Cls) else value for value in (*given[2:], *named.values())])
        return unsure("a namespace that is written to")
    if any(m.is_volatile(parser.attributes, name) for name in parser.attributes) or m.is_tainted(passed):
        return unsure("arguments that are parsed")
    m.may_raise(node)
    added = {name: value for name, value in parser.attributes.items() if isinstance(value, _Added)}
    run = [option.keywords.get(name) for option in added.values() for name in ("type", "action")]
    m.taint([value for value in run if isinstance(value, (Func, Cls, Method, Call, Obj))])
    if passed is None:
        return _object(m, "Namespace", {name: _option(name, option) for name, option in added.items()}, node)
    switches = {flag for option in added.values() for flag in option.flags if option.keywords.get("action") in _SWITCHES}
    if not isinstance(passed, list) or not all(isinstance(item, str) and item in switches for item in passed):
        return unsure("arguments that are parsed")
    found: dict[str, Value] = {}
    for name, option in added.items():
        value = _option(name, option)
        is_given = any(flag in passed for flag in option.flags)
        found[name] = value if not isinstance(value, Option) else value.given if is_given else value.default
    return _object(m, "Namespace", found, node)


def _option(name: str, added: _Added) -> Value:
    if added.node is None:
        return added.keywords["default"]
    default, given = of_option(list(added.flags), added.keywords)
    unknown = unsure(f"option {name}", is_input=True)
    if default is UNTOLD or (added.is_shared and isinstance(added.keywords.get("default"), str)):
        return unknown
    if added.is_shared:
        given = Unknown(given.reason if isinstance(given, Unknown) else "who starts the program decides")
    return Option(
        default, unsure(given.reason, kind=given.kind, is_input=True) if isinstance(given, Unknown) else given, added.node
    )


def _same(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    return given[0]


def read(m: Machine, held: dict[str, Value], name: str) -> Value:
    """What `held` has as `name`, an option as it is by default or as it is given: that is a choice."""
    value = held[name]
    if isinstance(value, Option):
        value = held[name] = value.default if m.choose(value.node, 2, partial(_means, name)) else value.given
    return value


def read_all(m: Machine, held: dict[str, Value]) -> dict[str, Value]:
    """`held`, with all its options as they are by default, or all unknown."""
    options = {name: value for name, value in held.items() if isinstance(value, Option)}
    for node in [value.node for value in options.values()][:1]:
        is_default = m.choose(node, 2, partial(_means, ", ".join(options))) == 1
        held.update((name, value.default if is_default else unsure(name, is_input=True)) for name, value in options.items())
    return held


def _means(name: str, option: int) -> Meaning:
    return Meaning("default" if option else "given", name)


FUNCTIONS: dict[str, Callable[[Machine, Given, Named, ast.Call], Any]] = {
    _PARSER: _parser,
    f"{_PARSER}.add_argument": _added,
    f"{_PARSER}.add_argument_group": _same,
    f"{_PARSER}.add_mutually_exclusive_group": _same,
    f"{_PARSER}.set_defaults": _set_defaults,
    f"{_PARSER}.parse_args": _parsed,
}
"""What calls of argparse give and do."""
