"""The language server as clients meet it, over standard input and output, with the capabilities of Neovim and VS Code."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from weakref import WeakKeyDictionary

import pytest
import pytest_lsp
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from lint_transpose import check_source
from lint_transpose.report.links import rule_page

CALL = "nn.Conv2dTranspose(8, 8, 4, stride=2, padding=1)"
TEXT = f"from mindspore import nn\nname, up = '😀', {CALL}\n"
ROOT = Path(__file__).parents[2]

ENCODINGS: WeakKeyDictionary[LanguageClient, str] = WeakKeyDictionary()
"""How each client counts columns: UTF-8 with Neovim, UTF-16 with VS Code."""
_CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


def units(client: LanguageClient, text: str) -> int:
    codec, size = _CODECS[ENCODINGS[client]]
    return len(text.encode(codec)) // size


@pytest_lsp.fixture(  # type: ignore[misc]
    config=ClientServerConfig(server_command=[sys.executable, "-m", "lint_transpose", "server"]),
    params=["neovim@0.11", "visual_studio_code"],
)
async def client(request: pytest.FixtureRequest, lsp_client: LanguageClient, tmp_path: Path) -> AsyncIterator[None]:
    @lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(params: types.RegistrationParams) -> None:
        assert [item.method for item in params.registrations] == [types.WORKSPACE_DID_CHANGE_WATCHED_FILES]

    capabilities = client_capabilities(request.param)
    root = tmp_path.as_uri()
    folders = [types.WorkspaceFolder(root, "project")]
    params = types.InitializeParams(capabilities, root_uri=root, workspace_folders=folders)
    answer = await lsp_client.initialize_session(params)
    ENCODINGS[lsp_client] = str(answer.capabilities.position_encoding)
    yield
    await lsp_client.shutdown_session()


def open_text(client: LanguageClient, path: Path, text: str, write: bool = True) -> str:
    if write:
        path.write_text(text, encoding="utf-8")
    uri = path.as_uri()
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "python", 1, text)))
    return uri


def change(client: LanguageClient, uri: str, text: str, version: int = 2) -> None:
    document = types.VersionedTextDocumentIdentifier(version, uri)
    whole = types.TextDocumentContentChangeWholeDocument(text)
    client.text_document_did_change(types.DidChangeTextDocumentParams(document, [whole]))


async def diagnostics(client: LanguageClient, uri: str) -> list[types.Diagnostic]:
    """What the client shows: it pulls where it can, else the server has pushed before it answers another request."""
    text_document = types.TextDocumentIdentifier(uri)
    if pulls(client):
        report = await client.text_document_diagnostic_async(types.DocumentDiagnosticParams(text_document))
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        return list(report.items)
    await client.text_document_hover_async(types.HoverParams(text_document, types.Position(0, 0)))
    return list(client.diagnostics[uri])


def pulls(client: LanguageClient) -> bool:
    return bool(client.capabilities and client.capabilities.text_document and client.capabilities.text_document.diagnostic)


async def code_actions(client: LanguageClient, uri: str, row: int, only: list[str] | None = None) -> list[types.CodeAction]:
    place = types.Range(types.Position(row, 0), types.Position(row, 1000))
    params = types.CodeActionParams(types.TextDocumentIdentifier(uri), place, types.CodeActionContext([], only))
    found = await client.text_document_code_action_async(params)
    return [action for action in found or [] if isinstance(action, types.CodeAction)]


def applied(client: LanguageClient, text: str, action: types.CodeAction, uri: str) -> str:
    """The text after an action."""
    assert action.edit is not None
    assert action.edit.changes is not None
    lines = text.split("\n")

    def offset(position: types.Position) -> int:
        codec, size = _CODECS[ENCODINGS[client]]
        line = lines[position.line].encode(codec)[: size * position.character].decode(codec)
        return sum(len(before) + 1 for before in lines[: position.line]) + len(line)

    for edit in sorted(action.edit.changes[uri], key=lambda edit: offset(edit.range.start), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text


@pytest.mark.asyncio
async def test_diagnostics_stand_at_their_columns(client: LanguageClient, tmp_path: Path) -> None:
    uri = open_text(client, tmp_path / "a.py", TEXT)
    (found,) = await diagnostics(client, uri)
    line = TEXT.split("\n")[1]
    start = units(client, line[: line.index("1)")])
    assert (found.range.start.line, found.range.start.character) == (1, start)
    assert found.range.end.character == start + 1
    assert {start - line.index("1)") for _ in "😀"} <= {1, 3}  # what the emoji before it takes beyond one
    assert (found.code, found.source, found.severity) == ("MST101", "lint-transpose", types.DiagnosticSeverity.Error)
    assert found.code_description == types.CodeDescription(rule_page("MST101"))


@pytest.mark.asyncio
async def test_the_server_finds_what_check_finds(client: LanguageClient, tmp_path: Path) -> None:
    folder = ROOT / "docs" / "example"
    for name in ("original.py", "port.py"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    path = tmp_path / "port.py"
    from lint_transpose.comparing.originals import Originals

    text = path.read_text(encoding="utf-8")
    wanted = check_source(text, str(path), counterparts=Originals())
    assert len(wanted) > 5
    found = await diagnostics(client, open_text(client, path, text))
    places = [(item.range.start.line + 1, item.range.start.character + 1, item.code, item.message) for item in found]
    assert places == [(item.start.row, item.start.column, item.code, item.message) for item in wanted]
    related = {item.related_information[0].location.uri for item in found if item.related_information}
    assert related == {(tmp_path / "original.py").as_uri()}


@pytest.mark.asyncio
async def test_a_quick_fix(client: LanguageClient, tmp_path: Path) -> None:
    uri = open_text(client, tmp_path / "a.py", TEXT)
    fix, silence = await code_actions(client, uri, 1, ["quickfix"])
    assert fix.is_preferred
    assert applied(client, TEXT, fix, uri) == TEXT.replace("padding=1)", 'padding=1, pad_mode="pad")')
    assert applied(client, TEXT, silence, uri) == TEXT.rstrip("\n") + "  # noqa: MST101\n"
    change(client, uri, applied(client, TEXT, silence, uri))
    assert await diagnostics(client, uri) == []


@pytest.mark.asyncio
async def test_an_unsafe_fix_says_so(client: LanguageClient, tmp_path: Path) -> None:
    text = (
        "# a port of PyTorch's layer\nfrom mindspore import nn\n"
        'up = nn.Conv2dTranspose(8, 8, 3, 2, "pad", 1, output_padding=1, has_bias=True)\n'
    )
    uri = open_text(client, tmp_path / "a.py", text)
    fixes = [action for action in await code_actions(client, uri, 2, ["quickfix"]) if "silence" not in action.title]
    assert fixes
    assert all("unsafe" in action.title and not action.is_preferred for action in fixes)


@pytest.mark.asyncio
async def test_all_safe_fixes_at_once(client: LanguageClient, tmp_path: Path) -> None:
    text = f"from mindspore import nn\nname = '名😀'\r\na = {CALL}; b = {CALL.replace('8, 8', '4, 4')}\nc = 1\n"
    uri = open_text(client, tmp_path / "a.py", text, write=False)
    (action,) = await code_actions(client, uri, 0, ["source.fixAll.lint-transpose"])
    assert applied(client, text, action, uri) == text.replace("padding=1)", 'padding=1, pad_mode="pad")')


@pytest.mark.asyncio
async def test_findings_stay_while_the_text_is_broken(client: LanguageClient, tmp_path: Path) -> None:
    uri = open_text(client, tmp_path / "a.py", TEXT)
    change(client, uri, f"def broken(:\n\n{TEXT}", 2)
    (found,) = await diagnostics(client, uri)
    assert (found.range.start.line, found.code) == (3, "MST101")
    assert [action.title for action in await code_actions(client, uri, 3, ["quickfix"])] == ["MST101: silence on this line"]
    change(client, uri, "x = 1\n", 3)
    assert await diagnostics(client, uri) == []


@pytest.mark.asyncio
async def test_a_wrong_configuration_is_a_diagnostic(client: LanguageClient, tmp_path: Path) -> None:
    settings = tmp_path / "pyproject.toml"
    settings.write_text("[tool.lint-transpose]\nportig = 'always'\n")
    uri = open_text(client, tmp_path / "a.py", TEXT)
    (found,) = await diagnostics(client, uri)
    assert "portig" in found.message
    assert found.code_description is None  # it has no page
    assert found.range.start.line == 0
    settings.write_text("[tool.lint-transpose]\nignore = ['MST101']\n")
    event = types.FileEvent(settings.as_uri(), types.FileChangeType.Changed)
    client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    assert await diagnostics(client, uri) == []
    settings.write_text("[tool.lint-transpose\n")
    client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    (found,) = await diagnostics(client, uri)
    assert "TOML" in found.message


@pytest.mark.asyncio
async def test_an_original_that_changes_is_read_again(client: LanguageClient, tmp_path: Path) -> None:
    original = tmp_path / "torch_net.py"
    layer = (
        "from torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n"
        "        self.up = nn.ConvTranspose2d(4, 4, {}, 2)\n"
    )
    original.write_text(layer.format(4))
    text = (
        "# ported-from: torch_net.py\nfrom mindspore import nn\nclass Net(nn.Cell):\n    def __init__(self):\n"
        '        self.up = nn.Conv2dTranspose(4, 4, 4, 2, "pad", 0, has_bias=True)\n'
    )
    uri = open_text(client, tmp_path / "net.py", text)
    assert await diagnostics(client, uri) == []
    original.write_text(layer.format(3))
    event = types.FileEvent(original.as_uri(), types.FileChangeType.Changed)
    client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    assert [item.code for item in await diagnostics(client, uri)] == ["MST208"]


@pytest.mark.asyncio
async def test_hover(client: LanguageClient, tmp_path: Path) -> None:
    text = 'from mindspore import nn\nup = nn.Conv2dTranspose(8, 8, 3, 2, "pad", (1, 0, 1, 0), has_bias=True)\n'
    uri = open_text(client, tmp_path / "a.py", text)

    async def over(row: int, column: int) -> str:
        place = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(row, column))
        answer = await client.text_document_hover_async(place)
        assert answer is None or isinstance(answer.contents, types.MarkupContent)
        return answer.contents.value if answer else ""

    layer = await over(1, 12)
    assert "n -> 2n" in layer
    assert "padding=1, output_padding=1, bias=True" in layer
    assert await over(0, 0) == ""
    change(client, uri, TEXT)
    assert "transpose-padding-without-pad-mode" in await over(1, units(client, TEXT.split("\n")[1]) - 2)


@pytest.mark.asyncio
async def test_a_notebook(client: LanguageClient, tmp_path: Path) -> None:
    texts = ["from mindspore import nn\n%matplotlib inline\n", f"name, up = '😀', {CALL}", "def broken(:", f"b = {CALL}"]
    notebook = (tmp_path / "a.ipynb").as_uri()
    uris = [f"vscode-notebook-cell:{notebook.removeprefix('file:')}#{number}" for number in range(len(texts))]
    cells = [types.NotebookCell(types.NotebookCellKind.Code, uri) for uri in uris]
    documents = [types.TextDocumentItem(uri, "python", 1, text) for uri, text in zip(uris, texts, strict=True)]
    client.notebook_document_did_open(
        types.DidOpenNotebookDocumentParams(types.NotebookDocument(notebook, "jupyter-notebook", 1, cells), documents)
    )
    (found,) = await diagnostics(client, uris[1])
    assert found.range.start.character == units(client, texts[1][:-2])
    assert [item.code for item in await diagnostics(client, uris[3])] == ["MST101"]
    assert await diagnostics(client, uris[0]) == []
    fix, _ = await code_actions(client, uris[1], 0, ["quickfix"])
    assert applied(client, texts[1], fix, uris[1]) == texts[1].replace("padding=1)", 'padding=1, pad_mode="pad")')
    (everything,) = await code_actions(client, uris[1], 0, ["notebook.source.fixAll"])
    assert everything.edit is not None
    assert everything.edit.changes is not None
    assert sorted(everything.edit.changes) == sorted((uris[1], uris[3]))


@pytest.mark.asyncio
async def test_the_session_goes_on(client: LanguageClient, tmp_path: Path) -> None:
    """After a request that it does not know, a document that is nowhere, a file that is gone, an unknown encoding."""
    uri = open_text(client, tmp_path / "a.py", TEXT)
    with pytest.raises(JsonRpcException):
        await client.protocol.send_request_async("textDocument/nothing", {})
    assert await code_actions(client, (tmp_path / "nowhere.py").as_uri(), 0, ["quickfix"]) == []
    (tmp_path / "a.py").unlink()
    change(client, uri, f"# coding: nonsense\n{TEXT}", 3)
    assert [item.code for item in await diagnostics(client, uri)] == ["MST101"]
    change(client, uri, "\x00" + TEXT, 4)
    change(client, uri, TEXT, 5)
    assert [item.code for item in await diagnostics(client, uri)] == ["MST101"]
    client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
    other = open_text(client, tmp_path / "b.py", TEXT)
    assert [item.code for item in await diagnostics(client, other)] == ["MST101"]
