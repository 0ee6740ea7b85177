// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace studio::cuda {

/// Techniques of the card's programs that can be switched off, to measure what each gains and to find a fault:
/// RESNET_STUDIO_CUDA_OFF=graph,fused-norm,fused-pool,padded-input. RESNET_STUDIO_DETERMINISTIC=1 has cuDNN choose
/// algorithms that give the same bits each time, at the price of speed.
struct Switches {
    bool graph = true;       ///< the whole step as one CUDA graph
    bool fusedNorm = true;   ///< batch norm, addition, ReLU and pooling in our own kernels
    bool fusedPool = true;   ///< the pooling among them
    bool paddedInput = true; ///< in half precision a fourth channel of zeros for the first convolution
    bool deterministic = false;
};

/// Channels of the pictures that the network is given: cuDNN's kernels for a first layer want a fourth in half
/// precision, and would copy the batch for it (an H200: 0.55 ms each way for 256 pictures of 224 pixels, 0.40 with
/// four).
inline int inputChannels(const Switches& switches, bool isHalf) {
    return switches.paddedInput && isHalf ? 4 : 3;
}

/// Of this process's environment. Throws Error(Usage) for a word that names no technique.
Switches switchesOfEnvironment();
Switches switchesOf(const std::string& off, const std::string& deterministic);

} // namespace studio::cuda
