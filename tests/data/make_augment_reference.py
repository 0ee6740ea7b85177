#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes augment_reference.json beside itself: what Pillow makes of a picture given by a formula, called as torchvision's
TrivialAugmentWide and RandAugment call it for a Pillow image. Run with Debian's python3-pil.
"""
import hashlib
import json
import math
import pathlib

import PIL
from PIL import Image, ImageEnhance, ImageOps


def picture(size, low):
    """That of make_torchvision_reference.py, with levels from `low` to 255 - `low`."""
    data = bytearray()
    for y in range(size):
        for x in range(size):
            for c in range(3):
                value = x * (3 + c) + y * (7 - 2 * c) + (x * y >> 3) + ((x * 7 + y * 3) % 11) * 9 + 40 * c
                data.append(low + (value & 255) % (256 - 2 * low))
    return Image.frombytes("RGB", (size, size), bytes(data))


def affine(image, matrix):
    return image.transform(image.size, Image.Transform.AFFINE, matrix, Image.Resampling.NEAREST)


def shear(image, x, y):
    # torchvision's inverse matrix with an angle of 0, about the corner.
    sx, sy = math.radians(math.degrees(math.atan(x))), math.radians(math.degrees(math.atan(y)))
    a = math.cos(-sy) / math.cos(sy)
    b = -math.cos(-sy) * math.tan(sx) / math.cos(sy)
    c = math.sin(-sy) / math.cos(sy)
    d = -math.sin(-sy) * math.tan(sx) / math.cos(sy) + 1
    return affine(image, [d, -b, 0, -c, a, 0])


OPS = {
    "Identity": (lambda i, m: i, [0]),
    "ShearX": (lambda i, m: shear(i, m, 0), [0.09, -0.3, 0.99, -0.66]),
    "ShearY": (lambda i, m: shear(i, 0, m), [0.09, -0.3, 0.99, -0.66]),
    "TranslateX": (lambda i, m: affine(i, [1, 0, -m, 0, 1, 0]), [3, -7, 40]),
    "TranslateY": (lambda i, m: affine(i, [1, 0, 0, 0, 1, -m]), [3, -7, 40]),
    "Rotate": (lambda i, m: i.rotate(m, Image.Resampling.NEAREST), [9, -30, 90, -90, 4.5, -121.5, 135]),
    "Brightness": (lambda i, m: ImageEnhance.Brightness(i).enhance(1 + m), [0.27, -0.9, 0.99, -0.033]),
    "Color": (lambda i, m: ImageEnhance.Color(i).enhance(1 + m), [0.27, -0.9, 0.99, -0.033]),
    "Contrast": (lambda i, m: ImageEnhance.Contrast(i).enhance(1 + m), [0.27, -0.9, 0.99, -0.033]),
    "Sharpness": (lambda i, m: ImageEnhance.Sharpness(i).enhance(1 + m), [0.27, -0.9, 0.99, -0.033]),
    "Posterize": (lambda i, m: ImageOps.posterize(i, m), [2, 4, 7, 8]),
    "Solarize": (lambda i, m: ImageOps.solarize(i, m), [0, 127.5, 178.5, 255]),
    "AutoContrast": (lambda i, m: ImageOps.autocontrast(i), [0]),
    "Equalize": (lambda i, m: ImageOps.equalize(i), [0]),
}

def main():
    rows = []
    for size, low in ((33, 0), (48, 40)):
        for name, (op, magnitudes) in OPS.items():
            for magnitude in magnitudes:
                digest = hashlib.sha256(op(picture(size, low), magnitude).tobytes()).hexdigest()[:16]
                rows.append({"op": name, "magnitude": magnitude, "size": size, "low": low, "sha256": digest})
    out = pathlib.Path(__file__).with_name("augment_reference.json")
    lines = ",\n".join("  " + json.dumps(row) for row in rows)
    out.write_text(f'{{"pillow": "{PIL.__version__}", "rows": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
