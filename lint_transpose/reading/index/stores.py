"""Stores that no assignment tells: `setattr`, `__dict__`, `vars()`, `mock.patch`, `type("Net", (Base,), {...})`, `exec`.

Where such a store names the attribute, every object may have it stored; where it does not, every object that may be the
one it stores on (`aliases`), or a class of it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePath

from .bindings import FUNCTIONS, Made, Store, positional_parameters
from .building import Index
from .names import first_name, names_in

_SETTERS = frozenset({"setattr", "__setattr__", "delattr", "__delattr__", "patch", "object", "multiple"})
FUNCTIONS_THAT_STORE = frozenset({"setattr", "delattr", "__setattr__", "__delattr__"})
# They only ask what a function takes.
_DESCRIBING = frozenset({"signature", "getfullargspec", "getargspec"})
_STORING = FUNCTIONS_THAT_STORE | {"__init__"}
_INSPECTING = frozenset({"signature", "getfullargspec", "getargspec", "getsource", "getdoc", "wraps", "callable", "hasattr"})
_MAKERS = frozenset({"type", "new_class", "make_dataclass"})
_PARSERS = frozenset({"parse_args", "parse_known_args", "parse_intermixed_args", "parse_known_intermixed_args"})
_NOTED = _SETTERS | _MAKERS | _PARSERS | {"dict", "eval", "exec", "getattr", "methodcaller", "vars"}
# The names of a module, or of a function that runs.
_NAMES_OF = ("__globals__", "f_globals", "f_locals")
_BUILTINS = {"builtins", "__builtins__"}
# They only look at the module that they are given.
_LOOKERS = frozenset({"getattr", "hasattr", "isinstance", "dir", "id", "getmembers", "getsource", "getfile", "print", "repr"})
# They give the names of the module as a dict; without an argument and at module level, all of them do.
_NAMESPACES = ("globals", "locals", "vars")
_PATCH_OPTIONS = frozenset({"spec", "spec_set", "create", "autospec", "new_callable", "new", "target", "attribute", "name"})
# What is done with the dict of an object that leaves it as it is.
_LOOKS = frozenset({"items", "keys", "values", "get", "copy"})
_READERS = frozenset(
    {"print", "len", "dict", "sorted", "str", "repr", "list", "set", "tuple", "deepcopy", "copy", "dumps", "pprint", "pformat"}
    | {"items", "format", "info", "debug", "warning", "SimpleNamespace", "Namespace", "EasyDict", "dump", "safe_dump"}
)


def note_stores(module: Index) -> None:
    """Enter into the index what is stored otherwise than by assignments."""
    for call in [call for name in sorted(_NOTED) for call in module.calls_by_name.get(name, ())]:
        _note_call(module, call)
    for call in [call for name in _NAMESPACES for call in module.calls_by_name.get(name, ()) if not call.args]:
        of_scope = first_name(call.func) == "globals" or not isinstance(module.scope_of(call), FUNCTIONS)
        if of_scope and isinstance(call.func, ast.Name) and not _is_looked_at(module, call):
            module.is_rewritten = module.is_redefined = True
    for attribute in module.attributes:
        if attribute.attr == "__dict__" and not _is_looked_at(module, attribute):
            module.stores_by_name.append(Store(attribute.value))
        elif attribute.attr in _NAMES_OF and not _is_looked_at(module, attribute):
            module.is_rewritten = module.is_redefined = True
        elif attribute.attr in FUNCTIONS_THAT_STORE:
            _note_function(module, attribute)
        elif attribute.attr == "__init__" and isinstance(attribute.ctx, ast.Load):
            _note_initializer(module, attribute)
    for name in [name for name in module.names if name.id in FUNCTIONS_THAT_STORE and isinstance(name.ctx, ast.Load)]:
        _note_function(module, name)
    if any(_is_stored_on(module, node) for node in _loaded_modules(module)) or "FunctionType" in module.calls_by_name:
        module.is_rewritten = module.is_redefined = True
    module.is_redefined |= ".__code__" in module.foreign


def _note_call(module: Index, call: ast.Call) -> None:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name in _SETTERS:
        _note_setter(module, call, name)
    elif name in _MAKERS and (name != "type" or len(call.args) == 3):
        module.made.append(_made(call, name))
    elif name in _PARSERS:
        given = [*call.args[1:2], *(keyword.value for keyword in call.keywords if keyword.arg == "namespace")]
        module.stores_by_name += map(Store, given)
    elif name in ("exec", "eval") and isinstance(call.func, ast.Name) and len(call.args) == 1:
        module.is_rewritten = True
        module.is_redefined |= name == "exec" or "(" in (_text(call.args[0]) or "")
    elif name == "dict" and _is_patch(call):
        module.is_rewritten = True
    elif name in ("getattr", "methodcaller") and any(_text(item) in _STORING for item in call.args):
        _note_name(module, call, "__dict__")  # on whatever object, under whatever name
    elif name == "getattr" and set(map(first_name, call.args[:1])) & _BUILTINS and _text(call.args[-1]) is None:
        module.is_rewritten = module.is_redefined = True
    elif name == "vars" and call.args and not _is_looked_at(module, call):
        module.stores_by_name.append(Store(call.args[0]))


def _note_function(module: Index, function: ast.expr) -> None:
    """`setattr` or the like where it is no callee: `later(setattr, net, "p", 1)`, `map(setattr, ...)`, `store = setattr`."""
    call = module.parents[function]
    if isinstance(call, ast.Call) and call.func is function:
        return
    given = call.args[call.args.index(function) + 1 :] if isinstance(call, ast.Call) and function in call.args else []
    is_plain = isinstance(function, ast.Name) and not any(isinstance(item, ast.Starred) for item in given[:2])
    if is_plain and len(given) > 1 and isinstance(call, ast.Call) and first_name(call.func) not in ("map", "starmap"):
        _note(module, call, given[0], given[1])
    else:  # on whatever object, under whatever name
        module.stores_by_name.append(Store(function))
        _note_name(module, function, "__dict__")


def _note_initializer(module: Index, initializer: ast.Attribute) -> None:
    """`net.__init__(0)`, `Net.__init__(net, 0)`: what is there already is initialised again, but where the `__init__` of a
    class calls that of a base.
    """
    call, scope = module.parents[initializer], module.scope_of(initializer)
    if isinstance(call, ast.Call) and first_name(call.func) in _DESCRIBING:
        return
    given = call.args[:1] if isinstance(call, ast.Call) and call.func is initializer else []
    first = positional_parameters(scope)[:1] if isinstance(scope, FUNCTIONS) else []
    is_super = first_name(initializer.value) == "super"
    is_on_own = is_super or any(isinstance(item, ast.Name) and [item.id] == first for item in given)
    if (is_on_own and getattr(scope, "name", "") == "__init__") or _is_inspected(call):
        return
    owner: ast.expr = initializer.value
    if is_super and first:
        owner = ast.copy_location(ast.Name(first[0], ast.Load()), owner)
        module.parents[owner] = module.parents[initializer.value]
    module.stores_by_name += map(Store, (owner, *given))


def _is_inspected(parent: ast.AST) -> bool:
    """Whether `parent` only looks at the function that stands in it."""
    is_asked = isinstance(parent, ast.Call) and first_name(parent.func) in _INSPECTING
    return is_asked or isinstance(parent, (ast.Attribute, ast.Compare))


def _note_setter(module: Index, call: ast.Call, name: str) -> None:
    """`setattr(o, "p", 1)`, `o.__setattr__("p", 1)`, `monkeypatch.setattr(C, "p", 1)`, `patch.object(C, "p", 1)`."""
    is_method = isinstance(call.func, ast.Attribute)
    owner_name = first_name(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    if (name == "setattr" and len(call.args) < 2) or (name in ("object", "multiple") and owner_name != "patch"):
        return
    if name == "multiple":
        for keyword in call.keywords:
            if keyword.arg is not None and keyword.arg not in _PATCH_OPTIONS:
                _note_name(module, call, keyword.arg)
        if any(keyword.arg is None for keyword in call.keywords) and call.args:
            module.stores_by_name.append(Store(call.args[0]))
        return
    by_keyword = {keyword.arg: keyword.value for keyword in call.keywords}
    given = [*call.args]
    if name == "patch" or (given and name != "__setattr__" and _text(given[0]) is not None):  # patch("net.Base.MODE", ...)
        for target in (*given[:1], *filter(None, (by_keyword.get("target"),))):
            text = _text(target)
            if text is not None:
                _note_name(module, call, text.rpartition(".")[2])
            if name == "patch" and _is_of_own(module, target):
                module.is_rewritten = module.is_redefined = True
        return
    if is_method and name in ("__setattr__", "__delattr__") and isinstance(call.func, ast.Attribute):
        is_bound = len(given) == (2 if name == "__setattr__" else 1)
        if is_bound:  # `self.__setattr__(name, value)`
            receiver = call.func.value
            given.insert(0, given[0] if isinstance(receiver, ast.Call) and owner_name == "super" else receiver)
            if isinstance(receiver, ast.Call):
                given[0] = ast.copy_location(ast.Name("self", ast.Load()), receiver)
                module.parents[given[0]] = module.parents[receiver]
    attribute = given[1] if len(given) > 1 else by_keyword.get("attribute") or by_keyword.get("name")
    if attribute is None or not given:
        return
    _note(module, call, given[0], attribute)


def _note(module: Index, call: ast.Call, owner: ast.expr, attribute: ast.expr) -> None:
    text = _text(attribute)
    if isinstance(owner, ast.Subscript) and "modules" in names_in(owner.value):
        module.is_rewritten = module.is_redefined = True
    if text is not None:
        _note_name(module, call, text)
        return
    start = ""
    if isinstance(attribute, ast.JoinedStr) and attribute.values:
        start = _text(attribute.values[0]) or ""
    module.stores_by_name.append(Store(owner, start))


def _is_patch(call: ast.Call) -> bool:
    """Whether `call` is `patch.dict(...)` of a dict that it names by a text: "tests.test_net.OPTIONS"."""
    is_method = isinstance(call.func, ast.Attribute) and first_name(call.func.value) == "patch"
    return is_method and not (call.args and isinstance(call.args[0], (ast.Name, ast.Attribute, ast.Subscript)))


def _is_of_own(module: Index, target: ast.expr) -> bool:
    """Whether `target`, such as "tests.test_net.PADDING", may name something of this file."""
    text = _text(target)
    return text is None or PurePath(module.source.filename).stem in text.split(".")[:-1] or text.startswith("__main__.")


def _note_name(module: Index, node: ast.expr, name: str) -> None:
    module.foreign[f".{name}"].add(module.scope_of(node))


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _is_looked_at(module: Index, node: ast.expr) -> bool:
    """Whether `node`, the dict of an object, is read where it stands and nothing else."""
    parent = module.parents[node]
    if isinstance(parent, ast.Attribute):
        called = module.parents[parent]
        return parent.attr in _LOOKS and isinstance(called, ast.Call) and called.func is parent
    if isinstance(parent, ast.keyword):
        return parent.arg is None
    if isinstance(parent, ast.Call):
        name = first_name(parent.func)
        is_own = any(getattr(function, "name", "") == name for function in module.functions)
        return node is not parent.func and name in _READERS and not is_own
    if isinstance(parent, ast.Subscript):
        return isinstance(parent.ctx, ast.Load)
    if isinstance(parent, (ast.For, ast.comprehension)):
        return node is parent.iter
    if isinstance(parent, ast.Dict):
        return any(key is None and value is node for key, value in zip(parent.keys, parent.values))
    return isinstance(parent, (ast.Compare, ast.FormattedValue)) or (
        isinstance(parent, ast.Expr) and not isinstance(getattr(node, "ctx", None), ast.Store)
    )


def _loaded_modules(module: Index) -> Iterator[ast.AST]:
    """What may give this module: `sys.modules[__name__]`, `import_module(name)`, `import __main__`."""
    yield from (call for name in ("import_module", "__import__") for call in module.calls_by_name.get(name, ()))
    tables: list[ast.expr] = [item for item in module.attributes if item.attr == "modules" and first_name(item.value) == "sys"]
    if any(place.imported == "sys.modules" for place in module.bindings[module.tree].get("modules", ())):
        tables += [name for name in module.names if name.id == "modules"]
    for table in tables:
        parent = module.parents[table]
        yield module.parents[parent] if isinstance(parent, ast.Attribute) else parent
    own = ("__main__", PurePath(module.source.filename).stem)
    bound = module.bindings[module.tree].items()
    names = {name for name, places in bound if any(place.imported.rpartition(".")[2] in own for place in places)}
    yield from (name for name in module.names if name.id in names)


def _is_stored_on(module: Index, node: ast.AST) -> bool:
    """Whether something may be stored on the module that `node` gives."""
    is_own = isinstance(node, ast.Name) or (isinstance(node, ast.expr) and "__name__" in names_in(node))
    parent = module.parents[node]
    if not isinstance(parent, (ast.Assign, ast.NamedExpr)) or parent.value is not node:
        return _stores_on(module, node, is_own)
    targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target]
    names = {target.id for target in targets if isinstance(target, ast.Name)}
    return any(_stores_on(module, use, is_own) for use in module.names if use.id in names)


def _stores_on(module: Index, node: ast.AST, is_own: bool) -> bool:
    """Whether something is stored on `node` where it stands, or, if it `is_own`, by what is given it."""
    parent = module.parents[node]
    if isinstance(parent, ast.Attribute):
        return isinstance(parent.ctx, ast.Store) or (parent.attr == "__dict__" and not _is_looked_at(module, parent))
    if not isinstance(parent, ast.Call) or node is parent.func:
        return False
    name = first_name(parent.func)
    return name in (*_SETTERS, "vars") or (is_own and name not in _LOOKERS)


def _made(call: ast.Call, name: str) -> Made:
    bases: frozenset[str] | None = None
    where = call.args[1] if name != "make_dataclass" and len(call.args) > 1 else None
    for keyword in call.keywords:
        if keyword.arg == "bases":
            where = keyword.value
    if isinstance(where, ast.Tuple) and not any(isinstance(item, ast.Starred) for item in where.elts):
        bases = frozenset(found for item in where.elts for found in list(names_in(item))[:1])
    members = _keys(call.args[2]) if name == "type" else None
    return Made(None if members is None else frozenset(members), bases)


def _keys(node: ast.expr) -> list[str] | None:
    """The keys of a dict as it is written; None where they are not all told."""
    if isinstance(node, ast.Dict):
        texts = [None if key is None else _text(key) for key in node.keys]
        return None if None in texts else [text for text in texts if text is not None]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict" and not node.args:
        names = [keyword.arg for keyword in node.keywords]
        return None if None in names else [name for name in names if name is not None]
    return None


def made_from(module: Index, names: set[str], member: str) -> Iterator[Made]:
    """The classes made at run time that may have one called so in `names` for a base, and a `member` of their own."""
    known = {cls.name for cls in module.classes}
    for made in module.made:
        is_mixed = made.bases is None or len(made.bases) > 1  # another base may bring it
        if (is_mixed or made.members is None or member in made.members) and (
            made.bases is None or names & made.bases or made.bases - known
        ):
            yield made


def is_stored_in(module: Index, package: str, name: str) -> bool:
    """Whether `name` of what is imported as a module, `package`, may be stored from outside."""
    if f".{name}" in module.foreign or ".__init__" in module.foreign or (package == "builtins" and module.stores_by_name):
        return True
    bound = module.bindings[module.tree]
    return any(
        isinstance(store.owner, ast.Name)
        and name.startswith(store.start)
        and any(place.imported == package for place in bound.get(store.owner.id, ()))
        for store in module.stores_by_name
    )
