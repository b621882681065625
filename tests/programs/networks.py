"""Hosts with classes and factories: stages, cooperative `super()`, classmethods, decorators, registries, `type(...)`."""

from __future__ import annotations

from .carriers import carry
from .changes import changed
from .layers import layer
from .writing import ClassText, Scope, Writer, host, indented


def _given(w: Writer, likelihood: float = 0.6) -> list[str]:
    """Some keyword arguments of a layer."""
    return [f"{kind}={w.value(kind)}" for kind in ("padding", "pad_mode", "stride") if w.chance(likelihood)]


@host(3)
def _stages(w: Writer) -> None:
    """A method makes the layers, as `_make_layer` does; `__init__` calls it with other arguments each time."""
    w.uses("method that makes layers")
    net = ClassText(w.name("Generator"), ["nn.Cell"])
    w.classes.append(net)
    make = w.name("_make")
    inner = Scope(w, [], "method", net)
    style = w.pick("parameters", "parameters", "**kw", "attribute", "list")
    scope = Scope(w, [], "method", net)
    calls = []
    for number in range(w.random.choice((1, 2, 2, 3))):
        if w.chance(0.4):
            passed = [f"padding={carry(scope, 'padding', 1)}", *(_given(w, 0.2)[1:])]
        else:
            passed = [part for part in _given(w) if not part.startswith("stride")]
        calls.append([f"self.up{number} = self.{make}({', '.join(['8', *passed])})"])
        scope.lines += calls[-1]
    if style in ("parameters", "list"):
        head = f"def {make}(self, c, padding={w.value('padding')}, pad_mode={w.value('pad_mode')}, stride=2):"
        changed(inner, "padding", "padding", 1)
        body = "nn.Conv2dTranspose(c, c, 4, stride, padding=padding, pad_mode=pad_mode)"
        lines = [*inner.lines, f"return {body}"]
        if style == "list":
            lines = ["layers = []", *inner.lines, "for _ in range(2):", f"    layers.append({body})"]
            lines += ["    padding = " + w.pick("padding", w.value("padding")), "return nn.SequentialCell(*layers)"]
    elif style == "**kw":
        head = f"def {make}(self, c, **kw):"
        forced = w.pick("", f"kw.setdefault('pad_mode', {w.value('pad_mode')})", f"kw['pad_mode'] = {w.value('pad_mode')}")
        lines = [forced or "pass", "return nn.Conv2dTranspose(c, c, 4, 2, **kw)"]
    else:
        head = f"def {make}(self, c, padding={w.value('padding')}, pad_mode=None, stride=2):"
        lines = ["self.mode = pad_mode or " + w.value("pad_mode")]
        lines += ["return nn.Conv2dTranspose(c, c, 4, stride, padding=padding, pad_mode=self.mode)"]
    net.init = ["super().__init__()", *scope.lines]
    net.method(head, *lines)
    if w.chance(0.25):
        sub = ClassText(w.name("Sub"), [net.name])
        w.classes.append(sub)
        sub.method(f"def {make}(self, c, **kw):", f"kw.update({w.pick(*_given(w, 1)[:2])})", f"return super().{make}(c, **kw)")
        w.entries.append((f"{sub.name}()",))
    w.entries.append((f"{net.name}()",))


@host(2)
def _cooperative(w: Writer) -> None:
    """Options that each class of a diamond adds to what `super()` gives, or keywords handed from `__init__` to `__init__`."""
    w.uses("cooperative super()")
    names = [w.name("Part") for _ in range(w.random.choice((2, 3)))]
    root = ClassText(w.name("Root"), ["nn.Cell"])
    w.classes.append(root)
    by_init = w.chance(0.4)
    for name in names:
        cls = ClassText(name, [root.name])
        w.classes.append(cls)
        if by_init and w.chance(0.8):
            kind = w.pick("padding", "pad_mode")
            call = w.pick(
                f"super().__init__(**dict(kw, {kind}={w.value(kind)}))", "super().__init__(**kw)", "super().__init__()"
            )
            cls.parameters, cls.init = ["**kw"], [call]
        elif not by_init and w.chance(0.8):
            kind = w.pick("padding", "pad_mode")
            own = f"{{'{kind}': {w.value(kind)}}}"
            result = w.pick(f"{{**super().options(), **{own}}}", f"{{**{own}, **super().options()}}", own, "super().options()")
            cls.method("def options(self):", f"return {result}")
    kind = w.pick("padding", "pad_mode")
    if by_init:
        root.parameters = ["**kw"]
        root.init = ["super().__init__()", "self.up = nn.Conv2dTranspose(8, 8, 4, 2, **kw)"]
    else:
        root.init = ["super().__init__()", "self.up = nn.Conv2dTranspose(8, 8, 4, 2, **self.options())"]
        root.method("def options(self):", f"return {w.pick('{}', f'dict({kind}={w.value(kind)})')}")
    w.random.shuffle(names)
    net = ClassText(w.name("Net"), names)
    w.classes.append(net)
    w.entries += [(f"{net.name}()",), (f"{w.random.choice(names)}()", f"{root.name}()")]


@host(2)
def _made_by_class(w: Writer) -> None:
    """`cls(...)` in a classmethod, `__new__`, `__call__`, `__init_subclass__`, a nested class."""
    style = w.pick("classmethod", "classmethod", "__new__", "__call__", "__init_subclass__", "nested class")
    w.uses(f"made by: {style}")
    net = ClassText(w.name("Up"), ["nn.Cell"], parameters=[f"padding={w.value('padding')}", f"pad_mode={w.value('pad_mode')}"])
    w.classes.append(net)
    scope = Scope(w, [], "method", net)
    changed(scope, "padding", "padding", 1)
    build = "self.up = nn.Conv2dTranspose(8, 8, 4, 2, padding=padding, pad_mode=pad_mode)"
    net.init = ["super().__init__()", *scope.lines, build]
    entry = f"{net.name}()"
    passed = ", ".join(part for part in _given(w) if "stride" not in part)
    if style == "classmethod":
        net.methods.append(["@classmethod", "def make(cls, **kw):", f"    return cls({passed}{', ' if passed else ''}**kw)"])
        entry = f"{net.name}.make({w.pick('', 'padding=1' if 'padding' not in passed else '')})"
        if w.chance(0.4):
            sub = ClassText(w.name("Sub"), [net.name])
            w.classes.append(sub)
            sub.parameters, sub.init = ["**kw"], [f"super().__init__(**dict(kw, padding={w.value('padding')}))"]
            w.entries.append((f"{sub.name}.make()",))
    elif style == "__new__":
        net.method(
            "def __new__(cls, *args, **kw):",
            "instance = super().__new__(cls)",
            f"instance.mode = {w.value('pad_mode')}",
            "return instance",
        )
        assert net.init is not None
        net.init[-1] = "self.up = nn.Conv2dTranspose(8, 8, 4, 2, padding=padding, pad_mode=self.mode)"
    elif style == "__call__":
        net.method("def __call__(self, **kw):", "return nn.Conv2dTranspose(8, 8, 4, 2, **kw)")
        w.entries.append((f"{net.name}()({passed})",))
    elif style == "__init_subclass__":
        net.body.append(f"MODE = {w.value('pad_mode')}")
        net.methods.append(
            [
                "def __init_subclass__(cls, mode=None, **kw):",
                "    super().__init_subclass__(**kw)",
                "    cls.MODE = mode or cls.MODE",
            ]
        )
        assert net.init is not None
        net.init[-1] = "self.up = nn.Conv2dTranspose(8, 8, 4, 2, padding=padding, pad_mode=self.MODE)"
        sub = ClassText(w.name("Sub"), [net.name, *w.random.choice(([f"mode={w.value('pad_mode')}"], []))])
        w.classes.append(sub)
        w.entries.append((f"{sub.name}()",))
    else:
        net.body += ["class Defaults:", f"    padding = {w.value('padding')}", f"    pad_mode = {w.value('pad_mode')}"]
        assert net.init is not None
        net.init[-1] = (
            "self.up = nn.Conv2dTranspose(8, 8, 4, 2, padding=self.Defaults.padding, pad_mode=self.Defaults.pad_mode)"
        )
        if w.chance(0.4):
            sub = ClassText(
                w.name("Sub"), [net.name], [f"class Defaults({net.name}.Defaults):", f"    padding = {w.value('padding')}"]
            )
            w.classes.append(sub)
            w.entries.append((f"{sub.name}()",))
    w.entries.append((entry, f"{net.name}()"))


@host(2)
def _registry(w: Writer) -> None:
    """Builders found by name: in a table, or entered by a decorator."""
    style = w.pick("decorator", "decorator", "table", "table of classes", "if chain")
    w.uses(f"registry: {style}")
    names = [w.pick("deconv", "up"), "conv"]
    registry, build = w.name("REGISTRY"), w.name("build")
    passed = ", ".join(part for part in _given(w) if "stride" not in part)
    bodies = [
        "return nn.Conv2dTranspose(c, c, 4, 2, **kw)",
        "return nn.Conv2d(c, c, 3, **kw)",
    ]
    if style == "decorator":
        register = w.name("register")
        w.emit(
            f"{registry} = {{}}", f"def {register}(name):", "    def enter(function):", f"        {registry}[name] = function"
        )
        w.emit("        return function", "    return enter", "")
        for name, body in zip(names, bodies):
            w.emit(f'@{register}("{name}")', f"def {w.name('make')}(c, **kw):", f"    {body}", "")
        w.emit(f"def {build}(name, **kw):", f"    return {registry}[name](8, **kw)", "")
    elif style == "table":
        w.emit(f"def {names[0]}_layer(c, **kw):", f"    {bodies[0]}", "")
        w.emit(f'{registry} = {{"{names[0]}": {names[0]}_layer, "conv": nn.Conv2d}}', "")
        w.emit(f"def {build}(name, **kw):", f"    return {registry}[name](8, **kw)", "")
    elif style == "table of classes":
        w.emit(f'{registry} = {{"{names[0]}": nn.Conv2dTranspose, "conv": nn.Conv2d}}', "")
        found = w.pick(f"{registry}[name]", f"{registry}.get(name, nn.Conv2d)", f"{registry}.get(name, nn.Conv2dTranspose)")
        w.emit(f"def {build}(name, **kw):", f"    return {found}(8, 8, 4, **kw)", "")
    else:
        w.emit(f"def {build}(name, **kw):", f'    if name == "{names[0]}":', f"        {bodies[0].replace('(c, c', '(8, 8')}")
        w.emit('    elif name == "conv":', "        return nn.Conv2d(8, 8, 3, **kw)", "    raise ValueError(name)", "")
    for name in (names[0], w.random.choice(names)):
        user = w.name("use")
        w.emit(
            f"def {user}():", f"    return {build}({', '.join([chr(34) + name + chr(34), *([passed] if passed else [])])})", ""
        )
        w.entries.append((f"{user}()",))


@host(2)
def _at_run_time(w: Writer) -> None:
    """Classes that are changed or made at run time: `type(...)`, decorators, `mock.patch`, assignments from outside."""
    style = w.pick("type", "class decorator", "mock.patch", "assigned", "subclass elsewhere", "method replaced")
    w.uses(f"class at run time: {style}")
    base = ClassText(w.name("Base"), ["nn.Cell"])
    base.body = [f"MODE = {w.value('pad_mode')}", f"PAD = {w.value('padding')}"]
    base.init = ["super().__init__()", "self.up = nn.Conv2dTranspose(8, 8, 4, 2, padding=self.PAD, pad_mode=self.MODE)"]
    name, mode, pad = base.name, w.value("pad_mode"), w.value("padding")
    if style == "class decorator":
        decorate = w.name("configured")
        w.emit(f"def {decorate}(cls):")
        w.emit(
            *w.random.choice(
                (
                    [f"    cls.PAD = {pad}", "    return cls"],
                    ["    class Changed(cls):", f"        PAD = {pad}", "    return Changed"],
                    [
                        *("    before = cls.__init__", "    def __init__(self):", f"        self.PAD = {pad}"),
                        *("        before(self)", "    cls.__init__ = __init__", "    return cls"),
                    ],
                    ["    return cls"],
                )
            ),
            "",
        )
        base.decorators = [f"@{decorate}"]
    w.emit(*base.lines(), "")
    w.entries.append((f"{name}()",))
    if style == "type":
        made = w.name("Made")
        w.emit(f'{made} = type("{made}", ({name},), {{"MODE": {mode}}})')
        w.entries.append((f"{made}()",))
    elif style == "mock.patch":
        w.need("from unittest import mock")
        test = w.name("test")
        attribute, value = w.random.choice((("MODE", mode), ("PAD", pad)))
        if w.chance(0.5):
            w.emit(
                f"def {test}():",
                f'    with mock.patch.object({name}, "{attribute}", {value}):',
                f"        return {name}()",
                "",
            )
        else:
            w.emit(f'@mock.patch.object({name}, "{attribute}", {value})', f"def {test}():", f"    return {name}()", "")
        w.entries.append((f"{test}()",))
    elif style == "assigned":
        function = w.name("configure")
        store = w.pick(
            f"{name}.PAD = {pad}", f'setattr({name}, "PAD", {pad})', f'for key in ("PAD",): setattr({name}, key, {pad})'
        )
        if w.chance(0.5):
            w.emit(store)
        else:
            w.emit(f"def {function}():", f"    {store}", "")
            w.entries.append((f"[{function}(), {name}()]",))
    elif style == "method replaced":
        other = w.name("init")
        w.emit(f"def {other}(self):", f"    self.up = nn.Conv2dTranspose(8, 8, 4, padding={pad}, pad_mode={mode})", "")
        w.emit(f"{name}.__init__ = {other}")
    elif style == "subclass elsewhere":
        # What another module may do: the text says nothing of it.
        kind, value = w.random.choice((("MODE", mode), ("PAD", pad)))
        w.entries.append((f'type("Other", ({name},), {{"{kind}": {value}}})()',))


@host(2)
def _subclass_of_layer(w: Writer) -> None:
    """A subclass of MindSpore's layer with defaults of its own."""
    w.uses("subclass of the layer")
    cls = ClassText(w.name("Deconv"), ["nn.Conv2dTranspose"])
    scope = Scope(w, [], "method", cls)
    style = w.pick("parameters", "**kw", "*args", "plain", "positional")
    if style == "parameters":
        cls.parameters = ["cin", "cout", f"padding={w.value('padding')}", f"pad_mode={w.value('pad_mode')}"]
        changed(scope, "padding", "padding", 1)
        cls.init = [*scope.lines, "super().__init__(cin, cout, 4, 2, padding=padding, pad_mode=pad_mode)"]
    elif style == "**kw":
        cls.parameters = ["cin", "cout", "**kw"]
        cls.init = [w.pick(f"kw.setdefault('padding', {w.value('padding')})", "pass")]
        cls.init += [f"super().__init__(cin, cout, 4, {', '.join([*_given(w, 0.3), '**kw'])})"]
    elif style == "*args":
        cls.parameters = ["*args", "**kwargs"]
        cls.init = [w.pick("super().__init__(*args, **kwargs)", "nn.Conv2dTranspose.__init__(self, *args, **kwargs)")]
    elif style == "positional":
        cls.parameters = ["cin", "cout", f"padding={w.value('padding')}"]
        mode = w.pick("", f"{w.value('pad_mode')}, ")
        cls.init = [f"super().__init__(cin, cout, 4, 2, {mode}padding)"]
    w.emit(*cls.lines(), "")
    for _ in range(w.random.choice((1, 2))):
        user = w.name("use")
        passed = [part for part in _given(w, 0.4) if "stride" not in part]
        required = ["8", "8"] if style not in ("*args", "plain") else ["8", "8", "4"]
        w.emit(f"def {user}():", f"    return {cls.name}({', '.join([*required, *passed])})", "")
        w.entries.append((f"{user}()",))


@host(2)
def _nested(w: Writer) -> None:
    """Functions within functions, decorators that change keywords, factories that return factories."""
    style = w.pick("inner function", "factory", "keyword decorator", "context manager", "partial table", "curried")
    w.uses(f"nested: {style}")
    name = w.name("network")
    given = [part for part in _given(w) if "stride" not in part]
    text = ", ".join(["8", "8", "4", "2", *given])
    if style == "inner function":
        scope = Scope(w, [], "function")
        inner = Scope(w, [], "function")
        call = layer(inner)
        scope.lines += ["def up(c=8):", *indented([*inner.lines, f"return {call}"])]
        w.emit(f"def {name}():", *indented([*scope.lines, "return [up(), up(4)]"]), "")
    elif style == "factory":
        scope = Scope(w, [], "function")
        padding, mode = carry(scope, "padding", 1), carry(scope, "pad_mode", 1)
        make = w.pick("lambda c: ", "") or None
        body = f"nn.Conv2dTranspose(c, c, 4, 2, padding={padding}, pad_mode={mode})"
        lines = [f"make = lambda c: {body}"] if make else ["def make(c):", f"    return {body}"]
        w.emit(f"def {name}_factory():", *indented([*scope.lines, *lines, "return make"]), "")
        w.emit(f"def {name}():", f"    return {name}_factory()(8)", "")
    elif style == "keyword decorator":
        w.need("import functools")
        decorate, kind = w.name("with_defaults"), w.pick("padding", "pad_mode")
        change = w.pick(
            f"kw.setdefault('{kind}', {w.value(kind)})", f"kw['{kind}'] = {w.value(kind)}", f"kw.pop('{kind}', None)"
        )
        w.emit(f"def {decorate}(function):", "    @functools.wraps(function)", "    def wrapper(*args, **kw):")
        w.emit(f"        {change}", "        return function(*args, **kw)", "    return wrapper", "")
        w.emit(f"@{decorate}", f"def {name}_up(c, **kw):", "    return nn.Conv2dTranspose(c, c, 4, 2, **kw)", "")
        w.emit(f"def {name}():", f"    return {name}_up({', '.join(['8', *given])})", "")
    elif style == "context manager":
        w.need("import contextlib")
        table = w.name("STATE")
        w.emit(f"{table} = {{'padding': {w.value('padding')}}}", "@contextlib.contextmanager", f"def {name}_set(padding):")
        w.emit(
            f"    before = {table}['padding']",
            f"    {table}['padding'] = padding",
            "    yield",
            f"    {table}['padding'] = before",
            "",
        )
        w.emit(f"def {name}():", f"    with {name}_set({w.value('padding')}):")
        w.emit(f"        return nn.Conv2dTranspose(8, 8, 4, padding={table}['padding'], pad_mode={w.value('pad_mode')})", "")
    elif style == "partial table":
        w.need("from functools import partial")
        table = w.name("BLOCKS")
        w.emit(f"{table} = {{'up': partial(nn.Conv2dTranspose, {text}), 'down': partial(nn.Conv2d, 8, 8, 4)}}")
        more = w.pick("", f"pad_mode={w.value('pad_mode')}", f"padding={w.value('padding')}")
        w.emit(f"def {name}(kind='up'):", f"    return {table}[kind]({more})", "")
    else:
        w.emit(f"def {name}_change(**fixed):", "    def of(layer):", "        def make(*args, **kw):")
        merged = w.pick("{**fixed, **kw}", "{**kw, **fixed}", "dict(fixed, **kw)", "fixed | kw")
        w.emit(f"            return layer(*args, **{merged})", "        return make", "    return of", "")
        w.emit(f"def {name}():", f"    Up = {name}_change({', '.join(given)})(nn.Conv2dTranspose)")
        w.emit(f"    return Up({', '.join(['8', '8', '4', *(part for part in _given(w, 0.4) if 'stride' not in part)])})", "")
    w.entries.append((f"{name}()",))
