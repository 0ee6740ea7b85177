// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Gives every file of a corpus, every beginning of it and some changed bytes to a fuzz target: what any compiler can
// do.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "tests/fuzz/fuzz.h"

int main(int argc, char** argv) {
    std::size_t inputs = 0;
    const auto give = [&inputs](const std::vector<std::uint8_t>& bytes, std::size_t size) {
        LLVMFuzzerTestOneInput(bytes.data(), size);
        ++inputs;
    };
    for (int i = 1; i < argc; ++i) {
        for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
            std::ifstream in(entry.path(), std::ios::binary);
            std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
            give(bytes, bytes.size());
            for (std::size_t at = 0; at < bytes.size() && at < 2048; ++at) {
                give(bytes, at);
                bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ (1u << at % 8));
                give(bytes, bytes.size());
                bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ (1u << at % 8));
            }
        }
    }
    std::printf("%zu inputs\n", inputs);
    return inputs == 0 ? 1 : 0;
}
