"""A file in an editor gives what it gives on the command line, in flake8 and in pylint (tests/hosts/test_same_findings.py)."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hosts.running import by_command_line
from tests.hosts.test_same_findings import IMPORT, SAMPLES

from .client import Client
from .test_pylsp import pylsp

ROOT = Path(__file__).parents[2]
ENCODINGS = {"latin-1": "latin-1", "gbk": "gbk"}
MORE = {
    "inferred": f"{IMPORT}\ndef up(padding=1):\n    return nn.Conv2dTranspose(8, 8, 4, padding=padding)\n",
    "a port": "import torch\nfrom mindspore import nn\nup = nn.Conv2dTranspose(8, 8, 3, 2, 'pad', 1, output_padding=1)\n",
    "nothing": "x = 1\n",
    "opt-in": f"{IMPORT}up = nn.Conv2dTranspose(8, 8, 4)\n",
    "the example": (ROOT / "docs" / "example" / "port.py").read_text(encoding="utf-8"),
}
TEXTS = {**{name: data.decode(ENCODINGS.get(name, "utf-8-sig")) for name, data in SAMPLES.items()}, **MORE}

NOTHING = {"nothing", "silenced file", "silenced in any case"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "pyproject.toml").write_text("[tool.lint-transpose]\nextend-select = ['MST207']\nignore = ['MST203']\n")
    original = ROOT / "docs" / "example" / "original.py"
    (folder / original.name).write_bytes(original.read_bytes())
    return folder


@pytest.fixture(scope="module", params=["server", "pylsp"])
def client(request: pytest.FixtureRequest, folder: Path) -> Iterator[Client]:
    if request.param == "pylsp":
        client = pylsp(folder)
    else:
        client = Client([sys.executable, "-m", "lint_transpose", "server"], folder)
        client.start(folder)
    yield client
    client.end()


@pytest.mark.parametrize("name", TEXTS)
def test_same(name: str, client: Client, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    text = TEXTS[name]
    path = folder / f"{re.sub('[^a-z0-9]', '_', name)}.py"
    path.write_bytes(SAMPLES.get(name) or text.encode())
    lines = re.split("\r\n|\r|\n", text)
    shown = []
    for item in client.shown(path.as_uri(), text):
        place = item["range"]["start"]
        before = lines[place["line"]].encode("utf-16-le")[: 2 * place["character"]].decode("utf-16-le")
        shown.append((path.name, place["line"] + 1, len(before) + 1, item["code"], item["message"]))
    wanted = sorted(by_command_line(path.name).found)
    assert sorted(shown) == wanted
    assert bool(wanted) == (name not in NOTHING)


ENCODINGS_OF_CLIENTS = [("utf-8", "utf-8", 1), ("utf-16", "utf-16-le", 2), ("utf-32", "utf-32-le", 4)]


@pytest.mark.parametrize(("encoding", "codec", "size"), ENCODINGS_OF_CLIENTS)
def test_columns_are_counted_as_the_client_does(encoding: str, codec: str, size: int, tmp_path: Path) -> None:
    client = Client([sys.executable, "-m", "lint_transpose", "server"], tmp_path)
    client.start(tmp_path, encoding)
    text = TEXTS["emoji before the call"]
    (found,) = client.shown((tmp_path / "a.py").as_uri(), text)
    line = text.split("\n")[1]
    before = line[: line.index("padding=1") + len("padding=")]
    assert found["range"]["start"] == {"line": 1, "character": len(before.encode(codec)) // size}
    client.end()
