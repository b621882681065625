"""Real PyTorch files: `python -m tests.corpus.rewrites MIRRORS` looks at FILES in a folder of repositories, owner+name/repo.
`python -m tests.corpus.rewrites --all FOLDER` looks at every file in a folder that names one of PyTorch's layers or functions.

For each file the mentions of transposed convolutions are counted by a search of the text that knows nothing of `port`: each
must be answered, lead to an answer under another name, or be listed as not followed. Then the file is rewritten as
`port --write` does it: it must parse, and be the old text byte for byte but for calls of layers, `Sequential` around them and
comments above them. Each written layer is built in both frameworks, its names bound to small numbers, and must compute the
same. Exit status 1 when anything disagrees.
"""

from __future__ import annotations

import argparse
import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import mindspore
import numpy as np
import torch

from lint_transpose.documents import Document, load, of_text
from lint_transpose.files.discovery import BadInputError
from lint_transpose.fixing.once import apply_once
from lint_transpose.porting.listing import Listing, Ported, listing
from lint_transpose.porting.writing import writing
from lint_transpose.settings import Settings
from lint_transpose.text.finding import Edit
from tests.porting.account import NAME, accounted

FILES = (
    ("jik876+hifi-gan", "models.py"),
    ("NVIDIA+pix2pixHD", "models/networks.py"),
    ("milesial+Pytorch-UNet", "unet/unet_parts.py"),
    ("facebookresearch+segment-anything", "segment_anything/modeling/mask_decoder.py"),
    ("Eromera+erfnet_pytorch", "train/erfnet.py"),
    ("descriptinc+descript-audio-codec", "dac/nn/layers.py"),
    ("eriklindernoren+PyTorch-GAN", "implementations/stargan/models.py"),
    ("eriklindernoren+PyTorch-GAN", "implementations/pix2pix/models.py"),
    ("open-mmlab+OpenPCDet", "pcdet/models/backbones_2d/base_bev_backbone.py"),
    ("open-mmlab+mmdetection3d", "mmdet3d/models/necks/second_fpn.py"),
    ("xingyizhou+CenterNet", "src/lib/models/networks/resnet_dcn.py"),
    ("traveller59+second.pytorch", "second/pytorch/models/rpn.py"),
)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.rewrites", description=__doc__)
    parser.add_argument("mirrors", type=Path)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args(argv)
    wrong: list[str] = []
    total: Counter[str] = Counter()
    files = 0
    for name, document in _every(options.mirrors) if options.all else _chosen(options.mirrors):
        counts, here = looked_at(document)
        total += counts
        files += 1
        wrong += [f"{name}: {line}" for line in here]
        print(f"{name}: {', '.join(f'{count} {what}' for what, count in counts.items())}")
    print(f"{files} files: {', '.join(f'{count} {name}' for name, count in total.items())}")
    for line in wrong:
        print(line)
    return bool(wrong)


def _chosen(mirrors: Path) -> Iterator[tuple[str, Document]]:
    for repository, path in FILES:
        text = _text(mirrors / repository / "repo", path)
        if text is None:
            print(f"{repository}/{path}: not there")
        else:
            yield f"{repository}/{path}", of_text(path, text)


def _every(folder: Path) -> Iterator[tuple[str, Document]]:
    """The files that name a layer and are Python."""
    for path in sorted(path for suffix in ("py", "ipynb") for path in folder.rglob(f"*.{suffix}")):
        data = path.read_bytes()
        if NAME.search(data.decode(errors="replace")):
            name = str(path.relative_to(folder))
            try:
                document = load(name, data)
                ast.parse(document.text)
            except (BadInputError, SyntaxError, ValueError) as error:
                print(f"{name}: left out: {error}")
                continue
            yield name, document


def _text(repository: Path, path: str) -> str | None:
    for folder in (repository, repository / ".git"):
        command = ["git", "-C", str(folder), "show", f"HEAD:{path}"]
        result = subprocess.run(command, capture_output=True, check=False)
        if result.returncode == 0:
            return result.stdout.decode()
    return None


def looked_at(document: Document) -> tuple[Counter[str], list[str]]:
    listed = listing(document, Settings())
    first = [item for item in listed.ports if not item.alternative]
    account = accounted(document.text, listed)
    counts = account.counts
    wrong = [f"line {row}: neither answered nor listed" for row, _ in account.missing]
    counts["calls"] = len({id(item.node) for item in first if item.followed})
    if None in document.pieces:  # no notebook
        counts["written"], more = rewritten(document, listed)
        wrong += more
    equal, different, open_ = _run(first)
    counts.update({"equal when run": equal, "not evaluated": open_})
    return counts, wrong + different


def rewritten(document: Document, listed: Listing) -> tuple[int, list[str]]:
    """How many layers `--write` writes, and what it does besides."""
    text = document.text
    plan = writing(document, listed)
    pieces, applied = apply_once(document.pieces, plan.fixes)
    new = pieces[None]
    wrong = []
    try:
        ast.parse(new)
    except SyntaxError as error:
        wrong.append(f"what is written does not parse: {error}")
    wrong += _beside(text, new, [edit for fix in applied for edit in fix.edits])
    return sum(plan.layers[id(fix)] for fix in applied), wrong


def _beside(text: str, new: str, edits: list[Edit]) -> Iterator[str]:
    """What changed beside calls of layers, containers and comments."""
    starts = [0, *accumulate(map(len, text.splitlines(keepends=True)))]
    spans = sorted((*(starts[at.row - 1] + at.column - 1 for at in (edit.start, edit.end)), edit.content) for edit in edits)
    pieces, last = [], 0
    for start, end, content in spans:
        old = text[start:end]
        if not re.match(r"[\w.]*(?:ConvTranspose|conv_transpose)[123]d\(.*\)$|[\w.]*Sequential$|$", old, re.DOTALL):
            yield f"changed: {old}"
        if not old and not all(line.lstrip().startswith("#") for line in content.splitlines()):
            yield f"added: {content}"
        pieces += [text[last:start], content]
        last = end
    made = "".join([*pieces, text[last:]])
    if "\r\n" in text:  # what is added ends its lines as the file does
        made = re.sub(r"\r?\n", "\r\n", made)
    if made != new:
        yield "changed beside its edits"


class _Numbers:
    """What a name may be: an object whose attributes and items are small numbers."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def __getattr__(self, name: str) -> int:
        return _number(name, self._random)

    def __getitem__(self, key: object) -> int:
        return 4


def _number(name: str, random: Random) -> Any:
    if "bias" in name:
        return random.random() < 0.5
    if "pad" in name:
        return random.randint(0, 2)
    return random.choice((4, 8)) if re.search("c$|ch|dim|in|out|feat|filter|ngf|mult|plane", name) else random.randint(1, 4)


def _run(ported: list[Ported]) -> tuple[int, list[str], int]:
    """How many answers are equal to PyTorch's layer for some numbers, those that are not, and those that no number fits."""
    equal, left, different = 0, 0, []
    for item in ported:
        if item.port.layer is None or not item.port.torch.startswith("nn.ConvTranspose"):
            continue
        outcome = next((found for seed in range(40) if (found := _compared(item, Random(seed))) is not None), None)
        equal += outcome is True
        left += outcome is None
        if outcome is False:
            different.append(f"not equal: {item.port.torch}: {item.port.layer}")
    return equal, different, left


def _compared(item: Ported, random: Random) -> bool | None:
    """Whether both are equal with random numbers for the names; None where these numbers make no layer."""
    tree = ast.parse(item.port.torch, mode="eval")
    roots = {
        node.value.id
        for node in ast.walk(tree)
        if isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.value, ast.Name)
    }
    names: dict[str, Any] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in ("nn", "int", "bool", "max", "min", "round", "len"):
            names[node.id] = _Numbers(random) if node.id in roots else _number(node.id, random)
    state = random.getstate()
    try:
        original = eval(item.port.torch, {"nn": torch.nn, **names})
        random.setstate(state)
        conditions = [str(condition) for condition in item.port.conditions if " is an int" not in str(condition)]
        if not all(eval(condition, dict(names)) for condition in conditions):
            return None
        x = np.random.default_rng(0).standard_normal((1, original.in_channels, *(6,) * (original.weight.ndim - 2)))
        expected = original(torch.from_numpy(x.astype(np.float32))).detach().numpy()
    except (TypeError, ValueError, RuntimeError, NameError, AttributeError):
        return None
    random.setstate(state)
    layer = eval(str(item.port.layer), {"nn": mindspore.nn, **names})
    for name, parameter in layer.parameters_and_names():
        value = getattr(original, name.rpartition(".")[2]).detach().numpy()
        parameter.set_data(mindspore.Tensor(value.reshape(parameter.shape)))
    y = layer(mindspore.Tensor(x.astype(np.float32)))
    if item.port.output:
        used = {node.id for node in ast.walk(ast.parse(item.port.output)) if isinstance(node, ast.Name)}
        if not used <= names.keys() | {"y", "ops"}:  # of the place where the layer is called, as an output_size
            return None
        y = eval(item.port.output, {"y": y, "ops": mindspore.ops, **names})
    result = y.asnumpy()
    return result.shape == expected.shape and bool(np.abs(result - expected).max() < 1e-4 * max(np.abs(expected).max(), 1))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
