"""The plugin of python-lsp-server, over standard input and output."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lint_transpose.report.links import rule_page

from .client import Client

CALL = "nn.Conv2dTranspose(8, 8, 4, stride=2, padding=1)"
TEXT = f"from mindspore import nn\nname, up = '😀', {CALL}\n"
# Only ours: what other plugins say of the text is theirs.
OTHERS = ("pycodestyle", "pyflakes", "mccabe", "pylint", "flake8", "pydocstyle", "autopep8", "yapf", "rope_autoimport")


def pylsp(folder: Path) -> Client:
    """A session with python-lsp-server, in which all but our plugin is off."""
    client = Client([sys.executable, "-m", "pylsp"], folder)
    client.start(folder)
    plugins = {name: {"enabled": False} for name in OTHERS}
    client.send("workspace/didChangeConfiguration", {"settings": {"pylsp": {"plugins": plugins}}})
    return client


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    client = pylsp(tmp_path)
    yield client
    client.end()


def test_diagnostics_and_code_actions(client: Client, tmp_path: Path) -> None:
    uri = (tmp_path / "a.py").as_uri()
    (found,) = client.shown(uri, TEXT)
    column = len(TEXT.split("\n")[1][:-2].encode("utf-16-le")) // 2
    assert found["range"] == {"start": {"line": 1, "character": column}, "end": {"line": 1, "character": column + 1}}
    assert (found["code"], found["source"], found["severity"]) == ("MST101", "lint-transpose", 1)
    assert found["codeDescription"] == {"href": rule_page("MST101")}
    context = {"diagnostics": [found]}
    params = {"textDocument": {"uri": uri}, "range": found["range"], "context": context}
    actions = client.ask("textDocument/codeAction", params)
    assert [action["kind"] for action in actions] == ["quickfix", "quickfix", "source.fixAll.lint-transpose"]
    assert actions[0]["isPreferred"]
    (change,) = actions[0]["edit"]["changes"][uri]
    assert (change["range"]["start"]["character"], change["newText"]) == (column + 1, ', pad_mode="pad"')
    lines = TEXT.split("\n")
    fixed = lines[1].replace("padding=1)", 'padding=1, pad_mode="pad")') + "\n"
    assert [change["newText"] for change in actions[2]["edit"]["changes"][uri]] == [fixed]


def test_severities(client: Client, tmp_path: Path) -> None:
    text = 'import torch\nfrom mindspore import nn\nup = nn.Conv2dTranspose(8, 8, 3, 2, "pad", 1, output_padding=1)\n'
    found = client.shown((tmp_path / "a.py").as_uri(), text)
    assert {item["code"]: item["severity"] for item in found} == {"MST201": 2, "MST203": 2}
