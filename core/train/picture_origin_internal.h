// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/train/run_session_internal.h"

namespace studio {

/// Where a run's pictures come from, as the recipe's `pack` says: their files, or a packed set of them. For a run that
/// is resumed, "auto" is what it had before, as long as that is there. Throws Error(Data): the packed set that is asked
/// for is not there; Error(Config): `order` is paged and there is none; Error(Io): the one that the run had cannot be
/// read, or its volume seems not to be mounted. `before`: what pictureOrigin() gave when the run was started; empty for
/// a new run.
void openPictureOrigin(RunSession& session, const std::string& before);

/// "files", or preset, identity and digest of the packed set: what run.db remembers.
std::string pictureOrigin(const RunSession& session);

/// What run.db remembers; "files" for a run from before this was remembered, empty for one whose run.db lost it.
std::string pictureOriginBefore(RunSession& session, bool isLossy);

/// That run.db lost it, and where the pictures come from now.
void tellLostOrigin(RunSession& session);

/// Writes the origin into run.db, and into the journal where it is a packed set or not what it was.
void notePictureOrigin(RunSession& session, const std::string& before);

/// The order of the training pictures in an epoch.
std::vector<std::uint32_t> trainingOrder(const RunSession& session, std::uint32_t epoch);

/// Keys in run.db's meta table; the second is the folder of the packed set.
inline constexpr const char* kPictureOriginKey = "pictures_from";
inline constexpr const char* kPictureFolderKey = "pictures_folder";

} // namespace studio
