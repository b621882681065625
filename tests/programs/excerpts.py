"""Single tests of CPython's own, each as a program: `python -m tests.programs.excerpts [FILE ...]`.

The body of a test method stands alone, at the top of a text or in a function, behind the imports, functions and classes of its
file that it needs. Each assertion becomes a layer that takes what is asserted: `self.assertEqual(a, b)` becomes
`nn.Conv2dTranspose(8, 8, 4, 2, "pad", 0 if (a) == (b) else 1)`. Python runs it, and what is read is held to what happened, as
with every other program. Tests that need more of `self` than assertions are left out. Exit status 1 where anything is wrong.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import indent

from lint_transpose.reading.index.bindings import parameters

from .assertions import asked_for, asserted_in, files
from .judging import judge
from .running import Program

_HEAD = "from mindspore import nn\n"
# What only prepares the run of a test, or is no part of an installed Python.
_FOREIGN = ("test", "unittest", "_testcapi", "_testinternalcapi", "_pickle")


def programs(text: str) -> Iterator[tuple[str, str]]:
    """The tests of a file as programs, each with its name. Raises SyntaxError."""
    tree = ast.parse(text)
    bound = {name: statement for statement in tree.body for name in _bound_by(statement)}
    for cls in tree.body:
        for method in cls.body if isinstance(cls, ast.ClassDef) else ():
            if not isinstance(method, ast.FunctionDef) or not method.name.startswith("test") or method.decorator_list:
                continue
            body = asserted_in(method.body)
            if body is None or any(map(_takes_self, body)):
                continue
            needed = _needed(body, bound)
            if needed is None:
                continue
            before = "\n".join(ast.unparse(statement) for statement in tree.body if statement in needed)
            inner = "\n".join(map(ast.unparse, body))
            name = f"{cls.name}.{method.name}"
            yield name, f"{_HEAD}{before}\n{inner}\n"
            yield f"{name}, in a function", f"{_HEAD}{before}\ndef test():\n{indent(inner, '    ')}\ntest()\n"


def _takes_self(node: ast.AST) -> bool:
    """Whether `node` needs the test's own `self`: methods of its classes have theirs."""
    if isinstance(node, ast.Name):
        return node.id == "self"
    if isinstance(node, (ast.FunctionDef, ast.Lambda)) and any(parameter.arg == "self" for parameter in parameters(node)):
        return False
    return any(map(_takes_self, ast.iter_child_nodes(node)))


def _bound_by(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield statement.name
    elif isinstance(statement, (ast.Import, ast.ImportFrom)):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in statement.names)
    elif isinstance(statement, ast.Assign):
        yield from (node.id for target in statement.targets for node in ast.walk(target) if isinstance(node, ast.Name))


def _needed(body: Iterable[ast.stmt], bound: dict[str, ast.stmt]) -> set[ast.stmt] | None:
    """The statements that bind the names in `body`, and in turn those in them; None where one is foreign."""
    found: set[ast.stmt] = set()
    left = list(body)
    while left:
        names = {node.id for node in ast.walk(left.pop()) if isinstance(node, ast.Name)}
        for statement in {bound[name] for name in names & bound.keys()} - found:
            if any(name.partition(".")[0] in _FOREIGN for name in _imported_by(statement)):
                return None
            found.add(statement)
            left.append(statement)
    return found


def _imported_by(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.ImportFrom):
        return [statement.module or ""]
    return [alias.name for alias in statement.names] if isinstance(statement, ast.Import) else []


def failures(path: Path) -> tuple[list[str], int]:
    """What is wrong with the programs of a file, and how many there are."""
    found, count = [], 0
    for name, text in programs(path.read_text(encoding="utf-8")):
        try:
            compile(text, name, "exec")
        except SyntaxError:  # `return`, `nonlocal`
            continue
        count += 1
        judged = judge(Program(text, ()), name, 1)
        found += [f"{path.name}: {name}: {failure.kind}: {failure.detail}\n{text}" for failure in judged.failures[:1]]
    return found, count


def main(arguments: list[str] | None = None) -> int:
    given, folder = asked_for("tests.programs.excerpts", __doc__, arguments)
    total = wrong = 0
    for path in given or files(folder):
        found, count = failures(path)
        total, wrong = total + count, wrong + len(found)
        print(*found, sep="\n", end="\n" if found else "", flush=True)
    print(f"{total} programs, {wrong} wrong")
    return 1 if wrong or not total else 0


if __name__ == "__main__":
    sys.exit(main())
