"""Counterparts in every host: `counterparts` in the settings and `# ported-from:` comments."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from lint_transpose import Finding, Settings, check_source
from lint_transpose.cli import main
from lint_transpose.comparing.originals import Originals
from lint_transpose.languages import Text

from .texts import mindspore_text, torch_text

# Kernel 5 instead of 4: reported by MST208, on kernel_size, and only where the counterpart is known.
OTHER = 'nn.Conv2dTranspose(8, 8, 5, 2, "pad", 1, has_bias=True)'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "torch_up.py").write_text(torch_text("self.up = T\nself.up2 = T"))
    return tmp_path


def write_port(project: Path, remark: str, name: str = "port.py") -> Path:
    path = project / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(mindspore_text(f"self.up = {OTHER}\nself.up_2 = M").replace("class", f"{remark}\nclass"))
    return path


def found(path: Path, settings: Settings = Settings(), told: list[Text] | None = None) -> list[Finding]:
    problems: list[Text] = [] if told is None else told
    return check_source(path.read_text(), str(path), settings, counterparts=Originals(problems.append))


@pytest.mark.parametrize(
    "remark",
    [
        "# ported-from: torch_up.py",
        "# ported-from: torch_up.py::Up",
        "#  ported-from:  torch_up.py::up",
        "# see the paper\n# ported-from: ./torch_up.py::Up",
    ],
)
def test_comment_on_the_class(project: Path, remark: str) -> None:
    [finding] = found(write_port(project, remark))
    assert (finding.code, finding.confidence) == ("MST208", "certain")
    assert finding.message == "kernel_size=5, while the PyTorch layer has kernel_size=4"
    assert [(other.filename, other.start.row) for other in finding.related] == [(str(project / "torch_up.py"), 7)]


def test_comment_on_the_layer(project: Path) -> None:
    path = write_port(project, "")
    path.write_text(path.read_text().replace(f"self.up = {OTHER}", f"self.up = {OTHER}  # ported-from: torch_up.py::Up.up2"))
    [finding] = found(path)
    assert finding.related[0].start.row == 8


def test_comment_at_the_head_of_the_file(project: Path) -> None:
    path = write_port(project, "")
    path.write_text(f"# ported-from: torch_up.py\n\n{path.read_text()}")
    assert [finding.code for finding in found(path)] == ["MST208"]


STAGES = "layers = []\nfor c, k, s, p in STAGES:\n    layers += [{layer}(n, c, k, s, {pad}p{bias}), nn.ReLU()]\n    n = c\n"
STAGES += "self.ups = nn.{holder}(*layers)"


def test_check_and_compare_read_the_same_cases(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The items of a loop, which PyTorch's text has as well."""
    table = "STAGES = [(8, 4, 2, 1), (6, 8, 4, {})]\n\n\nclass"
    theirs = STAGES.format(layer="nn.ConvTranspose2d", pad="", bias="", holder="Sequential")
    ours = STAGES.format(layer="nn.Conv2dTranspose", pad='"pad", ', bias=", has_bias=True", holder="SequentialCell")
    original = torch_text(theirs).replace("class", table.format(2))
    (project / "torch_up.py").write_text(original)
    for pad, codes in (("2", []), ("1", ["MST208"])):
        text = mindspore_text(ours).replace("class", table.format(pad))
        path = project / "port.py"
        path.write_text(f"# ported-from: torch_up.py\n{text}")
        assert [finding.code for finding in found(path)] == codes
        assert main(["compare", "torch_up.py", "port.py", "--output-format", "full"]) == bool(codes)
        assert ("for item 2 of" in capsys.readouterr().out) is bool(codes)


def test_path_from_the_root(project: Path) -> None:
    path = write_port(project, "# ported-from: torch_up.py", "src/port.py")
    assert [finding.code for finding in found(path, Settings(root=str(project)))] == ["MST208"]


def test_within_one_file_without_reading_any() -> None:
    """`check_source` alone: pure, and a comment without a path speaks of the file itself."""
    text = torch_text("self.up = T", "Original")
    text += mindspore_text(f"self.up = {OTHER}", "Port").replace("class", "# ported-from: ::Original\nclass")
    assert [finding.code for finding in check_source(text)] == ["MST208"]


def test_check_source_reads_nothing(project: Path) -> None:
    path = write_port(project, "# ported-from: torch_up.py")
    assert check_source(path.read_text(), str(path)) == []


@pytest.mark.parametrize(
    ("glob", "target"),
    [
        ("port.py", "torch_up.py"),
        ("*.py", "torch_up.py"),
        ("ms_*.py", "torch_*.py"),
        ("src/*/ms_*.py", "*/torch_*.py"),
        ("src/*/ms_*.py", "one/torch_*.py"),
    ],
)
def test_settings(project: Path, glob: str, target: str) -> None:
    name = glob.replace("src/*", "src").replace("*", "up")
    if "/" in glob:
        (project / "one").mkdir()
        (project / "torch_up.py").rename(project / "one" / "torch_up.py")
        (project / "src" / "one").mkdir(parents=True)
        name = "src/one/ms_up.py"
    path = write_port(project, "", name)
    settings = Settings(counterparts=((glob, target),), root=str(project))
    assert [finding.code for finding in found(path, settings)] == ["MST208"]


def test_settings_are_porting_evidence(project: Path) -> None:
    """Also for the layers of which the original is not found."""
    path = project / "port.py"
    path.write_text(mindspore_text('self.other = nn.Conv2dTranspose(8, 8, 4, 2, "pad", 1)', "Unknown"))
    (project / "torch_up.py").write_text(torch_text("self.up = T") + torch_text("self.up = T", "Another"))
    assert found(path) == []
    configured = Settings(counterparts=(("*.py", "torch_up.py"),), root=str(project))
    assert [finding.code for finding in found(path, configured)] == ["MST201"]


def test_never_means_never(project: Path) -> None:
    assert found(write_port(project, "# ported-from: torch_up.py"), Settings(porting="never")) == []


@pytest.mark.parametrize(
    ("remark", "told"),
    [
        ("# ported-from: absent.py", "absent.py: no such PyTorch file"),
        ("# ported-from: folder", "folder: no such PyTorch file"),
        ("# ported-from: /dev/zero", "/dev/zero: no such PyTorch file"),
        ("# ported-from: broken.py", "broken.py: invalid syntax"),
        ("# ported-from: torch_up.py::Absent", "ported-from names Absent, and torch_up.py has no such layer"),
    ],
)
def test_one_line_for_what_is_wrong(project: Path, remark: str, told: str) -> None:
    (project / "broken.py").write_text("def (ConvTranspose2d\n")
    (project / "folder").mkdir()
    problems: list[Text] = []
    path = write_port(project, remark)
    assert found(path, told=problems) == []
    assert len(problems) == 1
    assert str(problems[0]).endswith(told)


def test_told_once_and_read_once(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problems: list[Text] = []
    originals = Originals(problems.append)
    reads: list[str] = []
    monkeypatch.setattr("lint_transpose.files.discovery.read", lambda path: reads.append(path) or Path(path).read_bytes())
    for name in ("one.py", "two.py"):
        path = write_port(project, "# ported-from: torch_up.py", name)
        check_source(path.read_text(), str(path), counterparts=originals)
        other = write_port(project, "# ported-from: absent.py", f"other_{name}")
        check_source(other.read_text(), str(other), counterparts=originals)
    assert len(reads) == len(problems) == 1


def test_ambiguous_is_not_reported(project: Path) -> None:
    path = project / "port.py"
    text = mindspore_text(f"self.model = nn.SequentialCell({OTHER})").replace("class", "# ported-from: torch_up.py\nclass")
    path.write_text(text)
    (project / "torch_up.py").write_text(torch_text("self.model = nn.Sequential(T, T)"))
    assert found(path) == []


# -- hosts ---------------------------------------------------------------------------------------------------------------


def hosts(project: Path) -> dict[str, str]:
    modules = {
        "check": ["lint_transpose", "check", "port.py"],
        "flake8": ["flake8", "--isolated", "--select=MST", "port.py"],
        "pylint": ["pylint", "--load-plugins=lint_transpose.pylint_plugin", "--disable=all", "--enable=W9208", "port.py"],
    }
    return {
        name: subprocess.run([sys.executable, "-m", *command], cwd=project, capture_output=True, text=True, check=False).stdout
        for name, command in modules.items()
    }


@pytest.mark.parametrize("remark", ["# ported-from: torch_up.py", ""])
def test_every_host(project: Path, remark: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("flake8")
    pytest.importorskip("pylint")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    if not remark:
        (project / "pyproject.toml").write_text('[tool.lint-transpose.counterparts]\n"port.py" = "torch_up.py"\n')
    write_port(project, remark)
    for name, output in hosts(project).items():
        assert "kernel_size=5, while the PyTorch layer has kernel_size=4" in output, name


def test_missing_file_is_status_2(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_port(project, "# ported-from: absent.py")
    assert main(["check", "port.py"]) == 2
    assert capsys.readouterr().err == "absent.py: no such PyTorch file\n"
