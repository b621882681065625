"""Which state of its English page each Chinese page follows.

`python -m docs.translated` names the Chinese pages whose English changed after they were written. When one is in step again,
`python -m docs.translated docs/zh/PAGE.md` notes it, in the page's last line. What commands print and what was measured are no
part of the state: `docs.generate` keeps them in step on both pages.
"""

from __future__ import annotations

import re
import sys
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = {
    **{path: ROOT / "docs" / path.name for path in sorted((ROOT / "docs" / "zh").glob("*.md"))},
    ROOT / "README_CN.md": ROOT / "README.md",
}
"""The pages that are translated by hand: the Chinese one, and its English one."""

_CODE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_TABLE = re.compile(r"^\|.*\n", re.MULTILINE)
_NOTE = re.compile(r"\n<!-- 译自 \S+ 的状态 (\w+) -->\n\Z")


def followed(chinese: Path) -> str:
    """The state of the English page that a Chinese page says it follows; empty where it says nothing."""
    note = _NOTE.search(chinese.read_text(encoding="utf-8"))
    return note[1] if note else ""


def state(chinese: Path) -> str:
    """The state in which the English page is: 12 hex digits of what is translated of it."""
    text = _CODE.sub("", PAGES[chinese].read_text(encoding="utf-8"))
    if "docs.generate 取自英文页" in chinese.read_text(encoding="utf-8"):
        text = _TABLE.sub("", text)
    return sha256(re.sub(r"\d+", "0", text).encode()).hexdigest()[:12]


def note(chinese: Path) -> None:
    """Write into a Chinese page that it is in step with the English one as it is."""
    text = _NOTE.sub("", chinese.read_text(encoding="utf-8"))
    english = PAGES[chinese].relative_to(ROOT).as_posix()
    chinese.write_text(f"{text.rstrip()}\n\n<!-- 译自 {english} 的状态 {state(chinese)} -->\n", encoding="utf-8", newline="\n")


def main(names: list[str]) -> int:
    for name in names:
        note(Path(name).resolve())
    behind = [path for path in PAGES if followed(path) != state(path)]
    for path in behind:
        print(f"{path.relative_to(ROOT)}: {PAGES[path].relative_to(ROOT)} has changed since")
    return int(bool(behind))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
