// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/torch.h"
#include "core/interop/safetensors.h"
#include "core/model/network_internal.h"
#include "core/optim/sgd_internal.h"

namespace studio {

/// A copy as a CPU tensor.
at::Tensor fromHostTensor(const HostTensor& tensor);

/// `model.NAME` of the state_dict and `momentum.NAME` of the optimiser, in that order; nothing if a weight, statistic
/// or momentum is no finite number (NaN, infinite). Throws Error(Internal) for an element type that a checkpoint cannot
/// hold. `spare` is the memory of an earlier snapshot: used again, because fresh pages cost
/// more than the copy.
std::optional<std::vector<HostTensor>> snapshotTensors(const Network& network, const Sgd& sgd,
                                                       std::vector<HostTensor> spare = {});
/// Throws Error(Corrupt) naming `place` where restoreNetwork() or restoreMomentum() would; changes nothing.
void requireFit(const Network& network, const Sgd& sgd, const std::vector<HostTensor>& tensors,
                const std::string& place);
/// Copies `model.*` in. Throws Error(Corrupt) naming `place` unless names and shapes are exactly the network's; the
/// network may then be half changed.
void restoreNetwork(const Network& network, const std::vector<HostTensor>& tensors, const std::string& place);
/// Copies `momentum.*` in; every buffer must be there. Throws Error(Corrupt).
void restoreMomentum(Sgd& sgd, const std::vector<HostTensor>& tensors, const std::string& place);
/// The `model.*` tensors under their plain names: what a weights file for PyTorch holds.
std::vector<HostTensor> weightsOnly(std::vector<HostTensor> tensors);

} // namespace studio
