// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "core/prepare/prepare.h"
#include "core/prepare/prepare_journal_internal.h"
#include "core/prepare/prepare_sources_internal.h"

namespace studio {

/// Bytes of the archive that was published, to know what a download takes; 0 if the sum is another one's.
std::uint64_t publishedBytes(const ArchiveSums& sums, ArchiveKind kind);
/// Bytes that a job with addresses takes besides what is there, as far as sizes were published.
struct FetchNeed {
    std::uint64_t archives = 0, pictures = 0;
    std::uint64_t sum() const { return archives + pictures; }
};
/// Throws Error(Usage) for an address that names no archive.
FetchNeed fetchNeed(const PrepareOptions& options);
/// What stands for the addresses among the sources once they are fetched.
struct FetchedSources {
    bool complete = false; ///< false: stopped
    std::vector<std::string> sources, notes;
    ArchiveIds verified; ///< the sums of those that were compared with one; they have no stamp yet
};
FetchedSources fetchSources(const PrepareOptions& options, const PrepareProgress& progress,
                            const std::stop_token& stop);
/// The folder that fetched archives are in.
std::string downloadFolder(const PrepareOptions& options);

} // namespace studio
