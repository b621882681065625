"""MST108: a transposed convolution under a name that MindSpore does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...languages import Phrase, Text
from ...layers.call import Reference
from ...layers.releases import LAYERS, RELEASES, Release
from ...settings import Settings
from ..rule import Case, Context, Report, Rule
from ..shared.remedy import write
from .function_call import in_words
from .translated import translated

_MODULE = "mindspore.nn"
_MINT = "mindspore.mint"


def check_reference(reference: Reference, context: Context) -> Iterator[Report]:
    module, _, name = reference.name.rpartition(".")
    digit = re.search(r"[123]", name)
    assert digit is not None
    dimension = int(digit[0])
    right = f"Conv{dimension}dTranspose"
    parts = {"module": module, "name": name, "right": f"{_MODULE}.{right}"}
    if reference.name in LAYERS and module.startswith(_MINT):
        if not _has(context.release, reference.name):
            yield _newer(reference, context.release, reference.name)
    elif name.startswith("conv_"):
        words: Text = in_words(dimension)
        if dimension == 2:
            words = _or_mint(words, "mint.nn.functional.conv_transpose2d")
        yield Report(at=reference.node, message="function", parts=parts | {"right": words})
    elif not _has(context.release, f"{_MODULE}.{right}"):
        yield _newer(reference, context.release, f"{_MODULE}.{right}")
    elif module.startswith(_MINT):
        words = f"{_MODULE}.{right}"
        if dimension == 2:
            words = _or_mint(words, f"{_MINT}.nn.ConvTranspose2d")
        yield Report(at=reference.node, parts=parts | {"right": words})
    elif reference.name != f"{_MODULE}.{right}":
        lazy = name.lower().startswith("lazy")
        # Another module would have to be imported.
        edits, safe = translated(reference, right, context) if module == _MODULE and not lazy else ((), False)
        message = "lazy" if lazy else "default"
        yield Report(at=reference.node, message=message, parts=parts, edits=edits, remedy=write(right), safe=safe)


def _or_mint(right: Text, mint: str) -> Phrase:
    return Phrase("or_mint", "{right}, or on Ascend {mint}", right=right, mint=mint)


def _newer(reference: Reference, release: Release, name: str) -> Report:
    newer = next(known for known in RELEASES if _has(known, name))
    shown = name.removeprefix("mindspore.")
    return Report(at=reference.node, message="release", parts={"name": shown, "release": release.name, "newer": newer.name})


def _has(release: Release, name: str) -> bool:
    return release.signature(LAYERS[name]) is not None


RULE = Rule(
    code="MST108",
    symbol="transpose-no-such-layer",
    summary="a transposed convolution under a name that MindSpore does not have",
    messages={
        "default": "{module} has no {name}: write {right}",
        "lazy": "{module} has no {name}: write {right}, with its in_channels",
        "function": "{module} has no {name}: write {right}",
        "release": "MindSpore {release} has no {name}: it came with {newer}",
    },
    explanation="""\
## What it does
Reports a name like that of a transposed convolution which is taken from `mindspore`, `mindspore.nn` or `mindspore.mint` and
does not exist there: PyTorch's class name on MindSpore's module, `nn` bound to `mindspore` in place of `mindspore.nn`, a
misspelling, or a layer that the targeted release does not have yet.

## Why it matters
The import raises `ImportError`, any other use `AttributeError`, though often only in the branch that builds the layer.
PyTorch calls the layer `ConvTranspose2d`, MindSpore `Conv2dTranspose`, Keras and `mindspore.ops` `Conv2DTranspose`; the
arguments differ as well, which the other rules report once the name is right.

`mindspore.mint` has `nn.ConvTranspose2d` and `nn.functional.conv_transpose2d`, for Ascend, and neither for one nor for three
dimensions.

Not reported within `try`, after `hasattr` and tests of versions, and for `mindspore.ops`.
""",
    bad="""\
from mindspore import nn

up = nn.ConvTranspose2d(64, 32, 4, stride=2)
""",
    good="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", has_bias=True)
""",
    cases=(
        Case("default", "nn.ConvTranspose2d(64, 32, 4)", "nn.Conv2dTranspose(64, 32, 4)"),
        Case("lazy", "nn.LazyConvTranspose2d(32, 4)", "nn.Conv2dTranspose(64, 32, 4)"),
        Case("function", "nn.conv_transpose2d(x, weight)", "ops.Conv2DTranspose(32, 4)(x, weight, size)"),
        Case(
            "release",
            "nn.Conv3dTranspose(64, 32, 3)",
            "nn.Conv2dTranspose(64, 32, 3)",
            settings=Settings(mindspore_version="1.1"),
        ),
    ),
    source="mindspore.nn, its names",
    fix_safety="Safe where the arguments are MindSpore's, or where a call that is written as PyTorch's becomes the one layer"
    " that computes the same. Unsafe where only the name changes, in an import or an alias.",
    check_reference=check_reference,
    errors=(AttributeError, ImportError),
    raised_by="node",
)
