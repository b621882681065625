"""Checks MindSpore's transposed convolutions for what does not compute what PyTorch's compute."""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers read it; importing typing would take longer than all else

if TYPE_CHECKING:
    from .checking.check import check_source
    from .checking.check_bytes import check_bytes
    from .settings import Settings
    from .text.finding import Edit, Finding, Fix, Position, Related

__version__ = "0.1.0"

__all__ = ["Edit", "Finding", "Fix", "Position", "Related", "Settings", "check_bytes", "check_source"]

# What pylint asks of a plugin: `load-plugins = ["lint_transpose"]` works, too.
_OF_PYLINT = ("register", "load_configuration")

if not TYPE_CHECKING:

    def __getattr__(name):
        # Every run of flake8 imports this package, while few files in a hundred need more of it.
        homes = {"check_source": "checking.check", "check_bytes": "checking.check_bytes"}
        homes |= {"Settings": "settings", **dict.fromkeys(_OF_PYLINT, "pylint_plugin")}
        if name not in __all__ and name not in _OF_PYLINT:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        home = homes.get(name, "text.finding")
        return getattr(import_module(f".{home}", __name__), name)
