"""`check`: reports the findings in files, folders or standard input, or fixes them."""

from __future__ import annotations

import os
import sys
from functools import partial

from ..languages import Phrase, said
from ..record import TYPE_CHECKING
from ..report import renderer
from ..report.summary import FINDING, FINDINGS, counted, statistics, summary
from ..running.candidate import STDIN, Checked
from ..running.configuration import to_stderr
from ..running.run import Run, check
from ..text.escaping import plain_path
from .check_options import add_arguments, complete, configuration, plain
from .common import FOR_PEOPLE, stdin_filename, write

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from ..documents import Document
    from ..files.first_look import Look
    from ..fixing.fixer import Fixer
    from ..languages import Text
    from ..reading import Modules
    from ..running.baseline import Baseline
    from ..running.candidate import Keep
    from ..running.changes import Changes
    from ..settings import Language
    from ..text.finding import Finding

__all__ = ["add_arguments", "run"]


def run_after(look: Look) -> int:
    """Check the files of a plain run that name a layer."""
    arguments = plain(look)
    run = _run(arguments)
    return _report(arguments, run, _checked(arguments, run, _together([])), [])


def run(arguments: argparse.Namespace) -> int:
    complete(arguments)
    run = _run(arguments)
    if arguments.show_files or arguments.show_settings:
        from .show import shown_files, shown_settings

        name = arguments.stdin_filename or STDIN
        settings = arguments.show_settings and shown_settings(configuration(arguments), arguments.paths, name)
        write("".join(settings or shown_files(run, arguments.paths)), arguments.output_file)
        return 2 if run.problems else 0
    filters = _filters(arguments)
    if arguments.add_noqa:
        return _add_noqa(arguments, run, filters)
    if arguments.fix or arguments.diff:
        return _fix(arguments, run, filters)
    checked = _checked(arguments, run, _together(filters))
    if arguments.write_baseline is not None:
        from ..running.baseline import written

        write(written(checked, arguments.write_baseline), arguments.write_baseline)
        number = sum(len(findings) for _, findings in checked)
        path = plain_path(arguments.write_baseline)
        _tell(arguments, Phrase("wrote", "wrote {what} to {path}", what=counted(number, FINDING, FINDINGS), path=path))
        return 2 if run.problems else 0
    return _report(arguments, run, checked, filters)


def _run(arguments: argparse.Namespace, tells: bool = True) -> Run:
    """Raises ConfigurationError and UsageError."""
    run = partial(
        Run,
        configuration(arguments, tells),
        stdin_filename(arguments),
        markdown=arguments.markdown,
        echo=arguments.fix or arguments.add_noqa,
        modules=_project() if arguments.follow_imports else None,
        tells=tells,
    )
    if not tells or arguments.quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return run()
    from ..running.progress import Progress

    return run(progress=Progress(_language(arguments)))


def _checked(arguments: argparse.Namespace, run: Run, keep: Keep) -> list[Checked]:
    handle = partial(check, cached=not arguments.no_cache)
    if arguments.look is not None:
        run.count = len(arguments.look.files)
        found = run.each_of(arguments.look.marked, handle)
    elif arguments.jobs is None:
        found = run.each(arguments.paths, handle)
    else:
        from ..running.jobs import each, processors

        jobs = arguments.jobs or processors()
        found = each(run, arguments.paths, handle, jobs, partial(_run, arguments, tells=False))
    return [Checked(document, keep(document, findings)) for document, findings in found]


def _filters(arguments: argparse.Namespace) -> list[Baseline | Changes]:
    """What leaves findings out. Raises ConfigurationError and OSError."""
    filters: list[Baseline | Changes] = []
    if arguments.baseline is not None:
        from ..running.baseline import Baseline

        filters.append(Baseline(arguments.baseline))
    if arguments.diff_base is not None:
        from ..running.changes import Changes

        filters.append(Changes(arguments.diff_base, arguments.paths))
    return filters


def _together(filters: Sequence[Keep]) -> Keep:
    def keep(document: Document, findings: list[Finding]) -> list[Finding]:
        for each in filters:
            findings = each(document, findings)
        return findings

    return keep


def _add_noqa(arguments: argparse.Namespace, run: Run, filters: Sequence[Keep]) -> int:
    from ..fixing.fixer import Fixer
    from ..fixing.noqa import with_comments

    fixer = Fixer(unsafe=False, show=False, keep=_together([*filters, with_comments]))
    list(run.each(arguments.paths, fixer))
    count = len(fixer.fixed)
    comments = counted(count, Phrase("comment", "# noqa comment"), Phrase("comments", "# noqa comments"))
    _tell(arguments, Phrase("added", "added {comments}", comments=comments))
    return 2 if run.problems else 0


def _fix(arguments: argparse.Namespace, run: Run, filters: Sequence[Keep]) -> int:
    from ..fixing.fixer import Fixer, shown

    fixer = Fixer(arguments.unsafe_fixes, show=arguments.diff, keep=_together(filters))
    checked = list(run.each(arguments.paths, fixer))
    if arguments.diff:
        report = "".join(fixer.diffs)
        write(_painted(arguments, report if arguments.output_file else shown(report)), arguments.output_file)
        return 2 if run.problems else int(bool(fixer.diffs) and not arguments.exit_zero)
    if fixer.fixed:
        _tell(arguments, Phrase("fixed", "fixed {what}", what=counted(len(fixer.fixed), FINDING, FINDINGS)))
    if arguments.show_fixes:
        _show_fixes(fixer)
    status = _report(arguments, run, checked, [])
    return 1 if status == 0 and fixer.fixed and arguments.exit_non_zero_on_fix else status


def _show_fixes(fixer: Fixer) -> None:
    from collections import Counter

    for (filename, code), count in sorted(Counter((each.filename, each.code) for each in fixer.fixed).items()):
        print(f"  {plain_path(filename)}: {count} {code}", file=sys.stderr)


def _report(arguments: argparse.Namespace, run: Run, checked: Sequence[Checked], filters: Sequence[Baseline | Changes]) -> int:
    form, language = arguments.output_format or "text", _language(arguments)
    if arguments.statistics:
        report = "".join(statistics(checked, form == "json", language))
    else:
        report = "".join(renderer(form)(checked, run.problems, language))
        if form in FOR_PEOPLE:
            report = _painted(arguments, report)
    if form in FOR_PEOPLE and not arguments.quiet:
        hidden: list[Text] = []
        for each in filters:
            if each.hidden:
                hidden.append(Phrase("hidden", "{number} more {where}", number=each.hidden, where=each.where))
        report += f"{said(summary(checked, run.count, run.problems, hidden), language)}\n"
    # Fixed standard input takes standard output.
    write(report, arguments.output_file, to_stderr=arguments.fix and STDIN in arguments.paths)
    if run.problems:
        return 2
    return 1 if any(findings for _, findings in checked) and not arguments.exit_zero else 0


def _painted(arguments: argparse.Namespace, report: str) -> str:
    from ..report.color import is_wanted, painted

    return painted(report) if is_wanted(arguments.color or "auto", arguments.output_file is not None) else report


def _tell(arguments: argparse.Namespace, line: Phrase) -> None:
    if not arguments.quiet:
        to_stderr(line, _language(arguments))


def _language(arguments: argparse.Namespace) -> Language | None:
    return configuration(arguments, tells=False).language()


def _project() -> Modules:
    from ..running.project import Project

    return Project()
