"""Settings from `[tool.lint-transpose]` of pyproject.toml."""

from __future__ import annotations

import os
import sys

from ..files.prefilter import PROJECT_FILE, may_hold_settings
from ..languages import Phrase, joined, said
from ..record import TYPE_CHECKING, Record, SaidError
from ..settings import CONFIDENCES, LANGUAGES, NEWEST_RELEASE, PORTINGS, STAND_INS, Settings
from ..text.escaping import plain, shortened
from .language import VARIABLE, of_system, shown
from .names import UnknownNameError, codes, meant, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from ..languages import Text
    from ..settings import Language

TABLE = "lint-transpose"


class ConfigurationError(SaidError):
    """The configuration is wrong; the text is one line that says where and what."""

    def __str__(self) -> str:
        return shortened(super().__str__())


def to_stderr(line: Text, language: str | None = None) -> None:
    """Tell whoever runs us one line, in a language if that can be shown there."""
    print(f"lint-transpose: {shortened(plain(said(line, shown(language, sys.stderr))))}", file=sys.stderr)


class Configuration:
    """The settings of each file: those of the nearest pyproject.toml that has our table, changed by what the host was told.

    `fixed` stands in for every pyproject.toml. Files are looked up once a folder. `warn` gets one line and its language,
    once, where a release is newer than those that are known. `language` is spoken where nobody asks for another one.
    """

    def __init__(
        self,
        change: Callable[[Settings], Settings] = lambda settings: settings,
        fixed: Settings | None = None,
        warn: Callable[[Text, str | None], None] = to_stderr,
        language: Language | None = None,
    ) -> None:
        self._language = language
        self._change = change
        self._fixed = fixed
        self._warn = warn
        self._warned: set[str] = set()
        self._by_folder: dict[str, Settings] = {}

    def of_file(self, filename: str) -> Settings:
        """Raises ConfigurationError."""
        return self.of_folder(os.path.dirname(filename))

    def of_folder(self, folder: str) -> Settings:
        """Raises ConfigurationError."""
        settings = self._by_folder.get(folder)
        if settings is None:
            found = nearest(os.path.abspath(folder)) if self._fixed is None else self._fixed
            settings = self._change(found)
            if settings.language is None:
                settings = settings._replace(language=self._language)
            self._by_folder[folder] = settings
            self._tell_if_newer(settings.mindspore_version, settings.language)
        return settings

    def language(self) -> Language | None:
        """The language of what is said of no file: that of the current folder."""
        try:
            return self.of_folder(os.curdir).language
        except ConfigurationError:  # which is told where it matters
            return self._language

    def _tell_if_newer(self, version: str, language: Language | None) -> None:
        if version == NEWEST_RELEASE or version in self._warned:
            return
        from ..layers.releases import NEWEST, is_newer

        if is_newer(version):
            self._warned.add(version)
            words = "MindSpore {version} is newer than {newest}, the newest known here, and taken as that one"
            self._warn(Phrase("newer_release", words, version=version, newest=NEWEST.name), language)


class Given(Record):
    """What a host was told itself, which wins over a file's settings.

    `fields` replace those of the file, the others add to them.
    """

    fields: Mapping[str, Any] = {}
    extend_select: Iterable[str] = ()
    ignore: Iterable[str] = ()
    extend_exclude: Iterable[str] = ()


def changing(given: Given) -> Callable[[Settings], Settings]:
    """How `given` changes a file's settings. Raises ConfigurationError.

    As in ruff: naming the rules (`select`) leaves those behind that the file adds. A code that is chosen here is no longer
    ignored there.
    """
    spoken = os.environ.get(VARIABLE)
    if spoken and "language" not in given.fields:
        given = given._replace(fields={**given.fields, "language": _language(spoken)})
    own = validated(Settings()._replace(**given.fields, extend_select=tuple(given.extend_select), ignore=tuple(given.ignore)))
    fields = {name: getattr(own, name) for name in given.fields}
    chosen = (*(own.select or ()), *own.extend_select)

    def change(settings: Settings) -> Settings:
        extended = own.extend_select if own.select else settings.extend_select + own.extend_select
        return settings._replace(
            **fields,
            extend_select=extended,
            ignore=tuple(code for code in settings.ignore if code not in chosen) + own.ignore,
            extend_exclude=settings.extend_exclude + tuple(given.extend_exclude),
        )

    return change


def of_host(options: Mapping[str, str], extend_select: Iterable[str] = ()) -> Configuration:
    """The configuration for a host that sets `options`, by their names in pyproject.toml. Raises ConfigurationError."""
    return Configuration(changing(Given(dict(_field(key, value) for key, value in options.items()), extend_select)))


def nearest(folder: str) -> Settings:
    """The settings of the nearest pyproject.toml, in `folder` or above, that has our table; the defaults without one."""
    while True:
        path = os.path.join(folder, PROJECT_FILE)
        settings = read(path, folder) if os.path.isfile(path) else None
        above = os.path.dirname(folder)
        if settings is not None or above == folder:
            return settings or Settings()
        folder = above


def explicit(path: str) -> Settings:
    """The settings in the file that the user names; its patterns are relative to the current folder."""
    if os.path.exists(path) and not os.path.isfile(path):
        raise ConfigurationError(_of_path(path, Phrase("no_regular_file", "not a regular file")))
    settings = read(path, os.getcwd())
    if settings is None:
        raise ConfigurationError(_of_path(path, Phrase("no_table", "no {table} table", table=f"[tool.{TABLE}]")))
    return settings


def configured(
    given: Given,
    config: str | None,
    isolated: bool,
    warn: Callable[[Text, str | None], None] = to_stderr,
    language: Language | None = None,
) -> Configuration:
    """The configuration of a command: of the file `config`, of no file where `isolated`. Raises ConfigurationError."""
    if config is not None and isolated:
        raise ConfigurationError(no_effect_with("--config", "--isolated"))
    change = changing(given)
    fixed = Settings() if isolated else explicit(config) if config is not None else None
    return Configuration(change, fixed, warn, language)


def _language(name: str) -> object:
    """What the environment asks for. Raises ConfigurationError."""
    try:
        return _READERS["language"](name)
    except TypeError as error:
        words = "{name} must be {wanted}, not {value}"
        raise ConfigurationError(Phrase("must_be", words, name=VARIABLE, wanted=error.args[0], value=_shown(name))) from error


def no_effect_with(option: str, other: Text) -> Phrase:
    """Two options do not go together."""
    return Phrase("no_effect_with", "{option} has no effect with {other}", option=option, other=other)


def _of_path(path: str, what: Text) -> Phrase:
    return Phrase("of_path", "{path}: {what}", path=path, what=what)


def read(path: str, root: str) -> Settings | None:
    """The settings in one file, its patterns relative to the folder `root`; None when it has no table of ours."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise ConfigurationError(_of_path(path, of_system(error))) from error
    if not may_hold_settings(data):
        return None
    content = _toml(path, data)
    tables = content.get("tool", {})
    table = tables.get(TABLE) if isinstance(tables, dict) else None
    _refuse_misnamed(path, content)
    if table is None:
        return None
    try:
        if not isinstance(table, dict):
            raise ConfigurationError(Phrase("must_be_table", "must be a table"))
        fields: dict[str, Any] = dict(_field(key, value) for key, value in table.items())
        return validated(Settings(root=root)._replace(**fields))
    except ConfigurationError as error:
        what = Phrase("of_table", "{path}: {table} {what}", path=path, table=f"[tool.{TABLE}]", what=error.text)
        raise ConfigurationError(what) from error


def _refuse_misnamed(path: str, content: Mapping[str, Any]) -> None:
    """Raises ConfigurationError for a table whose name is nearly ours: it would be without effect, and without a word."""
    import re
    from difflib import get_close_matches

    tables = content.get("tool", {})
    for prefix, names in (("", content), ("tool.", tables if isinstance(tables, dict) else {})):
        for name, value in names.items():
            near = get_close_matches(re.sub(r"[^a-z]", "", name.lower()[:60]), ["linttranspose"], 1, 0.85)
            if near and prefix + name != f"tool.{TABLE}" and isinstance(value, dict):
                words = "unknown table {name}: did you mean {table}?"
                what = Phrase("unknown_table", words, name=quoted(prefix + name), table=f"[tool.{TABLE}]")
                raise ConfigurationError(_of_path(path, what))


def validated(settings: Settings) -> Settings:
    """`settings` with codes as rules have them. Raises ConfigurationError where a release or a code does not exist."""
    if settings.mindspore_version != NEWEST_RELEASE:
        from ..layers.releases import UnknownReleaseError, release

        try:
            release(settings.mindspore_version)
        except UnknownReleaseError as error:
            raise ConfigurationError(error.text) from error
    pairs = (*settings.counterparts, *settings.per_file_ignores)
    patterns = (*(settings.exclude or ()), *settings.extend_exclude, *(pattern for pattern, _ in pairs))
    for pattern in patterns:
        from ..files.patterns import LONGEST

        if len(pattern) > LONGEST:
            words = "a pattern of {length} characters: {most} are the most"
            raise ConfigurationError(Phrase("long_pattern", words, length=len(pattern), most=LONGEST))
    try:
        return settings._replace(
            select=None if settings.select is None else codes(settings.select),
            extend_select=codes(settings.extend_select),
            ignore=codes(settings.ignore),
            per_file_ignores=tuple((glob, codes(ignored)) for glob, ignored in settings.per_file_ignores),
        )
    except UnknownNameError as error:
        raise ConfigurationError(error.text) from error


def is_excluded(filename: str, settings: Settings) -> bool:
    """Whether the settings leave the file out by a pattern of their own, which holds for files that are named as well."""
    patterns = (*(settings.exclude or ()), *settings.extend_exclude)
    if not patterns:
        return False
    from ..files.patterns import matches

    return matches(filename, patterns, settings.root)


def _toml(path: str, data: bytes) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(data.decode())
    except (ValueError, RecursionError) as error:
        why: Text = Phrase("too_deep", "nested too deeply") if isinstance(error, RecursionError) else str(error)
        raise ConfigurationError(_of_path(path, Phrase("no_toml", "not valid TOML: {why}", why=why))) from error


def _field(key: str, value: object) -> tuple[str, object]:
    reader = _READERS.get(key)
    if reader is None:
        known_are = meant(key, _READERS, _READERS)
        raise ConfigurationError(Phrase("unknown_key", "unknown key {name}: {meant}", name=quoted(key), meant=known_are))
    try:
        return key.replace("-", "_"), reader(value)
    except TypeError as error:
        words = "{name}: must be {wanted}, not {value}"
        raise ConfigurationError(Phrase("key_must_be", words, name=key, wanted=error.args[0], value=_shown(value))) from error


def _shown(value: object) -> str:
    return quoted(value) if isinstance(value, str) else repr(value)[:60]


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(Phrase("string_in_quotes", "a string in quotes"))
    return value


def _choice(*choices: str) -> Callable[[object], str]:
    def reader(value: object) -> str:
        if value not in choices or not isinstance(value, str):
            raise TypeError(joined("either", [f'"{choice}"' for choice in choices]))
        return value

    return reader


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TypeError(Phrase("list_of_strings", "a list of strings"))
    return tuple(value)


def _string_table(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise TypeError(Phrase("table_of_strings", "a table of strings"))
    return tuple(value.items())


def _strings_table(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    try:
        return tuple((key, _strings(item)) for key, item in value.items())  # type: ignore[attr-defined]
    except (AttributeError, TypeError):
        raise TypeError(Phrase("table_of_lists", "a table of lists of strings")) from None


_READERS: dict[str, Callable[[object], object]] = {
    "mindspore-version": _string,
    "porting": _choice(*PORTINGS),
    "stand-in": _choice(*STAND_INS),
    "confidence": _choice(*CONFIDENCES),
    "language": _choice(*LANGUAGES),
    "counterparts": _string_table,
    "select": _strings,
    "ignore": _strings,
    "extend-select": _strings,
    "exclude": _strings,
    "extend-exclude": _strings,
    "per-file-ignores": _strings_table,
}
