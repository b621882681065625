"""A folder of Python files of which a small share names a transposed convolution, as in the big model repositories."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from lint_transpose.files.prefilter import mentions_layer

PLAIN = (
    "import os\n\n\ndef size(path: str) -> int:\n    return os.stat(path).st_size\n\n\nTABLE = {name: 0 for name in 'ab'}\n"
)
LAYER = """from mindspore import nn


class Up(nn.Cell):
    def __init__(self, channels, kernel_size=4):
        super().__init__()
        self.up = nn.Conv2dTranspose(channels, channels // 2, kernel_size, stride=2, pad_mode="pad", padding=1)

    def construct(self, x):
        return self.up(x)
"""


def build(target: Path, source: Path | None, files: int, share: float, seed: int = 0) -> tuple[int, int]:
    """Fill `target` with `files` files, `share` of them with a layer; returns both numbers.

    They are copies from the folder `source`, some of them twice where it does not hold enough, or generated without one.
    """
    with_layer, without = _found(source) if source else ([], [])
    chooser = random.Random(seed)
    wanted = round(files * share)
    for index, path in enumerate(_taken(with_layer, wanted, chooser)):
        _write(target / f"layer{index % 20:02}" / f"with_{index:05}.py", path, LAYER)
    for index, path in enumerate(_taken(without, files - wanted, chooser)):
        _write(target / f"plain{index % 20:02}" / f"without_{index:05}.py", path, PLAIN * 30)
    return files, wanted


def _found(source: Path) -> tuple[list[Path], list[Path]]:
    with_layer: list[Path] = []
    without: list[Path] = []
    for path in sorted(source.rglob("*.py")):
        if path.is_file():
            (with_layer if mentions_layer(path.read_bytes()) else without).append(path)
    return with_layer, without


def _taken(paths: list[Path], number: int, chooser: random.Random) -> Iterator[Path | None]:
    if not paths:
        return iter([None] * number)
    chosen = chooser.sample(paths, min(number, len(paths)))
    return iter(chosen + chooser.choices(paths, k=number - len(chosen)))


def _write(target: Path, path: Path | None, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if path is None:
        target.write_text(text, encoding="utf-8")
    else:
        shutil.copyfile(path, target)
