"""Pictures of windows, as SVG: one axis, the full result on top, below it what each layer returns of it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from lint_transpose.layers.window import Window, pad_window, reach, same_window, torch_window, valid_window

Row = tuple[str, Window]

CELL, LINE, LABEL, TAIL, TOP = 30, 40, 330, 70, 62
FILLS = {"value": "#9ecae1", "bias": "#fdd0a2", "zero": "#ffffff", "cropped": "#eeeeee"}
TEXTS = {"bias": "b", "zero": "0", "cropped": ""}
LEGEND = (
    ("value", "a value of the full result"),
    ("cropped", "cropped"),
    ("bias", "no input reaches it: the bias only"),
    ("zero", "a plain zero"),
)


def kinds(window: Window, full: int, reached: set[int]) -> list[str]:
    """What stands at each place, counted from the start of the full result, of which the places `reached` hold values."""
    end = full - window.hi
    places = ["cropped" if place < window.lo else "value" if place in reached else "bias" for place in range(end)]
    return places + ["zero"] * window.zeros + ["cropped"] * (full - end - window.zeros)


def picture(title: str, *, n: int, k: int, s: int, d: int = 1, rows: tuple[Row, ...]) -> str:
    """One axis with `n` input elements, kernel size `k`, stride `s` and dilation `d`; a row for each layer."""
    full = (n - 1) * s + reach(k, d)
    reached = {index * s + tap * d for index in range(n) for tap in range(k)}
    lines = [(label, kinds(window, full, reached), window.length(n, s, reach(k, d))) for label, window in rows]
    widest = max(len(places) for _, places, _ in lines)
    width, height = LABEL + widest * CELL + TAIL, TOP + (len(rows) + 1) * LINE + 30
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="monospace" font-size="13">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        _text(10, 24, f"{title}: n={n}, k={k}, s={s}" + (f", d={d}" if d > 1 else "") + f", F={full}", weight="bold"),
        *_row(0, "the full result", kinds(Window(0, 0), full, reached), full, numbered=True),
    ]
    for index, (label, places, length) in enumerate(lines, 1):
        body += _row(index, label, places, length)
    x = 10
    for kind, meaning in LEGEND:
        if kind == "value" or any(kind in places for _, places, _ in lines):
            body += [_cell(x, height - 26, kind, 14), _text(x + 20, height - 14, meaning, size=11)]
            x += 40 + 7 * len(meaning)
    return "\n".join([*body, "</svg>"]) + "\n"


def _row(index: int, label: str, places: list[str], length: int, numbered: bool = False) -> Iterator[str]:
    y = TOP - 16 + index * LINE
    yield _text(10, y + 20, label)
    for place, kind in enumerate(places):
        x = LABEL + place * CELL
        yield _cell(x, y, kind, CELL)
        yield _text(x + CELL // 2, y + 20, str(place) if numbered else TEXTS.get(kind, str(place)), anchor="middle")
    yield _text(LABEL + len(places) * CELL + 10, y + 20, f"= {length}")


def _cell(x: int, y: int, kind: str, size: int) -> str:
    dashes = ' stroke-dasharray="3 3"' if kind == "cropped" else ""
    return f'<rect x="{x}" y="{y}" width="{size}" height="{size}" fill="{FILLS[kind]}" stroke="#555555"{dashes}/>'


def _text(x: int, y: int, text: str, *, anchor: str = "start", weight: str = "normal", size: int = 13) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-weight="{weight}" font-size="{size}">{escape(text)}</text>'


PICTURES = {
    "output-padding": picture(
        "output_padding",
        n=4,
        k=3,
        s=2,
        rows=(
            ("torch padding=1", torch_window(1)),
            ("torch padding=1, output_padding=1", torch_window(1, 1)),
            ('"pad", padding=1', pad_window(1, 1)),
            ('"pad", padding=1, then nn.Pad', pad_window(1, 1, 1)),
            ('"pad", padding=1, output_padding=1 (2-D)', pad_window(1, 1, 1)),
            ('"pad", padding=(1, 0, 1, 0)', pad_window(1, 0)),
            ('"same"', same_window(3, 2)),
        ),
    ),
    "same": picture(
        '"same" where K - s is odd',
        n=3,
        k=4,
        s=3,
        rows=(
            ("torch padding=1, output_padding=1", torch_window(1, 1)),
            ('"same"', same_window(4, 3)),
            ('"pad", padding=(1, 0, 1, 0)', pad_window(1, 0)),
        ),
    ),
    "same-shift": picture(
        "the mapping page's example 2",
        n=3,
        k=5,
        s=3,
        rows=(
            ("torch padding=2, output_padding=2", torch_window(2, 2)),
            ('"same"', same_window(5, 3)),
            ('"pad", padding=(2, 0, 2, 0)', pad_window(2, 0)),
        ),
    ),
    "valid": picture(
        '"valid" with a reach below the stride',
        n=4,
        k=2,
        s=3,
        rows=(
            ("torch padding=0", torch_window(0)),
            ('"valid"', valid_window(2, 3)),
            ('"pad", padding=0', pad_window(0, 0)),
            ("torch padding=0, output_padding=1", torch_window(0, 1)),
        ),
    ),
    "past-the-end": picture(
        "output_padding above padding, with a bias",
        n=3,
        k=3,
        s=3,
        rows=(
            ("torch padding=0, output_padding=2", torch_window(0, 2)),
            ('"pad", padding=0, output_padding=2', pad_window(0, 0, 2)),
        ),
    ),
}
"""Every picture by its file's name."""
