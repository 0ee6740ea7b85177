// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/pack/pack.h"
#include "core/pack/pack_layout_internal.h"
#include "core/pack/pack_look_internal.h"

namespace studio {

namespace {

constexpr std::size_t kMaxNamed = 1000;
constexpr double kProgressEvery = 0.1; // seconds

} // namespace

PackCheck verifyPack(const std::string& folder, const ImageFolder& data,
                     const std::function<void(const PackCheck&)>& progress, std::stop_token stop) {
    const std::shared_ptr<Pack> pack = Pack::openUncompared(folder, data);
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
