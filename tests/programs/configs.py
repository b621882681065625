"""Carriers of configuration and of values that are worked out: argparse, JSON, tables, arithmetic, conversions."""

from __future__ import annotations

from .carriers import ANYWHERE, IN_METHODS, carrier, carry, module_scope
from .changes import change, changed
from .writing import GOOD, Scope, indented

_SIZES = ("kernel_size", "stride", "padding", "dilation", "in_channels", "out_channels")


@carrier(ANYWHERE, 2)
def _argparse(scope: Scope, kind: str, depth: int) -> str:
    w = scope.writer
    w.uses("argparse")
    w.need("import argparse")
    name, parser = w.name("args"), w.name("parser")
    value = w.value(kind)
    typed = w.pick(", type=int", "") if value.lstrip("-").isdigit() else ""
    lines = [
        f"{parser} = argparse.ArgumentParser()",
        f'{parser}.add_argument("--{kind.replace("_", "-")}", default={value}{typed})',
    ]
    flag = w.name("flag")
    lines.append(f'{parser}.add_argument("--{flag}", action="store_true")')
    given = w.pick("[]", "[]", f'["--{flag}"]')
    lines.append(f"{name} = {parser}.parse_args({given})")
    if w.chance(0.25):
        w.uses("argparse: set_defaults")
        lines.insert(w.random.choice((-1, -1, 1)), f"{parser}.set_defaults({kind}={w.value(kind)})")
    outer = module_scope(scope)
    if w.chance(0.3):
        function = w.name("options")
        w.emit(f"def {function}():", *indented([*lines, f"return {name}"]), "")
        outer.lines.append(f"{name} = {function}()")
    else:
        outer.lines += lines
    if w.chance(0.2):
        outer.lines += [f"if {name}.{flag}:", f"    {name}.{kind} = {w.value(kind)}"]
    changed(outer, f"{name}.{kind}", kind, 1)
    w.emit(*outer.lines)
    return w.pick(f"{name}.{kind}", f"{name}.{kind}", f'vars({name})["{kind}"]', f'getattr({name}, "{kind}")')


@carrier(ANYWHERE)
def _json(scope: Scope, kind: str, depth: int) -> str:
    w = scope.writer
    w.uses("json.loads")
    w.need("import json")
    name = w.name("settings")
    value = w.value(kind, 0)
    text = value if value[0] in '"0123456789' else {"True": "true", "False": "false", "None": "null"}[value]
    if w.chance(0.15):
        text = f"[{text}, {text}]"
    w.emit(f'{name} = json.loads(\'{{"{kind}": {text}, "up": {{"{kind}": {text}}}}}\')')
    outer = module_scope(scope)
    changed(outer, f'{name}["{kind}"]', kind, 1)
    w.emit(*outer.lines)
    return w.pick(f'{name}["{kind}"]', f'{name}["up"]["{kind}"]', f'{name}.get("{kind}")')


@carrier(ANYWHERE, 2)
def _sequence(scope: Scope, kind: str, depth: int) -> str:
    """An item of a list or tuple that is made and changed in some way."""
    w = scope.writer
    w.uses("list or tuple")
    name = w.name("items")
    first, second = carry(scope, kind, depth), w.value(kind)
    scope.lines.append(
        w.pick(
            f"{name} = [{first}, {second}]",
            f"{name} = [{first}, {second}]",
            f"{name} = [{first}] * 2",
            f"{name} = list(({first}, {second}))",
            f"{name} = [item for item in ({first}, {second})]",
            f"{name} = [*({first},), {second}]",
        )
    )
    changes = (
        [f"{name}.append({w.value(kind)})"],
        [f"{name}.insert(0, {w.value(kind)})"],
        [f"{name}[0] = {w.value(kind)}"],
        [f"{name}.reverse()"],
        [f"{name} += [{w.value(kind)}]"],
        [f"{name}.extend(({w.value(kind)},))"],
        [f"{name}[:1] = [{w.value(kind)}]"],
        [f"{name} = {name}[::-1]"],
        [f"for i, item in enumerate({name}):", f"    {name}[i] = {w.value(kind)}"],
        [f"if {w.flag(scope)}:", f"    {name}.insert(0, {w.value(kind)})"],
        [f"same = {name}", f"same[-1] = {w.value(kind)}"],
    )
    if w.chance(0.5):
        w.uses("list changed in place")
        scope.lines += w.random.choice(changes)
    return w.pick(f"{name}[0]", f"{name}[-1]", f"{name}[1]", f"tuple({name})[0]", f"next(iter({name}))", f"{name}.pop()")


@carrier(ANYWHERE, 2)
def _worked_out(scope: Scope, kind: str, depth: int) -> str:
    """Arithmetic, conversions and functions of Python's own on a value."""
    w = scope.writer
    value = carry(scope, kind, depth)
    if kind not in _SIZES:
        w.uses("text worked out")
        text = {"pad_mode": f"{value}"}.get(kind, value)
        word = w.name("word")
        if kind != "pad_mode":
            return text
        scope.lines.append(f"{word} = {w.value(kind, 0)}")
        return w.pick(
            f'f"{{{word}}}"', f"str({word})", f"{word}.lower()", f"{word}.upper()", f'"{{}}".format({word})', f"{word}[:]"
        )
    w.uses("arithmetic")
    size = w.name("size")
    scope.lines.append(f"{size} = {w.random.choice(GOOD[kind])}")
    return w.pick(
        f"{size} + 0",
        f"{size} * 2 // 2",
        f"{size} / 1",
        f"({size} + 1) // 2",
        f"int({size})",
        f"float({size})",
        f"max({size}, 1)",
        f"abs({size})",
        f"len([0] * {size})",
        f"sum([{size}, 0])",
        f"int(str({size}))",
        f"({size},) * 2",
        f"tuple([{size}] * 4)",
        f"tuple(map(int, ({size}, {size}, {size}, {size})))",
        f'int("{w.pick("1", "2")}")',
        f"bool({size})",
        f"{size} // 2 if {size} > 2 else {size}",
        f"round({size} / 2)",
        f"-{size}",
        f"{size} % 2",
        f"({size} - 1, {size})[0]",
    )


@carrier(ANYWHERE)
def _default_of(scope: Scope, kind: str, depth: int) -> str:
    """What stands in where something is absent: `getattr(x, name, default)`, `or`, `is None`."""
    w = scope.writer
    w.uses("value when absent")
    value = carry(scope, kind, depth)
    name = w.name("v")
    style = w.pick("none", "none", "getattr", "get", "or", "hasattr", "environ")
    if style == "none":
        scope.lines += [f"{name} = {w.pick('None', w.value(kind))}", f"if {name} is None:", f"    {name} = {value}"]
        return name
    if style == "getattr":
        return f'getattr({w.pick("nn", "nn.Cell", "object()")}, "no_such_{kind}", {value})'
    if style == "get":
        return f'dict({w.pick("", f"{kind}={w.value(kind)}")}).get("{kind}", {value})'
    if style == "or":
        return f"({w.pick('None', '0', w.value(kind))} or {value})"
    if style == "hasattr":
        return f'({value} if hasattr(nn, "{w.pick("Conv2dTranspose", "Conv9d")}") else {w.value(kind)})'
    w.need("import os")
    scope.lines.append(f'{name} = {value} if "DEPTH" in os.environ else {w.value(kind)}')
    return name


@carrier(ANYWHERE)
def _closure(scope: Scope, kind: str, depth: int) -> str:
    w = scope.writer
    w.uses("closure")
    name, inner, value = w.name("factory"), w.name("inner"), w.name("v")
    body = Scope(w, [], "function")
    body.lines.append(f"{value} = {carry(body, kind, depth)}")
    if w.chance(0.3):
        body.lines += [f"def {inner}():", f"    return {value}"]
        changed(body, value, kind, 1)
    else:
        changed(body, value, kind, 1)
        body.lines += [w.pick(f"{inner} = lambda: {value}", f"{inner} = lambda {value}={value}: {value}")]
        if w.chance(0.5):
            change(body, value, kind)
    w.emit(f"def {name}():", *indented([*body.lines, f"return {inner}"]), "")
    return f"{name}()()"


@carrier(ANYWHERE)
def _function_with_exits(scope: Scope, kind: str, depth: int) -> str:
    """A function with several returns: early, in a loop, in a `try`, by a generator, by recursion."""
    w = scope.writer
    w.uses("function with several returns")
    name = w.name("find")
    value, other = w.value(kind), w.value(kind)
    flag = w.flag(Scope(w, [], "function"))
    known = w.pick("1", "0", "True", flag, flag)
    bodies = (
        [f"if {known}:", f"    return {value}", f"return {other}"],
        [f"for item in ({value}, {other}):", f"    if {known}:", "        return item", f"return {other}"],
        ["try:", f"    return {value}", "finally:", "    pass"],
        [
            "try:",
            f"    int({w.pick(chr(34) + 'x' + chr(34), '1')})",
            f"    return {value}",
            "except ValueError:",
            f"    return {other}",
        ],
        [f"while {known}:", f"    return {value}", f"return {other}"],
        [f"if {known}:", "    raise ValueError", f"return {value}"],
        [f"match {known}:", "    case True:", f"        return {value}", "    case _:", f"        return {other}"],
        ["result = None", f"if {known}:", f"    result = {value}", f"return result or {other}"],
        [f"return {value} if {known} else {other}"],
        [f"if {known}: return {value}", "else:", f"    found = {other}", "return found"],
    )
    style = w.pick("plain", "plain", "plain", "generator", "recursion", "cached")
    if style == "generator":
        w.uses("generator")
        w.emit(f"def {name}():", f"    if {known}:", f"        yield {value}", f"    yield {other}", "")
        return w.pick(f"next({name}())", f"list({name}())[-1]")
    if style == "recursion":
        w.uses("recursion")
        w.emit(f"def {name}(n=2):", "    if n == 0:", f"        return {value}", f"    return {name}(n - 1)", "")
        return f"{name}()"
    if style == "cached":
        w.uses("decorated function")
        w.need("import functools")
        w.emit(w.pick("@functools.lru_cache(None)", "@functools.cache"))
    w.emit(f"def {name}():", *indented(w.random.choice(bodies)), "")
    return f"{name}()"


@carrier(IN_METHODS)
def _dynamic_attribute(scope: Scope, kind: str, depth: int) -> str:
    """`__getattr__`, a descriptor, `__dict__`, an attribute that is set, used and set back."""
    w = scope.writer
    w.uses("attribute by other ways")
    assert scope.cls is not None
    name = w.name("a")
    style = w.pick("__getattr__", "setattr", "__dict__", "getattr", "set back", "cached_property", "setter")
    value = carry(scope, kind, depth)
    if style == "__getattr__" and not any("__getattr__" in line for method in scope.cls.methods for line in method):
        scope.cls.method("def __getattr__(self, name):", "raise AttributeError(name)")
        style = "setattr"
    if style == "setattr":
        scope.lines.append(f'setattr(self, "{name}", {value})')
        return f"self.{name}"
    if style == "__dict__":
        scope.lines.append(w.pick(f'self.__dict__["{name}"] = {value}', f"vars(self).update({name}={value})"))
        return f"self.{name}"
    if style == "set back":
        scope.lines += [f"self.{name} = {value}", f"before = self.{name}", f"self.{name} = {w.value(kind)}"]
        scope.lines += [f"self.{name} = before"] if w.chance(0.7) else []
        return f"self.{name}"
    if style == "cached_property":
        w.need("import functools")
        scope.cls.methods.append(["@functools.cached_property", f"def {name}(self):", f"    return {w.value(kind)}"])
        if w.chance(0.3):
            scope.lines.append(f"self.{name} = {value}")
        return f"self.{name}"
    if style == "setter":
        scope.cls.methods.append(["@property", f"def {name}(self):", f"    return self._{name}"])
        stored = w.pick("value", "value", f"value or {w.value(kind)}", w.value(kind))
        scope.cls.methods.append([f"@{name}.setter", f"def {name}(self, value):", f"    self._{name} = {stored}"])
        scope.lines.append(f"self.{name} = {value}")
        return f"self.{name}"
    scope.lines.append(f"self.{name} = {value}")
    changed(scope, f"self.{name}", kind, 1)
    return w.pick(f'getattr(self, "{name}")', f'getattr(self, "{name}", {w.value(kind)})', f'self.__dict__["{name}"]')


@carrier(ANYWHERE)
def _class_scope(scope: Scope, kind: str, depth: int) -> str:
    """What a class body works out of a name that it and the module bind: only some of what stands in it sees its own."""
    w = scope.writer
    w.uses("names in a class body")
    name, cls = w.name("given"), w.name("Values")
    outer = module_scope(scope)
    outer.lines.append(f"{name} = {carry(outer, kind, depth)}")
    taken = w.pick(
        f"taken = [{name} for _ in range(1)]",
        f"taken = [value for value in [{name}]]",
        f"taken = [[{name} for _ in range(1)][0] for _ in range(1)]",
        f"taken = [(lambda: {name})()]",
        f"taken = [(lambda value={name}: value)()]",
        f"taken = [{name}]",
    )
    body = [taken] if w.chance(0.2) else [f"{name} = {w.value(kind)}", taken]
    w.emit(*outer.lines, f"class {cls}:", *indented(body), "")
    return f"{cls}.taken[0]"


@carrier(ANYWHERE)
def _made_otherwise(scope: Scope, kind: str, depth: int) -> str:
    """An object that a `__new__` or a metaclass makes, and a table that a cache keeps while somebody changes it."""
    w = scope.writer
    w.uses("objects made by other ways")
    outer = module_scope(scope)
    value, name, cls = carry(outer, kind, depth), w.name("setting"), w.name("Kept")
    style = w.pick("cache", "__new__", "metaclass")
    w.emit(*outer.lines)
    if style == "cache":
        w.need("import functools")
        w.emit("@functools.cache", f"def {cls.lower()}():", f'    return {{"{name}": {value}}}', "")
        if w.chance(0.6):
            scope.lines.append(f'{cls.lower()}()["{name}"] = {w.value(kind)}')
        return f'{cls.lower()}()["{name}"]'
    built = ["def __init__(self):", f"    self.{name} = {value}"]
    if style == "__new__":
        other = w.name("Other")
        made = w.pick("super().__new__(cls)", f"{other}()", f"object.__new__({other})")
        w.emit(f"class {other}:", f"    {name} = {w.value(kind)}", "")
        w.emit(f"class {cls}:", *indented([*built, "def __new__(cls):", f"    return {made}"]), "")
    else:
        meta = w.name("Meta")
        after = w.pick("made", f"setattr(made, '{name}', {w.value(kind)}) or made")
        call = ["def __call__(cls):", "    made = super().__call__()", f"    return {after}"]
        w.emit(f"class {meta}(type):", *indented(call), f"class {cls}(metaclass={meta}):", *indented(built), "")
    return f"{cls}().{name}"
