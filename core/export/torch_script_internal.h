// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/model/network_internal.h"

namespace studio {

/// The network as TorchScript, traced with pictures of `side` px: the bytes of the file that torch.jit.load reads. It
/// takes batches and pictures of any size. Names of parameters are those of the network. In memory: LibTorch's writer
/// ends the process where a disk is full. The network is in evaluation mode, on the CPU.
std::string torchScriptOf(Network& network, std::int64_t side);
/// Loads such bytes, of this program's own making alone: LibTorch's reader trusts what it reads.
at::Tensor runTorchScript(const std::string& bytes, const at::Tensor& pictures);

} // namespace studio
