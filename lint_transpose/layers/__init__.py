"""The field: windows, releases and their signatures, calls of layers and their geometry."""

FRAMEWORKS = ("mindspore", "torch")
"""The packages that are known, and not looked into."""
