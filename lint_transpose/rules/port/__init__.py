"""MST4: porting help on PyTorch code."""
