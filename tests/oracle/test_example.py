"""The example of the documentation: a generator, its naive port, and what the commands make of it."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import mindspore
import numpy as np
import pytest
import torch

from lint_transpose.cli import main

EXAMPLE = Path(__file__).parents[2] / "docs" / "example"
TORCH, MINDSPORE = "original.py", "port.py"

# Every way in which the port differs from its original, by what stands there.
DIFFERENCES = {
    ("self.project = nn.Conv2dTranspose(", "MST205"),  # pad_mode left out
    ("nn.Conv2dTranspose(ch * 4, ch * 2, 3,", "MST201"),  # no bias
    ("nn.Conv2dTranspose(ch * 4, ch * 2, 3,", "MST203"),  # output_padding
    ("nn.Conv2dTranspose(ch * 2, ch, 5,", "MST205"),  # same
    ("self.pad = nn.Pad(", "MST203"),
    ("self.up_4 = nn.Conv2dTranspose(", "MST101"),
    ("self.up_4 = nn.Conv2dTranspose(", "MST103"),  # groups
    ("self.to_image = nn.Conv2dTranspose(", "MST104"),
}


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (TORCH, MINDSPORE):
        shutil.copy(EXAMPLE / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def outputs(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """What both generators, with the same random weights and biases, return for the same random input."""
    torch.manual_seed(0)
    original = load(folder / TORCH).Generator().eval()
    port = load(folder / MINDSPORE).Generator().set_train(False)
    ours = [cell for _, cell in port.cells_and_names() if isinstance(cell, mindspore.nn.Conv2dTranspose)]
    theirs = [module for module in original.modules() if isinstance(module, torch.nn.ConvTranspose2d)]
    for cell, module in zip(ours, theirs, strict=True):
        torch.nn.init.normal_(module.weight, std=0.2)
        cell.weight.set_data(mindspore.Tensor(module.weight.detach().numpy()))
        if module.bias is not None:
            torch.nn.init.normal_(module.bias)
            if cell.has_bias:
                cell.bias.set_data(mindspore.Tensor(module.bias.detach().numpy()))
    z = np.random.default_rng(0).standard_normal((2, 16, 2, 3)).astype(np.float32)
    with torch.no_grad():
        expected = original(torch.from_numpy(z)).numpy()
    return port(mindspore.Tensor(z)).asnumpy(), expected


def reported(text: str, printed: str) -> Iterator[tuple[str, str]]:
    """The findings printed, as (the line of the text from its first word on, code)."""
    for line in printed.splitlines():
        if line.startswith(f"{MINDSPORE}:"):
            _, row, _, rest = line.split(":", 3)
            if not rest.lstrip().startswith("MST"):
                continue  # the line of a pair
            yield text.splitlines()[int(row) - 1].strip(), rest.split()[0]


def test_compare_finds_every_difference(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", TORCH, MINDSPORE]) == 1
    printed = capsys.readouterr().out
    found = set(reported((example / MINDSPORE).read_text(), printed))
    assert len(found) == len(DIFFERENCES)
    for start, code in DIFFERENCES:
        assert any(line.startswith(start) and code == other for line, other in found), (start, code)
    assert printed.splitlines()[-1].startswith("7 compared: 1 equal, 6 different, 0 undecided; 0 ambiguous, 0 PyTorch and 0")


def test_safe_fixes_make_it_run_but_not_equal(example: Path) -> None:
    main(["check", "--fix", MINDSPORE])
    ours, expected = outputs(example)
    assert ours.shape != expected.shape or np.abs(ours - expected).max() > 0.1


def test_all_fixes_make_it_equal(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--fix", "--unsafe-fixes", MINDSPORE]) == 0
    ours, expected = outputs(example)
    assert np.ptp(expected) > 0.5
    np.testing.assert_allclose(ours, expected, rtol=0, atol=1e-4)
    capsys.readouterr()
    assert main(["compare", TORCH, MINDSPORE]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("7 compared: 7 equal, 0 different, 0 undecided;")


def test_the_guide(example: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The steps of docs/porting.md, and the program at their end."""
    shutil.copy(MINDSPORE, "fixed.py")
    main(["check", "--fix", "--unsafe-fixes", "fixed.py"])
    main(["port", "--shim", "torch_layers.py"])
    page = (EXAMPLE.parent / "porting.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"<!-- run by tests/oracle/test_example.py -->\n```python\n(.*?)```", page, re.DOTALL)
    monkeypatch.syspath_prepend(str(example))
    capsys.readouterr()
    exec(compile(program, "porting.md", "exec"), {})
    assert capsys.readouterr().out == "equal\n"
    for name in ("original", "fixed", "torch_layers"):
        monkeypatch.delitem(sys.modules, name)
