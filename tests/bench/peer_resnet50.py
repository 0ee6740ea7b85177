# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer of gpu_bench.py: ResNet-50 training in PyTorch as its guides advise (channels_last, autocast to fp16, GradScaler,
fused SGD, cudnn.benchmark), with ready batches in the card's memory.

Reads lines "eager STEPS WARM" or "compile STEPS WARM"; answers each with one JSON object. Needs torch alone."""
import argparse
import json
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn


class Bottleneck(nn.Module):
    def __init__(self, inputs, planes, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, planes, 1, bias=False), nn.BatchNorm2d(planes)
        self.conv2, self.bn2 = nn.Conv2d(planes, planes, 3, stride, 1, bias=False), nn.BatchNorm2d(planes)
        self.conv3, self.bn3 = nn.Conv2d(planes, 4 * planes, 1, bias=False), nn.BatchNorm2d(4 * planes)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride != 1 or inputs != 4 * planes:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, 4 * planes, 1, stride, bias=False), nn.BatchNorm2d(4 * planes))

    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        return self.relu(out + (x if self.downsample is None else self.downsample(x)))


def resnet50(classes):
    """torchvision's network."""
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    inputs = 64
    for blocks, planes, stride in ((3, 64, 1), (4, 128, 2), (6, 256, 2), (3, 512, 2)):
        for block in range(blocks):
            layers.append(Bottleneck(inputs, planes, stride if block == 0 else 1))
            inputs = 4 * planes
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, classes))


class Trainer:
    def __init__(self, batch, size, device, compiled):
        torch.manual_seed(0)
        self.device = device
        self.net = resnet50(10).to(device=device, memory_format=torch.channels_last)
        fused = {"fused": True} if device == "cuda" else {}
        self.sgd = torch.optim.SGD(self.net.parameters(), 0.05, 0.9, weight_decay=1e-4, **fused)
        self.scaler = torch.amp.GradScaler("cuda") if device == "cuda" else None
        kind = torch.float16 if device == "cuda" else torch.float32  # what autocast would make of it in each step
        self.batches = [(torch.randn(batch, 3, size, size, device=device).to(kind).contiguous(memory_format=torch.channels_last),
                         torch.randint(10, (batch,), device=device)) for _ in range(4)]
        self.forward = torch.compile(self.net) if compiled else self.net
        self.at = 0

    def step(self):
        x, y = self.batches[self.at % len(self.batches)]
        self.at += 1
        self.sgd.zero_grad(set_to_none=True)
        if self.scaler is None:
            F.cross_entropy(self.forward(x), y).backward()
            self.sgd.step()
            return
        with torch.autocast("cuda", torch.float16):
            loss = F.cross_entropy(self.forward(x), y)
        self.scaler.scale(loss).backward()
        self.scaler.step(self.sgd)
        self.scaler.update()

    def wait(self):
        if self.device == "cuda":
            torch.cuda.synchronize()

    def measure(self, steps, warm):
        begun = time.monotonic()
        self.step()
        self.wait()
        first = time.monotonic() - begun
        for _ in range(warm):
            self.step()
        self.wait()
        begun = time.monotonic()
        for _ in range(steps):
            self.step()
        self.wait()
        seconds = time.monotonic() - begun
        return {"images_per_second": steps * len(self.batches[0][1]) / seconds, "compiling": first}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--cpu", action="store_true")
    options = parser.parse_args()
    device = "cpu" if options.cpu else "cuda"
    torch.backends.cudnn.benchmark = True
    trainers = {}
    for line in sys.stdin:
        kind, steps, warm = line.split()
        try:
            if kind not in trainers:
                trainers[kind] = Trainer(options.batch, options.size, device, kind == "compile")
            answer = trainers[kind].measure(int(steps), int(warm))
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {str(error)[:500]}"}
        if device == "cuda":
            torch.cuda.empty_cache()  # ours is measured next, on the same card
        print(json.dumps(answer), flush=True)


main()
