"""The special methods that Python runs for an expression."""

from __future__ import annotations

import ast

OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.FloorDiv: "floordiv", ast.Mod: "mod",
    ast.Pow: "pow", ast.BitOr: "or", ast.BitAnd: "and", ast.BitXor: "xor", ast.LShift: "lshift", ast.RShift: "rshift",
    ast.MatMult: "matmul",
}  # fmt: skip
"""The method that Python runs for each operator, without the underscores: "add" of `__add__`, `__radd__` and `__iadd__`."""
OPERATOR_METHODS = frozenset(f"__{side}{name}__" for name in OPERATORS.values() for side in ("", "r", "i"))
COMPARING = frozenset({"__contains__", "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"})
RUNS: dict[type[ast.expr], frozenset[str]] = {
    ast.Attribute: frozenset({"__getattr__", "__getattribute__", "__get__"}),
    ast.Subscript: frozenset({"__getitem__", "__class_getitem__", "__missing__"}),
    ast.BinOp: OPERATOR_METHODS,
    ast.UnaryOp: frozenset({"__neg__", "__pos__", "__invert__"}),
    ast.Compare: COMPARING,
}
"""The special methods that Python runs for an expression."""
