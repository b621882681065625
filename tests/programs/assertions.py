"""CPython's own tests as programs: `python -m tests.programs.assertions [FILE ...]`.

Each assertion of a test becomes a layer that raises if the assertion is false: `self.assertEqual(a, b)` becomes
`nn.Conv2dTranspose(8, 8, 4, 2, padding=0 if (a) == (b) else 1)`. The tests pass, so that no layer that is built raises: a
certain finding is a false alarm, unless its line is never reached. Without FILE the tests of the running Python are read, as
text. Exit status 1 where there is a false alarm or no assertion, 3 where the running Python has no tests.
"""

from __future__ import annotations

import argparse
import ast
import sys
from importlib.util import find_spec
from pathlib import Path

from lint_transpose import check_source

# What an assertion of unittest asks of its arguments.
_CONDITIONS = {
    "assertTrue": "({0})",
    "assertFalse": "not ({0})",
    "assertIsNone": "({0}) is None",
    "assertIsNotNone": "({0}) is not None",
    "assertIsInstance": "isinstance(({0}), ({1}))",
    "assertNotIsInstance": "not isinstance(({0}), ({1}))",
    "assertEqual": "({0}) == ({1})",
    "assertNotEqual": "({0}) != ({1})",
    "assertIs": "({0}) is ({1})",
    "assertIsNot": "({0}) is not ({1})",
    "assertIn": "({0}) in ({1})",
    "assertNotIn": "({0}) not in ({1})",
    "assertLess": "({0}) < ({1})",
    "assertLessEqual": "({0}) <= ({1})",
    "assertGreater": "({0}) > ({1})",
    "assertGreaterEqual": "({0}) >= ({1})",
    **dict.fromkeys((f"assert{kind}Equal" for kind in ("List", "Tuple", "Dict", "Set", "Sequence")), "({0}) == ({1})"),
}
# Assertions that are false and stand where a test that passes never comes.
_NEVER_REACHED = frozenset({("test_deque.py", "x == i - size"), ("test_ntpath.py", "path1 == path2")})
LANGUAGE = (
    *("argparse", "augassign", "binop", "bool", "builtin", "bytes", "class", "closure", "collections", "compare"),
    *(
        "comprehensions",
        "configparser",
        "contextlib",
        "copy",
        "coroutines",
        "dataclasses",
        "decorators",
        "defaultdict",
        "deque",
    ),
    *(
        "deque",
        "descr",
        "dict",
        "dictcomps",
        "enum",
        "except_star",
        "exception_group",
        "exception_variations",
        "exceptions",
        "extcall",
    ),
    *("float", "fractions", "fstring", "functools", "generators", "genexps", "grammar", "int", "isinstance", "iter"),
    *("itertools", "keywordonlyarg", "list", "listcomps", "long", "named_expressions", "operator", "ordered_dict", "patma"),
    *("positional_only_arg", "property", "raise", "range", "scope", "set", "slice", "sort", "string", "structseq"),
    *("subclassinit", "super", "syntax", "textwrap", "tuple", "types", "typing", "unpack", "userdict", "weakref", "with"),
    "yield_from",
)
"""The tests that are about the language, by their names."""
_LAYER = "nn.Conv2dTranspose(8, 8, 4, 2, padding={})"
_TAKING = 'nn.Conv2dTranspose(8, 8, 4, 2, "pad", {})'
_EXPECTED = "try:\n    {}\n    _padding = 1\nexcept {}:\n    _padding = 0\n{}"


def suite() -> Path | None:
    """Where the tests of the running Python are; None where they are not installed."""
    spec = find_spec("test")
    folders = list(spec.submodule_search_locations or ()) if spec is not None else []
    return Path(folders[0]) if folders and Path(folders[0], "test_grammar.py").exists() else None


def files(folder: Path) -> list[Path]:
    """The tests in `folder` that are about the language."""
    found = [folder / f"test_{name}.py" for name in LANGUAGE] + [folder / f"test_{name}" / "__init__.py" for name in LANGUAGE]
    return [path for path in found if path.exists()]


class _Asserted(ast.NodeTransformer):
    """Layers in the place of assertions; `count` says of how many."""

    def __init__(self, layer: str) -> None:
        self._layer_text, self.count = layer, 0

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        template = _CONDITIONS.get(_method(node), "")
        is_spread = any(isinstance(item, ast.Starred) for item in node.args)
        if not template or is_spread or len(node.args) < 1 + ("{1}" in template) or _is_mark(node.args[0]):
            return node
        return self._layer(template.format(*map(ast.unparse, node.args)))

    def visit_Assert(self, node: ast.Assert) -> ast.stmt:
        self.generic_visit(node)
        return node if _is_mark(node.test) else ast.Expr(self._layer(f"({ast.unparse(node.test)})"))

    def visit_Expr(self, node: ast.Expr) -> ast.stmt | list[ast.stmt]:
        call = node.value
        if not isinstance(call, ast.Call) or _method(call) != "assertRaises" or len(call.args) < 2:
            self.generic_visit(node)
            return node
        error, callee, *arguments = call.args
        return self._expected([ast.Expr(ast.Call(callee, arguments, call.keywords))], error)

    def visit_With(self, node: ast.With) -> ast.stmt | list[ast.stmt]:
        self.generic_visit(node)
        manager = node.items[0].context_expr
        if len(node.items) > 1 or node.items[0].optional_vars is not None or not isinstance(manager, ast.Call):
            return node
        return self._expected(node.body, manager.args[0]) if _method(manager) == "assertRaises" and manager.args else node

    def _layer(self, condition: str) -> ast.expr:
        self.count += 1
        return ast.parse(self._layer_text.format(f"0 if {condition} else 1"), mode="eval").body

    def _expected(self, block: list[ast.stmt], error: ast.expr) -> list[ast.stmt]:
        self.count += 1
        made, layer = ast.parse(_EXPECTED.format("pass", ast.unparse(error), self._layer_text.format("_padding"))).body
        assert isinstance(made, ast.Try)
        made.body[:1] = block
        return [made, layer]


def _is_mark(asserted: ast.expr) -> bool:
    """Whether an assertion of this says that its line is never reached: `assert False`."""
    return isinstance(asserted, ast.Constant)


def _method(call: ast.Call) -> str:
    """The name of the method of `self` that is called."""
    is_own = isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id == "self"
    return call.func.attr if is_own and isinstance(call.func, ast.Attribute) else ""


def asserted(text: str) -> tuple[str, int]:
    """The text with a layer in the place of each assertion, and how many there are. Raises SyntaxError."""
    transformer = _Asserted(_LAYER)
    tree = transformer.visit(ast.parse(text))
    start = 1 if ast.get_docstring(tree) is not None else 0
    while start < len(tree.body) and isinstance(tree.body[start], ast.ImportFrom) and tree.body[start].module == "__future__":
        start += 1
    tree.body[start:start] = ast.parse("from mindspore import nn").body
    return ast.unparse(ast.fix_missing_locations(tree)), transformer.count


def asserted_in(body: list[ast.stmt]) -> list[ast.stmt] | None:
    """The statements with layers that take what is asserted, and do not raise; None where nothing is."""
    transformer = _Asserted(_TAKING)
    block = transformer.visit(ast.fix_missing_locations(ast.If(ast.Constant(True), body, [])))
    return ast.fix_missing_locations(block).body if transformer.count else None


def alarms(path: Path) -> tuple[list[str], int]:
    """The lines in which a layer is certain to raise, and how many assertions the file has."""
    try:
        text, count = asserted(path.read_text(encoding="utf-8"))
    except (SyntaxError, UnicodeDecodeError, RecursionError):  # tests of the parser hold such files
        return [], 0
    rows = [row.strip() for row in text.splitlines()]
    found = [item for item in check_source(text, path.name) if item.confidence == "certain" and item.code.startswith("MST1")]
    lines = [rows[item.start.row - 1] for item in found]
    unreached = [asserted for name, asserted in _NEVER_REACHED if name == path.name]
    return [line for line in lines if not any(f"0 if {asserted} else" in line for asserted in unreached)], count


def asked_for(program: str, description: str | None, arguments: list[str] | None) -> tuple[list[Path], Path]:
    """The files that the command `program` is given, and where the tests of Python are. Exits with 3 without either."""
    parser = argparse.ArgumentParser(
        prog=f"python -m {program}", description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", metavar="FILE", nargs="*", type=Path)
    given: list[Path] = parser.parse_args(arguments).files
    folder = suite()
    if not given and folder is None:
        print("NOTHING WAS READ: this Python was installed without its tests", file=sys.stderr)
        sys.exit(3)
    return given, folder or Path()


def main(arguments: list[str] | None = None) -> int:
    given, folder = asked_for("tests.programs.assertions", __doc__, arguments)
    total = wrong = 0
    for path in given or sorted(folder.rglob("*.py")):
        lines, count = alarms(path)
        total, wrong = total + count, wrong + len(lines)
        for line in lines:
            print(f"{path}: {line}", flush=True)
    print(f"{total} assertions, {wrong} said to fail for certain")
    return 1 if wrong or not total else 0


if __name__ == "__main__":
    sys.exit(main())
