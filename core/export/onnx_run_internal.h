// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/torch.h"
#include "core/interop/onnx_file.h"

namespace studio {

/// Computes a graph of the operations that onnxGraphOf() uses, from what stands in it alone: [N, 3, side, side] ->
/// [N, classes]. Throws Error(Corrupt) for anything else.
at::Tensor runOnnx(const OnnxGraph& graph, const at::Tensor& pictures);

} // namespace studio
