// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <string_view>

#include "core/base/sha256.h"
#include "core/image/image_file.h"
#include "core/pack/pack_format_internal.h"
#include "tests/fuzz/fuzz.h"

using namespace studio;

/// The input, and the input with a right checksum behind it, which random bytes would never have; and as a journal.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    for (const std::string& file : {bytes, bytes + sha256Hex(bytes)}) {
        fuzz::attempt([&] {
            const PackIndex index = readPackIndex(file, "index");
            fuzz::require(index.table.entries.size() == index.shuffled + index.behind);
            fuzz::require(writePackIndex(index).size() == file.size());
        });
    }
    return fuzz::attempt([&] {
        PackTable table;
        std::string_view rest(bytes);
        while (takePackPage(rest, table))
            fuzz::require(rest.size() < size);
        for (const auto& [position, reason] : table.damaged)
            fuzz::require(position < table.entries.size());
        for (const PackEntry& entry : table.entries)
            fuzz::require(entry.length <= kMaxFileBytes);
        fuzz::require(packPageBytes(bytes) >= (size < kPackPageBegin ? 0 : kPackPageBegin));
    });
}
