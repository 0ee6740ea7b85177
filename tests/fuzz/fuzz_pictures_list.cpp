// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <optional>
#include <string>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/dataset/image_folder.h"
#include "core/run/run_pictures.h"
#include "tests/fuzz/fuzz.h"

using namespace studio;

namespace {

bool staysInside(const std::string& path) {
    const std::string closed = "/" + path + "/";
    return closed.find("/../") == std::string::npos && closed.find("//") == std::string::npos;
}

std::string written(const RunPictures& pictures) {
    static const std::string folder = ::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"; // nobody waits for a disk
    const std::string path = folder + "/fuzz_pictures_list." + std::to_string(::getpid());
    writeRunPictures(path, pictures);
    const std::string bytes = readSmallFile(path, 1u << 26);
    ::unlink(path.c_str());
    return bytes;
}

RunPictures readOf(const std::string& bytes) {
    const fuzz::MemoryFile file(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    return readRunPictures(file.path()).value();
}

/// What is taken is written and read again as the same, and names nothing outside the data's folder. Whether it was
/// taken.
bool readAgain(const std::string& bytes) {
    std::optional<RunPictures> read;
    fuzz::attempt([&] { read = readOf(bytes); });
    if (!read)
        return false;
    fuzz::require((read->train.empty() || staysInside(read->train)) && (read->val.empty() || staysInside(read->val)));
    const KnownSets known = knownSets(*read);
    for (const NameList* names : {&read->trainNames, &read->valNames}) {
        for (std::size_t i = 0; i < names->size(); ++i) {
            const std::string name((*names)[i]);
            fuzz::require(staysInside(name) && known.classes.contains(name.substr(0, name.find('/'))));
        }
    }
    const std::string once = written(*read); // a refusal from here on is a finding
    fuzz::require(written(readOf(once)) == once);
    return true;
}

} // namespace

/// The input as a file; and as the names of a file with a right head, its first byte the number of training pictures:
/// such a file is taken where its names are those of pictures in class folders.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    readAgain(bytes);
    if (size == 0)
        return 0;
    const std::string names = bytes.substr(1);
    const auto count = std::count(names.begin(), names.end(), '\0');
    const auto train = std::min<std::ptrdiff_t>(static_cast<std::uint8_t>(bytes[0]), count);
    const bool taken =
        readAgain("resnet-studio pictures 1\n{\"train_folder\":\"train\",\"val_folder\":\"val\",\"split\":false,"
                  "\"share\":0.1,\"seed\":1,\"train\":" +
                  std::to_string(train) + ",\"val\":" + std::to_string(count - train) +
                  ",\"bytes\":" + std::to_string(names.size()) + ",\"sha256\":\"" + sha256Hex(names) + "\"}\n" + names);
    const bool plain =
        std::all_of(names.begin(), names.end(), [](char c) { return c == '\0' || (c >= 'a' && c <= 'z') || c == '/'; });
    const std::string marked = "/" + names;
    const bool sound = plain && names.size() < 250 && (names.empty() || names.back() == '\0') &&
                       marked.find("//") == std::string::npos &&
                       marked.find(std::string("/\0", 2)) == std::string::npos &&
                       names.find(std::string("\0/", 2)) == std::string::npos &&
                       names.find(std::string("\0\0", 2)) == std::string::npos && names.find('\0') != 0;
    fuzz::require(taken || !sound);
    return 0;
}
