// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/torch.h"
#include "core/device/batch_mix.h"

namespace studio {

/// Mixes rows of a prepared batch [count, 3 or 4, size, size] in place, on the device where they lie. `before`: the
/// prepared picture [1, 3 or 4, size, size] of the row before the first, as it was; may be a view of the last row.
void mixPictures(const at::Tensor& pictures, const at::Tensor& before, const BatchMix& mix);

/// Sets a box of each picture [count, 3 or 4, size, size] to 0. `boxes`: int64 [count, 4], left, top, right and bottom,
/// on the same device.
void eraseBoxes(const at::Tensor& pictures, const at::Tensor& boxes);

/// Cross-entropy, mean over the batch, of labels of which `own` (a scalar of the logits' type, where they lie) is
/// `labels` and the rest `partners`. Linear in the labels: the same as of soft targets, with label smoothing too.
at::Tensor mixedLoss(const at::Tensor& logits, const at::Tensor& labels, const at::Tensor& partners,
                     const at::Tensor& own, double labelSmoothing);

} // namespace studio
