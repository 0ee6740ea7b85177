// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/dataset/image_folder.h"
#include "core/interop/pth_writer.h"
#include "core/run/checkpoint.h"

namespace studio {

/// All that a training in PyTorch goes on with, as `export --as training-state` writes it (docs/python.md): weights,
/// their average where one is kept, the state_dict of torch.optim.SGD, where the run was, its classes and recipe.
/// `checkpoint`: where `content` was read, one of a run's, in its folder, whose recipe and history are read; `classes`:
/// as many as the last layer has rows; `isNamed`: whether somebody gave them their names, which are written only then.
/// Any thread. Throws Error(Usage) where the checkpoint lies in no run, or in one of another network;
/// Error(Corrupt, Io).
PthValue trainingStateOf(const std::string& checkpoint, CheckpointContent content,
                         const std::vector<ClassInfo>& classes, bool isNamed);

} // namespace studio
