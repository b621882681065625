"""What the page "Try it" asks of the package, without a browser."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from lint_transpose import check_source

BRIDGE = Path(__file__).parents[2] / "docs" / "site" / "static" / "bridge.py"
TEXT = "from mindspore import nn\r\nname, up = '😀', nn.Conv2dTranspose(8, 8, 4, stride=2, padding=1)\r\n"


def ask(task: str, **given: Any) -> Any:
    return json.loads(runpy.run_path(str(BRIDGE))["answer"](json.dumps({"task": task, **given})))


def test_check_and_fix() -> None:
    answer = ask("check", mindspore=TEXT)
    (finding,) = answer["findings"]
    (wanted,) = check_source(TEXT, "mindspore_model.py")
    assert (finding["code"], finding["message"]) == (wanted.code, wanted.message)
    assert finding["location"] == {"row": wanted.start.row, "column": wanted.start.column}
    fixed = TEXT.replace("padding=1)", 'padding=1, pad_mode="pad")')
    assert ask("fix", mindspore=TEXT, fix=finding["fix"]) == {"mindspore": fixed}
    assert ask("fix_all", mindspore=TEXT) == {"mindspore": fixed}


@pytest.mark.parametrize("text", [f"def broken(:\n{TEXT}", f"\0{TEXT}", "x = 1\n" * 5])
def test_texts_without_findings(text: str) -> None:
    answer = ask("check", mindspore=text)
    assert answer["findings"] == []
    assert bool(answer["problems"]) == ("nn" in text)
    assert ask("fix_all", mindspore=text) == {"mindspore": text}


def test_the_original_is_the_other_text() -> None:
    torch = "from torch import nn\nup = nn.ConvTranspose2d(8, 4, 3, 2, 1, 1)\n"
    layer = 'nn.Conv2dTranspose(8, 4, 3, 2, "pad", 1, has_bias=True)'
    port = f"from mindspore import nn\nup = {layer}  # ported-from: torch_model.py\n"
    assert [finding["code"] for finding in ask("check", torch=torch, mindspore=port)["findings"]] == ["MST202"]
    assert "padding=(1, 0, 1, 0)" in ask("port", torch=torch)["text"]
    assert "1 compared: 0 equal, 1 different" in ask("compare", torch=torch, mindspore=port)["text"]
