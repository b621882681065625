"""Whole processes, measured in pairs: the ratio of two commands that took turns on the same machine."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

Command = Sequence[str]


@dataclass(frozen=True)
class Measured:
    """One run of a command: seconds by the clock and its peak memory in MiB."""

    seconds: float
    memory: float


@dataclass(frozen=True)
class Pair:
    """Two commands that took turns. Ratios are medians of the rounds' ratios, so that a slow minute hits both."""

    ours: list[Measured]
    theirs: list[Measured]

    @property
    def seconds(self) -> tuple[float, float]:
        return median(run.seconds for run in self.ours), median(run.seconds for run in self.theirs)

    @property
    def memory(self) -> tuple[float, float]:
        return median(run.memory for run in self.ours), median(run.memory for run in self.theirs)

    @property
    def ratio(self) -> float:
        return median(mine.seconds / other.seconds for mine, other in zip(self.ours, self.theirs, strict=True))

    @property
    def memory_ratio(self) -> float:
        return self.memory[0] / self.memory[1]


def run(command: Command, environment: Mapping[str, str]) -> Measured:
    """Run `command`, its output thrown away. Raises RuntimeError when it does not end with 0 or, as linters do, a finding."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    complaint = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    # pylint's exit status is a set of bits; 32 is a wrong call.
    if process.returncode < 0 or process.returncode >= 32 or b"Traceback" in complaint:
        raise RuntimeError(f"{' '.join(command)}: exit status {process.returncode}: {complaint.decode(errors='replace')}")
    return Measured(seconds, usage.ru_maxrss / 1024)


def pair(ours: Command, theirs: Command, rounds: int, environment: Mapping[str, str] = os.environ) -> Pair:
    """Run both `rounds` times, in turns, after one run of each that does not count."""
    measured = Pair([], [])
    for counts in [False] + [True] * rounds:
        # Whoever is second finds warmer caches, so they change places.
        first_ours = len(measured.ours) % 2 == 0
        for is_ours in (first_ours, not first_ours):
            result = run(ours if is_ours else theirs, environment)
            if counts:
                (measured.ours if is_ours else measured.theirs).append(result)
    return measured
