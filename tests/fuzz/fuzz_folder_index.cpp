// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <string_view>

#include "core/base/sha256.h"
#include "core/dataset/folder_index.h"
#include "tests/fuzz/fuzz.h"

using namespace studio;

/// The input as a file; as the payload of a file with a right head, its first byte the number of folders; and as the
/// entries of one folder.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    acceptsFolderIndex(bytes);
    if (size > 0) {
        const std::string payload = bytes.substr(1);
        std::string file = "studio folders 2";
        file += bytes[0];
        file.append(3, '\0');
        for (int i = 0; i < 8; ++i)
            file += static_cast<char>(payload.size() >> (8 * i) & 0xff);
        acceptsFolderIndex(file + sha256Hex(payload) + payload);
    }
    if (!areSoundEntries(bytes))
        return 0;
    std::string again;
    EntryReader reader(bytes);
    for (FolderEntry entry; reader.next(entry);) {
        fuzz::require(!entry.name.empty() && entry.name != "." && entry.name != ".." &&
                      entry.name.find('/') == std::string_view::npos);
        appendEntry(again, entry);
    }
    fuzz::require(again == bytes);
    return 0;
}
