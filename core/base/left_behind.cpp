// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/left_behind.h"

#include <atomic>

namespace studio {
namespace {

std::atomic<int> left{0};

} // namespace

int threadsLeftBehind() {
    return left;
}

void countLeftBehind(int change) {
    left += change;
}

} // namespace studio
