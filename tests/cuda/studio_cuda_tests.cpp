// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What only a real card can show; needs no Qt. Arguments: words, of which a check's name must have one. Exit code 0 =
// all good, 1 = not, 77 = there is no card here.
#include <chrono>
#include <cstring>

#include <cuda_runtime.h>

#include "tests/cuda/card_checks.h"

using namespace studio::test;

namespace {

bool isWanted(const char* name, int count, char** words) {
    for (int i = 1; i < count; ++i) {
        if (std::strstr(name, words[i]) != nullptr) {
            return true;
        }
    }
    return count < 2;
}

/// False where it failed.
bool runCheck(const CardCheck& check, const std::string& card) {
    const auto begin = std::chrono::steady_clock::now();
    std::string failed;
    try {
        check.run(card);
    } catch (const std::exception& error) {
        failed = error.what();
        failed.resize(std::min<std::size_t>(failed.size(), 2000));
    }
    const std::chrono::duration<double> lasted = std::chrono::steady_clock::now() - begin;
    std::printf("%s %-52s %6.1f s\n", failed.empty() ? "good  " : "FAILED", check.name, lasted.count());
    if (!failed.empty()) {
        std::printf("    %s\n", failed.c_str());
    }
    std::fflush(stdout);
    return failed.empty();
}

} // namespace

int main(int count, char** words) {
    int cards = 0;
    if (const cudaError_t error = cudaGetDeviceCount(&cards); error != cudaSuccess || cards == 0) {
        std::printf("There is no card here (%s): nothing was tried.\n", cudaGetErrorString(error));
        return 77;
    }
    char card[64] = {};
    if (cudaDeviceGetPCIBusId(card, sizeof card, 0) != cudaSuccess) {
        std::printf("The first card does not say where it is.\n");
        return 1;
    }
    int run = 0, failed = 0;
    for (const auto& checks : {kernelChecks(), programChecks()}) {
        for (const CardCheck& check : checks) {
            if (isWanted(check.name, count, words)) {
                ++run;
                failed += runCheck(check, card) ? 0 : 1;
            }
        }
    }
    std::printf("%d of %d checks good\n", run - failed, run);
    return failed == 0 && run > 0 ? 0 : 1;
}
