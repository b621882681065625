"""The plugin of python-lsp-server, over standard input and output."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lint_transpose.report.links import rule_page

CALL = "nn.Conv2dTranspose(8, 8, 4, stride=2, padding=1)"
TEXT = f"from mindspore import nn\nname, up = '😀', {CALL}\n"
# Only ours: what other plugins say of the text is theirs.
OTHERS = ("pycodestyle", "pyflakes", "mccabe", "pylint", "flake8", "pydocstyle", "autopep8", "yapf", "rope_autoimport")


class Client:
    """As much of a client as it takes: pygls' own does not understand what python-lsp-server says it can do."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "pylsp"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        self._number = 0

    def send(self, method: str, params: Any, number: int | None = None) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params, **({} if number is None else {"id": number})}
        data = json.dumps(message).encode()
        self._to.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self._to.flush()

    def receive(self) -> Any:
        length = 0
        while (line := self._from.readline().strip()) or not length:
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return json.loads(self._from.read(length))

    def ask(self, method: str, params: Any) -> Any:
        self._number += 1
        self.send(method, params, self._number)
        while (answer := self.receive()).get("id") != self._number or "method" in answer:
            pass
        return answer["result"]

    def wait_for(self, method: str) -> Any:
        while (message := self.receive()).get("method") != method:
            pass
        return message["params"]

    def end(self) -> None:
        self.ask("shutdown", None)
        self.send("exit", None)
        self._process.communicate(timeout=20)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    client = Client(tmp_path)
    client.ask("initialize", {"processId": None, "rootUri": tmp_path.as_uri(), "capabilities": {}})
    client.send("initialized", {})
    plugins = {name: {"enabled": False} for name in OTHERS}
    client.send("workspace/didChangeConfiguration", {"settings": {"pylsp": {"plugins": plugins}}})
    yield client
    client.end()


def test_diagnostics_and_code_actions(client: Client, tmp_path: Path) -> None:
    uri = (tmp_path / "a.py").as_uri()
    document = {"uri": uri, "languageId": "python", "version": 1, "text": TEXT}
    client.send("textDocument/didOpen", {"textDocument": document})
    (found,) = client.wait_for("textDocument/publishDiagnostics")["diagnostics"]
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
    document = {"uri": (tmp_path / "a.py").as_uri(), "languageId": "python", "version": 1, "text": text}
    client.send("textDocument/didOpen", {"textDocument": document})
    found = client.wait_for("textDocument/publishDiagnostics")["diagnostics"]
    assert {item["code"]: item["severity"] for item in found} == {"MST201": 2, "MST203": 2}
