"""One program through every stage, printed: `python -m docs.walk`. docs/architecture.md shows what it prints."""

from __future__ import annotations

import ast
import textwrap

from lint_transpose import Settings, check_source
from lint_transpose.files.prefilter import mentions_layer
from lint_transpose.fixing.text import fix_text
from lint_transpose.layers.geometry import axes
from lint_transpose.layers.releases import release
from lint_transpose.reading import Module, Reader, read_sites
from lint_transpose.reading.sites.assumptions import in_words
from lint_transpose.reading.sites.candidates import candidates
from lint_transpose.text.parsing import parse
from lint_transpose.text.source import Source

PROGRAM = """\
from mindspore import nn


def up(channels, crop, kernel=4):
    pad_mode = "same"
    if crop:
        pad_mode = "pad"
    return nn.Conv2dTranspose(channels, channels // 2, kernel, stride=2, pad_mode=pad_mode, padding=1)


blocks = nn.SequentialCell([up(64, True), up(32, False)])
"""


def main() -> None:
    """Print each stage under its name."""
    print("1. files.prefilter: does the text name a layer at all?")
    print("  ", mentions_layer(PROGRAM.encode(), torch=False))
    module = Module(Source("walk.py", PROGRAM), parse(PROGRAM, "walk.py"))
    print("2. reading.index: where each name is bound")
    for scope, bindings in module.bindings.items():
        for name, places in bindings.items():
            where = [f"line {place.statement.lineno} ({place.kind})" for place in places]
            print(f"   {getattr(scope, 'name', 'the module')}: {name}: {', '.join(where)}")
    reader = Reader(module)
    print("3. reading.sites.candidates: calls that may build a layer, by their names only")
    for call in candidates(reader, module):
        print(f"   line {call.lineno}: {ast.unparse(call.func)}")
    print("4. reading.values: the arguments in each world, that is in each consistent set of choices")
    chosen = release(Settings().mindspore_version)
    (site,) = read_sites(reader, chosen, "mindspore", "auto")
    for case in site.cases:
        told = ", ".join(str(in_words([choice.taken])) for choice in case.choices) or "without a choice"
        values = ", ".join(f"{name}={_shown(argument.value)}" for name, argument in case.call.arguments.items())
        print(f"   {told}:")
        print(_wrapped(values, 6))
    print("5. layers.geometry: the window on each axis")
    for case in site.cases:
        windows = [f"[{axis.window.lo}, F - {axis.window.hi})" if axis.window else "undecided" for axis in axes(case.call)]
        print("  ", ", ".join(windows))
    print("6. rules, judging: what the rules report in each case, merged into findings")
    for finding in check_source(PROGRAM, "walk.py"):
        print(
            _wrapped(f"{finding.start.row}:{finding.start.column} {finding.code} {finding.confidence}: {finding.message}", 3)
        )
    print("7. fixing: the unsafe fixes (a finding that does not hold in every case has no safe one)")
    fixed = fix_text(PROGRAM, lambda text: check_source(text, "walk.py"), safe_only=False)
    for old, new in zip(PROGRAM.splitlines(), fixed.text.splitlines()):
        if old != new:
            print(f"  -{old}\n  +{new}")
    print(f"   {len(fixed.fixed)} applied, {len(fixed.left)} findings left")


def _wrapped(text: str, indent: int) -> str:
    """`text` in lines that fit on a page."""
    margin = " " * indent
    return textwrap.fill(text, 120, initial_indent=margin, subsequent_indent=margin + "  ", break_on_hyphens=False)


def _shown(value: object) -> str:
    reason = getattr(value, "reason", None)
    return f"? ({reason})" if reason else repr(value)


if __name__ == "__main__":
    main()
