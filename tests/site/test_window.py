"""The interactive window picture computes what lint_transpose/layers/window.py does: thousands of random cases in Node."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qsl

import pytest

from docs.cases import case
from docs.pictures import kinds
from lint_transpose.layers.window import Window, pad_window, reach, same_window, torch_window, valid_window
from lint_transpose.rules import RULES

SCRIPT = Path(__file__).parents[2] / "docs" / "site" / "static" / "window.js"
CASES = 4000
# Reads lists of arguments and prints what each function of the module gives for them.
CALLS = """
const theory = await import(process.argv[1]);
let text = "";
for await (const part of process.stdin) text += part;
console.log(JSON.stringify(JSON.parse(text).map(([name, ...given]) => theory[name](...given))));
"""


def in_node(calls: list[list[Any]]) -> list[Any]:
    node = shutil.which("node")
    assert node is not None, "Node is needed"
    command = [node, "--input-type=module", "--eval", CALLS, SCRIPT.as_uri()]
    done = subprocess.run(command, input=json.dumps(calls), capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    return answers


def drawn(random: Random) -> dict[str, int]:
    numbers = {"n": (1, 8), "k": (1, 9), "s": (1, 6), "d": (1, 4), "p": (0, 9), "op": (0, 6), "a": (0, 9), "b": (-6, 9)}
    numbers |= {"z": (0, 6), "h": (0, 6), "bias": (0, 1)}
    return {name: random.randint(*ends) for name, ends in numbers.items()}


def sizes(state: dict[str, int]) -> dict[str, int]:
    return {"stride": state["s"], "kernel_size": state["k"], "dilation": state["d"]}


@pytest.fixture(scope="module")
def states() -> list[dict[str, int]]:
    random = Random("the window picture")
    return [drawn(random) for _ in range(CASES)]


def numbers_of(window: Window) -> dict[str, int]:
    """As the picture's script holds it."""
    return {"lo": window.lo, "hi": window.hi, "zeros": window.zeros, "head": window.head}


def windows(state: dict[str, int]) -> dict[str, Window]:
    full = reach(state["k"], state["d"])
    return {
        "torch": torch_window(state["p"], state["op"]),
        "pad": Window(state["a"], state["b"], state["z"], state["h"]),
        "same": same_window(full, state["s"]),
        "valid": valid_window(full, state["s"]),
        "zeros": pad_window(state["p"], state["p"], state["op"]),
        "extended": pad_window(state["a"], state["z"]).of_extended(0, state["op"], state["s"]),
    }


def test_windows(states: list[dict[str, int]]) -> None:
    calls, wanted = [], []
    for state in states:
        full = reach(state["k"], state["d"])
        calls += [
            ["torchWindow", state["p"], state["op"]],
            ["padWindow", state["a"], state["b"], state["z"], state["h"]],
            ["sameWindow", full, state["s"]],
            ["validWindow", full, state["s"]],
            ["padWindow", state["p"], state["p"], state["op"]],
            ["ofExtended", {"lo": state["a"], "hi": state["z"], "zeros": 0, "head": 0}, state["op"], state["s"]],
        ]
        wanted += [numbers_of(window) for window in windows(state).values()]
    assert in_node(calls) == wanted


def test_lengths_and_verdicts(states: list[dict[str, int]]) -> None:
    calls, wanted = [], []
    for state in states:
        full, given = reach(state["k"], state["d"]), windows(state)
        in_script = {"stride": state["s"], "kernel": state["k"], "dilation": state["d"]}
        for window in given.values():
            calls.append(["length", numbers_of(window), state["n"], state["s"], full])
            wanted.append(window.length(state["n"], state["s"], full))
            for bias in (True, False):
                calls.append(["equals", numbers_of(window), numbers_of(given["torch"]), bias, in_script])
                wanted.append(window.equals(given["torch"], bias, **sizes(state)))
    assert in_node(calls) == wanted
    assert {True, False} <= set(wanted)


def test_places(states: list[dict[str, int]]) -> None:
    """As the pictures of the documents have them, which know no zeros in front of the full result."""
    calls, wanted = [], []
    for state in states:
        n, k, s, d = (state[name] for name in "nksd")
        full, reached = (n - 1) * s + reach(k, d), {index * s + tap * d for index in range(n) for tap in range(k)}
        for window in windows(state).values():
            if window.head <= window.lo and window.length(n, s, reach(k, d)) > 0 and window.lo <= full - window.hi:
                calls.append(["kinds", numbers_of(window), n, {"stride": s, "kernel": k, "dilation": d}])
                wanted.append({"places": kinds(window, full, reached), "before": 0})
    assert len(calls) > CASES
    assert in_node(calls) == wanted


def test_rows(states: list[dict[str, int]]) -> None:
    """The ticks of the whole picture; the row that is called exact has one wherever PyTorch takes the layer."""
    modes = ("pad", "same", "valid")
    given = [{**state, "m": modes[index % 3]} for index, state in enumerate(states)]
    for state, rows in zip(given, in_node([["rows", state] for state in given]), strict=True):
        numbers = {name: value for name, value in state.items() if name != "m"}
        original = windows(numbers)["torch"]
        own = next(row for row in rows if row.get("own"))
        window = windows(numbers)[state["m"]]
        assert (own["window"], own["equal"]) == (
            numbers_of(window),
            window.equals(original, bool(state["bias"]), **sizes(numbers)),
        )
        for row in rows[1:]:
            assert row["equal"] == Window(**row["window"]).equals(original, bool(state["bias"]), **sizes(numbers))
            assert (row["why"]["key"] == "") == row["equal"]
            assert row["equal"] or row["why"]["by"] > 0
        assert any(row["equal"] for row in rows[1:])


def test_the_address_of_every_rule(states: list[dict[str, int]]) -> None:
    """Each rule's page opens the picture with its example, and nothing of the address is lost on the way."""
    addresses = {rule.code: case(rule) for rule in RULES}
    assert None not in addresses.values()
    for address, state in zip(addresses.values(), in_node([["parsed", f"#{address}"] for address in addresses.values()])):
        assert {name: str(state[name]) for name, _ in parse_qsl(str(address))} == dict(parse_qsl(str(address)))


@pytest.mark.parametrize("text", ["", "#", "#n=x&k=&s=-1&d=0&p=99&op=1e3&m=full&bias=2&a=%00", "#__proto__=1&n=3"])
def test_a_strange_address(text: str) -> None:
    """What is no number in range, and no known mode, is as it is at the start."""
    [[defaults], [state]] = in_node([["parsed", ""]]), in_node([["parsed", text]])
    assert {**defaults, "n": state["n"]} == state
    assert state["n"] == (3 if "n=3" in text else defaults["n"])


# What docs/window-picture.md and the window theory say of the cases that they link to: what the layer that is looked at has.
SAID = {
    "output_padding left out": "short",
    "nn.Pad, or the output_padding of the 2-D layer": "zeros",
    "a Pad at the wrong end": "shifted",
    '"same" off by one': "shifted",
    '"same" where it is right': "",
    '"valid" below the stride': "long",
    "output_padding above padding": "zeros",
    "right without one": "",
    "a dilated kernel with holes": "",
}


def test_cases_of_the_page() -> None:
    text = (SCRIPT.parents[2] / "window-picture.md").read_text(encoding="utf-8")
    links = dict(re.findall(r"\[([^\]]*)\]\([^)\s]*window-picture.html(#[^)]*)\)", text))
    assert set(links) == set(SAID)
    states = in_node([["parsed", address] for address in links.values()])
    for label, rows in zip(links, in_node([["rows", state] for state in states]), strict=True):
        assert next(row for row in rows if row.get("own"))["why"]["key"] == SAID[label], label
