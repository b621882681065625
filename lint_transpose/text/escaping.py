"""Text from checked files and file names, made harmless before it reaches a terminal, a log or an annotation."""

from __future__ import annotations

_LONGEST = 1000


def plain(text: str) -> str:
    """`text` on one line, with what is not printable written as an escape (`\\x1b`, `\\n`, `\\u202e`)."""
    if "##" in text:
        import re

        # Azure Pipelines, TeamCity and GitHub obey "##vso[...]", "##teamcity[...]" and "##[...]" anywhere in a line of a log.
        text = re.sub(r"##(?=\w*\[)", r"#\\x23", text)
    if text.isprintable():
        return text
    return "".join(character if _is_harmless(character) else _escape(character) for character in text)


def shortened(text: str) -> str:
    """`text` without its middle where it is longer than anybody reads: the checked text may hold names of any length."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]}...{text[3 - _LONGEST // 2 :]}"


def plain_path(path: str) -> str:
    """A file's name that may begin a line: GitHub takes a line that begins with "::", blanks aside, for a command."""
    return plain(f"./{path}" if path.lstrip().startswith(":") else path)


def _is_harmless(character: str) -> bool:
    # Both spaces are common in Chinese and European texts; str.isprintable knows only the ASCII space.
    return character.isprintable() or character in "\u3000\xa0"


def _escape(character: str) -> str:
    code = ord(character)
    if character in "\n\r\t":
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[character]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
