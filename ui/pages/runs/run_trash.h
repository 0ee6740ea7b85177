// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace studio {

/// Moves a run's folder to the trash of its volume, from where a file manager puts it back. A job's thread. Throws
/// Error(Locked) while a trainer owns the run, Error(Usage) where that is no run, and Error(Io) where the volume has no
/// trash that can be used; the run is then where it was.
void moveRunToTrash(const std::string& runFolder);

} // namespace studio
