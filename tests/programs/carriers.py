"""Ways in which a value gets from where it is written to where a layer takes it."""

from __future__ import annotations

from collections.abc import Callable

from .changes import change, changed
from .writing import Scope, indented

Carrier = Callable[[Scope, str, int], str]
"""Gives an expression in a scope for a value of a kind; the value itself may go through so many carriers more."""

ANYWHERE: list[Carrier] = []
IN_METHODS: list[Carrier] = []


def carrier(where: list[Carrier], times: int = 1) -> Callable[[Carrier], Carrier]:
    """Enters a carrier into one of the two lists, as often as it is to be likely."""

    def enter(function: Carrier) -> Carrier:
        where.extend([function] * times)
        return function

    return enter


def carry(scope: Scope, kind: str, depth: int = 2) -> str:
    """An expression for a value of a kind. What it needs is written before."""
    w = scope.writer
    if depth == 0 or w.chance(0.2):
        return w.value(kind)
    options = [*ANYWHERE]
    if scope.kind == "method":
        options += IN_METHODS * (len(ANYWHERE) // len(IN_METHODS) + 1)
    return w.random.choice(options)(scope, kind, depth - 1)


def module_scope(scope: Scope) -> Scope:
    """A place in the module, before the scope at hand."""
    return Scope(scope.writer, [], "module")


@carrier(ANYWHERE)
def _constant(scope: Scope, kind: str, depth: int) -> str:
    w = scope.writer
    w.uses("module constant")
    name = w.name(kind.upper())
    outer = module_scope(scope)
    outer.lines.append(f"{name} = {carry(outer, kind, depth)}")
    changed(outer, name, kind, 1)
    w.emit(*outer.lines)
    if scope.kind != "module" and w.chance(0.15):
        w.uses("global and nonlocal")
        function = w.name("configure")
        w.emit(f"def {function}(value={w.value(kind)}):", f"    global {name}", f"    {name} = value", "")
        if w.chance(0.6):
            scope.lines.append(f"{function}({w.pick('', w.value(kind))})")
        else:
            w.entries.append((f"{function}()", f"{function}({w.value(kind)})"))
    return name


@carrier(ANYWHERE, 3)
def _local(scope: Scope, kind: str, depth: int) -> str:
    w = scope.writer
    w.uses("local variable")
    name = w.name("v")
    scope.lines.append(f"{name} = {carry(scope, kind, depth)}")
    changed(scope, name, kind)
    return name


@carrier(ANYWHERE, 3)
def _table(scope: Scope, kind: str, depth: int) -> str:
    """A dict of options, local or of the module."""
    w = scope.writer
    w.uses("dict of options")
    name = w.name("options")
    outer = scope if w.chance(0.4) else module_scope(scope)
    value = carry(outer, kind, depth)
    outer.lines.append(
        w.pick(
            f'{name} = {{"{kind}": {value}, "name": "up"}}',
            f'{name} = dict({kind}={value}, name="up")',
            f'{name} = dict([("{kind}", {value})])',
            f'{name} = {{key: {value} for key in ("{kind}", "other")}}',
            f'{name} = dict.fromkeys(["{kind}", "other"], {value})',
        )
    )
    changed(outer, f'{name}["{kind}"]', kind, 1)
    if outer is not scope:
        w.emit(*outer.lines)
        if w.chance(0.3):
            change(scope, f'{name}["{kind}"]', kind)
    return w.pick(f'{name}["{kind}"]', f'{name}["{kind}"]', f'{name}.get("{kind}", {w.value(kind)})')


@carrier(ANYWHERE, 2)
def _function(scope: Scope, kind: str, depth: int) -> str:
    w = scope.writer
    w.uses("function returns it")
    name = w.name("choose")
    inner = Scope(w, [], "function", flags=["flag"])
    result = carry(inner, kind, depth)
    if w.chance(0.5):
        inner.lines += ["if flag:", f"    return {w.value(kind)}"]
    w.emit(f"def {name}(flag={w.pick('False', 'True')}):", *indented([*inner.lines, f"return {result}"]), "")
    return w.pick(f"{name}()", f"{name}(flag={w.pick('True', 'False')})", f"{name}({w.flag(scope)})")


@carrier(ANYWHERE, 3)
def _namespace(scope: Scope, kind: str, depth: int) -> str:
    """An object that holds options: a class as a namespace, an instance, a dataclass, a namedtuple, an enum."""
    w = scope.writer
    outer = module_scope(scope)
    value, name = carry(outer, kind, depth), w.name("Config")
    style = w.pick("class", "instance", "SimpleNamespace", "dataclass", "namedtuple", "enum", "NamedTuple")
    w.uses(style)
    made = w.name("config")
    fixed = style in ("namedtuple", "enum", "NamedTuple")
    result = f"{made}.{kind}"
    if style == "class":
        outer.lines += [f"class {name}:", f"    {kind} = {value}"]
        result = f"{name}.{kind}"
    elif style == "instance":
        outer.lines += [f"class {name}:", f"    def __init__(self, {kind}={value}):", f"        self.{kind} = {kind}"]
        outer.lines.append(f"{made} = {name}({w.pick('', w.value(kind))})")
    elif style == "SimpleNamespace":
        w.need("from types import SimpleNamespace")
        outer.lines.append(f'{made} = SimpleNamespace({kind}={value}, name="up")')
    elif style == "dataclass":
        w.need("from dataclasses import dataclass, field, replace, asdict")
        default = w.pick("= {}", "= field(default={})", "= field(default_factory=lambda: {})").format(value)
        if value.startswith(("[", "{")):
            default = f"= field(default_factory=lambda: {value})"
        fixed = w.chance(0.2)
        outer.lines += ["@dataclass(frozen=True)" if fixed else "@dataclass", f"class {name}:"]
        outer.lines += [f"    {kind}: object {default}", '    name: str = "up"']
        outer.lines.append(f"{made} = {name}({w.pick('', f'{kind}={w.value(kind)}', w.value(kind))})")
        if w.chance(0.4):
            outer.lines.append(f"{made} = replace({made}, {w.pick(f'{kind}={w.value(kind)}', 'name=str()')})")
        if w.chance(0.2):
            result = f'asdict({made})["{kind}"]'
    elif style == "namedtuple":
        w.need("from collections import namedtuple")
        outer.lines.append(f'{name} = namedtuple("{name}", "{kind} name")')
        outer.lines.append(f'{made} = {name}({value}, "up")')
        result = w.pick(result, f"{made}[0]", f'{made}._replace(name="down").{kind}')
    elif style == "NamedTuple":
        w.need("from typing import NamedTuple")
        outer.lines += [f"class {name}(NamedTuple):", f"    {kind}: object = {value}"]
        outer.lines.append(f"{made} = {name}({w.pick('', w.value(kind))})")
    else:
        w.need("import enum")
        outer.lines += [f"class {name}(enum.Enum):", f"    FIRST = {value}", f"    SECOND = {w.value(kind)}"]
        if w.chance(0.2):
            own = w.pick("@property\n    def value(self): return {}", "def __init__(self, given): self._value_ = {}")
            outer.lines += f"    {own.format(w.value(kind))}".splitlines()
        by_value = f"{name}({w.value(kind)}).value"
        result = w.pick(f"{name}.FIRST.value", f'{name}["SECOND"].value', by_value, f"{name}.SECOND.value")
    if not fixed:
        changed(outer, f"{made if style != 'class' else name}.{kind}", kind, 1)
    w.emit(*outer.lines)
    if not fixed and w.chance(0.3):
        change(scope, f"{made if style != 'class' else name}.{kind}", kind)
    return result


@carrier(ANYWHERE)
def _chosen(scope: Scope, kind: str, depth: int) -> str:
    w = scope.writer
    w.uses("conditional expression")
    first, second = carry(scope, kind, depth), carry(scope, kind, depth)
    return w.pick(f"({first} if {w.flag(scope)} else {second})", f"[{first}, {second}][{w.pick('0', '1', '-1')}]")


@carrier(IN_METHODS, 2)
def _attribute(scope: Scope, kind: str, depth: int) -> str:
    """An attribute of the instance, set before."""
    w = scope.writer
    w.uses("instance attribute")
    name = f"self.{w.name('a')}"
    scope.lines.append(f"{name} = {carry(scope, kind, depth)}")
    changed(scope, name, kind)
    return name


@carrier(IN_METHODS, 2)
def _class_attribute(scope: Scope, kind: str, depth: int) -> str:
    """A class attribute, of the class or of one of its bases, perhaps overridden on the way or in a subclass."""
    w = scope.writer
    w.uses("class attribute")
    assert scope.cls is not None
    name = w.name(kind.upper())
    outer = module_scope(scope)
    value = carry(outer, kind, depth)
    w.emit(*outer.lines)
    holders = w.family(scope.cls)
    for holder in w.random.sample(holders, w.random.randint(1, min(2, len(holders)))):
        holder.body.append(f"{name} = {value if w.chance(0.5) else w.value(kind)}")
    if not any(line.startswith(f"{name} =") for cls in w.ancestry(scope.cls) for line in cls.body):
        scope.cls.body.append(f"{name} = {value}")
    if w.chance(0.15):
        change(scope, f"self.{name}", kind)
    elif w.chance(0.1):
        change(scope, f"{scope.cls.name}.{name}", kind)
    return w.pick(f"self.{name}", f"self.{name}", f"self.{name}", f"type(self).{name}", f"{scope.cls.name}.{name}")


@carrier(IN_METHODS)
def _hook(scope: Scope, kind: str, depth: int) -> str:
    """A method or property, of the class or of a base, perhaps overridden."""
    w = scope.writer
    assert scope.cls is not None
    name = w.name("get")
    style = w.pick("method", "method", "property", "staticmethod", "classmethod")
    w.uses({"method": "hook method"}.get(style, style))
    holders = w.family(scope.cls)
    chosen = w.random.sample(holders, w.random.randint(1, min(2, len(holders))))
    if not any(holder in w.ancestry(scope.cls) for holder in chosen):
        chosen.append(scope.cls)
    for holder in chosen:
        inner = Scope(w, [], "function")
        result = carry(inner, kind, min(depth, 1))
        head = [] if style == "method" else [f"@{style}"]
        parameter = {"staticmethod": "", "classmethod": "cls"}.get(style, "self")
        holder.methods.append([*head, f"def {name}({parameter}):", *indented([*inner.lines, f"return {result}"])])
    return f"self.{name}" if style == "property" else f"self.{name}()"


@carrier(IN_METHODS)
def _init_parameter(scope: Scope, kind: str, depth: int) -> str:
    """A parameter of `__init__`, with a default."""
    w = scope.writer
    w.uses("parameter with a default")
    assert scope.cls is not None
    name = w.name(kind)
    scope.cls.parameters.append(f"{name}={w.value(kind)}")
    w.offered.setdefault(scope.cls.name, []).append((name, kind))
    changed(scope, name, kind, 1)
    return name


def parameter(scope: Scope, kind: str, parameters: list[tuple[str, str, str]]) -> str:
    """A parameter of the function around: its name, kind and default ("" for none) are added to `parameters`."""
    w = scope.writer
    w.uses("parameter with a default")
    name = w.name(kind)
    parameters.append((name, kind, w.value(kind) if w.chance(0.75) else ""))
    changed(scope, name, kind, 1)
    return name
