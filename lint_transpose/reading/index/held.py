"""Functions that a text may call by other ways than their names: kept in tables, registered, run by Python itself."""

from __future__ import annotations

import ast
import builtins
from collections import defaultdict
from functools import cached_property
from itertools import chain

from ...layers import FRAMEWORKS
from .bindings import FUNCTIONS, FunctionNode
from .iterators import user_of
from .module import Module
from .names import first_name, names_in
from .packages import package

_PLAIN_DECORATORS = frozenset({"staticmethod", "classmethod", "abstractmethod", "override", "wraps", "dataclass"})
_PROPERTIES = frozenset({"property", "cached_property", "getter", "setter", "deleter"})
_CALLING_NOTHING = frozenset({*FRAMEWORKS, "abc", "collections", "contextlib", "dataclasses", "enum", "typing"})
# Python's own that run what they are given.
_RUNNING = frozenset({"map", "filter", "sorted", "sort", "min", "max", "reduce", "iter", "defaultdict", "sub", "subn"})
_RUNNING |= {
    "starmap",
    "accumulate",
    "groupby",
    "takewhile",
    "dropwhile",
    "filterfalse",
    "merge",
    "nlargest",
    "nsmallest",
    "partial",
}
_MAKERS = frozenset({"__init__", "__new__", "__post_init__", "__call__", "construct", "forward"})


class Held:
    """What is asked of one file about such functions."""

    def __init__(self, module: Module) -> None:
        self._module = module

    @cached_property
    def _mentions(self) -> dict[str, list[ast.expr]]:
        """Where each name, or an attribute of that name, is read other than to call it, to look at it or as a base."""
        found: dict[str, list[ast.expr]] = defaultdict(list)
        for name in self._module.names:
            if isinstance(name.ctx, ast.Load) and not self._is_harmless(name):
                found[name.id].append(name)
        for attribute in self._module.attributes:
            if isinstance(attribute.ctx, ast.Load) and not self._is_harmless(attribute):
                found[attribute.attr].append(attribute)
        return found

    def _is_harmless(self, node: ast.expr) -> bool:
        parent = self._module.parents[node]
        if isinstance(parent, ast.Call):
            return node is parent.func or first_name(parent.func) in ("isinstance", "issubclass", "super")
        return isinstance(parent, (ast.ClassDef, ast.Attribute, ast.arg, ast.AnnAssign)) or (
            isinstance(parent, FUNCTIONS) and node is getattr(parent, "returns", None)
        )

    @cached_property
    def _looks_up(self) -> bool:
        """Whether the text may get at its functions by names that it makes up: `getattr(net, f"build_{kind}")()`."""
        calls = self._module.calls_by_name
        if any(isinstance(call.func, ast.Name) for name in ("globals", "vars", "locals") for call in calls.get(name, ())):
            return True
        bound = self._module.bindings[self._module.tree]
        return any(
            len(call.args) > 1
            and not isinstance(call.args[1], ast.Constant)
            and not any(place.kind == "import" for place in bound.get(first_name(call.args[0]), ()))
            for call in calls.get("getattr", ())
        )

    def is_held(self, function: FunctionNode) -> bool:
        """Whether what calls `function` may not mention it."""
        if isinstance(function, ast.Lambda) or self._looks_up or _is_marked(function) or self._mentions.get(function.name):
            return True
        cls = self._module.class_of(function)
        return cls is not None and function.name in _MAKERS and any(map(self._is_class_held, self._family(cls)))

    def _is_class_held(self, cls: ast.ClassDef) -> bool:
        if _is_marked(cls) or self._mentions.get(cls.name) or any(keyword.arg == "metaclass" for keyword in cls.keywords):
            return True
        members = self._module.classes_by_member
        return bool(cls.bases) and ("__init_subclass__" in members or "__subclasses__" in self._module.attribute_names)

    def _family(self, cls: ast.ClassDef) -> list[ast.ClassDef]:
        """`cls` and the classes of the file that name it as a base, or one of these."""
        family = [cls]
        for member in family:
            below = (item for item in self._module.classes if any(first_name(base) == member.name for base in item.bases))
            family += [item for item in below if item not in family]
        return family

    def runs_unseen(self, node: ast.AST) -> bool:
        """Whether something runs `node`, a function or an expression, without a call of the text that shows it."""
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            is_special = isinstance(node, ast.AsyncFunctionDef) or (node.name.startswith("__") and node.name not in _MAKERS)
            marks = {first_name(getattr(decorator, "func", decorator)) for decorator in node.decorator_list}
            if is_special or node in self._module.generators or not marks.isdisjoint(_PROPERTIES):
                return True
            cls = self._module.class_of(node)
            if cls is not None and self._is_called_back(cls, node.name):
                return True
            names = [
                node.name,
                *([item.name for item in self._family(cls)] if cls is not None and node.name in _MAKERS else ()),
            ]
            return any(self._is_given_away(mention) for name in names for mention in self._mentions.get(name, ()))
        while not isinstance(node, (ast.stmt, ast.Lambda)):
            if isinstance(node, ast.GeneratorExp) and user_of(node, self._module.parents) is None:
                return True
            node = self._module.parents[node]
        return isinstance(node, ast.Lambda) and self._is_given_away(node)

    def _is_called_back(self, cls: ast.ClassDef, name: str) -> bool:
        """Whether the method `name` of `cls` may be run by those of an imported class that is none of a framework, or, of a
        class of classes, by a class statement.
        """
        family, known = [cls], self._module.imported_names
        for member in family:
            names = set(chain.from_iterable(map(names_in, member.bases)))
            if "type" in names:
                return True
            imported = {package(known[base]) for base in names if base in known}
            if name not in _MAKERS and not imported <= _CALLING_NOTHING:
                return True
            family += [item for item in self._module.classes if item.name in names and item not in family]
        return False

    def _is_given_away(self, node: ast.expr) -> bool:
        """Whether `node` is passed to a function of a library, which may run it where it likes: `map(up, kernels)`."""
        parent = self._module.parents[node]
        if isinstance(parent, ast.keyword):
            parent = self._module.parents[parent]
        return isinstance(parent, ast.Call) and node is not parent.func and first_name(parent.func) not in self._defined

    @cached_property
    def _defined(self) -> set[str]:
        """The names of the functions and classes of the file."""
        functions = {getattr(function, "name", "") for function in self._module.functions}
        return functions | {cls.name for cls in self._module.classes}

    @cached_property
    def indirect_calls(self) -> list[ast.Call]:
        """The calls that may be of any function that is kept somewhere."""
        imported = {
            name
            for bound in self._module.bindings.values()
            for name, places in bound.items()
            if any(place.kind == "import" for place in places)
        }
        return [
            call
            for call in self._module.calls
            if any(not _is_direct(callee, self._defined, imported) for callee in (call.func, *_run_by(call)))
        ]


def _run_by(call: ast.Call) -> list[ast.expr]:
    """The names and attributes that `call` passes to a function of Python's that runs what it is given."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)] if first_name(call.func) in _RUNNING else []
    return [item for item in given if isinstance(item, (ast.Name, ast.Attribute))]


def _is_direct(callee: ast.expr, known: set[str], imported: set[str]) -> bool:
    if isinstance(callee, ast.Name):
        return callee.id in known or callee.id in imported or hasattr(builtins, callee.id)
    if not isinstance(callee, ast.Attribute):
        return isinstance(callee, ast.Call) and first_name(callee.func) == "super"
    root: ast.expr = callee
    while isinstance(root, ast.Attribute):
        root = root.value
    return callee.attr in known or (isinstance(root, ast.Name) and root.id in imported) or isinstance(root, ast.Constant)


def _is_marked(node: ast.AST) -> bool:
    """Whether a decorator may keep the function or class."""
    return any(
        first_name(getattr(decorator, "func", decorator)) not in _PLAIN_DECORATORS
        for decorator in getattr(node, "decorator_list", ())
    )
