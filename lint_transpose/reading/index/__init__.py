"""One file indexed: tree, bindings, endings of blocks."""
