// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/memory_error_internal.h"

#include <algorithm>
#include <iterator>
#include <new>
#include <string_view>

#include "core/base/torch.h"

namespace studio {

bool isMemoryError(const std::exception& error) {
    if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr ||
        dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr) {
        return true;
    }
    // The CPU's allocator and CUDA's libraries throw a plain c10::Error.
    const auto* torchError = dynamic_cast<const c10::Error*>(&error);
    const std::string_view text = torchError != nullptr ? torchError->what_without_backtrace() : "";
    constexpr std::string_view kWords[] = {
        "not enough memory",
        "can't allocate memory",
        "out of memory", // CUDA's own words
        "CUBLAS_STATUS_ALLOC_FAILED",
        "CUDNN_STATUS_ALLOC_FAILED",
        "ALLOCATION_FAILED",        // cuDNN 9
        "unable to find an engine", // LibTorch's, when none of cuDNN's plans had room
        "CUBLAS_STATUS_NOT_INITIALIZED", // a handle is made late, and needs room
        "CUDNN_STATUS_NOT_INITIALIZED"};
    return std::any_of(std::begin(kWords), std::end(kWords),
                       [text](std::string_view words) { return text.find(words) != text.npos; });
}

} // namespace studio
