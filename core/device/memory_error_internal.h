// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>

namespace studio {

/// Whether an error of LibTorch or the library says that memory did not suffice, on the host or a device.
bool isMemoryError(const std::exception& error);

} // namespace studio
