"""Why a file leaves a call site open: `python -m tests.corpus.reasons SITES CHECKOUTS`.

SITES and CHECKOUTS are as for `tests.corpus.sites`. Each "undetermined" site is either

- decided: in one case at least, that of a caller or of the defaults in the file, every argument that the verdict hangs on
  is known, or the site is reported whatever the rest is;
- open: whoever calls the function from another file (a parameter that no caller in the file and no default settles,
  `*args`, `**kwargs`, another module) decides an argument, which is named with the reason;
- not followed: the file would decide, but the reading does not get there.

The arguments that count are those of the window, of the bias and of the groups. Channels decide only whether they can be
divided into groups, and are left out where there is one group. Prints a Markdown table and the numbers.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

from lint_transpose import Settings, check_source
from lint_transpose.documents import load
from lint_transpose.layers.call import LayerCall, Unknown
from lint_transpose.layers.releases import NEWEST
from lint_transpose.reading import Module, Reader, Site, read_sites
from lint_transpose.text.source import Source

_COUNTING = ("kernel_size", "stride", "pad_mode", "padding", "output_padding", "dilation", "group", "has_bias")
_FROM_OUTSIDE = ("parameter ", "*", "what the loop runs over", "the result of")


def reasons(call: LayerCall) -> dict[str, str]:
    """Why each argument that counts is undecided in this case; empty when all are known."""
    found = {}
    for name in call.signature.names:
        if name in _COUNTING and (reason := _reason(call.value(name))):
            found[name] = reason
    return found


def _reason(value: object) -> str:
    if isinstance(value, Unknown):
        return value.reason
    if isinstance(value, (tuple, list)):
        return next(filter(None, map(_reason, value)), "")
    return ""


def judged(site: Site, reported: bool) -> tuple[str, str]:
    """The verdict on a site and what it rests on."""
    cases = [reasons(case.call) for case in site.cases]
    if reported:
        return "decided", "reported"
    known = sum(not case for case in cases)
    if known:
        return "decided", f"in {known} of {len(cases)} cases"
    least = min(cases, key=len)
    text = ", ".join(f"{name}: {reason}" for name, reason in least.items())
    outside = all(reason.startswith(_FROM_OUTSIDE) for reason in least.values())
    return "open" if outside else "not followed", text


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sites", type=Path)
    parser.add_argument("checkouts", type=Path)
    arguments = parser.parse_args(argv)
    rows = [json.loads(row) for row in arguments.sites.read_text().splitlines()]
    by_file = defaultdict(list)
    for row in rows:
        if row["verdict"] == "undetermined":
            by_file[row["repo"], row["path"]].append(row["line"])
    numbers: Counter[str] = Counter()
    print("| site | verdict | by |\n|---|---|---|")
    for (repo, path), lines in sorted(by_file.items()):
        file = arguments.checkouts / repo.replace("/", "+") / path
        if not file.exists():
            numbers["not checked out"] += len(lines)
            continue
        text = load(str(file), file.read_bytes()).text
        module = Module(Source(str(file), text), ast.parse(text))
        found = list(read_sites(Reader(module), NEWEST, "mindspore", "auto"))
        rows_reported = {finding.start.row for finding in check_source(text, str(file), Settings(select=("MST1",)))}
        for line in sorted(lines):
            here = [site for site in found if site.node.lineno <= line <= (site.node.end_lineno or line)]
            if here:
                node = here[0].node
                reported = any(node.lineno <= row <= (node.end_lineno or row) for row in rows_reported)
                verdict, by = judged(here[0], reported)
            else:
                verdict, by = ("decided", "reported") if line in rows_reported else ("not followed", "no layer is seen there")
            numbers[verdict] += 1
            print(f"| {repo}/{path}:{line} | {verdict} | {by} |")
    total = sum(numbers.values())
    print()
    for verdict, number in numbers.most_common():
        print(f"{number:4} {number / total:4.0%} {verdict}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
