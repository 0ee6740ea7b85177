// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/interop/onnx_file.h"
#include "core/model/model_spec.h"

namespace studio {

/// The network as it classifies (batch norm with its running statistics) as a graph of ONNX operators, built from the
/// architecture alone. `weights`: its state_dict in float32, which go into the graph. Input: normalised pictures [N, 3,
/// side, side]; output: logits. Metadata are the caller's. Throws Error(Corrupt) where a weight is missing.
OnnxGraph onnxGraphOf(const ModelSpec& spec, std::int64_t side, std::vector<HostTensor> weights);

} // namespace studio
