"""The arguments of a call as they are evaluated, `*` and `**` spread."""

from __future__ import annotations

import ast

from ...layers import FRAMEWORKS
from ...layers.call import Value
from ..index.giving import CHANGE_FIRST
from ..index.packages import keeps_nothing, package
from ..values.objects import Actual, Actuals
from . import tables
from .heap import MUTABLE, Bound, Call, Cls, Func, Gen, Lazy, Machine, Method, Obj, OpenDict, Raised, Scope, Stop
from .items import run_over

_RUNNING_NOTHING = frozenset({*FRAMEWORKS, "math", "numpy", "os", "random", "re", "typing"})
"""Packages whose functions run none that were given to others before."""
_HARMLESS = frozenset({"str", "repr", "id", "hash", "format", "ord", "chr", "open", "input", "iter", "object"})


def give(m: Machine, name: str, values: list[Value]) -> None:
    """`values` are passed to the imported or built-in function `name`: what it may change of them, and may call."""
    kind = name.partition(".")[0]
    m.taint([value for value in values if isinstance(value, (Gen, Lazy))])
    if (not keeps_nothing(name) and kind not in _HARMLESS) or name.rpartition(".")[2] in CHANGE_FIRST:
        m.taint(values)
    elif kind in FRAMEWORKS:  # `jit(f)`, `value_and_grad(f)`
        m.taint([value for value in values if isinstance(value, (Func, Method, Call))])
    else:
        give_functions(m, values)
    if m.given_away and kind not in _HARMLESS and kind not in _RUNNING_NOTHING:
        m.advance()


def give_functions(m: Machine, values: list[Value]) -> None:
    """Those of `values` that can be called, or are of a class whose methods others call, may be run."""
    left, seen = list(values), set[int]()
    while left:
        item = left.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        if isinstance(item, (Func, Method, Call, Bound, Cls)) or (isinstance(item, Obj) and _is_called_back(item.cls)):
            m.taint([item])
        elif isinstance(item, (tuple, *MUTABLE)):
            left += item.values() if isinstance(item, dict) else item


def _is_called_back(cls: Cls) -> bool:
    return any(
        "__call__" in base.members if isinstance(base, Cls) else package(getattr(base, "name", "")) not in FRAMEWORKS
        for base in cls.order
    )


def actuals(m: Machine, node: ast.Call, scope: Scope) -> Actuals:
    """The arguments of a call as they are evaluated, `*` and `**` spread."""
    frame = m.reader.frame_of(node, m.module)
    positional: list[Actual] = []
    is_open = False
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            value = m.evaluate(argument.value, scope)
            if isinstance(value, (Gen, Lazy)) and node.args == [argument] and not all(map(_is_constant, node.keywords)):
                raise Stop  # CPython runs over what stands by itself once the keywords are evaluated
            items = run_over(m, value)
            is_open = is_open or items is None
            positional += [Actual(argument, frame, value=item, here=False) for item in items or ()]
        else:
            value = m.evaluate(argument, scope)
            if is_open and positional is not None:
                continue  # nobody knows which parameter it is for
            positional.append(Actual(argument, frame, index=len(positional), value=value))
    keywords: list[Actual] = []
    for keyword in node.keywords:
        value = m.evaluate(keyword.value, scope)
        value = tables.mapping(m, value) if keyword.arg is None else value
        if keyword.arg is not None:
            keywords.append(Actual(keyword.value, frame, keyword=keyword, name=keyword.arg, value=value))
        elif isinstance(value, dict) and not m.is_tainted(value) and all(isinstance(key, str) for key in value):
            is_open = is_open or isinstance(value, OpenDict)
            for name, item in value.items():
                if any(actual.name == name for actual in keywords):
                    raise Raised("TypeError")
                keywords.append(Actual(keyword.value, frame, name=name, value=item, here=False))
        else:
            is_open = True
    return Actuals(tuple(positional), tuple(keywords), is_open)


def _is_constant(keyword: ast.keyword) -> bool:
    return isinstance(keyword.value, ast.Constant)
