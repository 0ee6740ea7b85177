// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "core/dataset/image_folder.h"
#include "core/image/image_header.h"

namespace studio {

struct CheckProblem {
    std::string path;
    std::uint32_t classIndex = 0;
    bool validation = false;
    std::string reason;
};

/// A picture that was read whole though something about it is not as it should be.
struct OddPicture {
    std::string path;
    std::uint32_t classIndex = 0;
    bool validation = false;
    std::string reason; ///< "PNG, colour profile (iCCP: known incorrect sRGB profile)", several parted by "; "
};

/// A file with the same bytes as another one that stands before it (training before validation).
struct DuplicatePicture {
    std::string path;
    std::uint32_t classIndex = 0;
    bool validation = false;
    std::string sameAs;
    std::uint32_t sameAsClass = 0;
    bool sameAsValidation = false;

    /// In training and in validation: the validation then measures what was learnt by heart.
    bool leaks() const { return validation != sameAsValidation; }
    /// One picture, two classes: at most one of them is right.
    bool conflicts() const { return classIndex != sameAsClass; }
};

/// What a full decode of every picture found.
struct CheckReport {
    std::int64_t checked = 0;
    std::int64_t total = 0;
    bool complete = false; ///< false when stopped early
    std::vector<CheckProblem> problems;
    std::vector<OddPicture> odd;                  ///< at most kMaxListedOdd
    std::int64_t oddCount = 0;                    ///< pictures
    std::map<std::string, std::int64_t> oddKinds; ///< pictures by PictureOddity::kind; one may be of several
    std::uint64_t bytes = 0;                      ///< of the checked files
    int medianWidth = 0, medianHeight = 0;
    double picturesPerSecond = 0;
    std::vector<DuplicatePicture> duplicates; ///< leaks first; at most kMaxListedDuplicates. Known at the end
    std::int64_t duplicateCount = 0, leakCount = 0, conflictCount = 0;
    std::vector<std::int64_t> shortSides; ///< pictures per length of the shorter side; the last entry: or longer
    std::int64_t finishedUtcMs = 0;       ///< 0 while it runs

    static constexpr std::size_t kMaxListedDuplicates = 10'000, kMaxListedOdd = 10'000;
    /// Checked pictures whose shorter side is below `side`: they are enlarged. `side` up to 2,048.
    std::int64_t smallerThan(int side) const;
};

/// Decodes every picture of both sets on `workers` threads and finds equal files. `progress` is called from one of
/// them, at most 10 times a second, with counts and problems only. Returns what is known when stopped. Never throws
/// for a bad picture; Error(Io) when the volume does not answer any more. Keeps 24 bytes per good picture.
CheckReport checkPictures(const ImageFolder& data, int workers,
                          const std::function<void(const CheckReport&)>& progress = {}, std::stop_token stop = {},
                          std::int64_t maxPixels = kMaxPixels);

/// Bad pictures, odd ones, duplicates and all unused names as CSV (path,class,set,reason,kind,same_as; kind: bad, odd,
/// leak, duplicate or unused), RFC 4180 quoting; bytes of paths escaped as escapeBytes() does.
std::string problemsCsv(const CheckReport& report, const ImageFolder& data);

} // namespace studio
