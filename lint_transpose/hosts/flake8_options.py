"""Our options of flake8."""

from __future__ import annotations

from typing import Any


def add_to(manager: Any) -> None:
    """Register the options, on the command line and in flake8's configuration files."""
    add = manager.add_option
    add(
        "--mst-mindspore-version",
        metavar="X.Y",
        parse_from_config=True,
        help="The MindSpore release that the code is for (default: [tool.lint-transpose], else the newest)",
    )
    add(
        "--mst-porting",
        metavar="auto|always|never",
        parse_from_config=True,
        help="Whether the code is a port of PyTorch code (default: [tool.lint-transpose], else auto)",
    )
    add(
        "--mst-language",
        metavar="en|zh",
        parse_from_config=True,
        help="The language of the messages (default: [tool.lint-transpose], else en)",
    )
