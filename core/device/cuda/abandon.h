// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/device/cuda/runtime.h"
#include "core/device/memory_error_internal.h"

namespace studio::cuda {

/// Asks the card, because no error says it for sure: one of LibTorch's own is no loss, and a loss may be heard by
/// others first. What a card has no memory for is no loss. The runtime's thread.
inline bool isLost(Runtime& runtime) {
    try {
        static_cast<void>(runtime.mark(Queue::Compute)->isReached());
        return false;
    } catch (const std::exception& error) {
        return !isMemoryError(error);
    }
}

/// Keeps `thing` for as long as the process lives. What a lost card knows of (tensors that several queues used, pinned
/// memory, events, graphs) asks the card when it is freed, in destructors from which LibTorch lets the answer escape:
/// the process would end before the run's end is recorded. Any thread.
template<typename Thing>
void abandon(Thing&& thing) {
    static_assert(!std::is_lvalue_reference_v<Thing>, "it is taken");
    static auto& mutex = *new std::mutex;
    static auto& kept = *new std::vector<std::shared_ptr<void>>; // never destroyed
    auto owned = std::make_shared<Thing>(std::forward<Thing>(thing));
    const std::lock_guard lock(mutex);
    kept.push_back(std::move(owned));
}

} // namespace studio::cuda
