// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/data/image_folder.h"

namespace studio {

struct CheckProblem {
    std::string path;
    std::uint32_t classIndex = 0;
    bool validation = false;
    std::string reason;
};

/// What a full decode of every picture found.
struct CheckReport {
    std::int64_t checked = 0;
    std::int64_t total = 0;
    bool complete = false; ///< false when stopped early
    std::vector<CheckProblem> problems;
    std::uint64_t bytes = 0; ///< of the checked files
    int medianWidth = 0, medianHeight = 0;
    double picturesPerSecond = 0;
};

/// Decodes every picture of both sets on `workers` threads. `progress` is called from one of them, at most 10 times a
/// second, with counts only. Returns what is known when stopped. Never throws for a bad picture.
CheckReport checkPictures(const ImageFolder& data, int workers,
                          const std::function<void(const CheckReport&)>& progress = {}, std::stop_token stop = {});

/// The problems as CSV (path,class,set,reason), RFC 4180 quoting; bytes of paths escaped as escapeBytes() does.
std::string problemsCsv(const CheckReport& report, const ImageFolder& data);

} // namespace studio
