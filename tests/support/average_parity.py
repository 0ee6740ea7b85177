#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The average of a run's weights as PyTorch keeps it (torch.optim.swa_utils.AveragedModel with buffers, and
torchvision's function of its training reference), followed over a run's checkpoints, one a step.

average_parity.py RUN DECAY WARMUP_STEPS: prints the largest difference to the run's own average (ema.*) and the largest
difference between that average and the weights."""
import glob
import json
import struct
import sys

import torch
from torch.optim.swa_utils import AveragedModel


def tensors_of(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header, data = json.loads(file.read(length)), bytearray(file.read())
    header.pop("__metadata__")
    kinds, tensors = {"F32": (torch.float32, 4), "I64": (torch.int64, 8)}, {}
    for name, entry in header.items():
        (kind, size), (begin, end) = kinds[entry["dtype"]], entry["data_offsets"]
        tensors[name] = torch.frombuffer(data, dtype=kind, offset=begin, count=(end - begin) // size)
        tensors[name] = tensors[name].reshape(entry["shape"])
    return tensors


class Weights(torch.nn.Module):
    def __init__(self, tensors):
        super().__init__()
        for name, tensor in tensors.items():
            self.register_buffer(name.replace(".", "/"), tensor.clone())

    def take(self, tensors):
        for name, tensor in tensors.items():
            getattr(self, name.replace(".", "/")).copy_(tensor)


run, decay, warmup = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
model = averaged = None
apart = moved = 0.0
for step, path in enumerate(sorted(glob.glob(run + "/checkpoints/step-*.safetensors"))):
    tensors = tensors_of(path)
    mine = {name[4:]: tensor for name, tensor in tensors.items() if name.startswith("ema.")}
    weights = {name: tensors["model." + name] for name in mine}
    if model is None:
        model = Weights(weights)
        averaged = AveragedModel(model, avg_fn=lambda average, now, _: decay * average + (1 - decay) * now,
                                 use_buffers=True)
    model.take(weights)
    averaged.update_parameters(model)
    if step + 1 < warmup:
        averaged.n_averaged.fill_(0)
    for name, tensor in mine.items():
        theirs = getattr(averaged.module, name.replace(".", "/"))
        apart = max(apart, (tensor - theirs).abs().max().item())
        moved = max(moved, (tensor - weights[name]).abs().max().item())
print(json.dumps({"checkpoints": step + 1, "apart": apart, "moved": moved}))
