"""The field: windows, releases and their signatures, calls of layers and their geometry."""
