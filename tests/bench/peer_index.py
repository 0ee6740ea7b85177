#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists a data set the way that Python trainers do: sorted os.walk() for each class, a tuple for each picture."""
import os
import sys

ENDINGS = (".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp")


def pictures(root):
    classes = sorted(entry.name for entry in os.scandir(root) if entry.is_dir())
    found = []
    for index, name in enumerate(classes):
        for folder, _, files in sorted(os.walk(os.path.join(root, name), followlinks=True)):
            for file in sorted(files):
                if file.lower().endswith(ENDINGS):
                    found.append((os.path.join(folder, file), index))
    return found


if __name__ == "__main__":
    sys.exit(0 if pictures(sys.argv[1]) else 1)
