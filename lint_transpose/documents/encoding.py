"""The bytes of Python files as text."""

from __future__ import annotations

from ..files.discovery import BadInputError
from ..languages import Phrase

_BOM = b"\xef\xbb\xbf"


def decoded(data: bytes) -> str:
    """The text of a Python file, by its byte order mark and coding line (PEP 263). Raises BadInputError."""
    encoding = "utf-8-sig" if data.startswith(_BOM) else "utf-8"
    try:
        if b"coding" in b"".join(data.split(b"\n", 2)[:2]):
            encoding = python_encoding(data)
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        words = "not {encoding} text: byte {byte} in line {row}"
        byte = f"0x{data[error.start]:02x}"
        raise BadInputError(Phrase("no_text", words, encoding=error.encoding, byte=byte, row=row)) from error
    except (SyntaxError, LookupError, UnicodeError) as error:
        raise BadInputError(str(error)) from error


def python_encoding(content: bytes) -> str:
    """The encoding that a Python file declares: by its mark, its cookie, or UTF-8. SyntaxError when there is no such one."""
    import re
    import tokenize
    from io import BytesIO

    # The cookie is looked for in the first two lines, which tokenize ends at "\n" only.
    head = b"\n".join(re.split(rb"\r\n|\r|\n", content, maxsplit=2)[:2])
    return tokenize.detect_encoding(BytesIO(head).readline)[0]
