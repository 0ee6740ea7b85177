// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace studio {

/// Memory of this process, from /proc; 0 = unknown. Any thread.
struct ProcessMemory {
    std::uint64_t now = 0;  ///< resident, bytes
    std::uint64_t peak = 0; ///< the most since the start, or since forgetPeakMemory()
};
ProcessMemory processMemory();

/// The peak begins anew, where the kernel allows that.
void forgetPeakMemory();

} // namespace studio
