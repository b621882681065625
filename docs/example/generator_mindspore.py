"""The generator of generator_torch.py, ported to MindSpore line by line, as one would at first."""

# ported-from: generator_torch.py

from mindspore import Tensor, nn, ops


class Generator(nn.Cell):
    def __init__(self, latent: int = 64, channels: int = 3) -> None:
        super().__init__()
        self.project = nn.Conv2dTranspose(latent, 64, 4, pad_mode="valid")
        self.up1 = nn.Conv2dTranspose(64, 32, 4, stride=2, padding=1)
        self.norm1 = nn.BatchNorm2d(32)
        self.up2 = nn.Conv2dTranspose(32, 16, 3, stride=2, pad_mode="pad", padding=1, has_bias=True)
        self.pad2 = nn.Pad(((0, 0), (0, 0), (0, 1), (0, 1)))
        self.up3 = nn.Conv2dTranspose(16, 8, 5, stride=3, pad_mode="same", has_bias=True)
        self.picture = nn.Conv2dTranspose(8, channels, 3, 1, 1, bias=True)

    def construct(self, z: Tensor) -> Tensor:
        y = ops.relu(self.project(z))
        y = ops.relu(self.norm1(self.up1(y)))
        y = ops.relu(self.pad2(self.up2(y)))
        y = ops.relu(self.up3(y))
        return ops.tanh(self.picture(y))
