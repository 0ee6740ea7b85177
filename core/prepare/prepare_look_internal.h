// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>

#include "core/prepare/prepare_journal_internal.h"
#include "core/prepare/prepare_sources_internal.h"

namespace studio {

/// The volume of `path`, or of its nearest parent that exists; 0 = unknown.
dev_t deviceOf(const std::string& path);
/// 0 for an empty path. Throws Error(Io).
std::uint64_t archiveSize(const std::string& path);
/// Tells these archives from others.
ArchiveIds identityOf(const PrepareSources& sources);
/// Of the training pictures in `out`, noted or not.
std::uint64_t trainBytesThere(const PrepareJournal& journal, const std::string& out);
/// Bytes that `pictures` out of archives will take in `out`, besides those that are there.
std::uint64_t neededBytes(const PrepareSources& sources, const PrepareJournal& journal, const std::string& out,
                          std::int64_t pictures);

} // namespace studio
