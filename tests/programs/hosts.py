"""What stands around the layers of a program: classes, functions, loops, tests."""

from __future__ import annotations

from . import configs, factories, hierarchies, networks, records, tables, turns, uses  # noqa: F401  enter their carriers and hosts
from .carriers import carry, parameter
from .changes import changed
from .layers import arguments, callee, layer, split
from .running import Program
from .writing import HOSTS, ClassText, Scope, Writer, host, indented


def written(seed: str) -> Program:
    """The program of a seed."""
    from random import Random

    writer = Writer(Random(seed))
    writer.need("from mindspore import nn")
    for _ in range(writer.random.choice((1, 1, 2))):
        with writer.unit():
            writer.random.choice(HOSTS)(writer)
    return writer.program()


@host(8)
def _network(w: Writer) -> None:
    """A network, perhaps with bases, mixins and subclasses; the layer is built in the `__init__` of one of them."""
    bases = ["nn.Cell"]
    for _ in range(w.random.choice((0, 0, 1, 1, 2, 3))):
        cls = ClassText(w.name("Base"), _bases(w, bases))
        w.classes.append(cls)
    net = ClassText(w.name("Net"), _bases(w, bases))
    w.classes.append(net)
    for _ in range(w.random.choice((0, 0, 0, 1, 2))):
        others = [cls.name for cls in w.classes if cls is not net and net not in w.ancestry(cls)]
        extra = [w.random.choice(others)] if others and w.chance(0.4) else []
        below = w.random.choice([cls for cls in w.classes if net in w.ancestry(cls)])
        names = [*extra, below.name] if w.chance(0.5) else [below.name, *extra]
        if _consistent(w, names):
            w.classes.append(ClassText(w.name("Sub"), names))
    if len(w.classes) > 1:
        w.uses("class hierarchy")
    scope = Scope(w, [], "method", net)
    if w.chance(0.3):
        net.parameters.append("flag=False")
        scope.flags.append("flag")
    for number in range(w.random.choice((1, 1, 2))):
        if w.chance(0.15):
            w.uses("early return")
            scope.lines += [f"if {w.flag(scope)}:", "    return"]
        text = layer(scope)
        scope.lines += w.random.choice(
            ([f"self.up{number} = {text}"], [f"self.up{number} = nn.SequentialCell([{text}, nn.ReLU()])"], [text])
        )
    start = ["super().__init__()"]
    net.init = [*start, *scope.lines] if w.chance(0.85) else [*scope.lines, *start]
    if w.chance(0.5):
        net.init = [f"super({net.name}, self).__init__()" if line == start[0] else line for line in net.init]
    for cls in w.classes:
        if cls is not net and net in w.ancestry(cls) and w.chance(0.3):
            w.uses("super().__init__")
            inner = Scope(w, [], "method", cls)
            offered = [(name, kind) for name, kind in w.offered.get(net.name, []) if w.chance(0.6)]
            passed = ", ".join(f"{name}={carry(inner, kind, 1)}" for name, kind in offered)
            cls.init = [*inner.lines, f"super().__init__({passed})"]
    for cls in w.classes:
        if net in w.ancestry(cls):
            calls = [f"{cls.name}()"]
            if cls is net:
                calls += [f"{cls.name}(flag=True)"] if "flag=False" in cls.parameters else []
                calls += [f"{cls.name}({name}={w.value(kind)})" for name, kind in w.offered.get(net.name, [])]
            w.entries.append(tuple(calls))


def _bases(w: Writer, first: list[str]) -> list[str]:
    """Bases out of the classes written so far, in an order that Python takes."""
    known = [cls.name for cls in w.classes]
    for _ in range(5):
        chosen = w.random.sample(known, min(len(known), w.random.choice((0, 1, 1, 2, 2, 3))))
        if _consistent(w, [*chosen, *first]):
            return [*chosen, *first]
    return first


def _consistent(w: Writer, bases: list[str]) -> bool:
    made: dict[str, type] = {"nn.Cell": type("Cell", (), {})}
    try:
        for cls in w.classes:
            made[cls.name] = type(cls.name, tuple(made[base] for base in cls.bases), {})
        type("New", tuple(made[base] for base in bases), {})
    except TypeError:
        return False
    return True


@host(4)
def _builder(w: Writer) -> None:
    """A function that builds a layer from its parameters, with callers in the file and elsewhere."""
    w.uses("function with callers")
    parameters: list[tuple[str, str, str]] = []
    scope = Scope(w, [], "function")
    if w.chance(0.3):
        scope.flags.append("flag")
    taken = {kind: parameter(scope, kind, parameters) for kind in w.random.sample(["padding", "pad_mode", "stride"], 2)}
    text = arguments(scope)
    kept = [part for part in split(text) if part.partition("=")[0] not in taken]
    called = callee(scope, 2)
    parts = [part for part in kept if not part.startswith("**")]
    parts += [f"{kind}={name}" for kind, name in taken.items() if kind != "stride" or len(parts) < 4]
    parts += [part for part in kept if part.startswith("**") and w.chance(0.3)]
    name = w.name("build")
    parameters.sort(key=lambda item: bool(item[2]))
    heads = [f"{one}={default}" if default else one for one, _, default in parameters]
    heads += ["flag=False"] if scope.flags else []
    w.emit(f"def {name}({', '.join(heads)}):", *indented([*scope.lines, f"return {called}({', '.join(parts)})"]), "")
    _callers(w, name, parameters)


def _callers(w: Writer, name: str, parameters: list[tuple[str, str, str]]) -> None:
    def call() -> str:
        passed = [f"{parameter_}={w.value(kind)}" for parameter_, kind, default in parameters if not default or w.chance(0.4)]
        return f"{name}({', '.join(passed)})"

    for _ in range(w.random.choice((0, 1, 1, 2))):
        caller = w.name("use")
        w.emit(f"def {caller}():", f"    return {call()}", "")
        w.entries.append((f"{caller}()",))
    w.entries.append((call(), call()))


@host(3)
def _wrapper(w: Writer) -> None:
    """A function that hands `*args` and `**kwargs` on, with callers."""
    w.uses("wrapper")
    name = w.name("up")
    scope = Scope(w, [], "function")
    fixed = w.pick("", "", f", padding={w.value('padding')}", f", pad_mode={w.value('pad_mode')}")
    if w.chance(0.4):
        kind = w.pick("padding", "pad_mode")
        scope.lines += w.random.choice(
            (
                [f'kw.setdefault("{kind}", {w.value(kind)})'],
                [f'kw.pop("{kind}", None)'],
                [f'kw["{kind}"] = {w.value(kind)}'],
                [f'if "{kind}" not in kw:', f'    kw["{kind}"] = {w.value(kind)}'],
                [f"kw = dict({kind}={w.value(kind)}, **kw)"],
                [f"kw = {{**dict({kind}={w.value(kind)}), **kw}}"],
            )
        )
    w.emit(f"def {name}(c, **kw):", *indented([*scope.lines, f"return nn.Conv2dTranspose(c, c, 4, 2{fixed}, **kw)"]), "")
    for _ in range(w.random.choice((1, 2, 3))):
        caller = w.name("use")
        passed = [f"{kind}={w.value(kind)}" for kind in ("padding", "pad_mode", "has_bias") if w.chance(0.5)]
        if passed and w.chance(0.3):
            w.uses("loop over keyword dicts")
            tables = ", ".join(f"dict({part})" for part in passed)
            w.emit(f"def {caller}():", f"    return [{name}(4, **options) for options in ({tables},)]", "")
        else:
            w.emit(f"def {caller}():", f"    return {name}({', '.join(['4', *passed])})", "")
        w.entries.append((f"{caller}()",))


@host(3)
def _loop(w: Writer) -> None:
    """Layers built in a loop over tables."""
    w.uses("layers in a loop")
    name, kinds = w.name("stack"), w.random.sample(["padding", "pad_mode", "stride"], w.random.randint(1, 2))
    columns = {kind: [w.value(kind) for _ in range(w.random.randint(2, 3))] for kind in kinds}
    scope = Scope(w, [], "function")
    names = [w.name(kind) for kind in kinds]
    style = w.pick("zip", "tuples", "enumerate", "product", "comprehension", "dicts")
    w.uses(f"loop: {style}")
    texts = [f"({', '.join(values)},)" for values in columns.values()]
    rows = ", ".join(f"({', '.join(row)},)" for row in zip(*columns.values()))
    target = ", ".join(names) + ("," if len(names) == 1 else "")
    if style == "zip":
        head = f"for {target} in zip({', '.join(texts)})"
    elif style == "enumerate":
        head = f"for index, ({target}) in enumerate([{rows}])"
    elif style == "product":
        w.need("import itertools")
        head = f"for {target} in itertools.product({', '.join(texts)})"
    elif style == "dicts":
        dicts = ", ".join(
            f"{{{', '.join(f'{chr(34)}{kind}{chr(34)}: {value}' for kind, value in zip(kinds, row))}}}"
            for row in zip(*columns.values())
        )
        head = f"for options in [{dicts}]"
    else:
        head = f"for {target} in ({rows},)"
    rest = "**options" if style == "dicts" else ", ".join(f"{kind}={given}" for kind, given in zip(kinds, names))
    extra = "" if "pad_mode" in kinds or w.chance(0.5) else f", pad_mode={w.value('pad_mode')}"
    call = f"nn.Conv2dTranspose(8, 8, 4, {rest}{extra})"
    body: list[str] = []
    if w.chance(0.3) and style != "dicts":
        inner = Scope(w, [], "function")
        changed(inner, names[0], kinds[0], 1)
        body += inner.lines
    if w.chance(0.3):
        body += [f"if {w.flag(scope)}:", f"    {w.pick('break', 'continue')}"]
    if style == "comprehension" or (not body and w.chance(0.3)):
        w.emit(f"def {name}():", *indented([f"return nn.SequentialCell([{call} {head}])"]), "")
    else:
        lines = ["layers = []", f"{head}:", *indented([*body, f"layers.append({call})"]), "return nn.SequentialCell(layers)"]
        w.emit(f"def {name}():", *indented(lines), "")
    w.entries.append((f"{name}()",))


@host(2)
def _expected(w: Writer) -> None:
    """Code that expects the exception."""
    scope = Scope(w, [], "function")
    text = layer(scope)
    style = w.pick("raises", "suppress", "try", "assertRaises", "assertRaises call", "caller tries", "fallback")
    w.uses(f"expected: {style}")
    error = w.pick("ValueError", "TypeError", "(TypeError, ValueError)", "Exception")
    name = w.name("check")
    if style == "raises":
        w.need("import pytest")
        lines = [*scope.lines, f"with pytest.raises({error}):", f"    {text}"]
    elif style == "suppress":
        w.need("import contextlib")
        lines = [*scope.lines, f"with contextlib.suppress({error.strip('()')}):", f"    return {text}"]
    elif style == "try":
        handler = w.pick("pass", "return None", "raise", "raise RuntimeError('torch style')")
        lines = [*scope.lines, "try:", f"    return {text}", f"except {error}:", f"    {handler}"]
    elif style == "fallback":
        other = Scope(w, [], "function")
        second = layer(other)
        lines = [*scope.lines, "try:", f"    up = {text}", f"except {error}:", *indented([*other.lines, f"up = {second}"])]
        lines.append("return up")
    elif style == "caller tries":
        inner = w.name("make")
        w.emit(f"def {inner}():", *indented([*scope.lines, f"return {text}"]), "")
        lines = ["try:", f"    return {inner}()", f"except {error}:", "    return None"]
        if w.chance(0.3):
            w.entries.append((f"{inner}()",))
    else:
        w.need("import unittest")
        case = w.name("Test")
        if style == "assertRaises":
            body = [*scope.lines, f"with self.assertRaises({error}):", f"    {text}"]
        else:
            body = [*scope.lines, f"self.assertRaises({error}, lambda: {text})"]
        w.emit(f"class {case}(unittest.TestCase):", "    def test_up(self):", *indented(indented(body)), "")
        w.entries.append((f'{case}("test_up").test_up()',))
        return
    w.emit(f"def {name}():", *indented(lines), "")
    w.entries.append((f"{name}()",))
