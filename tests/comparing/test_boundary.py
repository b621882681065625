"""Nothing outside the project is opened or shown, unless the configuration names the folder."""

from __future__ import annotations

import builtins
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from lint_transpose import check_source
from lint_transpose.cli import main
from lint_transpose.comparing.originals import Originals
from lint_transpose.languages import Text

from ..benchmarks.linear import ported
from .texts import mindspore_text, torch_text

OTHER = 'nn.Conv2dTranspose(8, 8, 5, 2, "pad", 1, has_bias=True)'
SECRET = "SECRET = 7\n"


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A project beside a folder that is none of its own; what is opened of the latter."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "torch_up.py").write_text(torch_text("self.up = T") + SECRET)
    (tmp_path / "outside" / "secret.py").write_text(SECRET)
    project = tmp_path / "project"
    (project / "src").mkdir(parents=True)
    (project / "pyproject.toml").write_text("")
    (project / "src" / "__init__.py").write_text("")
    (project / "torch_link.py").symlink_to(tmp_path / "outside" / "torch_up.py")
    (project / "link").symlink_to(tmp_path / "outside")
    monkeypatch.chdir(project)
    found: list[str] = []
    plain_open = builtins.open

    def recording(file: object, *arguments: object, **keywords: object) -> object:
        if isinstance(file, (str, os.PathLike)) and f"{os.sep}outside" in os.path.realpath(file):
            found.append(os.fspath(file))
        return plain_open(file, *arguments, **keywords)  # type: ignore[call-overload]

    monkeypatch.setattr(builtins, "open", recording)
    yield found
    monkeypatch.undo()


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[list[dict[str, str]], str]:
    main(["check", "--output-format", "json", *arguments])
    out, err = capsys.readouterr()
    return json.loads(out), out + err


@pytest.mark.parametrize(
    "name",
    ["../outside/torch_up.py", "{}/outside/torch_up.py", "torch_link.py", "link/torch_up.py", "src/../../outside/torch_up.py"],
)
def test_comments(opened: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    text = mindspore_text(f"self.up = {OTHER}").replace("class", f"# ported-from: {name.format(tmp_path)}\nclass")
    Path("port.py").write_text(text)
    found, everything = said(capsys, "port.py")
    assert [finding["code"] for finding in found] == []
    assert "outside the project" in everything
    assert "kernel_size=4" not in everything
    assert opened == []


@pytest.mark.parametrize("target", ["torch_link.py", "link/torch_*.py", "torch_*.py"])
def test_settings_that_a_link_leads_astray(opened: list[str], capsys: pytest.CaptureFixture[str], target: str) -> None:
    Path("pyproject.toml").write_text(f'[tool.lint-transpose.counterparts]\n"ms_*.py" = "{target}"\n')
    name = "ms_link.py" if target == "torch_*.py" else "ms_up.py"
    Path(name).write_text(mindspore_text(f"self.up = {OTHER}"))
    assert said(capsys, name)[0] == []
    assert opened == []


@pytest.mark.parametrize("target", ["../outside/torch_*.py", "{}/outside/torch_up.py"])
def test_settings_may_name_a_folder(
    opened: list[str], tmp_path: Path, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table = f'[tool.lint-transpose.counterparts]\n"ms_*.py" = "{target.format(tmp_path)}"\n'
    Path("pyproject.toml").write_text(table)
    Path("ms_up.py").write_text(mindspore_text(f"self.up = {OTHER}"))
    found, _ = said(capsys, "ms_up.py")
    assert [finding["code"] for finding in found] == ["MST208"]
    assert len(opened) == 1


@pytest.mark.parametrize(
    "module", ["...outside.secret", "..link.secret", "link.secret", "outside.secret", "....outside.secret"]
)
def test_imports(opened: list[str], capsys: pytest.CaptureFixture[str], module: str) -> None:
    text = f"from mindspore import nn\nfrom {module} import SECRET\nnn.Conv2dTranspose(3, 4, 4, padding=SECRET)\n"
    Path("src/net.py").write_text(text)
    found, everything = said(capsys, "--follow-imports", "src/net.py")
    assert found == []
    assert "7" not in everything
    assert opened == []


def test_original_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("torch_up.py").write_text(torch_text("self.up = T") + "#" * 4_000_000)
    text = mindspore_text(f"self.up = {OTHER}").replace("class", "# ported-from: torch_up.py\nclass")
    told: list[Text] = []
    assert check_source(text, "port.py", counterparts=Originals(told.append)) == []
    assert [str(line) for line in told] == ["torch_up.py: larger than 4 MB, so it is not read as a PyTorch file"]


def test_own_file_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many comments name a layer of it."""
    import lint_transpose.comparing.originals as originals

    number = 40
    text = ported(number)
    reads = []
    read = originals._located
    monkeypatch.setattr(originals, "_located", lambda *arguments: reads.append(arguments) or read(*arguments))
    found = check_source(text)
    assert sum(bool(finding.related) for finding in found) == number
    assert len(reads) == 1
