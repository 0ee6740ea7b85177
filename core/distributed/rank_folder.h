// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/file.h"

namespace studio {

/// The private folder that the ranks of one machine meet in, with what each of them prints. Locks (flock) say whether
/// anybody still uses it: rank 0 holds one, and each other rank one on its log, for as long as its process lives. Owned
/// by rank 0, which deletes it at its end; after a kill the next one does.
class RankFolder {
public:
    /// In the system's folder for temporary files. Deletes those of this user first that nobody uses any more. Throws
    /// Error(Io).
    RankFolder();
    ~RankFolder();
    RankFolder(const RankFolder&) = delete;
    RankFolder& operator=(const RankFolder&) = delete;

    const std::string& path() const { return path_; }
    std::string logOf(int rank) const;
    /// To be handed to the process of that rank, and closed here: it is locked as long as that lives. Throws Error(Io).
    FileDescriptor openLog(int rank) const;

private:
    std::string path_;
    FileDescriptor lock_;
};

/// Deletes the folders of ranks below `folder` that this user owns and nobody uses any more; returns how many.
int removeAbandonedRankFolders(const std::string& folder);

} // namespace studio
