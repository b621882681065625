"""Random PyTorch modules beside random MindSpore ports of them, run for real and held to what the linter says of them."""
