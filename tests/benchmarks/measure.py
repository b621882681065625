"""Whole processes, measured in pairs: the ratio of two commands that took turns on the same machine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

Command = Sequence[str]


@dataclass(frozen=True)
class Measured:
    """One run of a command: seconds of processor time, its children's included, and its peak memory in MiB.

    Processor time, for what else the machine does is not the command's doing.
    """

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


# A process inherits the peak memory of the one that forks it, so the commands are started by a Python that holds nothing.
_STARTER = """
import os, sys
process = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)])
_, status, usage = os.wait4(process, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
"""


def run(command: Command, environment: Mapping[str, str], folder: str) -> Measured:
    """Run `command` in `folder`, its output thrown away.

    Raises RuntimeError when it does not end with 0 or, as linters do, a finding.
    """
    starter = [sys.executable, "-I", "-S", "-c", _STARTER, *command]
    done = subprocess.run(
        starter, env=dict(environment), cwd=folder, capture_output=True, text=True, errors="replace", check=True
    )
    status, seconds, memory = done.stdout.split()
    # pylint's exit status is a set of bits; 32 is a wrong call.
    if not 0 <= int(status) < 32 or "\nTraceback (most" in f"\n{done.stderr}":
        raise RuntimeError(f"{' '.join(command[:8])}: exit status {status}: {done.stderr[-2000:]}")
    return Measured(float(seconds), float(memory))


def pair(ours: Command, theirs: Command, rounds: int, environment: Mapping[str, str], folder: str) -> Pair:
    """Run both `rounds` times, in turns, after one run of each that does not count."""
    measured = Pair([], [])
    for counts in [False] + [True] * rounds:
        # Whoever is second finds warmer caches, so they change places.
        first_ours = len(measured.ours) % 2 == 0
        for is_ours in (first_ours, not first_ours):
            result = run(ours if is_ours else theirs, environment, folder)
            if counts:
                (measured.ours if is_ours else measured.theirs).append(result)
    return measured
