"""What a user may set, whatever the host."""

from __future__ import annotations

from .record import TYPE_CHECKING, Record

if TYPE_CHECKING:
    from typing import Literal

    Porting = Literal["auto", "always", "never"]
    StandIn = Literal["exact", "pad"]
    Confidence = Literal["certain", "inferred"]
    Language = Literal["en", "zh"]
else:
    Porting = StandIn = Confidence = Language = str

PORTINGS: tuple[Porting, ...] = ("auto", "always", "never")
STAND_INS: tuple[StandIn, ...] = ("exact", "pad")
CONFIDENCES: tuple[Confidence, ...] = ("certain", "inferred")
LANGUAGES: tuple[Language, ...] = ("en", "zh")
"""The languages in which findings, pages and answers can be given."""

NEWEST_RELEASE = "2.10"


class Settings(Record):
    """The settings of one check.

    `select` None means every rule that is on by default. `extend_select` adds to it, `ignore` takes away; all three hold
    codes or beginnings of codes ("MST2"). `confidence` is the least that a finding must have: "certain" leaves out the others.
    `exclude` None means what nearly everybody leaves out of a walk over folders (`files.DEFAULT_EXCLUDE`); `extend_exclude`
    adds to either. `counterparts` holds pairs (glob of MindSpore files, PyTorch file or pattern), `per_file_ignores` pairs
    (glob, codes). `language` None leaves the language to the host: English, unless a person reads along in another one.
    """

    mindspore_version: str = NEWEST_RELEASE
    porting: Porting = "auto"
    stand_in: StandIn = "exact"
    confidence: Confidence = "inferred"
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] | None = None
    extend_exclude: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    counterparts: tuple[tuple[str, str], ...] = ()
    root: str = ""
    language: Language | None = None

    @property
    def reads_torch(self) -> bool:
        """Whether rules about PyTorch's own layers (MST4) may be switched on."""
        codes = (*(self.select or ()), *self.extend_select)
        return any(code == "ALL" or code.startswith("MST4") or "MST4".startswith(code) for code in codes)
