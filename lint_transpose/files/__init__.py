"""Which files are checked, and which of them cannot hold anything to report."""
