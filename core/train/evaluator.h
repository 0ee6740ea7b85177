// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include "core/dataset/image_folder.h"

namespace studio {

struct EvaluationResult {
    double top1 = 0, top5 = 0, loss = 0; ///< fractions; loss = mean cross-entropy without smoothing
    std::int64_t count = 0;
    std::int64_t badPictures = 0; ///< left out of the count
    bool complete = true;         ///< false when stopped
    std::string checkpoint;       ///< file that was evaluated
};

/// Evaluates a run folder or weights file (.safetensors written by us) on the validation set of `data`.
/// `which`: best, last or an epoch number (run folders). Throws Error.
EvaluationResult evaluateModel(const std::string& model, const std::string& which, const DataSpec& data,
                               const std::string& device, int workers,
                               const std::function<void(std::int64_t done, std::int64_t total)>& progress = {},
                               std::stop_token stop = {});

} // namespace studio
