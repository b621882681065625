"""The plugin for python-lsp-server: diagnostics with ranges and severities, and code actions.

Options, as python-lsp-server names them: `pylsp.plugins.lint_transpose.mindspore-version`, `.porting` and `.language`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pylsp import hookimpl

if TYPE_CHECKING:
    from .server.texts import Checked, Range

NAME = "lint_transpose"
_SEVERITIES = {"error": 1, "warning": 2, "info": 3}


@hookimpl
def pylsp_settings() -> dict[str, Any]:
    """On by default, like a tool that was installed to be used."""
    return {"plugins": {NAME: {"enabled": True, "mindspore-version": None, "porting": None, "language": None}}}


@hookimpl
def pylsp_lint(config: Any, workspace: Any, document: Any) -> list[dict[str, Any]]:
    """The findings in a document; none while it does not parse."""
    from .report.links import rule_page
    from .rules import RULES
    from .server.texts import Lines, utf16_units

    checked, language = _checked(config, document), _checker(config, document).language(document.path)
    lines = Lines(document.source, utf16_units)
    severities = {rule.code: rule.severity for rule in RULES}
    return [
        {
            "source": "lint-transpose",
            "range": _range(lines.range(finding.start, finding.end)),
            "message": finding.message,
            "code": finding.code,
            **({"codeDescription": {"href": rule_page(finding.code, language)}} if finding.code in severities else {}),
            "severity": _SEVERITIES[severities.get(finding.code, "error")],
        }
        for finding in checked.findings
    ]


@hookimpl
def pylsp_code_actions(
    config: Any, workspace: Any, document: Any, range: dict[str, Any], context: dict[str, Any]
) -> list[Any]:
    """The fixes that touch a range, silence, and all safe fixes at once."""
    from .documents import python
    from .server.actions import FIX_ALL, QUICK_FIX, Action, fix_all, is_wanted, quick_fixes
    from .server.texts import Point, Range, utf16_units

    only = context.get("only")
    around = Range(*(Point(range[side]["line"], range[side]["character"]) for side in ("start", "end")))
    found: list[Action] = []
    language = _checker(config, document).language(document.path)
    if is_wanted(QUICK_FIX, only):
        found += quick_fixes(_checked(config, document), None, around, utf16_units, language)
    if is_wanted(FIX_ALL, only):
        everything = fix_all(python(document.path, document.source), _checker(config, document), utf16_units)
        found += [everything] if everything is not None else []
    return [
        {
            "title": action.title,
            "kind": action.kind,
            "isPreferred": action.preferred,
            "edit": {
                "changes": {
                    document.uri: [{"range": _range(change.range), "newText": change.text} for change in action.changes]
                }
            },
        }
        for action in found
    ]


def _checker(config: Any, document: Any) -> Any:
    from .server.texts import Checker

    options = config.plugin_settings(NAME, document_path=document.path)
    return Checker({key: str(options[key]) for key in ("mindspore-version", "porting", "language") if options.get(key)})


def _checked(config: Any, document: Any) -> Checked:
    from .documents import python
    from .server.texts import Checked

    checked = Checked()
    checked.update(python(document.path, document.source), _checker(config, document))
    return checked


def _range(range_: Range) -> dict[str, Any]:
    return {side: {"line": point.line, "character": point.character} for side, point in zip(("start", "end"), range_)}
