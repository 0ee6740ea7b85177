// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace studio {

/// Where a loader gets the encoded bytes of pictures from when not from one file each. Made for one ImageSet, whose
/// sample indices it answers to; outlives the loaders that use it.
class PictureSource {
public:
    virtual ~PictureSource() = default;
    /// The encoded picture of sample `index` into `bytes` (reused). Called by many decode threads at once. Throws
    /// Error(Data): this picture is damaged; Error(Io): the volume does not answer and nothing is known about it. Once
    /// `stop` is requested what failed is not tried again: every call may take minutes on such a volume.
    virtual void read(std::uint32_t index, std::vector<std::uint8_t>& bytes,
                      const std::stop_token& stop = {}) const = 0;
    /// Told which samples a batch needs before any of them is read: a hint for readahead. Any thread; must be quick.
    virtual void willNeed(std::span<const std::uint32_t> /*samples*/) const {}
};

} // namespace studio
