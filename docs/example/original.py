"""A small image generator for PyTorch: each layer needs something else when it is ported."""

import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self, latent=16, ch=8):
        super().__init__()
        self.project = nn.ConvTranspose2d(latent, ch * 4, 4)
        self.up1 = nn.Sequential(
            nn.ConvTranspose2d(ch * 4, ch * 2, 3, 2, padding=1, output_padding=1),
            nn.ReLU(),
        )
        self.up2 = nn.Sequential(
            nn.ConvTranspose2d(ch * 2, ch, 5, stride=3, padding=2, output_padding=2, bias=False),
            nn.BatchNorm2d(ch),
            nn.ReLU(),
        )
        self.up3 = nn.ConvTranspose2d(ch, ch, 3, stride=2, padding=1, output_padding=1)
        self.up4 = nn.ConvTranspose2d(ch, ch, 4, stride=2, padding=1, groups=2)
        self.smooth = nn.ConvTranspose2d(ch, ch, 3, 1, 1)
        self.to_image = nn.ConvTranspose2d(ch, 3, 4, 2, 1)

    def forward(self, z):
        x = self.up2(self.up1(self.project(z)))
        x = torch.relu(self.up3(x))
        x = torch.relu(self.up4(x))
        x = torch.relu(self.smooth(x))
        return torch.tanh(self.to_image(x))
