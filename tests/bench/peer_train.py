# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer of bench_train: the usual PyTorch + torchvision loop with the same network, recipe and threads.

Prints one JSON object: top-1 and seconds of each epoch (training + validation), peak memory."""
import argparse
import json
import math
import multiprocessing
import resource
import time

import torch
import torch.nn.functional as F
from torch import nn
from torchvision import datasets, transforms


class Block(nn.Module):
    def __init__(self, inputs, planes, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.pad = planes - inputs
        self.stride = stride

    def forward(self, x):
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.stride != 1 or self.pad:
            x = F.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, self.pad // 2, self.pad - self.pad // 2))
        return F.relu(out + x)


class CifarResNet(nn.Module):
    def __init__(self, blocks, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        layers, inputs = [], 16
        for stage, planes in enumerate((16, 32, 64)):
            for i in range(blocks):
                layers.append(Block(inputs, planes, 2 if stage and i == 0 else 1))
                inputs = planes
        self.layers = nn.Sequential(*layers)
        self.linear = nn.Linear(64, classes)
        for m in self.modules():
            if isinstance(m, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(m.weight)

    def forward(self, x):
        x = self.layers(F.relu(self.bn1(self.conv1(x))))
        return self.linear(x.mean((2, 3)))


def rate(step, total, warm, base):
    if step < warm:
        return base * (step + 1) / warm
    return base * 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, total - warm)))


def workers_kib():
    """What the loader's processes hold beside the pages that they share with this one."""
    kib = 0
    for child in multiprocessing.active_children():
        try:
            with open(f"/proc/{child.pid}/smaps_rollup") as rollup:
                kib += sum(int(row.split()[1]) for row in rollup if row.startswith("Private_"))
        except OSError:
            pass  # it has just ended
    return kib


def evaluate(net, loader):
    net.eval()
    right = count = 0
    with torch.no_grad():
        for x, y in loader:
            right += (net(x).argmax(1) == y).sum().item()
            count += len(y)
    return right / count


def main():
    p = argparse.ArgumentParser()
    p.add_argument("data")
    p.add_argument("--epochs", type=int, default=8)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--workers", type=int, default=1)
    p.add_argument("--batch", type=int, default=64)
    p.add_argument("--rate", type=float, default=0.1)
    p.add_argument("--decay", type=float, default=5e-4)
    p.add_argument("--warmup", type=float, default=1)
    p.add_argument("--scale", type=float, default=0.5)
    a = p.parse_args()
    torch.manual_seed(a.seed)
    torch.set_num_threads(a.threads)
    norm = transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
    train = datasets.ImageFolder(a.data + "/train", transforms.Compose(
        [transforms.RandomResizedCrop(32, (a.scale, 1)), transforms.RandomHorizontalFlip(), transforms.ToTensor(), norm]))
    val = datasets.ImageFolder(a.data + "/val", transforms.Compose(
        [transforms.Resize(32), transforms.CenterCrop(32), transforms.ToTensor(), norm]))
    loader = torch.utils.data.DataLoader(train, a.batch, shuffle=True, num_workers=a.workers)
    check = torch.utils.data.DataLoader(val, a.batch, num_workers=a.workers)
    net = CifarResNet(3, len(train.classes))
    opt = torch.optim.SGD(net.parameters(), a.rate, 0.9, weight_decay=a.decay, nesterov=True)
    total, warm, step = len(loader) * a.epochs, round(a.warmup * len(loader)), 0
    beside, seconds, top1 = 0, [], []
    for _ in range(a.epochs):
        start = time.monotonic()
        net.train()
        for x, y in loader:
            opt.param_groups[0]["lr"] = rate(step, total, warm, a.rate)
            opt.zero_grad()
            F.cross_entropy(net(x), y).backward()
            opt.step()
            if step % 10 == 0:
                beside = max(beside, workers_kib())
            step += 1
        top1.append(evaluate(net, check))
        seconds.append(time.monotonic() - start)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"top1": top1, "seconds": seconds, "peak_mib": (own + beside) / 1024}))


main()
