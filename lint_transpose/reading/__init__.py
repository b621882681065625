"""Reading: from source text to layer calls."""

from __future__ import annotations

from .evaluate import Modules, Reader
from .module import Module
from .references import references
from .sites import Case, Site, sites
from .worlds import Choice

__all__ = ["Case", "Choice", "Module", "Modules", "Reader", "Site", "references", "sites"]
