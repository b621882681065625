"""Hosts in which classes work together: template methods, attributes set around `super()`, recursion, redefinition."""

from __future__ import annotations

from .changes import change, changed
from .writing import ClassText, Scope, Writer, host, indented


@host(4)
def _template(w: Writer) -> None:
    """A base class builds in `__init__` or in a method with what subclasses set before, after or by overriding."""
    w.uses("template method")
    base = ClassText(w.name("Base"), ["nn.Cell"])
    w.classes.append(base)
    by_method = w.chance(0.5)
    padding, mode = w.pick("self.padding", "self.padding", "self.get_padding()"), w.pick("self.pad_mode", "'pad'", "'same'")
    build = f"self.up = nn.Conv2dTranspose(8, 8, 4, 2, padding={padding}, pad_mode={mode})"
    if padding.endswith("()"):
        base.method("def get_padding(self):", f"return {w.pick('self.padding', w.value('padding'))}")
    base.body += [f"padding = {w.value('padding')}", f"pad_mode = {w.value('pad_mode')}"]
    scope = Scope(w, [], "method", base)
    if w.chance(0.4):
        scope.lines.append(f"self.padding = {w.value('padding')}")
        changed(scope, "self.padding", "padding", 1)
    base.init = ["super().__init__()", *scope.lines, "self.build()" if by_method else build]
    if w.chance(0.2):
        base.init.append(f"self.padding = {w.value('padding')}")
    if by_method:
        base.method("def build(self):", *([f"self.padding = {w.value('padding')}"] if w.chance(0.2) else []), build)
    above = base
    for _ in range(w.random.choice((1, 1, 2, 3))):
        sub = ClassText(w.name("Sub"), [above.name if w.chance(0.7) else base.name])
        w.classes.append(sub)
        style = w.pick(
            "before super", "after super", "class attribute", "override hook", "override build", "nothing", "calls again"
        )
        w.uses(f"template: {style}")
        set_it = f"self.{w.pick('padding', 'pad_mode')} = "
        set_it += w.value("padding" if "padding" in set_it else "pad_mode")
        if style == "before super":
            sub.init = [set_it, "super().__init__()"]
        elif style == "after super":
            sub.init = ["super().__init__()", set_it]
        elif style == "class attribute":
            sub.body.append(set_it.removeprefix("self."))
        elif style == "override hook":
            sub.method(
                "def get_padding(self):",
                f"return {w.pick(w.value('padding'), 'super().get_padding()' if padding.endswith('()') else '0')}",
            )
        elif style == "override build":
            sub.method("def build(self):", set_it, *(["super().build()"] if by_method and w.chance(0.7) else []))
        elif style == "calls again" and by_method:
            sub.init = ["super().__init__()", set_it, "self.build()"]
        above = sub
    w.entries += [(f"{cls.name}()",) for cls in w.classes]


@host(2)
def _recursion(w: Writer) -> None:
    """A block that builds itself, one level down, with other options."""
    w.uses("recursive block")
    name = w.name("block")
    first, last = w.value("padding"), w.value("padding")
    mode = w.value("pad_mode")
    if w.chance(0.5):
        w.emit(
            f"class {name}(nn.Cell):",
            f"    def __init__(self, depth=2, padding={first}, pad_mode={mode}):",
            "        super().__init__()",
        )
        w.emit(
            "        if depth > 0:",
            f"            self.inner = {name}(depth - 1{w.pick('', f', padding={last}', ', padding=padding')})",
        )
        w.emit("        self.up = nn.Conv2dTranspose(8, 8, 4, 2, padding=padding, pad_mode=pad_mode)", "")
    else:
        w.emit(
            f"def {name}(depth=2, padding={first}):",
            "    if depth == 0:",
            f"        return {w.pick('None', '[]', 'nn.ReLU()')}",
        )
        w.emit(f"    inner = {name}(depth - 1{w.pick('', f', {last}', ', padding')})")
        w.emit(f"    return nn.Conv2dTranspose(8, 8, 4, 2, padding=padding, pad_mode={mode}), inner", "")
    w.entries.append((f"{name}()", f"{name}(1)", f"{name}(padding={w.value('padding')})"))


@host(2)
def _lent(w: Writer) -> None:
    """A method that is run on an object of another class, by one of the ways in which Python gives it away."""
    w.uses("method of another class")
    owner, other, build = w.name("Owner"), w.name("Other"), w.name("build")
    stored = w.chance(0.5)
    held = (
        ["def __init__(self):", f"    self.padding = {w.value('padding')}"] if stored else [f"padding = {w.value('padding')}"]
    )
    w.emit(f"class {owner}:", *indented(held), f"    def {build}(self, pad_mode={w.value('pad_mode')}):")
    w.emit("        return nn.Conv2dTranspose(8, 8, 4, 2, padding=self.padding, pad_mode=pad_mode)", "")
    method, base = f"{owner}.{build}", w.pick("", "", f"({owner})")
    style = w.pick("body", "stored", "setattr", "type", "direct", "mapped", "table", "super", "getattr")
    body = [f"padding = {w.value('padding')}"]
    if style == "body":
        body.append(f"{build} = {method}")
    elif style == "super":
        body += [f"def {build}(self):", f"    return {method}(self)"]
    w.emit(f"class {other}{base}:", *indented(body), "")
    if style == "stored":
        w.emit(f"{other}.{build} = {method}")
    elif style == "setattr":
        w.emit(f'setattr({other}, "{build}", {w.pick(method, f"vars({owner})[{build!r}]")})')
    runs = {
        "type": f'type("Made", (), {{"{build}": {method}, "padding": {w.value("padding")}}})().{build}()',
        "direct": f"{method}({other}())",
        "mapped": f"list(map({method}, [{other}()]))",
        "table": f"{{1: {method}}}[1]({other}())",
        "getattr": f'getattr({owner}, "".join({list(build)}))({other}())',
    }
    run, plain = runs.get(style, f"{other}().{build}()"), f"{owner}().{build}()"
    w.emit(f"def {build}_other():", f"    return {run}", "", f"{build}_other()" if w.chance(0.3) else "")
    w.entries += [(f"{build}_other()",), (plain,)] if w.chance(0.5) else [(f"{build}_other()",)]


@host(2)
def _decorated_class(w: Writer) -> None:
    """A class whose decorator stores on it what it is told, by names that the text does not say or does."""
    w.uses("decorator sets attributes")
    name, deco, value = w.name("Net"), w.name("deco"), w.value("padding")
    plain, told = f"{{'padding': {value}}}.items()", "kw.items()"
    style, stores = w.pick("plain", "factory", "object", "method", "lambda", "alias", "registry"), w.chance(0.7)

    def body(items: str) -> list[str]:
        known = [f"cls.padding = {w.value('padding')}"]
        return [f"for key, item in {items}:", "    setattr(cls, key, item)"] if stores else known

    if style in ("factory", "method"):
        inner = ["def mark(cls):", *indented([*body(told), "return cls"]), "return mark"]
        head = f"def {deco}(**kw):" if style == "factory" else f"def {deco}(self, **kw):"
        made = [head, *indented(inner)]
        w.emit(*(made if style == "factory" else ["class Marks:", *indented(made), "marks = Marks()"]), "")
        mark = f"{'marks.' if style == 'method' else ''}{deco}(padding={value})"
    elif style == "object":
        w.emit(f"class {deco}:", "    def __init__(self, **kw): self.kw = kw", "    def __call__(self, cls):")
        w.emit(*indented(indented(body("self.kw.items()"))), "        return cls", "")
        mark = f"{deco}(padding={value})"
    else:
        kept = ["KEPT.append(cls)"] if style == "registry" else body(plain)
        w.emit("KEPT = []", f"def {deco}(cls):", *indented(kept), "    return cls", "")
        mark = f"(lambda cls: {deco}(cls))" if style == "lambda" else deco
        if style == "alias":
            w.emit(f"also = {deco}")
            mark = "also"
    w.emit(f"@{mark}", f"class {name}(nn.Cell):", f"    padding = {w.value('padding')}", "    def __init__(self):")
    w.emit("        super().__init__()")
    w.emit(f"        self.up = nn.Conv2dTranspose(8, 8, 4, 2, padding=self.padding, pad_mode={w.value('pad_mode')})", "")
    if style == "registry":
        w.emit("for cls in KEPT:", *indented(body(plain)), "")
    w.entries.append((f"{name}()",))


@host(2)
def _redefined(w: Writer) -> None:
    """Names that are defined twice, in branches, or replaced after their definition."""
    style = w.pick("branch", "twice", "replaced", "import fails", "shadowed", "deleted", "method from outside")
    w.uses(f"redefined: {style}")
    name, user = w.name("build"), w.name("use")

    def definition(indent: str = "") -> list[str]:
        given = ", ".join(f"{kind}={w.value(kind)}" for kind in ("padding", "pad_mode") if w.chance(0.7))
        return [
            f"{indent}def {name}(c=8, **kw):",
            f"{indent}    return nn.Conv2dTranspose(c, c, 4, 2, {given and given + ', '}**kw)",
        ]

    if style == "branch":
        test = w.pick(w.flag(Scope(w, [], "module")), "1 > 2", "True")
        w.emit(f"if {test}:", *definition("    "), "else:", *definition("    "), "")
    elif style == "twice":
        w.emit(*definition(), *definition(), "")
    elif style == "replaced":
        w.emit(
            *definition(),
            f"other = {name}",
            f"def {name}(c=8, **kw):",
            f"    kw['padding'] = {w.value('padding')}",
            "    return other(c, **kw)",
            "",
        )
    elif style == "import fails":
        w.emit("try:", f"    from no_such_module import {name}", "except ImportError:", *definition("    "), "")
    elif style == "shadowed":
        w.emit(
            *definition(),
            f"def {user}_inner({name}={w.pick('str', 'dict', name)}):",
            f"    return {name}({w.pick('', 'c=4')})",
            "",
        )
        w.entries.append((f"{user}_inner()",))
    elif style == "deleted":
        w.emit(*definition(), f"del {name}", *definition(), "")
    else:
        w.emit(
            f"class {name}(nn.Cell):",
            "    def make(self, c=8):",
            f"        return nn.Conv2dTranspose(c, c, 4, padding={w.value('padding')})",
            "",
        )
        w.emit(
            f"def {name}_make(self, c=8):",
            f"    return nn.Conv2dTranspose(c, c, 4, padding={w.value('padding')}, pad_mode='pad')",
            "",
        )
        w.emit(w.pick(f"{name}.make = {name}_make", "pass"))
        w.entries += [(f"{name}().make()",), (f"{name}_make(None)",)]
        return
    w.emit(
        f"def {user}():",
        f"    return {name}({w.pick('', 'pad_mode=' + w.value('pad_mode'), 'padding=' + w.value('padding'))})",
        "",
    )
    w.entries += [(f"{user}()",), (f"{name}()",)]


@host(2)
def _module_state(w: Writer) -> None:
    """Module variables that functions set, in an order that another module chooses, or that the text fixes."""
    w.uses("module state")
    name, setter, build = w.name("PAD"), w.name("set"), w.name("build")
    w.emit(f"{name} = {w.value('padding')}")
    inner = Scope(w, [], "module")
    change(inner, name, "padding")
    w.emit(f"def {setter}():", f"    global {name}", *indented(inner.lines), "")
    w.emit(f"def {build}():", f"    return nn.Conv2dTranspose(8, 8, 4, 2, padding={name}, pad_mode={w.value('pad_mode')})", "")
    if w.chance(0.5):
        w.emit(f"{setter}()")
    if w.chance(0.3):
        w.emit(f"if __name__ == '{w.pick('program', '__main__')}':", f"    {name} = {w.value('padding')}")
    w.entries.append((f"{build}()",))
    if w.chance(0.4):
        w.entries.append((f"[{setter}(), {build}()]",))


@host(2)
def _reraised(w: Writer) -> None:
    """Builders whose ways out are many: guards, assertions, loops that end early, values that are checked first."""
    w.uses("guards")
    name = w.name("build")
    padding, other, mode = w.value("padding"), w.value("padding"), w.value("pad_mode")
    call = "nn.Conv2dTranspose(8, 8, 4, 2, padding=padding, pad_mode=pad_mode)"
    bodies = (
        ["if pad_mode != 'pad':", "    padding = 0", f"return {call}"],
        ["if padding:", "    pad_mode = 'pad'", f"return {call}"],
        ["if padding and pad_mode != 'pad':", "    raise ValueError('padding')", f"return {call}"],
        ["assert pad_mode == 'pad' or not padding", f"return {call}"],
        ["pad_mode = 'pad' if padding else 'same'", f"return {call}"],
        ["if not isinstance(padding, int):", "    padding = padding[0]", f"return {call}"],
        ["if isinstance(padding, (tuple, list)):", "    padding = (padding[0],) * 4", f"return {call}"],
        ["if pad_mode not in ('same', 'valid', 'pad'):", "    return None", f"return {call}"],
        ["try:", f"    return {call}", "finally:", "    padding = 0"],
        ["while padding:", f"    padding = {w.pick('0', 'padding - 1')}", f"return {call}"],
        [
            "for padding in range(padding, 0, -1):",
            f"    if {w.flag(Scope(w, [], 'function'))}:",
            "        break",
            f"return {call}",
        ],
        [f"padding = {{'pad': {padding}}}.get(pad_mode, 0)", f"return {call}"],
        [
            "match padding:",
            "    case 0:",
            "        pad_mode = 'same'",
            "    case int():",
            "        pad_mode = 'pad'",
            f"return {call}",
        ],
        [f"padding = padding or {other}", f"return {call}"],
        [f"if {w.flag(Scope(w, [], 'function'))} and padding:", f"    return {call}", "return None"],
        [f"return {call} if padding == {other} else None"],
        ["padding, pad_mode = (0, pad_mode) if pad_mode != 'pad' else (padding, pad_mode)", f"return {call}"],
    )
    w.emit(f"def {name}(padding={padding}, pad_mode={mode}):", *indented(w.random.choice(bodies)), "")
    for _ in range(w.random.choice((0, 1, 2))):
        user = w.name("use")
        given = [f"padding={w.value('padding')}"] * w.chance(0.5) + [f"pad_mode={w.value('pad_mode')}"] * w.chance(0.5)
        w.emit(f"def {user}():", f"    return {name}({', '.join(given)})", "")
        w.entries.append((f"{user}()",))
    w.entries.append((f"{name}()", f"{name}({w.value('padding')}, {w.value('pad_mode')})"))
