"""Ways in which a program changes what a name, an attribute or an item holds, between its definition and its use."""

from __future__ import annotations

from collections.abc import Callable

from .writing import Scope, indented

Change = Callable[[Scope, str, str], None]
"""Writes into a scope what may change a target, given the kind of value that it holds."""

_DEEPEST = 5
"""Python takes no more than twenty blocks within each other."""


def change(scope: Scope, target: str, kind: str) -> None:
    """Writes one change of `target`, of whatever form it has."""
    if scope.depth > _DEEPEST:
        return _assigned(scope, target, kind)
    options: list[Change] = [*_ANY]
    if target.isidentifier():
        options += _OF_NAMES
    elif target.endswith("]"):
        options += _OF_ITEMS
    else:
        options += _OF_ATTRIBUTES
        if target.startswith("self.") and scope.cls is not None and scope.kind == "method":
            options += [_by_method, _by_method, _by_base]
    return scope.writer.random.choice(options)(scope, target, kind)


def changed(scope: Scope, target: str, kind: str, most: int = 2) -> None:
    for _ in range(scope.writer.random.choice((0, 1, 1, most))):
        change(scope, target, kind)


def _assigned(scope: Scope, target: str, kind: str) -> None:
    scope.writer.uses("rebinding")
    scope.lines.append(f"{target} = {scope.writer.value(kind)}")


def _branch(scope: Scope, target: str, kind: str) -> None:
    w = scope.writer
    w.uses("if")
    scope.lines += [f"if {w.flag(scope)}:", f"    {target} = {w.value(kind)}"]
    if w.chance(0.3):
        scope.lines += [f"elif {w.flag(scope)}:", *indented(_inner(scope, target, kind))]
    if w.chance(0.3):
        scope.lines += ["else:", *indented(_inner(scope, target, kind))]


def _inner(scope: Scope, target: str, kind: str) -> list[str]:
    inner = scope.inner()
    change(inner, target, kind)
    return inner.lines


def _known_branch(scope: Scope, target: str, kind: str) -> None:
    w = scope.writer
    w.uses("if of known")
    equal = f"{target} == {w.value(kind)}"
    test = w.pick("1 > 2", "True", "not 0", '"pad" == "same"', equal, f"{target} in ({w.value(kind)},)")
    scope.lines += [f"if {test}:", *indented(_inner(scope, target, kind))]


def _loop(scope: Scope, target: str, kind: str) -> None:
    w = scope.writer
    w.uses("for")
    item = w.name("i")
    scope.lines.append(f"for {item} in range({w.pick('0', '1', '2', '3')}):")
    scope.lines += indented(_inner(scope, target, kind))
    if w.chance(0.4):
        end = w.pick("break", "continue")
        scope.lines += [f"    if {w.pick(w.flag(scope), f'{item} == 1')}:", f"        {end}"]
        if w.chance(0.5):
            scope.lines += indented(_inner(scope, target, kind))
    if w.chance(0.3):
        scope.lines += ["else:", *indented(_inner(scope, target, kind))]


def _while(scope: Scope, target: str, kind: str) -> None:
    w = scope.writer
    w.uses("while")
    scope.lines.append("while True:")
    scope.lines += indented(_inner(scope, target, kind))
    scope.lines += [f"    if {w.flag(scope)}:", "        break"]
    if w.chance(0.4):
        scope.lines += indented(_inner(scope, target, kind))
    scope.lines.append("    break")


def _try(scope: Scope, target: str, kind: str) -> None:
    w = scope.writer
    w.uses("try")
    risky = w.pick('int("x")', 'int("1")', f'int("1" if {w.flag(scope)} else "x")', "{}['a']", "pass")
    parts = _inner(scope, target, kind)
    scope.lines += ["try:", *indented([risky, *parts] if w.chance(0.5) else [*parts, risky])]
    if w.chance(0.8):
        star = "*" if w.chance(0.15) else ""
        if star:
            w.uses("except*")
        caught = w.pick("ValueError", "KeyError", "(ValueError, KeyError)", "Exception")
        scope.lines += [f"except{star} {caught}:", *indented(_inner(scope, target, kind) if w.chance(0.7) else ["pass"])]
        if w.chance(0.3):
            scope.lines += ["else:", *indented(_inner(scope, target, kind))]
        if w.chance(0.3):
            scope.lines += ["finally:", *indented(_inner(scope, target, kind))]
    else:
        scope.lines += ["finally:", *indented(_inner(scope, target, kind))]


def _with(scope: Scope, target: str, kind: str) -> None:
    w = scope.writer
    w.uses("with")
    w.need("import contextlib")
    scope.lines.append(f"with contextlib.{w.pick('nullcontext()', 'suppress(ValueError)')}:")
    if w.chance(0.5):
        scope.lines.append(f'    int("1" if {w.flag(scope)} else "x")')
        scope.lines[-2] = "with contextlib.suppress(ValueError):"
        if w.chance(0.3):
            w.uses("exit stack")
            enter = w.pick("enter_context", "push")
            scope.lines[-2:-1] = [
                "with contextlib.ExitStack() as stack:",
                f"    stack.{enter}(contextlib.suppress(ValueError))",
            ]
    scope.lines += indented(_inner(scope, target, kind))


def _match(scope: Scope, target: str, kind: str) -> None:
    w = scope.writer
    w.uses("match")
    subject = w.pick(w.flag(scope), target)
    first = w.pick("True", w.value(kind, 0)) if subject != target else w.value(kind, 0)
    scope.lines += [f"match {subject}:", f"    case {first}:", *indented(indented(_inner(scope, target, kind)))]
    if w.chance(0.6):
        scope.lines += ["    case _:", *indented(indented(_inner(scope, target, kind)))]


def _unpacked(scope: Scope, target: str, kind: str) -> None:
    w = scope.writer
    w.uses("unpacking")
    other, value, rest = w.name("t"), w.value(kind), w.value(kind)
    scope.lines.append(
        w.pick(
            f"{target}, {other} = {value}, {rest}",
            f"{other}, {target} = {rest}, {target}",
            f"{target}, *{other} = [{value}, {rest}]",
            f"*{other}, {target} = ({rest}, {value})",
            f"{target} = {other} = {value}",
        )
    )


def _conditional(scope: Scope, target: str, kind: str) -> None:
    w = scope.writer
    w.uses("conditional expression")
    value = w.value(kind)
    scope.lines.append(f"{target} = " + w.pick(f"{value} if {w.flag(scope)} else {target}", f"{target} or {value}", target))


def _augmented(scope: Scope, target: str, kind: str) -> None:
    w = scope.writer
    w.uses("augmented assignment")
    scope.lines.append(f"{target} {w.pick('*= 1', '*= 2', '*= 0', f'+= {w.value(kind)}')}")


_ANY: list[Change] = [
    *(_assigned, _branch, _branch, _known_branch, _loop, _while, _try, _with, _match, _unpacked, _conditional, _augmented),
]


def _walrus(scope: Scope, target: str, kind: str) -> None:
    w = scope.writer
    w.uses("walrus")
    test = w.pick(f"{w.flag(scope)} and ({target} := {w.value(kind)})", f"({target} := {w.value(kind)})")
    scope.lines += [f"if {test}:", "    pass"]


def _loop_variable(scope: Scope, target: str, kind: str) -> None:
    w = scope.writer
    w.uses("loop variable")
    items = ", ".join(w.value(kind) for _ in range(w.random.randint(1, 3)))
    head = w.pick(f"for {target} in ({items},):", f"for _, {target} in enumerate([{items}]):")
    scope.lines += [head, f"    if {w.flag(scope)}:", f"        {w.pick('break', 'continue', 'pass')}"]


def _by_inner_function(scope: Scope, target: str, kind: str) -> None:
    w = scope.writer
    w.uses("global and nonlocal")
    name = w.name("switch")
    word = "global" if scope.kind == "module" else "nonlocal"
    scope.lines += [f"def {name}():", f"    {word} {target}", *indented(_inner(scope, target, kind))]
    if w.chance(0.7):
        scope.lines += [f"if {w.flag(scope)}:", f"    {name}()"] if w.chance(0.4) else [f"{name}()"]


def _deleted(scope: Scope, target: str, kind: str) -> None:
    scope.writer.uses("del")
    scope.lines += [f"del {target}", f"{target} = {scope.writer.value(kind)}"]


def _by_module(scope: Scope, target: str, kind: str) -> None:
    """The module is got at as an object, and stored on."""
    w = scope.writer
    if scope.kind != "module":
        return _assigned(scope, target, kind)
    w.uses("module as an object")
    w.need("import sys")
    module, value, function = "sys.modules[__name__]", w.value(kind), w.name("adjust")
    lines = [
        [f"{module}.{target} = {value}"],
        [f'setattr({module}, "{target}", {value})'],
        [f"def {function}(module):", f"    module.{target} = {value}", f"{function}({module})"],
        [f"sys._getframe().f_globals.update({target}={value})"],
    ]
    scope.lines += w.random.choice(lines)
    return None


_OF_NAMES: list[Change] = [_walrus, _loop_variable, _by_inner_function, _by_inner_function, _deleted, _by_module]


def _by_setattr(scope: Scope, target: str, kind: str) -> None:
    w = scope.writer
    w.uses("setattr and __dict__")
    owner, _, name = target.rpartition(".")
    value, key, item = w.value(kind), w.name("k"), w.name("v")
    lines = [
        [f'setattr({owner}, "{name}", {value})'],
        [f'{owner}.__dict__["{name}"] = {value}'],
        [f"{owner}.__dict__.update({name}={value})"],
        [f"vars({owner}).update({{'{name}': {value}}})"],
        [f'for {key}, {item} in {{"{name}": {value}}}.items():', f"    setattr({owner}, {key}, {item})"],
        [f'for {key} in ("{name}",):', f"    setattr({owner}, {key}, {value})"],
        [f'list(map(setattr, [{owner}], ["{name}"], [{value}]))'],
        [f"{key} = setattr", f'{key}({owner}, "{name}", {value})'],
        [f'(lambda {key}, *{item}: {key}(*{item}))(setattr, {owner}, "{name}", {value})'],
    ]
    scope.lines += w.random.choice(lines)


def _by_function(scope: Scope, target: str, kind: str) -> None:
    w = scope.writer
    w.uses("changed by a function")
    owner, _, name = target.rpartition(".")
    function, given = w.name("adjust"), w.name("target")
    inner = Scope(w, [], "function")
    change(inner, f"{given}.{name}", kind)
    scope.lines.append(_taking(scope, function, given, inner.lines).replace("{0}", owner))


def _taking(scope: Scope, function: str, given: str, lines: list[str]) -> str:
    """Writes a function that takes `given`, by itself or among others; the call of it, with a place for what it takes."""
    w = scope.writer
    style = w.pick("plain", "plain", "plain", "*", "**", "method")
    if style == "plain":
        w.emit(f"def {function}({given}):", *indented(lines), f"    return {given}", "")
        return f"{function}({w.pick('{0}', '{0}', '*[{0}]', f'{given}={{0}}')})"
    if style == "method":
        w.uses("changed by a method of another class")
        mark, first = w.random.choice((("@staticmethod", ""), ("@classmethod", "cls, "), ("", "self, ")))
        head = [mark] * bool(mark) + [f"def {function}({first}{given}):"]
        w.emit(f"class {function}s:", *indented([*head, *indented([*lines, f"return {given}"])]), "")
        owner = w.pick(f"{function}s", f"{function}s()") if mark else f"{function}s()"
        named = w.pick(f'f"{function[:4]}{{str({function[4:]!r})}}"', f'"{function[:4]}" + {function[4:]!r}')
        options = [f"{owner}.{function}({{0}})", f"[{owner}.{function}][0]({{0}})", f"getattr({owner}, {named})({{0}})"]
        unbound = [] if mark else [f"{function}s.{function}(None, {{0}})"]
        return w.random.choice([*options, *unbound])
    w.uses("changed by a function of many")
    items = "several" if style == "*" else "several.values()"
    w.emit(
        f"def {function}({style}several):",
        f"    for {given} in {items}:",
        *indented(indented(lines)),
        f"    return {given}",
        "",
    )
    return f"{function}({w.pick('{0}', '*[{0}]') if style == '*' else 'only={0}'})"


def _by_alias(scope: Scope, target: str, kind: str) -> None:
    w = scope.writer
    w.uses("changed through another name")
    owner, _, name = target.rpartition(".")
    alias = w.name("same")
    scope.lines += [
        *w.random.choice(
            (
                [f"{alias} = {owner}", f"{alias}.{name} = {w.value(kind)}"],
                [f"for {alias} in [{owner}]:", f"    {alias}.{name} = {w.value(kind)}"],
                [f"{alias} = [{owner}]", f"{alias}[0].{name} = {w.value(kind)}"],
                [f'{alias} = {{"a": {owner}}}', f'{alias}["a"].{name} = {w.value(kind)}'],
            )
        )
    ]


_OF_ATTRIBUTES: list[Change] = [_by_setattr, _by_function, _by_alias]


def _by_method(scope: Scope, target: str, kind: str) -> None:
    """A method of the class sets the attribute; it is called in between, perhaps in a branch or by another method."""
    w = scope.writer
    w.uses("method sets attribute")
    assert scope.cls is not None
    _call_setter(scope, scope.cls.method, target, kind)


def _call_setter(scope: Scope, add: Callable[..., None], target: str, kind: str) -> None:
    w = scope.writer
    name = w.name("reset")
    inner = Scope(w, [], "function")
    change(inner, target, kind)
    add(f"def {name}(self):", *inner.lines)
    if w.chance(0.3):
        outer = w.name("prepare")
        add(f"def {outer}(self):", f"self.{name}()")
        name = outer
    call = f"self.{name}()"
    if w.chance(0.15):
        call = f'getattr(self, "{name}")()'
    scope.lines += [f"if {w.flag(scope)}:", f"    {call}"] if w.chance(0.3) else [call]


def _by_base(scope: Scope, target: str, kind: str) -> None:
    """As `_by_method`, with the method in a base class of its own."""
    w = scope.writer
    w.uses("base's method sets attribute")
    assert scope.cls is not None
    base = w.name("Resetting")
    lines: list[str] = []

    def add(head: str, *body: str) -> None:
        lines.extend([head, *indented(body)])

    _call_setter(scope, add, target, kind)
    w.emit(f"class {base}:", *indented(lines), "")
    scope.cls.bases.insert(0, base)


def _item_updated(scope: Scope, target: str, kind: str) -> None:
    w = scope.writer
    w.uses("dict changed in place")
    owner, _, key = target[:-1].rpartition("[")
    name, value = key.strip('"'), w.value(kind)
    lines = [
        [f"{owner}.update({name}={value})"],
        [f"{owner}.update({{{key}: {value}}})"],
        [f"{owner}.pop({key}, None)", f"{owner}.setdefault({key}, {value})"],
        [f"{owner}.setdefault({key}, {value})"],
        [f"{owner}.update(dict({name}={value}))"],
        [f"{owner} |= {{{key}: {value}}}"] if owner.isidentifier() and scope.kind != "method" else [f"{target} = {value}"],
    ]
    scope.lines += w.random.choice(lines)


def _item_elsewhere(scope: Scope, target: str, kind: str) -> None:
    w = scope.writer
    w.uses("dict changed through another name")
    owner, _, key = target[:-1].rpartition("[")
    alias, value = w.name("same"), w.value(kind)
    options = [
        [f"{alias} = {owner}", f"{alias}[{key}] = {value}"],
        [f"for {alias} in [{owner}]:", f"    {alias}[{key}] = {value}"],
        [f"{alias} = [{owner}, {{}}]", f"{alias}[0][{key}] = {value}"],
        [f'{alias} = dict(first={owner})["first"]', f"{alias}.update({{{key}: {value}}})"],
        [f"for {alias}, _ in zip([{owner}], range(2)):", f"    {alias}[{key}] = {value}"],
        [f"{alias} = {owner}.copy()", f"{alias}[{key}] = {value}"],
        [f"(lambda d: d.update({{{key}: {value}}}))({owner})"],
    ]
    if w.chance(0.35):
        function = w.name("adjust")
        inner = Scope(w, [], "function")
        change(inner, f"table[{key}]", kind)
        call = _taking(scope, function, "table", inner.lines).replace("{0}", owner)
        options = [[call], [f"{alias} = {call}", f"{alias}[{key}] = {value}"]]
    scope.lines += w.random.choice(options)


_OF_ITEMS: list[Change] = [_item_updated, _item_updated, _item_elsewhere, _item_elsewhere]
