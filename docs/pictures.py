"""Pictures of windows, as SVG: one axis, the full result on top, below it what each layer returns of it.

A row of MindSpore has a tick if and only if its window equals that of the PyTorch row above it, for a layer with a bias.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from lint_transpose.layers.window import Window, pad_window, reach, same_window, torch_window, valid_window


class Row(NamedTuple):
    """One layer: the framework, its arguments and the window that they give."""

    framework: str
    text: str
    window: Window


def torch(padding: int, output_padding: int = 0) -> Row:
    """The row of a PyTorch layer."""
    text = f"padding={padding}" + (f", output_padding={output_padding}" if output_padding else "")
    return Row("PyTorch", text, torch_window(padding, output_padding))


def mindspore(text: str, window: Window) -> Row:
    """The row of a MindSpore layer."""
    return Row("MindSpore", text, window)


CELL, LINE, FRAMEWORK, LETTER, TAIL, TOP = 32, 42, 92, 8, 84, 62
TEXTS = {"bias": "bias", "hole": "bias", "zero": "zero", "cropped": ""}
LEGEND = (
    ("value", "a value of the full result"),
    ("cropped", "cropped"),
    ("hole", "a hole: no input reaches it, only the bias"),
    ("bias", "beyond the full result: only the bias"),
    ("zero", "an appended zero, without the bias"),
)
# No background: the page's shows. Colours for dark pages are inside, as a picture in a page can ask which it is on.
STYLE = """<style>
text { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328 }
.value { fill: #9ecae1 } .cropped { fill: none; stroke-dasharray: 3 3 } .hole, .bias { fill: #fdd0a2 } .zero { fill: #f4b6b6 }
.cell { stroke: #57606a } .tick, .cross { fill: none; stroke-width: 3; stroke-linecap: round; stroke-linejoin: round }
.tick { stroke: #1a7f37 } .cross { stroke: #cf222e }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.value { fill: #1f5f8b } .hole, .bias { fill: #7d4e1d } .zero { fill: #8b2f36 } .cell { stroke: #8b949e }
.tick { stroke: #3fb950 } .cross { stroke: #f85149 }
}
</style>"""
MARKS = {True: ("tick", "m2 9 5 5 9 -11"), False: ("cross", "m3 3 11 11 m0 -11 -11 11")}


def kinds(window: Window, full: int, reached: set[int]) -> list[str]:
    """What stands at each place, counted from the start of the full result, of which the places `reached` hold values.

    Zeros before the window stand in place of what it crops: no picture has more of them.
    """
    end = full - window.hi
    places = ["cropped" if place < window.lo else _kind(place, full, reached) for place in range(end)]
    places[window.lo - window.head : window.lo] = ["zero"] * window.head
    return places + ["zero"] * window.zeros + ["cropped"] * (full - end - window.zeros)


def _kind(place: int, full: int, reached: set[int]) -> str:
    return "value" if place in reached else "hole" if place < full else "bias"


def picture(title: str, *, n: int, k: int, s: int, d: int = 1, rows: tuple[Row, ...]) -> str:
    """One axis with `n` input elements, kernel size `k`, stride `s` and dilation `d`; a row for each layer."""
    full = (n - 1) * s + reach(k, d)
    reached = {index * s + tap * d for index in range(n) for tap in range(k)}
    lines = [(row, kinds(row.window, full, reached), row.window.length(n, s, reach(k, d))) for row in rows]
    seen = {kind for _, places, _ in lines for kind in places}
    legend = [(kind, meaning) for kind, meaning in LEGEND if kind in seen]
    widest = max(full, *(len(places) for _, places, _ in lines))
    left = FRAMEWORK + LETTER * max(len(row.text) for row in rows) + 24
    about = f"{title}: n={n} elements, kernel_size k={k}, stride s={s}" + (f", dilation d={d}" if d > 1 else "")
    width = max(
        left + widest * CELL + TAIL,
        20 + LETTER * len(about),
        30 + sum(40 + 7 * len(meaning) for _, meaning in legend),
    )
    height = TOP + (len(rows) + 1) * LINE + 30
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img">',
        f"<title>{escape(about)}</title>",
        STYLE,
        _text(10, 24, about, weight="bold"),
        _text(10, TOP + 4, "the full result"),
        *_cells(left, TOP - 16, kinds(Window(0, 0), full, reached), full, numbered=True),
    ]
    original = None
    for index, (row, places, length) in enumerate(lines, 1):
        y = TOP - 16 + index * LINE
        body += [
            _text(10, y + 20, row.framework, weight="bold"),
            _text(FRAMEWORK, y + 20, row.text),
            *_cells(left, y, places, length),
        ]
        if row.framework == "PyTorch":
            original = row.window
        elif original is not None:
            name, path = MARKS[row.window.equals(original, True, stride=s, kernel_size=k, dilation=d)]
            x = left + len(places) * CELL + 52
            body.append(f'<path class="{name}" transform="translate({x} {y + 6})" d="{path}"/>')
    x = 10
    for kind, meaning in legend:
        body += [_cell(x, height - 26, kind, 14), _text(x + 20, height - 14, meaning, size=11)]
        x += 40 + 7 * len(meaning)
    return "\n".join([*body, "</svg>"]) + "\n"


def _cells(left: int, y: int, places: list[str], length: int, numbered: bool = False) -> Iterator[str]:
    for place, kind in enumerate(places):
        x = left + place * CELL
        yield _cell(x, y, kind, CELL)
        word = None if numbered else TEXTS.get(kind)
        yield _text(x + CELL // 2, y + 20, str(place) if word is None else word, anchor="middle", size=10 if word else 13)
    yield _text(left + len(places) * CELL + 10, y + 20, f"= {length}")


def _cell(x: int, y: int, kind: str, size: int) -> str:
    shape = f'rx="{size // 2}" ' if kind == "hole" else ""
    return f'<rect class="cell {kind}" x="{x}" y="{y}" width="{size}" height="{size}" {shape}/>'


def _text(x: int, y: int, text: str, *, anchor: str = "start", weight: str = "normal", size: int = 13) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-weight="{weight}" font-size="{size}">{escape(text)}</text>'


PICTURES = {
    "first": picture(
        "one axis",
        n=4,
        k=3,
        s=2,
        rows=(
            torch(1, 1),
            mindspore("padding=1, then nn.Pad", pad_window(1, 1, 1)),
            mindspore("padding=(1, 0, 1, 0)", pad_window(1, 0)),
        ),
    ),
    "output-padding": picture(
        "output_padding",
        n=4,
        k=3,
        s=2,
        rows=(
            torch(1, 1),
            mindspore('pad_mode="pad", padding=1', pad_window(1, 1)),
            mindspore('pad_mode="pad", padding=1, then nn.Pad', pad_window(1, 1, 1)),
            mindspore('pad_mode="pad", padding=1, output_padding=1, 2-D', pad_window(1, 1, 1)),
            mindspore('pad_mode="same"', same_window(3, 2)),
            mindspore('pad_mode="pad", padding=(1, 0, 1, 0)', pad_window(1, 0)),
        ),
    ),
    "same": picture(
        '"same" where K - s is odd',
        n=3,
        k=4,
        s=3,
        rows=(
            torch(1, 1),
            mindspore('pad_mode="same"', same_window(4, 3)),
            mindspore('pad_mode="pad", padding=(1, 0, 1, 0)', pad_window(1, 0)),
        ),
    ),
    "same-shift": picture(
        "the mapping page's example 2",
        n=3,
        k=5,
        s=3,
        rows=(
            torch(2, 2),
            mindspore('pad_mode="same"', same_window(5, 3)),
            mindspore('pad_mode="pad", padding=(2, 0, 2, 0)', pad_window(2, 0)),
        ),
    ),
    "valid": picture(
        '"valid" with a kernel shorter than the stride',
        n=4,
        k=2,
        s=3,
        rows=(
            torch(0),
            mindspore('pad_mode="valid"', valid_window(2, 3)),
            mindspore('pad_mode="pad", padding=0', pad_window(0, 0)),
            torch(0, 1),
            mindspore('pad_mode="valid"', valid_window(2, 3)),
        ),
    ),
    "past-the-end": picture(
        "output_padding above padding, with a bias",
        n=3,
        k=3,
        s=3,
        rows=(
            torch(0, 2),
            mindspore('pad_mode="pad", padding=0, output_padding=2', pad_window(0, 0, 2)),
            mindspore("ZeroPad2d, padding=(0, 1, 0, 1)", pad_window(0, 1).of_extended(0, 1, 3)),
        ),
    ),
    "mst202": picture(
        "output_padding left out",
        n=4,
        k=3,
        s=2,
        rows=(
            torch(1, 1),
            mindspore('pad_mode="pad", padding=1', pad_window(1, 1)),
            mindspore('pad_mode="pad", padding=(1, 0, 1, 0)', pad_window(1, 0)),
        ),
    ),
    "mst203": picture(
        "output_padding of the 2-D layer",
        n=4,
        k=3,
        s=2,
        rows=(
            torch(1, 1),
            mindspore('pad_mode="pad", padding=1, output_padding=1', pad_window(1, 1, 1)),
            mindspore('pad_mode="pad", padding=(1, 0, 1, 0)', pad_window(1, 0)),
        ),
    ),
    "mst204": picture(
        "a Pad at the start",
        n=4,
        k=3,
        s=2,
        rows=(
            torch(1, 1),
            mindspore('pad_mode="pad", padding=1, then nn.Pad at the start', pad_window(1, 1).padded(1, 0)),
            mindspore('pad_mode="pad", padding=(1, 0, 1, 0)', pad_window(1, 0)),
        ),
    ),
    "mst205": picture(
        'pad_mode "same"',
        n=4,
        k=3,
        s=2,
        rows=(
            torch(1, 1),
            mindspore('pad_mode="same"', same_window(3, 2)),
            mindspore('pad_mode="pad", padding=(1, 0, 1, 0)', pad_window(1, 0)),
        ),
    ),
    "mst206": picture(
        'pad_mode "valid" with a kernel shorter than the stride',
        n=4,
        k=2,
        s=3,
        rows=(
            torch(0),
            mindspore('pad_mode="valid"', valid_window(2, 3)),
            mindspore('pad_mode="pad", padding=0', pad_window(0, 0)),
        ),
    ),
}
"""Every picture by its file's name."""

OF_RULES = {
    "MST202": (
        "mst202",
        "PyTorch with padding=1, output_padding=1 returns elements 1 to 8 of the full result. MindSpore with padding=1 "
        "returns 1 to 7: a cross. padding=(1, 0, 1, 0) returns 1 to 8: a tick.",
    ),
    "MST203": (
        "mst203",
        "PyTorch with padding=1, output_padding=1 returns elements 1 to 8. MindSpore with padding=1, output_padding=1 returns "
        "1 to 7 and a zero: a cross. padding=(1, 0, 1, 0) returns 1 to 8: a tick.",
    ),
    "MST204": (
        "mst204",
        "PyTorch with padding=1, output_padding=1 returns elements 1 to 8. MindSpore with padding=1 and nn.Pad at the start "
        "returns a zero and 1 to 7: a cross. padding=(1, 0, 1, 0) returns 1 to 8: a tick.",
    ),
    "MST205": (
        "mst205",
        'PyTorch with padding=1, output_padding=1 returns elements 1 to 8. "same" returns 0 to 7: a cross. '
        "padding=(1, 0, 1, 0) returns 1 to 8: a tick.",
    ),
    "MST206": (
        "mst206",
        'The full result ends at element 10, and so does what PyTorch returns with padding=0. "valid" returns one element '
        'more, the bias: a cross. "pad" with padding=0 ends at 10: a tick.',
    ),
}
"""The picture of a rule's example, and what is seen in it."""
