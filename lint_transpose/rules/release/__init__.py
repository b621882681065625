"""MST3: what changes with the MindSpore release."""
