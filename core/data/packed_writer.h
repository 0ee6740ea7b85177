// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/data/packed_set.h"

namespace studio {

struct PackOptions {
    std::string preset = "max500-q90"; ///< packPresets()
    std::string out;                   ///< the pack comes into OUT/PRESET; empty = beside the data
    int workers = 0;                   ///< threads that encode; 0 = usable cores
};

/// What packing will need, from the first pictures of it.
struct PackEstimate {
    std::string folder;             ///< where the pack comes
    std::int64_t pictures = 0;      ///< of both sides
    std::int64_t done = 0;          ///< packed before, by a call that did not end
    std::uint64_t bytes = 0;        ///< of the finished pack
    std::uint64_t bytesToWrite = 0; ///< still
    std::uint64_t freeBytes = 0;    ///< 0 = not known
    double seconds = 0;             ///< still to go
};

struct PackStatus {
    std::int64_t done = 0, total = 0;
    std::uint64_t bytes = 0;
    double secondsLeft = -1; ///< below 0 = not known
};

struct PackResult {
    std::string folder;
    bool complete = false; ///< false: stopped on request; the same call goes on
    bool already = false;  ///< there was a whole one of these pictures
    std::int64_t pictures = 0;
    std::int64_t resumedAt = 0;       ///< pictures that an earlier call had packed
    std::uint64_t bytes = 0;          ///< of the pack
    std::vector<std::string> damaged; ///< "path: reason", the first 1,000
    std::int64_t damagedCount = 0;
};

/// Packs the pictures of a data set into one pair of files, see PackedSet. Which bytes come out depends on the files
/// and the preset alone. "originals" takes the files as they are, damaged ones too, so that training has the same bits
/// as from the files. The other presets decode each picture whole, make it smaller where it is larger than they say,
/// and encode it again; a picture that is small enough stays as it is if it is a JPEG and would not get shorter. A
/// picture that cannot be read is noted with the reason, and is a bad picture of each run as its file would be.
///
/// Finished pages are noted in a journal, at most a second apart: after a stop, a full disk or a kill the same call
/// goes on behind them. `announce` is told once before anything is written, `progress` after each picture; both on the
/// caller's thread. Throws Error: DiskFull (before the start, too), Io, Locked (another process packs the same), Usage
/// (OUT holds a pack of other pictures).
PackResult packPictures(const ImageFolder& data, const PackOptions& options,
                        const std::function<void(const PackEstimate&)>& announce = {},
                        const std::function<void(const PackStatus&)>& progress = {}, std::stop_token stop = {});

} // namespace studio
