"""Other modules of a project: what is taken from them, and that nothing is guessed about them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from lint_transpose import Finding, check_source
from lint_transpose.running.project import Project

BLOCKS = """
    import mindspore.nn as nn
    class Deconv(nn.Conv2dTranspose):
        pass
    class Up(nn.Conv2dTranspose):
        def __init__(self, cin, cout, padding=0):
            super().__init__(cin, cout, 4, stride=2, padding=padding)
    def deconv(cin, cout, p=0):
        return nn.Conv2dTranspose(cin, cout, 4, padding=p)
    def broken(cin, cout):
        return nn.Conv2dTranspose(cin, cout, 4, padding=1)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {
        "pyproject.toml": "",
        "pkg/__init__.py": "from .blocks import Deconv",
        "pkg/config.py": "PAD = 1\nMODE = 'same'\nZERO = 0",
        "pkg/other.py": "PAD = 1\ndef change():\n    global PAD\n    PAD = 0",
        "pkg/blocks.py": dedent(BLOCKS),
        "pkg/star.py": "from .config import *",
        "pkg/circle.py": "from .round import PAD",
        "pkg/round.py": "from .circle import PAD",
        "pkg/broken.py": "PAD = (",
        "pkg/sub/config.py": "PAD = 1",
        "pkg/sub/__init__.py": "",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def check(project: Path, text: str, name: str = "pkg/net.py") -> list[Finding]:
    return check_source(dedent(text), str(project / name), modules=Project())


@pytest.mark.parametrize(
    "text",
    [
        "from .config import PAD\nnn.Conv2dTranspose(3, 4, 4, padding=PAD)",
        "from pkg.config import PAD as P\nnn.Conv2dTranspose(3, 4, 4, padding=P)",
        "from . import config\nnn.Conv2dTranspose(3, 4, 4, padding=config.PAD)",
        "import pkg.config\nnn.Conv2dTranspose(3, 4, 4, padding=pkg.config.PAD)",
        "import pkg.config as c\nnn.Conv2dTranspose(3, 4, 4, padding=c.PAD, pad_mode=c.MODE)",
        "from .star import *\nnn.Conv2dTranspose(3, 4, 4, padding=PAD)",
        "from .star import PAD\nnn.Conv2dTranspose(3, 4, 4, padding=PAD)",
        "from . import Deconv\nDeconv(3, 4, 4, padding=1)",
        "from .blocks import *\nDeconv(3, 4, 4, padding=1)",
        "import pkg\npkg.Deconv(3, 4, 4, padding=1)",
        "from .blocks import Up\nUp(3, 4, padding=2)",
        "from .blocks import deconv\ndeconv(3, 4, p=2)",
        "from . import blocks\nblocks.deconv(3, 4, 2)",
        "from .blocks import Up\nclass Mine(Up):\n    pass\nMine(3, 4, 1)",
    ],
)
def test_reported_as_inferred(project: Path, text: str) -> None:
    findings = check(project, f"from mindspore import nn\n{text}\n")
    assert [(finding.code, finding.confidence) for finding in findings] == [("MST101", "inferred")]
    assert "[with " in findings[0].message
    assert check_source(f"from mindspore import nn\n{text}\n", "pkg/net.py") == []


@pytest.mark.parametrize(
    "text",
    [
        "from .config import ZERO\nnn.Conv2dTranspose(3, 4, 4, padding=ZERO)",
        "from .other import PAD\nnn.Conv2dTranspose(3, 4, 4, padding=PAD)",
        "from .circle import PAD\nnn.Conv2dTranspose(3, 4, 4, padding=PAD)",
        "from .broken import PAD\nnn.Conv2dTranspose(3, 4, 4, padding=PAD)",
        "from .absent import PAD\nnn.Conv2dTranspose(3, 4, 4, padding=PAD)",
        "from .config import absent\nnn.Conv2dTranspose(3, 4, 4, padding=absent)",
        "from .blocks import Up\nUp(3, 4)",
        "from .blocks import broken\nbroken(3, 4)",  # reported in blocks.py
    ],
)
def test_silent(project: Path, text: str) -> None:
    assert check(project, f"from mindspore import nn\n{text}\n") == []


def test_two_modules_of_the_same_name_decide_nothing(project: Path) -> None:
    text = "from mindspore import nn\nfrom config import PAD\nnn.Conv2dTranspose(3, 4, 4, padding=PAD)\n"
    assert check(project, text, "pkg/sub/net.py") == []
    assert [finding.code for finding in check(project, text, "pkg/net.py")] == ["MST101"]


def test_what_one_file_decides_is_reported_as_without_other_modules(project: Path) -> None:
    text = "from mindspore import nn\nfrom .config import PAD\nnn.Conv2dTranspose(PAD, 4, 4, padding=1)\n"
    (finding,) = check(project, text)
    assert [finding] == check_source(text, str(project / "pkg/net.py"))
    assert finding.confidence == "certain"


def test_no_fix_for_a_layer_of_another_module(project: Path) -> None:
    (finding,) = check(project, "import mindspore\nfrom .blocks import Up\nUp(3, 4, padding=2)\n")
    assert finding.fix is None


def test_the_file_that_imports_the_layer_need_not_name_it(project: Path) -> None:
    data = b"import mindspore\nfrom pkg import Deconv\n"
    assert Project().lead_to_layer(data, str(project / "pkg/net.py"))
    assert not Project().lead_to_layer(b"import mindspore\nfrom pkg.config import PAD\n", str(project / "pkg/net.py"))


def test_pylint_follows_imports_by_itself(project: Path) -> None:
    (project / "pkg/net.py").write_text(
        "from mindspore import nn\n\nfrom .blocks import Up\nfrom .config import PAD\n\n"
        "nn.Conv2dTranspose(3, 4, 4, padding=PAD)\nUp(3, 4, padding=2)\n"
    )
    (project / "pkg/user.py").write_text("import mindspore\n\nfrom pkg import Deconv\n\nDeconv(3, 4, 4, padding=1)\n")
    command = [sys.executable, "-m", "pylint", "--load-plugins=lint_transpose.pylint_plugin", "--output-format=json"]
    command += ["--disable=all", "--enable=transpose-padding-without-pad-mode", "pkg"]
    done = subprocess.run(command, cwd=project, env=environment(), capture_output=True, text=True, check=False)
    found = {(Path(item["path"]).name, item["line"]) for item in json.loads(done.stdout) if "[with " in item["message"]}
    assert found == {("net.py", 6), ("net.py", 7), ("user.py", 5)}


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def test_initializer_of_another_module_that_uses_itself_as_a_whole(project: Path) -> None:
    """What it mentions stands in its own file, not in the one that is checked."""
    (project / "pkg/base.py").write_text(
        "class Base:\n    def __init__(self, p=1):\n        print(self)\n        self.p = p\n"
    )
    text = """
        from mindspore import nn
        from .base import Base
        class Net(Base):
            def build(self):
                return nn.Conv2dTranspose(8, 8, 4, padding=self.p)
        def up():
            return nn.Conv2dTranspose(8, 8, 4, padding=Base(1).p)
    """
    assert {finding.code for finding in check(project, text)} <= {"MST101"}


def test_only_what_names_a_layer_is_parsed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    monkeypatch.setattr("lint_transpose.running.project._parsed", lambda path: parsed.append(Path(path).name))
    for data in (
        b"import mindspore\nfrom pkg.config import PAD\nfrom pkg import config, other\nimport pkg.star\n",
        b"import mindspore\nfrom pkg.sub import (  # a comment, with (\n    config,\n)\n",
    ):
        assert not Project().lead_to_layer(data, str(project / "pkg/net.py"))
    assert set(parsed) == {"blocks.py"}  # the one whose text names a layer


@pytest.mark.parametrize(
    ("imports", "leads"),
    [
        ("from pkg.blocks import Up", True),
        ("from pkg.blocks import (\n    Up,  # the block\n    deconv as d,\n)", True),
        ("from pkg.blocks import \\\n    Up", True),
        ("from .blocks import *\nUp(3, 4)", True),
        ("from pkg import blocks\nblocks.Up(3, 4)", True),
        ("import pkg.blocks as b\nb.deconv(3, 4)", True),
        ("import pkg\npkg.Deconv(3, 4, 4)", True),
        ("from pkg import Deconv", True),
        ("from pkg.blocks import nn", False),
        ("from .blocks import *\nother()", False),
        ("from pkg import blocks\nblocks.helper()", False),
        ("from pkg import config", False),
    ],
)
def test_names_that_lead_to_a_layer(project: Path, imports: str, leads: bool) -> None:
    data = f"import mindspore\n{imports}\n".encode()
    assert Project().lead_to_layer(data, str(project / "pkg/net.py")) is leads
