"""The port of PyTorch's functions, whose weight decides channels and kernel only when it is there.

MindSpore's primitives take the weight as an argument too, so gradients reach it. The 2-D primitive is told the size of its
result: output_padding enlarges it, and what it adds is computed. The 1-D function is the 2-D one with a height of 1.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ..editing.edits import operand
from ..languages import Phrase
from ..layers.call import LayerCall, Unknown
from ..layers.forms import Axis, require_legal
from ..layers.releases import Release
from ..record.dataclasses import replace
from .answer import Port
from .arguments import Arguments, UndecidedError, indirect, is_written
from .layer import on_ascend, require_size
from .symbolic import need_int, symbolic_form
from .terms import ONE, ZERO, Term, compared, is_predecessor, minus, number, plus, times
from .text import pad_layer, unless_default, window_arguments

_PRIMITIVE_SINCE = (1, 7)
_MINT_SINCE = (2, 3)
_METHODS = frozenset({"clone", "contiguous", "cpu", "cuda", "detach", "float", "half", "reshape", "squeeze", "to", "view"})
"""Of a tensor: what they return is one as well."""


def function_port(
    call: LayerCall, release: Release, roomy: bool = False, tuples: frozenset[str] = frozenset(), unbatched: bool = False
) -> Port:
    """`layer` is the result itself, in the names of the PyTorch call. `unbatched`: the input surely has no batch axis.

    `roomy` and `tuples` are as for `layer_port`; `roomy` holds for any depth dilation as well.

    Raises NoPortError, ValueError as PyTorch does.
    """
    if release.number < _PRIMITIVE_SINCE:
        words = "ops.Conv2DTranspose and ops.Conv3DTranspose of MindSpore {release} were not looked at"
        raise UndecidedError(Phrase("no_primitives", words, release=release.name))
    arguments = Arguments(call, tuples=tuples)
    x, weight = (_tensor(call, name, arguments) for name in ("input", "weight"))
    x = f"{x}.expand_dims(0)" if unbatched else x
    axes = _axes(arguments, weight)
    groups = _groups(arguments)
    channels = str(times(Term(f"{weight}.shape[1]"), groups))
    if len(axes) == 3:
        text = _three_dimensional(axes, x, weight, channels, groups, release, arguments, roomy)
    else:
        text = _two_dimensional(axes, x, weight, channels, groups, release, arguments)
    if (bias := _bias(call, arguments)) is not None:
        layout = 'data_format="NCDHW"' if len(axes) == 3 else ""
        text = f"ops.BiasAdd({layout})({text}, {bias})"
    if len(axes) == 1:
        text += ".squeeze(2)"
    if unbatched:
        text += ".squeeze(0)"
    notes = (on_ascend("mint.nn.functional.conv_transpose2d"),) if len(axes) == 2 and release.number >= _MINT_SINCE else ()
    return Port("", text, conditions=tuple(arguments.conditions), notes=notes, invented=tuple(arguments.invented.items()))


def _axes(arguments: Arguments, weight: str) -> tuple[Axis[Term], ...]:
    names = ("stride", "dilation", "padding", "output_padding")
    axes = []
    for index, (stride, dilation, padding, output_padding) in enumerate(zip(*map(arguments.terms, names), strict=True)):
        kernel_size = Term(f"{weight}.shape[{index + 2}]")
        axes.append(Axis(stride, kernel_size, dilation, padding, output_padding))
        require_legal(Axis(stride.value, None, dilation.value, padding.value, output_padding.value))
    return tuple(axes)


def _two_dimensional(
    axes: Sequence[Axis[Term]], x: str, weight: str, channels: str, groups: Term, release: Release, arguments: Arguments
) -> str:
    """Of 1-D tensors, with a height of 1."""
    for axis in axes:
        for term in (axis.stride, axis.dilation, axis.padding, axis.output_padding):
            need_int(term, arguments.need)
    sizes = [str(_length(x, index, axis)) for index, axis in enumerate(axes, start=2)]
    kernel_size = f"{weight}.shape[2:]"
    is_flat = len(axes) == 1
    if is_flat:
        height = Axis(ONE, ONE, ONE, ZERO, ZERO)
        axes, sizes, kernel_size = (height, *axes), ["1", *sizes], f"(1, {weight}.shape[2])"
    passed = [f"{weight}.shape[0]", kernel_size, 'pad_mode="pad"']
    passed += _unless_default("pad", [axis.padding for axis in axes for _ in range(2)], ZERO)
    passed += _unless_default("stride", [axis.stride for axis in axes], ONE)
    passed += _unless_default("dilation", [axis.dilation for axis in axes], ONE)
    passed += _unless_default("group", [groups], ONE)
    size = f"({x}.shape[0], {channels}, {', '.join(sizes)})"
    if is_flat:
        x, weight = f"{x}.expand_dims(2)", f"{weight}.expand_dims(2)"
    if before := pad_layer([_extension(axis) for axis in axes], release):
        x = f"{before}({x})"
    return f"ops.Conv2DTranspose({', '.join(passed)})({x}, {weight}, {size})"


def _extension(axis: Axis[Term]) -> Term:
    """The zeros to append to the input: the primitive computes no stride more than the input has."""
    op, stride = axis.output_padding, axis.stride
    if op.value is not None and stride.value is not None:
        return number(op.value // stride.value)
    if not op or axis.dilation.value == 1 or is_predecessor(op, stride):
        return ZERO
    return Term(f"{operand(op.text)} // {operand(stride.text)}")


def _length(x: str, index: int, axis: Axis[Term]) -> Term:
    """The length of PyTorch's result on an axis."""
    steps = minus(Term(f"{x}.shape[{index}]"), ONE)
    reach = plus(times(axis.dilation, minus(axis.kernel_size, ONE)), ONE) if axis.dilation != ONE else axis.kernel_size
    cropped = times(number(2), axis.padding)
    rest = minus(axis.output_padding, cropped)
    length = plus(times(steps, axis.stride), reach)
    if rest.value is not None and not rest.named:
        return plus(length, rest) if rest.value >= 0 else minus(length, number(-rest.value))
    return plus(minus(length, cropped), axis.output_padding)


def _three_dimensional(
    axes: tuple[Axis[Term], ...],
    x: str,
    weight: str,
    channels: str,
    groups: Term,
    release: Release,
    arguments: Arguments,
    roomy: bool,
) -> str:
    depth, kernel_size, taps, appended = axes[0].dilation, f"{weight}.shape[2:]", weight, ZERO
    if depth.value is None and not roomy:
        arguments.need(compared(depth, "==", ONE))
    elif depth.value != 1:
        # The primitive has no depth dilation: zeros between the taps are the same.
        step = depth if depth.value is None else number(depth.value)
        reach = plus(times(minus(axes[0].kernel_size, ONE), step), ONE)
        first, appended = _within_stride(replace(axes[0], kernel_size=reach, dilation=ONE), arguments)
        axes = (first, *axes[1:])
        kernel_size = f"({reach}, *{weight}.shape[3:])"
        taps = f"{pad_layer([minus(step, ONE), ZERO, ZERO], release)}({_planes(weight)})"
        taps += f".reshape(*{weight}.shape[:2], -1, *{weight}.shape[3:])[:, :, :{reach}]"
        if depth.value is None:
            need_int(depth, arguments.need)
        elif depth.named:
            arguments.need(compared(depth, "==", step))
    require_size(axes, arguments)
    form = symbolic_form(axes, False, arguments.need, roomy)
    window = window_arguments(form)
    passed = [f"{weight}.shape[0]", channels, kernel_size, 'pad_mode="pad"']
    passed += [f"pad={window['padding']}"] if "padding" in window else []
    passed += _unless_default("stride", [axis.stride for axis in axes], ONE)
    passed += _unless_default("dilation", [axis.dilation for axis in axes], ONE)
    passed += _unless_default("group", [groups], ONE)
    passed += [f"output_padding={window['output_padding']}"] if "output_padding" in window else []
    extensions = [axis.extension or ZERO for axis in form.axes]
    before = pad_layer([appended if appended != ZERO else extensions[0], *extensions[1:]], release)
    return f"ops.Conv3DTranspose({', '.join(passed)})({f'{before}({x})' if before else x}, {taps})"


def _within_stride(axis: Axis[Term], arguments: Arguments) -> tuple[Axis[Term], Term]:
    """The axis with what is left of its output_padding below the stride, and the zeros to append to the input for the rest.

    PyTorch takes less than stride or dilation, the primitive without the dilation less than the stride.
    """
    op, stride = axis.output_padding, axis.stride
    if op.value is not None and stride.value is not None:
        return replace(axis, output_padding=number(op.value % stride.value)), number(op.value // stride.value)
    need_int(op, arguments.need)
    if not op or is_predecessor(op, stride):
        return axis, ZERO
    need_int(stride, arguments.need)
    quotient, rest = (Term(f"{operand(op.text)} {sign} {operand(stride.text)}") for sign in ("//", "%"))
    return replace(axis, output_padding=rest), quotient


def _planes(weight: str) -> str:
    """A 3-D weight as 5-D tensor whose depth axis stands alone: what is appended to it goes after each tap."""
    return f"{weight}.reshape(-1, {weight}.shape[2], 1, *{weight}.shape[3:])"


def _unless_default(name: str, terms: Sequence[Term], default: Term) -> list[str]:
    text = unless_default(terms, default)
    return [f"{name}={text}"] if text else []


def _groups(arguments: Arguments) -> Term:
    value, text = arguments.call.value("groups"), arguments.text("groups")
    if isinstance(value, int) and (text is None or text.isdigit()):
        return number(value)
    return Term(text or "1")


def _tensor(call: LayerCall, name: str, arguments: Arguments) -> str:
    """A tensor that the port mentions more than once: a name for it where it is more than a name itself."""
    argument = call.arguments[name]
    if not is_written(argument):
        raise indirect(name)
    return _named(call, name, argument.node, arguments)


def _named(call: LayerCall, name: str, node: ast.expr, arguments: Arguments) -> str:
    text = call.source.one_line(node)
    return text if _is_held(node) else arguments.invent(name, text)


def _is_held(node: ast.expr) -> bool:
    """Whether `node` asks for what is there already: a name, an attribute, an item by a constant."""
    if isinstance(node, ast.Attribute) or (isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)):
        return _is_held(node.value)
    return isinstance(node, ast.Name)


def _is_tensor(node: ast.expr) -> bool:
    """Whether `node`, if it can be evaluated at all, is surely not None: what is calculated, or made by torch."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in _METHODS or (isinstance(node.func.value, ast.Name) and node.func.value.id == "torch")
    return isinstance(node, (ast.BinOp, ast.UnaryOp))


def _bias(call: LayerCall, arguments: Arguments) -> str | None:
    argument = call.arguments.get("bias")
    if argument is None or argument.value is None:
        return None
    if not is_written(argument):
        raise indirect("bias")
    if _is_tensor(argument.node) or getattr(argument.value, "kind", "") == "tensor":
        return _named(call, "bias", argument.node, arguments)  # no None
    text = _named(call, "bias", argument.node, arguments)
    if isinstance(argument.value, Unknown):
        arguments.need(Phrase("not_none", "{text} is not None", text=text))
    return text
