"""One run in several processes: each takes a part of the files at a time; what they find comes back in the files' order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ..languages import Phrase
from .candidate import STDIN, Candidate, Checked
from .run import Run

_FEWEST_FILES = 32
_LARGEST_PART = 64

Handle = Callable[[Candidate], Checked]


class _Part(NamedTuple):
    """What one process found in a part of the files, and what it could not check."""

    checked: list[Checked]
    problems: list[str]


class _Helper:
    """What a process keeps from part to part: its own run, which reads every pyproject.toml and original once."""

    run: Run
    handle: Handle


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(run: Run, arguments: Sequence[str], handle: Handle, jobs: int, helper: Callable[[], Run]) -> Iterator[Checked]:
    """What `run.each(arguments, handle)` gives, and tells, worked out by `jobs` processes where there is enough to do.

    `helper()` makes in each of them a run like this one that tells nothing. It and `handle` travel there.
    """
    paths = run.paths(arguments)
    if jobs == 1 or len(paths) < _FEWEST_FILES or STDIN in paths:
        yield from run.each_of(paths, handle)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    size = min(_LARGEST_PART, -(-len(paths) // (4 * jobs)))
    parts = [paths[start : start + size] for start in range(0, len(paths), size)]
    with ProcessPoolExecutor(min(jobs, len(parts)), initializer=_begin, initargs=(helper, handle)) as pool:
        try:
            for paths, part in zip(parts, pool.map(_check, parts)):
                run.advance(len(paths))
                for problem in part.problems:
                    run.tell(problem)
                yield from part.checked
        except BrokenProcessPool:
            words = "lint-transpose: one of the processes was ended from outside, so not all files were checked"
            run.tell(Phrase("process_ended", words))


def _begin(helper: Callable[[], Run], handle: Handle) -> None:
    _Helper.run, _Helper.handle = helper(), staticmethod(handle)


def _check(paths: list[str]) -> _Part:
    run = _Helper.run
    run.problems.clear()
    return _Part(list(run.each_of(paths, _Helper.handle)), list(run.problems))
