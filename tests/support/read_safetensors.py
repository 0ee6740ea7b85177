#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads and writes the safetensors layout with nothing but Python's own library: a second opinion on our files.

read FILE: JSON of the metadata and of every tensor's type, shape and sha256. write FILE: a file of three tensors."""
import hashlib
import json
import struct
import sys


def read(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header, data = json.loads(file.read(length)), file.read()
    metadata, tensors = header.pop("__metadata__", {}), {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        part = data[begin:end]
        assert len(part) == end - begin, name
        tensors[name] = [entry["dtype"], entry["shape"], hashlib.sha256(part).hexdigest()]
    return {"metadata": metadata, "tensors": tensors, "sha256": hashlib.sha256(data).hexdigest()}


def write(path):
    parts = {"a": ("F32", [2, 3], struct.pack("<6f", *range(6))), "b": ("I64", [], struct.pack("<q", -7)),
             "c/ü": ("U8", [0], b"")}
    header, data = {"__metadata__": {"from": "python"}}, b""
    for name, (dtype, shape, part) in parts.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(part)]}
        data += part
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


if __name__ == "__main__":
    print(json.dumps(read(sys.argv[2]))) if sys.argv[1] == "read" else write(sys.argv[2])
