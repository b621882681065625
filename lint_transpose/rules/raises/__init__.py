"""MST1: MindSpore raises, when the layer is built or at its first call."""
