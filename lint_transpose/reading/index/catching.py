"""What a try or a with does with the errors of its block: nothing, end them, or want them, as tests do."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .bindings import FUNCTIONS, Binding, FunctionNode
from .endings import TRIES, WITHS, is_named_to_swallow, leaves
from .managers import ENTERED, PUSHED, STACKS, answer_of_exit, yields
from .module import Module
from .names import first_name, name_of, names_in
from .nodes import walk

Errors = tuple[type[BaseException], ...]

_OTHERS: Errors = (LookupError, KeyError, IndexError, AttributeError, RuntimeError, OSError, AssertionError, SystemExit)
_DEEPEST = 8


class Met(NamedTuple):
    """How errors are met in line `row`: `wanted` by a test, or by what may catch them."""

    row: int
    wanted: bool = False


def met_around(module: Module, node: ast.AST, errors: Errors, depth: int = 0) -> tuple[Met | None, FunctionNode | None]:
    """What meets `errors` raised at `node` within the function around it, and that function."""
    caught: Met | None = None
    while node is not module.tree:
        parent = module.parents[node]
        if isinstance(parent, FUNCTIONS) and (isinstance(node, ast.stmt) or node is getattr(parent, "body", None)):
            return caught, parent
        met = None
        if isinstance(parent, TRIES):
            met = _by_try(module, parent, node, errors)
            if node not in parent.finalbody and _may_raise(parent.finalbody):
                errors = (*errors, *_OTHERS)  # one of those may take the place of what is raised
        elif isinstance(parent, WITHS):
            before = len(parent.items) if isinstance(node, ast.stmt) else parent.items.index(node)  # type: ignore[arg-type]
            met = first(met_by(module, item.context_expr, errors, depth) for item in parent.items[:before])
        if met is not None and met.wanted:
            return met, None
        caught = caught or met
        node = parent
    return caught, None


def first(found: Iterable[Met | None]) -> Met | None:
    """The first of `found`, one that wants the errors before others."""
    known = [met for met in found if met is not None]
    return next((met for met in known if met.wanted), known[0] if known else None)


def _by_try(module: Module, statement: ast.Try, part: ast.AST, errors: Errors) -> Met | None:
    if part in statement.body:
        for handler in statement.handlers:
            if handler.type is None or may_catch(module, handler.type, errors):
                return Met(handler.lineno)
    if part not in statement.finalbody and leaves(statement.finalbody):
        return Met(statement.finalbody[0].lineno)
    is_last = part in statement.finalbody or (
        isinstance(part, ast.ExceptHandler) and (part.type is None or may_catch(module, part.type, (GeneratorExit,)))
    )
    if is_last and any(isinstance(node, (ast.Yield, ast.YieldFrom)) for item in statement.body for node in walk(item)):
        return Met(statement.lineno)  # run when the generator is closed, where nobody meets its errors
    return None


def _may_raise(block: list[ast.stmt]) -> bool:
    return any(isinstance(node, (ast.Call, ast.Subscript)) for statement in block for node in walk(statement))


def may_catch(module: Module, kind: ast.expr, errors: Errors, depth: int = 0) -> bool:
    """Whether `except <kind>` may catch one of `errors`: true of whatever is no exception of Python's own."""
    if isinstance(kind, ast.Tuple):
        return any(may_catch(module, item, errors, depth + 1) for item in kind.elts)
    if not isinstance(kind, ast.Name) or depth > _DEEPEST:
        return True
    places = [place for names in module.bindings.values() for place in names.get(kind.id, ())]
    if len(places) == 1 and isinstance(places[0].statement, ast.ClassDef):
        return False  # what the file derives catches nothing that others raise
    if len(places) == 1 and places[0].kind == "value" and places[0].value is not None and not places[0].path:
        return may_catch(module, places[0].value, errors, depth + 1)
    known = None if places else getattr(builtins, kind.id, None)
    if isinstance(known, type) and issubclass(known, BaseException):
        return any(issubclass(error, known) for error in errors)
    return True


def met_by(module: Module, manager: ast.expr, errors: Errors, depth: int = 0) -> Met | None:
    """What the context manager (or decorator) `manager` does with `errors` that its block raises."""
    asked = manager, errors, depth
    if asked not in module.met_by:
        module.met_by[asked] = _met_by(module, manager, errors, depth)
    known: Met | None = module.met_by[asked]
    return known


def _met_by(module: Module, manager: ast.expr, errors: Errors, depth: int) -> Met | None:
    if depth > _DEEPEST:
        return Met(manager.lineno)
    if isinstance(manager, ast.IfExp):
        return _one_of(module, (manager.body, manager.orelse), errors, depth)
    if isinstance(manager, (ast.NamedExpr, ast.Await)):
        return met_by(module, manager.value, errors, depth + 1)
    if isinstance(manager, ast.Call):
        name = _name_of_callee(module, manager)
        if is_named_to_swallow(name):
            return Met(manager.lineno, wanted=True) if _is_meant(module, manager, errors) else None
        if name in STACKS:
            return _by_stack(module, errors, depth)
        own = [*_by_own(module, name, errors, depth)]
    else:
        name = name_of(manager) or ""
        places = [*_places(module, name)]
        values = [place.value for place in places if place.value is not None]
        if values:
            return _one_of(module, values, errors, depth)
        if is_named_to_swallow(first_name(manager)) and (places or not name):  # `@unittest.expectedFailure`
            return Met(manager.lineno, wanted=True)
        own = []
    if own:
        return first(own)
    return Met(manager.lineno) if any(item in module.swallowing for item in names_in(manager)) else None


def _one_of(module: Module, managers: Iterable[ast.expr], errors: Errors, depth: int) -> Met | None:
    """What one of several managers does: the errors are wanted where they are by each."""
    found = [met_by(module, manager, errors, depth + 1) for manager in managers]
    met = first(found)
    return met and Met(met.row, wanted=all(item is not None and item.wanted for item in found))


def _name_of_callee(module: Module, call: ast.Call) -> str:
    """The last part of the name under which what is called is known where it comes from."""
    name = first_name(call.func)
    imported = {place.imported for place in _places(module, name) if place.imported}
    return imported.pop().rpartition(".")[2] if len(imported) == 1 and isinstance(call.func, ast.Name) else name


def _places(module: Module, name: str) -> Iterator[Binding]:
    for names in module.bindings.values():
        yield from names.get(name, ())


def _is_meant(module: Module, call: ast.Call, errors: Errors) -> bool:
    """Whether `call`, such as `pytest.raises(ValueError)`, is about one of `errors`."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    kinds = [argument for argument in call.args if not isinstance(argument, ast.Constant)]
    kinds += [named[name] for name in ("expected_exception", "exception", "raises") if name in named]
    if _name_of_callee(module, call) != "suppress":  # the others take one class, or a tuple of classes
        kinds = kinds[:1]
    return not kinds or any(may_catch(module, kind, errors) for kind in kinds)


def _by_own(module: Module, name: str, errors: Errors, depth: int) -> Iterator[Met]:
    """What the file's own managers called `name` do: generators, functions that return a manager, classes."""
    for function in module.functions:
        if getattr(function, "name", "") == name and not isinstance(function, ast.Lambda):
            for item in yields(function):
                met, _ = met_around(module, item, errors, depth + 1)
                if met is not None:
                    yield met
            for node in ast.walk(function):
                if isinstance(node, ast.Return) and node.value is not None and module.scope_of(node) is function:
                    met = met_by(module, node.value, errors, depth + 1)
                    if met is not None:
                        yield met
    for cls in module.classes:
        if cls.name == name:
            answer = answer_of_exit(cls)
            yield from [] if answer is None else [Met(answer.lineno)]


def _by_stack(module: Module, errors: Errors, depth: int) -> Met | None:
    """What the managers do that the text enters into an ExitStack, which it may pass on."""
    found: list[Met | None] = []
    for method in (*ENTERED, *PUSHED):
        for call in [call for call in module.calls_by_name.get(method, ()) if call.args]:
            is_manager = method in ENTERED or isinstance(call.args[0], ast.Call)
            found.append(met_by(module, call.args[0], errors, depth + 1) if is_manager else Met(call.lineno))
    return first(found)
