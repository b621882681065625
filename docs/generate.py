"""Writes what can be derived: a page for every rule, the table of rules, the pictures of windows and the output of commands.

`python -m docs.generate` writes them; with `--check` it writes nothing, names what is out of step and exits with 1.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from docs import rule_pages
from docs.numbers_zh import with_numbers
from docs.outputs import DOCUMENTS, refreshed
from docs.pictures import PICTURES
from docs.pictures_zh import in_chinese
from docs.rooms import with_rooms

DOCS = Path(__file__).parent


def documents() -> dict[Path, str]:
    """Every generated file, with what it must hold."""
    pictures = {DOCS / "pictures" / f"{name}.svg": picture for name, picture in PICTURES.items()}
    pictures |= {DOCS / "zh" / "pictures" / path.name: in_chinese(picture) for path, picture in pictures.items()}
    shown = {path: with_rooms(refreshed(path.read_text(encoding="utf-8"), language)) for path, language in DOCUMENTS.items()}
    shown |= {path: with_numbers(path, shown[path]) for path, language in DOCUMENTS.items() if language == "zh"}
    return {**rule_pages.documents(), **pictures, **shown}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m docs.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, name what is out of step")
    check = parser.parse_args(argv).check
    try:
        wanted = documents()
    except LookupError as error:  # a text that a language lacks
        if type(error) is not LookupError:
            raise
        parser.exit(1, f"{error}\n")
    present = {path for folder in ("rules", "zh/rules", "pictures", "zh/pictures") for path in (DOCS / folder).glob("*")}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in sorted({*stale, *(present - wanted.keys())}):
        print(f"{'out of step' if check else 'written' if path in wanted else 'removed'}: {path.relative_to(DOCS.parent)}")
        if not check and path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8", newline="\n")
        elif not check:
            path.unlink()
    in_step = not stale and present <= wanted.keys()
    print(f"{len(wanted)} files" + (" in step" if in_step else ""))
    return int(check and not in_step)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
