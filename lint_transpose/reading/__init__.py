"""Reading: from source text to layer calls."""

from __future__ import annotations

from .index.module import Module
from .sites.candidates import names_that_lead
from .sites.cases import Case, Site, read_sites
from .sites.references import references
from .values.evaluator import Reader
from .values.questions import Modules
from .values.worlds import Choice, Meaning

__all__ = ["Case", "Choice", "Meaning", "Module", "Modules", "Reader", "Site", "names_that_lead", "read_sites", "references"]
