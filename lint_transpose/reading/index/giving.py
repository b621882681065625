"""Which dicts and lists a text gives away to what may change them."""

from __future__ import annotations

import ast
import builtins
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from .bindings import positional_parameters
from .names import first_name, names_in
from .packages import leaves_alone

if TYPE_CHECKING:
    from .building import Index

# They make a dict or list of their own, as displays and comprehensions do.
_MAKERS = frozenset({"dict", "list", "OrderedDict", "copy", "deepcopy"})

CHANGE_FIRST = frozenset({"setitem", "delitem", "ior", "iadd", "iconcat", "imul", "iand", "isub", "ixor", "shuffle"})
CHANGE_FIRST |= {"heapify", "heappush", "heappop", "heapreplace", "heappushpop", "insort", "insort_left", "insort_right"}
"""Functions that change their first argument: `operator.setitem(o, key, value)`, `random.shuffle(o)`."""


class Giving:
    """What the calls of one text give to functions that may change it.

    The module, which keeps this, is passed to each question: kept here, neither would be freed where it ends.
    """

    def __init__(self, module: Index) -> None:
        self._imported = module.imported_names
        self._foreign = {name for name, full in self._imported.items() if not _reads_only(full)}
        self._unknown = set(self._unknown_calls(module))

    def away(self, module: Index) -> Iterator[tuple[str, ast.stmt]]:
        """Each name with the statement that passes the dict or list in it to a function that changes it, or may do so, or
        stores it in another module.
        """
        changing = _changing(module)
        for call in module.calls:
            callee = first_name(call.func)
            if call not in self._unknown and callee not in changing:
                continue
            statement = module.statement_of(call)
            for place, argument in _arguments(call):
                if not isinstance(argument, ast.Name):
                    continue
                is_given = call in self._unknown and _is_made(module, argument.id, statement)
                if is_given or place in changing.get(callee, ()):
                    yield argument.id, statement
        for attribute in module.attributes:
            store = module.parents[attribute]
            if not isinstance(store, ast.Assign) or attribute not in store.targets or not _is_of(attribute, self._imported):
                continue
            if isinstance(store.value, ast.Name) and _is_made(module, store.value.id, store):
                yield store.value.id, store

    def beside(self, module: Index) -> Iterator[ast.expr]:
        """What unknown functions are given that was made elsewhere: parameters, names of outer scopes, attributes, items."""
        for call in filter(self._unknown.__contains__, module.calls):
            for _, argument in _arguments(call):
                if not isinstance(argument, ast.Name) or not _is_made(module, argument.id, module.statement_of(call)):
                    yield argument

    def with_inherited(self, module: Index, classes_of: Callable[[ast.expr], Collection[str]]) -> Iterator[str]:
        """The names of classes of whose objects methods are called that the text lacks, and another module's base may have."""
        heirs = [cls.name for cls in module.classes if any(not self._foreign.isdisjoint(names_in(base)) for base in cls.bases)]
        if not heirs:
            return
        own = {getattr(function, "name", "") for function in module.functions}
        calls = [call.func for call in module.calls if isinstance(call.func, ast.Attribute) and call.func.attr not in own]
        owners = [func.value for func in calls if first_name(func.value) not in ("self", "cls")]
        yield from (name for name in heirs if any(name in classes_of(owner) for owner in owners))

    def _unknown_calls(self, module: Index) -> Iterator[ast.Call]:
        """The calls of functions that are not in the text, and may change what they are given."""
        known = {*dir(builtins), *(cls.name for cls in module.classes), *(self._imported.keys() - self._foreign)}
        known.update(getattr(function, "name", "") for function in module.functions)
        for call in module.calls:
            takes_memo = first_name(call.func) == "deepcopy" and len(call.args) + len(call.keywords) > 1
            is_named = isinstance(call.func, ast.Name)
            if takes_memo or (first_name(call.func) not in known if is_named else _is_of(call.func, self._foreign)):
                yield call


def may_call(call: ast.Call, methods: Collection[str]) -> bool:
    """Whether `call` may get at one of `methods`: `getattr(ks, "pop")`, `methodcaller("pop")(ks)`."""
    if isinstance(call.func, ast.Call):
        return first_name(call.func.func) == "methodcaller" and bool(call.args)
    if first_name(call.func) != "getattr" or len(call.args) < 2:
        return False
    name = call.args[1]
    return not isinstance(name, ast.Constant) or name.value in methods


def _arguments(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """The names, attributes and items that `call` passes, themselves or in a display, each with its keyword or place.

    Of what is spread (`*sizes`, `**options`) the function gets a copy.
    """
    given = [(f"{index}", argument) for index, argument in enumerate(call.args)]
    given += [(keyword.arg, keyword.value) for keyword in call.keywords if keyword.arg is not None]
    for place, argument in given:
        for item in _items(argument) if isinstance(argument, (ast.List, ast.Tuple, ast.Dict)) else [argument]:
            if isinstance(item, (ast.Name, ast.Attribute, ast.Subscript)):
                yield place, item


def _items(display: ast.List | ast.Tuple | ast.Dict) -> list[ast.expr]:
    return display.values if isinstance(display, ast.Dict) else display.elts


def _changing(module: Index) -> dict[str, set[str]]:
    """For the functions of the text the parameters that they change, by name and place."""
    changing: dict[str, set[str]] = defaultdict(set)
    for function in module.functions:
        name = getattr(function, "name", "")
        own = module.bindings.get(function, {})
        for index, parameter in enumerate(positional_parameters(function)[module.class_of(function) is not None :]):
            if any(place.kind == "changed" for place in own.get(parameter, ())):
                changing[name].update((parameter, f"{index}"))
    return changing


def _reads_only(name: str) -> bool:
    """Whether an imported function, or the functions of an imported module, leave alone what they are given."""
    return leaves_alone(name) and name.rpartition(".")[2] not in CHANGE_FIRST


def _is_of(node: ast.expr, names: Collection[str]) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names


def _is_made(module: Index, name: str, statement: ast.stmt) -> bool:
    """Whether `name` holds a dict or list that its own scope has made."""
    scope = module.scope_of(statement)
    arguments = getattr(scope, "args", None)
    if arguments is not None and arguments.kwarg is not None and arguments.kwarg.arg == name:
        return True
    return any(
        isinstance(place.value, (ast.Dict, ast.List, ast.ListComp, ast.DictComp))
        or (isinstance(place.value, ast.Call) and first_name(place.value.func) in _MAKERS)
        for place in module.bindings.get(scope, {}).get(name, ())
    )
