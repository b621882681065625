"""What is taken for granted of imported packages: all of it stands here, and each set answers one question."""

from __future__ import annotations

import re
import sys

from ...layers import FRAMEWORKS

_LEAVING_ALONE = frozenset(name for name in sys.stdlib_module_names if not name.startswith("_"))
_LEAVING_ALONE |= {*FRAMEWORKS, "numpy", "yaml", "mmcv", "mmengine"}
_SETTING_THEIR_OWN = sys.stdlib_module_names | {*FRAMEWORKS}
_FOLLOWED = frozenset({*FRAMEWORKS, "numpy", "typing", "logging", "warnings", "math", "os", "re", "random", "time"})


_NAME_OF_CLASS = re.compile(r"[A-Z]\w*[a-z]\w*")
_SETTINGS = ("torch.backends.", "torch.version.")


def package(name: str) -> str:
    """The package of a full name: "mindspore" of "mindspore.nn.Cell"."""
    return name.partition(".")[0]


def is_pythons_own(name: str) -> bool:
    """Whether `name` is one of Python's own modules, or in one."""
    return package(name) in sys.stdlib_module_names


def leaves_alone(name: str) -> bool:
    """Whether the functions of the package of `name` leave as it is what they get, but for those that are known by name."""
    return package(name) in _LEAVING_ALONE


def sets_its_own(name: str) -> bool:
    """Whether the constructors of the package of `name` set no attribute but the classes' own."""
    return package(name) in _SETTING_THEIR_OWN


def keeps_nothing(name: str) -> bool:
    """Whether what `name` gets is as it was once the call is over, and later: of other packages, nobody follows that."""
    return package(name) in _FOLLOWED


def is_true(name: str) -> bool:
    """Whether what is imported as `name` surely counts as true: a module, a class, a function."""
    last = name.rpartition(".")[2]
    if package(name) not in _SETTING_THEIR_OWN:
        return "." not in name
    is_framework = package(name) in FRAMEWORKS and not name.startswith(_SETTINGS) and not last.startswith("__")
    is_class = _NAME_OF_CLASS.fullmatch(last) is not None
    return "." not in name or package(name) == "builtins" or is_class or (is_framework and not last.isupper())
