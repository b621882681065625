"""The ways in which authors write one layer: numbers by name, factories, tables of arguments, classes of their own."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from .texts import Draft

_SHORT = {
    "kernel_size": "k",
    "stride": "s",
    "padding": "p",
    "output_padding": "op",
    "dilation": "d",
    "groups": "g",
    "group": "g",
    "bias": "bias",
    "has_bias": "bias",
    "pad_mode": "mode",
}


@dataclass(frozen=True)
class Layer:
    """A call of `name` as it is written: `channels` by position, the rest by keywords, in the order of the signature.

    `leading` is how many of the keywords, in that order, may be written by position.
    """

    name: str
    channels: tuple[str, str]
    arguments: dict[str, str]
    leading: int = 0

    def text(self, arguments: dict[str, str] | None = None, more: str = "") -> str:
        items = (self.arguments if arguments is None else arguments).items()
        return (
            f"{self.name}({', '.join([*self.channels, *(f'{name}={value}' for name, value in items), *filter(None, [more])])})"
        )


def written(random: Random, draft: Draft, layer: Layer) -> str:
    """The expression that builds the layer; `draft` is told what else the style needs."""
    others = (_positional, _by_name, _parameters, _factory, _table, _subclass, _worked_out, _wrapped, _looped)
    return random.choice((_plain, _plain, _plain, *others))(random, draft, layer)


def _plain(random: Random, draft: Draft, layer: Layer) -> str:
    return layer.text()


def _positional(random: Random, draft: Draft, layer: Layer) -> str:
    names = list(layer.arguments)[: random.randint(1, max(layer.leading, 1))]
    rest = {name: value for name, value in layer.arguments.items() if name not in names}
    values = ", ".join([*layer.channels, *(layer.arguments[name] for name in names)])
    return f"{layer.name}({', '.join([values, *(f'{name}={value}' for name, value in rest.items())])})"


def _some(random: Random, layer: Layer) -> list[str]:
    return [name for name in layer.arguments if random.random() < 0.6]


def _by_name(random: Random, draft: Draft, layer: Layer) -> str:
    """Constants of the module, of the class or of the constructor."""
    place = random.choice(("module", "constructor"))
    arguments = dict(layer.arguments)
    for name in _some(random, layer):
        short = _SHORT[name].upper() if place == "module" else _SHORT[name]
        line = f"{short} = {arguments[name]}"
        (draft.constants if place == "module" else draft.prelude).append(line)
        arguments[name] = short
    return layer.text(arguments)


def _parameters(random: Random, draft: Draft, layer: Layer) -> str:
    """Parameters of the constructor, with defaults."""
    arguments = dict(layer.arguments)
    for name in _some(random, layer):
        draft.parameters.append(f"{_SHORT[name]}={arguments[name]}")
        arguments[name] = _SHORT[name]
    return layer.text(arguments)


def _factory(random: Random, draft: Draft, layer: Layer) -> str:
    """A function that makes such layers; what its defaults say is passed or left out."""
    named = _some(random, layer)
    arguments = {name: _SHORT[name] if name in named else value for name, value in layer.arguments.items()}
    required, defaults, passed = [], [], []
    for name in named:
        if random.random() < 0.5:
            defaults.append(f"{_SHORT[name]}={layer.arguments[name]}")
            continue
        required.append(_SHORT[name])
        passed.append(f"{_SHORT[name]}={layer.arguments[name]}")
    made = Layer(layer.name, ("cin", "cout"), arguments).text()
    draft.helpers["deconv"] = f"def deconv({', '.join(['cin', 'cout', *required, *defaults])}):\n    return {made}"
    return f"deconv({', '.join([*layer.channels, *passed])})"


def _table(random: Random, draft: Draft, layer: Layer) -> str:
    """Keywords from a dict."""
    kept = _some(random, layer)
    items = {name: value for name, value in layer.arguments.items() if name in kept}
    rest = {name: value for name, value in layer.arguments.items() if name not in kept}
    if not items:
        return layer.text()
    if random.random() < 0.5:
        table = "{" + ", ".join(f'"{name}": {value}' for name, value in items.items()) + "}"
    else:
        table = f"dict({', '.join(f'{name}={value}' for name, value in items.items())})"
    (draft.constants if random.random() < 0.5 else draft.prelude).append(f"options = {table}")
    return layer.text(rest, "**options")


def _subclass(random: Random, draft: Draft, layer: Layer) -> str:
    """A class of the layer that knows its arguments."""
    inner = Layer("super().__init__", ("cin", "cout"), layer.arguments).text()
    draft.helpers["Up"] = f"class Up({layer.name}):\n    def __init__(self, cin, cout):\n        {inner}"
    return f"Up({', '.join(layer.channels)})"


def _worked_out(random: Random, draft: Draft, layer: Layer) -> str:
    """A padding that is worked out from the other numbers."""
    k, s, p = (
        layer.arguments.get(name, default) for name, default in (("kernel_size", ""), ("stride", "1"), ("padding", "0"))
    )
    if not (k.isdigit() and s.isdigit() and p.isdigit()):
        return layer.text()
    draft.prelude.append(f"k, s = {k}, {s}")
    rest = int(p) - (int(k) - int(s)) // 2
    text = "(k - s) // 2" + (f" + {rest}" if rest > 0 else f" - {-rest}" if rest else "")
    arguments = {**layer.arguments, "kernel_size": "k", "stride": "s", "padding": text}
    return layer.text(arguments)


def _wrapped(random: Random, draft: Draft, layer: Layer) -> str:
    """A module around the layer that passes its keywords on, to the class itself or to a name for it."""
    if draft.sizes:  # it may be told the size of its result
        return layer.text()
    base, method = ("nn.Module", "forward") if draft.framework == "torch" else ("nn.Cell", "construct")
    named = random.random() < 0.7
    lines = [f"class Block({base}):", "    def __init__(self, cin, cout, **kw):", "        super().__init__()"]
    lines += [f"        conv = {layer.name}"] * named
    lines += [f"        self.conv = {'conv' if named else layer.name}(cin, cout, **kw)", ""]
    lines += [f"    def {method}(self, y):", "        return self.conv(y)"]
    draft.helpers["Block"] = "\n".join(lines)
    return f"Block({layer.text().partition('(')[2]}"


def _looped(random: Random, draft: Draft, layer: Layer) -> str:
    """Numbers from a table of the module, which a loop runs over."""
    named = _some(random, layer)
    if not named:
        return layer.text()
    draft.constants.append(f"STAGES = [({''.join(f'{layer.arguments[name]}, ' for name in named).strip()})]")
    arguments = {name: _SHORT[name] if name in named else value for name, value in layer.arguments.items()}
    shorts = "".join(f"{_SHORT[name]}, " for name in named).strip()
    draft.prelude += [f"for {shorts} in STAGES:", f"    up = {Layer(layer.name, layer.channels, arguments).text()}"]
    return "up"
