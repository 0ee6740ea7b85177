// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/device/cuda/runtime.h"
#include "core/device/cuda/switches.h"

namespace studio::test {

/// Throws where `good` is false; the text says what was expected and what came.
inline void require(bool good, const std::string& what) {
    if (!good) {
        throw std::runtime_error(what);
    }
}

/// a is b within `tolerance` of the size of b's largest number.
inline void requireNear(const at::Tensor& a, const at::Tensor& b, double tolerance, const std::string& what) {
    const at::Tensor left = a.detach().to(at::kCPU, at::kDouble), right = b.detach().to(at::kCPU, at::kDouble);
    const double size = right.abs().max().item<double>() + 1e-12;
    const double off = (left - right).abs().max().item<double>() / size;
    std::printf("    %-52s off by %.2e of the largest, %.0e allowed\n", what.c_str(), off, tolerance);
    require(off <= tolerance, what + " is off by " + std::to_string(off));
}

/// One thing that is tried on the card.
struct CardCheck {
    const char* name;
    void (*run)(const std::string& pciBusId);
};
std::vector<CardCheck> kernelChecks();
std::vector<CardCheck> programChecks();

} // namespace studio::test
