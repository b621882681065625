"""Texts with PyTorch layers, run: what `port` answers for each layer that is built, beside what that layer computes.

A text is run with PyTorch. Whenever it builds a layer, the names that hold there are kept, by the calls that lead to it; the
answers for these places are then evaluated in MindSpore with the same names.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections import Counter
from contextlib import redirect_stdout
from typing import Any, NamedTuple
from unittest.mock import patch

import mindspore

from lint_transpose.cli import main

from .frameworks import Array, np, torch

TOLERANCE = 1e-4  # of the largest value
FILENAME = "text.py"
_UNBATCHED = re.compile(r"without a batch axis in line (\d+): ")
_LAYERS = ("ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d")


class Built(NamedTuple):
    """A layer that the text built, and the names at each call that led to it, by row, innermost first."""

    module: Any
    names: list[tuple[int, dict[str, Any]]]


def run(text: str) -> tuple[dict[str, Any], list[Built]]:
    """The names that a text binds, and the layers that it builds. Raises what it raises."""
    built: list[Built] = []

    def recording(cls: Any) -> Any:
        initialize = cls.__init__

        def record(self: Any, *args: Any, **kwargs: Any) -> None:
            frame, names = sys._getframe(1), []
            while frame is not None:
                if frame.f_code.co_filename == FILENAME:
                    names.append((frame.f_lineno, {**frame.f_globals, **frame.f_locals}))
                frame = frame.f_back  # type: ignore[assignment]
            initialize(self, *args, **kwargs)
            built.append(Built(self, names))

        return patch.object(cls, "__init__", record)

    patches = [recording(getattr(torch.nn, name)) for name in _LAYERS]
    space: dict[str, Any] = {"__name__": "text"}
    for each in patches:
        each.start()
    try:
        exec(compile(text, FILENAME, "exec"), space)
    finally:
        for each in patches:
            each.stop()
    return space, built


def answered(text: str, *options: str) -> list[dict[str, Any]]:
    """What `port` says of a text, as JSON."""
    stdin = io.TextIOWrapper(io.BytesIO(text.encode()))
    with patch.object(sys, "stdin", stdin), redirect_stdout(io.StringIO()) as out:
        assert main(["port", "-", "--output-format", "json", "--isolated", *options]) == 0
    found: list[dict[str, Any]] = json.loads(out.getvalue())
    return found


def holds(answer: dict[str, Any], names: dict[str, Any]) -> bool:
    """Whether what the answer is conditioned on holds for these names."""
    for condition in answer["conditions"]:
        name, is_int, _ = condition.partition(" is an int")
        try:
            if not (isinstance(eval(name, dict(names)), int) if is_int else eval(condition, dict(names))):
                return False
        except (TypeError, IndexError):  # an int where a tuple was thought of
            return False
    return True


def evaluated(answer: dict[str, Any], module: Any, x: Array, names: dict[str, Any]) -> Array:
    """What an answer computes with the weights of a PyTorch layer."""
    space = {**names, "nn": mindspore.nn, "mindspore": mindspore}
    layer = eval(answer["layer"], space)
    state = {name: value.detach().numpy() for name, value in module.state_dict().items()}
    for name, parameter in layer.parameters_and_names():
        parameter.set_data(mindspore.Tensor(state[name.rpartition(".")[2]].reshape(parameter.shape)))
    is_bare = any(_UNBATCHED.match(note) for note in answer["notes"])
    tensor = mindspore.Tensor(x.astype(np.float32))
    y = layer(tensor.expand_dims(0)).squeeze(0) if is_bare else layer(tensor)
    if answer["output"] is not None:
        y = eval(answer["output"], {**space, "y": y})
    result: Array = y.asnumpy()
    return result


def is_equal(result: Array, expected: Array) -> bool:
    if result.shape != expected.shape:
        return False
    return not expected.size or bool(np.abs(result - expected).max() <= TOLERANCE * max(np.abs(expected).max(), 1e-6))


def judge(text: str, x: Array, module: Any, names: list[tuple[int, dict[str, Any]]]) -> tuple[Counter[str], list[str]]:
    """How the answers for one layer that was built fared, and what is wrong with them."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    with torch.no_grad():
        expected = module(torch.from_numpy(x)).numpy()
    entries = answered(text)
    held = refused = 0
    for row, space in names:
        for answer in (entry for entry in entries if entry["location"]["row"] == row):
            if answer["layer"] is None:
                refused += not answer["undecided"]
                counts[f"no layer: {(answer['reason'] or '')[:60]}"] += 1
            elif holds(answer, space):
                held += 1
                try:
                    fails = "" if is_equal(evaluated(answer, module, x, space), expected) else "not equal"
                except (TypeError, ValueError, RuntimeError, NameError) as error:
                    fails = repr(error)
                if fails:
                    wrong.append(f"{fails}: {answer}\n{text}")
    counts["layers"] += 1
    counts["answers that held, equal"] += held - len(wrong)
    if not held and not refused:
        wrong.append(f"no answer holds: {entries}\n{text}")
    return counts, wrong
