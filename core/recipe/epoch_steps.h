// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace studio {

/// Pictures of one epoch's training that are used: a last batch of one picture is left out, because batch norm has no
/// variance over one value. `batchSize` > 0.
std::size_t picturesPerEpoch(std::size_t pictures, std::int64_t batchSize);
/// The batches that these make.
std::int64_t stepsInEpoch(std::size_t pictures, std::int64_t batchSize);
/// The same of a run whose run.db tells `trainPictures`, before an epoch of it has ended; 0 = not known. The text may
/// come from somebody else.
std::int64_t stepsInEpoch(const std::optional<std::string>& trainPictures, std::int64_t batchSize);

} // namespace studio
