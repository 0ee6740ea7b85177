# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python side of tst_python_parity: PyTorch and torchvision as the reference."""
import json
import sys

import torch
import torchvision
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    """Two 3x3 convolutions with the parameter-free shortcut of He et al. 2016, section 4.2."""

    def __init__(self, before, after, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(before, after, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(after)
        self.conv2 = nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(after)
        self.stride, self.extra = stride, after - before

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.extra:
            x = F.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, self.extra // 2, self.extra // 2))
        return F.relu(y + x)


class Cifar(nn.Module):
    def __init__(self, depth, classes):
        super().__init__()
        n = (depth - 2) // 6
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.layer1 = self.stage(16, 16, 1, n)
        self.layer2 = self.stage(16, 32, 2, n)
        self.layer3 = self.stage(32, 64, 2, n)
        self.linear = nn.Linear(64, classes)

    @staticmethod
    def stage(before, after, stride, n):
        return nn.Sequential(*[Block(before if i == 0 else after, after, stride if i == 0 else 1) for i in range(n)])

    def forward(self, x):
        x = self.layer3(self.layer2(self.layer1(F.relu(self.bn1(self.conv1(x))))))
        return self.linear(x.mean((2, 3)))


def build(name, classes):
    cifar = {"resnet20", "resnet32", "resnet44", "resnet56", "resnet110"}
    if name in cifar:
        return Cifar(int(name[6:]), classes)
    return getattr(torchvision.models, name)(num_classes=classes)


def keys(names, classes):
    nn.init.kaiming_normal_ = nn.init.kaiming_uniform_ = lambda t, *a, **k: t  # values are not looked at
    print(json.dumps({n: [[k, list(v.shape)] for k, v in build(n, classes).state_dict().items()] for n in names}))


def logits(name, classes, weights, size):
    model = build(name, classes)
    model.load_state_dict(torch.load(weights, weights_only=True), strict=True)
    model.eval()
    count = 2 * 3 * size * size
    x = ((torch.arange(count) * 7919) % 1000).float().div(500).sub(1).view(2, 3, size, size)
    with torch.no_grad():
        print(json.dumps(model(x).flatten().tolist()))


if __name__ == "__main__":
    if sys.argv[1] == "probe":
        print("ok")
    elif sys.argv[1] == "keys":
        keys(sys.argv[3:], int(sys.argv[2]))
    else:
        logits(sys.argv[2], int(sys.argv[3]), sys.argv[4], int(sys.argv[5]))
