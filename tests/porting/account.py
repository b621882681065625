"""The mentions of layers in a text, counted by a search that knows nothing of `port`, beside what `port` says of them."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from lint_transpose.porting.listing import Listing

NAME = re.compile(r"(?:Lazy)?ConvTranspose[123]d|conv_transpose[123]d")
_TORCH = re.compile(r"^\s*(?:import|from)\s+torch\b", re.MULTILINE)

Place = tuple[int, int]
"""A row, and the column behind a name."""


class Account(NamedTuple):
    """How many mentions there are and what becomes of them, and the places of those that nothing is said of."""

    counts: Counter[str]
    missing: list[Place]


def accounted(text: str, listed: Listing) -> Account:
    """Each mention is answered, leads to an answer under another name, or is listed as not followed.

    In a file that never imports torch the others are of its own or of another framework.
    """
    mentioned = set(mentions(text))
    called = [item.site.node.func for item in listed.ports if item.site is not None]
    direct = mentioned & {_place(node) for func in called for node in ast.walk(func) if isinstance(node, ast.expr)}
    led = mentioned & {_place(node) for node in listed.led}
    unfollowed = mentioned & {_place(item.node) for item in listed.ports if not item.followed and item.node is not None}
    counts = Counter({"mentions": len(mentioned), "answered": len(direct), "lead to them": len(led - direct)})
    counts["listed"] = len(unfollowed)
    missing = mentioned - direct - led - unfollowed
    if not _TORCH.search(text):
        counts["another's"] = len(missing)
        missing = set()
    return Account(counts, sorted(missing))


def mentions(text: str) -> Iterator[Place]:
    """Where the text names a layer, by its tokens: row and end column. Imports, definitions and comments are no mentions."""
    line_is_import = False
    before = ""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in (tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT):
            line_is_import &= token.type == tokenize.NL  # an import in parentheses goes on
            continue
        if token.type == tokenize.NAME and token.string in ("import", "from") and not token.line[: token.start[1]].strip():
            line_is_import = True
        after, begins = token.line[token.end[1] :].lstrip(), not token.line[: token.start[1]].strip()
        is_bound = before in ("class", "def") or (begins and after.startswith("=") and not after.startswith("=="))
        is_name = token.type == tokenize.NAME and NAME.fullmatch(token.string) and not is_bound
        is_string = token.type == tokenize.STRING and NAME.fullmatch(token.string.strip("'\""))
        if (is_name or is_string) and not line_is_import:
            yield token.end
        before = token.string


def _place(node: ast.expr) -> Place:
    return node.end_lineno or 0, node.end_col_offset or 0
