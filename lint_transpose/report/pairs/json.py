"""Every pair as a JSON object, with the findings as `check --output-format json` gives them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..common import dumps
from ..json import entry

if TYPE_CHECKING:
    from ...comparing.listing import Layer, Listing


def render(listing: Listing) -> Iterator[str]:
    yield dumps(
        {
            "pairs": [
                {
                    "torch": _layers(row.torch),
                    "mindspore": _layer(row.mindspore),
                    "verdict": row.verdict,
                    "why": row.why,
                    "open": row.open or None,
                    "findings": [entry(finding, finding.start.row, listing.language) for finding in row.findings],
                }
                for row in listing.rows
            ],
            "ambiguous": [
                {"torch": _layers(torch), "mindspore": _layers(mindspore)} for mindspore, torch in listing.ambiguous
            ],
            "torch_without_partner": _layers(listing.torch_alone),
            "mindspore_without_partner": _layers(listing.mindspore_alone),
            "summary": listing.summary,
        }
    )


def _layers(layers: Sequence[Layer]) -> list[dict[str, object]]:
    return list(map(_layer, layers))


def _layer(layer: Layer) -> dict[str, object]:
    filename, row, column, cell = layer.related
    return {
        "filename": filename,
        "cell": cell,
        "location": {"row": row, "column": column},
        "name": layer.name,
        "call": layer.call,
        "windows": list(layer.windows),
    }
