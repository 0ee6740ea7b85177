// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <string>

#include "core/base/sha256.h"
#include "core/dataset/image_folder.h"
#include "core/run/run_pictures.h"
#include "tests/fuzz/fuzz.h"

using namespace studio;

namespace {

/// What is taken is written and read again as the same, and names nothing outside the data's folder.
int readAgain(const std::string& bytes) {
    const fuzz::MemoryFile file(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    return fuzz::attempt([&] {
        const auto read = readRunPictures(file.path());
        fuzz::require(read.has_value());
        const KnownSets known = knownSets(*read);
        fuzz::require(known.validation.size() <= read->valNames.size());
        ImageSet train;
        for (const NameList* names : {&read->trainNames, &read->valNames}) {
            for (std::size_t i = 0; i < names->size(); ++i) {
                const std::string path = "/" + std::string((*names)[i]) + "/";
                fuzz::require(path.find("/../") == std::string::npos && path.find("//") == std::string::npos);
                if (names == &read->trainNames)
                    train.add((*names)[i], 0);
            }
        }
        fuzz::require(!compareNames(read->trainNames, train).any());
    });
}

} // namespace

/// The input as a file; and as the names of a file with a right head, its first byte the number of training pictures.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    readAgain(bytes);
    if (size == 0)
        return 0;
    const std::string names = bytes.substr(1);
    const auto count = std::count(names.begin(), names.end(), '\0');
    const auto train = std::min<std::ptrdiff_t>(static_cast<std::uint8_t>(bytes[0]), count);
    return readAgain("resnet-studio pictures 1\n{\"train_folder\":\"train\",\"val_folder\":\"val\",\"split\":false,"
                     "\"share\":0.1,\"seed\":1,\"train\":" +
                     std::to_string(train) + ",\"val\":" + std::to_string(count - train) + ",\"bytes\":" +
                     std::to_string(names.size()) + ",\"sha256\":\"" + sha256Hex(names) + "\"}\n" + names);
}
