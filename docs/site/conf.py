"""Sphinx's configuration for the site; `python -m docs.site` says which language, by `-D language=...`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sphinx.locale import _ as gettext

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from docs.site.chinese import Chinese  # noqa: E402
from docs.site.staging import LANGUAGES, pages  # noqa: E402
from lint_transpose import __version__  # noqa: E402

project = "lint-transpose"
copyright = ""
release = __version__
language = os.environ["SITE_LANGUAGE"]
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
myst_heading_anchors = 4
templates_path = [str(HERE / "templates")]
# Quotes in messages belong to what is to be written: pad_mode="pad".
smartquotes = False
html_theme = "furo"
html_title = "lint-transpose"
html_static_path = [str(HERE / "static")]
html_favicon = str(HERE / "static" / "icon.svg")
html_css_files = ["site.css"]
html_show_copyright = html_show_sphinx = html_copy_source = False
html_theme_options = {"navigation_with_keys": True}
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/language.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
# Sphinx's own word for a language, and where each page of the other language is.
language = {"en": "en", "zh": "zh_CN"}[language]
_mine = os.environ["SITE_LANGUAGE"]
_other = next(each for each in LANGUAGES if each != _mine)
html_context = {
    "other_language": {"en": "English", "zh": "中文"}[_other],
    "other_code": _other,
    "other_root": "zh/" if _mine == "en" else "../",
    "other_pages": {page.removesuffix(".md") for page in pages(_other).values()},
}


# What the theme says and has no Chinese for.
THEME = {
    "Next": "下一页",
    "Previous": "上一页",
    "Home": "首页",
    "On this page": "本页内容",
    "Skip to content": "跳到正文",
    "Back to top": "回到顶部",
    "Error": "错误",
    "Please activate JavaScript to enable the search functionality.": "搜索需要启用 JavaScript。",
    "Made with ": "生成工具：",
}


def speak(app) -> None:
    """Have the theme's templates say its words in Chinese."""
    if _mine == "zh":
        app.builder.templates.environment.install_gettext_callables(
            lambda text: THEME.get(text) or gettext(text), lambda one, more, count: more, newstyle=True
        )


def setup(app) -> None:
    app.add_search_language(Chinese)
    app.connect("builder-inited", speak)
