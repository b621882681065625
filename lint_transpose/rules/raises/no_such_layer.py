"""MST108: a transposed convolution under a name that MindSpore does not have."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ...layers.call import Reference
from ...layers.releases import LAYERS, RELEASES, Release
from ...text.finding import Edit
from ..rule import Context, Report, Rule

_MODULE = "mindspore.nn"


def check_reference(reference: Reference, context: Context) -> Iterator[Report]:
    module, _, name = reference.name.rpartition(".")
    dimension = re.search(r"[123]", name)
    assert dimension is not None
    right = f"Conv{dimension[0]}dTranspose"
    if not _has(context.release, right):
        newer = next(release for release in RELEASES if _has(release, right))
        parts = {"name": right, "release": context.release.name, "newer": newer.name}
        yield Report(at=reference.node, message="release", parts=parts)
    elif reference.name != f"{_MODULE}.{right}":
        lazy = name.lower().startswith("lazy")
        edits = () if lazy else _renamed(reference, module, right)
        yield Report(
            at=reference.node,
            message="lazy" if lazy else "default",
            parts={"module": module, "name": name, "right": f"{_MODULE}.{right}"},
            edits=edits,
            remedy=f"write {right}",
            safe=True,
        )


def _has(release: Release, name: str) -> bool:
    return release.signature(LAYERS[f"{_MODULE}.{name}"]) is not None


def _renamed(reference: Reference, module: str, right: str) -> tuple[Edit, ...]:
    source, node = reference.source, reference.node
    if module != _MODULE:
        return ()  # another module has to be imported
    start, end = source.start(node), source.end(node)
    if isinstance(node, ast.Attribute):
        return (Edit(end._replace(column=end.column - len(node.attr)), end, right),)
    if isinstance(node, ast.Name):
        return (Edit(start, end, right),)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        quote = source.segment(node)[:1]
        is_plain = source.segment(node) == f"{quote}{node.value}{quote}"
        return (Edit(start, end, f"{quote}{right}{quote}"),) if is_plain else ()
    if not isinstance(node, ast.alias):
        return ()
    # The rest of the file goes on using the name that it has.
    return (Edit(start, end, f"{right} as {node.asname or node.name}"),) if start.row == end.row else ()


RULE = Rule(
    code="MST108",
    symbol="transpose-no-such-layer",
    summary="a transposed convolution under a name that MindSpore does not have",
    messages={
        "default": "{module} has no {name}: write {right}",
        "lazy": "{module} has no {name}: write {right}, with its in_channels",
        "release": "MindSpore {release} has no nn.{name}: it came with {newer}",
    },
    explanation="""\
## What it does
Reports a name like that of a transposed convolution which is taken from `mindspore` or `mindspore.nn` and does not exist
there: PyTorch's class name on MindSpore's module, `nn` bound to `mindspore` in place of `mindspore.nn`, a misspelling, or
a layer that the targeted release does not have yet.

## Why it matters
The import raises `ImportError`, any other use `AttributeError`, though often only in the branch that builds the layer.
PyTorch calls the layer `ConvTranspose2d`, MindSpore `Conv2dTranspose`, Keras and `mindspore.ops` `Conv2DTranspose`; the
arguments differ as well, which the other rules report once the name is right.

Silent within `try`, behind `hasattr` and tests of versions, and for `mindspore.ops` and `mindspore.mint`.
""",
    bad="""\
from mindspore import nn

up = nn.ConvTranspose2d(64, 32, 4, stride=2)
""",
    good="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 4, stride=2)
""",
    source="mindspore.nn, its names",
    fix_safety="Safe: the name does not exist, and one layer is meant.",
    check_reference=check_reference,
    errors=(AttributeError, ImportError),
    raised_by="node",
)
