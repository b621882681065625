"""Hosts in which layers are called, chosen by the release, or given values of other types than ints and strings."""

from __future__ import annotations

from .layers import layer
from .writing import GOOD, Scope, Writer, host, indented

_INPUT = "Tensor(shape=(1, 8, 4, 4))"


@host(4)
def _called(w: Writer) -> None:
    """A network whose layers are called as MindSpore's, or as PyTorch's."""
    w.uses("layer called")
    w.need("from mindspore import nn, ops, Tensor")
    name = w.name("Net")
    style = w.pick("attribute", "attribute", "alias", "loop", "enumerate", "index", "zip", "sequential", "local", "branch")
    w.uses(f"called: {style}")
    init = ["super().__init__()"]
    made = "nn.Conv2dTranspose(8, 8, 4, 2)"
    call = _arguments(w)
    several = style in ("loop", "enumerate", "index", "zip")
    if several:
        kept = w.pick("nn.CellList([{}])", "[{}]", "[{}]")
        init.append(f"self.ups = {kept.format(f'{made} for _ in range(2)' if w.chance(0.5) else f'{made}, {made}')}")
    elif style == "sequential":
        init.append(f"self.up = nn.SequentialCell([{made}, nn.ReLU()])")
    elif style == "branch":
        other = w.pick("nn.Identity()", "None", made)
        init += [f"self.up = {made}", f"if {w.flag(Scope(w, [], 'method'))}:", f"    self.up = {other}"]
    elif style != "local":
        init.append(f"self.up = {made}")
    by_index = ["for i in range(len(self.ups)):", f"    x = self.ups[i]({call})"]
    lines = {
        "attribute": [f"x = self.up({call})"],
        "alias": ["up = self.up", f"x = up({call})"],
        "loop": ["for up in self.ups:", f"    x = up({call})"],
        "enumerate": ["for i, up in enumerate(self.ups):", f"    x = up({call})"],
        "index": by_index if w.chance(0.5) else [f"x = self.ups[0]({call})"],
        "zip": ["for up, size in zip(self.ups, (8, 16)):", f"    x = up({call.replace('skip', 'size')})"],
        "sequential": [f"x = self.up({w.pick(call, 'x')})"],
        "local": [f"up = {made}", f"x = up({call})"],
        "branch": ["if self.up is not None:", f"    x = self.up({call})"],
    }[style]
    method = w.pick("construct", "construct", "forward", "upsample")
    w.emit(f"class {name}(nn.Cell):", "    def __init__(self):", *indented(indented(init)))
    w.emit(f"    def {method}(self, x, skip=8):", *indented(indented([*lines, "return x"])), "")
    entry = f"{name}().{method}({_INPUT})"
    if method == "construct" and w.chance(0.5):
        entry = f"{name}()({_INPUT})"
    w.entries.append((entry,))


def _arguments(w: Writer) -> str:
    if w.chance(0.5):
        return w.pick("x", "x", "x=x", "*(x,)", "**dict(x=x)")
    return w.pick(
        "x, output_size=skip", "x, skip", "input=x", "x, *(skip,)", "x, **{'output_size': skip}", "x, output_size=[8, 8]"
    )


@host(1)
def _unbatched(w: Writer) -> None:
    w.uses("unbatched input")
    w.need("from mindspore import nn, ops, Tensor")
    name = w.name("try_out")
    shape = w.pick("(8, 4, 4)", "(1, 8, 4, 4)", "(8, 4, 4)")
    x = w.pick(f"ops.ones({shape})", f"Tensor(shape={shape})", f"ops.zeros({shape})", f"ops.randn{shape}")
    lines = w.random.choice(
        (
            ["up = nn.Conv2dTranspose(8, 8, 4)", f"return up({x})"],
            [f"x = {x}", "return nn.Conv2dTranspose(8, 8, 4)(x)"],
            ["up = nn.Conv2dTranspose(8, 8, 4)", f"x = {x}", "y = up(x)", "return y"],
        )
    )
    w.emit(f"def {name}():", *indented(lines), "")
    w.entries.append((f"{name}()",))


_VERSIONS = (
    ('ms.__version__ >= "2"', True),
    ('ms.__version__.startswith("1.")', False),
    ('ms.__version__.startswith("2.")', True),
    ('ms.__version__ < "2.0"', False),
    ('tuple(map(int, ms.__version__.split(".")[:2])) >= (2, 0)', True),
    ('int(ms.__version__.split(".")[0]) < 2', False),
    ("float(ms.__version__[:3]) >= 2.0", True),
    ('ms.__version__.split(".")[0] == "1"', False),
    ('[int(part) for part in ms.__version__.split(".")] < [2, 0, 0]', False),
    ('"groups" in inspect.signature(nn.Conv2dTranspose).parameters', False),
    ('"has_bias" in inspect.signature(nn.Conv2dTranspose).parameters', True),
    ('hasattr(nn, "ConvTranspose2d")', False),
    ('hasattr(nn, "Conv2dTranspose")', True),
)


@host(3)
def _versions(w: Writer) -> None:
    """One call for old releases, another for new ones."""
    w.uses("version test")
    w.need("import mindspore as ms")
    test, holds = w.random.choice(_VERSIONS)
    if "inspect" in test:
        w.need("import inspect")
    scope = Scope(w, [], "function")
    good, other = "nn.Conv2dTranspose(8, 8, 4, 2, pad_mode='pad', padding=1)", layer(scope)
    first, second = (good, other) if holds == w.chance(0.8) else (other, good)
    name, flag = w.name("build"), w.name("NEW")
    style = w.pick("if", "constant", "constant", "early return", "class attribute", "expression", "function", "in a class")
    body = ["if TEST:", f"    return {first}", "else:", f"    return {second}"]
    shown = test
    if style == "constant":
        w.emit(f"{flag} = {test}")
        shown = flag
        if w.chance(0.4):
            body, shown = ["if TEST:", f"    return {second}", f"return {first}"], f"not {flag}"
    elif style == "early return":
        body = ["if TEST:", f"    return {first}", f"return {second}"]
    elif style == "class attribute":
        w.emit(f"class {flag}:", f"    NEW = {test}", "")
        shown = f"{flag}.NEW"
    elif style == "expression":
        body = [f"return {first} if TEST else {second}"]
    elif style == "function":
        w.emit(f"def {flag}():", f"    return {test}", "")
        shown = f"{flag}()"
    elif style == "in a class":
        w.emit(
            f"class {name}(nn.Cell):",
            "    def __init__(self):",
            "        super().__init__()",
            *indented(indented(scope.lines)),
        )
        w.emit(f"        if {test}:", f"            self.up = {first}", "        else:", f"            self.up = {second}", "")
        w.entries.append((f"{name}()",))
        return
    w.emit(f"def {name}():", *indented([*scope.lines, *(line.replace("TEST", shown) for line in body)]), "")
    w.entries.append((f"{name}()",))


_RESULTS = {
    "pad_mode": (
        *("str(k)", 'f"{k}"', "k", "mode", "mode.lower()", "k // 2", "mode or 'pad'", "'pad' if k else 'same'", "[mode]"),
    ),
    "has_bias": ("bool(k)", "not k", "k > 1", "k and True", "k", "k == 2", "isinstance(k, int)", "bool(k) + 0"),
    "weight_init": ("Tensor(4)", "mode.lower()", "f'{mode}'", "ops.ones((8, 8, 4, 4))", "'normal' if k else 'kaiming'"),
}
_SIZES = (
    *("k / 2", "k // 2", "(k - 1) / 2", "k * 0.5", "int(k / 2)", "round(k / 2)", "k", "str(k)", "-k", "k % 2", "abs(k)"),
    *("float(k)", "[k, k]", "(k, k)", "(k // 2,) * 4", "k ** 2", "int(k)", "len([k])", "k or 1.0", "max(k, 1)", "k - 0.5"),
    *("divmod(k, 2)[0]", "pow(k, 2)", "sum((k, 1))", "k if k > 100 else k / 2", "f'{k}'", "None if k else 1", "k << 1"),
)


@host(2)
def _other_types(w: Writer) -> None:
    """Arguments whose type follows from an operation though its operands are not known."""
    w.uses("type of a result")
    w.need("from mindspore import nn, ops, Tensor")
    name = w.name("build")
    kind = w.pick("padding", "stride", "kernel_size", "in_channels", "pad_mode", "has_bias", "weight_init")
    chosen = w.random.choice(_RESULTS.get(kind, _SIZES))
    others = "" if kind == "pad_mode" else f", pad_mode={w.pick(*GOOD['pad_mode'])}"
    before = []
    if w.chance(0.4):
        before, chosen = [f"result = {chosen}"], "result"
    required = {"in_channels": "8", "kernel_size": "4"}
    required[kind] = chosen
    text = f"{required['in_channels']}, 8, {required['kernel_size']}"
    if kind not in required or kind not in ("in_channels", "kernel_size"):
        text += f", {kind}={chosen}"
    w.emit(f"def {name}(k, mode='pad'):", *indented([*before, f"return nn.Conv2dTranspose({text}{others})"]), "")
    if w.chance(0.4):
        user = w.name("use")
        w.emit(f"def {user}():", f"    return {name}({w.pick('2', '4', '3')})", "")
        w.entries.append((f"{user}()",))
    w.entries.append((f"{name}(4)", f"{name}(3)", f"{name}(2, 'same')"))
