"""The arguments of a call as they are evaluated, `*` and `**` spread."""

from __future__ import annotations

import ast

from ..values.objects import Actual, Actuals
from .containers import run_over
from .heap import Machine, OpenDict, Raised, Scope


def actuals(m: Machine, node: ast.Call, scope: Scope) -> Actuals:
    """The arguments of a call as they are evaluated, `*` and `**` spread."""
    frame = m.reader.frame_of(node, m.module)
    positional: list[Actual] = []
    is_open = False
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            items = run_over(m, m.evaluate(argument.value, scope))
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
