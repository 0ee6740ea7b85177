// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

namespace studio {

/// Memory for the loader's slots; a device gives pinned memory, tests and the CPU plain memory. Empty = plain.
using SlotAllocator = std::function<std::shared_ptr<std::uint8_t>(std::size_t bytes)>;

/// Decoded pictures in host memory, as a device takes them: `count` pictures of size x size x 3 bytes, RGB (NHWC), with
/// their class indices (empty where there are none). Only a view.
struct HostBatch {
    int count = 0;
    std::span<const std::uint8_t> pixels;
    std::span<const std::int64_t> labels;
};

} // namespace studio
