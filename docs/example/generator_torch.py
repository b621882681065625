"""A small generator in PyTorch: from a latent vector to a 48 x 48 picture."""

import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self, latent: int = 64, channels: int = 3) -> None:
        super().__init__()
        self.project = nn.ConvTranspose2d(latent, 64, 4)
        self.up1 = nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(32)
        self.up2 = nn.ConvTranspose2d(32, 16, 3, stride=2, padding=1, output_padding=1)
        self.up3 = nn.ConvTranspose2d(16, 8, 5, stride=3, padding=2, output_padding=2)
        self.picture = nn.ConvTranspose2d(8, channels, 3, padding=1)

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        y = torch.relu(self.project(z))
        y = torch.relu(self.norm1(self.up1(y)))
        y = torch.relu(self.up2(y))
        y = torch.relu(self.up3(y))
        return torch.tanh(self.picture(y))
