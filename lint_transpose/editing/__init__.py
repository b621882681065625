"""Changes of a call's text at exact places."""
