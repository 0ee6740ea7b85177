// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/image/image_header.h"
#include "core/pack/pack.h"
#include "core/pack/pack_preset.h"

namespace studio {

struct PackOptions {
    std::string preset = "max500-q90"; ///< packPresets()
    std::string out;                   ///< the pack comes into OUT/PRESET; empty = beside the data
    int workers = 0;                   ///< threads that encode; 0 = usable cores
    bool replace = false;              ///< a pack there that is not of these pictures gives way to this one
    /// Told of files that are compared with what was packed before, and their number; may be empty.
    std::function<void(std::int64_t, std::int64_t)> comparing{};
    std::int64_t maxPixels = kMaxPixels; ///< a picture of more is a bad one
};

/// What packing will need, from the first pictures of it.
struct PackEstimate {
    std::string folder;             ///< where the pack comes
    std::int64_t pictures = 0;      ///< of both sides
    std::int64_t done = 0;          ///< packed before, by a call that did not end
    std::uint64_t bytes = 0;        ///< of the finished pack; of "originals" not from a sample, but all lengths
    std::uint64_t bytesToWrite = 0; ///< still
    std::uint64_t freeBytes = 0;    ///< with what an unfinished pack there gives back; 0 = not known
    double seconds = 0;             ///< still to go
    bool already = false;           ///< there is a whole one of these pictures: nothing to do
    std::int64_t changed = 0;       ///< files that changed since they were packed; they are packed anew
    std::string replaces;           ///< why what is there cannot be used, where PackOptions::replace is needed
    std::uint64_t replacedBytes = 0;
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
    std::int64_t changed = 0;         ///< files that changed since an earlier call had packed them
    std::uint64_t bytes = 0;          ///< of the pack
    std::vector<std::string> damaged; ///< "path: reason", the first 1,000
    std::int64_t damagedCount = 0;
};

/// Packs the pictures of a data set into one pair of files, see Pack. Which bytes come out depends on the files and the
/// preset alone: those of the pack on their content, those of the index on their dates, too. "originals" takes the
/// files as they are, damaged ones too, so that training has the same bits as from the files. The other presets decode
/// each picture whole, make it smaller where it is larger than they say, and encode it again; a picture that is small
/// enough stays as it is if it is a JPEG and would not get shorter. A picture that cannot be read is noted with the
/// reason, and is a bad picture of each run as its file would be.
///
/// Finished pages are noted in a journal, at most a second apart: after a stop, a full disk or a kill the same call
/// goes on behind them, unless files behind were changed meanwhile: then from the first page that holds one.
///
/// A pack that is there is compared with the files. If some changed, it is made anew; the old one stays until the new
/// one is whole. One of other pictures, or one that is damaged, is left alone unless `replace` says otherwise.
/// `announce` is told once before anything is written, `progress` after each picture; both on the caller's thread.
/// Throws Error: DiskFull (before the start, too), Io, Locked (another process packs the same), Usage (`replace` is
/// needed).
PackResult packPictures(const ImageFolder& data, const PackOptions& options,
                        const std::function<void(const PackEstimate&)>& announce = {},
                        const std::function<void(const PackStatus&)>& progress = {}, std::stop_token stop = {});

/// What packPictures() would announce, by encoding some pictures. Writes nothing; nothing on a stop request. Throws
/// Error: Io (also where the pack could not be put).
std::optional<PackEstimate> estimatePack(const ImageFolder& data, const PackOptions& options,
                                         const std::stop_token& stop = {});

} // namespace studio
