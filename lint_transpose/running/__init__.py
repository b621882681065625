"""Many files: configuration, imports between files, cache and the run itself."""
