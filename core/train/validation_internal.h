// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <stop_token>

#include "core/data/image_folder.h"
#include "core/device/compute_device_internal.h"
#include "core/model/network_internal.h"
#include "core/train/evaluator.h"
#include "core/train/patience_internal.h"

namespace studio {

struct ValidationPlan {
    int evalResize = 256;
    int evalSize = 224;
    int batchSize = 64;
    int workers = 1;
    PatientWait wait; ///< see nextPatiently()
};

/// Top-1, top-5 and loss of the network on a set, with the evaluation transform, in evaluation mode and without
/// gradients; the mode is put back afterwards. Unreadable pictures are left out. Engine thread.
EvaluationResult evaluateSet(Network& network, ComputeDevice& device, const ImageSet& set, const ValidationPlan& plan,
                             const std::function<void(std::int64_t done, std::int64_t total)>& progress,
                             std::stop_token stop);

/// Rows whose label is among the `k` largest logits (or among all, if there are fewer classes).
std::int64_t countHits(const at::Tensor& logits, const at::Tensor& labels, std::int64_t k);

} // namespace studio
