# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer of bench_decode: Pillow decodes, torchvision crops and resizes. Prints pictures a CPU second, a line a round."""
import io
import sys
import time

import torch
from PIL import Image
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as F

SIDE = [224, 224]


def main():
    torch.set_num_threads(1)
    rounds, files = {}, {}
    for line in open(sys.argv[1], encoding="utf-8", errors="surrogateescape"):
        number, path, *box = line.rstrip("\n").split("\t")
        if path not in files:
            files[path] = open(path, "rb").read()
        rounds.setdefault(int(number), []).append((path, [int(v) for v in box]))
    for tasks in rounds.values():
        begin = time.process_time()
        for path, (x, y, width, height) in tasks:
            picture = Image.open(io.BytesIO(files[path])).convert("RGB")
            F.resized_crop(picture, y, x, height, width, SIDE, InterpolationMode.BILINEAR)
        print(len(tasks) / (time.process_time() - begin), flush=True)


main()
