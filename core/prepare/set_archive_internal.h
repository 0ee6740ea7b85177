// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "core/prepare/get_set.h"
#include "core/prepare/known_sets.h"
#include "core/prepare/prepare_archive_internal.h"
#include "core/prepare/prepare_folder_internal.h"

namespace studio {

/// Pictures by class.
using ClassCounts = std::map<std::string, std::int64_t>;

/// What is unpacked: how many pictures each class gets.
struct SetCounts {
    ClassCounts train, val;
    static std::int64_t sum(const ClassCounts& counts);
    std::int64_t pictures() const { return sum(train) + sum(val); }
};

/// What both layouts need while they unpack into `staging`.
struct SetJob {
    std::string archive;
    const PinnedFolder& staging;
    std::function<void(std::uint64_t position, std::uint64_t size)> listed;
    std::function<void(std::int64_t done, std::int64_t total)> unpacked;
    std::stop_token stop;
    GetResult& result;
};

/// Looks through an archive of class folders, then unpacks it. False if it was stopped. Throws Error.
bool unpackClassFolders(SetJob& job, SetCounts& counts);
/// Throws Error(DiskFull) unless there is room in the folder for so many pictures of so many bytes together, less what
/// an earlier call has left in it.
void needSpace(const PinnedFolder& folder, std::int64_t pictures, std::uint64_t bytes);

} // namespace studio
