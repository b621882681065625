"""`schema`: the JSON schema of `[tool.lint-transpose]`, for editors and validators of pyproject.toml."""

from __future__ import annotations

import argparse

from ..files.discovery import DEFAULT_EXCLUDE
from ..report.common import dumps
from ..report.links import HOME
from ..rules import RULES
from ..settings import CONFIDENCES, LANGUAGES, NEWEST_RELEASE, PORTINGS, STAND_INS

_CODES = {
    "type": "array",
    "items": {
        "type": "string",
        "description": "A code (MST101), the beginning of codes (MST2), ALL, the name of a rule or pylint's id.",
        "examples": ["ALL", "MST1", "MST2", "MST3", "MST4", *(rule.code for rule in RULES), *(rule.symbol for rule in RULES)],
        "minLength": 1,
    },
}
_GLOBS = {"type": "array", "items": {"type": "string"}}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(arguments: argparse.Namespace) -> int:
    print(dumps(schema()), end="")
    return 0


def schema() -> dict[str, object]:
    """The schema of the table, which has the keys that `running.configuration` reads and no others."""
    properties: dict[str, dict[str, object]] = {
        "mindspore-version": {
            "type": "string",
            "description": "The MindSpore release that the code is for, or announced: its announced constructor.",
            "pattern": r"^([0-9]+\.[0-9]+|announced$)",
            "default": NEWEST_RELEASE,
        },
        "porting": {
            "enum": list(PORTINGS),
            "description": "Whether the code is a port of PyTorch code.",
            "default": "auto",
        },
        "confidence": {
            "enum": list(CONFIDENCES),
            "description": "The least that is reported: certain leaves out what is inferred.",
            "default": "inferred",
        },
        "language": {
            "enum": list(LANGUAGES),
            "description": "The language of what is said. Default: that of the terminal, English for programs.",
        },
        "stand-in": {
            "enum": list(STAND_INS),
            "description": "What to suggest for PyTorch's output_padding: the exact padding, or nn.Pad with zeros.",
            "default": "exact",
        },
        "select": {**_CODES, "description": "Only these rules. Default: those that are on by default."},
        "extend-select": {**_CODES, "description": "These rules too.", "default": []},
        "ignore": {**_CODES, "description": "Not these rules; the longer code wins.", "default": []},
        "exclude": {
            **_GLOBS,
            "description": "Files and folders that are not checked, in place of the default ones.",
            "default": list(DEFAULT_EXCLUDE),
        },
        "extend-exclude": {**_GLOBS, "description": "Files and folders that are not checked either.", "default": []},
        "per-file-ignores": {
            "type": "object",
            "description": "Rules that are silent in the files that a pattern fits.",
            "additionalProperties": _CODES,
            "default": {},
        },
        "counterparts": {
            "type": "object",
            "description": "The PyTorch files that MindSpore files port; each * stands for what the * on the left does.",
            "additionalProperties": {"type": "string"},
            "default": {},
        },
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": f"{HOME}/schema.json",
        "title": "lint-transpose",
        "description": "[tool.lint-transpose] of pyproject.toml.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
