"""A layer call: what reading a file yields, and all that a rule may look at."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Literal

from ..languages import Text
from ..record.dataclasses import dataclass, field, replace
from ..text.source import Source
from .releases import REQUIRED, Layer, Signature


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the text does not decide, and why.

    `kind` says what it is nevertheless, whatever its amount, as a message names it: "float" for `c / 2`. One of KINDS, or
    empty where not even that is known. `shape` is that of a tensor, where the text says it.
    """

    reason: str
    kind: str = field(default="", kw_only=True)
    shape: tuple[int, ...] | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class Symbol:
    """Something that an import brings in and that is not looked into: `mindspore.float32`, `torch.nn.BatchNorm2d`."""

    name: str


@dataclass(frozen=True, slots=True)
class Opaque:
    """A value known to be none of the plain ones: an instance, a function. `kind` says what, in a few words."""

    kind: str


KINDS = frozenset(
    {
        "int",
        "bool",
        "float",
        "string",
        "list",
        "dict",
        "set",
        "iterator",
        "no int",
        "NumPy number",
        "NumPy array",
        "tuple of NumPy numbers",
        "tensor",
        "initializer",
        "function",
        "enum member",
        "layer",
    }
)
"""What may be known of a value that is not: "no int" is what `/` gives, a float, a tensor or an array."""

Value = object
"""A plain Python value (int, float, bool, None, str, bytes, tuple, list, dict), or one of Unknown, Symbol, Opaque.

Tuples, lists and dicts may hold any of these.
"""


def is_known(value: Value) -> bool:
    """Whether `value` and all that it holds is decided."""
    if isinstance(value, (tuple, list)):
        return all(is_known(item) for item in value)
    return not isinstance(value, Unknown)


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call.

    `node` is the expression as written; it stands at the call itself when `here`, else where a caller or a table wrote it.
    `index` is its place among the positional arguments, `keyword` its keyword node; exactly one of both is None, and both
    are None when the argument comes out of `*args` or `**kwargs`.
    """

    parameter: str
    value: Value
    node: ast.expr
    index: int | None = None
    keyword: ast.keyword | None = None
    here: bool = True


@dataclass(frozen=True, slots=True)
class PadLayer:
    """A layer or function that pads: `nn.Pad`, `ops.pad`, `nn.ZeroPad2d` and the like.

    `amounts` holds a (before, after) pair for each axis, the last axis last, or is Unknown; shorter than the tensor's rank
    where only the last axes are named. `mode` is as given, "constant" in lower case by default; `fill` the constant.
    `here`: `node` stands in the same text as the layer. `applied` is the call that pads the layer's result, its first
    argument, where there is one; `item` the Pad as the item after the layer in a list or container, where it is one; `idle`
    the statements that have nothing left to do where it is not applied.
    """

    function: str
    node: ast.Call
    amounts: tuple[tuple[Value, Value], ...] | Unknown
    mode: Value = "constant"
    fill: Value = 0
    here: bool = True
    applied: ast.Call | None = field(default=None, compare=False)
    item: ast.expr | None = field(default=None, compare=False)
    idle: tuple[ast.stmt, ...] = field(default=(), compare=False)


Norm = Literal["", "batch", "instance", "mixing", "unknown"]
"""A normalisation, by what it does to a constant: "batch" removes it in training, "instance" always, "mixing" (of several
channels: GroupNorm, LayerNorm) does not; "unknown" is one of which only the name is known; "" is none.
"""


@dataclass(frozen=True, slots=True)
class Follower:
    """What takes a layer's result directly; "slice" is an index into it, which may crop."""

    kind: Literal["normalisation", "pad", "slice", "other", "unknown"]
    pad: PadLayer | None = None
    norm: Norm = ""


@dataclass(frozen=True, slots=True)
class Length:
    """A number of elements of one axis: `scale` times the length of the layer's input, plus `constant`.

    `own`: plus the length of what it is asked of, too, as in `y[..., : y.shape[-1] - 1]`.
    """

    scale: int = 0
    constant: int = 0
    own: int = 0


@dataclass(frozen=True, slots=True)
class Margin:
    """What one step does to one axis: elements appended at its start and end, cropped where they are below zero.

    With `stop` the result ends there, counted from the start of what is cut; `strict`: it raises where that is too short.
    """

    start: int = 0
    end: int = 0
    stop: Length | None = None
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A step whose amounts are known by their expressions only: "pad" by, "slice" from and to, resize "nearest False" to.

    Or, without amounts, a step of another kind that comes before one. `amounts` run over the spatial axes; the tensor is
    "result" in them, "result1" after a step that changes its size, and any tensor's length `skip.shape[2]`.
    """

    kind: str
    amounts: tuple[ast.expr, ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """What is done to a layer's input before it and to its result after it, as far as it moves or fills elements.

    `before` are the zeros around the input of each axis, `steps` the crops and Pads of the result, in order, each with a
    Margin an axis; an empty step stands for something between them that is not the same before and after one, such as a
    normalisation. `output_size` what PyTorch's layer is told to return. `open` names what may crop or pad by amounts that the
    text does not decide, `unseen` what takes the result and is not looked into. `norm` is the normalisation that the result
    comes to before anything to which a constant matters. `sliced` is the slice that is open, where all else is
    decided; `opened` are the open steps and what comes after the first of them, in order, where all of it is written out.
    `perhaps` names what may crop or pad the last of the layers that a loop builds by this call. `lifted` are the axes that
    the text adds to the layer's input, in the numbers of the text.
    """

    before: tuple[tuple[int, int], ...] = ()
    steps: tuple[tuple[Margin, ...], ...] = ()
    output_size: tuple[Length, ...] = ()
    open: Text = ""
    unseen: Text = ""
    norm: Norm = ""
    sliced: ast.Subscript | None = None
    opened: tuple[Opened | tuple[Margin, ...], ...] = ()
    perhaps: Text = ""
    lifted: frozenset[int] = field(default=frozenset(), compare=False)

    @property
    def is_plain(self) -> bool:
        """Whether the layer's result is all there is: nothing is known or feared to crop or pad it."""
        return not (self.before or self.steps or self.open)


@dataclass(frozen=True, slots=True)
class Use:
    """A call of the layer object: `self.up(x)`. `node` is that call.

    `alone`: nothing else is stored under the name that is called. `rank` is the number of axes of its first argument, None
    where that is unknown.
    """

    node: ast.Call
    alone: bool = True
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """The call whose keywords reach the layer through `**kwargs`, but for the names that its function takes itself."""

    node: ast.Call
    taken: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reference:
    """Something named like a transposed convolution that the text surely takes from a module of MindSpore.

    `name` is the full name under which it would be exported: "mindspore.nn.ConvTranspose2d". `node` is where the text
    takes it: an attribute access, a name of a star import, an item of an import, or the name that getattr() is given. `caught`
    is the line of what may catch the error there, or 0. Where the text calls it, `calls` holds the call
    as MindSpore's and as PyTorch's layer would read it.
    """

    source: Source
    node: ast.expr | ast.alias
    name: str
    caught: int = 0
    calls: tuple[LayerCall, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class LayerCall:
    """One transposed convolution, built by `node`, under one consistent set of assumptions.

    A call site has one LayerCall for each case that the text leaves open (a branch, a caller, the defaults of the factory
    around it); in each every argument has one value or is Unknown.

    `arguments` maps parameters of the signature to what is bound to them. `unexpected` holds keyword arguments that the
    signature lacks, `surplus` positional ones past its end, `repeated` those bound a second time. `open` says that a
    `*args` or `**kwargs` of unknown content may bind whatever is absent. `caller` is set where the layer's only `**kwargs`
    are those of the function around it. `as_tensor`: the text indexes the layer or calculates with it, which raises. `remade`
    names the subclass of the text that computes by a forward or construct of its own.
    """

    source: Source
    node: ast.Call
    layer: Layer
    signature: Signature
    arguments: Mapping[str, Argument]
    unexpected: tuple[Argument, ...] = ()
    surplus: tuple[Argument, ...] = ()
    repeated: tuple[Argument, ...] = ()
    open: bool = False
    follower: Follower = field(default=Follower("unknown"))
    surroundings: Callable[[], Around] = Around
    uses: tuple[Use, ...] = ()
    ported: bool = False
    caller: Caller | None = None
    as_tensor: bool = False
    remade: str = ""

    @property
    def around(self) -> Around:
        """What is before and behind the layer, looked for when it is first asked for: few rules ask, and it takes long."""
        return self.surroundings()

    def amid(self, around: Around) -> LayerCall:
        """The same call with this around it."""
        return replace(self, surroundings=lambda: around)

    def given(self, parameter: str) -> bool:
        """Whether the call surely binds `parameter`."""
        return parameter in self.arguments

    def absent(self, parameter: str) -> bool:
        """Whether the call surely leaves `parameter` to its default."""
        return not self.open and parameter not in self.arguments and parameter in self.signature.names

    def value(self, parameter: str) -> Value:
        """The value of `parameter`: as bound, or its default; Unknown when undecided, required or not in the signature."""
        if parameter in self.arguments:
            return self.arguments[parameter].value
        if self.open:
            return Unknown("*args or **kwargs of unknown content")
        if parameter not in self.signature.names:
            return Unknown(f"no parameter {parameter}")
        default = self.signature.default(parameter)
        return Unknown("a required argument is missing") if default is REQUIRED else default
