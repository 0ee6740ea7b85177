// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>

#include "core/device/compute_device_internal.h"
#include "core/loader/loader.h"
#include "core/train/evaluator.h"

namespace studio {

struct ValidationPlan {
    int evalResize = 256;
    int evalSize = 224;
    int batchSize = 64;
    int workers = 1; ///< decode threads, where the loader has no crew
    int held = 1;    ///< batches that the device may hold at once: its depth
};

/// The whole set, in its own order, with the evaluation transform.
LoaderPlan validationLoaderPlan(const ImageSet& set, const ValidationPlan& plan);

/// Top-1, top-5 and loss of the program's network on all batches of `pictures`; the program has measured nothing
/// before. Unreadable pictures are left out. `next` asks the loader for its next batch; nothing from it before the last
/// one is a stop. Where `classes` is not 0 they are counted by class, too, and what was taken for what is told with the
/// names that `fileOf` gives to the pictures of the set. `combine`: makes the figures those of all ranks. `submitted`:
/// a batch was given to the program, and the next one was not. Engine thread.
EvaluationResult evaluateSet(EvalProgram& program, const Loader& pictures,
                             const std::function<std::optional<Batch>()>& next,
                             const std::function<void(std::int64_t done, std::int64_t total)>& progress,
                             std::size_t classes = 0,
                             const std::function<std::string(std::size_t picture)>& fileOf = {},
                             const std::function<void(EvaluationResult&)>& combine = {},
                             const std::function<void(const Batch&)>& submitted = {});

} // namespace studio
