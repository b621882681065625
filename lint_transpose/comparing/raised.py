"""A PyTorch layer as one of a dimension more: a 1-D layer that the port writes as a 2-D one with kernel (1, k).

On the added axis the layer does nothing: kernel 1, nothing cropped. A stride there changes nothing where it has length 1.
"""

from __future__ import annotations

import ast

from ..layers.call import Argument, Around, LayerCall, Length, Margin, Unknown, Value
from ..layers.geometry import axes
from ..layers.releases import LAYERS, NEWEST
from ..record.dataclasses import replace

_ADDED = {"kernel_size": 1, "stride": 1, "padding": 0, "output_padding": 0, "dilation": 1}
"""What each parameter holds on the added axis."""


def raised(torch: LayerCall, port: LayerCall) -> tuple[LayerCall, bool] | None:
    """`torch` with the axis that `port` has more, and whether that must have length 1; None where no axis of it may be that.

    A stride of the port there is PyTorch's, too. It is the axis that the text adds to the port's input, where it says that.
    """
    dimension = torch.layer.dimension
    if port.layer.dimension != dimension + 1:
        return None
    lifted = {axis % (dimension + 3) - 2 for axis in port.around.lifted if axis % (dimension + 3) > 1}
    sides = [
        (axis.stride != 1, index)
        for index, axis in enumerate(axes(port))
        if axis.kernel_size == 1 and (not lifted or index in lifted)
    ]
    name = torch.layer.name.replace(f"{dimension}d", f"{dimension + 1}d")
    layer = next((layer for layer in LAYERS.values() if (layer.framework, layer.name) == ("torch", name)), None)
    signature = layer and NEWEST.signature(layer)
    if not sides or layer is None or not signature:
        return None
    is_strided, place = min(sides)
    added = {**_ADDED, "stride": axes(port)[place].stride or Unknown("open here")}
    arguments = dict(torch.arguments)
    for parameter in _ADDED:
        if parameter in torch.arguments or (parameter == "stride" and is_strided):
            arguments[parameter] = _argument(torch, parameter, place, added[parameter])
    around = _around(torch.around, place, axes(port)[place].stride)
    return replace(torch, layer=layer, signature=signature, arguments=arguments).amid(around), is_strided


def _argument(torch: LayerCall, parameter: str, place: int, added: Value) -> Argument:
    dimension = torch.layer.dimension
    value = torch.value(parameter)
    values = list(value) if isinstance(value, (tuple, list)) else [value]
    values = values * dimension if len(values) == 1 else values
    shown = torch.arguments.get(parameter) or Argument(parameter, value, ast.Constant(_ADDED[parameter]))
    node = shown.node
    nodes = list(node.elts) if isinstance(node, (ast.Tuple, ast.List)) else [node] * len(values)
    nodes.insert(place, ast.Constant(added) if isinstance(added, int) else ast.Name("_", ast.Load()))
    values.insert(place, added)
    return replace(shown, value=tuple(values), node=ast.copy_location(ast.Tuple(nodes, ast.Load()), node))


def _around(around: Around, place: int, stride: int | None) -> Around:
    """What is around the layer, with nothing done on the added axis."""
    sizes = around.output_size
    return replace(
        around,
        before=around.before and (*around.before[:place], (0, 0), *around.before[place:]),
        steps=tuple(step and (*step[:place], Margin(), *step[place:]) for step in around.steps),
        output_size=(sizes and stride and (*sizes[:place], Length(stride, 1 - stride), *sizes[place:])) or (),
        open=around.open or ("output_size" if sizes and not stride else ""),
        sliced=None,
        opened=(),
    )
