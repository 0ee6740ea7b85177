// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "tests/fuzz/fuzz.h"

using namespace studio;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    fuzz::require(unescapeBytes(escapeBytes(bytes)) == bytes);
    const std::string shown = displayText(bytes);
    fuzz::require(displayText(shown) == shown);
    return fuzz::attempt(
        [&] { fuzz::require(unescapeBytes(escapeBytes(unescapeBytes(bytes))) == unescapeBytes(bytes)); });
}
