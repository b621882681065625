"""Hosts whose constructor is not in the text: dataclasses, named tuples and classes of an imported base that build layers."""

from __future__ import annotations

from .writing import ClassText, Writer, host

_HEADS = {
    "dataclass": ("from dataclasses import dataclass", "@dataclass", ""),
    "frozen dataclass": ("from dataclasses import dataclass", "@dataclass(frozen=True)", ""),
    "NamedTuple": ("from typing import NamedTuple", "", "NamedTuple"),
    "imported base": ("from configurations import Configuration", "", "Configuration"),
}


@host(2)
def _record(w: Writer) -> None:
    """A class whose fields have defaults, which build a layer in a method or, of a dataclass, in `__post_init__`."""
    style = w.pick(*_HEADS)
    needed, decorator, base = _HEADS[style]
    w.uses(f"fields of a {style}" if style != "imported base" else "attributes of an imported base's class")
    w.need(needed)
    annotated = style != "imported base" or w.chance(0.5)
    spec = ClassText(w.name("Spec"), [base] if base else [], decorators=[decorator] if decorator else [])
    w.classes.append(spec)
    fields = {"padding": w.value("padding"), "pad_mode": w.value("pad_mode")}
    types = {"padding": "int", "pad_mode": "str"}
    for kind, value in fields.items():
        spec.body.append(f"{kind}: {types[kind]} = {value}" if annotated else f"{kind} = {value}")
    at_once = style == "dataclass" and w.chance(0.4)
    layer = "nn.Conv2dTranspose(8, 8, 4, 2, padding=self.padding, pad_mode=self.pad_mode)"
    spec.method(
        "def __post_init__(self):" if at_once else "def build(self):", f"{'self.up =' if at_once else 'return'} {layer}"
    )
    made = [spec]
    if style != "NamedTuple" and w.chance(0.4):
        sub = ClassText(w.name("Sub"), [spec.name], decorators=spec.decorators)
        sub.body.append("name: str = 'up'" if annotated else "name = 'up'")
        if w.chance(0.4):
            sub.body.append(f"padding: int = {w.value('padding')}" if annotated else f"padding = {w.value('padding')}")
        w.classes.append(sub)
        made.append(sub)
    for cls in made:
        calls = [f"{cls.name}({', '.join(_passed(w))})" for _ in range(2)]
        w.entries.append(tuple(call if at_once else f"{call}.build()" for call in calls))
        if w.chance(0.5):
            user = w.name("use")
            call = f"{cls.name}({', '.join(_passed(w))})"
            w.emit(f"def {user}():", f"    spec = {call}", "    return spec" if at_once else "    return spec.build()", "")
            w.entries.append((f"{user}()",))


def _passed(w: Writer) -> list[str]:
    return [f"{kind}={w.value(kind)}" for kind in ("padding", "pad_mode") if w.chance(0.4)]
