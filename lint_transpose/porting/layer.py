"""The port of a PyTorch layer."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from math import prod

from ..editing import edits
from ..languages import Phrase, Text
from ..layers.call import LayerCall, Symbol, Unknown
from ..layers.forms import Axis, AxisForm, Form, exact_form, require_legal
from ..layers.releases import LARGEST_DEPTH_STRIDE, LARGEST_KERNEL_3D, LAYERS, Release
from .answer import Port
from .arguments import Arguments, NoPortError, is_int, is_written
from .sizes import asked_sizes, cut, longest
from .symbolic import is_plain, symbolic_form
from .terms import ONE, Term, compared, mentions_names, number
from .text import output_text, unless_default, window_arguments, with_pads

_DTYPES = {"float16": "float16", "half": "float16", "bfloat16": "bfloat16"}
_NAMED_BIAS = re.compile(r"(?<![^\W_])bias(?![^\W_])[^(]*$")
_DTYPE_SINCE = (2, 2)
_MINT_SINCE = (2, 5)


def layer_port(call: LayerCall, release: Release, roomy: bool = False, tuples: frozenset[str] = frozenset()) -> Port:
    """`roomy` and `tuples` ask for other answers than the shortest: see `symbolic_form` and `Arguments`.

    Raises NoPortError, and ValueError where PyTorch raises.
    """
    dimension = call.layer.dimension
    name = f"nn.Conv{dimension}dTranspose"
    if release.signature(LAYERS[f"mindspore.{name}"]) is None:
        raise NoPortError(Phrase("no_layer", "MindSpore {release} has no {layer}", release=release.name, layer=name))
    require_divisible(call)
    arguments = Arguments(call, tuples=tuples)
    axes = read_axes(arguments)
    if sizes := asked_sizes(call):
        axes, roomy = longest(axes, arguments), True
    bias = call.value("bias")
    has_bias = isinstance(bias, Unknown) or bool(bias)
    form = choose_form(axes, has_bias, dimension != 2 or release.pads_output, arguments, roomy)
    if _appends_zeros(form):
        _need_no_bias(arguments)
    window = window_arguments(form)
    passed = _channels(call, arguments)
    if stride := _per_axis(arguments, "stride", axes):
        passed.append(f"stride={stride}")
    passed += [f"{parameter}={text}" for parameter, text in window.items()]
    if dilation := _per_axis(arguments, "dilation", axes):
        passed.append(f"dilation={dilation}")
    groups = arguments.text("groups")
    if groups is not None and groups != "1":
        passed.append(f"group={groups}")
    passed.append(f"has_bias={has_bias_text(arguments)}")
    notes = list(_unbatched(call))
    passed += dtype_text(call, release, notes)
    layer = f"{name}({', '.join(passed)})"
    if call.given("padding_mode") and isinstance(call.value("padding_mode"), Unknown):
        arguments.need(f'{edits.operand(arguments.text("padding_mode") or "")} == "zeros"')
    if dimension == 2 and form.parts > 1 and release.number >= _MINT_SINCE:
        notes.append(on_ascend("mint.nn.ConvTranspose2d"))
    output = output_text(form)
    return Port(
        "",
        with_pads(layer, form, release),
        f"{output or 'y'}{cut(sizes, dimension, arguments)}" if sizes else output,
        conditions=tuple(arguments.conditions),
        notes=tuple(notes),
        invented=tuple(arguments.invented.items()),
    )


def on_ascend(mint: str) -> Phrase:
    """The note on the layer or function of mindspore.mint."""
    return Phrase("on_ascend", "{mint} takes PyTorch's arguments as they are, only on Ascend", mint=mint)


def _unbatched(call: LayerCall) -> Iterator[Text]:
    """How to call the layer where the text passes an input without a batch axis, which MindSpore refuses."""
    for use in call.uses:
        if use.rank == call.layer.dimension + 1 and use.node.args:
            text = call.source.one_line(use.node.args[0])
            atom = text if isinstance(use.node.args[0], (ast.Name, ast.Attribute, ast.Call)) else f"({text})"
            layer = "layer" if isinstance(use.node.func, ast.Call) else call.source.one_line(use.node.func)
            code = f"{layer}({atom}.expand_dims(0)).squeeze(0)"
            yield Phrase("no_batch_axis", "without a batch axis in line {row}: {code}", row=use.node.lineno, code=code)


def _appends_zeros(form: Form[Term]) -> bool:
    return any(axis.zeros or (axis.output_padding and len(form.axes) == 2) for axis in form.axes)


def _need_no_bias(arguments: Arguments) -> None:
    argument = arguments.call.arguments.get("bias")
    if argument is not None and mentions_names(argument.node):
        arguments.need(f"not {edits.operand(arguments.text('bias') or '')}")


def require_divisible(call: LayerCall) -> None:
    """Raises ValueError where PyTorch does."""
    groups = call.value("groups")
    for name in ("in_channels", "out_channels"):
        channels = call.value(name) if name in call.signature.names else None
        if isinstance(channels, int) and isinstance(groups, int) and (groups < 1 or channels % groups):
            raise ValueError(Phrase("torch_groups", "{name} must be divisible by groups", name=name))


def read_axes(arguments: Arguments) -> tuple[Axis[Term], ...]:
    """The axes of a layer. Raises NoPortError, and ValueError where PyTorch raises."""
    axes = tuple(
        map(
            Axis,
            arguments.terms("stride"),
            arguments.terms("kernel_size"),
            arguments.terms("dilation"),
            arguments.terms("padding"),
            arguments.terms("output_padding"),
        )
    )
    for axis in axes:
        require_legal(_values(axis))
    if len(axes) == 3:
        _require_depth(axes[0], arguments)
        require_size(axes, arguments)
    return axes


def require_size(axes: tuple[Axis[Term], ...], arguments: Arguments) -> None:
    """MindSpore's 3-D layer and primitive have an upper bound for kernel and depth stride. Raises NoPortError."""
    sizes = [axis.kernel_size.value or 1 for axis in axes]
    if prod(sizes) > LARGEST_KERNEL_3D:
        words = "MindSpore takes no 3-D kernel of more than {most} elements, here {here}"
        raise NoPortError(Phrase("no_kernel", words, most=LARGEST_KERNEL_3D, here=prod(sizes)))
    if (axes[0].stride.value or 1) > LARGEST_DEPTH_STRIDE:
        words = "MindSpore takes no depth stride above {most}, here {here}"
        raise NoPortError(Phrase("no_depth_stride", words, most=LARGEST_DEPTH_STRIDE, here=str(axes[0].stride)))
    if axes[0].stride.value is None:
        if axes[0].stride.undecided:
            arguments.need(is_int(axes[0].stride))
        arguments.need(compared(axes[0].stride, "<=", number(LARGEST_DEPTH_STRIDE)))
    kernel = [axis.kernel_size for axis in axes]
    if all(size.value is not None for size in kernel):
        return
    if kernel[0].undecided:
        arguments.need(is_int(kernel[0]))
        arguments.need(compared(kernel[0], "<=", number(round(LARGEST_KERNEL_3D ** (1 / 3)))))
    else:
        product = " * ".join(edits.operand(str(size)) for size in kernel)
        arguments.need(f"{product} <= {LARGEST_KERNEL_3D}")


def _require_depth(axis: Axis[Term], arguments: Arguments) -> None:
    """MindSpore wants the depth dilation to be 1, which changes nothing for a kernel of depth 1. Raises NoPortError."""
    if axis.dilation.value is None:
        arguments.need(compared(axis.dilation, "==", ONE))
    elif axis.dilation.value != 1 and axis.kernel_size.value != 1:
        words = "{layer} takes no depth dilation but 1, here {dilation}"
        raise NoPortError(Phrase("no_depth_dilation", words, layer="nn.Conv3dTranspose", dilation=str(axis.dilation)))


def choose_form(
    axes: tuple[Axis[Term], ...], bias: bool, argument: bool, arguments: Arguments, roomy: bool = False
) -> Form[Term]:
    """By the numbers where they are known and the layer's own padding does not suffice, else by their texts."""
    known = tuple(axis for axis in map(_known, axes) if axis is not None)
    if len(known) < len(axes) or all(is_plain(axis, len(axes)) for axis in axes):
        return symbolic_form(axes, argument and not bias, arguments.need, roomy)
    form = exact_form(known, bias, argument)
    for axis in axes:
        terms = [axis.padding, axis.output_padding, axis.stride]
        terms += [axis.kernel_size, axis.dilation] if form.pad_mode != "pad" else []
        for term in terms:
            if term.named and term.value is not None:
                arguments.need(compared(term, "==", number(term.value)))
    return Form(form.pad_mode, tuple(map(_as_terms, form.axes)))


def _values(axis: Axis[Term]) -> Axis[int | None]:
    terms = (axis.stride, axis.kernel_size, axis.dilation, axis.padding, axis.output_padding)
    return Axis(*(term.value for term in terms))


def _known(axis: Axis[Term]) -> Axis[int] | None:
    terms = (axis.stride, axis.kernel_size, axis.dilation, axis.padding, axis.output_padding)
    values = [term.value for term in terms if term.value is not None]
    return Axis(*values) if len(values) == len(terms) else None


def _as_terms(axis: AxisForm[int]) -> AxisForm[Term]:
    optional = (axis.output_padding, axis.extension, axis.crop_near, axis.crop_far, axis.zeros)
    return AxisForm(number(axis.near), number(axis.far), *(number(value or 0) for value in optional))


def _channels(call: LayerCall, arguments: Arguments) -> list[str]:
    """The channels and the kernel, each by position or by name as in the PyTorch call."""
    passed: list[str] = []
    by_name = False
    for name in ("in_channels", "out_channels", "kernel_size"):
        if name not in call.signature.names:
            text: str | None = arguments.invent(name, Phrase("first_channels", "the number of channels of the first input"))
        elif name == "kernel_size" and call.layer.dimension == 1:
            text = str(arguments.terms(name)[0])
        else:
            text = arguments.text(name)
        argument = call.arguments.get(name)
        by_name |= argument is not None and argument.index is None
        passed.append(f"{name}={text}" if by_name else str(text))
    return passed


def _per_axis(arguments: Arguments, name: str, axes: tuple[Axis[Term], ...]) -> str:
    """The text of stride or dilation; "" where it is 1 on every axis."""
    terms = [axis.stride if name == "stride" else axis.dilation for axis in axes]
    if name == "dilation" and len(axes) == 3 and terms[0].value is not None:
        terms[0] = ONE
    combined = unless_default(terms, ONE)
    value = arguments.call.value(name)
    alone = isinstance(value, (tuple, list)) and len(value) == 1
    if alone or len(terms) == 1 or not combined or tuple(terms) != arguments.terms(name):
        return combined
    return arguments.text(name) or ""


def has_bias_text(arguments: Arguments) -> str:
    """PyTorch's bias as the bool that MindSpore wants."""
    argument = arguments.call.arguments.get("bias")
    value = arguments.call.value("bias")
    if isinstance(value, (bool, int, type(None))) and (argument is None or not mentions_names(argument.node)):
        return str(bool(value))
    text = arguments.text("bias") or "True"
    if argument is None or not is_written(argument) or isinstance(value, bool) or _is_bool(argument.node):
        return text
    # PyTorch asks for its truth only. What is called a bias and is not seen is taken for the bool that PyTorch's type wants.
    return text if isinstance(value, Unknown) and (value.kind == "bool" or _NAMED_BIAS.search(text)) else f"bool({text})"


def _is_bool(node: ast.expr) -> bool:
    """Whether `node`, if it can be evaluated at all, is True or False, judged only by its operators."""
    if isinstance(node, ast.Compare):
        return True
    if isinstance(node, ast.BoolOp):
        return all(map(_is_bool, node.values))
    if isinstance(node, ast.IfExp):
        return _is_bool(node.body) and _is_bool(node.orelse)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in ("bool", "isinstance", "issubclass", "any", "all")
    is_not = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    return is_not or (isinstance(node, ast.Constant) and isinstance(node.value, bool))


def dtype_text(call: LayerCall, release: Release, notes: list[Text]) -> list[str]:
    """PyTorch's dtype as the layer's argument, where both have it. Raises NoPortError for what MindSpore cannot compute."""
    value = call.value("dtype")
    name = value.name.removeprefix("torch.") if isinstance(value, Symbol) else None
    if value is None or name in ("float32", "float"):
        return []
    if name in ("float64", "double") or (name and name.startswith("c")):
        raise NoPortError(Phrase("no_dtype", "MindSpore's transposed convolutions do not compute in {dtype}", dtype=name))
    if name in _DTYPES and release.number >= _DTYPE_SINCE:
        return [f"dtype=mindspore.{_DTYPES[name]}"]
    notes.append(Phrase("no_dtype_given", "dtype is left out"))
    return []
