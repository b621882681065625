"""The places that build layers, and what is around them."""
