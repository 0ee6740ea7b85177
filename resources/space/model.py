# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: 0BSD
"""The residual network of this Space in plain PyTorch, and the reader of its weights."""

import json
import struct

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

KINDS = {"F32": np.float32, "I64": np.int64}


def read_weights(path):
    """All tensors of a safetensors file, by name."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        kind = np.dtype(KINDS[entry["dtype"]])
        begin, end = entry["data_offsets"]
        values = np.frombuffer(data, kind, (end - begin) // kind.itemsize, begin)
        tensors[name] = torch.from_numpy(values.reshape(entry["shape"]).copy())
    return tensors


def convolution(inputs, outputs, kernel, stride=1, groups=1):
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False)


def convolve(layer, x, blurs):
    """layer(x), of a blurred x where the layer skips pixels: [1 2 1] x [1 2 1] / 16 (Zhang 2019)."""
    stride = layer.stride[0]
    if not blurs or stride == 1:
        return layer(x)
    twice = F.avg_pool2d(x, 2, 1, 1)
    if layer.kernel_size[0] > 1:
        return layer(F.avg_pool2d(twice, 2, 1))
    return F.conv2d(F.avg_pool2d(twice, 2, stride), layer.weight)


class Block(nn.Module):
    """A residual block: two convolutions, or three with a narrow middle (`bottleneck`)."""

    def __init__(self, about, inputs, planes, stride):
        super().__init__()
        outputs = planes * about["expansion"]
        self.blurs = about["blurpool"]
        self.bottleneck = about["bottleneck"]
        self.stride = stride
        self.new_channels = outputs - inputs
        self.downsample = None
        if self.bottleneck:
            width = planes * about["width_per_group"] // 64 * about["groups"]
            self.conv1 = convolution(inputs, width, 1)
            self.conv2 = convolution(width, width, 3, stride, about["groups"])
            self.conv3 = convolution(width, outputs, 1)
            self.bn1, self.bn2, self.bn3 = nn.BatchNorm2d(width), nn.BatchNorm2d(width), nn.BatchNorm2d(outputs)
        else:
            self.conv1 = convolution(inputs, outputs, 3, stride)
            self.conv2 = convolution(outputs, outputs, 3)
            self.bn1, self.bn2 = nn.BatchNorm2d(outputs), nn.BatchNorm2d(outputs)
        if about["projection"] and (stride != 1 or self.new_channels != 0):
            self.downsample = nn.Sequential(convolution(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))

    def shortcut(self, x):
        if self.downsample is not None:
            return self.downsample[1](convolve(self.downsample[0], x, self.blurs))
        if self.new_channels == 0:
            return x
        half = self.new_channels // 2  # every second pixel; new channels are zero
        return F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, half, half))

    def forward(self, x):
        if self.bottleneck:
            y = F.relu(self.bn1(self.conv1(x)))
            y = F.relu(self.bn2(convolve(self.conv2, y, self.blurs)))
            y = self.bn3(self.conv3(y))
        else:
            y = F.relu(self.bn1(convolve(self.conv1, x, self.blurs)))
            y = self.bn2(self.conv2(y))
        return F.relu(y + self.shortcut(x))


class ResNet(nn.Module):
    """Normalised pictures [N, 3, side, side] -> logits [N, classes]. `about`: "network" in space.json."""

    def __init__(self, about):
        super().__init__()
        channels = first = 16 if about["cifar"] else 64
        small = about["cifar"] or about["small_stem"]
        self.conv1 = convolution(3, first, 3) if small else convolution(3, first, 7, 2)
        self.bn1 = nn.BatchNorm2d(first)
        self.pools = not small
        self.stages = []
        for stage, count in enumerate(about["blocks"]):
            planes = first << stage
            blocks = []
            for block in range(count):
                blocks.append(Block(about, channels, planes, 2 if stage > 0 and block == 0 else 1))
                channels = planes * about["expansion"]
            self.stages.append(f"layer{stage + 1}")
            setattr(self, self.stages[-1], nn.Sequential(*blocks))
        self.last = "linear" if about["cifar"] else "fc"
        setattr(self, self.last, nn.Linear(channels, about["classes"]))

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        if self.pools:
            x = F.max_pool2d(x, 3, 2, 1)
        for stage in self.stages:
            x = getattr(self, stage)(x)
        return getattr(self, self.last)(F.adaptive_avg_pool2d(x, 1).flatten(1))


def load(about, path):
    """The network with its weights in place, as it classifies."""
    network = ResNet(about)
    network.load_state_dict(read_weights(path))
    return network.eval()
