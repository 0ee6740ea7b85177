// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace studio::cuda {

/// Techniques of the card's programs that can be switched off, to measure what each gains and to find a fault:
/// RESNET_STUDIO_CUDA_OFF=graph,fused-norm. RESNET_STUDIO_DETERMINISTIC=1 has cuDNN choose algorithms that give the
/// same bits each time, at the price of speed.
struct Switches {
    bool graph = true;     ///< the whole step as one CUDA graph
    bool fusedNorm = true; ///< batch norm, addition and ReLU in our own kernels
    bool deterministic = false;
};

/// Of this process's environment. Throws Error(Usage) for a word that names no technique.
Switches switchesOfEnvironment();
Switches switchesOf(const std::string& off, const std::string& deterministic);

} // namespace studio::cuda
