// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/interop/pth_tree_internal.h"

namespace studio {

/// What the dictionary that a file of PyTorch holds says beside its weights. `tensors`: those of its numbers that are
/// tensors, by their place in StatedFacts::normalisation, to be read where that is cheap.
StatedFacts factsIn(const Pickle& pickle, std::map<std::size_t, StoredTensor>& tensors);

} // namespace studio
