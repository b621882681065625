"""`port` beside PyTorch: `python -m tests.oracle.ports [--layers 5000] [--seed 0]`.

Random legal layers, 3-D kernels up to 9, written in the ways in which people write them: with names, as parameters,
attributes, factories, wrappers, tables, partials, configurations. Each is built by PyTorch, and every answer whose condition
holds must compute the same. Prints how many did, each that did not, and exits with 1 when there is any.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from math import prod
from random import Random

from lint_transpose.layers.releases import LARGEST_KERNEL_3D

from .answers import judge, run
from .frameworks import inputs, np
from .layers import Axes, Shared, TorchLayer, draw_input, draw_shared, draw_torch

HEAD = "import torch\nfrom functools import partial\nfrom torch import nn\n\n"
_OPTIONAL = ("stride", "padding", "output_padding", "groups", "bias", "dilation")


def draw(random: Random) -> tuple[Shared, TorchLayer]:
    dimension = random.choice((1, 2, 2, 3))
    shared = draw_shared(random, dimension, torch_alone=random.random() < 0.1)
    if dimension == 3 and random.random() < 0.2:
        shared = replace(shared, kernel_size=tuple(random.randint(1, 9) for _ in range(3)), dilation=(1, 1, 1))
    return shared, draw_torch(random, shared)


Named = dict[str, str]
"""The text of each argument, by its name."""


def arguments(random: Random, shared: Shared, layer: TorchLayer) -> Named:
    """The texts of the arguments; those that are PyTorch's defaults are mostly left out, and 1-D ones are ints."""

    def text(axes: Axes) -> str:
        return str(axes[0]) if len(set(axes)) == 1 and (len(axes) == 1 or random.random() < 0.8) else str(axes)

    found = {"in_channels": str(shared.in_channels), "out_channels": str(shared.out_channels)}
    found["kernel_size"] = text(shared.kernel_size)
    values = {
        "stride": text(shared.stride),
        "padding": text(layer.padding),
        "output_padding": text(layer.output_padding),
        "groups": str(shared.groups),
        "bias": str(shared.bias),
        "dilation": text(shared.dilation),
    }
    defaults = {"stride": "1", "padding": "0", "output_padding": "0", "groups": "1", "bias": "True", "dilation": "1"}
    return found | {name: value for name, value in values.items() if value != defaults[name] or random.random() < 0.1}


def passed(random: Random, named: Named) -> str:
    """The arguments as they stand in a call: some by position, the rest by name."""
    names = list(named)
    positions = 3 if random.random() < 0.7 else random.randint(0, 3)
    return ", ".join(named[name] if index < positions else f"{name}={named[name]}" for index, name in enumerate(names))


def split(random: Random, named: Named) -> tuple[Named, Named]:
    """The arguments with some texts as names, and what the names stand for."""
    names = {name: name for name in named if random.random() < 0.5}
    return {name: names.get(name, text) for name, text in named.items()}, {name: named[name] for name in names}


def expression(random: Random, text: str) -> str:
    """A number as it may be worked out."""
    if not text.isdigit():
        return text
    value = int(text)
    return random.choice((text, f"{value + 1} - 1", f"2 * {value} // 2", f"({text})"))


# -- the styles ----------------------------------------------------------------------------------------------------------


def plain(random: Random, build: str, named: Named) -> str:
    return f"up = {build}({passed(random, named)})\n"


def worked_out(random: Random, build: str, named: Named) -> str:
    return f"up = {build}({passed(random, {name: expression(random, text) for name, text in named.items()})})\n"


def constants(random: Random, build: str, named: Named) -> str:
    inside, names = split(random, named)
    lines = "".join(f"{name} = {text}\n" for name, text in names.items())
    return f"{lines}up = {build}({passed(random, inside)})\n"


def parameters(random: Random, build: str, named: Named) -> str:
    inside, names = split(random, named)
    call = ", ".join(f"{name}={text}" for name, text in names.items())
    return f"def make({', '.join(names)}):\n    return {build}({passed(random, inside)})\n\n\nup = make({call})\n"


def defaults(random: Random, build: str, named: Named) -> str:
    inside, names = split(random, named)
    given = ", ".join(f"{name}={text}" for name, text in names.items())
    return f"def make({given}):\n    return {build}({passed(random, inside)})\n\n\nup = make()\n"


def unknown_caller(random: Random, build: str, named: Named) -> str:
    inside, names = split(random, named)
    values = ", ".join(f"{name!r}: {text}" for name, text in names.items())
    made = f"def make({', '.join(names)}):\n    return {build}({passed(random, inside)})\n"
    return f"{made}\n\nup = globals()['make'](**{{{values}}})\n"


def in_class(random: Random, build: str, named: Named) -> str:
    inside, names = split(random, named)
    head = "".join(f", {name}" for name in names)
    call = ", ".join(f"{name}={text}" for name, text in names.items())
    return (
        f"class Net(nn.Module):\n    def __init__(self{head}):\n        super().__init__()\n"
        f"        self.up = {build}({passed(random, inside)})\n\n\nup = Net({call}).up\n"
    )


def attributes(random: Random, build: str, named: Named) -> str:
    inside, names = split(random, named)
    lines = "".join(f"        self.{name} = {name}\n" for name in names)
    head = "".join(f", {name}" for name in names)
    call = ", ".join(f"{name}={text}" for name, text in names.items())
    own = {name: f"self.{name}" if name in names else text for name, text in inside.items()}
    return (
        f"class Net(nn.Module):\n    def __init__(self{head}):\n        super().__init__()\n{lines}"
        f"        self.up = {build}({passed(random, own)})\n\n\nup = Net({call}).up\n"
    )


def class_attributes(random: Random, build: str, named: Named) -> str:
    inside, names = split(random, named)
    lines = "".join(f"    {name.upper()} = {text}\n" for name, text in names.items()) or "    pass\n"
    own = {name: f"self.{name.upper()}" if name in names else text for name, text in inside.items()}
    return (
        f"class Net(nn.Module):\n{lines}\n    def __init__(self):\n        super().__init__()\n"
        f"        self.up = {build}({passed(random, own)})\n\n\nup = Net().up\n"
    )


def wrapper(random: Random, build: str, named: Named) -> str:
    return f"def make(*args, **kwargs):\n    return {build}(*args, **kwargs)\n\n\nup = make({passed(random, named)})\n"


def with_partial(random: Random, build: str, named: Named) -> str:
    first = {name: text for name, text in named.items() if name in _OPTIONAL}
    rest = {name: text for name, text in named.items() if name not in _OPTIONAL}
    inside = "".join(f", {name}={text}" for name, text in first.items())
    return f"make = partial({build}{inside})\nup = make({', '.join(rest.values())})\n"


def configuration(random: Random, build: str, named: Named) -> str:
    inside = ", ".join(f"{name}={text}" for name, text in named.items())
    return f"cfg = dict({inside})\nup = {build}(**cfg)\n"


def table(random: Random, build: str, named: Named) -> str:
    return f'LAYERS = {{"conv": nn.Conv2d, "up": {build}}}\nkind = "up"\nup = LAYERS[kind]({passed(random, named)})\n'


def by_name(random: Random, build: str, named: Named) -> str:
    digit = build[-2]
    return f'd = {digit}\nup = getattr(nn, f"ConvTranspose{{d}}d")({passed(random, named)})\n'


def alias(random: Random, build: str, named: Named) -> str:
    return f"from torch.nn import {build.removeprefix('nn.')} as Up\nup = Up({passed(random, named)})\n"


def subclass(random: Random, build: str, named: Named) -> str:
    inside, names = split(random, named)
    head = "".join(f", {name}" for name in names)
    call = ", ".join(f"{name}={text}" for name, text in names.items())
    return (
        f"class Up({build}):\n    def __init__(self{head}):\n        super().__init__({passed(random, inside)})\n\n\n"
        f"up = Up({call})\n"
    )


def listed(random: Random, build: str, named: Named) -> str:
    return f"ups = [{build}({passed(random, named)}) for _ in range(1)]\nup = ups[0]\n"


def conditional(random: Random, build: str, named: Named) -> str:
    return f"deep = True\nup = {build}({passed(random, named)}) if deep else nn.Identity()\n"


STYLES: tuple[Callable[[Random, str, Named], str], ...] = (
    *(plain, worked_out, constants, parameters, defaults, unknown_caller, in_class, attributes, class_attributes),
    *(wrapper, with_partial, configuration, table, by_name, alias, subclass, listed, conditional),
)


def judged(seed: str) -> tuple[Counter[str], list[str]]:
    """How the answers for one random layer fared, and what is wrong with them."""
    random, generator = Random(seed), np.random.default_rng(list(seed.encode()))
    shared, layer = draw(random)
    named = arguments(random, shared, layer)
    text = HEAD + random.choice(STYLES)(random, f"nn.ConvTranspose{shared.dimension}d", named)
    _, built = run(text)
    x = inputs(shared, draw_input(random, shared, layer.windows()), generator)
    counts, wrong = judge(text, x, built[-1].module, built[-1].names)
    is_dilated = shared.dilation[0] != 1 and shared.kernel_size[0] != 1
    if shared.dimension == 3 and (is_dilated or prod(shared.kernel_size) > LARGEST_KERNEL_3D):
        # What MindSpore's layer has not, is a condition that does not hold where a name stands for it.
        wrong = [what for what in wrong if not what.startswith("no answer holds")]
    return counts, wrong


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.oracle.ports", description=__doc__)
    parser.add_argument("--layers", type=int, default=5000)
    parser.add_argument("--seed", default="0")
    options = parser.parse_args(argv)
    started, counts, failures = time.monotonic(), Counter[str](), 0
    for index in range(options.layers):
        found, wrong = judged(f"{options.seed} {index}")
        counts += found
        failures += len(wrong)
        for text in wrong:
            print(f"seed {options.seed} {index}: {text}", flush=True)
    for name, count in sorted(counts.items()):
        print(f"{count:8} {name}")
    print(f"{counts['layers']} layers in {time.monotonic() - started:.0f} s, {failures} wrong")
    return 1 if failures or not counts["layers"] else 0


if __name__ == "__main__":
    sys.exit(main())
