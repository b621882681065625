"""Every MST1, MST203, MST204 and MST205 finding in real repositories, each run in the real frameworks.

`python -m tests.corpus.findings REPOSITORIES CHECKOUTS` prints a table in Markdown. REPOSITORIES holds lines of
owner/name, commit and number of files; CHECKOUTS a folder for each, named owner+name. A finding is run with the values
that the text decides; what it leaves open is filled in with every one of a few legal values, and the verdict must hold for
all of them. Exit status 1 when a finding is false. Needs both frameworks.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lint_transpose import Finding, Settings
from lint_transpose.checking.presenting import presented
from lint_transpose.documents import load
from lint_transpose.files.discovery import BadInputError, discover, read
from lint_transpose.files.prefilter import mentions_layer
from lint_transpose.judging.judge import check_site
from lint_transpose.judging.merge import of_reference
from lint_transpose.layers.releases import release
from lint_transpose.reading import Module, Reader, read_sites, references
from lint_transpose.rules import Context
from lint_transpose.rules.selection import selected
from lint_transpose.text.parsing import parse
from lint_transpose.text.source import Source

from .verdict import Verdict, judge, judge_name

CODES = ("MST1", "MST203", "MST204", "MST205")


@dataclass(frozen=True)
class Row:
    """One finding and what running it showed."""

    repository: str
    commit: str
    finding: Finding
    verdict: Verdict


def findings(path: str, settings: Settings) -> Iterator[tuple[Finding, Verdict]]:
    """The findings in one file, each with what running it showed."""
    document = load(path, read(path))
    source = Source(path, document.text)
    chosen = release(settings.mindspore_version)
    context = Context(chosen, settings)
    rules = [rule for rule in selected(settings) if rule.code.startswith(CODES)]
    reader = Reader(Module(source, parse(document.text, path)))
    for site in read_sites(reader, chosen, "mindspore", settings.porting):
        for finding in presented(list(check_site(site, source, rules, context)), document, settings):
            yield finding, judge(finding, site)
    for reference in references(reader, chosen):
        for rule in rules:
            for report in rule.check_reference(reference, context) if rule.check_reference else ():
                for finding in presented([of_reference(source, rule, report, reference.caught, None)], document, settings):
                    yield finding, judge_name(reference.name)


def rows(repositories: Path, checkouts: Path) -> Iterator[Row]:
    for line in repositories.read_text().splitlines():
        name, commit, *_ = line.split()
        folder = checkouts / name.replace("/", "+")
        if not folder.is_dir():
            print(f"not checked out: {name}", file=sys.stderr)
            continue
        for path in discover(str(folder)):
            if not mentions_layer(read(path)):
                continue
            try:
                for finding, verdict in findings(path, Settings()):
                    yield Row(name, commit, finding, verdict)
            except (BadInputError, SyntaxError) as error:
                print(f"{path}: {error}", file=sys.stderr)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", type=Path)
    parser.add_argument("checkouts", type=Path)
    arguments = parser.parse_args(argv)
    counts: Counter[tuple[str, str]] = Counter()
    print("# Findings in real repositories, run in both frameworks\n")
    print(
        "Made by `python -m tests.corpus.findings REPOSITORIES CHECKOUTS`; the repositories with a finding stand in the "
        "table, with their commits.\n"
    )
    print("| repository | commit | place | code | confidence | verdict | what was run |")
    print("|---|---|---|---|---|---|---|")
    for row in rows(arguments.repositories, arguments.checkouts):
        finding, verdict = row.finding, row.verdict
        path = Path(finding.filename).relative_to(arguments.checkouts / row.repository.replace("/", "+"))
        cell = "" if finding.cell is None else f"cell {finding.cell}:"
        place = f"{path}:{cell}{finding.start.row}"
        cells = [row.repository, row.commit[:10], place, finding.code, finding.confidence, verdict.word, verdict.shown]
        print("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |")
        counts[finding.code, verdict.word] += 1
    names = [line.split()[0].replace("/", "+") for line in arguments.repositories.read_text().splitlines()]
    print(f"\n{sum((arguments.checkouts / name).is_dir() for name in names)} repositories:\n")
    for (code, word), count in sorted(counts.items()):
        print(f"- {code}: {count} {word}")
    return any(word == "false" for _, word in counts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
