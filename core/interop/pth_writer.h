// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/interop/safetensors.h"

namespace studio {

/// Writes a PyTorch state_dict (`torch.load(path, weights_only=True)` reads it): a stored zip with an OrderedDict of
/// tensors in the given order, protocol 2, record data aligned to 64 bytes, CRC32 right. Through AtomicFile.
/// Types F32, F16, BF16, F64, I64, I32, I16, I8, U8, Bool. Throws Error(Io, DiskFull).
void writePth(const std::string& path, const std::vector<HostTensor>& tensors);

} // namespace studio
