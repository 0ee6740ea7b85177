// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/loader/loader.h"

namespace studio::test {

/// All an epoch gave.
struct Epoch {
    std::vector<std::int64_t> batches;
    std::vector<std::uint8_t> pixels;
    std::vector<std::int64_t> labels;
    std::vector<std::uint32_t> samples;
    std::vector<std::string> bad;
    bool operator==(const Epoch&) const = default;
};

inline void append(Epoch& epoch, const Batch& batch) {
    epoch.batches.push_back(batch.index);
    epoch.pixels.insert(epoch.pixels.end(), batch.pixels.begin(), batch.pixels.end());
    epoch.labels.insert(epoch.labels.end(), batch.labels.begin(), batch.labels.end());
    epoch.samples.insert(epoch.samples.end(), batch.samples.begin(), batch.samples.end());
    for (const BadPicture& bad : batch.bad) {
        epoch.bad.push_back(bad.path + " " + std::to_string(bad.sampleIndex) + ">" + std::to_string(bad.replacedBy));
    }
}

inline Epoch readAll(const LoaderPlan& plan) {
    Epoch epoch;
    Loader loader(plan);
    while (const auto batch = loader.next())
        append(epoch, *batch);
    return epoch;
}

} // namespace studio::test
