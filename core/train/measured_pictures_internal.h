// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>
#include <string>

#include "core/train/evaluator.h"
#include "core/train/model_loader_internal.h"

namespace studio {

/// The pictures that an evaluation measures: `data.val`, with classes as the model counts them.
struct MeasuredPictures {
    ImageFolder data;
    Measured about;
};

/// As evaluateModel() says. `model` is what a person named.
MeasuredPictures findMeasuredPictures(const LoadedModel& loaded, const std::string& model, const DataSpec& data,
                                      bool split, std::stop_token stop);

} // namespace studio
