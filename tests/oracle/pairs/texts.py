"""A module of either framework as a text: layers in the constructor, then what is done step by step to the input."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from lint_transpose.layers.releases import Framework

_HEADERS: dict[Framework, str] = {
    "torch": "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n",
    "mindspore": "from mindspore import nn, ops\n",
}
_MODULES: dict[Framework, tuple[str, str, str, str]] = {
    "torch": ("nn.Module", "forward", "nn.Sequential", "nn.ModuleList"),
    "mindspore": ("nn.Cell", "construct", "nn.SequentialCell", "nn.CellList"),
}
_ADDING = {
    "added": "def added(layers, layer):\n    if layer is not None:\n        layers.append(layer)\n    return layers",
    "grow": "def grow(layers, layer):\n    layers += [layer]",
    "inserted": "def inserted(layers, layer):\n    layers.insert(len(layers), layer)\n    return layers",
}
"""Functions that add a layer to a list, in place; what `insert` does is not read."""


@dataclass(frozen=True)
class Step:
    """What is done to a tensor: an expression in `{y}`, or `cell`, a layer that is built in the constructor as `name`."""

    text: str = ""
    name: str = ""
    cell: str = ""

    @property
    def expression(self) -> str:
        return self.text or f"self.{self.name}({{y}})"

    @property
    def is_plain(self) -> bool:
        """Whether it reads the tensor once, so that it can stand in a nested expression."""
        return self.expression.count("{y}") == 1


@dataclass
class Draft:
    """A module: `sizes` says whether it needs the input's sizes by name, `helpers` are the functions and classes beside it.

    `constants` stand at the head of the file, `parameters` are those of the constructor, whose lines begin with `prelude`, and
    `kept`, which puts lists of its layers together. `decided`: nothing
    hangs on how often a loop runs.
    """

    framework: Framework
    steps: list[Step]
    sizes: str = ""
    helpers: dict[str, str] = field(default_factory=dict)
    constants: list[str] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)
    prelude: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    decided: bool = True

    def write(self, random: Random) -> str:
        """The text, in one of the ways in which such modules are written."""
        base, method, container, holder = _MODULES[self.framework]
        built, steps = self._built(random, container)
        plain = [step.name for step in steps if step.name in ("up", "block") and not step.text]
        passed = [name for name in plain if random.random() < 0.05]
        if passed:
            self.helpers["run"] = "def run(layer, y):\n    return layer(y)"
        head = _HEADERS[self.framework] + "".join(f"\n{line}\n" for line in self.constants)
        head += "".join(f"\n\n{text}\n" for text in self.helpers.values())
        parameters = ", ".join(["self", *self.parameters])
        lines = [f"class Net({base}):", f"    def __init__({parameters}):", "        super().__init__()"]
        lines += [f"        {line}" for line in (*self.prelude, *self.kept)]
        body = self._body(random, steps)
        for name in passed:
            body = [line.replace(f"self.{name}(", f"run(self.{name}, ") for line in body]
        for name, text in built:
            if name not in plain or name in passed or random.random() < 0.85:
                lines.append(f"        self.{name} = {text}")
                continue
            lines.append(f"        self.{name} = {holder}()")  # a list of one, whose item is called
            lines += ["        for _ in range(1):", "    "] if random.random() < 0.5 else [""]
            lines[-1] += f"        self.{name}.append({text})"
            body = [line.replace(f"self.{name}(", f"self.{name}[0](") for line in body]
        lines += ["", f"    def {method}(self, x):", *(f"        {line}" for line in body)]
        return f"{head}\n\n" + "\n".join(lines) + "\n"

    def _built(self, random: Random, container: str) -> tuple[list[tuple[str, str]], list[Step]]:
        """The layers that the constructor keeps, and the steps; some of them folded into a container."""
        steps = list(self.steps)
        length = 0
        while length < len(steps) and steps[length].cell and not steps[length].text:
            length += 1
        if length < 2 or random.random() < 0.5:
            return [(step.name, step.cell) for step in steps if step.cell], steps
        items = [step.cell for step in steps[: random.randint(2, length)]]
        rest = steps[len(items) :]
        inside = self._listed(random, items) if random.random() < 0.5 else ", ".join(items)
        whole = (
            f"{container}([{inside}])" if self.framework == "mindspore" and random.random() < 0.6 else f"{container}({inside})"
        )
        built = [("block", whole), *((step.name, step.cell) for step in rest if step.cell)]
        return built, [Step(name="block", cell=whole), *rest]

    def _listed(self, random: Random, items: list[str]) -> str:
        """The items in a list that the constructor puts together, some of them in a branch, in a loop of one pass or by a
        function, where it is not read what becomes of the layer that it is given.
        """
        first = random.randint(0, len(items))
        lines = [f"layers = [{', '.join(items[:first])}]"]
        for item in items[first:]:
            adding = random.choice(list(_ADDING)) if random.random() < 0.3 else ""
            added = random.choice((f"layers += [{item}]", f"layers.append({item})", f"layers.extend([{item}])"))
            if adding:
                self.helpers[adding] = _ADDING[adding]
                call = f"{adding}(layers, {item})"
                added = call if adding == "grow" or random.random() < 0.5 else f"layers = {call}"
                self.decided = self.decided and "Transpose" not in item and item != "up" and adding != "inserted"
            around = random.choice(("", "", "", "", "if True:\n            ", "for _ in range(1):\n            "))
            self.decided = self.decided and not around.startswith("for")
            lines.append(around + added)
        self.kept += lines
        return "*layers"

    def _body(self, random: Random, steps: list[Step]) -> list[str]:
        lines = [self.sizes] if self.sizes else []
        name = random.choice("xyy") if not self._reads_input(steps) else "y"
        current = "x"
        style = random.choice(("statements", "nested", "mixed"))
        for index, step in enumerate(steps):
            is_last = index + 1 == len(steps)
            expression = step.expression.replace("{y}", current)
            follows_plainly = not is_last and steps[index + 1].is_plain
            nests = follows_plainly and (style == "nested" or (style == "mixed" and random.random() < 0.4))
            if is_last and random.random() < 0.7:
                return [*lines, f"return {expression}"]
            if nests and " + " not in step.text:
                current = expression
            else:
                lines.append(f"{name} = {expression}")
                current = name
        return [*lines, f"return {current}"]

    def _reads_input(self, steps: list[Step]) -> bool:
        """Whether a step behind the first reads the input itself."""
        return bool(self.sizes) or any("x" in step.text.replace("max", "").replace("expand", "") for step in steps)
