"""A text with its rows, what is said of a place in it, parsing it, and writing it out harmlessly."""
