"""Defaults that hold unless whoever starts the program says otherwise: argparse, environment variables.

`args.pad` of `p.add_argument("--pad", default=1)` is 1 in one case, and unknown in the other, in which it is given.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ...layers.call import Symbol, Unknown, Value
from ...record.dataclasses import dataclass
from ..index.module import Module
from . import functions
from .arguments import actuals
from .objects import Actuals, Built, Frame
from .operations import is_plain
from .worlds import Meaning

if TYPE_CHECKING:
    from .questions import Reader

_PARSER = "argparse.ArgumentParser"
UNTOLD = Unknown("no default")
_CONSTANT_DEFAULTS: dict[object, Value] = {"store_true": False, "store_false": True, "count": None, "append": None}
_ACTIONS = frozenset({*_CONSTANT_DEFAULTS, "store", "store_const", "append_const", "extend"})
_TOLD_ELSEWHERE = frozenset({"parents", "argument_default", "conflict_handler", None})
_TELLING = frozenset({"action", "type", "default", "nargs"})


@dataclass(frozen=True, slots=True, eq=False)
class Options:
    """What `parser.parse_args()` gives; `as_dict`: as `vars()` shows it. `certain`: it is given no arguments at all."""

    parser: Built
    certain: bool = False
    as_dict: bool = False


def parsed(reader: Reader, parser: Built, method: str, passed: Actuals) -> Value:
    """What `parser.method(...)` returns, where it parses the arguments of the program."""
    if method not in ("parse_args", "parse_known_args") or parser.name != _PARSER or passed.open:
        return Unknown(f"the result of {method}()")
    names = [actual.name for actual in passed.keywords]
    given = [reader.value_of(actual) for actual in (*passed.positional, *passed.keywords)]
    if len(given) > 1 or names not in ([], ["args"]) or (given and given[0] is not None and given[0] != []):
        return Unknown("arguments that are parsed")
    options = Options(parser, certain=given == [[]] and _is_all_seen(parser))
    return options if method == "parse_args" else (options, Unknown("arguments that are left"))


def option(reader: Reader, options: Options, name: str, frame: Frame) -> Value:
    """The value of `options.name`."""
    module = options.parser.frame.module
    if any(place.is_stored_from_outside(name, [None]) for place in {frame.module, module}):
        return Unknown(f"{name} is stored from outside")
    default, given = _default(reader, options.parser, name)
    if default is UNTOLD or options.certain:
        return default
    return _unless_given(reader, ("option", id(options.parser.node), name), name, default, given)


def _unless_given(reader: Reader, key: tuple[object, ...], name: str, default: Value, given: Value) -> Value:
    def means(choice: int) -> Meaning:
        return Meaning("default" if choice else "given", name)

    return default if reader.choose(key, 2, means) else given


def _is_all_seen(parser: Built) -> bool:
    """Whether nobody but the text around it adds to `parser`: it has a name, which is passed to no function."""
    module = parser.frame.module
    statement = module.parents.get(parser.node)
    names = {target.id for target in getattr(statement, "targets", ()) if isinstance(target, ast.Name)}
    passed = (node for call in module.calls for node in (*call.args, *(keyword.value for keyword in call.keywords)))
    return bool(names) and not any(isinstance(node, ast.Name) and node.id in names for node in passed)


def _default(reader: Reader, parser: Built, name: str) -> tuple[Value, Value]:
    """What the option `name` is by default, UNTOLD where the text does not say, or says two things; and what it is else."""
    nothing = UNTOLD, UNTOLD
    if not _TOLD_ELSEWHERE.isdisjoint(actual.name for actual in parser.actuals.keywords) or parser.actuals.open:
        return nothing
    module = parser.frame.module
    if ".default" in module.foreign:  # of an option, once it is added
        return nothing
    found: list[tuple[Value, Value]] = []
    for call in module.calls_by_name.get("set_defaults", ()):
        frame = reader.frame_of(call, module)
        passed = actuals(reader, call, frame)
        if passed.open:
            return nothing
        found.extend((reader.value_of(actual), Unknown(name)) for actual in passed.keywords if actual.name == name)
    added = _arguments(module).get(name, ())
    if found and any({"default", "type"} & keywords.keys() for _, (_, keywords) in added):
        return nothing  # the order tells which default holds
    if not found:
        for call, (flags, keywords) in added:
            frame = reader.frame_of(call, module)
            known = {key: reader.evaluate(node, frame) if key in _TELLING else None for key, node in keywords.items()}
            found.append(of_option(flags, known))
    return found[0] if len(found) == 1 else nothing


_Described = tuple[list[str], dict[str, ast.expr]]


def _arguments(module: Module) -> dict[str, list[tuple[ast.Call, _Described]]]:
    """The calls of add_argument in a file, and how each describes its option, under the option's name."""
    if module.options is None:
        module.options = {}
        for call in module.calls_by_name.get("add_argument", ()):
            if (described := _described(call)) is not None:
                named = described[1].get("dest")
                name = destination(described[0], getattr(named, "value", UNTOLD) if named is not None else None)
                module.options.setdefault(name, []).append((call, described))
    return module.options


def _described(call: ast.Call) -> _Described | None:
    """The flags and the keywords of a call of add_argument; None where it spreads something."""
    flags = [node.value for node in call.args if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    keywords = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg is not None}
    if len(flags) < len(call.args) or len(keywords) < len(call.keywords) or not flags:
        return None
    return flags, keywords


def destination(flags: list[str], named: Value = None) -> str:
    """The attribute that holds an option, `named` by `dest` or by its flags; empty where that is not told."""
    if named is not None:
        return named if isinstance(named, str) else ""
    long = [flag for flag in flags if flag.startswith("--")]
    return (long or flags)[0].lstrip("-").replace("-", "_")


def of_option(flags: list[str], keywords: Mapping[str, Value]) -> tuple[Value, Value]:
    """The default of an option that `add_argument(*flags, **keywords)` adds, UNTOLD where the text does not say; and what the
    option is where it is given.
    """
    nothing = UNTOLD, UNTOLD
    action = keywords.get("action", "store")
    is_positional = not flags[0].startswith("-")
    if (
        not isinstance(action, str)
        or action not in _ACTIONS
        or "required" in keywords
        or (is_positional and not _may_be_left_out(keywords))
    ):
        return nothing
    convert = keywords.get("type")
    name = convert.name.removeprefix("builtins.") if isinstance(convert, Symbol) else ""
    is_one = "nargs" not in keywords and action == "store" and name in ("int", "float")
    given: Value = Unknown("who starts the program decides", kind=name if is_one else "")
    if action in ("store_true", "store_false"):
        given = action == "store_true"
    if "default" not in keywords:
        return nothing if is_positional else (_CONSTANT_DEFAULTS.get(action), given)
    default = keywords["default"]
    if default == Symbol("argparse.SUPPRESS"):
        return nothing
    if isinstance(default, str) and "type" in keywords:
        known = name in ("int", "float", "str", "bool") and "nargs" not in keywords
        default = functions.call(name, [default], {}) if known else UNTOLD
    return nothing if isinstance(default, Unknown) else (default, given)


def _may_be_left_out(keywords: Mapping[str, Value]) -> bool:
    """Whether a positional argument described so is its default where it is not given: none at all are an empty list."""
    return keywords.get("nargs") == "?" or (keywords.get("nargs") == "*" and keywords.get("default") is not None)


def variables(options: Options) -> Options:
    """`vars(options)`."""
    return Options(options.parser, options.certain, as_dict=True)


def environment(reader: Reader, passed: Actuals, node: ast.Call, frame: Frame) -> Value:
    """`os.environ.get("PAD", "1")`."""
    if passed.open or len(passed.positional) + len(passed.keywords) != 2:
        return Unknown("an environment variable")
    name, default = (reader.value_of(actual) for actual in (*passed.positional, *passed.keywords))
    if not isinstance(name, str) or not is_plain(default):
        return Unknown("an environment variable")
    return _unless_given(reader, ("environment", name), name, default, Unknown("the environment decides", kind="string"))
