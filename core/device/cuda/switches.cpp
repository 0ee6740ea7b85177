// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/cuda/switches.h"

#include <cstdlib>
#include <sstream>

#include "core/base/error.h"

namespace studio::cuda {
namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

} // namespace

Switches switchesOf(const std::string& off, const std::string& deterministic) {
    Switches switches;
    std::istringstream words(off);
    for (std::string word; std::getline(words, word, ',');) {
        if (word == "graph") {
            switches.graph = false;
        } else if (word == "fused-norm") {
            switches.fusedNorm = false;
        } else if (word == "fused-pool") {
            switches.fusedPool = false;
        } else if (word == "padded-input") {
            switches.paddedInput = false;
        } else if (!word.empty()) {
            throw Error(
                ErrorKind::Usage,
                Message{.title = "There is no such technique to switch off",
                        .place = "RESNET_STUDIO_CUDA_OFF=" + off,
                        .done = "\"" + word + "\" is not known.",
                        .next = "Name some of graph, fused-norm, fused-pool and padded-input, with commas between."});
        }
    }
    switches.deterministic = !deterministic.empty() && deterministic != "0";
    return switches;
}

Switches switchesOfEnvironment() {
    return switchesOf(environment("RESNET_STUDIO_CUDA_OFF"), environment("RESNET_STUDIO_DETERMINISTIC"));
}

} // namespace studio::cuda
