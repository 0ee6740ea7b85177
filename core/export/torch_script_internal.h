// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/model/network_internal.h"

namespace studio {

struct TorchScript {
    std::string bytes; ///< of the file that torch.jit.load reads
    at::Tensor answer; ///< of what was written, to the pictures
};

/// The network as TorchScript, traced with pictures of `side` px. It takes batches and pictures of any size. Names of
/// parameters are those of the network. In memory: LibTorch's writer ends the process where a disk is full, and its
/// reader may where a file is damaged. The network is in evaluation mode, on the CPU.
TorchScript torchScriptOf(Network& network, std::int64_t side, const at::Tensor& pictures);

} // namespace studio
