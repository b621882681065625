"""However a call is wrapped, its codes are those of the plain call: a random call in random layers of indirection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lint_transpose import Settings, check_source

_HEAD = "import collections\nimport dataclasses\nimport functools\nfrom mindspore import nn\n"
_VALUES: dict[str, list[object]] = {
    "in_channels": [8, 4, 0, "8"],
    "out_channels": [4, 6, 2.0],
    "kernel_size": [3, 4, (3, 3), [3, 3], (3, 3, 3), -1],
    "stride": [1, 2, (2, 2), 0, True],
    "pad_mode": ["same", "pad", "valid", "PAD", "zeros"],
    "padding": [0, 1, (1, 1), (1, 1, 1, 1), [1, 1, 1, 1], -1],
    "dilation": [1, 2, (1, 1)],
    "group": [1, 2, 3],
    "has_bias": [True, False, 1, None],
    "weight_init": ["normal", "kaiming"],
    "output_padding": [0, 1, 4],
    "bias": [True, False],
    "groups": [1, 2],
}
_REQUIRED = ("in_channels", "out_channels", "kernel_size")


@dataclass
class Written:
    """A call as it is written so far: what stands before it, its callee and its arguments as expressions."""

    draw: Callable[[st.SearchStrategy[int]], int]
    callee: str
    arguments: dict[str, str]
    before: list[str] = field(default_factory=list)
    used: int = 0
    is_class: bool = True

    def name(self, prefix: str) -> str:
        self.used += 1
        return f"{prefix}{self.used}"

    def one(self) -> str:
        """An argument, any."""
        names = list(self.arguments)
        return names[self.draw(st.integers(0, len(names) - 1))]

    @property
    def passed(self) -> str:
        return ", ".join(f"{name}={text}" for name, text in self.arguments.items())

    @property
    def call(self) -> str:
        return f"{self.callee}({self.passed})"


def alias(call: Written) -> None:
    name = call.name("layer")
    call.before.append(f"{name} = {call.callee}")
    call.callee = name


def table_of_layers(call: Written) -> None:
    name = call.name("TABLE")
    call.before.append(f"{name} = {{'up': {call.callee}, 'dense': nn.Dense}}")
    call.callee = f"{name}['up']"


def chosen_layer(call: Written) -> None:
    call.callee = f"({call.callee} if 2 > 1 else nn.Dense)"


def partial(call: Written) -> None:
    name, argument = call.name("make"), call.one()
    call.is_class = False
    call.before.append(f"{name} = functools.partial({call.callee}, {argument}={call.arguments[argument]})")
    if len(call.arguments) > 1:
        del call.arguments[argument]
    call.callee = name


def constant(call: Written) -> None:
    name, argument = call.name("VALUE"), call.one()
    call.before.append(f"{name} = {call.arguments[argument]}")
    call.arguments[argument] = name


def unpacked(call: Written) -> None:
    name, argument = call.name("value"), call.one()
    call.before.append(f"{name}, _ = {call.arguments[argument]}, None")
    call.arguments[argument] = name


def table_of_values(call: Written) -> None:
    name, argument = call.name("CONFIG"), call.one()
    call.before.append(f"{name} = dict(some={call.arguments[argument]}, other=None)")
    call.arguments[argument] = f"{name}['some']"


def class_attribute(call: Written) -> None:
    name, argument = call.name("Config"), call.one()
    call.before.append(f"class {name}:\n    some = {call.arguments[argument]}")
    call.arguments[argument] = f"{name}.some"


def chosen_value(call: Written) -> None:
    argument = call.one()
    call.arguments[argument] = f"({call.arguments[argument]} if not False else None)"


def branch(call: Written) -> None:
    name, argument = call.name("value"), call.one()
    call.before.append(f"if len('ab') == 2:\n    {name} = {call.arguments[argument]}\nelse:\n    {name} = object()")
    call.arguments[argument] = name


def dataclass_default(call: Written) -> None:
    name, argument = call.name("Config"), call.one()
    call.before.append(f"@dataclasses.dataclass\nclass {name}:\n    some: object = {call.arguments[argument]}")
    call.arguments[argument] = f"{name}().some"


def named_tuple(call: Written) -> None:
    name, argument = call.name("Config"), call.one()
    call.before.append(f"{name} = collections.namedtuple('{name}', 'other some')")
    call.arguments[argument] = f"{name}(None, {call.arguments[argument]}).some"


def enumerated(call: Written) -> None:
    name, argument = call.name("value"), call.one()
    call.before.append(f"for _, ({name}, _) in enumerate(zip([{call.arguments[argument]}], 'a')):\n    pass")
    call.arguments[argument] = name


def got_attribute(call: Written) -> None:
    if call.callee.startswith("nn."):
        call.callee = f"getattr(nn, {call.callee[3:]!r})"


def walrus(call: Written) -> None:
    name, argument = call.name("value"), call.one()
    call.before.append(f"print({name} := {call.arguments[argument]})")
    call.arguments[argument] = name


def nested_function(call: Written) -> None:
    """The argument is a variable of the function around the one that builds the layer."""
    name, argument = call.name("make"), call.one()
    given = call.arguments[argument]
    call.arguments[argument] = "outer"
    call.before.append(
        f"def {name}(given):\n    outer = given\n    def inner():\n        return {call.call}\n    return inner()"
    )
    call.callee, call.arguments = name, {"given": given}


def spread(call: Written) -> None:
    name = call.name("OPTIONS")
    call.before.append(f"{name} = {{{', '.join(f'{key!r}: {text}' for key, text in call.arguments.items())}}}")
    call.arguments = {}
    call.callee = f"functools.partial({call.callee}, **{name})"


def factory(call: Written) -> None:
    """The argument is a parameter of a function that returns the layer."""
    name, argument = call.name("make"), call.one()
    given = call.arguments[argument]
    call.arguments[argument] = "given"
    call.before.append(f"def {name}(given):\n    return {call.call}")
    call.callee, call.arguments = name, {"given": given}


def factory_default(call: Written) -> None:
    name, argument = call.name("make"), call.one()
    given = call.arguments[argument]
    call.arguments[argument] = "given"
    call.before.append(f"def {name}(given={given}):\n    return {call.call}")
    call.callee, call.arguments = name, {}


def method(call: Written) -> None:
    name, argument = call.name("Net"), call.one()
    given = call.arguments[argument]
    call.arguments[argument] = "self.given"
    call.before.append(
        f"class {name}(nn.Cell):\n    def __init__(self, given):\n        super().__init__()\n"
        f"        self.given = given\n        self.up = {call.call}"
    )
    call.callee, call.arguments = name, {"given": given}


def lambda_(call: Written) -> None:
    name = call.name("make")
    call.before.append(f"{name} = lambda: {call.call}")
    call.callee, call.arguments = name, {}


def subclass(call: Written) -> None:
    name = call.name("Up")
    call.before.append(f"class {name}({call.callee}):\n    pass")
    call.callee = name


def forwarding_subclass(call: Written) -> None:
    name = call.name("Up")
    call.before.append(
        f"class {name}({call.callee}):\n    def __init__(self, *args, **kwargs):\n        super().__init__(*args, **kwargs)"
    )
    call.callee = name


_OF_VALUES = [constant, unpacked, table_of_values, class_attribute, chosen_value, branch]
_OF_VALUES += [dataclass_default, named_tuple, enumerated, walrus]
_OF_CALLEES = [alias, table_of_layers, chosen_layer, partial, got_attribute]
_AROUND = [factory, factory_default, method, lambda_, nested_function]


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, str]:
    """The text of a plain call, and that of the same call wrapped."""
    layer = f"nn.Conv{draw(st.integers(1, 3))}dTranspose"
    others = draw(st.lists(st.sampled_from([name for name in _VALUES if name not in _REQUIRED]), unique=True, max_size=4))
    arguments = {name: repr(draw(st.sampled_from(_VALUES[name]))) for name in (*_REQUIRED, *others)}
    call = Written(draw, layer, arguments)
    plain = f"{_HEAD}{call.call}\n"
    for wrap in draw(st.lists(st.sampled_from([*_OF_VALUES, *_OF_CALLEES]), max_size=3)):
        wrap(call)
    if call.is_class:
        for wrap in draw(st.lists(st.sampled_from([subclass, forwarding_subclass]), max_size=2)):
            wrap(call)
    if draw(st.booleans()):
        spread(call)
    for wrap in draw(st.lists(st.sampled_from([*_OF_VALUES, *_AROUND]), max_size=3)):
        if call.arguments:
            wrap(call)
    return plain, "\n".join([_HEAD, *call.before, call.call, ""])


def codes(text: str) -> set[str]:
    return {finding.code for finding in check_source(text, settings=Settings(select=("MST1",)))}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(calls())
def test_the_codes_of_the_plain_call(texts: tuple[str, str]) -> None:
    plain, wrapped = texts
    found, expected = codes(wrapped), codes(plain)
    assert found >= expected, wrapped
    # MST101 hides MST106; a caller who passes another padding meets it.
    assert found - expected <= ({"MST106"} if "MST101" in expected else set()), wrapped


def test_none_is_a_value_that_is_passed_on() -> None:
    text = "from mindspore import nn\nup = nn.Conv2dTranspose(8, 4, 4, {})\n"
    for spread in ("**dict(padding=None)", "*(2, 'pad', None)"):
        (finding,) = (item for item in check_source(text.format(spread)) if item.code == "MST102")
        assert finding.message.startswith("padding=None raises"), spread
