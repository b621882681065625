"""The Markdown files of the repository as the sources of the site, one folder a language.

On GitHub they are read where they lie. On the site README.md is the first page, what is in docs/ lies beside it, and the
pages of tests/corpus are its evidence. What has no Chinese page is linked to in English.
"""

from __future__ import annotations

import posixpath
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from lint_transpose.report.links import HOME

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "zh")

EVIDENCE = ("findings", "sites", "ports", "peers")

# The navigation: titles in both languages, and pages by their names on the site.
GROUPS = (
    ("Port a model", "迁移模型", ("porting", "compare", "mapping-page", "is-nn-pad-wrong", "window-theory", "window-picture")),
    ("Guard a repository", "检查代码库", ("adopting", "ci", "configuration", "scale")),
    ("Where you write", "试用与编辑器", ("try", "editors", "hosts")),
    ("Understand a finding", "理解检查结果", ("rules/index", "how-sure", "known-limits")),
    (
        "What it rests on",
        "依据",
        ("releases", "compatibility", "speed", "evidence/findings", "evidence/sites", "evidence/ports", "evidence/peers"),
    ),
    ("Work on it", "参与开发", ("architecture", "CONTRIBUTING", "changelog")),
)

_LINK = re.compile(r"(\]\()([^)\s]+)(\))")
_CODE = re.compile(r"^(```|~~~).*?^\1[ \t]*$", re.DOTALL | re.MULTILINE)


def pages(language: str) -> dict[str, str]:
    """The pages of a language: the file in the repository, and its name on the site."""
    docs = "docs" if language == "en" else "docs/zh"
    found = {"README.md" if language == "en" else "README_CN.md": "index.md"}
    for path in sorted((*(ROOT / docs).glob("*.md"), *(ROOT / docs / "rules").glob("*.md"))):
        name = path.relative_to(ROOT / docs).as_posix()
        found[f"{docs}/{name}"] = "rules/index.md" if name == "rules/README.md" else name
    if language == "en":
        found |= {f"tests/corpus/{name}.md": f"evidence/{name}.md" for name in EVIDENCE}
        found["CHANGELOG.md"] = "changelog.md"
    return found


def stage(folder: Path, language: str) -> None:
    """Write the sources of a language's site to `folder`."""
    own = pages(language)
    other = pages(next(each for each in LANGUAGES if each != language))
    for name, page in own.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        target = folder / page
        target.parent.mkdir(parents=True, exist_ok=True)
        # A file that the text links to lies where the page will look for it.
        text = _outside_code(text, lambda link, name=name, page=page: _moved(link, name, page, language, own, other, folder))
        if page == "index.md":
            text += "".join(_navigation(language, set(own.values())))
        elif page == "rules/index.md":
            text += "\n```{toctree}\n:hidden:\n:glob:\n\nMST*\n```\n"
        target.write_text(text, encoding="utf-8")


def _navigation(language: str, names: set[str]) -> Iterator[str]:
    grouped = {name for _, _, group in GROUPS for name in group} | {"index"}
    others = sorted(name for page in names if (name := page.removesuffix(".md")) not in grouped and "MST" not in name)
    for english, chinese, group in (*GROUPS, ("More", "其他", others)):
        known = [name for name in group if f"{name}.md" in names]
        if known:
            caption = english if language == "en" else chinese
            yield f"\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n" + "\n".join(known) + "\n```\n"


def _outside_code(text: str, moved: Callable[[str], str]) -> str:
    """`text` with its links moved, but for what looks like one in a block of code."""
    parts, end = [], 0
    for block in _CODE.finditer(text):
        parts += [_LINK.sub(lambda match: match[1] + moved(match[2]) + match[3], text[end : block.start()]), block[0]]
        end = block.end()
    return "".join([*parts, _LINK.sub(lambda match: match[1] + moved(match[2]) + match[3], text[end:])])


def _moved(
    link: str, name: str, page: str, language: str, own: Mapping[str, str], other: Mapping[str, str], folder: Path
) -> str:
    """Where a link of the file `name` leads on the site, from the page `page`."""
    path, mark, anchor = link.partition("#")
    if not path or re.match(r"[a-z]+:", path):
        return link
    file = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
    if file in own:
        return posixpath.relpath(own[file], posixpath.dirname(page) or ".") + mark + anchor
    if file in other:
        below = "" if language == "zh" else "zh/"
        return f"{HOME}/{below}{other[file].removesuffix('.md')}.html{mark}{anchor}"
    if not (ROOT / file).is_file():
        raise SystemExit(f"{name}: {link} leads to no file")
    beside = file.removeprefix("docs/zh/").removeprefix("docs/")
    (folder / beside).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / file, folder / beside)
    return posixpath.relpath(beside, posixpath.dirname(page) or ".")
