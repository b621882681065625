"""Every host reads [tool.lint-transpose] of the nearest pyproject.toml, and its own options win."""

from __future__ import annotations

from pathlib import Path

import pytest

from .running import by_command_line, by_flake8, by_pylint, every_host

RAISES = "from mindspore import nn\n\nup = nn.Conv2dTranspose(8, 8, 4, stride=2, padding=1)\n"
NO_BIAS = 'from mindspore import nn\n\nup = nn.Conv2dTranspose(8, 8, 4, stride=2, pad_mode="pad", padding=1)\n'
NO_PAD_MODE = "from mindspore import nn\n\nup = nn.Conv2dTranspose(8, 8, 4, stride=2, has_bias=True)\n"
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


def codes(answer) -> list[str]:
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
def test_silenced(host, configuration, project):
    path = write(project, RAISES)
    assert codes(host(path)) == ["MST101"]
    write(project, RAISES, configuration)
    assert codes(host(path)) == []


@every_host
def test_nearest_file_with_our_table(host, project):
    path = write(project, RAISES, 'ignore = ["MST1"]')
    assert codes(host(path)) == []
    (project / "pkg" / "pyproject.toml").write_text("[tool.ruff]\n")
    assert codes(host(path)) == []
    write(project, RAISES, at="pkg/pyproject.toml")
    assert codes(host(path)) == ["MST101"]


@every_host
def test_porting(host, project):
    path = write(project, NO_BIAS)
    assert codes(host(path)) == []
    write(project, NO_BIAS, 'porting = "always"')
    assert codes(host(path)) == ["MST201"]


@every_host
def test_release(host, project):
    # 1.10 has no output_padding; the releases since 2.0 take it.
    path = write(project, NEW_ARGUMENT, 'ignore = ["MST2"]')
    assert "MST103" not in codes(host(path))
    write(project, NEW_ARGUMENT, 'ignore = ["MST2"]', 'mindspore-version = "1.10"')
    assert "MST103" in codes(host(path))


@every_host
def test_opt_in(host, project):
    path = write(project, NO_PAD_MODE)
    assert codes(host(path)) == []
    write(project, NO_PAD_MODE, 'extend-select = ["MST207"]')
    assert codes(host(path)) == ["MST207"]
    write(project, NO_PAD_MODE, 'select = ["ALL"]')
    assert "MST207" in codes(host(path))


def test_opt_in_by_a_hosts_own_option(project):
    path = write(project, NO_PAD_MODE)
    # flake8's selection filters, it does not switch on: a user's own --ignore would bring every opt-in rule.
    assert codes(by_flake8("--extend-select=MST207", path)) == []
    assert codes(by_flake8("--ignore=E501", path)) == []
    assert codes(by_pylint("--enable=transpose-implicit-same-mode", path)) == ["MST207"]
    assert codes(by_command_line("--extend-select=MST207", path)) == ["MST207"]


@pytest.mark.parametrize("off", ["--disable=W", "--errors-only"])
def test_pylint_leaves_out_all_of_a_severity(off, project):
    path = write(project, NO_PAD_MODE, 'extend-select = ["MST207"]')
    assert codes(by_pylint(off, path)) == []
    assert codes(by_pylint(path)) == ["MST207"]


def test_pylint_comment_silences_what_our_settings_select(project):
    path = write(project, NO_PAD_MODE, 'extend-select = ["MST207"]')
    path.write_text(NO_PAD_MODE.replace("\n\n", "\n# pylint: disable=transpose-implicit-same-mode\n"))
    assert codes(by_pylint(path)) == []
    plain = write(project, NO_PAD_MODE)
    assert codes(by_pylint(plain)) == []


def test_a_hosts_own_options_win(project):
    path = write(project, NO_BIAS, 'porting = "always"', 'mindspore-version = "1.10"')
    assert codes(by_flake8("--mst-porting=never", path)) == []
    assert codes(by_pylint("--mst-porting=never", path)) == []
    assert codes(by_command_line("--porting=never", path)) == []
    write(project, NEW_ARGUMENT, 'mindspore-version = "2.10"', 'ignore = ["MST2"]')
    assert "MST103" in codes(by_flake8("--mst-mindspore-version=1.10", path))
    assert "MST103" in codes(by_pylint("--mst-mindspore-version=1.10", path))
    assert "MST103" in codes(by_command_line("--mindspore-version=1.10", path))


def test_options_in_the_hosts_own_files(project):
    path = write(project, NO_BIAS)
    (project / "tox.ini").write_text("[flake8]\nmst-porting = always\n")
    assert codes(by_flake8(path)) == ["MST201"]
    (project / ".pylintrc").write_text("[MAIN]\nload-plugins=lint_transpose.pylint_plugin\nmst-porting=always\n")
    assert codes(by_pylint(f"--rcfile={project / '.pylintrc'}", path)) == ["MST201"]


WRONG = {
    "unknown key": 'prting = "always"',
    "wrong value": 'porting = "perhaps"',
    "unknown release": 'mindspore-version = "9.9"',
    "unknown code": 'select = ["E501"]',
    "wrong type": "ignore = 3",
    "no TOML": "ignore = [",
}


@every_host
@pytest.mark.parametrize("configuration", WRONG.values(), ids=WRONG)
def test_wrong_configuration_is_one_line(host, configuration, project):
    answer = host(write(project, RAISES, configuration))
    assert answer.found == []
    assert answer.status != 0
    lines = [line for line in answer.output.splitlines() if "critical error" not in line]
    assert len(lines) == 1
    assert "pyproject.toml" in lines[0]
    assert "Traceback" not in answer.output


@pytest.mark.parametrize("value", ["mindspore-version=9.9", "porting=perhaps"])
def test_wrong_option_is_one_line(value, project):
    path = write(project, RAISES)
    for answer in (by_flake8(f"--mst-{value}", path), by_pylint(f"--mst-{value}", path)):
        assert answer.found == []
        assert answer.status != 0
        assert value.partition("=")[2] in answer.output
        assert len([line for line in answer.output.splitlines() if "critical error" not in line]) == 1


@every_host
def test_our_mistake_in_one_file_does_not_hide_the_others(host, project, monkeypatch: pytest.MonkeyPatch):
    from lint_transpose import check

    def broken(reader, *rest, original=check.sites):
        if reader.module.source.filename.endswith("odd.py"):
            raise ZeroDivisionError("\x1b[2Jour own")
        return original(reader, *rest)

    monkeypatch.setattr(check, "sites", broken)
    path = write(project, RAISES)
    (project / "odd.py").write_text(RAISES)
    answer = host("odd.py", path)
    assert [Path(name).name for name, _, _, code, _ in answer.found if code == "MST101"] == ["up.py"]
    assert answer.status != 0
    said = answer.output + "".join(message for *_, message in answer.found)
    assert "ZeroDivisionError: \\x1b[2Jour own" in said
