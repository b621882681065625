"""git, asked without running or fetching anything that the checkout names: it may be a stranger's."""

from __future__ import annotations

import os
from collections.abc import Sequence

_GIT = ("git", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")
# Set inside git's own hooks, where they would point past nested repositories.
_ELSEWHERE = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"})


def answer(arguments: Sequence[str], folder: str) -> bytes | None:
    """What git prints, asked in `folder` (the current one when empty); None where it does not answer."""
    import subprocess

    environment = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    environment |= {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        return subprocess.run(
            (*_GIT, *arguments), cwd=folder or None, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
