"""Carriers of what Python runs in turns or on its own: generators, context managers, matches, keys, descriptors, operators."""

from __future__ import annotations

from .carriers import ANYWHERE, carrier, carry, module_scope
from .changes import changed
from .writing import Scope, indented


@carrier(ANYWHERE, 2)
def _generator(scope: Scope, kind: str, depth: int) -> str:
    """What a generator yields, of which each item is made when it is taken."""
    w = scope.writer
    w.uses("generator in turns")
    name, state, item = w.name("produce"), w.name("state"), w.name("item")
    inner = Scope(w, [], "function")
    value = carry(inner, kind, depth)
    w.emit(f'{state} = {{"{kind}": {w.value(kind)}}}')
    ending = ["try:", "    yield made", "finally:", f'    {state}["{kind}"] = {w.value(kind)}']
    w.emit(
        f"def {name}():",
        *indented([*inner.lines, f"made = {value}"]),
        *indented(ending if w.chance(0.3) else ["yield made"]),
        f'    {state}["{kind}"] = {w.value(kind)}',
        f"    yield {w.value(kind)}",
        "",
    )
    if w.chance(0.3):
        outer = w.name("delegate")
        w.emit(f"def {outer}():", f"    yield from {name}()", "")
        name = outer
    if w.chance(0.3):
        return w.pick(f"next({name}())", f"[*{name}()][-1]", f"list({name}())[0]")
    scope.lines += [f"for {item} in {name}():", f"    {w.pick('break', 'pass', f'if {w.flag(scope)}: break')}"]
    return w.pick(item, f'{state}["{kind}"]')


@carrier(ANYWHERE, 2)
def _manager(scope: Scope, kind: str, depth: int) -> str:
    """What a context manager gives, or changes while its block is run."""
    w = scope.writer
    w.uses("context manager of the text")
    table, name, given = w.name("table"), w.name("opened"), w.name("given")
    value, other = carry(module_scope(scope), kind, 0), w.value(kind)
    w.emit(f'{table} = {{"{kind}": {w.value(kind)}}}')
    if w.chance(0.5):
        w.need("import contextlib")
        after = [f'{table}["{kind}"] = {other}']
        body = ["try:", f"    yield {value}", "finally:", *indented(after)] if w.chance(0.4) else [f"yield {value}", *after]
        head = ["@contextlib.contextmanager", f"def {name}():", f'    {table}["{kind}"] = {value}']
        w.emit(*head, *indented(body), "")
    else:
        w.emit(
            f"class {name}:",
            "    def __enter__(self):",
            f'        {table}["{kind}"] = {value}',
            f"        return {value}",
            "    def __exit__(self, *error):",
            f'        {table}["{kind}"] = {other}',
            f"        return {w.pick('None', 'False', 'True')}",
            "",
        )
    result = w.pick(given, f'{table}["{kind}"]')
    inner = scope.inner()
    if w.chance(0.5):
        changed(inner, result, kind, 1)
    scope.lines += [f"with {name}() as {given}:", *indented(inner.lines or ["pass"])]
    return result


@carrier(ANYWHERE, 2)
def _capture(scope: Scope, kind: str, depth: int) -> str:
    """What a match takes out of its subject."""
    w = scope.writer
    w.uses("captured by a match")
    taken, rest, subject = w.name("taken"), w.name("rest"), w.name("subject")
    value, other = carry(scope, kind, depth), w.value(kind)
    scope.lines.append(f"{taken} = {other}")
    style = w.pick("mapping", "rest", "sequence", "star", "same")
    shape = f'{{"{kind}": {value}, "n": 1}}' if style in ("mapping", "rest", "same") else f"[{value}, {other}]"
    scope.lines.append(f"{subject} = {shape}")
    case = {
        "mapping": [f'case {{"{kind}": {taken}}}:', "    pass"],
        "rest": [f'case {{"n": 1, **{rest}}}:', f'    {taken} = {rest}["{kind}"]'],
        "sequence": [f"case [{taken}, _]:", "    pass"],
        "star": [f"case [*{rest}]:", f"    {taken} = {rest}[{w.pick('0', '-1')}]"],
        "same": [f"case dict() as {rest}:", f'    {rest}["{kind}"] = {other}', f'    {taken} = {subject}["{kind}"]'],
    }[style]
    scope.lines += [f"match {subject}:", *indented(case)]
    return taken if style != "same" else w.pick(taken, f'{subject}["{kind}"]')


@carrier(ANYWHERE, 2)
def _by_key(scope: Scope, kind: str, depth: int) -> str:
    """The item that a key picks, what a fold comes to, an item by an object of its own."""
    w = scope.writer
    w.uses("picked by a key")
    value, other = carry(scope, kind, depth), w.value(kind)
    pairs = f"[({w.pick('1', '2')}, {value}), (1, {other})]"
    w.need("import functools")
    w.need("import operator")
    return w.pick(
        f"min({pairs}, key=lambda pair: pair[0])[1]",
        f"max({pairs}, key=operator.itemgetter(0))[1]",
        f"sorted({pairs}, key=lambda pair: -pair[0])[0][1]",
        f"functools.reduce(lambda one, two: {w.pick('one', 'two')}, [{value}, {other}])",
        f"operator.itemgetter({w.pick('0', '1')})([{value}, {other}])",
        f"[{value}, {other}][slice({w.pick('0', '1')}, None)][0]",
        f"[lambda: late for late in ({value}, {other})][{w.pick('0', '-1')}]()",
        f"list(lambda: late for late in ({value}, {other}))[{w.pick('0', '1')}]()",
        f"[[lambda: late for _ in (0, 1)] for late in ({value}, {other})][{w.pick('0', '1')}][0]()",
    )


@carrier(ANYWHERE, 2)
def _described(scope: Scope, kind: str, depth: int) -> str:
    """An attribute that a descriptor, an operator or a special method gives."""
    w = scope.writer
    w.uses("descriptors and special methods")
    name, made, value, other = w.name("Special"), w.name("special"), carry(module_scope(scope), kind, 0), w.value(kind)
    style = w.pick("descriptor", "getattr", "getitem", "call", "add")
    if style == "descriptor":
        w.emit(
            f"class {name}Field:",
            "    def __get__(self, owner, kind=None):",
            f"        return getattr(owner, 'kept', {value})",
            "    def __set__(self, owner, given):",
            f"        owner.kept = {w.pick('given', value)}",
            "",
            f"class {name}:",
            f"    {kind} = {name}Field()",
            "",
        )
    else:
        heads = {"getattr": "__getattr__(self, name)", "getitem": "__getitem__(self, key)", "call": "__call__(self, key=0)"}
        heads["add"] = "__add__(self, other)"
        w.emit(f"class {name}:", f"    kept = {value}", f"    def {heads[style]}:")
        w.emit(f"        self.kept = {other}" if w.chance(0.4) else "        pass", "        return self.kept", "")
    scope.lines.append(f"{made} = {name}()")
    if style == "descriptor" and w.chance(0.5):
        scope.lines.append(f"{made}.{kind} = {other}")
    ways = {"descriptor": f"{made}.{kind}", "getattr": f"{made}.{kind}", "getitem": f"{made}[0]", "call": f"{made}()"}
    return {**ways, "add": f"({made} + 1)"}[style]


@carrier(ANYWHERE, 2)
def _counted(scope: Scope, kind: str, depth: int) -> str:
    """What a closure keeps from call to call."""
    w = scope.writer
    w.uses("nonlocal")
    name, inner, kept = w.name("keep"), w.name("step"), w.name("kept")
    w.emit(
        f"def {name}():",
        f"    {kept} = {w.value(kind)}",
        f"    def {inner}():",
        f"        nonlocal {kept}",
        f"        before, {kept} = {kept}, {w.value(kind)}",
        f"        return {w.pick('before', kept)}",
        f"    return {inner}",
        "",
    )
    called = w.name("stepping")
    scope.lines += [f"{called} = {name}()", *[f"{called}()"] * w.random.randint(0, 2)]
    return f"{called}()"
