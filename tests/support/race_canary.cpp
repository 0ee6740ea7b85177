// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Two threads count without a lock, on purpose: a thread sanitizer that says nothing about this says nothing at all.
#include <cstdio>
#include <thread>

namespace {
int shared = 0;
}

int main() {
    const auto count = [] {
        for (int i = 0; i < 10'000; ++i)
            ++shared;
    };
    { std::jthread one(count), two(count); }
    std::printf("%d\n", shared);
    return 0;
}
