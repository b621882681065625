"""The cases of other projects' suites: `python -m tests.corpus.peers [--paconvert CHECKOUT]`.

PyTorch's own module and function cases (`torch.testing._internal`, which wants expecttest), ONNX's node cases (which want
onnx) and the snippets of PaConvert's tests are written as text, answered by `port`, and run in both frameworks. What is said
to be exact must be equal, what is refused must have a reason. A suite that is not installed is named. Exit status 1 when
anything disagrees.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import mindspore
import numpy as np
import torch

from lint_transpose.layers.releases import LARGEST_KERNEL_3D
from tests.oracle.answers import answered, evaluated, holds, is_equal, run

HEAD = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"


class Case(NamedTuple):
    """A layer's or function's call as text, in the names of `tensors`, and what it must compute, where that is given."""

    name: str
    call: str
    tensors: dict[str, np.ndarray]
    is_layer: bool
    expected: np.ndarray | None = None
    weight: np.ndarray | None = None


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.peers", description=__doc__)
    parser.add_argument("--paconvert", type=Path, help="a checkout of PaConvert")
    options = parser.parse_args(argv)
    failed = False
    suites = {"PyTorch": of_torch, "ONNX": of_onnx}
    for name, suite in suites.items():
        try:
            cases = list(suite())
        except ImportError as error:
            print(f"{name}: not run, {error}")
            continue
        failed |= report(name, [judge(case) for case in cases])
    if options.paconvert is None:
        print("PaConvert: not run, no --paconvert")
    else:
        failed |= report("PaConvert", [snippet(path, text) for path, text in of_paconvert(options.paconvert)])
    return int(failed)


def report(suite: str, results: list[tuple[str, str]]) -> bool:
    counts = Counter(kind for kind, _ in results)
    print(f"{suite}: {len(results)} cases: {', '.join(f'{count} {kind}' for kind, count in sorted(counts.items()))}")
    for kind, what in results:
        if kind != "equal":
            print(f"    {kind}: {what[:400]}")
    return bool(counts["wrong"])


def judge(case: Case) -> tuple[str, str]:
    """What came of a case, and more about it: "equal", "refused" with the reason, or "wrong"."""
    shapes = "".join(f"{name} = torch.ones({value.shape})\n" for name, value in case.tensors.items())
    text = f"{HEAD}{shapes}up = {case.call}\n" + ("y = up(x)\n" if case.is_layer else "")
    row = text.count("\n") - case.is_layer
    if not case.is_layer:
        return _function(case, text, row)
    _, built = run(text.replace("y = up(x)\n", "up(x)\n"))  # a lazy layer has its weight then
    module = built[-1].module
    if case.weight is not None:
        module.weight.data = torch.from_numpy(case.weight)
    x = case.tensors["x"]
    expected = case.expected if case.expected is not None else module(torch.from_numpy(x)).detach().numpy()
    names = {"in_channels": module.in_channels}
    for answer in (entry for entry in answered(text) if entry["location"]["row"] == row):
        if answer["layer"] is None:
            return "refused", f"{case.name}: {case.call}: {answer['reason']}"
        answer["conditions"] = [condition for condition in answer["conditions"] if "number of channels" not in condition]
        if holds(answer, names):
            return ("equal" if is_equal(evaluated(answer, module, x, names), expected) else "wrong"), f"{case}: {answer}"
    return "wrong", f"{case.name}: {case.call}: no answer holds"


def _function(case: Case, text: str, row: int) -> tuple[str, str]:
    given = {name: torch.from_numpy(value) for name, value in case.tensors.items()}
    expected = eval(case.call, {"F": torch.nn.functional, **given}).numpy()
    space = {name: mindspore.Tensor(value) for name, value in case.tensors.items()}
    for answer in (entry for entry in answered(text) if entry["location"]["row"] == row):
        if answer["layer"] is None:
            return "refused", f"{case.name}: {case.call}: {answer['reason']}"
        if holds(answer, space):
            result = eval(answer["layer"], {"nn": mindspore.nn, "ops": mindspore.ops, **space}).asnumpy()
            return ("equal" if is_equal(result, expected) else "wrong"), f"{case.call}: {answer}"
        unmet = [condition for condition in answer["conditions"] if str(LARGEST_KERNEL_3D) in condition]
        if unmet and not holds({"conditions": unmet}, space):
            return "refused", f"{case.name}: {case.call}: only if {' and '.join(unmet)}"
    return "wrong", f"{case.name}: {case.call}: no answer holds"


def of_torch() -> Iterator[Case]:
    """Those of its modules, the older list of the same, and those of its functions."""
    from torch.testing._internal.common_methods_invocations import op_db
    from torch.testing._internal.common_modules import module_db
    from torch.testing._internal.common_nn import get_new_module_tests

    for test in get_new_module_tests():
        name = test.get("module_name") or test.get("fullname", "")
        if "ConvTranspose" in name:
            x = torch.randn(test["input_size"]).numpy()
            yield Case("PyTorch", _constructor(test), {"x": x}, True)
    for info in module_db:
        if "ConvTranspose" in info.name:
            for training in (False, True):
                cases = info.module_inputs_func(
                    info, device="cpu", dtype=torch.float32, requires_grad=False, training=training
                )
                for case in cases:
                    given = case.constructor_input
                    named = [*map(repr, given.args), *(f"{name}={value!r}" for name, value in given.kwargs.items())]
                    x = case.forward_input.args[0].detach().numpy()
                    yield Case("PyTorch", f"{info.name}({', '.join(named)})", {"x": x}, True)
    for operator in op_db:
        if "conv_transpose" in operator.name:
            for sample in operator.sample_inputs("cpu", torch.float32):
                tensors = {"x": sample.input.numpy(), "w": sample.args[0].numpy()}
                rest = list(sample.args[1:])
                if rest and rest[0] is not None:
                    tensors["b"] = rest[0].numpy()
                    rest[0] = "b"
                texts = [value if isinstance(value, str) else repr(value) for value in rest]
                texts += [f"{name}={value!r}" for name, value in sample.kwargs.items()]
                call = f"F.{operator.name.rpartition('.')[2]}({', '.join(['x', 'w', *texts])})"
                yield Case("PyTorch", call, tensors, False)


def _constructor(test: dict[str, Any]) -> str:
    """The call that builds the module of a test."""
    if "constructor_args" in test:
        return f"nn.{test['module_name']}{test['constructor_args']!r}"
    module = test["constructor"]()
    names = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "output_padding", "groups", "dilation")
    return f"nn.{type(module).__name__}({', '.join(f'{name}={getattr(module, name)!r}' for name in names)})"


def of_onnx() -> Iterator[Case]:
    """Those that are layers of PyTorch: padding is the same at both ends but for what output_padding makes up for."""
    from onnx import numpy_helper
    from onnx.backend.test.case.node import collect_testcases
    from onnx.helper import get_attribute_value

    for case in collect_testcases("ConvTranspose"):
        ((inputs, outputs), *_) = case.data_sets
        x, weight = (value if isinstance(value, np.ndarray) else numpy_helper.to_array(value) for value in inputs[:2])
        expected = outputs[0] if isinstance(outputs[0], np.ndarray) else numpy_helper.to_array(outputs[0])
        attributes: dict[str, Any] = {item.name: get_attribute_value(item) for item in case.model.graph.node[0].attribute}
        call = _torch_of(attributes, x, weight, expected)
        if call:
            yield Case(case.name, call, {"x": x}, True, expected, weight)
        else:
            print(f"    {case.name}: no layer of PyTorch")


def _torch_of(attributes: dict[str, Any], x: np.ndarray, weight: np.ndarray, expected: np.ndarray) -> str:
    """The PyTorch layer with the window of an ONNX node; "" where there is none."""
    dimension = x.ndim - 2
    strides = attributes.get("strides", [1] * dimension)
    dilations = attributes.get("dilations", [1] * dimension)
    groups = attributes.get("group", 1)
    full = [(n - 1) * s + d * (k - 1) + 1 for n, s, d, k in zip(x.shape[2:], strides, dilations, weight.shape[2:])]
    cropped = [length - out for length, out in zip(full, expected.shape[2:])]
    mode = attributes.get("auto_pad", b"NOTSET")
    if "pads" in attributes:
        starts = list(attributes["pads"][:dimension])
    else:  # what the shape leaves to crop, more of it at the end with SAME_UPPER
        starts = [max(total, 0) // 2 if mode == b"SAME_UPPER" else -(-max(total, 0) // 2) for total in cropped]
    added = [2 * start - total for start, total in zip(starts, cropped)]
    if any(op < 0 or op >= max(s, d) for op, s, d in zip(added, strides, dilations)):
        return ""
    return (
        f"nn.ConvTranspose{dimension}d({weight.shape[0]}, {weight.shape[1] * groups}, {tuple(weight.shape[2:])}, "
        f"{tuple(strides)}, {tuple(starts)}, {tuple(added)}, {groups}, False, {tuple(dilations)})"
    )


def of_paconvert(checkout: Path) -> Iterator[tuple[str, str]]:
    """The snippets of its tests; a folder with a .git, or a bare repository."""
    import subprocess

    def git(*arguments: str) -> str:
        command = ["git", "-C", str(checkout), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    for path in git("ls-tree", "-r", "--name-only", "HEAD").splitlines():
        if re.fullmatch(r"tests/test_(?:nn_)?(?:functional_)?conv_?transpose\dd\.py", path, re.IGNORECASE):
            for node in ast.walk(ast.parse(git("show", f"HEAD:{path}"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and "import torch" in node.value:
                    yield path, textwrap.dedent(node.value)


def snippet(path: str, text: str) -> tuple[str, str]:
    """A snippet: each of its layers as it is built, with the input that it is called with."""
    calls: list[tuple[Any, torch.Tensor]] = []
    hook = torch.nn.modules.module.register_module_forward_hook(lambda module, given, _: calls.append((module, given[0])))
    try:
        space, built = run(text)
    finally:
        hook.remove()
    entries = answered(text)
    if not built:
        return _call_of_function(path, text, space, entries)
    module = built[-1].module
    x = next(given for called, given in calls if called is module).detach().numpy()
    expected = module(torch.from_numpy(x)).detach().numpy()
    for row, names in built[-1].names:
        for answer in (entry for entry in entries if entry["location"]["row"] == row):
            if answer["layer"] is None:
                return "refused", f"{path}: {answer['torch']}: {answer['reason']}"
            if holds(answer, names):
                equal = is_equal(evaluated(answer, module, x, names), expected)
                return ("equal" if equal else "wrong"), f"{path}: {answer}"
    return "wrong", f"{path}: no answer: {text}"


def _in_mindspore(value: Any) -> Any:
    """A tensor as MindSpore's, also in a tuple, a list or a dict."""
    if isinstance(value, torch.Tensor):
        return mindspore.Tensor(value.detach().float().numpy())
    if isinstance(value, (tuple, list)):
        return type(value)(map(_in_mindspore, value))
    return {key: _in_mindspore(item) for key, item in value.items()} if type(value) is dict else value


def _call_of_function(path: str, text: str, space: dict[str, Any], entries: list[dict[str, Any]]) -> tuple[str, str]:
    tensors = {name: _in_mindspore(value) for name, value in space.items()}
    for answer in entries:
        if answer["layer"] is None:
            return "refused", f"{path}: {answer['torch']}: {answer['reason']}"
        names = dict(tensors)
        for name, value in answer["names"].items():
            names[name] = mindspore.Tensor(eval(value, dict(space)).detach().float().numpy())
        result = eval(answer["layer"], {**names, "nn": mindspore.nn, "ops": mindspore.ops}).asnumpy()
        expected = eval(answer["torch"].replace("nn.functional", "torch.nn.functional"), dict(space)).detach().numpy()
        return ("equal" if is_equal(result, expected) else "wrong"), f"{path}: {answer}"
    return "wrong", f"{path}: no answer: {text}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
