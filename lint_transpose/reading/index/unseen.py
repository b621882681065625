"""What comes back by ways that are not in the text.

    held = partial(build, stage)
    held.args[0]["pad_mode"] = "pad"        # so is `stage` changed

What is given to code that the text lacks escapes, and so does what stands under names that the text puts together; what
such code gives is unseen: it may be anything that has escaped. Where something unseen is changed, all that escaped may be.
"""

from __future__ import annotations

import ast
import builtins
from collections import OrderedDict
from collections.abc import Iterator
from operator import itemgetter

from .building import Index
from .names import first_name
from .packages import is_pythons_own

_CONTAINERS = frozenset(name for kind in (dict, list, set, str, bytes, OrderedDict) for name in dir(kind) if name[0] != "_")
_BUILTINS = frozenset(dir(builtins))
_ITERATING = frozenset({"__iter__", "__next__", "__getitem__", "__reversed__"})
# They get at names by text, and at functions by what they were made with. So do special methods, but for the ordinary ones.
_BY_NAME = frozenset({"globals", "locals", "vars"})
_REFLECTING = frozenset({"methodcaller", "singledispatch", "singledispatchmethod", "inspect", "gc"})
_ORDINARY = frozenset(
    {"__aenter__", "__aexit__", "__all__", "__author__", "__bool__", "__call__", "__class__", "__contains__", "__delitem__"}
    | {"__doc__", "__enter__", "__exit__", "__file__", "__getitem__", "__hash__", "__init__", "__init_subclass__", "__iter__"}
    | {"__len__", "__main__", "__module__", "__name__", "__new__", "__next__", "__post_init__", "__qualname__", "__repr__"}
    | {"__set_name__", "__setitem__", "__str__", "__version__"}
)
_BY_TEXT = frozenset({"getattr", "setattr", "delattr", "attrgetter", "__setattr__"})
_KEEPS_TO_TEXT = frozenset({"property", "staticmethod", "classmethod", "cached_property", "setter", "dataclass", "wraps"})
# Run where the text shows it.
_RUN_BY_TEXT = ("__init__", "__new__", "__call__")


class Unseen:
    """Which code that one text runs is not in it."""

    def __init__(self, module: Index, own: set[str]) -> None:
        """`own`: the names of its functions and classes."""
        self._own = own
        self._imported = module.imported_names
        self._stored = {*own, *_stored(module, own)}
        self._iterates = not _ITERATING.isdisjoint(own)
        has_metaclass = any(keyword.arg == "metaclass" for cls in module.classes for keyword in cls.keywords)
        self._made_by_own = {cls.name for cls in module.classes if has_metaclass}

    def is_attribute(self, node: ast.Attribute) -> bool:
        """Whether no code of the text stores the attribute `node`."""
        return node.attr not in self._stored and _base(node) not in self._imported

    def is_call(self, call: ast.Call, is_own: bool) -> bool:
        """Whether `call` may give what was given to other code before; `is_own` where it runs functions of the text."""
        func = call.func
        name = func.id if isinstance(func, ast.Name) else ""
        if is_own or name in self._made_by_own:
            return name in self._made_by_own
        if self._iterates and name in _BUILTINS:
            return True
        if not isinstance(func, (ast.Name, ast.Attribute)):
            return True
        if _base(func) in self._imported:
            return self.is_foreign(func) and first_name(func)[:1].isupper()
        if isinstance(func, ast.Name):
            return not (name in self._own or name in _BUILTINS) or (name in _BY_TEXT and not _is_told(call))
        is_known = func.attr in _CONTAINERS or func.attr in self._own
        return not is_known and not isinstance(func.value, ast.Constant)

    def is_foreign(self, node: ast.expr) -> bool:
        """Whether `node` is a class or function of Python's own modules."""
        return is_pythons_own(self._imported.get(_base(node), ""))

    def reflects(self, module: Index) -> tuple[bool, bool]:
        """Whether the text gets at names of any kind, and at attributes, in ways that do not tell which."""
        by_text = [call for call in module.calls if first_name(call.func) in _BY_TEXT and not _is_told(call)]
        return _reaches_names(module), any(not call.args or _base(call.args[0]) not in self._imported for call in by_text)


def _stored(module: Index, own: set[str]) -> Iterator[str]:
    """The names of the attributes that the text stores."""
    yield from (attribute.attr for attribute in module.attributes if not isinstance(attribute.ctx, ast.Load))
    for scope, names in module.bindings.items():
        is_class = isinstance(scope, ast.ClassDef)
        yield from (name.removeprefix("self.") for name in names if is_class or name.startswith("self."))
    for call in module.calls:
        name = first_name(call.func)
        if name[:1].isupper() and name not in own:  # a namespace
            yield from (keyword.arg for keyword in call.keywords if keyword.arg is not None)
        elif name in _BY_TEXT:
            yield from (item.value for item in call.args if isinstance(item, ast.Constant) and isinstance(item.value, str))


def _reaches_names(module: Index) -> bool:
    named: list[tuple[ast.expr, bool]] = [(node, node.id in _BY_NAME | _REFLECTING) for node in module.names]
    named += [(node, node.attr in _REFLECTING or _is_special(node.attr)) for node in module.attributes]
    for node, _ in filter(itemgetter(1), named):
        parent = module.parents[node]
        user = module.parents[parent] if isinstance(parent, ast.Call) else parent
        if not (isinstance(user, ast.Subscript) and isinstance(user.slice, ast.Constant)):
            return True
    return any(first_name(call.func) == "type" and len(call.args) == 3 for call in module.calls)


def _is_special(name: str) -> bool:
    return name[:2] == "__" == name[-2:] and name not in _ORDINARY


def is_run_unseen(function: ast.FunctionDef | ast.AsyncFunctionDef, made: set[str]) -> bool:
    """Whether code that is not in the text may call `function` and keep what it returns; it has made the decorators `made`."""
    marks = {first_name(item.func if isinstance(item, ast.Call) else item) for item in function.decorator_list}
    is_special = function.name[:2] == "__" == function.name[-2:] and function.name not in _RUN_BY_TEXT
    return is_special or not marks <= made | _KEEPS_TO_TEXT


def _base(node: ast.expr) -> str:
    """The name that `node`, a name or an attribute of attributes, begins with."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_told(call: ast.Call) -> bool:
    """Whether the name that `call` gets at is a text that stands there."""
    name = first_name(call.func)
    names = call.args if name == "attrgetter" else call.args[-2:-1] if "set" in name else call.args[1:2]
    return all(isinstance(item, ast.Constant) for item in names)
