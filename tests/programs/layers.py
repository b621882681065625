"""A layer's call as text: its arguments, how they are spelt, and what is called."""

from __future__ import annotations

import ast

from .carriers import carry, module_scope
from .changes import change, changed
from .writing import UNKNOWN_NAMES, Scope, indented

_OPTIONAL = {
    "stride": 0.7,
    "padding": 0.8,
    "pad_mode": 0.55,
    "has_bias": 0.2,
    "dilation": 0.1,
    "group": 0.07,
    "weight_init": 0.05,
}
_CARRIED = {"padding": 0.6, "pad_mode": 0.5, "stride": 0.25, "kernel_size": 0.2}
_TORCH_ORDER = ("stride", "padding")


def values(scope: Scope) -> dict[str, str]:
    """The arguments of a call, by name, as expressions that may be used at the end of the scope."""
    w = scope.writer
    found = {}
    for name in ("in_channels", "out_channels", "kernel_size", *_OPTIONAL):
        if w.chance(_OPTIONAL.get(name, 1)):
            carried = w.chance(_CARRIED.get(name, 0.06))
            bad = 0.12 if name in ("padding", "pad_mode") else 0.03
            found[name] = carry(scope, name) if carried else w.value(name, bad)
    return found


def arguments(scope: Scope) -> str:
    """What stands between the parentheses of a layer's call."""
    w = scope.writer
    given = values(scope)
    required = [given.pop(name) for name in ("in_channels", "out_channels", "kernel_size")]
    if w.chance(0.04):
        w.uses("torch's order")
        return ", ".join([*required, *(given.pop(name, "1") for name in _TORCH_ORDER)])
    parts = _required(scope, required)
    by_position = w.chance(0.5) and "stride" in given and not parts[-1].startswith("kernel_size=")
    if by_position:
        parts.append(given.pop("stride"))
    keywords = list(given.items())
    w.random.shuffle(keywords)
    if w.chance(0.05):
        w.uses("torch's keyword")
        name, _, value = w.pick(*UNKNOWN_NAMES).partition("=")
        keywords.append((name, value))
    through = w.random.randint(1, len(keywords)) if keywords and w.chance(0.3) else 0
    spread, plain = keywords[:through], keywords[through:]
    parts += [f"{name}={value}" for name, value in plain]
    if spread:
        parts.append(f"**{_keywords(scope, spread)}")
    return ", ".join(parts)


def _required(scope: Scope, texts: list[str]) -> list[str]:
    w = scope.writer
    if w.chance(0.85):
        return texts if w.chance(0.8) else [*texts[:2], f"kernel_size={texts[2]}"] if w.chance(0.2) else texts
    w.uses("*args")
    name = w.name("sizes")
    brackets = w.pick("()", "[]")
    scope.lines.append(f"{name} = {brackets[0]}{', '.join(texts)}{brackets[1]}")
    if brackets == "[]" and w.chance(0.4):
        scope.lines += w.random.choice(
            ([f"{name}[2] = {w.value('kernel_size')}"], [f"{name}.pop()", f"{name}.append({texts[2]})"], [f"{name} += []"])
        )
    return [f"*{name}"] if w.chance(0.7) else [f"*{name}[:2]", f"{name}[2]"]


def _keywords(scope: Scope, pairs: list[tuple[str, str]]) -> str:
    """An expression for a dict of keyword arguments, built and merged in one of many ways."""
    w = scope.writer
    w.uses("**kwargs")
    display = f"{{{', '.join(f'{chr(34)}{name}{chr(34)}: {value}' for name, value in pairs)}}}"
    call = f"dict({', '.join(f'{name}={value}' for name, value in pairs)})"
    if w.chance(0.15):
        return w.pick(display, call)
    name, first = w.name("kwargs"), pairs[0]
    style = w.pick("plain", "plain", "merge", "or", "dict()", "update", "loop", "conditional", "module", "chain")
    if style == "plain":
        scope.lines.append(f"{name} = {w.pick(display, call)}")
    elif style == "module":
        outer = module_scope(scope)
        constant = [(key, w.value(key) if key in _OPTIONAL else value) for key, value in pairs]
        outer.lines.append(f"{name} = dict({', '.join(f'{key}={value}' for key, value in constant)})")
        changed(outer, f'{name}["{first[0]}"]', first[0], 1) if first[0] in _OPTIONAL else None
        w.emit(*outer.lines)
    else:
        rest = f"dict({', '.join(f'{key}={value}' for key, value in pairs[1:])})"
        scope.lines.append(f"{name} = {rest}")
        one = f'{{"{first[0]}": {first[1]}}}'
        if style in ("merge", "or", "dict()", "chain"):
            forms = {"merge": f"{{**{name}, **{one}}}", "or": f"{name} | {one}"}
            forms["dict()"] = f"dict({name}, {first[0]}={first[1]})"
            if style == "chain":
                w.need("from collections import ChainMap")
            scope.lines.append(f"{name} = {forms.get(style, f'ChainMap({one}, {name})')}")
            if style == "chain":
                return name
        elif style == "update":
            scope.lines.append(w.pick(f"{name}.update({one})", f'{name}["{first[0]}"] = {first[1]}', f"{name} |= {one}"))
        elif style == "loop":
            scope.lines += [f"for key, value in {one}.items():", f"    {name}[key] = value"]
        else:
            scope.lines += [f"if {w.flag(scope)}:", f'    {name}["{first[0]}"] = {first[1]}']
            if w.chance(0.3):
                scope.lines += ["else:", f"    {name}.update({first[0]}={first[1]})"]
    if first[0] in _OPTIONAL and w.chance(0.4):
        change(scope, f'{name}["{first[0]}"]', first[0])
    return w.pick(name, name, f"{{**{name}}}", f"dict({name})", f"{name}.copy()")


def callee(scope: Scope, dimension: int) -> str:
    """What is called to build a layer."""
    w = scope.writer
    layer = f"Conv{dimension}dTranspose"
    style = w.pick(*(["nn"] * 8), "module", "import", "alias", "table", "getattr", "parts", "branch", "missing", "variable")
    if style == "nn":
        w.need("from mindspore import nn")
        return f"nn.{layer}"
    w.uses(f"callee: {style}")
    if style == "module":
        return w.pick(*_imported(scope, layer))
    if style == "import":
        name = w.name("Deconv")
        w.need(f"from mindspore.nn import {layer} as {name}")
        return name
    w.need("from mindspore import nn")
    if style == "alias":
        name = w.name("Up")
        w.emit(f"{name} = nn.{layer}")
        return name
    if style == "table":
        name = w.name("LAYERS")
        w.emit(f'{name} = {{"up": nn.{layer}, "same": nn.Conv{dimension}d}}')
        return f'{name}["up"]'
    if style == "getattr":
        digit = w.name("d")
        scope.lines.append(f"{digit} = {dimension}")
        return w.pick(
            f'getattr(nn, f"Conv{{{digit}}}dTranspose")',
            f'getattr(nn, "Conv{{}}dTranspose".format({digit}))',
            f'getattr(nn, "Conv%ddTranspose" % {digit})',
            f'getattr(nn, "{layer}")',
        )
    if style == "parts":
        part = w.name("KIND")
        w.emit(f'{part} = "Transpose"')
        return w.pick(f'getattr(nn, f"Conv{dimension}d{{{part}}}")', f'getattr(nn, "Conv{dimension}d" + {part})')
    if style == "variable":
        name = w.name("conv")
        scope.lines.append(f"{name} = nn.{layer}")
        if w.chance(0.5):
            scope.lines += [f"if {w.flag(scope)}:", f"    {name} = nn.Conv{dimension}d"]
        return name
    if style == "missing":
        return w.pick(f"nn.ConvTranspose{dimension}d", f"nn.{layer}", f"nn.{layer}")
    return f"(nn.{layer} if {w.flag(scope)} else nn.Conv{dimension}d)"


def _imported(scope: Scope, layer: str) -> list[str]:
    w = scope.writer
    line, name = w.random.choice(
        (
            ("import mindspore as ms", f"ms.nn.{layer}"),
            ("import mindspore", f"mindspore.nn.{layer}"),
            ("import mindspore.nn as mnn", f"mnn.{layer}"),
            ("from mindspore.nn import *", layer),
        )
    )
    w.need(line)
    return [name]


def split(text: str) -> list[str]:
    """The arguments of a call's text."""
    node = ast.parse(f"f({text})", mode="eval").body
    assert isinstance(node, ast.Call)
    return [ast.unparse(part) for part in node.args] + [ast.unparse(part) for part in node.keywords]


def layer(scope: Scope) -> str:
    """An expression that builds a layer."""
    w = scope.writer
    text = arguments(scope)
    called = callee(scope, w.random.choice((1, 2, 2, 2, 2, 2, 2, 3)))
    style = w.pick(*(["plain"] * 9), "partial", "lambda", "subclass")
    if style == "plain" and w.chance(0.05):
        w.uses("short circuit")
        return f"({w.pick(w.flag(scope), '0', '1')} {w.pick('and', 'or')} {called}({text}))"
    if style == "plain":
        return f"{called}({text})"
    w.uses(style)
    if style == "partial":
        w.need("from functools import partial")
        name = w.name("make")
        parts = split(text)
        first = parts[: w.random.randint(0, len(parts))]
        rest = parts[len(first) :]
        scope.lines.append(f"{name} = partial({', '.join([called, *first])})")
        scope.lines += [f"{name}.keywords['padding'] = {w.value('padding')}"] if w.chance(0.1) else []
        return f"{name}({', '.join(rest)})"
    if style == "lambda":
        name = w.name("make")
        scope.lines.append(f"{name} = lambda: {called}({text})")
        return f"{name}()"
    name = w.name("Mine")
    inner = ["pass"]
    if w.chance(0.5):
        inner = ["def __init__(self, *args, **kwargs):"]
        inner += [f"    kwargs.setdefault('pad_mode', {w.value('pad_mode')})"] if w.chance(0.4) else []
        inner += ["    super().__init__(*args, **kwargs)"]
    w.need("from mindspore import nn")
    w.emit(f"class {name}(nn.Conv2dTranspose):", *indented(inner), "")
    return f"{name}({text})"
