"""Parsing changes nothing of the process, however many threads parse."""

from __future__ import annotations

import sys
import warnings
from concurrent.futures import ThreadPoolExecutor

from lint_transpose import check_source

TEXT = "from mindspore import nn\n" + 'x = "\\d"\n' * 200 + "nn.Conv2dTranspose(8, 8, 4, padding=1)\n"


def test_threads_leave_the_filters_of_warnings_and_the_limit_of_recursion() -> None:
    deep = TEXT + f"y = {'-' * 1500}1\n"
    interval = sys.getswitchinterval()
    before, limit = list(warnings.filters), sys.getrecursionlimit()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            for found in pool.map(check_source, [TEXT, deep] * 100):
                assert [finding.code for finding in found] == ["MST101"]
    finally:
        sys.setswitchinterval(interval)
    assert (list(warnings.filters), sys.getrecursionlimit()) == (before, limit)
