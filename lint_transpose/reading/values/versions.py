"""Tests of the release: `mindspore.__version__` is the target's version, and its layers have the target's signatures.

    if tuple(map(int, mindspore.__version__.split(".")[:2])) >= (2, 0):

is decided as it is at run time. Of a release the patch levels are many: a test that holds for some of them is open.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ...layers.call import Symbol, Unknown, Value
from ...layers.public_names import layer_of, public_name
from ...layers.releases import LAYERS
from ...record.dataclasses import dataclass
from .worlds import Meaning

if TYPE_CHECKING:
    from .questions import Reader

NAMES = frozenset({"mindspore.__version__", "mindspore.version.__version__"})
"""The full names of the version of MindSpore."""

CLASSES = {
    "packaging.version.parse": "packaging",
    "packaging.version.Version": "packaging",
    "pkg_resources.parse_version": "packaging",
    "pkg_resources.extern.packaging.version.parse": "packaging",
    "distutils.version.LooseVersion": "loose",
    "distutils.version.StrictVersion": "packaging",
    "looseversion.LooseVersion": "loose",
}
"""What makes a number of a version's text, and whether it compares as `packaging` does or part by part."""

SIGNATURES = frozenset({"inspect.signature", "inspect.getfullargspec", "inspect.getargspec"})

# The first patch level, and one that none has reached.
_PATCHES = (0, 99)
_MOST_PATCHES = 6
# `mock.patch("mindspore.__version__", ...)`, `monkeypatch.setattr(mindspore, "__version__", ...)`
_REPLACED = re.compile(r"(?:patch|setattr)[^\n]*__version__[\"']")
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9}){0,9}")
ORDERED: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
# Names of PyTorch's that `mindspore.nn` has never had.
_TORCH_NAMES = frozenset(layer.name for layer in LAYERS.values() if layer.framework == "torch")


@dataclass(frozen=True, slots=True)
class VersionNumber:
    """A version as a number, made by `packaging.version.parse("2.10.0")` and the like."""

    kind: str
    parts: tuple[int, ...]


def target(reader: Reader) -> Value:
    """What `mindspore.__version__` holds: one of the releases' patch levels, by choice."""
    release, text = reader.release, reader.module.source.text
    if release is None or not re.fullmatch(r"\d+\.\d+", release.name):
        return Unknown("the version of MindSpore")
    versions = _versions(release.name, text)
    if ".__version__" in reader.module.foreign or not versions:
        return Unknown("the version of MindSpore is replaced")
    return versions[reader.choose(("version",), len(versions), lambda option: Meaning("version", value=versions[option]))]


@lru_cache(maxsize=8)
def _versions(release: str, text: str) -> list[str]:
    """The patch levels of `release` that make a difference to what `text` asks; empty where it replaces the version."""
    if _REPLACED.search(text):
        return []
    named = {int(number) for number in re.findall(rf"\b{re.escape(release)}\.(\d{{1,3}})\b", text)}
    named |= {int(number) for number in re.findall(rf"\b{release.replace('.', ' *, *')} *, *(\d{{1,3}})\b", text)}
    patches = sorted({*_PATCHES, *(near for number in named for near in (number, number + 1))})[:_MOST_PATCHES]
    return [f"{release}.{patch}" for patch in patches]


def number(kind: str, text: Value) -> Value:
    """What the class or function of `kind` makes of a version's text."""
    if isinstance(text, VersionNumber):
        return text
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        return text if isinstance(text, Unknown) else Unknown("a version that is not followed")
    return VersionNumber(kind, tuple(map(int, text.split("."))))


def compare(node: ast.cmpop, left: Value, right: Value) -> Value:
    """`left <node> right`, at least one of which is a VersionNumber. LooseVersion takes a text, too."""
    numbers = []
    for value, other in ((left, right), (right, left)):
        if isinstance(value, str) and isinstance(other, VersionNumber) and other.kind == "loose":
            value = number("loose", value)
        if not isinstance(value, VersionNumber) or type(node) not in ORDERED:
            return value if isinstance(value, Unknown) else Unknown("a comparison of versions that is not followed")
        numbers.append(value)
    first, second = numbers
    if first.kind != second.kind:
        return Unknown("a comparison of versions of different kinds")
    return ORDERED[type(node)](_key(first), _key(second))


def _key(version: VersionNumber) -> tuple[int, ...]:
    """For `packaging` 2 and 2.0 are the same."""
    parts = version.parts
    while version.kind == "packaging" and parts and parts[-1] == 0:
        parts = parts[:-1]
    return parts


def attribute(version: VersionNumber, name: str) -> Value:
    """An attribute of a version as a number."""
    parts = version.parts
    if version.kind == "loose":
        return list(parts) if name == "version" else Unknown(f"the attribute {name} of a version")
    if name == "release":
        return parts
    if name in ("major", "minor", "micro"):
        return (*parts, 0, 0, 0)[("major", "minor", "micro").index(name)]
    if name in ("public", "base_version"):
        return ".".join(map(str, parts))
    return False if name in ("is_prerelease", "is_devrelease", "is_postrelease") else Unknown(f"the attribute {name}")


def parameters(reader: Reader, value: Value) -> list[str] | None:
    """The parameters of the layer (or its `__init__`) that `value` is, in this release; None where it is none."""
    name = value.name if isinstance(value, Symbol) else ""
    layer = layer_of(Symbol(name.removesuffix(".__init__")))
    signature = reader.release.signature(layer) if layer is not None and reader.release is not None else None
    if signature is None:
        return None
    return [*(["self"] if name.endswith(".__init__") else []), *signature.names]


def has_layer(reader: Reader, module: Symbol, name: str) -> bool | None:
    """Whether `mindspore.nn` has a transposed convolution called `name`, None where that is not known of the name."""
    if module.name != "mindspore.nn" or reader.release is None or f".{name}" in reader.module.foreign:
        return None
    layer = LAYERS.get(public_name(f"{module.name}.{name}"))
    if layer is not None:
        return reader.release.signature(layer) is not None
    return False if name in _TORCH_NAMES else None
