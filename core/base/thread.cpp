// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/thread.h"

#include <new>

namespace studio {

namespace {

constexpr std::size_t kBytes = 64u << 10; // the handler's texts, and the unwinder that names the frames

} // namespace

SignalStack::SignalStack()
    : memory_(new (std::nothrow) std::byte[kBytes]) {
    stack_t stack{};
    stack.ss_sp = memory_.get();
    stack.ss_size = kBytes;
    changed_ = memory_ && ::sigaltstack(&stack, &before_) == 0;
}

SignalStack::~SignalStack() {
    if (changed_)
        ::sigaltstack(&before_, nullptr);
}

} // namespace studio
