"""Notebooks: cells are read in order, edited in place, and everything else stays byte for byte."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_transpose.cli import main
from lint_transpose.documents.notebook import as_python, document
from lint_transpose.documents.notebook import cells as code_cells
from lint_transpose.fixing.notebook_edits import cells, replace_sources

IMPORT = "from mindspore import nn\n"
WRONG = "up = nn.Conv2dTranspose(8, 8, 4, stride=2, padding=1)"
RIGHT = 'up = nn.Conv2dTranspose(8, 8, 4, stride=2, padding=1, pad_mode="pad")'


def cell(*lines: str, kind: str = "code") -> dict[str, object]:
    return {"cell_type": kind, "metadata": {}, "source": list(lines)}


def notebook(*cells: dict[str, object], **more: object) -> dict[str, object]:
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}


def fix(path: Path) -> int:
    return main(["check", "--isolated", "--fix", str(path)])


# -- fixing ------------------------------------------------------------------------------------------------------------

# Texts of one notebook, as tools write them. In each, WRONG becomes RIGHT and nothing else changes.
CONTENT = notebook(cell("# 标题\n", kind="markdown"), cell(IMPORT), cell("# é\n", f"{WRONG}\n", "up(x)"))
ODD_SPACES = (
    '{ "nbformat" :4,"cells":[ {"source" : [ "from mindspore import nn\\n"\t,"' + WRONG + '" ]\n,"cell_type":"code",'
    '"outputs":[{"text":["'
    + WRONG
    + '"]}], "execution_count": 1.0e0, "metadata":{"source":"'
    + WRONG
    + '"}}] ,\r\n "x":[]}\n\n'
)
WRITTEN = {
    "Jupyter": json.dumps(CONTENT, indent=1, ensure_ascii=False) + "\n",
    "ASCII": json.dumps(CONTENT, indent=1),
    "one line": json.dumps(CONTENT, separators=(",", ":")),
    "tabs": json.dumps(CONTENT, indent="\t"),
    "CRLF": json.dumps(CONTENT, indent=2).replace("\n", "\r\n"),
    "odd spaces": ODD_SPACES,
    "one string": json.dumps(notebook({"cell_type": "code", "source": f"{IMPORT}{WRONG}"}), indent=1),
    "escapes": json.dumps(notebook(cell(IMPORT, f"'é😀/\\u0041'; {WRONG}"))).replace("/", "\\/"),
    "CRLF in cells": json.dumps(notebook(cell("from mindspore import nn\r\n", f"{WRONG}\r\n", "x = 1\r\n"))),
    "magics": json.dumps(notebook(cell("%matplotlib inline\n", "!pip list\n", IMPORT, f"%time {WRONG}\n", "up?"))),
    "attachments": json.dumps(notebook(cell(IMPORT, WRONG), metadata={"a": WRONG}, extra=[1e400, WRONG])),
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_only_the_source_changes(text: str, tmp_path: Path) -> None:
    path = tmp_path / "up.ipynb"
    path.write_bytes(text.encode())
    assert fix(path) == 0
    # The new text stands where the old one stood, with the escapes of JSON.
    wrong, right = json.dumps(WRONG)[1:-1], json.dumps(RIGHT)[1:-1]
    start = text.index(wrong, text.index("from mindspore import nn"))
    assert path.read_bytes().decode() == text[:start] + right + text[start + len(wrong) :]
    before = path.read_bytes()
    assert fix(path) == 0
    assert path.read_bytes() == before


def test_a_byte_order_mark_stays(tmp_path: Path) -> None:
    path = tmp_path / "up.ipynb"
    text = WRITTEN["Jupyter"]
    path.write_bytes(text.encode("utf-8-sig"))
    assert fix(path) == 0
    assert path.read_bytes() == text.replace(WRONG, json.dumps(RIGHT)[1:-1]).encode("utf-8-sig")


def test_a_comment_silences_and_keeps_from_fixing(tmp_path: Path) -> None:
    path = tmp_path / "up.ipynb"
    text = json.dumps(notebook(cell(IMPORT), cell(f"{WRONG}  # noqa: MST101")))
    path.write_text(text)
    assert fix(path) == 0
    assert path.read_text() == text


def test_a_broken_cell_does_not_keep_the_others_from_being_fixed(tmp_path: Path) -> None:
    path = tmp_path / "up.ipynb"
    text = json.dumps(notebook(cell(IMPORT), cell("if x\n"), cell(WRONG)))
    path.write_text(text)
    assert fix(path) == 2
    assert path.read_text() == text.replace(WRONG, json.dumps(RIGHT)[1:-1])


@pytest.mark.parametrize(
    "line", ["!pip install \\\n   torch", "files = !ls \\\n   -l", "%timeit 1 + \\\n   1", "nn.Conv?  # help"]
)
def test_lines_of_ipython_beside_what_is_fixed(line: str, tmp_path: Path) -> None:
    path = tmp_path / "up.ipynb"
    path.write_text(json.dumps(notebook(cell(f"{IMPORT}{line}\n{WRONG}"))))
    assert fix(path) == 0
    assert json.dumps(RIGHT)[1:-1] in path.read_text()


def test_other_files_written_by_a_cell(tmp_path: Path) -> None:
    path = tmp_path / "up.ipynb"
    path.write_text(
        json.dumps(notebook(cell("%%writefile x.txt\nConv2dTranspose and other words"), cell(IMPORT), cell(WRONG)))
    )
    assert fix(path) == 0


def test_diff(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "up.ipynb"
    text = json.dumps(notebook(cell(IMPORT, WRONG)), indent=1)
    path.write_text(text)
    assert main(["check", "--isolated", "--diff", str(path)]) == 1
    out = capsys.readouterr().out
    assert [line for line in out.splitlines() if line.startswith("-  ")] == [f"-    {json.dumps(WRONG)}"]
    assert [line for line in out.splitlines() if line.startswith("+  ")] == [f"+    {json.dumps(RIGHT)}"]
    assert path.read_text() == text


# -- sources -----------------------------------------------------------------------------------------------------------

TEXTS = st.text(alphabet='ab"\\\n\r\té😀\u2028\x00', max_size=12)


@given(
    old=st.lists(TEXTS, min_size=1, max_size=4),
    new=st.lists(TEXTS, min_size=1, max_size=4),
    as_list=st.booleans(),
    ascii_only=st.booleans(),
    indent=st.sampled_from([None, 1, "\t"]),
)
def test_any_source_can_be_replaced(old: str, new: str, as_list: bool, ascii_only: bool, indent: int | None) -> None:
    sources = [text.splitlines(keepends=True) if as_list else text for text in old]
    content = notebook(*({"cell_type": "code", "source": source} for source in sources))
    text = json.dumps(content, ensure_ascii=ascii_only, indent=indent)
    changed = dict(enumerate(new[: len(old)], 1))
    readable = cells(text)
    changed = {number: source for number, source in changed.items() if number in readable}
    result = replace_sources(text, changed)
    after = cells(result)
    for number, source in enumerate(old, 1):
        if number in readable:
            # An empty list of lines has no place for a source: it is left out of `cells`.
            held = after[number].source if number in after else ""
            assert held == changed.get(number, source)
    for entry, was in zip(json.loads(result)["cells"], content["cells"], strict=True):
        assert entry.keys() == was.keys()
        assert isinstance(entry["source"], type(was["source"]))
    assert replace_sources(text, {number: cell.source for number, cell in readable.items()}) == text
    if ascii_only and not "".join(old).isascii():
        assert result.isascii()


def test_lines_that_did_not_change_stay_as_they_were_written() -> None:
    text = '{"cells": [{"cell_type": "code", "source": ["a\\u00e9\\n", "old\\n", "\\u0062\\n"]}]}'
    assert replace_sources(text, {1: "aé\nnew\nmore\nb\n"}) == text.replace('"old\\n"', '"new\\n", "more\\n"')


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", '{"cells": 3}', '{"cells": [', '{"cells": [{"source": [1]}]}', '{"cells": {}}'],
)
def test_no_notebook(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - what JSON says differs between Pythons
        replace_sources(text, {1: "x"}) if cells(text) else cells(text)[1]


# -- reading -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "python"),
    [
        ("x = 1\n", "x = 1\n"),
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("!pip install a \\\n  b\nx = 1", "pass\n\nx = 1"),
        ("if x:\n    %cd ..\n    y = 1", "if x:\n    pass\n    y = 1"),
        ("files = !ls\nx = 1", "files = None\nx = 1"),
        ("a, b = %magic x\n", "a, b = None\n"),
        ("%time x = 1", "if 1: x = 1"),
        ("%timeit -n 3 x", "pass"),
        ("nn.Conv2dTranspose?\n?nn.Cell\nx = 1", "pass\npass\nx = 1"),
        ("x = (1,\n% 2)\n", "x = (1,\n% 2)\n"),
        ("x = '''\n%magic\n'''", "x = '''\n%magic\n'''"),
        ("x = 7 \\\n% 3\n", "x = 7 \\\n% 3\n"),
        ("%%time\nx = 1", "\nx = 1"),
        ("%%bash\nfor f in *; do\n", "\n\n"),
        ("%%html\n<b>", "\n"),
        ("%%writefile net.py\nx = 1", "\nx = 1"),
    ],
)
def test_what_only_ipython_understands(source: str, python: str) -> None:
    assert as_python(source) == python
    assert as_python(source).count("\n") == source.count("\n")


def test_cells_are_one_text() -> None:
    sources = {2: "from a import b", 3: "for\n", 5: "b()\r\nc = 1\n"}
    read = document("x.ipynb", sources)
    assert read.text == "from a import b\nb()\nc = 1\n"
    assert [(place.cell, place.row) for place in read.places or ()] == [(2, 1), (5, 1), (5, 2), (5, 3)]
    assert list(map(str, read.problems)) == ["cell 3: syntax error in line 1: invalid syntax"]


@pytest.mark.parametrize(
    "metadata",
    [
        {"kernelspec": {"language": "R"}},
        {"language_info": {"name": "julia"}},
        {"kernelspec": {"language": "scala", "name": "python"}},
    ],
)
def test_other_languages(metadata: dict[str, Any]) -> None:
    assert code_cells(json.dumps(notebook(cell(WRONG)) | {"metadata": metadata})) == {}


@pytest.mark.parametrize(
    "metadata", [{}, None, [], {"kernelspec": 3}, {"kernelspec": {"language": "python"}}, {"language_info": {}}]
)
def test_python(metadata: Any) -> None:
    assert code_cells(json.dumps(notebook(cell(WRONG)) | {"metadata": metadata})) == {1: WRONG}
