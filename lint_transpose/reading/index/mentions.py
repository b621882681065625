"""Which functions mention which names: a function may run whatever it mentions."""

from __future__ import annotations

import ast
from collections import defaultdict

from .bindings import FunctionNode, Mentions, parameters
from .building import Index
from .names import beginning, first_name, names_in
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
        elif isinstance(node, ast.Call) and first_name(node.func) == "getattr":
            known.calls_of_getattr.append(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            known.names.setdefault(node.value, []).append((statement, node))  # getattr(self, "reset")
        elif isinstance(node, ast.Call) and (start := computed(node)) is not None:
            known.names.setdefault(f"{start}*", []).append((statement, node))
        stack += [(child, statement) for child in children(node)]
    return known


def computed(call: ast.Call) -> str | None:
    """What the name begins with that `call` gets at without saying it: "set_" of `getattr(self, f"set_{mode}")`."""
    place = {"getattr": 1, "methodcaller": 0, "attrgetter": 0}.get(first_name(call.func), len(call.args))
    named = call.args[place : place + 1]
    return None if not named or isinstance(named[0], ast.Constant) else beginning(named[0])


def mentioned_by(module: Index) -> dict[str, set[str]]:
    """For each name those whose mention may run or give what it names: functions that mention it, and what it is passed to."""
    found: dict[str, set[str]] = defaultdict(set)
    for call in module.calls:
        if (start := computed(call)) is not None:
            found[f"{start}*"].add(_function_around(module, call))
    for decorated in module.functions:
        for decorator in getattr(decorated, "decorator_list", ()):
            found[getattr(decorated, "name", "")].update(_taken_by(module, next(names_in(decorator), "")))
    nodes: list[ast.Name | ast.Attribute] = [*module.names, *module.attributes]
    for node in nodes:
        name = node.id if isinstance(node, ast.Name) else node.attr
        function = _function_around(module, node)
        if function:
            found[name].add(function)
        if isinstance(node.ctx, ast.Load):
            found[name].update(_passed_to(module, node))
    _note_getattr(module, found)
    return found


def is_open_getattr(call: ast.Call) -> bool:
    """Whether `call` is one of getattr() with a name that is no constant."""
    return first_name(call.func) == "getattr" and len(call.args) > 1 and not isinstance(call.args[1], ast.Constant)


def _is_imported(module: Index, node: ast.expr) -> bool:
    """Whether `node` is something imported as a module, or in one."""
    while isinstance(node, ast.Attribute):
        node = node.value
    places = module.bindings[module.tree].get(node.id, ()) if isinstance(node, ast.Name) else ()
    return any(place.imported for place in places)


def _note_getattr(module: Index, found: dict[str, set[str]]) -> None:
    """Enter into `found` that getattr() may give methods: `getattr(net, name)` any of those in the text."""
    methods = {getattr(item, "name", "") for item in module.functions if module.class_of(item) is not None}
    for call in module.calls_by_name.get("getattr", ()):
        if len(call.args) < 2 or _is_imported(module, call.args[0]):
            continue
        name, around = call.args[1], _function_around(module, call)
        for method in methods if is_open_getattr(call) else methods & {getattr(name, "value", "")}:
            found[method].update({around, *_passed_to(module, call)} - {"", method})


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
        keeper = parent.func.value if isinstance(parent.func, ast.Attribute) else None
        return {*_taken_by(module, first_name(parent.func)), *([] if keeper is None else [first_name(keeper)])} - {""}
    return set()


def _taken_by(module: Index, name: str) -> set[str]:
    """The parameters of the functions called `name`, and of those within them, as decorators have them."""
    named = {function for function in module.functions if getattr(function, "name", "") == name}
    return {
        parameter.arg
        for function in module.functions
        if function in named or module.scope_of(function) in named
        for parameter in parameters(function)
    }
