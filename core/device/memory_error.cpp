// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/memory_error_internal.h"

#include <new>
#include <string_view>

#include "core/base/torch.h"

namespace studio {

bool isMemoryError(const std::exception& error) {
    if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr ||
        dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr) {
        return true;
    }
    // The CPU's allocator throws a plain c10::Error.
    const auto* torchError = dynamic_cast<const c10::Error*>(&error);
    const std::string_view text = torchError != nullptr ? torchError->what_without_backtrace() : "";
    return text.find("not enough memory") != text.npos || text.find("can't allocate memory") != text.npos;
}

} // namespace studio
