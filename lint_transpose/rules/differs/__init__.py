"""MST2: it runs, and computes something else than the PyTorch layer."""
