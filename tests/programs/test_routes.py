"""Ways by which a dict comes to another name, each with changes of it under that name: no layer is read as it was before.

A line of routes.txt holds what stands before, "=>", and the statements that bind `d` to what `cfg` holds; "#" divides lines.
The call of a method named `locals` keeps the reader from following the text forwards: what is read backwards has to do alone.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .judging import judge
from .running import Program

_ROUTES = Path(__file__).with_name("routes.txt").read_text(encoding="utf-8").splitlines()
_CHANGES = ('d["padding"] = 0', 'd["padding"] -= 1', "d.update(padding=0)", "for k in d: d[k] *= 0", 'd |= {"padding": 0}')
_NOT_FOLLOWED = "class Names:\n    def locals(self): pass\nNames().locals()\n"


@pytest.mark.parametrize("route", _ROUTES)
def test_what_changes_by_another_name_is_changed(route: str) -> None:
    before, _, binding = route.partition("=>")
    head = "\n".join(
        ["from mindspore import nn", *before.strip().split("#"), 'cfg = {"padding": 1}', *binding.strip().split("#")]
    )
    for change in _CHANGES:
        for followed in ("", _NOT_FOLLOWED):
            text = f'{followed}{head}\n{change}\nnn.Conv2dTranspose(8, 8, 4, 2, padding=cfg["padding"])\n'
            judged = judge(Program(text, ()), route, 1)
            assert not judged.failures, (text, judged.failures)
