// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <sys/stat.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/packed_layout_internal.h"
#include "core/data/packed_set.h"

namespace studio {

namespace {

constexpr std::size_t kMaxNamed = 1000;
constexpr double kProgressEvery = 0.1; // seconds

/// Empty when the file is as it was when it was packed.
std::string changeOf(const std::string& path, const PackEntry& entry) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0)
        return "the file is gone";
    if (static_cast<std::uint64_t>(info.st_size) != entry.fileLength)
        return "the file has another length than when it was packed";
    const std::int64_t time = std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec;
    return time != entry.fileTime ? "the file was written anew since it was packed" : "";
}

} // namespace

PackCheck verifyPackedSet(const std::string& folder, const ImageFolder& data,
                          const std::function<void(const PackCheck&)>& progress, std::stop_token stop) {
    const std::shared_ptr<PackedSet> pack = PackedSet::open(folder, data);
    const PackLayout layout(data);
    const PackTable table = loadPackIndex(folder, layout).table;
    PackCheck check;
    check.total = layout.size();
    std::vector<std::uint8_t> bytes;
    double told = 0;
    for (std::uint32_t position = 0; position < layout.size() && !stop.stop_requested(); ++position) {
        const PackLayout::Picture picture = layout.at(position);
        std::string problem;
        if (const auto damaged = table.damaged.find(position); damaged != table.damaged.end()) {
            problem = damaged->second + " (when it was packed)";
        } else {
            problem = changeOf(picture.path(), table.entries[position]);
            try {
                (picture.set == &data.train ? pack->train() : pack->val()).read(picture.index, bytes);
            } catch (const Error& error) {
                if (error.kind() == ErrorKind::Io)
                    throw;
                problem = error.message().title;
            }
        }
        ++check.checked;
        if (!problem.empty() && ++check.problemCount <= static_cast<std::int64_t>(kMaxNamed))
            check.problems.push_back(displayText(picture.path()) + ": " + problem);
        if (const double now = monotonicSeconds(); progress && now - told >= kProgressEvery) {
            told = now;
            progress(check);
        }
    }
    check.complete = check.checked == check.total;
    return check;
}

} // namespace studio
