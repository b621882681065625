"""The search of Chinese pages: each two neighbouring characters are a word, in the index and in what a reader asks for.

So nobody needs a dictionary, and a phrase finds the pages that hold all of its pairs. English words stay words.
"""

from __future__ import annotations

import re

from sphinx.search.en import SearchEnglish

_WORDS = re.compile(r"[\u3400-\u9fff]+|[^\W\u3400-\u9fff]+")


class Chinese(SearchEnglish):
    """English words by their stems, as Sphinx has them, and Chinese text by pairs of characters."""

    lang = "zh"
    language_name = "English"  # as Sphinx names the script with the stems
    js_splitter_code = r"""
var splitQuery = (query) => (query.match(/[\u3400-\u9fff]+|[\p{L}\p{N}_]+/gu) || [])
  .flatMap((run) => run.match(/[\u3400-\u9fff]+|[^\u3400-\u9fff]+/g))
  .flatMap((run) => /[\u3400-\u9fff]/.test(run) && run.length > 2
    ? Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)) : [run]);
"""

    def split(self, input: str) -> list[str]:
        return [word for run in _WORDS.findall(input) for word in _pairs(run)]


def _pairs(run: str) -> list[str]:
    if run.isascii() or not "\u3400" <= run[0] <= "\u9fff" or len(run) < 3:
        return [run]
    return [run[at : at + 2] for at in range(len(run) - 1)]
