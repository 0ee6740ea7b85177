// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/batch_mix_internal.h"

namespace studio {
namespace {

/// A copy: the rows before those of `rows`.
at::Tensor rolled(const at::Tensor& rows, const at::Tensor& before) {
    return at::cat({before, rows.narrow(0, 0, rows.size(0) - 1)}, 0);
}

} // namespace

void mixPictures(const at::Tensor& pictures, const at::Tensor& before, const BatchMix& mix) {
    const torch::NoGradGuard noGrad;
    if (mix.kind == BatchMix::Kind::Mixup) {
        const at::Tensor others = rolled(pictures, before);
        pictures.mul_(mix.own).add_(others, 1 - mix.own);
    } else if (mix.kind == BatchMix::Kind::Cutmix && !mix.box.isEmpty()) {
        const auto inBox = [&box = mix.box](const at::Tensor& rows) {
            return rows.narrow(2, box.top, box.height).narrow(3, box.left, box.width);
        };
        inBox(pictures).copy_(rolled(inBox(pictures), inBox(before)));
    }
}

void eraseBoxes(const at::Tensor& pictures, const at::Tensor& boxes) {
    const torch::NoGradGuard noGrad;
    const at::Tensor places = at::arange(pictures.size(2), boxes.options());
    const auto edge = [&boxes](std::int64_t which) { return boxes.select(1, which).unsqueeze(1); };
    const at::Tensor columns = places.ge(edge(0)).logical_and_(places.lt(edge(2)));
    const at::Tensor lines = places.ge(edge(1)).logical_and_(places.lt(edge(3)));
    pictures.masked_fill_(lines.unsqueeze(2).logical_and(columns.unsqueeze(1)).unsqueeze(1), 0);
}

at::Tensor mixedLoss(const at::Tensor& logits, const at::Tensor& labels, const at::Tensor& partners,
                     const at::Tensor& own, double labelSmoothing) {
    const auto loss = [&](const at::Tensor& targets) {
        return at::cross_entropy_loss(logits, targets, {}, at::Reduction::Mean, -100, labelSmoothing);
    };
    return loss(labels) * own + loss(partners) * (1 - own);
}

} // namespace studio
