"""What constructors that Python or a library writes leave on an object, and on its class."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ...layers.call import Symbol, Value
from ..index.nodes import walk
from ..index.packages import sets_its_own
from .hierarchy import binds_member
from .objects import Class

# They are there to set what they get.
_SETS_ITS_KEYWORDS = frozenset({"types.SimpleNamespace", "argparse.Namespace"})


def is_set_by_constructor(order: Sequence[Value], name: str) -> bool:
    """Whether what a class of `order` says of `name` may be a default only: a constructor that is not in the text sets it.

    A field of a dataclass or NamedTuple, by its annotation; anything where the constructor is that of an imported class.
    """
    annotated = False
    for base in order:
        if isinstance(base, Class):
            if binds_member(base, "__init__"):
                return False
            annotated = annotated or _annotates(base, name)
            if annotated and base.node.decorator_list:
                return True
        elif isinstance(base, Symbol) and base.name == "typing.NamedTuple":
            return annotated
        elif not _sets_nothing(base):
            return True
    return False


def is_set_again(order: Sequence[Value], name: str) -> bool:
    """Whether an `__init__` of the text may call the one of a dataclass behind it, which sets its field `name`."""
    classes = [base for base in order if isinstance(base, Class)]
    last = max((index for index, base in enumerate(classes) if base.node.decorator_list and _annotates(base, name)), default=0)
    return any(
        isinstance(node, ast.FunctionDef) and node.name == "__init__" and _mentions_init(node)
        for base in classes[:last]
        for node in base.node.body
    )


def _mentions_init(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == "__init__" for node in walk(function))


def is_described(order: Sequence[Value], name: str) -> bool:
    """Whether what a class of `order` holds as `name` is Python's own, in place of a field's default: of a tuple, a slot."""
    if not any(isinstance(base, Class) and _annotates(base, name) for base in order):
        return False
    return Symbol("typing.NamedTuple") in order or any(isinstance(base, Class) and _has_slots(base) for base in order)


def _has_slots(cls: Class) -> bool:
    decorators = (item for item in cls.node.decorator_list if isinstance(item, ast.Call))
    return any(keyword.arg == "slots" for decorator in decorators for keyword in decorator.keywords)


def _annotates(cls: Class, name: str) -> bool:
    return any(
        isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == name
        for node in cls.node.body
    )


def _sets_nothing(base: Value) -> bool:
    """Whether the constructor of `base`, an imported class, surely sets no attribute that a class of the text names."""
    if not isinstance(base, Symbol) or base.name in _SETS_ITS_KEYWORDS:
        return False
    return sets_its_own(base.name)
