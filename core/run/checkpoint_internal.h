// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/run/checkpoint.h"

namespace studio {

/// Value of a history that was begun anew: checkpoints that were pinned in the lost one and have no row yet, a line
/// each; a line kAllPins where that is not known.
inline constexpr const char* kPinsKey = "pins_to_set";
inline constexpr const char* kAllPins = "*";
/// Value of a history: the step that the latest roll-back went to. Later checkpoints may be of what was given up then.
inline constexpr const char* kRolledBackToKey = "rolled_back_to";

/// The step in the name of a checkpoint file, -1 for any other name.
std::int64_t stepOfName(const std::string& name);
/// Names in a folder; none if it is not there. Throws Error(Io) for any other trouble.
std::vector<std::string> listFolder(const std::string& folder);
/// loadCheckpoint(), again where the disk did not answer well: reading again makes it try again. Throws as that.
CheckpointContent loadPatiently(const std::string& path);
/// Whether reading the file fails with EIO: a part of it is lost, or the disk as a whole is.
bool hasBadSector(const std::string& path);
/// The row of a file that is there.
CheckpointRecord recordOf(const CheckpointContent& content, const std::string& path, const std::string& digest,
                          bool best);

} // namespace studio
