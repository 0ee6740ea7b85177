// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace studio {

/// Whether a moving average of the weights lies beside them there. `model`: a run folder, of which `which` is meant
/// (findCheckpoint()), or one of our weights files. Reads the head alone. Any thread. Throws Error.
bool keepsAverage(const std::string& model, const std::string& which);

} // namespace studio
