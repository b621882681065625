"""Whether MindSpore raises for a call, built and called for real, and which codes explain what it says."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from math import prod

import mindspore
import numpy as np
from mindspore import nn

from lint_transpose import check_source
from lint_transpose.text.finding import Finding

from . import frameworks  # noqa: F401  quiet, on one thread
from .calls import Call

_LONGEST = 64
_LARGEST = 10**9  # elements


class InputDependentError(Exception):
    """Whether the layer runs is a matter of its input's length, of memory or of the device, which no text of a call says."""


def run(call: Call) -> Exception | None:
    """What building and calling the layer raises, None when it returns. Raises InputDependentError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            layer = eval(call.expression, {"mindspore": mindspore, "nn": nn})
        except OverflowError as error:
            # A number that an integer dtype cannot hold. Whether a layer of integers runs is a matter of the device.
            raise InputDependentError from error
        except Exception as error:
            return error
        lengths = _lengths(layer, call.dimension)
        try:
            dtype = np.dtype(str(layer.weight.dtype).lower())
            layer(mindspore.Tensor(np.ones((1, layer.in_channels, *lengths), dtype))).asnumpy()
        except Exception as error:
            return error
    return None


def _lengths(layer: nn.Cell, dimension: int) -> tuple[int, ...]:
    """Input lengths for which something is left on each axis."""
    kernel, stride, dilation = (sizes[-dimension:] for sizes in (layer.kernel_size, layer.stride, layer.dilation))
    crops = layer.padding if isinstance(layer.padding, tuple) else (layer.padding,) * (2 * dimension)
    crops = crops[-2 * dimension :]
    lengths = []
    for axis in range(dimension):
        cropped = crops[2 * axis] + crops[2 * axis + 1] - dilation[axis] * (kernel[axis] - 1)
        lengths.append(max(2, 1 + -(-cropped // stride[axis])))
    full = [(n - 1) * s + d * (k - 1) + 1 for n, k, s, d in zip(lengths, kernel, stride, dilation, strict=True)]
    if max(lengths) > _LONGEST or prod(full) * layer.out_channels > _LARGEST:
        raise InputDependentError
    return tuple(lengths)


_TABLE = (
    (r"got an unexpected keyword argument|Transpose.__init__\(\) missing \d+ required positional argument", "MST103"),
    (r"got multiple values for argument|takes from \d+ to \d+ positional arguments", "MST103 MST104"),
    (r"the 'pad' must be zero", "MST101"),
    (r"'padding size'|type of 'padding'|'padding item'|'padding' must be int", "MST102 MST104"),
    (r"'pad_mode' must be str|type of 'pad_mode'", "MST105 MST104"),
    # The 3-D layer passes any other pad_mode on to the graph, which refuses a class.
    (r"the class '[\w.]+' is not supported in 'construct'", "MST105 MST104"),
    (r"'output_padding( size)?' must|(type of|parameter) 'output_padding'|output_padding_[dhw] belonging", "MST106 MST104"),
    (r"^output_padding(\[[01]\])? must be in range|^when output_padding is not zero, pad_mode must be 'pad'", "MST106"),
    # Items of the 2-D layer's output_padding are first looked at when it is called.
    (r"Cast failed, original value|^'<' not supported between instances of '\w+' and 'int'", "MST106"),
    # oneDNN on an output_padding of the 3-D layer from the stride on.
    (r"could not create a primitive descriptor for the convolution", "MST106"),
    (r"When expanding an int number to tuple", "MST107 MST104"),
    (r"'(kernel_size|stride|dilation)( item)?' must|(type of|parameter) '(kernel_size|stride|dilation)'", "MST107 MST104"),
    (r"The product of height, width and depth of", "MST107"),
    (r"'(in|out)_channels' must|^The input value must be|'group' should be divisible", "MST107 MST104"),
    # The 3-D layer divides by group before it looks at types.
    (r"for %|^not all arguments converted|^(integer|float) modulo", "MST107 MST104"),
    (r"'has_bias' must be a bool", "MST107 MST104"),
    (r"For 'initializer'|For (Identity|Dirac|Orthogonal) initializer|Sparse.__init__|'fan_in' and 'fan_out'", "MST107 MST104"),
    (r"'dtype' should be one of|^init, dtype and shape|the input argument\[\w+\] must be a type of", "MST107 MST104"),
    (r"'format' must be str|\"NHWC\" format only", "MST107 MST104"),
)
MESSAGES = tuple((re.compile(pattern), frozenset(codes.split())) for pattern, codes in _TABLE)
"""What MindSpore says, and the codes of which one must be found then. The first pattern that is found counts."""


def explaining(error: Exception) -> frozenset[str]:
    """The codes that explain `error`. LookupError when its message is not in the table."""
    text = " ".join(str(error).split())
    for pattern, codes in MESSAGES:
        if pattern.search(text):
            return codes
    raise LookupError(f"no code explains {type(error).__name__}: {text[:300]}")


@dataclass(frozen=True)
class Verdict:
    call: Call
    findings: tuple[Finding, ...]
    error: Exception | None

    @property
    def disagreement(self) -> str:
        """How linter and MindSpore disagree; empty when they do not."""
        codes = {finding.code for finding in self.findings}
        said = f"{type(self.error).__name__}: {' '.join(str(self.error).split())[:200]}" if self.error else "runs"
        if bool(codes) != (self.error is not None):
            return f"{self.call.expression}\n    found {sorted(codes)}, MindSpore: {said}"
        if self.error is not None:
            try:
                wanted = explaining(self.error)
            except LookupError as error:
                return f"{self.call.expression}\n    {error}"
            if not codes & wanted:
                return f"{self.call.expression}\n    found {sorted(codes)}, not one of {sorted(wanted)}: {said}"
        return ""


def judge(call: Call) -> Verdict:
    """The linter's word on a call beside MindSpore's. Raises InputDependentError."""
    findings = tuple(finding for finding in check_source(call.source) if finding.code.startswith("MST1"))
    return Verdict(call, findings, run(call))
