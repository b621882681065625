"""As much of a client of the Language Server Protocol as the tests need, over standard input and output."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any


class Client:
    """One session with the server that `command` starts. pygls' own client does not understand what python-lsp-server can."""

    def __init__(self, command: list[str], folder: Path) -> None:
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

    def start(self, folder: Path, encoding: str = "utf-16") -> None:
        """Begin, as a client that waits for diagnostics to be sent, and counts columns in code units of `encoding`."""
        capabilities = {"general": {"positionEncodings": [encoding]}}
        self.ask("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": capabilities})
        self.send("initialized", {})

    def shown(self, uri: str, text: str) -> list[Any]:
        """The diagnostics of a document that is opened."""
        document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        self.send("textDocument/didOpen", {"textDocument": document})
        while (sent := self.wait_for("textDocument/publishDiagnostics"))["uri"] != uri:
            pass
        found: list[Any] = sent["diagnostics"]
        return found

    def end(self) -> None:
        self.ask("shutdown", None)
        self.send("exit", None)
        self._process.communicate(timeout=20)
