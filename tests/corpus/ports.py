"""Holds real ports to their originals: `python -m tests.corpus.ports CHECKOUTS [--run]`.

CHECKOUTS holds a folder for each repository, named owner+name. Every pair of PAIRS that is there is compared as
`lint-transpose compare` does, and must come to the numbers that stand beside it, which were looked at in both texts. `--run`
builds every pair of layers in both frameworks, with the same random weights, and with the same small numbers for names that
both texts leave open: what is called equal must be equal, what is called different must differ. Exit status 1 when anything
disagrees.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from lint_transpose.commands.compare import Compared, compared
from lint_transpose.comparing.compare import Outcome
from lint_transpose.comparing.counterpart import counterpart
from lint_transpose.layers.call import Argument, LayerCall, is_known
from lint_transpose.layers.geometry import bias
from lint_transpose.record.dataclasses import replace
from lint_transpose.running.configuration import Configuration
from lint_transpose.settings import Settings

MODELS = "mindspore-ai+models"
ORANGE_PI = "mindspore-lab+orange-pi-mindspore/applications/online/inference"
GAN = "eriklindernoren+PyTorch-GAN/implementations"
POSE = "microsoft+human-pose-estimation.pytorch/lib/models"
HEADS = "mindspore-lab+mindpose/mindpose/models/heads"
DLA = "src/lib/models/networks"


class Port(NamedTuple):
    """A port, its original, and what the comparison must come to."""

    torch: str
    mindspore: str
    equal: int
    different: int
    undecided: int
    ambiguous: int = 0


PAIRS = (
    Port("NVIDIA+flownet2-pytorch", f"{MODELS}/research/cv/flownet2", 15, 0, 0),
    Port("NVIDIA+pix2pixHD", f"{MODELS}/research/cv/Pix2PixHD", 0, 3, 0),
    Port("taesungp+contrastive-unpaired-translation", f"{MODELS}/official/cv/CycleGAN", 0, 3, 2),
    Port("wkentaro+pytorch-fcn", f"{MODELS}/research/cv/FCN8s", 0, 2, 1),
    Port("mattmacy+vnet.pytorch", f"{MODELS}/research/cv/vnet", 0, 1, 0),
    Port("martinarjovsky+WassersteinGAN", f"{MODELS}/official/cv/WGAN", 6, 0, 0),
    Port("Eromera+erfnet_pytorch", f"{MODELS}/research/cv/erfnet", 2, 2, 0),
    Port("yunjey+stargan", f"{MODELS}/research/cv/StarGAN", 1, 0, 0),
    Port("kmaninis+OSVOS-PyTorch", f"{MODELS}/research/cv/OSVOS", 2, 0, 0),
    Port("microsoft+human-pose-estimation.pytorch", f"{MODELS}/research/cv/simple_pose", 0, 1, 0),
    Port("microsoft+human-pose-estimation.pytorch", f"{MODELS}/research/cv/simple_baselines", 0, 0, 1),
    Port("facebookresearch+segment-anything", "mindspore-lab+models/official/cv/segment-anything", 2, 0, 0),
    Port("dbolya+yolact", "Ricardo0106+Yolact_mindspore", 0, 0, 1),
    Port("elvisyjlin+AttGAN-PyTorch", f"{MODELS}/research/cv/AttGAN", 1, 0, 0),
    Port("alterzero+DBPN-Pytorch", f"{MODELS}/research/cv/DBPN", 1, 0, 0),
    Port("jik876+hifi-gan", f"{MODELS}/research/mm/opt", 1, 0, 0),
    Port("pytorch+examples/dcgan", f"{MODELS}/research/cv/dcgan", 0, 0, 0, 4),
    Port("pytorch+examples/dcgan", f"{ORANGE_PI}/10_dcgan", 5, 0, 0),
    Port("wkentaro+pytorch-fcn", f"{ORANGE_PI}/04_fcn", 0, 2, 1),
    Port("taesungp+contrastive-unpaired-translation", f"{ORANGE_PI}/11_pix2pix", 0, 1, 2),
    Port("taesungp+contrastive-unpaired-translation", f"{MODELS}/research/cv/Pix2Pix", 0, 1, 2),
    Port("taesungp+contrastive-unpaired-translation", f"{MODELS}/research/cv/APDrawingGAN", 1, 1, 2),
    Port("taesungp+contrastive-unpaired-translation", "TL-UESTC+MindSpore_DALib/tllib/translation/cyclegan", 0, 4, 0),
    Port("milesial+Pytorch-UNet", f"{MODELS}/official/cv/Unet", 0, 4, 0),
    Port("meetps+pytorch-semseg", f"{MODELS}/research/cv/FCN8s", 0, 2, 1),
    Port("martinarjovsky+WassersteinGAN", "MMadhatter+wgan-mindspore", 6, 0, 0),
    Port("facebookresearch+segment-anything", "MindSpore-paper-code-2+code3/TinySAM", 2, 0, 0),
    Port(f"{GAN}/stargan/models.py", f"{MODELS}/research/cv/StarGAN/src/model.py", 1, 0, 0),
    Port(f"{POSE}/pose_resnet.py", f"{HEADS}/simple_baseline_head.py", 0, 0, 1),
    Port("HRNet+HigherHRNet-Human-Pose-Estimation/lib/models/pose_higher_hrnet.py", f"{HEADS}/higher_hrnet_head.py", 0, 0, 1),
    Port(f"xingyizhou+CenterNet/{DLA}/pose_dla_dcn.py", f"{MODELS}/research/cv/centernet/src/backbone_dla.py", 0, 0, 1),
    Port(f"ifzhang+FairMOT/{DLA}/pose_dla_conv.py", f"{MODELS}/research/cv/fairmot/src/backbone_dla_conv.py", 1, 0, 0),
)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkouts", type=Path)
    parser.add_argument("--run", action="store_true", help="run the layers in both frameworks")
    arguments = parser.parse_args(argv)
    wrong: list[str] = []
    for port in PAIRS:
        torch, mindspore = arguments.checkouts / port.torch, arguments.checkouts / port.mindspore
        if not (torch.exists() and mindspore.exists()):
            print(f"{port.mindspore}: not checked out")
            continue
        result = compared(str(torch), str(mindspore), Configuration(fixed=Settings(porting="always")))
        count = Counter(outcome.verdict for outcome in result.outcomes)
        ambiguous = sum(len(item.mindspore) for item in result.pairing.ambiguous)
        codes = Counter(finding.code for outcome in result.outcomes for finding in outcome.findings)
        numbers = (count["equal"], count["different"], count["undecided"], ambiguous)
        listed = " ".join(f"{code} x{number}" for code, number in sorted(codes.items()))
        print(f"{port.mindspore}: {len(result.outcomes)} compared: {_words(numbers)}{f' ({listed})' if listed else ''}")
        if numbers != port[2:]:
            wrong.append(f"{port.mindspore}: expected {_words(port[2:])}")
        if arguments.run:
            wrong += _run(result)
    for line in wrong:
        print(line)
    return bool(wrong)


def _words(numbers: tuple[int, ...]) -> str:
    return ", ".join(f"{number} {word}" for number, word in zip(numbers, ("equal", "different", "undecided", "ambiguous")))


# -- running -------------------------------------------------------------------------------------------------------------


def _run(result: Compared) -> Iterator[str]:
    """A line for each verdict that the frameworks do not bear out."""
    ran: Counter[str] = Counter()
    for outcome in result.outcomes:
        same = [equal for equal in _each(outcome) if equal is not None]
        if outcome.verdict == "undecided" or not same:
            ran[f"{outcome.verdict} not run"] += 1
            continue
        ran[f"{outcome.verdict} run"] += 1
        if (outcome.verdict == "equal") != all(same):
            yield f"{outcome.pair.mindspore.place}: called {outcome.verdict}, and it is not"
    if ran:
        print(f"    {', '.join(f'{number} {words}' for words, number in sorted(ran.items()))}")


def _each(outcome: Outcome) -> Iterator[bool | None]:
    """For each case whether both layers return the same; None where the text leaves open how to build one."""
    for case in outcome.pair.mindspore.site.cases:
        torch = counterpart(outcome.pair, case).call
        yield None if torch is None else _equal(case.call, torch)


_TORCH = ("kernel_size", "stride", "padding", "output_padding", "groups", "bias", "dilation")
_MINDSPORE = ("kernel_size", "stride", "pad_mode", "padding", "output_padding", "dilation", "group", "has_bias")
_CHANNELS = ("in_channels", "out_channels")
_LENGTH = 5
_DRAWS = 200
_ENOUGH = 8


def _equal(call: LayerCall, torch: LayerCall) -> bool | None:
    channels = {name: _channels(call, torch, name) for name in _CHANNELS}
    if bias(call) is None or bias(torch) is None:
        # A window that differs does so without a bias too.
        call, torch = _without_bias(call, "has_bias"), _without_bias(torch, "bias")
    ours, theirs = _known(call, _MINDSPORE), _known(torch, _TORCH)
    if ours is None or theirs is None:
        return next((found for seed in range(_DRAWS) if (found := _equal_with(call, torch, seed)) is not None), None)
    return _outputs_equal(call.layer.dimension, channels, ours, theirs)


class _Number(int):
    """A small number that a name stands for, with numbers for attributes and items of it."""

    random: Random

    def __getattr__(self, name: str) -> _Number:
        if name.startswith("__"):
            raise AttributeError(name)
        self.__dict__[name] = _number(self.random)
        return self.__dict__[name]

    def __getitem__(self, key: object) -> _Number:
        return getattr(self, f"item {key}")


def _number(random: Random) -> _Number:
    number = _Number(random.choice((1, 2, 2, 3, 4, 4, 8)))
    number.random = random
    return number


class _Names(dict[str, _Number]):
    """What the names of both texts stand for, drawn when they are asked for."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def __missing__(self, name: str) -> _Number:
        self[name] = _number(self._random)
        return self[name]


def _equal_with(call: LayerCall, torch: LayerCall, seed: int) -> bool | None:
    """Whether both layers return the same with these numbers for open names; None where these make no PyTorch layer."""
    names = _Names(Random(seed))
    try:
        ours, theirs = (
            {name: _evaluated(side, name, names) for name in (*_CHANNELS, *passed) if name in side.signature.names}
            for side, passed in ((call, _MINDSPORE), (torch, _TORCH))
        )
        return _outputs_equal(call.layer.dimension, {}, ours, theirs)
    except (ValueError, TypeError, ZeroDivisionError, RuntimeError, LookupError, AttributeError, NameError):
        return None


def _evaluated(call: LayerCall, name: str, names: _Names) -> Any:
    value = call.value(name)
    if is_known(value):
        return value
    found = eval(ast.unparse(call.arguments[name].node), {"__builtins__": {}}, names)
    return int(found) if type(found) is _Number else found


def _channels(call: LayerCall, torch: LayerCall, name: str) -> int:
    """Those of the text, at most a few; the weights are the same on both sides."""
    groups = call.value("group")
    step = groups if isinstance(groups, int) else 1
    for value in (call.value(name), torch.value(name)):
        if isinstance(value, int):
            return min(value, _ENOUGH * step)
    return 2 * step


def _without_bias(call: LayerCall, parameter: str) -> LayerCall:
    return replace(call, arguments={**call.arguments, parameter: Argument(parameter, False, call.node)})


def _known(call: LayerCall, names: tuple[str, ...]) -> dict[str, Any] | None:
    values = {name: call.value(name) for name in names if name in call.signature.names}
    return values if all(map(is_known, values.values())) else None


def _outputs_equal(dimension: int, channels: dict[str, int], ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    """Builds both layers, gives them the same random weights, bias and input, and compares what they return."""
    import mindspore
    import numpy as np
    import torch

    torch.manual_seed(0)
    original = getattr(torch.nn, f"ConvTranspose{dimension}d")(**channels, **theirs)
    if not original.weight.numel():
        raise ValueError(original)
    weight = original.weight.detach().numpy()
    x = np.random.default_rng(0).standard_normal((1, original.in_channels, *(_LENGTH,) * dimension)).astype(np.float32)
    expected = original(torch.from_numpy(x)).detach().numpy()
    added = {} if original.bias is None else {"bias_init": mindspore.Tensor(original.bias.detach().numpy())}
    layer = getattr(mindspore.nn, f"Conv{dimension}dTranspose")
    try:
        port = layer(**channels, **ours, weight_init=mindspore.Tensor(weight), **added if ours["has_bias"] else {})
        result = port(mindspore.Tensor(x)).asnumpy()
    except (TypeError, ValueError):
        return False
    return result.shape == expected.shape and bool(np.abs(result - expected).max() < 1e-4)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
