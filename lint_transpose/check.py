"""The way through: text in, findings out."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator

from .finding import Finding, Fix
from .gate import mentions_layer
from .merge import Observed, merge
from .reading import Module, Modules, Reader, sites
from .releases import Framework, Release, release
from .rules import RULES, Context, Rule
from .settings import Settings
from .source import Source

# Evaluation steps granted to one file: so many a call in it, and a base. Real files use a few dozen a call.
_STEPS_PER_CALL = 200
_STEPS = 200_000


def check_source(
    source: str,
    filename: str = "<string>",
    settings: Settings = Settings(),
    modules: Modules | None = None,
    tree: ast.Module | None = None,
) -> list[Finding]:
    """The findings of one Python source text, in the order of their places.

    Pure: reads no file (but what `modules` brings), keeps no state, never imports or runs what it checks; safe to call
    from many processes. `tree` is what `source` parses to, for callers who have it at hand. Raises SyntaxError when
    `source` cannot be parsed, UnknownReleaseError when the settings name an unknown release.
    """
    chosen = release(settings.mindspore_version)
    rules = selected(settings)
    data = source.encode("utf-8", "replace")
    if not mentions_layer(data, any(rule.framework == "torch" for rule in rules)) and not (
        modules is not None and modules.lead_to_layer(data, filename)
    ):
        return []
    return check_tree(tree or parse(source, filename), Source(filename, source), settings, chosen, rules, modules)


def parse(source: str, filename: str) -> ast.Module:
    """The tree of `source`. Raises SyntaxError, also where the parser itself gives up."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source, filename)
    except ValueError as error:  # null bytes, in older Pythons
        raise SyntaxError(str(error)) from None
    except (RecursionError, MemoryError):
        raise SyntaxError("too deeply nested to be parsed") from None


def check_tree(
    tree: ast.Module,
    source: Source,
    settings: Settings,
    chosen: Release,
    rules: Iterable[Rule],
    modules: Modules | None = None,
) -> list[Finding]:
    """The findings of a parsed text."""
    module = Module(source, tree)
    context = Context(chosen, settings)
    findings = _of_module(module, context, rules, None)
    if modules is not None:
        # What one file decides alone is reported alike everywhere; other modules only add to it.
        known = {(finding.code, finding.start, finding.end) for finding in findings}
        more = _of_module(module, context, rules, modules)
        findings += [finding for finding in more if (finding.code, finding.start, finding.end) not in known]
    return sorted(findings, key=lambda finding: (finding.start, finding.code))


def _of_module(module: Module, context: Context, rules: Iterable[Rule], modules: Modules | None) -> list[Finding]:
    reader = reader_of(module, modules)
    findings: list[Finding] = []
    for framework in ("mindspore", "torch"):
        active = [rule for rule in rules if rule.framework == framework]
        if active:
            findings.extend(_of_layers(reader, context, active, framework))
    return findings


def reader_of(module: Module, modules: Modules | None = None) -> Reader:
    """The reader of a module, with the steps granted to it."""
    return Reader(module, _STEPS + _STEPS_PER_CALL * len(module.calls), modules)


def _of_layers(reader: Reader, context: Context, rules: list[Rule], framework: Framework) -> Iterator[Finding]:
    for site in sites(reader, context.release, framework, context.settings.porting):
        observed = [
            Observed(rule, report, index)
            for index, case in enumerate(site.cases)
            for rule in rules
            for report in rule.check(case.call, context)
        ]
        yield from merge(reader.module.source, site, observed)


def selected(settings: Settings) -> list[Rule]:
    """The rules that `settings` switch on."""
    return [rule for rule in RULES if _is_selected(rule, settings)]


def _is_selected(rule: Rule, settings: Settings) -> bool:
    def named(codes: Iterable[str]) -> int:
        return max((len(code) for code in codes if rule.code.startswith(code) or code == "ALL"), default=0)

    chosen = (0 if rule.opt_in else 1) if settings.select is None else named(settings.select)
    chosen = max(chosen, named(settings.extend_select))
    return chosen > 0 and named(settings.ignore) < max(chosen, 2)


__all__ = ["Finding", "Fix", "check_source", "check_tree", "parse", "selected"]
