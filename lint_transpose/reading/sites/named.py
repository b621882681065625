"""What functions, methods and layers do to a tensor, by their names alone."""

from __future__ import annotations

import re
from typing import Literal

NORMALISES = re.compile(r"norm|batch_?n|(?:^|[^a-z])[bgl]n(?:$|[^a-z])|bn\d*$", re.IGNORECASE)

_SAME = re.compile(
    r"identity|cast|to|type|astype|type_as|float|half|double|contiguous|clone|copy|depend|stop_gradient|detach|cpu|cuda|npu"
    r"|to_float|requires_grad|tensor|asnumpy|numpy|checkpoint"
)
_BEND = re.compile(
    r"relu|relu6|leaky_?relu|prelu|rrelu|elu|selu|celu|gelu|fast_?gelu|silu|swish|tanh|hswish|hardswish|mish|dropout[123]?d?"
    r"|alphadropout|softsign|softshrink|hardshrink|hshrink|abs|neg|sin|sinh|asin|asinh|tan|atan|expm1|log1p|erf|sqrt|square"
    r"|sign|floor|ceil|round|trunc|nan_to_num"
)
_LIFT = re.compile(
    r"sigmoid|hardsigmoid|hsigmoid|exp|exp2|cos|cosh|acos|softplus|logsigmoid|log|log2|log10|log_sigmoid|logit|rsqrt|erfc"
    r"|reciprocal|clamp|clip|clamp_min|clamp_max|clip_by_value|hardtanh|threshold|softmax2d"
)
_MIX = re.compile(
    r"transpose|permute|reshape|view|flatten|squeeze|unsqueeze|expand_dims|swapaxes|movedim|expand|repeat|tile"
    r"|mul|multiply|div|divide|true_divide|realdiv|maximum|minimum|where|pow|lerp|atan2|masked_fill"
    r"|softmax|log_?softmax|softmin|cumsum|cumprod|sort"
)
_REMAKE = re.compile(
    r"conv|dense|linear|pool|matmul|bmm|attention|embedding|loss|mean|sum|max|min|norm_|reduce|flatten|fft|lstm|gru"
    r"|^(?:std|var|prod|all|any|item|tolist|backward)$|entropy"
)
_CUTS = re.compile(
    r"slice|crop|chomp|trim|cut|narrow|split|chunk|gather|index|select|pad|resiz|interp|upsampl|sampl|roll|cat|stack|scatter|unfold"
    r"|fold|take|flip|match|align|fit|shrink|center|centre|remove|drop_|shape_as|like|shuffle|blur",
    re.IGNORECASE,
)

Named = Literal["same", "bend", "lift", "mix", "norm", "remake", "open", "unseen"]


def kind_of(name: str, framework: bool) -> Named:
    """The kind of the step of what has this name, `framework` where one of the two frameworks has it."""
    lowered = name.lower()
    for kind, names in _KINDS.items():
        # A method that works in place ends with an underscore.
        if names.fullmatch(lowered) or (lowered.endswith("_") and names.fullmatch(lowered[:-1])):
            return kind
    if NORMALISES.search(name):
        return "norm"
    if framework and _REMAKE.search(lowered) and not _CUTS.search(lowered.replace("conv", "")):
        return "remake"
    # Frameworks have many that crop: only of those that are listed it is known that they do not.
    return "open" if _CUTS.search(name) else "unseen"


_KINDS: dict[Named, re.Pattern[str]] = {"same": _SAME, "bend": _BEND, "lift": _LIFT, "mix": _MIX}
