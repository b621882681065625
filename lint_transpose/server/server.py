"""The language server: texts, actions and hovers behind the Language Server Protocol, with pygls."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from .. import __version__
from ..documents import Document, of_pieces
from ..documents.encoding import decoded
from ..files.discovery import BadInputError, read
from ..report.links import rule_page
from ..rules import RULES
from ..running.configuration import ConfigurationError
from ..text.finding import Finding, Position, Related
from . import actions
from .hover import hover
from .texts import Checked, Checker, Lines, Point, Range, Units

NAME = "lint-transpose"
_SEVERITY_OF = {rule.code: rule.severity for rule in RULES}
_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}
_NOTEBOOKS = types.NotebookDocumentSyncOptions(
    notebook_selector=[
        types.NotebookDocumentFilterWithCells(
            notebook="jupyter-notebook", cells=[types.NotebookCellLanguage(language="python")]
        )
    ]
)
_WATCHED = ("**/pyproject.toml", "**/*.py")


class Server(LanguageServer):
    """One session. What is known of each open document stands under its address, a notebook's under the notebook's."""

    def __init__(self) -> None:
        # A client sends whole texts: a text's lines then never have to be counted in the client's way to keep in step.
        super().__init__(
            NAME,
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
            notebook_document_sync=_NOTEBOOKS,
        )
        self.checker = Checker()
        self._checked: dict[str, Checked] = {}
        self._stale: set[str] = set()

    @property
    def units(self) -> Units:
        """How the client counts columns."""
        units: Units = self.workspace.position_codec.client_num_units
        return units

    # -- documents -----------------------------------------------------------------------------------------------------

    def key(self, uri: str) -> str:
        """The address under which a document is known: that of the notebook for a cell."""
        notebook = self.workspace.get_notebook_document(cell_uri=uri)
        return notebook.uri if notebook is not None else uri

    def cells(self, key: str) -> dict[int | None, str]:
        """The address of each piece of a document, by `Finding.cell`."""
        notebook = self.workspace.get_notebook_document(notebook_uri=key)
        if notebook is None:
            return {None: key}
        code = types.NotebookCellKind.Code
        return {number: cell.document for number, cell in enumerate(notebook.cells, 1) if cell.kind == code}

    def cell(self, uri: str) -> int | None:
        """The cell that has this address; None outside notebooks."""
        return next((number for number, address in self.cells(self.key(uri)).items() if address == uri), None)

    def document(self, key: str) -> Document:
        """The document as it is in the editor. Raises BadInputError."""
        filename = _filename(key)
        sources = {cell: self.workspace.get_text_document(uri).source for cell, uri in self.cells(key).items()}
        return of_pieces(filename, sources)

    def changed(self, uri: str) -> None:
        """A document is new or has changed: it is checked at once where the client waits for that, else when it asks."""
        key = self.key(uri)
        self._stale.add(key)
        if not self._pulls:
            self._publish(key)
        elif key not in self._checked:  # what is broken before the client asks still has its first findings
            self.checked(key)

    def closed(self, uri: str) -> None:
        """Forget a document."""
        self._checked.pop(uri, None)
        self._stale.discard(uri)
        if not self._pulls:
            self._send(uri, [])

    def checked(self, key: str) -> Checked:
        """What is found in a document as it is now; nothing in one that is not open."""
        if not all(uri in self.workspace.text_documents for uri in self.cells(key).values()):
            return Checked()
        checked = self._checked.setdefault(key, Checked())
        if key in self._stale or not checked.pieces:
            self._stale.discard(key)
            with suppress(BadInputError):
                checked.update(self.document(key), self.checker)
        return checked

    def forget(self) -> None:
        """Check all documents anew: a configuration or a PyTorch original may have changed."""
        self.checker.forget()
        self._stale.update(self._checked)
        if not self._pulls:
            for key in list(self._checked):
                self._publish(key)
        elif self._refreshes:
            self.workspace_diagnostic_refresh(None)

    @property
    def _pulls(self) -> bool:
        capabilities = self.client_capabilities.text_document
        return capabilities is not None and capabilities.diagnostic is not None

    @property
    def _refreshes(self) -> bool:
        workspace = self.client_capabilities.workspace
        return bool(workspace and workspace.diagnostics and workspace.diagnostics.refresh_support)

    # -- diagnostics -----------------------------------------------------------------------------------------------------

    def diagnostics(self, key: str, cell: int | None) -> list[types.Diagnostic]:
        """What is found in one piece of a document."""
        checked = self.checked(key)
        if cell not in checked.pieces:
            return []
        lines = Lines(checked.pieces[cell], self.units)
        first = next(iter(checked.pieces))
        return [
            self._diagnostic(finding, lines)
            for finding in checked.findings
            if finding.cell == cell or (finding.cell is None and cell == first)
        ]

    def _diagnostic(self, finding: Finding, lines: Lines) -> types.Diagnostic:
        return types.Diagnostic(
            range=_protocol(lines.range(finding.start, finding.end)),
            message=finding.message,
            severity=_SEVERITIES[_SEVERITY_OF.get(finding.code, "error")],
            code=finding.code,
            code_description=types.CodeDescription(self._page(finding)) if finding.code in _SEVERITY_OF else None,
            source=NAME,
            related_information=[*self._related(finding)] or None,
        )

    def _page(self, finding: Finding) -> str:
        return rule_page(finding.code, self.checker.language(finding.filename))

    def _related(self, finding: Finding) -> Iterator[types.DiagnosticRelatedInformation]:
        for other in finding.related:
            uri = from_fs_path(os.path.abspath(other.filename))
            if uri is not None:
                place = types.Location(uri, _protocol(self._range_elsewhere(other)))
                yield types.DiagnosticRelatedInformation(place, other.message)

    def _range_elsewhere(self, other: Related) -> Range:
        try:
            text = decoded(read(other.filename))
        except (OSError, BadInputError):
            text = "\n" * (other.end.row - 1)
        return Lines(text, self.units).range(other.start, other.end)

    def _publish(self, key: str) -> None:
        for cell, uri in self.cells(key).items():
            self._send(uri, self.diagnostics(key, cell))

    def _send(self, uri: str, diagnostics: list[types.Diagnostic]) -> None:
        version = self.workspace.get_text_document(uri).version if uri in self.workspace.text_documents else None
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, diagnostics, version))

    # -- actions -----------------------------------------------------------------------------------------------------------

    def offered(self, uri: str, around: types.Range, only: Sequence[str] | None) -> Iterator[types.CodeAction]:
        """What there is to do about the findings that touch a range, and about the whole document."""
        key = self.key(uri)
        cell = self.cell(uri)
        checked = self.checked(key)
        found: list[actions.Action] = []
        if actions.is_wanted(actions.QUICK_FIX, only) and cell in checked.pieces:
            found += actions.quick_fixes(checked, cell, _ours(around), self.units, self.checker.language(_filename(key)))
        for kind in (actions.FIX_ALL,) if cell is None else (actions.FIX_ALL, actions.FIX_ALL_CELLS):
            if actions.is_wanted(kind, only) and checked.pieces:
                with suppress(BadInputError):
                    everything = actions.fix_all(self.document(key), self.checker, self.units, kind)
                    found += [everything] if everything is not None else []
        for action in found:
            yield self._action(action, key)

    def _action(self, action: actions.Action, key: str) -> types.CodeAction:
        cells = self.cells(key)
        edits: dict[str, list[types.TextEdit]] = {}
        for change in action.changes:
            edits.setdefault(cells[change.cell], []).append(types.TextEdit(_protocol(change.range), change.text))
        lines = Lines(self.checked(key).pieces[action.finding.cell], self.units) if action.finding else None
        return types.CodeAction(
            title=action.title,
            kind=action.kind,
            diagnostics=[self._diagnostic(action.finding, lines)] if action.finding and lines else None,
            is_preferred=action.preferred or None,
            edit=types.WorkspaceEdit(changes=edits),
        )

    def hover(self, uri: str, place: types.Position) -> str | None:
        """Markdown for a place in a document."""
        key = self.key(uri)
        checked = self.checked(key)
        cell = self.cell(uri)
        if cell not in checked.pieces:
            return None
        text = checked.pieces[cell]
        position = _position(text, place, self.units)
        findings = [finding for finding in checked.findings if finding.cell == cell]
        try:
            settings = self.checker.configuration.of_file(_filename(key))
        except ConfigurationError:  # which is a finding of its own
            return None
        return hover(text, _filename(key), settings, position, findings)


def _filename(uri: str) -> str:
    """The path of a document; the last part of its address where it is no file."""
    path: str | None = to_fs_path(uri) if urlsplit(uri).scheme == "file" else None
    return path or urlsplit(uri).path


def _protocol(range_: Range) -> types.Range:
    return types.Range(types.Position(*range_.start), types.Position(*range_.end))


def _ours(range_: types.Range) -> Range:
    return Range(Point(range_.start.line, range_.start.character), Point(range_.end.line, range_.end.character))


def _position(text: str, place: types.Position, units: Units) -> Position:
    """The place in characters that a client names in its own units."""
    lines = Lines(text, units)
    line = lines.row(place.line + 1) if place.line < len(lines) else ""
    column = bisect_left(range(len(line)), place.character, key=lambda index: units(line[:index]))
    return Position(place.line + 1, column + 1)


# It decides nothing: its functions are what the protocol has the server answer to, and pygls wants them defined here.
def make() -> Server:  # noqa: C901
    """The server with all that it answers to."""
    server = Server()

    @server.feature(types.INITIALIZE)
    def initialize(ls: Server, params: types.InitializeParams) -> None:
        ls.checker.options = _options(params.initialization_options)

    @server.feature(types.INITIALIZED)
    def initialized(ls: Server, params: types.InitializedParams) -> None:
        workspace = ls.client_capabilities.workspace
        watching = workspace and workspace.did_change_watched_files
        if watching and watching.dynamic_registration:
            watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            registration = types.Registration("watched", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            ls.client_register_capability(types.RegistrationParams([registration]))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
        ls.changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
        ls.changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
        ls.closed(params.text_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def notebook_opened(ls: Server, params: types.DidOpenNotebookDocumentParams) -> None:
        ls.changed(params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def notebook_changed(ls: Server, params: types.DidChangeNotebookDocumentParams) -> None:
        ls.changed(params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def notebook_closed(ls: Server, params: types.DidCloseNotebookDocumentParams) -> None:
        for cell in params.cell_text_documents:
            ls.closed(cell.uri)
        ls.closed(params.notebook_document.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
        ls.forget()

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def configured(ls: Server, params: types.DidChangeConfigurationParams) -> None:
        ls.checker.options = _options(params.settings) or ls.checker.options
        ls.forget()

    options = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False, identifier=NAME)

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    def diagnostic(ls: Server, params: types.DocumentDiagnosticParams) -> types.RelatedFullDocumentDiagnosticReport:
        uri = params.text_document.uri
        return types.RelatedFullDocumentDiagnosticReport(ls.diagnostics(ls.key(uri), ls.cell(uri)))

    kinds = [actions.QUICK_FIX, actions.FIX_ALL, actions.FIX_ALL_CELLS]

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=kinds))
    def code_action(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
        return list(ls.offered(params.text_document.uri, params.range, params.context.only))

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def on_hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
        text = ls.hover(params.text_document.uri, params.position)
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text)) if text else None

    return server


def _options(settings: Any) -> dict[str, str]:
    """What a client sets, by the names in pyproject.toml: the table itself, or below "lint-transpose"."""
    if not isinstance(settings, dict):
        return {}
    table = settings.get(NAME, settings)
    known = ("mindspore-version", "porting", "language")
    return {key: str(table[key]) for key in known if key in table} if isinstance(table, dict) else {}
