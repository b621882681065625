"""Settings from `[tool.lint-transpose]` of pyproject.toml."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args

from .patterns import LONGEST, matches
from .plain import shortened
from .settings import NEWEST_RELEASE, Porting, Settings, StandIn

TABLE = "lint-transpose"
FILE = "pyproject.toml"


class ConfigurationError(ValueError):
    """The configuration is wrong; the message is one line that says where and what."""

    def __init__(self, message: str) -> None:
        super().__init__(shortened(message))


class Configuration:
    """The settings of each file: those of the nearest pyproject.toml that has our table, changed by what the host was told.

    `fixed` stands in for every pyproject.toml. Files are looked up once a folder.
    """

    def __init__(
        self, change: Callable[[Settings], Settings] = lambda settings: settings, fixed: Settings | None = None
    ) -> None:
        self._change = change
        self._fixed = fixed
        self._by_folder: dict[str, Settings] = {}

    def of_file(self, filename: str) -> Settings:
        """Raises ConfigurationError."""
        return self.of_folder(os.path.dirname(filename))

    def of_folder(self, folder: str) -> Settings:
        """Raises ConfigurationError."""
        settings = self._by_folder.get(folder)
        if settings is None:
            found = nearest(os.path.abspath(folder)) if self._fixed is None else self._fixed
            settings = self._by_folder[folder] = self._change(found)
        return settings


def of_host(options: Mapping[str, str]) -> Configuration:
    """The configuration for a host that sets `options`, by their names in pyproject.toml. Raises ConfigurationError."""
    given: dict[str, Any] = dict(_field(key, value) for key, value in options.items())
    validated(Settings()._replace(**given))
    return Configuration(lambda settings: settings._replace(**given))


def nearest(folder: str) -> Settings:
    """The settings of the nearest pyproject.toml, in `folder` or above, that has our table; the defaults without one."""
    while True:
        path = os.path.join(folder, FILE)
        settings = read(path, folder) if os.path.isfile(path) else None
        above = os.path.dirname(folder)
        if settings is not None or above == folder:
            return settings or Settings()
        folder = above


def explicit(path: str) -> Settings:
    """The settings in the file that the user names; its patterns are relative to the current folder."""
    if os.path.exists(path) and not os.path.isfile(path):
        raise ConfigurationError(f"{path}: not a regular file")
    settings = read(path, os.getcwd())
    if settings is None:
        raise ConfigurationError(f"{path}: no [tool.{TABLE}] table")
    return settings


def configured(change: Callable[[Settings], Settings], config: str | None, isolated: bool) -> Configuration:
    """The configuration of a command: of the file `config`, of no file where `isolated`. Raises ConfigurationError."""
    validated(change(Settings()))
    return Configuration(change, Settings() if isolated else explicit(config) if config else None)


def read(path: str, root: str) -> Settings | None:
    """The settings in one file, its patterns relative to the folder `root`; None when it has no table of ours."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror}") from error
    if TABLE.encode() not in data:
        return None
    table = _toml(path, data).get("tool", {})
    table = table.get(TABLE) if isinstance(table, dict) else None
    if table is None:
        return None
    try:
        if not isinstance(table, dict):
            raise ConfigurationError("must be a table")
        fields: dict[str, Any] = dict(_field(key, value) for key, value in table.items())
        return validated(Settings(root=root)._replace(**fields))
    except ConfigurationError as error:
        raise ConfigurationError(f"{path}: [tool.{TABLE}] {error}") from error


def validated(settings: Settings) -> Settings:
    """`settings` themselves. Raises ConfigurationError where they name a release or a code that does not exist."""
    if settings.mindspore_version != NEWEST_RELEASE:
        from .releases import UnknownReleaseError, release

        try:
            release(settings.mindspore_version)
        except UnknownReleaseError as error:
            raise ConfigurationError(str(error)) from error
    patterns = (*settings.counterparts, *settings.per_file_ignores)
    for pattern in (*(settings.exclude or ()), *settings.extend_exclude, *(pattern for pattern, _ in patterns)):
        if len(pattern) > LONGEST:
            raise ConfigurationError(f"a pattern of {len(pattern)} characters: {LONGEST} are the most")
    ignored = (code for _, codes in settings.per_file_ignores for code in codes)
    check_codes((*(settings.select or ()), *settings.extend_select, *settings.ignore, *ignored))
    return settings


def check_codes(codes: Iterable[str]) -> None:
    """Raises ConfigurationError for a code with which no rule's code begins."""
    codes = set(codes)
    if not codes:
        return
    from .rules import RULES

    for code in sorted(codes):
        if code != "ALL" and not any(code and rule.code.startswith(code) for rule in RULES):
            raise ConfigurationError(f"unknown code {code!r}: known are {', '.join(rule.code for rule in RULES)}")


def is_excluded(filename: str, settings: Settings) -> bool:
    """Whether the settings leave the file out by a pattern of their own, which holds for files that are named as well."""
    patterns = (*(settings.exclude or ()), *settings.extend_exclude)
    return bool(patterns) and matches(filename, patterns, settings.root)


def _toml(path: str, data: bytes) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{path}: not valid TOML: {error or 'nested too deeply'}") from error


def _field(key: str, value: object) -> tuple[str, object]:
    reader = _READERS.get(key)
    if reader is None:
        raise ConfigurationError(f"unknown key {key!r}: known are {', '.join(_READERS)}")
    try:
        return key.replace("-", "_"), reader(value)
    except TypeError as error:
        raise ConfigurationError(f"{key}: must be {error}, not {value!r}") from error


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a string in quotes")
    return value


def _choice(*choices: str) -> Callable[[object], str]:
    def reader(value: object) -> str:
        if value not in choices or not isinstance(value, str):
            raise TypeError(" or ".join(f'"{choice}"' for choice in choices))
        return value

    return reader


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TypeError("a list of strings")
    return tuple(value)


def _string_table(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise TypeError("a table of strings")
    return tuple(value.items())


def _strings_table(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    try:
        return tuple((key, _strings(item)) for key, item in value.items())  # type: ignore[attr-defined]
    except (AttributeError, TypeError):
        raise TypeError("a table of lists of strings") from None


_READERS: dict[str, Callable[[object], object]] = {
    "mindspore-version": _string,
    "porting": _choice(*get_args(Porting)),
    "stand-in": _choice(*get_args(StandIn)),
    "counterparts": _string_table,
    "select": _strings,
    "ignore": _strings,
    "extend-select": _strings,
    "exclude": _strings,
    "extend-exclude": _strings,
    "per-file-ignores": _strings_table,
}
