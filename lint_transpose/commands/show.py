"""`check --show-files` and `check --show-settings`: what a check would look at, and how."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence

from ..files.discovery import DEFAULT_EXCLUDE
from ..files.prefilter import PROJECT_FILE
from ..languages import Phrase, said
from ..running.candidate import STDIN
from ..running.configuration import TABLE, Configuration
from ..running.run import Run
from ..settings import Settings
from ..text.escaping import plain, plain_path


def shown_files(run: Run, paths: Sequence[str]) -> Iterator[str]:
    """The files that are looked at, a line each."""
    return (f"{plain_path(path)}\n" for path in run.files(paths))


def shown_settings(configuration: Configuration, paths: Sequence[str], stdin_filename: str) -> Iterator[str]:
    """The settings for each path, as TOML. Raises ConfigurationError."""
    for path in paths:
        name = stdin_filename if path == STDIN else path
        settings = configuration.of_folder(name) if os.path.isdir(name) else configuration.of_file(name)
        source = Phrase("settings_from", "{name}, from {path}", name=name, path=os.path.join(settings.root, PROJECT_FILE))
        without = Phrase("settings_without", "{name}, without a pyproject.toml", name=name)
        yield f"# {plain(said(source if settings.root else without, settings.language))}\n[tool.{TABLE}]\n"
        for key, value in _shown(settings).items():
            yield f"{key} = {_toml(value)}\n"
        yield "\n"


def _shown(settings: Settings) -> dict[str, object]:
    from ..rules.selection import selected

    fields: dict[str, object] = settings._asdict()
    del fields["root"]
    fields["language"] = settings.language or "en"
    fields["exclude"] = DEFAULT_EXCLUDE if settings.exclude is None else settings.exclude
    # What the three say together, so that nobody needs to work it out.
    del fields["extend_select"], fields["ignore"]
    fields["select"] = [rule.code for rule in selected(settings)]
    for name in ("per_file_ignores", "counterparts"):
        fields[name] = dict(getattr(settings, name))
    # TOML has no word for what is left to the terminal.
    return {name.replace("_", "-"): value for name, value in fields.items() if value is not None}


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value)
