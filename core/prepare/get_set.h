// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/prepare/known_sets.h"

namespace studio {

struct GetOptions {
    KnownSet set;             ///< one of knownSets(); with an empty id `source` is taken
    std::string source;       ///< else: an archive of class folders (.tar .tar.gz .tgz .tar.xz .zip), path or address
    FileSums sums;            ///< of `source`, if somebody told them
    std::string baseUrl;      ///< instead of the set's own, for mirrors
    std::string out;          ///< new or empty folder
    std::string downloads;    ///< where the archive is fetched to; empty = OUT/.downloads
    bool keepArchive = false; ///< of one that was fetched; one that was there before is always kept
};

struct GetStatus {
    enum class Stage {
        Download, ///< bytes
        Check,    ///< bytes, of the sum
        List,     ///< bytes, of the archive, looked through
        Unpack,   ///< pictures
    };
    Stage stage = Stage::Download;
    std::int64_t done = 0, total = 0; ///< total 0 = not known
    double bytesPerSecond = 0;        ///< while downloading and checking
    double secondsLeft = -1;          ///< below 0 = not known
    std::string note;                 ///< why nothing happens at the moment; mostly empty
};
/// At most about ten times a second, on the caller's thread.
using GetProgress = std::function<void(const GetStatus&)>;

struct GetResult {
    bool complete = false; ///< false: stopped on request; the same call goes on
    bool wasThere = false; ///< there was nothing to do
    std::int64_t train = 0, val = 0, classes = 0;
    std::int64_t passedOver = 0;    ///< files in the archive that are no pictures of a class
    std::vector<std::string> notes; ///< what people should know
};

/// Fetches (or takes) an archive, compares it with the published sum, and unpacks it to OUT/train/CLASS/* and, where it
/// has validation pictures, OUT/val/CLASS/*, with classes.json where folders have readable names. A single folder
/// around everything is taken off; "test", "valid", "val_set" and the like count as val. Pictures in folders below a
/// class get one name of both, which differs from all others; flat archives are refused, and what is left out is told
/// in the notes. Only regular files with the extension
/// of a picture are written, under OUT alone; an archive that holds a link, a device or a way out ("../x", "/x") is
/// refused whole before anything is written, and so is one that ends in the middle or has a wrong checksum inside. OUT/train and OUT/val appear when everything is counted and durable, until
/// then it is in OUT/.unpacking; what was finished is noted in OUT/.get.json, so a second call has nothing to do.
/// Throws Error: Usage (address, folder in use), Data (other content, counts or damage), DiskFull, Io, Locked.
GetResult getKnownSet(const GetOptions& options, const GetProgress& progress = {}, std::stop_token stop = {});

} // namespace studio
