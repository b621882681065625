"""Configuration in nested tables that several names share, and that are changed on the way to the layer."""

from __future__ import annotations

from .carriers import ANYWHERE, carrier, carry, module_scope
from .changes import change
from .writing import Scope, Writer, host, indented


@carrier(ANYWHERE, 2)
def _nested(scope: Scope, kind: str, depth: int) -> str:
    """A table in a table or list, changed through a path, a copy, or a function that returns it."""
    w = scope.writer
    w.uses("nested table")
    name, value, other = w.name("CFG"), w.value(kind), w.value(kind)
    w.emit(f'{name} = {{"up": {{"{kind}": {value}}}, "stages": [{{"{kind}": {other}}}, {{"{kind}": {value}}}]}}')
    getter, stage = w.name("get"), w.name("stage")
    changes = [
        [f'{name}["up"]["{kind}"] = {other}'],
        [f'{name}["stages"][0]["{kind}"] = {value}'],
        [f'for {stage} in {name}["stages"]:', f'    {stage}["{kind}"] = {value}'],
        [f'for {stage} in {name}["stages"][:1]:', f"    {stage}.update({kind}={other})"],
        [f'{name}["stages"].append({{"{kind}": {other}}})'],
        [f'{name}["stages"].reverse()'],
        [f'{name}["up"] = {name}["stages"][0]', f'{name}["up"]["{kind}"] = {other}'],
        [f"{name}.update(up=dict({kind}={other}))"],
        [f'{name}["up"].pop("{kind}", None)', f'{name}["up"].setdefault("{kind}", {other})'],
        [f'{name} = {{**{name}, "up": {{"{kind}": {other}}}}}'] if scope.kind == "module" else ["pass"],
    ]
    if w.chance(0.3):
        w.uses("function returns the table")
        w.emit(f"def {getter}():", f"    return {name}", "")
        changes += [[f'{getter}()["up"]["{kind}"] = {other}'], [f'{getter}()["stages"][0].update({kind}={value})']] * 3
    outer = module_scope(scope)
    where = outer if w.chance(0.5) else scope
    if w.chance(0.7):
        where.lines += w.random.choice(changes)
    if where is outer:
        w.emit(*outer.lines)
    return w.pick(f'{name}["up"]["{kind}"]', f'{name}["stages"][0]["{kind}"]', f'{name}["stages"][-1]["{kind}"]')


@carrier(ANYWHERE)
def _copied(scope: Scope, kind: str, depth: int) -> str:
    """A copy of a table, deep or not, of which one is changed afterwards."""
    w = scope.writer
    w.uses("copied table")
    w.need("import copy")
    first, second = w.name("base"), w.name("copied")
    form = w.pick(
        "copy.deepcopy({})", "copy.copy({})", "dict({})", "{{**{}}}", "{}.copy()", "{}", "{{k: v for k, v in {}.items()}}"
    )
    scope.lines += [f'{first} = {{"{kind}": {carry(scope, kind, depth)}}}', f"{second} = {form.format(first)}"]
    change(scope, f'{w.pick(first, second)}["{kind}"]', kind)
    return f'{w.pick(first, second)}["{kind}"]'


@carrier(ANYWHERE)
def _default_argument(scope: Scope, kind: str, depth: int) -> str:
    """A mutable default argument, which remembers."""
    w = scope.writer
    w.uses("mutable default argument")
    name = w.name("remember")
    w.emit(f"def {name}(value=None, kept={{}}):", "    if value is not None:", f'        kept["{kind}"] = value')
    w.emit(f'    return kept.get("{kind}", {w.value(kind)})', "")
    if w.chance(0.6):
        scope.lines.append(f"{name}({w.value(kind)})")
    return f"{name}()"


@carrier(ANYWHERE)
def _computed_key(scope: Scope, kind: str, depth: int) -> str:
    """Keys that are worked out, pairs that are zipped, items that are deleted."""
    w = scope.writer
    w.uses("computed key")
    name, value, other = w.name("table"), carry(scope, kind, depth), w.value(kind)
    half = len(kind) // 2
    key = w.pick(
        f'"{kind[:half]}" + "{kind[half:]}"', f'"{kind}"', f'f"{{{chr(39)}{kind}{chr(39)}}}"', f'"{kind.upper()}".lower()'
    )
    scope.lines += w.random.choice(
        (
            [f"{name} = {{}}", f"{name}[{key}] = {value}"],
            [f'{name} = dict(zip(("{kind}", "name"), ({value}, "up")))'],
            [f'{name} = {{"{kind}": {other}, "name": "up"}}', f"del {name}[{key}]", f"{name}[{key}] = {value}"],
            [f"{name} = {{}}", f"{name}.update(zip([{key}], [{value}]))"],
            [f"{name} = {{k: v for k, v in (({key}, {value}), ('name', 'up')) if v != 'up'}}"],
            [f'{name} = {{"{kind}": {other}}}', f"{name}.clear()", f"{name}[{key}] = {value}"],
            [f'{name} = {{"{kind}": {other}}}', f'{name}, _ = {{"{kind}": {value}}}, {name}'],
        )
    )
    return f'{name}["{kind}"]'


@host(3)
def _stages_of_a_table(w: Writer) -> None:
    """Layers made in a loop over a list of keyword tables, some changed before or in the loop."""
    w.uses("loop over a list of tables")
    stages, name = w.name("STAGES"), w.name("make")
    rows = [
        ", ".join(f"{kind}={w.value(kind)}" for kind in ("padding", "pad_mode") if w.chance(0.75))
        for _ in range(w.random.choice((1, 2, 3)))
    ]
    w.emit(f"{stages} = [{', '.join(f'dict({row})' for row in rows)}]")
    kind = w.pick("padding", "pad_mode")
    value = w.value(kind)
    outside = (
        [f'{stages}[0]["{kind}"] = {value}'],
        [f"{stages}[0].update({kind}={value})"],
        [f"for stage in {stages}:", f'    stage["{kind}"] = {value}'],
        [f"for stage in {stages}:", f'    stage.setdefault("{kind}", {value})'],
        [f"{stages}.append(dict({kind}={value}))"],
        [f"{stages} += [dict({kind}={value})]"],
        [f"{stages} = [dict(stage, {kind}={value}) for stage in {stages}]"],
        [f"{stages} = {stages}[:1]"],
        [f"first, *_ = {stages}", f'first["{kind}"] = {value}'],
        [f"for stage in {stages}:", f'    stage.pop("{kind}", None)'],
    )
    if w.chance(0.6):
        w.emit(*w.random.choice(outside))
    inside = (
        [f'stage["{kind}"] = {value}'],
        [f"stage = dict(stage, {kind}={value})"],
        [f'stage.setdefault("{kind}", {value})'],
        [f'if "{kind}" not in stage:', "    continue"],
        [f'if stage.get("{kind}") == {value}:', "    break"],
        ["stage = {**stage}", f'stage.pop("{kind}", None)'],
        ["options = stage", f"options |= dict({kind}={value})"],
        ["pass"],
    )
    head = w.pick(f"for stage in {stages}:", f"for i, stage in enumerate({stages}):", f"for stage in reversed({stages}):")
    head = w.pick(head, head, f"for stage in {stages}[1:]:", f"for stage in list({stages}):", f"for stage in {stages} * 2:")
    body = w.random.choice(inside) if w.chance(0.6) else []
    call = "layers.append(nn.Conv2dTranspose(8, 8, 4, 2, **stage))"
    body += [call] if w.chance(0.8) else [f"if {w.flag(Scope(w, [], 'function'))}:", f"    {call}"]
    w.emit(f"def {name}():", *indented(["layers = []", head, *indented(body), "return layers"]), "")
    w.entries.append((f"{name}()",))


@host(2)
def _configured(w: Writer) -> None:
    """A function or class that takes its options from a configuration that is handed in."""
    w.uses("configuration handed in")
    style = w.pick("dict", "dict", "object", "dataclass")
    name, config = w.name("build"), w.name("config")
    padding, mode = w.value("padding"), w.value("pad_mode")
    if style == "dict":
        w.emit(f"{config} = dict(padding={padding}, pad_mode={mode})")
        reads = ('cfg["padding"]', w.pick('cfg["pad_mode"]', f'cfg.get("pad_mode", {w.value("pad_mode")})'))
        target = 'cfg["padding"]'
    else:
        if style == "dataclass":
            w.need("from dataclasses import dataclass, field, replace, asdict")
            w.emit("@dataclass")
        w.emit(f"class {config}_type:", f"    padding: object = {padding}", f"    pad_mode: object = {mode}")
        if style == "dataclass" and w.chance(0.5):
            w.uses("__post_init__")
            w.emit("    def __post_init__(self):", f"        if {w.pick('self.padding == 1', 'True', 'not self.padding')}:")
            w.emit(f"            self.{w.pick('padding', 'padding', 'extra')} = {w.value('padding')}")
        w.emit("", f"{config} = {config}_type()")
        reads, target = ("cfg.padding", "cfg.pad_mode"), "cfg.padding"
    inner = Scope(w, [], "function")
    if w.chance(0.6):
        change(inner, target, "padding")
    body = f"nn.Conv2dTranspose(8, 8, 4, 2, padding={reads[0]}, pad_mode={reads[1]})"
    if w.chance(0.5):
        w.emit(
            f"class {name}(nn.Cell):", f"    def __init__(self, cfg{w.pick('', f'={config}')}):", "        super().__init__()"
        )
        keep = w.chance(0.5)
        lines = ["self.cfg = cfg", *inner.lines] if keep else inner.lines
        w.emit(*indented(indented([*lines, f"self.up = {body.replace('cfg', 'self.cfg') if keep else body}"])), "")
    else:
        w.emit(f"def {name}(cfg{w.pick('', f'={config}')}):", *indented([*inner.lines, f"return {body}"]), "")
    user = w.name("use")
    other = w.pick(
        config, config, f"dict(padding={w.value('padding')}, pad_mode={w.value('pad_mode')})" if style == "dict" else config
    )
    before = Scope(w, [], "function")
    if w.chance(0.3):
        change(before, target.replace("cfg", config), "padding")
    w.emit(f"def {user}():", *indented([*before.lines, f"return {name}({other})"]), "")
    w.entries += [(f"{user}()",), (f"{name}({config})",)]
