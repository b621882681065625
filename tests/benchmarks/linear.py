"""Is the time linear in the size of the file? `python -m tests.benchmarks.linear [INPUT ...]`.

For each input of `INPUTS`, a text that grows with one number, prints the seconds that `check_source` takes at that number
and at its double, the ratio of both (2 is linear) and how many findings there are.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

from lint_transpose import Settings, check_source

_HEAD = "import mindspore.nn as nn\n"
_WRONG = "nn.Conv2dTranspose(8, 4, 3, padding=1)"


def calls(n: int) -> str:
    """`n` layers at the top of a module."""
    return _HEAD + f"{_WRONG}\n" * n


def attributes(n: int) -> str:
    """A network of `n` layers, each called in `construct`."""
    built = "".join(f"        self.up{i} = {_WRONG}\n" for i in range(n))
    called = "".join(f"        x = self.up{i}(x)\n" for i in range(n))
    return (
        f"{_HEAD}class Net(nn.Cell):\n    def __init__(self):\n{built}    def construct(self, x):\n{called}        return x\n"
    )


def reused(n: int) -> str:
    """One layer, called `n` times."""
    called = "        x = self.up(x)\n" * n
    return (
        f"{_HEAD}class Net(nn.Cell):\n    def __init__(self):\n        self.up = {_WRONG}\n"
        f"    def construct(self, x):\n{called}        return x\n"
    )


def networks(n: int) -> str:
    """`n` classes that all keep their layer as `self.up`."""
    return _HEAD + "".join(
        f"class Net{i}(nn.Cell):\n    def __init__(self, p=1):\n        super().__init__()\n"
        "        self.up = nn.Conv2dTranspose(8, 4, 3, padding=p)\n"
        "    def construct(self, x):\n        return self.up(x)\n"
        for i in range(n)
    )


def siblings(n: int) -> str:
    """`n` subclasses of one base, each with a layer of its own beside the base's."""
    base = (
        "class Base(nn.Cell):\n    def __init__(self, p=1):\n        super().__init__()\n        self.p = p\n"
        "        self.up = nn.Conv2dTranspose(8, 4, 3, padding=self.p)\n"
    )
    return f"{_HEAD}{base}" + "".join(
        f"class Net{i}(Base):\n    def __init__(self):\n        super().__init__(p={i % 3})\n"
        f"        self.up = nn.Conv2dTranspose(8, 4, 3, stride={i % 4 + 1}, padding=self.p)\n"
        "    def construct(self, x):\n        return self.up(x)\n"
        for i in range(n)
    )


def appended(n: int) -> str:
    """A list that grows by `n` layers."""
    return f"{_HEAD}layers = []\n" + f"layers.append({_WRONG})\n" * n + "net = nn.SequentialCell(*layers)\n"


def rebound(n: int) -> str:
    """One name bound `n` times, by way of a condition, before each layer."""
    return _HEAD + f"if flag:\n    p = 1\nelse:\n    p = p\nup = {_WRONG.replace('1', 'p')}\n" * n


def callers(n: int) -> str:
    """A factory with `n` callers, of which one in a hundred makes the layer raise."""
    factory = "def up(cin, cout, k, p):\n    return nn.Conv2dTranspose(cin, cout, k, padding=p)\n"
    return _HEAD + factory + "".join(f"up({i + 1}, 4, 3, {int(i % 100 == 99)})\n" for i in range(n))


def factories(n: int) -> str:
    """`n` factories with a few callers each."""
    return _HEAD + "".join(
        f"def up{i}(cin, k=4, s=2, p=1):\n    return nn.Conv2dTranspose(cin, 4, k, s, padding=p)\nup{i}(3)\nup{i}(3, p=0)\n"
        for i in range(n)
    )


def nested(n: int) -> str:
    """Factories that call each other, `n` deep."""
    steps = "".join(f"def up{i + 1}(cin, p):\n    return up{i}(cin, p)\n" for i in range(n))
    return f"{_HEAD}def up0(cin, p):\n    return nn.Conv2dTranspose(cin, 4, 3, padding=p)\n{steps}up{n}(8, 1)\nup{n}(8, p=0)\n"


def inherited(n: int) -> str:
    """Subclasses of subclasses, `n` deep."""
    first = (
        "class Up0(nn.Conv2dTranspose):\n    def __init__(self, *args, **kwargs):\n        super().__init__(*args, **kwargs)\n"
    )
    steps = "".join(f"class Up{i + 1}(Up{i}):\n    pass\n" for i in range(n))
    return f"{_HEAD}{first}{steps}Up{n}(8, 4, 3, padding=1)\n"


def choices(n: int) -> str:
    """`n` layers whose arguments hang on eight open conditions each."""
    values = [f"({i + 2} if flag{i} else {i + 1})" for i in range(4)]
    layer = f"nn.Conv2dTranspose({values[0]}, {values[1]}, {values[2]}, {values[3]}, padding=1 if a else 2, group=b or 1)\n"
    return _HEAD + layer * n


def doubled(n: int) -> str:
    """`n` names, each the sum of the one before with itself, and a layer made of each."""
    steps = "".join(f"a{i + 1} = a{i} + a{i} - a{i}\nnn.Conv2dTranspose(8, 4, a{i + 1}, padding=a{i})\n" for i in range(n))
    return f"{_HEAD}a0 = 1\n{steps}"


def table(n: int) -> str:
    """A literal table of `n` rows, and a layer for each row of it."""
    rows = "".join(f"    (8, 4, 3, {i % 2}),\n" for i in range(n))
    return f"{_HEAD}ROWS = [\n{rows}]\nfor cin, cout, k, p in ROWS:\n    nn.Conv2dTranspose(cin, cout, k, padding=p)\n"


def tables(n: int) -> str:
    """A literal table of `n` rows, and `n` layers with a row each."""
    rows = "".join(f"    {i}: dict(padding={i % 2}),\n" for i in range(n))
    return f"{_HEAD}ROWS = {{\n{rows}}}\n" + "".join(f"nn.Conv2dTranspose(8, 4, 3, **ROWS[{i}])\n" for i in range(n))


def deep(n: int) -> str:
    """Expressions `n` deep beside a layer, in an argument of one, and as what is called."""
    return (
        f"{_HEAD}k = {'+'.join('1' * n)}\n{_WRONG}\nnn.Conv2dTranspose(8, 4, {'+'.join('k' * n)}, padding=1)\n"
        f"net = build{'.add(1)' * n}\nnn{'.nn' * n}.Conv2dTranspose(8, 4, 3, padding=1)\n"
        f"nn.Conv2dTranspose(8, 4, 3, padding={'1 if a else ' * n}1)\n"
    )


def assigned(n: int) -> str:
    """`n` layers with names that are never read again."""
    return _HEAD + "".join(f"up{i} = {_WRONG}\n" for i in range(n))


def chained(n: int) -> str:
    """A tensor that goes through `n` layers built on the spot."""
    return f"{_HEAD}def run(x):\n" + f"    x = {_WRONG}(x)\n" * n + "    return x\n"


def returned(n: int) -> str:
    """A factory whose branches, `n` of them, each return a layer."""
    branches = "".join(
        f"    elif kind == {i}:\n        return nn.Conv2dTranspose(8, 4, 3, padding={i % 2})\n" for i in range(n)
    )
    return f"{_HEAD}def up(kind):\n    if kind is None:\n        return None\n{branches}up(3)\n"


def branches(n: int) -> str:
    """A chain of `n` elif, each with its own padding."""
    chain = "".join(f"elif kind == {i}:\n    p = {i}\n" for i in range(n))
    return f"{_HEAD}if kind == -1:\n    p = 1\n{chain}{_WRONG}\nnn.Conv2dTranspose(8, 4, 3, padding=p)\n"


def shared(n: int) -> str:
    """A global that `n` functions rebind, before `n` layers."""
    return f"{_HEAD}p = 1\n" + "def f():\n    global p\n    p = 0\n" * n + f"{_WRONG.replace('1', 'p')}\n" * n


def interrupted(n: int) -> str:
    """A loop with `n` ways out, and `n` layers behind it."""
    ways = "".join(f"    if kind == {i}:\n        break\n" for i in range(n))
    return f"{_HEAD}p = 1\nfor kind in kinds:\n{ways}    p = 1\n" + f"{_WRONG.replace('1', 'p')}\n" * n


def keywords(n: int) -> str:
    """One layer with `n` misspelt keywords."""
    return f"{_HEAD}nn.Conv2dTranspose(8, 8, 4, {', '.join(f'paddin{i}=1' for i in range(n))})\n"


def one_line(n: int) -> str:
    """`n` layers in a line that is not ASCII."""
    return f"{_HEAD}x = 'é', {', '.join([_WRONG] * n)}\n"


def recursive(n: int) -> str:
    """`n` functions that call each other in circles, each with a layer."""
    return _HEAD + "".join(
        f"def up{i}(p):\n    up{(i + 1) % n}(p)\n    up{(i + 7) % n}(p)\n    return nn.Conv2dTranspose(8, 8, 4, padding=p)\n"
        for i in range(n)
    )


def ported(n: int) -> str:
    """`n` layers that each name the PyTorch layer in the same file that they port."""
    originals = "".join(
        f"class T{i}(torch.nn.Module):\n    def __init__(self):\n        self.up = torch.nn.ConvTranspose2d(8, 4, 3)\n"
        for i in range(n)
    )
    ports = "".join(
        f"class M{i}(nn.Cell):\n    def __init__(self):\n        self.up = {_WRONG}  # ported-from: ::T{i}.up\n"
        for i in range(n)
    )
    return f"import torch\n{_HEAD}{originals}{ports}"


INPUTS: dict[Callable[[int], str], int] = {
    calls: 10_000,
    attributes: 2_000,
    reused: 10_000,
    networks: 2_000,
    siblings: 200,
    appended: 5_000,
    rebound: 2_000,
    callers: 10_000,
    factories: 1_000,
    nested: 200,
    inherited: 200,
    choices: 100,
    doubled: 1_000,
    table: 10_000,
    tables: 3_000,
    deep: 2_000,
    branches: 1_000,
    assigned: 5_000,
    chained: 5_000,
    returned: 200,
    shared: 2_000,
    interrupted: 2_000,
    keywords: 1_000,
    one_line: 1_000,
    recursive: 80,
    ported: 250,
}
"""Each input with the number at which it is first timed."""


def seconds(text: str) -> tuple[float, int]:
    """The seconds of this thread that checking `text` takes, and how many findings there are."""
    start = time.thread_time()
    findings = check_source(text, settings=Settings(select=("ALL",)))
    return time.thread_time() - start, len(findings)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", nargs="*", choices=[[], *(make.__name__ for make in INPUTS)])
    wanted = parser.parse_args(argv).input
    print(f"{'input':12} {'n':>7} {'s at n':>8} {'s at 2n':>8} {'ratio':>6} {'findings':>9}")
    for make, n in INPUTS.items():
        if wanted and make.__name__ not in wanted:
            continue
        once, _ = seconds(make(n))
        twice, found = seconds(make(2 * n))
        print(f"{make.__name__:12} {n:7} {once:8.2f} {twice:8.2f} {twice / once:6.1f} {found:9}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
