"""What is done along a way put together: one step ahead of what follows it, several ways that have to agree."""

from __future__ import annotations

from collections.abc import Hashable

from ...languages import Phrase
from ...layers.call import Around, Norm, Opened
from ...record.dataclasses import replace
from .steps import Step

Zeros = tuple[tuple[int, int], ...]
"""What is put around each axis; empty for nothing."""

NOTHING = Around()
UNUSED = Around(unseen=Phrase("applier", "who applies the layer"))
NOBODY = Phrase("taker", "what takes the result", of="a layer of a text that applies none")

HOLDS = Phrase("container_holds", "what the container holds")
FURTHER_ON = Phrase("further_on", "what is cropped or padded further on")
_AFTER_LOOP = Phrase("after_loop", "what comes after the loop")


def sum_of(one: Zeros, other: Zeros) -> Zeros:
    if not one or not other:
        return one or other
    return tuple((a + c, b + d) for (a, b), (c, d) in zip(one, other))


def put_ahead(step: Step, rest: Around) -> Around:
    """What is done from `step` on, where `rest` is done after it."""
    if step.kind == "same":
        return rest
    if step.kind == "cut":
        pads = any(margin.start > 0 or margin.end > 0 for margin in step.margins)
        return replace(rest, steps=(step.margins, *rest.steps), norm="" if pads else rest.norm)
    if step.kind == "stop":
        return NOTHING
    if step.kind == "remake":  # a crop further on may be the same as one of what it is made of
        return Around(unseen=rest.unseen or (FURTHER_ON if rest.open or rest.steps else ""))
    if step.kind == "mirror":  # what it adds comes of all that is there: it hides no difference, but makes one
        return Around(open=FURTHER_ON, unseen=rest.unseen) if rest.open or rest.steps else Around(unseen=step.name)
    if step.kind == "open":  # a crop leaves a constant what it is, a Pad does not
        sliced = step.sliced if rest.is_plain and not rest.unseen else None
        is_written = step.opened is not None and (bool(rest.opened) or not rest.open) and not rest.unseen
        opened = (step.opened, *rest.steps, *rest.opened) if step.opened is not None and is_written else ()
        norm: Norm = "unknown" if rest.norm else ""
        return Around(open=step.name, unseen=rest.unseen, norm=norm, sliced=sliced, opened=opened)
    if step.kind == "unseen":
        return Around(unseen=step.name)
    if rest.steps and step.kind == "mix":
        return Around(open=FURTHER_ON, unseen=rest.unseen)
    if rest.steps and step.kind in ("norm", "add", "lift"):
        rest = replace(rest, steps=((), *rest.steps))
    norm = step.norm if step.kind == "norm" else rest.norm if step.kind == "add" else ""
    if step.kind == "mix" and rest.norm:  # a squeeze leaves a constant what it is, a product may not
        norm = "unknown"
    if step.kind == "bend" or not rest.open:
        return replace(rest, norm=norm)
    # Not the same before and after a Pad; what a mixture makes of the axes is not known.
    opened = () if step.kind == "mix" or not rest.opened else (Opened(step.kind), *rest.opened)
    return replace(rest, norm=norm, sliced=None, opened=opened)


def agreed(found: list[Around]) -> Around:
    """What is done in all of several ways; open where some crop otherwise than others."""
    if not found:
        return NOTHING
    first = found[0]
    if any(other is UNUSED for other in found):
        return UNUSED
    if all(other == first for other in found):
        return first
    opened = next((other.open for other in found if other.open), "")
    if not opened and any(_moved(other) != _moved(first) for other in found):
        opened = "what some of those that take the result crop or pad"
    unseen = next((other.unseen for other in found if other.unseen), "")
    norm = first.norm if all(other.norm == first.norm for other in found) else ""
    first = replace(max(found, key=lambda other: len(other.steps)), sliced=None, opened=(), norm=norm)
    return replace(first, open=opened, unseen=unseen) if opened or unseen else first


def _moved(around: Around) -> Hashable:
    """What crops and pads, whatever stands between."""
    return around.before, tuple(filter(None, around.steps)), around.output_size


def or_last(around: Around, last: Around, otherwise: Phrase = _AFTER_LOOP) -> Around:
    """What is done to each layer of a loop, of which only the last is followed by `last`."""
    if around.is_plain and not last.is_plain:
        # All but the last of the layers that a loop builds are followed by the next one.
        taker = last.open or last.unseen or otherwise
        return replace(around, unseen=taker, perhaps=taker)
    return agreed([last, around])


def all_of(around: Around, last: Around) -> Around:
    """What is done in all, `last` in the end: that counts the steps that change a size without those ahead of it."""
    is_alike = len(around.opened) == len(last.opened) and around.steps == last.steps
    return around if is_alike or not last.opened else replace(around, opened=())
