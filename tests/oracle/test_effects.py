"""What NumPy changes in place, as in tests/programs/test_effects.py: its programs need NumPy itself."""

from __future__ import annotations

import pytest

from ..programs.judging import judge
from ..programs.running import Program

_SORTED = """\
from mindspore import nn
import numpy as np
a = np.array([1, 0])
a.sort()
nn.Conv2dTranspose(8, 8, 4, 2, padding=int(a[0]))
"""
_COPIED = """\
from mindspore import nn
import numpy as np
ps = [1]
np.copyto(np.array(ps), 0)
nn.Conv2dTranspose(8, 8, 4, 2, padding=ps[0] - 1)
"""


@pytest.mark.parametrize("text", [_SORTED, _COPIED])
def test_what_is_certain_happens(text: str) -> None:
    judged = judge(Program(text, ()), "numpy", 3)
    assert not judged.failures, judged.failures
    assert judged.reached
