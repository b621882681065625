"""Every host reads [tool.lint-transpose] of the nearest pyproject.toml, and its own options win."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lint_transpose.layers.releases import NEWEST

from .running import Answer, by_command_line, by_flake8, by_pylint, every_host

RAISES = "from mindspore import nn\n\nup = nn.Conv2dTranspose(8, 8, 4, stride=2, padding=1)\n"
NO_BIAS = 'from mindspore import nn\n\nup = nn.Conv2dTranspose(8, 8, 4, stride=2, pad_mode="pad", padding=1)\n'
NO_PAD_MODE = "from mindspore import nn\n\nup = nn.Conv2dTranspose(8, 8, 4, stride=2, has_bias=True)\n"
NEWER = f"{NEWEST.number[0]}.{NEWEST.number[1] + 1}"
NEW_ARGUMENT = 'from mindspore import nn\n\nup = nn.Conv2dTranspose(8, 8, 4, 2, "pad", output_padding=1)\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pkg").mkdir()
    return tmp_path


def write(project: Path, text: str, *configuration: str, at: str = "pyproject.toml") -> Path:
    (project / at).write_text("\n".join(["[tool.lint-transpose]", *configuration, ""]))
    path = project / "pkg" / "up.py"
    path.write_text(text)
    return path


def codes(answer: Answer) -> list[str]:
    return [code for _, _, code in answer.places]


@every_host
@pytest.mark.parametrize(
    "configuration",
    [
        'ignore = ["MST101"]',
        'ignore = ["MST1"]',
        'select = ["MST2"]',
        'exclude = ["pkg"]',
        'exclude = ["*.py"]',
        'exclude = ["pkg/up.py"]',
        'per-file-ignores = {"pkg/*" = ["MST101"]}',
        'per-file-ignores = {"up.py" = ["MST"]}',
    ],
)
def test_silenced(host: Callable[..., Any], configuration: str, project: Path) -> None:
    path = write(project, RAISES)
    assert codes(host(path)) == ["MST101"]
    write(project, RAISES, configuration)
    assert codes(host(path)) == []


@every_host
def test_nearest_file_with_our_table(host: Callable[..., Any], project: Path) -> None:
    path = write(project, RAISES, 'ignore = ["MST1"]')
    assert codes(host(path)) == []
    (project / "pkg" / "pyproject.toml").write_text("[tool.ruff]\n")
    assert codes(host(path)) == []
    write(project, RAISES, at="pkg/pyproject.toml")
    assert codes(host(path)) == ["MST101"]


@every_host
def test_porting(host: Callable[..., Any], project: Path) -> None:
    path = write(project, NO_BIAS)
    assert codes(host(path)) == []
    write(project, NO_BIAS, 'porting = "always"')
    assert codes(host(path)) == ["MST201"]


@every_host
def test_release(host: Callable[..., Any], project: Path) -> None:
    # 1.10 has no output_padding; the releases since 2.0 take it.
    path = write(project, NEW_ARGUMENT, 'ignore = ["MST2"]')
    assert "MST103" not in codes(host(path))
    write(project, NEW_ARGUMENT, 'ignore = ["MST2"]', 'mindspore-version = "1.10"')
    assert "MST103" in codes(host(path))


@every_host
def test_opt_in(host: Callable[..., Any], project: Path) -> None:
    path = write(project, NO_PAD_MODE)
    assert codes(host(path)) == []
    write(project, NO_PAD_MODE, 'extend-select = ["MST207"]')
    assert codes(host(path)) == ["MST207"]
    write(project, NO_PAD_MODE, 'select = ["ALL"]')
    assert "MST207" in codes(host(path))


def test_opt_in_by_a_hosts_own_option(project: Path) -> None:
    path = write(project, NO_PAD_MODE)
    # flake8's selection filters, it does not switch on by what it leaves over: an --ignore would bring every opt-in rule.
    assert codes(by_flake8("--ignore=E501", path)) == []
    assert codes(by_flake8("--extend-select=MST2", path)) == []
    assert codes(by_flake8("--extend-select=MST207", path)) == ["MST207"]
    assert codes(by_flake8("--select=MST207", path)) == ["MST207"]
    assert codes(by_flake8("--select=MST000", path)) == []
    assert codes(by_pylint("--enable=transpose-implicit-same-mode", path)) == ["MST207"]
    assert codes(by_pylint("--enable=MST207", path)) == ["MST207"]
    assert codes(by_command_line("--extend-select=MST207", path)) == ["MST207"]
    # What a host is told itself wins.
    write(project, NO_PAD_MODE, 'ignore = ["MST207"]')
    assert codes(by_flake8("--extend-select=MST207", path)) == ["MST207"]
    assert codes(by_command_line("--extend-select=MST207", path)) == ["MST207"]


@pytest.mark.parametrize("off", ["--disable=W", "--errors-only"])
def test_pylint_leaves_out_all_of_a_severity(off: str, project: Path) -> None:
    path = write(project, NO_PAD_MODE, 'extend-select = ["MST207"]')
    assert codes(by_pylint(off, path)) == []
    assert codes(by_pylint(path)) == ["MST207"]


def test_pylint_comment_silences_what_our_settings_select(project: Path) -> None:
    path = write(project, NO_PAD_MODE, 'extend-select = ["MST207"]')
    path.write_text(NO_PAD_MODE.replace("\n\n", "\n# pylint: disable=transpose-implicit-same-mode\n"))
    assert codes(by_pylint(path)) == []
    plain = write(project, NO_PAD_MODE)
    assert codes(by_pylint(plain)) == []


def test_a_hosts_own_options_win(project: Path) -> None:
    path = write(project, NO_BIAS, 'porting = "always"', 'mindspore-version = "1.10"')
    assert codes(by_flake8("--mst-porting=never", path)) == []
    assert codes(by_pylint("--mst-porting=never", path)) == []
    assert codes(by_command_line("--porting=never", path)) == []
    write(project, NEW_ARGUMENT, 'mindspore-version = "2.10"', 'ignore = ["MST2"]')
    assert "MST103" in codes(by_flake8("--mst-mindspore-version=1.10", path))
    assert "MST103" in codes(by_pylint("--mst-mindspore-version=1.10", path))
    assert "MST103" in codes(by_command_line("--mindspore-version=1.10", path))


def test_options_in_the_hosts_own_files(project: Path) -> None:
    path = write(project, NO_BIAS)
    (project / "tox.ini").write_text("[flake8]\nmst-porting = always\n")
    assert codes(by_flake8(path)) == ["MST201"]
    (project / ".pylintrc").write_text("[MAIN]\nload-plugins=lint_transpose.pylint_plugin\nmst-porting=always\n")
    assert codes(by_pylint(f"--rcfile={project / '.pylintrc'}", path)) == ["MST201"]


WRONG = {
    "unknown key": 'prting = "always"',
    "wrong value": 'porting = "perhaps"',
    "unknown release": 'mindspore-version = "1.11"',
    "unknown code": 'select = ["E501"]',
    "wrong type": "ignore = 3",
    "no TOML": "ignore = [",
}


@pytest.mark.parametrize("host", [by_command_line, by_pylint])
@pytest.mark.parametrize("configuration", WRONG.values(), ids=WRONG)
def test_wrong_configuration_is_one_line(host: Callable[..., Any], configuration: str, project: Path) -> None:
    answer = host(write(project, RAISES, configuration))
    assert answer.found == []
    assert answer.status != 0
    lines = answer.output.splitlines()
    assert len(lines) == 1
    assert "pyproject.toml" in lines[0]
    assert "Traceback" not in answer.output


@pytest.mark.parametrize("configuration", WRONG.values(), ids=WRONG)
def test_wrong_configuration_is_one_finding_in_flake8(configuration: str, project: Path) -> None:
    path = write(project, RAISES, configuration, at="pkg/pyproject.toml")
    (project / "fine.py").write_text(RAISES)
    (project / "pkg" / "no_layer.py").write_text("x = 1\n")
    answer = by_flake8(path, "pkg/no_layer.py", "fine.py")
    assert answer.output == ""
    assert [(Path(name).name, row, code) for name, row, _, code, _ in answer.found] == [
        ("up.py", 1, "MST000"),
        ("fine.py", 3, "MST101"),
    ]
    assert "pyproject.toml: " in answer.found[0][-1]


MISNAMED = ["tool.lint_transpose", "tool.lint-tranpose", "tool.LintTranspose", "tool.linttranspose", "lint-transpose"]


@pytest.mark.parametrize("table", MISNAMED)
@pytest.mark.parametrize("more", ["", "[tool.lint-transpose]\n"])
def test_a_table_that_is_nearly_ours(table: str, more: str, project: Path) -> None:
    path = write(project, RAISES)
    (project / "pyproject.toml").write_text(f'{more}[{table}]\nignore = ["MST101"]\n')
    answer = by_command_line(path)
    assert (answer.found, answer.status) == ([], 2)
    assert answer.output.count("\n") == 1
    assert f"unknown table '{table}': did you mean [tool.lint-transpose]?" in answer.output
    assert "did you mean [tool.lint-transpose]?" in by_pylint(path).output
    assert codes(by_flake8(path)) == ["MST000"]


def test_other_tables_are_not_ours(project: Path) -> None:
    path = write(project, RAISES)
    text = '[project]\nname = "lint-transpose"\n[tool.transposer]\nx = 1\n[tool.lint]\n[tool]\nlint_transpose = 1\n'
    (project / "pyproject.toml").write_text(text)
    assert codes(by_command_line(path)) == ["MST101"]


@pytest.mark.parametrize(
    ("configuration", "said"),
    [
        ('prting = "always"', "unknown key 'prting': did you mean 'porting'?"),
        ('extend_select = ["MST1"]', "unknown key 'extend_select': did you mean 'extend-select'?"),
        ("colour = 1", "unknown key 'colour': known are mindspore-version, "),
        ('select = ["MST2O1"]', "unknown code 'MST2O1': did you mean 'MST201'?"),
        ('ignore = ["transpose-missing-bais"]', "did you mean 'transpose-missing-bias'?"),
        ('ignore = ["transpose_missing_bias"]', "did you mean 'transpose-missing-bias'?"),
        ('select = ["E501"]', "unknown code 'E501': known are MST101, "),
        ('per-file-ignores = {"*" = ["MSTX"]}', "unknown code 'MSTX': known are MST101, "),
    ],
)
def test_what_was_meant(configuration: str, said: str, project: Path) -> None:
    answer = by_command_line(write(project, RAISES, configuration))
    assert answer.status == 2
    assert said in answer.output


def test_a_long_name_makes_no_long_message(project: Path) -> None:
    for configuration in (
        f"{'k' * 9000} = 1",
        f'select = ["{"M" * 9000}"]',
        f'porting = "{"p" * 9000}"',
        f"ignore = {[1] * 9000}",
    ):
        assert len(by_command_line(write(project, RAISES, configuration)).output) < 1000


@every_host
@pytest.mark.parametrize("name", ["MST101", "mst101", "transpose-padding-without-pad-mode", "E9101", "e9101", "mst1", "all"])
def test_names_of_rules(host: Callable[..., Any], name: str, project: Path) -> None:
    assert codes(host(write(project, RAISES, f'ignore = ["{name}"]'))) == []
    assert codes(host(write(project, RAISES, f'per-file-ignores = {{"*.py" = ["{name}"]}}'))) == []
    assert "MST101" in codes(host(write(project, RAISES, f'select = ["{name}"]')))


@pytest.mark.parametrize("value", ["mindspore-version=1.11", "porting=perhaps"])
def test_wrong_option_is_one_line(value: str, project: Path) -> None:
    path = write(project, RAISES)
    wanted = value.partition("=")[2]
    answer = by_pylint(f"--mst-{value}", path)
    assert answer.found == []
    assert answer.status != 0
    assert wanted in answer.output
    assert len(answer.output.splitlines()) == 1
    flake8 = by_flake8(f"--mst-{value}", path)
    assert [(row, code) for row, _, code in flake8.places] == [(1, "MST000")]
    assert wanted in flake8.found[0][-1]


@every_host
@pytest.mark.parametrize("version", [NEWER, f"{NEWER}.0rc1", "98.0"])
def test_a_newer_release_is_taken_as_the_newest(
    host: Callable[..., Any], version: str, project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write(project, NEW_ARGUMENT, 'ignore = ["MST2"]')
    path = write(project, RAISES, f'mindspore-version = "{version}"')
    answer = host(path, project / "pkg")
    assert set(codes(answer)) == {"MST101"}
    said = answer.output + capfd.readouterr().err
    assert said.count(f"MindSpore {version} is newer than {NEWEST.name}") == 1
    (project / "pyproject.toml").unlink()
    assert "newer" not in host(path).output


@pytest.mark.parametrize("version", ["1.11", "0.9", "2", "2.x", "", "newest", "2.1O", "\u0662.\u0661\u0661"])
def test_no_release(version: str, project: Path) -> None:
    answer = by_command_line(write(project, RAISES, f'mindspore-version = "{version}"'))
    assert answer.status == 2
    assert "unknown MindSpore release" in answer.output


@pytest.mark.parametrize("names", ["lint_transpose", "lint_transpose,lint_transpose.pylint_plugin"])
def test_pylint_loads_the_package_itself(names: str, project: Path) -> None:
    answer = by_pylint(f"--load-plugins={names}", write(project, RAISES))
    assert codes(answer) == ["MST101"]
    (project / ".pylintrc").write_text(f"[MAIN]\nload-plugins={names}\nmst-porting=perhaps\n")
    assert "perhaps" in by_pylint(f"--rcfile={project / '.pylintrc'}", "--load-plugins=lint_transpose", "pkg/up.py").output


@every_host
def test_our_mistake_in_one_file_does_not_hide_the_others(
    host: Callable[..., Any], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lint_transpose.checking import check

    def broken(reader: Any, *rest: Any, original: Any = check.read_sites) -> Any:
        if reader.module.source.filename.endswith("odd.py"):
            raise ZeroDivisionError("\x1b[2Jour own")
        return original(reader, *rest)

    monkeypatch.setattr(check, "read_sites", broken)
    path = write(project, RAISES)
    (project / "odd.py").write_text(RAISES)
    answer = host("odd.py", path)
    assert [Path(name).name for name, _, _, code, _ in answer.found if code == "MST101"] == ["up.py"]
    assert answer.status != 0
    said = answer.output + "".join(message for *_, message in answer.found)
    assert "ZeroDivisionError: \\x1b[2Jour own" in said


@every_host
def test_only_what_is_certain(host: Callable[..., Any], project: Path) -> None:
    """The caller with p=1 raises, the one with p=0 does not: inferred. The layer below them raises always."""
    text = """\
from mindspore import nn
def up(p):
    return nn.Conv2dTranspose(3, 4, 4, 2, padding=p)
up(1), up(0)
nn.Conv2dTranspose(3, 4, 4, 2, padding=1)
"""
    assert len(codes(host(write(project, text)))) == 2
    assert len(codes(host(write(project, text, 'confidence = "certain"')))) == 1
    assert len(codes(by_command_line("--confidence", "certain", write(project, text)))) == 1
