"""Writes what can be derived: a page for every rule, the table of rules, the pictures of windows and the output of commands.

`python -m docs.generate` writes them; with `--check` it writes nothing, names what is out of step and exits with 1.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from docs.cases import case
from docs.outputs import DOCUMENTS, refreshed
from docs.pictures import OF_RULES, PICTURES
from docs.rooms import with_rooms
from lint_transpose import check_source
from lint_transpose.report.links import HOME
from lint_transpose.report.page import page
from lint_transpose.rules import RULES, Rule

DOCS = Path(__file__).parent
FAMILIES = {
    "MST1": "It raises",
    "MST2": "It runs, and computes something else than the PyTorch layer",
    "MST3": "The release",
    "MST4": "Porting help on PyTorch code",
}


def documents() -> dict[Path, str]:
    """Every generated file, with what it must hold."""
    rules = {DOCS / "rules" / f"{rule.code}.md": with_picture(rule) for rule in RULES}
    pictures = {DOCS / "pictures" / f"{name}.svg": picture for name, picture in PICTURES.items()}
    shown = {path: with_rooms(refreshed(path.read_text(encoding="utf-8"))) for path in DOCUMENTS}
    return {**rules, DOCS / "rules" / "README.md": index(), **pictures, **shown}


def with_picture(rule: Rule) -> str:
    """A rule's page with a picture of its window, where there is one, and the way to the interactive one."""
    parts = []
    if rule.code in OF_RULES:
        name, seen = OF_RULES[rule.code]
        parts.append(f"![{seen}](../pictures/{name}.svg)")
    address = case(rule)
    if address is not None:
        parts.append(f"[The window picture]({HOME}/window-picture.html#{address}) opens with this case.")
    text = page(rule)
    before = "## Use instead"
    picture = "".join(f"{part}\n\n" for part in parts)
    return text.replace(before, picture + before, 1)


def index() -> str:
    """The table of the rules, a section for each family."""
    parts = ["# Rules", "`lint-transpose rule CODE` shows a rule's page in the terminal. Made by `python -m docs.generate`."]
    for family, title in FAMILIES.items():
        rows = [row(rule) for rule in RULES if rule.code.startswith(family)]
        if rows:
            head = ["| code | name | reports | pylint | default | fix of the example |", "|---|---|---|---|---|---|"]
            parts += [f"## {family}: {title}", "\n".join(head + rows)]
    return "\n\n".join([*parts, *precedence()]) + "\n"


def precedence() -> list[str]:
    """Which rule leaves a report to which others, as `Rule.yields` says it."""
    groups: dict[tuple[str, str], list[str]] = {}
    for rule in RULES:
        for name in rule.alone:
            groups[rule.code, f"everything, beside its message `{name}`"] = ["all others"]
        for yields in rule.yields:
            which = f"its messages {', '.join(f'`{name}`' for name in yields.messages)}" if yields.messages else "everything"
            what = "what to write, where both are on and want the same argument changed" if yields.instead else which
            groups.setdefault((", ".join(yields.to), what), []).append(rule.code)
    rows = ["| rules | leave to | what |", "|---|---|---|"]
    rows += [f"| {', '.join(codes)} | {elders} | {what} |" for (elders, what), codes in groups.items()]
    return ["## Which rule speaks where several could", "One cause is reported once, on one case of a layer.", "\n".join(rows)]


def row(rule: Rule) -> str:
    """One line of the table; the fix is that of the rule's bad example."""
    fixes = {
        "safe" if finding.fix.safe else "unsafe" for finding in check_source(rule.bad, settings=rule.settings) if finding.fix
    }
    fix = "safe" if "safe" in fixes else "unsafe" if fixes else "none"
    cells = (f"[{rule.code}]({rule.code}.md)", rule.symbol, rule.summary, rule.pylint_id, "off" if rule.opt_in else "on", fix)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m docs.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, name what is out of step")
    check = parser.parse_args(argv).check
    wanted = documents()
    present = {path for folder in ("rules", "pictures") for path in (DOCS / folder).glob("*")}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in sorted({*stale, *(present - wanted.keys())}):
        print(f"{'out of step' if check else 'written' if path in wanted else 'removed'}: {path.relative_to(DOCS.parent)}")
        if not check and path in wanted:
            path.parent.mkdir(exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8", newline="\n")
        elif not check:
            path.unlink()
    in_step = not stale and present <= wanted.keys()
    print(f"{len(wanted)} files" + (" in step" if in_step else ""))
    return int(check and not in_step)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
