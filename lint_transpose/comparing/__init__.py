"""Comparing: a PyTorch file's layers beside the MindSpore layers that port them."""
