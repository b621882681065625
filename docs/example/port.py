"""The same generator for MindSpore, ported line by line."""

from mindspore import nn, ops


# ported-from: original.py::Generator
class Generator(nn.Cell):
    def __init__(self, latent=16, ch=8):
        super().__init__()
        self.project = nn.Conv2dTranspose(latent, ch * 4, 4, has_bias=True)
        self.up_1 = nn.SequentialCell(
            nn.Conv2dTranspose(ch * 4, ch * 2, 3, 2, pad_mode="pad", padding=1, output_padding=1),
            nn.ReLU(),
        )
        self.up_2 = nn.SequentialCell(
            nn.Conv2dTranspose(ch * 2, ch, 5, stride=3, pad_mode="same"),
            nn.BatchNorm2d(ch),
            nn.ReLU(),
        )
        self.up_3 = nn.Conv2dTranspose(ch, ch, 3, stride=2, pad_mode="pad", padding=1, has_bias=True)
        self.pad = nn.Pad(((0, 0), (0, 0), (0, 1), (0, 1)))
        self.up_4 = nn.Conv2dTranspose(ch, ch, 4, stride=2, padding=1, groups=2, has_bias=True)
        self.smooth = nn.Conv2dTranspose(ch, ch, 3, 1, pad_mode="pad", padding=1, has_bias=True)
        self.to_image = nn.Conv2dTranspose(ch, 3, 4, 2, 1, has_bias=True)

    def construct(self, z):
        x = self.up_2(self.up_1(self.project(z)))
        x = ops.relu(self.pad(self.up_3(x)))
        x = ops.relu(self.up_4(x))
        x = ops.relu(self.smooth(x))
        return ops.tanh(self.to_image(x))
