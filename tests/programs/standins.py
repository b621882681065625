"""Stand-ins for the frameworks: layers that only note where and how they were built and called, and raise as MindSpore's.

A program that is run imports them under the frameworks' names.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from types import CodeType, FrameType, ModuleType
from typing import Any

from .facts import FLOAT32, Fault, Symbol, effective, faults, signature

PROGRAM = "program.py"
"""The file name under which programs are compiled."""

Place = tuple[int, int, int, int]
"""Row, end row, column and end column of an expression, as `ast` counts them."""


@dataclass(frozen=True, eq=False)
class Event:
    """Something that happened to a layer. `kind`: "built", "called", or "missing" for a name that nn does not have.

    `place` is the expression in the program, None where other code than the program's did it.
    """

    kind: str
    place: Place | None
    dimension: int
    args: tuple[object, ...] = ()
    kwargs: Mapping[str, object] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    raised: type[Exception] | None = None

    @property
    def codes(self) -> frozenset[str]:
        return frozenset().union(*(fault.codes for fault in self.faults))

    @property
    def arguments(self) -> str:
        parts = [*map(repr, self.args), *(f"{name}={value!r}" for name, value in self.kwargs.items())]
        return f"({', '.join(parts)})"

    def effect(self) -> tuple[object, ...]:
        """What it comes to, however the arguments were spelt."""
        if self.raised is not None:
            return (self.kind, self.raised)
        if self.kind == "built":
            unfit = tuple(fault.code for fault in self.faults)
            return (self.kind, unfit or effective(self.dimension, self.args, self.kwargs))
        return (self.kind, self.dimension)


_events: list[Event] = []


@contextmanager
def recording() -> Iterator[list[Event]]:
    """The events while the context lasts."""
    global _events
    before, _events = _events, []
    try:
        yield _events
    finally:
        _events = before


_positions: dict[tuple[CodeType, int], Place | None] = {}


def _place(frame: FrameType | None) -> Place | None:
    if frame is None or frame.f_code.co_filename != PROGRAM:
        return None
    key = (frame.f_code, frame.f_lasti)
    if key not in _positions:
        if len(_positions) > 10_000:
            _positions.clear()
        at = next(islice(frame.f_code.co_positions(), frame.f_lasti // 2, None))
        _positions[key] = None if None in at else at  # type: ignore[assignment]
    return _positions[key]


def _happen(event: Event, message: str = "") -> None:
    _events.append(event)
    if event.raised is not None:
        error = event.raised(message or f"{event.kind}: {sorted(event.codes)}")
        error.event = event  # type: ignore[attr-defined]
        raise error


class Tensor:
    """A tensor that knows its shape at most."""

    def __init__(self, data: object = None, dtype: object = None, shape: tuple[int, ...] = ()) -> None:
        self.shape = shape
        self.dtype = FLOAT32

    def _same(self, *args: object, **kwargs: object) -> Tensor:
        return self

    __add__ = __radd__ = __mul__ = __rmul__ = __sub__ = __truediv__ = __getitem__ = __neg__ = _same
    asnumpy = copy = astype = to = _same

    def __repr__(self) -> str:
        return f"Tensor{self.shape}"


class Cell:
    """Stands in for `nn.Cell` and every layer that nobody looks at."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        pass

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.construct(*args, **kwargs)

    def construct(self, *args: Any, **kwargs: Any) -> Any:
        return args[0] if args else None

    forward = construct


class Configuration:
    """Stands in for an imported base class whose constructor sets what it gets."""

    def __init__(self, **settings: object) -> None:
        vars(self).update(settings)


class SequentialCell(Cell):
    def __init__(self, *cells: Any) -> None:
        super().__init__()
        self.cell_list = list(cells[0]) if len(cells) == 1 and isinstance(cells[0], (list, tuple)) else list(cells)

    def construct(self, x: Any) -> Any:
        for cell in self.cell_list:
            x = cell(x)
        return x

    def append(self, cell: Any) -> None:
        self.cell_list.append(cell)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.cell_list)

    def __len__(self) -> int:
        return len(self.cell_list)

    def __getitem__(self, index: Any) -> Any:
        return self.cell_list[index]


class _Transposed(Cell):
    dimension = 2
    event: Event

    def __init__(self, *args: object, **kwargs: object) -> None:
        found = tuple(faults(self.dimension, args, kwargs))
        raised = next((fault.error for fault in found if not fault.at_call), None)
        place = _place(sys._getframe(1))
        self.event = Event("built", place, self.dimension, args, dict(kwargs), found, raised)
        _happen(self.event)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if type(self).construct is not _Transposed.construct:
            return self.construct(*args, **kwargs)
        return self._record(sys._getframe(1), args, kwargs)

    def construct(self, *args: Any, **kwargs: Any) -> Any:
        return self._record(sys._getframe(1), args, kwargs)

    def _record(self, frame: FrameType, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        wrong = len(args) + len(kwargs) != 1 or not kwargs.keys() <= {"x"}
        found = [Fault("MST109", TypeError)] if wrong else []
        if not wrong:
            (x,) = (*args, *kwargs.values())
            if isinstance(x, Tensor) and len(x.shape) != self.dimension + 2:
                found = [Fault("MST109", ValueError)]
            found += [fault for fault in self.event.faults if fault.at_call]
        raised = found[0].error if found else None
        _happen(Event("called", _place(frame), self.dimension, args, dict(kwargs), tuple(found), raised))
        return x


def _layers() -> dict[str, type[_Transposed]]:
    found = {}
    for dimension in (1, 2, 3):
        name = f"Conv{dimension}dTranspose"
        members = {"dimension": dimension, "__module__": "mindspore.nn.layer.conv", "__signature__": signature(dimension)}
        found[name] = type(name, (_Transposed,), members)
    return found


class _Missing(ModuleType):
    """A module whose missing layers are noted."""

    def __getattr__(self, name: str) -> Any:
        if re.search("ConvTranspose|Conv.*Transpose", name) and self.__name__.startswith("mindspore"):
            fault = Fault("MST108", AttributeError)
            place = _place(sys._getframe(1))
            message = f"module '{self.__name__}' has no attribute '{name}'"
            _happen(Event("missing", place, 0, (name,), {}, (fault,), AttributeError), message)
        raise AttributeError(f"module '{self.__name__}' has no attribute '{name}'")


_OTHERS = (
    *("Conv1d", "Conv2d", "Conv3d", "Dense", "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "InstanceNorm2d", "GroupNorm"),
    *("LayerNorm", "ReLU", "LeakyReLU", "Sigmoid", "Tanh", "GELU", "SiLU", "Dropout", "Identity", "Pad", "ZeroPad2d"),
    *("MaxPool2d", "AvgPool2d", "Upsample", "Flatten"),
)
_INITIALIZERS = ("Zero", "One", "Normal", "Uniform", "HeUniform", "HeNormal", "XavierUniform")
_DTYPES = ("float16", "float32", "float64", "int8", "int16", "int32", "int64", "bool_", "complex64", "bfloat16")


def modules() -> dict[str, ModuleType]:
    """The stand-ins by the names of the modules that they stand in for."""
    return _MODULES


def _module(name: str, members: Mapping[str, object]) -> ModuleType:
    module = _Missing(name)
    vars(module).update(members)
    module.__path__ = []
    vars(module)["__all__"] = [member for member in members if not member.startswith("_")]
    return module


def _make() -> dict[str, ModuleType]:
    cells = {name: type(name, (Cell,), {}) for name in _OTHERS}
    containers = {"Cell": Cell, "SequentialCell": SequentialCell, "CellList": SequentialCell}
    nn = _module("mindspore.nn", {**containers, **cells, **_layers()})
    initializers = {name: Symbol(f"mindspore.common.initializer.{name}", "initializer class") for name in _INITIALIZERS}
    initializer = _module("mindspore.common.initializer", initializers)
    common = _module("mindspore.common", {"initializer": initializer})
    functions = {
        name: (lambda *shape, dtype=None: Tensor(shape=shape[0] if isinstance(shape[0], tuple) else shape))
        for name in ("ones", "zeros", "randn")
    }
    ops = _module("mindspore.ops", {**functions, "relu": lambda x: x, "cat": lambda items, axis=0: items[0]})
    mindspore = _module(
        "mindspore",
        {
            "nn": nn,
            "ops": ops,
            "common": common,
            "Tensor": Tensor,
            "__version__": "2.10.0",
            **{name: Symbol(f"mindspore.{name}", "dtype") for name in _DTYPES},
        },
    )
    torch_layers = [f"{lazy}ConvTranspose{d}d" for lazy in ("", "Lazy") for d in (1, 2, 3)]
    torch_cells = {name: type(name, (Cell,), {}) for name in (*_OTHERS, *torch_layers, "Linear")}
    torch_nn = _module("torch.nn", {"Module": Cell, "Sequential": SequentialCell, "ModuleList": SequentialCell, **torch_cells})
    functional = _module("torch.nn.functional", {"relu": lambda x: x})
    vars(torch_nn)["functional"] = functional
    torch = _module("torch", {"nn": torch_nn, "Tensor": Tensor, "__version__": "2.13.0", **functions})
    configurations = _module("configurations", {"Configuration": Configuration})
    found = (mindspore, nn, ops, common, initializer, torch, torch_nn, functional, configurations)
    return {module.__name__: module for module in found}


_MODULES = _make()
