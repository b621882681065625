"""Random texts of layer calls, legal and not: every argument, every value, every spelling that people use."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st

HEAD = "import mindspore\nfrom mindspore import nn\n\nlayer = "
REQUIRED = ("in_channels", "out_channels", "kernel_size")
_TAIL = ("has_bias", "weight_init", "bias_init")
ORDER = {
    1: (*REQUIRED, "stride", "pad_mode", "padding", "dilation", "group", *_TAIL, "dtype"),
    2: (*REQUIRED, "stride", "pad_mode", "padding", "output_padding", "dilation", "group", *_TAIL, "dtype"),
    3: (*REQUIRED, "stride", "pad_mode", "padding", "dilation", "group", "output_padding", *_TAIL, "data_format", "dtype"),
}
"""MindSpore 2.10's positional order by dimension."""
OLD_ORDER = {2: ORDER[1][:-1], 1: ORDER[1][:-1], 3: ORDER[3][:-1]}
"""That of MindSpore 1.10."""
TORCH_ORDER = (
    *REQUIRED,
    "stride",
    "padding",
    "output_padding",
    "groups",
    "bias",
    "dilation",
    "padding_mode",
    "device",
    "dtype",
)
DEFAULTS = {
    "stride": "1",
    "pad_mode": '"same"',
    "padding": "0",
    "output_padding": "0",
    "dilation": "1",
    "group": "1",
    "groups": "1",
    "has_bias": "False",
    "bias": "True",
    "weight_init": "None",
    "bias_init": "None",
    "data_format": '"NCDHW"',
    "dtype": "mindspore.float32",
    "padding_mode": '"zeros"',
    "device": "None",
}
_TORCH_NAMES = {"group": "groups", "has_bias": "bias"}

_NUMBERS = ["-1", "0", "1", "2", "3", "4", "5", "8", "1.0", "2.0", "0.5", "-1.5", "1e3", "-7"]
_OTHERS = [
    *("None", "True", "False", '"1"', '""', '"same"', '"valid"', "b'pad'", "{}", "{'a': 1}", "mindspore.float16"),
    "mindspore.common.initializer.Zero",
]
_ITEMS = ["0", "0", "1", "1", "1", "2", "2", "3", "-1", "True", "1.0", "None", '"1"', "(1,)", "[1]"]
_INITIALIZERS = [
    *('"normal"', '"zeros"', '"ones"', '"One"', '"zero"', '"XavierUniform"', '"he_normal"', '"HeUniform"', '"Normal"'),
    *('"xavier_normal"', '"uniform"', '"truncatednormal"', '"orthogonal"', '"dirac"', '"variancescaling"', '"identity"'),
    *('"sparse"', '"kaiming"', '"he"', '"zeros "', '""', "None", "0", "1", "-0.5", "1e30", "True", "(1,)", "[0]", "b'zeros'"),
    *("mindspore.common.initializer.Normal", "mindspore.common.initializer.Zero", "{}", '"constant"', '"bilinear"'),
]
_PAD_MODES = [
    *(
        '"pad"',
        '"same"',
        '"valid"',
        '"PAD"',
        '"Same"',
        '"VALID"',
        '"pad "',
        '"padding"',
        '"full"',
        '"zeros"',
        '"reflect"',
        '""',
    ),
    *("None", "0", "1", "True", "False", "1.0", '("pad",)', '["same"]', "b'pad'", "(1, 1)", "[0, 0]"),
]
_DTYPES = [
    *(
        "mindspore.float32",
        "mindspore.float16",
        "mindspore.float64",
        "mindspore.int64",
        "mindspore.bool_",
        "mindspore.complex64",
    ),
    *("None", '"float32"', "1", "True", "float", "(mindspore.float32,)"),
]
_FORMATS = ['"NCDHW"', '"NCHW"', '"NHWC"', '"ncdhw"', "None", "1", '("NCDHW",)']
_FLAGS = ["True", "False", "1", "0", "None", '"True"', "1.0", "(True,)", "[]", "2"]
_COUNTS = [
    "1",
    "2",
    "3",
    "4",
    "6",
    "0",
    "-2",
    "True",
    "False",
    "2.0",
    "0.5",
    '"2"',
    "None",
    "(2,)",
    "[2]",
    "{}",
    "()",
]
_UNKNOWN_NAMES = [
    *("bias", "groups", "padding_mode", "device", "output_padding", "data_format", "pad_mod", "kernal_size", "strides"),
    *("output_size", "name", "in_channel", "kernel", "use_bias", "bias_attr", "pad", "Padding", "weight_initializer", "act"),
]


_MAY_BE_HUGE = ("group", "groups", "padding", "output_padding")
"""A huge kernel or number of channels would only take long."""


@dataclass(frozen=True)
class Call:
    """A call of one of MindSpore's layers; `arguments` is what stands between its parentheses."""

    dimension: int
    arguments: str

    @property
    def expression(self) -> str:
        return f"nn.Conv{self.dimension}dTranspose({self.arguments})"

    @property
    def source(self) -> str:
        return f"{HEAD}{self.expression}\n"


def draw_call(random: Random) -> Call:
    """About half of the calls are legal."""
    dimension = random.choice((1, 2, 2, 2, 3))
    values = _likely(random, dimension)
    for _ in range(random.choice((0, 0, 0, 0, 0, 1, 1, 1, 2, 3))):
        name = random.choice(ORDER[dimension])
        values[name] = _any_value(random, name, dimension)
    style = random.choice(
        ("keywords", "keywords", "mixed", "mixed", "mixed", "mixed", "torch order", "torch names", "old order")
    )
    if style == "torch order":
        parts = _positional(random, TORCH_ORDER, _in_torch(random, values, dimension), 4)
    elif style == "old order":
        parts = _positional(random, OLD_ORDER[dimension], values, 6)
    elif style == "torch names":
        values = _in_torch(random, values, dimension)
        parts = _positional(random, REQUIRED, values, 0)
    else:
        parts = _positional(random, ORDER[dimension], values, 0 if style == "keywords" else 3)
    return Call(dimension, ", ".join(_mistaken(random, parts, dimension)))


def draw_beside(random: Random) -> tuple[str, Call]:
    """A legal call, many of its arguments by position, and the arguments of a PyTorch layer of which it may be the port."""
    dimension = random.choice((1, 2, 2, 2, 3))
    values = _likely(random, dimension)
    original = {name: text for name, text in _in_torch(random, values, dimension).items() if name in TORCH_ORDER}
    if random.random() < 0.3:
        values["group"] = random.choice(("1", "2"))
    parts = _positional(random, ORDER[dimension], values, 3)
    return ", ".join(_positional(random, REQUIRED, original, 0)), Call(dimension, ", ".join(parts))


def calls() -> st.SearchStrategy[Call]:
    """The same as a strategy."""
    return st.randoms(use_true_random=False).map(draw_call)


def _likely(random: Random, dimension: int) -> dict[str, str]:
    """Arguments as a real call has them: the text of each by its name."""
    groups = random.choice((1, 1, 1, 2, 3))
    values = {
        "in_channels": str(groups * random.randint(1, 2)),
        "out_channels": str(groups * random.randint(1, 2)),
        "kernel_size": _sizes(random, dimension, 1, 4 if dimension < 3 else 3),
    }
    if groups > 1:
        values["group"] = str(groups)
    pads = random.random() < 0.5
    if pads:
        values["pad_mode"] = random.choice(('"pad"', '"pad"', '"pad"', "'pad'"))
    elif random.random() < 0.4:
        values["pad_mode"] = random.choice(('"same"', '"valid"'))
    optional = {
        "stride": _sizes(random, dimension, 1, 4),
        "padding": _padding(random, dimension) if pads or random.random() < 0.2 else "0",
        "dilation": _dilation(random, dimension),
        "has_bias": random.choice(("True", "False")),
        "weight_init": random.choice(_INITIALIZERS[:8]),
        "bias_init": random.choice(('"zeros"', '"normal"', "None", "0")),
    }
    if dimension > 1 and random.random() < (0.4 if pads else 0.05):
        values["output_padding"] = _sizes(random, dimension, 0, 2)
    likelihood = {"stride": 0.8, "padding": 0.6, "dilation": 0.3, "has_bias": 0.5}
    for name, text in optional.items():
        if random.random() < likelihood.get(name, 0.1):
            values[name] = text
    return values


def _sizes(random: Random, dimension: int, low: int, high: int) -> str:
    if dimension == 1 or random.random() < 0.6:
        return str(random.randint(low, high))
    return f"({', '.join(str(random.randint(low, high)) for _ in range(dimension))})"


def _dilation(random: Random, dimension: int) -> str:
    if dimension == 3:
        return random.choice(("1", f"(1, {random.randint(1, 3)}, {random.randint(1, 3)})"))
    return _sizes(random, dimension, 1, 3)


def _padding(random: Random, dimension: int) -> str:
    if dimension == 1 or random.random() < 0.6:
        return str(random.randint(0, 2))
    return f"({', '.join(str(random.randint(0, 2)) for _ in range(2 * dimension))})"


def _any_value(random: Random, name: str, dimension: int) -> str:
    """Any value at all, more often of a kind that the argument has."""
    pools = {
        "pad_mode": _PAD_MODES,
        "has_bias": _FLAGS,
        "bias": _FLAGS,
        "weight_init": _INITIALIZERS,
        "bias_init": _INITIALIZERS,
        "dtype": _DTYPES,
        "data_format": _FORMATS,
        "in_channels": _COUNTS,
        "out_channels": _COUNTS,
        "group": _COUNTS,
        "groups": _COUNTS,
    }
    if name == "stride" and dimension == 3 and random.random() < 0.05:
        return random.choice(("(300, 1, 1)", "(257, 1, 1)"))
    if name in _MAY_BE_HUGE and random.random() < 0.05:
        return random.choice(("300", "1000000"))
    if name in pools and random.random() < 0.9:
        return random.choice(pools[name])
    kind = random.random()
    if kind < 0.35:
        return random.choice(_NUMBERS)
    if kind < 0.45:
        return random.choice(_OTHERS)
    items = _ITEMS if random.random() < 0.3 else _ITEMS[:7]
    length = random.choice((0, 1, 2, 2, 3, 3, 4, 4, 5, 6, 6, dimension, dimension, 2 * dimension, 2 * dimension))
    texts = [random.choice(items) for _ in range(length)]
    if random.random() < 0.1:
        return f"(({', '.join(texts)}),)"
    opened, closed = random.choice(("()", "()", "[]"))
    return f"{opened}{', '.join(texts)}{',' if length == 1 else ''}{closed}"


def _in_torch(random: Random, values: dict[str, str], dimension: int) -> dict[str, str]:
    """`values` by PyTorch's names, with its forms of padding."""
    values = {_TORCH_NAMES.get(name, name) if random.random() < 0.95 else name: text for name, text in values.items()}
    if random.random() < 0.9:
        values.pop("pad_mode", None)
    if dimension > 1 and random.random() < 0.3:
        values["padding"] = f"({', '.join(str(random.randint(0, 2)) for _ in range(dimension))})"
    if random.random() < 0.5:
        values["output_padding"] = random.choice(("0", "1", _sizes(random, dimension, 0, 2)))
    for name, texts in (("padding_mode", ('"zeros"', '"zeros"', '"reflect"')), ("device", ("None", '"cpu"'))):
        if random.random() < 0.1:
            values[name] = random.choice(texts)
    return values


def _positional(random: Random, order: tuple[str, ...], values: dict[str, str], least: int) -> list[str]:
    """The arguments, as many of them by position as likely, the others by keyword in any order."""
    count = 0 if least == 0 and random.random() < 0.5 else random.randint(min(least, len(order)), len(order))
    if random.random() < 0.5:
        count = min(count, max(least, 5))
    behind = [name for name in values if name not in order[:count]]
    random.shuffle(behind)
    first = [values.get(name, DEFAULTS.get(name, "2")) for name in order[:count]]
    return first + [f"{name}={values[name]}" for name in behind]


def _mistaken(random: Random, parts: list[str], dimension: int) -> list[str]:
    """The arguments with, now and then, one too many, one too few, one twice or one misspelt."""
    given = {part.partition("=")[0] for part in parts if part.partition("=")[0].isidentifier()}
    count = len(parts) - len([part for part in parts if part.partition("=")[0] in given and "=" in part])
    mistake = random.random()
    if mistake < 0.03 and parts:
        parts.pop(random.randrange(len(parts)))
    elif mistake < 0.07:
        name = random.choice(_UNKNOWN_NAMES)
        if name not in given:
            value = random.choice((DEFAULTS.get(name, "1"), _any_value(random, name, dimension)))
            parts.append(f"{name}={value}")
    elif mistake < 0.09 and count:
        name = random.choice(ORDER[dimension][:count])
        if name not in given:
            parts.append(f"{name}={_any_value(random, name, dimension)}")
    elif mistake < 0.1:
        extra = [random.choice(("None", "1", '"zeros"', "True")) for _ in range(len(ORDER[dimension]) + 1 - count)]
        parts[count:count] = extra[: random.randint(1, max(len(extra), 1))]
    return parts
