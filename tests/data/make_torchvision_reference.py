#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes torchvision_reference.json beside itself: what Pillow and torchvision make of pictures given by a formula.

The tests of resizing, geometry and colour rebuild the pictures from the same formula. Run with Debian's python3-pil,
python3-torch and python3-torchvision.
"""
import base64
import json
import pathlib

import numpy
import PIL
import torch
import torchvision
import torchvision.transforms.functional as functional
from PIL import Image
from torchvision import transforms

# width, height, box x y width height, out width, out height
RESIZES = [
    (40, 30, 0, 0, 40, 30, 16, 16), (40, 30, 3, 5, 31, 17, 16, 16), (200, 150, 17, 9, 160, 133, 20, 20),
    (9, 7, 0, 0, 9, 7, 24, 24), (9, 7, 2, 1, 5, 6, 17, 23), (40, 30, 4, 6, 16, 20, 16, 12),
    (40, 30, 4, 6, 20, 16, 12, 16), (40, 30, 4, 6, 16, 16, 16, 16), (1, 1, 0, 0, 1, 1, 8, 8),
    (300, 2, 0, 0, 300, 2, 8, 8), (2, 300, 0, 0, 2, 300, 8, 8), (640, 480, 101, 57, 499, 387, 22, 22),
]
# width, height, resize (short side), crop
EVALUATIONS = [
    (40, 30, 20, 16), (30, 41, 20, 16), (33, 33, 19, 16), (101, 67, 36, 32), (67, 101, 37, 32), (17, 90, 20, 16),
    (16, 16, 16, 16), (13, 11, 20, 17), (500, 375, 36, 32),
]
COLOUR_SIZE = 8
COLOURS = [("brightness", f) for f in (0.0, 0.4, 1.7)] + [("contrast", f) for f in (0.0, 0.6, 1.9)] + \
          [("saturation", f) for f in (0.0, 0.5, 2.0)] + [("hue", f) for f in (-0.5, -0.31, 0.08, 0.25, 0.5)]
# flip, brightness, contrast, saturation, hue, order
CHAINS = [
    (False, 1, 1, 1, 0, [0, 1, 2, 3]), (True, 1, 1, 1, 0, [0, 1, 2, 3]), (False, 1.3, 0.7, 1.2, 0.1, [0, 1, 2, 3]),
    (True, 0.6, 1.4, 0.3, -0.2, [3, 2, 1, 0]), (True, 1.4, 1.4, 1.4, 0.05, [2, 0, 3, 1]),
]
# width, height, scale min, scale max
CROPS = [(400, 300, 0.08, 1.0), (120, 333, 0.35, 1.0), (1000, 40, 0.08, 1.0)]
DRAWS = 40000


def picture(width, height):
    y, x, c = numpy.mgrid[0:height, 0:width, 0:3]
    return (x * (3 + c) + y * (7 - 2 * c) + (x * y >> 3) + ((x * 7 + y * 3) % 11) * 9 + 40 * c).astype(numpy.uint8)


def text(array):
    return base64.b64encode(numpy.ascontiguousarray(array).tobytes()).decode()


def resizes():
    for width, height, x, y, w, h, ow, oh in RESIZES:
        image = Image.fromarray(picture(width, height)).crop((x, y, x + w, y + h))
        yield {"size": [width, height], "box": [x, y, w, h], "out": [ow, oh],
               "bytes": text(numpy.asarray(image.resize((ow, oh), Image.BILINEAR)))}


def evaluations():
    for width, height, short, crop in EVALUATIONS:
        run = transforms.Compose([transforms.Resize(short), transforms.CenterCrop(crop)])
        yield {"size": [width, height], "resize": short, "crop": crop,
               "bytes": text(numpy.asarray(run(Image.fromarray(picture(width, height)))))}


def as_tensor():
    return functional.to_tensor(Image.fromarray(picture(COLOUR_SIZE, COLOUR_SIZE)))


def adjusted(image, name, factor):
    return getattr(functional, "adjust_" + name)(image, factor)


def chains():
    names = ["brightness", "contrast", "saturation", "hue"]
    for flip, *factors, order in CHAINS:
        image = functional.hflip(as_tensor()) if flip else as_tensor()
        for which in order:
            if factors[which] != (0 if which == 3 else 1):
                image = adjusted(image, names[which], factors[which])
        image = functional.normalize(image, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
        yield {"flip": flip, "factors": factors, "order": order, "floats": text(image.numpy())}


def crops():
    torch.manual_seed(1)
    for width, height, low, high in CROPS:
        image = torch.empty(3, height, width)
        rows = numpy.array([transforms.RandomResizedCrop.get_params(image, (low, high), (3 / 4, 4 / 3))
                            for _ in range(DRAWS)], dtype=float)
        rows = numpy.column_stack([rows, rows[:, 2] * rows[:, 3], numpy.log(rows[:, 3] / rows[:, 2])])
        yield {"size": [width, height], "scale": [low, high], "draws": DRAWS,
               "columns": ["top", "left", "height", "width", "area", "log ratio"],
               "mean": rows.mean(0).tolist(), "deviation": rows.std(0).tolist()}


def main():
    out = {"pillow": PIL.__version__, "torch": torch.__version__, "torchvision": torchvision.__version__,
           "resizes": list(resizes()), "evaluations": list(evaluations()),
           "colours": [{"name": n, "factor": f, "floats": text(adjusted(as_tensor(), n, f).numpy())}
                       for n, f in COLOURS],
           "chains": list(chains()), "crops": list(crops())}
    path = pathlib.Path(__file__).with_name("torchvision_reference.json")
    path.write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
