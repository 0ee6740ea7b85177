# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer of bench_decode: Pillow decodes, torchvision crops and resizes. Prints pictures a CPU second, a line a round:
after the crop; with what torchvision's workers do besides to a training picture (flip, tensor, normalise), which is our
device's work; and with the colour jitter of the recipe imagenet-classic, which is the device's too."""
import io
import sys
import time

import torch
import torchvision.transforms as T
from PIL import Image
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as F

SIDE = [224, 224]
JITTER = (0.4, 0.4, 0.4, 0.1)


def main():
    torch.set_num_threads(1)
    rounds, files = {}, {}
    for line in open(sys.argv[1], encoding="utf-8", errors="surrogateescape"):
        number, path, *box = line.rstrip("\n").split("\t")
        if path not in files:
            files[path] = open(path, "rb").read()
        rounds.setdefault(int(number), []).append((path, [int(v) for v in box]))
    plain = T.Compose([T.RandomHorizontalFlip(), T.ToTensor(),
                       T.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])
    jitter = T.Compose([T.ColorJitter(*JITTER), plain])
    for tasks in rounds.values():
        rates = []
        for rest in (None, plain, jitter):
            begin = time.process_time()
            for path, (x, y, width, height) in tasks:
                picture = Image.open(io.BytesIO(files[path])).convert("RGB")
                crop = F.resized_crop(picture, y, x, height, width, SIDE, InterpolationMode.BILINEAR)
                if rest is not None:
                    rest(crop)
            rates.append(len(tasks) / (time.process_time() - begin))
        print(*rates, flush=True)


main()
