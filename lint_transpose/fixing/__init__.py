"""Fixing: the edits of findings applied in rounds, to texts, files and notebooks, whole or not at all."""

from __future__ import annotations

from .text import Check, FixedText, apply, diff, fix_file, fix_notebook, fix_text

__all__ = ["Check", "FixedText", "apply", "diff", "fix_file", "fix_notebook", "fix_text"]
