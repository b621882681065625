"""Which functions mention which names: a function may run whatever it mentions."""

from __future__ import annotations

import ast
from collections import defaultdict

from .bindings import FunctionNode, Mentions
from .building import Index
from .names import first_name, names_in
from .nodes import children, walk


def mentions_in(module: Index, method: FunctionNode) -> Mentions:
    """What the statements of `method` mention."""
    known = module.mentions_of.get(method)
    if known is not None:
        return known
    known = module.mentions_of[method] = Mentions()
    receiver = next((parameter.arg for parameter in (*method.args.posonlyargs, *method.args.args)), "")
    body = method.body if isinstance(method.body, list) else []
    stack: list[tuple[ast.AST, ast.stmt]] = [(statement, statement) for statement in reversed(body)]
    while stack:
        node, statement = stack.pop()
        if isinstance(node, ast.stmt):
            statement = node
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                stack.extend((item, statement) for item in node.decorator_list)
                continue
        if isinstance(node, ast.Lambda):
            known.deferred.update(
                item.id if isinstance(item, ast.Name) else item.attr
                for item in walk(node)
                if isinstance(item, (ast.Name, ast.Attribute))
            )
        if isinstance(node, ast.Name):
            known.names.setdefault(node.id, []).append((statement, node))
            if node.id == receiver and not isinstance(module.parents[node], ast.Attribute):
                known.whole.append((statement, node))
        elif isinstance(node, ast.Attribute):
            known.names.setdefault(node.attr, []).append((statement, node))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            known.names.setdefault(node.value, []).append((statement, node))  # getattr(self, "reset")
        stack += [(child, statement) for child in children(node)]
    return known


def mentioned_by(module: Index) -> dict[str, set[str]]:
    """For each name those whose mention may run or give what it names: functions that mention it, and what it is passed to."""
    found: dict[str, set[str]] = defaultdict(set)
    nodes: list[ast.Name | ast.Attribute] = [*module.names, *module.attributes]
    for node in nodes:
        name = node.id if isinstance(node, ast.Name) else node.attr
        function = _function_around(module, node)
        if function:
            found[name].add(function)
        if isinstance(node.ctx, ast.Load):
            found[name].update(_passed_to(module, node))
    return found


def _function_around(module: Index, node: ast.AST) -> str:
    while node is not module.tree:
        node = module.parents[node]
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return node.name
    return ""


def _passed_to(module: Index, node: ast.expr) -> set[str]:
    """The names to which `node`, not called where it stands, is assigned or passed."""
    child: ast.AST = node
    parent = module.parents[node]
    while isinstance(parent, (ast.Attribute, ast.Dict, ast.List, ast.Tuple, ast.IfExp, ast.keyword)):
        if isinstance(parent, ast.Attribute):
            return set()  # of what it names only an attribute is taken
        child, parent = parent, module.parents[parent]
    if isinstance(parent, (ast.Assign, ast.AnnAssign)):
        targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target]
        return {name for target in targets for name in list(names_in(target))[:1]}
    if isinstance(parent, ast.Call) and child is not parent.func:
        called = first_name(parent.func)
        return {
            parameter.arg
            for function in module.functions
            if getattr(function, "name", "") == called
            for parameter in (*function.args.args, *function.args.kwonlyargs)
        }
    return set()
