// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <stop_token>

#include "core/device/compute_device_internal.h"
#include "core/loader/loader.h"
#include "core/model/network_internal.h"
#include "core/train/evaluator.h"
#include "core/train/patience_internal.h"

namespace studio {

struct ValidationPlan {
    int evalResize = 256;
    int evalSize = 224;
    int batchSize = 64;
    int workers = 1; ///< decode threads, where the loader has no crew
};

/// The whole set, in its own order, with the evaluation transform.
LoaderPlan validationLoaderPlan(const ImageSet& set, const ValidationPlan& plan);

/// Top-1, top-5 and loss of the network on all that `pictures` gives, in evaluation mode and without gradients; the
/// mode is put back afterwards. Unreadable pictures are left out. `wait`: see nextPatiently(). Engine thread.
EvaluationResult evaluateSet(Network& network, ComputeDevice& device, Loader& pictures, const PatientWait& wait,
                             const std::function<void(std::int64_t done, std::int64_t total)>& progress,
                             std::stop_token stop);

/// Rows whose label is among the `k` largest logits (or among all, if there are fewer classes).
std::int64_t countHits(const at::Tensor& logits, const at::Tensor& labels, std::int64_t k);

} // namespace studio
