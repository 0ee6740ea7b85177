// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/torch.h"
#include "core/interop/safetensors.h"
#include "core/model/network_internal.h"
#include "core/optim/loss_scale_internal.h"
#include "core/optim/sgd_internal.h"
#include "core/optim/weight_average_internal.h"

namespace studio {

/// Throws Error(Corrupt) naming `place` where restoreNetwork(), restoreMomentum() or restoreAverage() would; changes
/// nothing. `average` may be null.
void requireFit(const Network& network, const Sgd& sgd, const WeightAverage* average,
                const std::vector<HostTensor>& tensors, const std::string& place);
/// Copies `model.*` in. Throws Error(Corrupt) naming `place` unless names and shapes are exactly the network's; the
/// network may then be half changed.
void restoreNetwork(const Network& network, const std::vector<HostTensor>& tensors, const std::string& place);
/// Copies `momentum.*` in; every buffer must be there. Throws Error(Corrupt).
void restoreMomentum(Sgd& sgd, const std::vector<HostTensor>& tensors, const std::string& place);
/// Copies `scale.*` in, or resets it where they are not there: a run may go from one precision to another. `scale` may
/// be null.
void restoreScale(LossScale* scale, const std::vector<HostTensor>& tensors);
/// Copies `ema.*` in, after the network. Where there is none at all (the recipe was given an average since), the
/// average begins as a copy of the network. `average` may be null. Throws Error(Corrupt).
void restoreAverage(const WeightAverage* average, const std::vector<HostTensor>& tensors, const std::string& place);
/// Puts each `ema.NAME` in the place of `model.NAME`. Throws Error(Corrupt) naming `place` where there is none.
void takeAverage(std::vector<HostTensor>& tensors, const std::string& place);
/// The `model.*` tensors under their plain names: what a weights file for PyTorch holds.
std::vector<HostTensor> weightsOnly(std::vector<HostTensor> tensors);

} // namespace studio
