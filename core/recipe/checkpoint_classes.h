// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/dataset/image_folder.h"

namespace studio {

/// The classes of one of our checkpoints, as the classes.json of its run names them.
struct CheckpointClasses {
    std::vector<ClassInfo> list; ///< in the order of the last layer; empty = not known
    std::string file;            ///< where a list was found, be it theirs or not
    std::string problem;         ///< a sentence: why that list is not theirs; empty = it is
};

/// Looks beside the checkpoint, and one folder up where it lies in a run's `checkpoints`. What another program has
/// called classes.json is passed over. `hash`: CheckpointContent::classHash, empty where the checkpoint does not know;
/// `count`: rows of its last layer. Any thread. Throws Error(Corrupt, Io) for a list that cannot be read.
CheckpointClasses classesOfCheckpoint(const std::string& checkpoint, const std::string& hash, std::int64_t count);

} // namespace studio
