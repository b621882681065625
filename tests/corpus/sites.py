"""Holds the linter to real call sites: `python -m tests.corpus.sites SITES CHECKOUTS`.

SITES is a JSON Lines file: repository, path, line, kind and what MindSpore 2.10 does there ("raises", "ok" or
"undetermined"); in a notebook the line is that of its code cells put together. CHECKOUTS holds a folder for each
repository, named owner+name. Every "raises" site must be reported by an MST1 finding and no "ok" site may be; each site
that breaks this is named. Exit status 1 when one does, or when none was checked out.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

from lint_transpose import Finding, Settings, check_source
from lint_transpose.documents import load


def lines_of_calls(text: str, line: int) -> range:
    """The lines of the outermost call that stands on `line` and names a layer there; just `line` when there is none."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return range(line, line + 1)
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.func.end_lineno == line and "ranspose" in ast.unparse(node.func)
    ]
    end = max((call.end_lineno or line for call in calls), default=line)
    return range(line, end + 1)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sites", type=Path)
    parser.add_argument("checkouts", type=Path)
    arguments = parser.parse_args(argv)
    sites = defaultdict(list)
    for row in arguments.sites.read_text().splitlines():
        site = json.loads(row)
        sites[site["repo"], site["path"]].append(site)
    outcome: Counter[tuple[str, str]] = Counter()
    broken = []
    for (repo, path), group in sorted(sites.items()):
        file = arguments.checkouts / repo.replace("/", "+") / path
        if not file.exists():
            outcome["absent", "not checked out"] += len(group)
            continue
        text = load(str(file), file.read_bytes()).text
        findings: list[Finding] = [
            finding for finding in check_source(text, str(file), Settings()) if finding.code.startswith("MST1")
        ]
        for site in group:
            lines = lines_of_calls(text, site["line"])
            codes = sorted({finding.code for finding in findings if finding.start.row in lines})
            said = "reported" if codes else "silent"
            outcome[site["verdict"], said] += 1
            if (site["verdict"], said) in {("raises", "silent"), ("ok", "reported")}:
                broken.append(f"{repo}/{path}:{site['line']}: {site['verdict']}, {said} {' '.join(codes)}")
    for (verdict, said), count in sorted(outcome.items()):
        print(f"{count:5} {verdict}, {said}")
    print(*broken, sep="\n")
    looked_at = any(verdict != "absent" for verdict, _ in outcome)
    return bool(broken) or not looked_at


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
