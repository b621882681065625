"""Random pairs: a PyTorch module around a transposed convolution, and a port of it that people write, right or wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from lint_transpose.layers.window import Window

from ..layers import Axes, MindSporeLayer, Shared, TorchLayer, draw_shared
from .styles import Layer, written
from .texts import Draft, Step

Crop = tuple[tuple[int, int], ...]
"""What is cut off at the start and at the end of each axis."""

_NAMES = ("d", "h", "w")
_ACTIVATIONS = {
    "relu": (("nn.ReLU()", "F.relu({y})", "{y}.relu()"), ("nn.ReLU()", "ops.relu({y})")),
    "leaky": (("nn.LeakyReLU(0.2)", "F.leaky_relu({y}, 0.2)"), ("nn.LeakyReLU(0.2)", "ops.leaky_relu({y}, 0.2)")),
    "tanh": (("nn.Tanh()", "torch.tanh({y})"), ("nn.Tanh()", "ops.tanh({y})")),
    "sigmoid": (("nn.Sigmoid()", "torch.sigmoid({y})"), ("nn.Sigmoid()", "ops.sigmoid({y})")),
}
_HELPER = """def center_crop(y, size):
    gap = y.shape[2] - size
    start = gap // 2
    return y[:, :, start:start + size]"""
_CROP_CLASSES = {
    "torch": "class Crop(nn.Module):\n    def forward(self, y, size):\n        return y[:, :, :size]",
    "mindspore": "class Crop(nn.Cell):\n    def construct(self, y, size):\n        return y[:, :, :size]",
}


@dataclass(frozen=True)
class Drawn:
    """A pair as texts. `decided`: nothing in them hides what is computed; `style` is how the port was made."""

    torch: str
    mindspore: str
    decided: bool
    style: str
    shared: Shared


@dataclass(frozen=True)
class Port:
    """What a port does in place of the PyTorch layer and its crop: the layer, zeros before it, a crop or a Pad after it."""

    layer: MindSporeLayer
    before: Axes = ()
    crop: Crop = ()
    pad: Crop = ()


def draw(random: Random) -> Drawn:
    dimension = random.choice((1, 1, 1, 2, 2, 2, 2, 2, 2, 3) if random.random() < 0.5 else (1, 2, 2))
    shared = draw_shared(random, dimension)
    shared = replace(shared, bias=random.random() < 0.6)
    if dimension == 3:
        shared = replace(shared, groups=1)
    original = TorchLayer(
        padding=tuple(random.randint(0, 2) for _ in range(dimension)),
        output_padding=tuple(
            random.randrange(max(s, d)) if random.random() < 0.5 else 0
            for s, d in zip(shared.stride, shared.dilation, strict=True)
        ),
    )
    if random.random() < 0.6:  # as most are: alike on every axis
        shared, original = (
            _square(shared),
            TorchLayer(original.padding[:1] * dimension, original.output_padding[:1] * dimension),
        )
        bound = max(shared.stride[0], shared.dilation[0])
        original = TorchLayer(original.padding, tuple(min(op, bound - 1) for op in original.output_padding))
    return _around(random, shared, original)


def _square(shared: Shared) -> Shared:
    d = shared.dimension
    dilation = (1,) * d if d == 3 else shared.dilation[:1] * d
    return replace(shared, kernel_size=shared.kernel_size[:1] * d, stride=shared.stride[:1] * d, dilation=dilation)


def _around(random: Random, shared: Shared, original: TorchLayer) -> Drawn:
    """The pair, with the same steps on both sides but for those that crop and pad."""
    order = _order(random, shared)
    open_kind = random.choice(("function", "class", "shape")) if "open" in order else ""
    theirs_crop = _amounts(random, shared.dimension, 2) if "crop" in order else ()
    theirs_pad = _amounts(random, shared.dimension, 1) if "zeros" in order else ()
    by_size = random.random() < 0.08
    windows = [
        Window(window.lo + before, window.hi + after)
        for window, (before, after) in zip(original.windows(), theirs_crop or ((0, 0),) * shared.dimension, strict=True)
    ]
    style, port = _port(random, shared, original, windows, theirs_crop)
    ours_pad = theirs_pad if random.random() < 0.8 else _amounts(random, shared.dimension, 1)
    shared_there = shared
    if random.random() < 0.12:
        shared_there = replace(shared, bias=not shared.bias)

    torch, ours = Draft("torch", []), Draft("mindspore", [])
    size = [
        Window(w.lo, w.hi).length(0, s, r) for w, s, r in zip(original.windows(), shared.stride, shared.reach, strict=True)
    ]
    call = "self.up({y})"
    if by_size:
        wanted = ", ".join(_linear(s, name, c) for s, name, c in zip(shared.stride, _names(shared), size, strict=True))
        call = f"self.up({{y}}, output_size=({wanted},))"
        _need_sizes(random, torch, shared.dimension)
    shown = replace(original, output_padding=(0,) * shared.dimension) if by_size else original
    torch.steps.append(Step(call if by_size else "", "up", written(random, torch, torch_layer(random, shared, shown))))
    if any(port.before):
        ours.steps.append(Step("", "extend", _pad_cell("mindspore", [(0, amount) for amount in port.before])))
    is_raised = shared.dimension == 1 and not (port.crop or port.pad) and random.random() < 0.4
    make = _raised if is_raised else _plain
    ours.steps.append(make(random, ours, shared_there, port.layer))
    base = [
        w.length(0, s, r) - sum(c)
        for w, s, r, c in zip(
            original.windows(), shared.stride, shared.reach, theirs_crop or ((0, 0),) * shared.dimension, strict=True
        )
    ]
    ours_done = False
    for item in order:
        if item in ("crop", "place"):
            if theirs_crop:
                torch.steps += _crop(random, torch, shared, theirs_crop, base)
            if not ours_done:
                ours.steps += _crop(random, ours, shared, port.crop, base) if port.crop else []
                ours.steps += _pad(random, ours, port.pad) if port.pad else []
                ours_done = True
        elif item == "zeros":
            torch.steps += _pad(random, torch, theirs_pad)
            ours.steps += _pad(random, ours, ours_pad)
        elif item == "open":
            for draft in (torch, ours):
                draft.steps.append(_open(draft, open_kind))
        else:
            step_there, step_here = _same_step(random, item, shared)
            torch.steps.append(step_there)
            ours.steps.append(step_here)
    texts = torch.write(random), ours.write(random)
    return Drawn(*texts, "open" not in order and torch.decided and ours.decided, style, shared)


def _plain(random: Random, draft: Draft, shared: Shared, layer: MindSporeLayer) -> Step:
    return Step("", "up", written(random, draft, mindspore_layer(random, shared, layer)))


def _raised(random: Random, draft: Draft, shared: Shared, layer: MindSporeLayer) -> Step:
    """A 1-D layer as a 2-D one with kernel (1, k)."""
    stride = (random.choice((1, 1, 1, shared.stride[0])), *shared.stride)
    wide = replace(shared, kernel_size=(1, *shared.kernel_size), stride=stride, dilation=(1, *shared.dilation))
    layer = MindSporeLayer(layer.pad_mode, (0, 0, *layer.padding), (0, *layer.output_padding))
    cell = written(random, draft, mindspore_layer(random, wide, layer))
    forms = ("self.up({y}.expand_dims(2)).squeeze(2)", "ops.squeeze(self.up(ops.expand_dims({y}, 2)), 2)")
    return Step(random.choice(forms), "up", cell)


def _order(random: Random, shared: Shared) -> list[str]:
    """What follows the layer, in order; "place" is where only the port crops or pads."""
    draws = {"crop": 0.25, "zeros": 0.06, "open": 0.05}
    cutting = [item for item, share in draws.items() if random.random() < share]
    if "crop" not in cutting:
        cutting.insert(0, "place")
    others = [random.choice(list(_ACTIVATIONS))] if random.random() < 0.5 else []
    if shared.dimension < 3 and random.random() < 0.35:
        # Of one or two channels LayerNorm leaves no more than signs.
        is_wide = shared.out_channels > 2 and not {"tanh", "sigmoid"} & set(others)
        kinds = ("batch", "batch", "group", "layer", "norm+y") if is_wide else ("batch", "norm+y")
        others.insert(random.randint(0, len(others)), random.choice(kinds))
    if random.random() < 0.08:
        others.append("cat")
    if random.random() < 0.75:
        return cutting + others
    for item in others:
        cutting.insert(random.randint(0, len(cutting)), item)
    return cutting


def _amounts(random: Random, dimension: int, most: int) -> Crop:
    if random.random() < 0.5:
        return ((random.randint(0, most), random.randint(0, most)),) * dimension
    return tuple((random.randint(0, most), random.randint(0, most)) for _ in range(dimension))


def _port(random: Random, shared: Shared, original: TorchLayer, windows: list[Window], theirs_crop: Crop) -> tuple[str, Port]:
    d, none = shared.dimension, (0,) * shared.dimension
    style = random.choice(("exact", "exact", "exact", "plain", "same", "valid", "argument", "pad", "off"))
    twice = tuple(p for p in original.padding for _ in range(2))
    if style in ("same", "valid"):
        return style, Port(MindSporeLayer(style, none * 2, none), crop=theirs_crop)
    if style == "plain":
        return style, Port(MindSporeLayer("pad", twice, none), crop=theirs_crop)
    if style == "argument" and d > 1:
        limits = shared.stride if d == 3 else tuple(map(max, shared.stride, shared.dilation))
        op = tuple(min(op, limit - 1) for op, limit in zip(original.output_padding, limits, strict=True))
        return style, Port(MindSporeLayer("pad", twice, op), crop=theirs_crop)
    if style == "pad":
        pad = tuple((0, op) for op in original.output_padding)
        if random.random() < 0.3:
            pad = random.choice((pad[::-1], tuple(pair[::-1] for pair in pad), tuple((0, after + 1) for _, after in pad)))
        return style, Port(MindSporeLayer("pad", twice, none), crop=theirs_crop, pad=pad)
    return _split(random, shared, windows, theirs_crop, style)


def _split(random: Random, shared: Shared, windows: list[Window], theirs_crop: Crop, style: str) -> tuple[str, Port]:
    """The windows cropped in part by the layer and in part behind it, exactly, or "off" by one somewhere."""
    before, padding, crop = [], [], []
    for axis, window in enumerate(windows):
        zeros = -(min(window.hi, 0) // shared.stride[axis])
        lo, hi = window.lo, window.hi + zeros * shared.stride[axis]
        wanted = theirs_crop[axis] if theirs_crop and random.random() < 0.6 else (0, 0)
        if random.random() < 0.15:
            wanted = (random.randint(0, lo), random.randint(0, hi))
        cut = (min(wanted[0], lo), min(wanted[1], hi))
        near, far = lo - cut[0], hi - cut[1]
        if shared.dimension == 1:
            both = min(near, far)
            cut, near, far = (cut[0] + near - both, cut[1] + far - both), both, both
        if style == "off" and random.random() < 0.6:
            if random.random() < 0.5:
                cut = (max(cut[0] + random.choice((-1, 1)), 0), cut[1]) if random.random() < 0.5 else (cut[0], cut[1] + 1)
            elif shared.dimension > 1:
                near, far = (near, max(far + random.choice((-1, 1)), 0)) if random.random() < 0.5 else (near + 1, far)
        before.append(zeros)
        padding += [near, far]
        crop.append(cut)
    cropped = tuple(crop) if any(map(any, crop)) else ()
    return style, Port(MindSporeLayer("pad", tuple(padding), (0,) * shared.dimension), tuple(before), cropped)


# -- steps as texts ------------------------------------------------------------------------------------------------------


def _names(shared: Shared) -> tuple[str, ...]:
    return _NAMES[3 - shared.dimension :]


def _need_sizes(random: Random, draft: Draft, dimension: int) -> None:
    names = ", ".join(_NAMES[3 - dimension :])
    comma = "," if dimension == 1 else ""
    if draft.sizes:
        return
    if random.random() < 0.5:
        draft.sizes = f"n, c, {names} = x.shape"
    elif draft.framework == "torch" and random.random() < 0.3:
        draft.sizes = f"{names}{comma} = x.size()[2:]"
    else:
        draft.sizes = f"{names}{comma} = x.shape[{random.choice(('2', f'-{dimension}'))}:]"


def _linear(scale: int, name: str, constant: int) -> str:
    scaled = name if scale == 1 else f"{scale} * {name}"
    return scaled if not constant else f"{scaled} {'+' if constant > 0 else '-'} {abs(constant)}"


def _crop(random: Random, draft: Draft, shared: Shared, crop: Crop, base: list[int]) -> list[Step]:
    """Steps that cut `crop` off; `base` is the constant of the length that is to be left of each axis."""
    if not any(map(any, crop)):
        return []
    style = random.choice(("slice", "slice", "slice", "narrow", "length", "cell", "cell"))
    if style == "narrow":
        return [
            Step(_narrow(random, draft, axis, before, before + after))
            for axis, (before, after) in enumerate(crop, 2)
            if before or after
        ]
    if style == "length":
        _need_sizes(random, draft, shared.dimension)
        parts = [
            f"{before or ''}:{_linear(s, name, before + constant)}"
            for (before, _), s, name, constant in zip(crop, shared.stride, _names(shared), base, strict=True)
        ]
        return [Step(f"{{y}}[:, :, {', '.join(parts)}]")]
    if style == "cell":
        return [Step("", "trim", _trim(random, draft, crop))]
    parts = [f"{before or ''}:{-after if after else ''}" for before, after in crop]
    if random.random() < 0.5:
        while parts[0] == ":":
            parts.pop(0)
        return [Step(f"{{y}}[..., {', '.join(parts)}]")]
    while parts[-1] == ":":
        parts.pop()
    return [Step(f"{{y}}[:, :, {', '.join(parts)}]")]


def _trim(random: Random, draft: Draft, crop: Crop) -> str:
    """A module of the text that crops, by numbers of its own or by those that it is built with."""
    base, method = ("nn.Module", "forward") if draft.framework == "torch" else ("nn.Cell", "construct")
    name = random.choice(("Trim", "Tail"))
    (first, last), *others = crop
    if others or not last or random.random() < 0.5:
        parts = ", ".join(f"{before or ''}:{-after if after else ''}" for before, after in crop)
        draft.helpers[name] = f"class {name}({base}):\n    def {method}(self, y):\n        return y[:, :, {parts}]"
        return f"{name}()"
    lines = (
        f"class {name}({base}):",
        "    def __init__(self, first, last=1):",
        "        super().__init__()",
        "        self.first, self.last = first, last",
        "",
        f"    def {method}(self, y):",
        "        return y[..., self.first:-self.last]",
    )
    draft.helpers[name] = "\n".join(lines)
    return f"{name}({first})" if last == 1 and random.random() < 0.5 else f"{name}({first}, {last})"


def _narrow(random: Random, draft: Draft, axis: int, start: int, less: int) -> str:
    length = f"{{y}}.shape[{axis}] - {less}"
    function = "torch.narrow" if draft.framework == "torch" else "ops.narrow"
    return random.choice((f"{{y}}.narrow({axis}, {start}, {length})", f"{function}({{y}}, {axis}, {start}, {length})"))


def _pad_cell(framework: str, pairs: list[tuple[int, int]]) -> str:
    flat = tuple(amount for pair in reversed(pairs) for amount in pair)
    if len(pairs) == 2:
        return f"nn.ZeroPad2d({flat})"
    return f"nn.ConstantPad{len(pairs)}d({flat}, 0.0)"


def _pad(random: Random, draft: Draft, pad: Crop) -> list[Step]:
    if not any(map(any, pad)):
        return []
    flat = tuple(amount for pair in reversed(pad) for amount in pair)
    name = f"pad{len(draft.steps)}"
    if random.random() < 0.5:
        return [Step("", name, _pad_cell(draft.framework, list(pad)))]
    if draft.framework == "mindspore" and len(pad) < 3 and random.random() < 0.6:
        return [Step("", name, f"nn.Pad({((0, 0), (0, 0), *pad)})")]
    return [Step(f"F.pad({{y}}, {flat})" if draft.framework == "torch" else f"ops.pad({{y}}, {flat})")]


def _open(draft: Draft, kind: str) -> Step:
    if kind == "function":
        draft.helpers[kind] = _HELPER
        return Step("center_crop({y}, x.shape[2])")
    if kind == "class":
        draft.helpers[kind] = _CROP_CLASSES[draft.framework]
        return Step("self.crop({y}, x.shape[2])", "crop", "Crop()")
    return Step("{y}[:, :, :x.shape[2]]")


def _same_step(random: Random, item: str, shared: Shared) -> tuple[Step, Step]:
    channels, d = shared.out_channels, shared.dimension
    if item in _ACTIVATIONS:
        theirs, ours = (random.choice(forms) for forms in _ACTIVATIONS[item])
        return _activation(theirs), _activation(ours)
    if item == "cat":
        return Step("torch.cat([{y}, {y}], 1)"), Step(random.choice(("ops.cat([{y}, {y}], 1)", "ops.cat(({y}, {y}), axis=1)")))
    if item == "layer":
        there, back = (0, *range(2, d + 2), 1), (0, d + 1, *range(1, d + 1))
        text = f"self.norm({{y}}.permute{there}).permute{back}"
        return Step(text, "norm", f"nn.LayerNorm({channels})"), Step(text, "norm", f"nn.LayerNorm([{channels}], epsilon=1e-5)")
    text = "self.norm({y}) + {y}" if item == "norm+y" else ""
    kind = item if item != "norm+y" else "batch"
    if kind == "batch":
        cell = f"nn.BatchNorm{d}d({channels})"
    else:
        groups = random.choice([g for g in (1, 2, channels) if channels % g == 0])
        cell = f"nn.GroupNorm({groups}, {channels})"
    return Step(text, "norm", cell), Step(text, "norm", cell)


def _activation(form: str) -> Step:
    return Step(form) if "{y}" in form else Step("", "act", form)


# -- layers as texts -----------------------------------------------------------------------------------------------------


def _axes(values: Axes) -> str:
    return str(values[0]) if len(set(values)) == 1 else str(values)


def torch_layer(random: Random, shared: Shared, layer: TorchLayer) -> Layer:
    arguments = {
        "stride": (_axes(shared.stride), "1"),
        "padding": (_axes(layer.padding), "0"),
        "output_padding": (_axes(layer.output_padding), "0"),
        "groups": (str(shared.groups), "1"),
        "bias": (str(shared.bias), "True"),
        "dilation": (_axes(shared.dilation), "1"),
    }
    return _layer(random, f"nn.ConvTranspose{shared.dimension}d", shared, arguments)


def mindspore_layer(random: Random, shared: Shared, layer: MindSporeLayer) -> Layer:
    arguments = {
        "stride": (_axes(shared.stride), "1"),
        "pad_mode": (f'"{layer.pad_mode}"', '"same"'),
        "padding": (_axes(layer.padding), "0"),
        "output_padding": (_axes(layer.output_padding), "0"),
        "dilation": (_axes(shared.dilation), "1"),
        "group": (str(shared.groups), "1"),
        "has_bias": (str(shared.bias), "False"),
    }
    if shared.dimension == 1:
        del arguments["output_padding"]
    return _layer(random, f"nn.Conv{shared.dimension}dTranspose", shared, arguments)


def _layer(random: Random, name: str, shared: Shared, arguments: dict[str, tuple[str, str]]) -> Layer:
    """Keywords, of which those that equal the default are mostly left out; the first without a gap may go by position."""
    shown = [name for name, (value, default) in arguments.items() if value != default or random.random() < 0.1]
    given = {"kernel_size": _axes(shared.kernel_size), **{name: arguments[name][0] for name in shown}}
    gap = next((index for index, name in enumerate(arguments) if name not in shown), len(arguments))
    return Layer(name, (str(shared.in_channels), str(shared.out_channels)), given, 1 + gap)
