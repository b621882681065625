"""Hosts that build by what they are told: the layer's name or a table's key, in a configuration dict or as an argument."""

from __future__ import annotations

from .writing import Writer, host, indented


@host(2)
def _by_name(w: Writer) -> None:
    """`build(cfg)`: the type is taken out of the dict, the rest are keywords."""
    w.uses("factory by name")
    name, layer = w.name("build"), w.pick("Conv2dTranspose", "Conv2dTranspose", "Conv1dTranspose")
    key = w.pick("type", "name")
    if w.chance(0.5):
        table = w.name("LAYERS")
        w.emit(f'{table} = {{"conv": nn.Conv2d, "deconv": nn.{layer}}}')
        kind, called = '"deconv"', f"{table}[kind]"
    else:
        kind, called = f'"{layer}"', "getattr(nn, kind)"
    taken = w.random.choice(
        (
            ["args = cfg.copy()", f'kind = args.pop("{key}")'],
            [f'kind = cfg["{key}"]', f'args = {{key: value for key, value in cfg.items() if key != "{key}"}}'],
            ["args = dict(cfg)", f'kind = args["{key}"]', f'del args["{key}"]'],
            [f'kind, args = cfg["{key}"], dict(cfg)', f'args.pop("{key}", None)'],
        )
    )
    if w.chance(0.3):
        taken.append(f"args.setdefault('pad_mode', {w.value('pad_mode')})")
    w.emit(f"def {name}(cfg, *given, **more):", *indented([*taken, f"return {called}(*given, **args, **more)"]), "")
    for _ in range(w.random.choice((1, 2))):
        user = w.name("use")
        options = [f"{argument}={w.value(argument)}" for argument in ("padding", "pad_mode", "stride") if w.chance(0.6)]
        cfg = f"dict({', '.join([f'{key}={kind}', 'kernel_size=4', *options])})"
        more = w.pick("", "", f", has_bias={w.value('has_bias')}")
        w.emit(f"def {user}():", f"    return {name}({cfg}, 8, 8{more})", "")
        w.entries.append((f"{user}()",))


@host(1)
def _paired(w: Writer) -> None:
    """Sizes that a helper makes tuples of, one by one or by `map`."""
    w.uses("pairs by a helper")
    pair, user = w.name("pair"), w.name("use")
    body = w.random.choice(
        (
            ["return x if isinstance(x, tuple) else (x, x)"],
            ["if isinstance(x, (tuple, list)):", "    return tuple(x)", "return (x,) * 2"],
        )
    )
    w.emit(f"def {pair}(x):", *indented(body), "")
    sizes = [w.value("kernel_size"), w.value("stride")]
    padding = w.value("padding")
    if w.chance(0.5):
        padding = f"{pair}({padding})"
    taken = w.pick(
        f"k, s = map({pair}, ({', '.join(sizes)}))",
        f"k, s = ({pair}({sizes[0]}), {pair}({sizes[1]}))",
        f"k, s = [{pair}(size) for size in ({', '.join(sizes)})]",
    )
    layer = f"nn.Conv2dTranspose(8, 8, k, s, padding={padding}, pad_mode={w.value('pad_mode')})"
    w.emit(f"def {user}():", *indented([taken, f"return {layer}"]), "")
    w.entries.append((f"{user}()",))
