// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <zlib.h>

namespace studio::test {

inline std::string littleBytes(std::uint64_t value, int count) {
    std::string out;
    for (int i = 0; i < count; ++i, value >>= 8)
        out += static_cast<char>(value & 0xFF);
    return out;
}

// Opcodes of pickles as Python's own pickler writes them.
inline std::string pickledText(const std::string& text) {
    return "X" + littleBytes(text.size(), 4) + text;
}
inline std::string pickledInteger(std::int64_t value) {
    return "\x8a\x08" + littleBytes(static_cast<std::uint64_t>(value), 8);
}
inline std::string pickledTuple(const std::vector<std::int64_t>& values) {
    std::string out = "(";
    for (const std::int64_t value : values)
        out += pickledInteger(value);
    return out + "t";
}
inline std::string pickledGlobal(const std::string& module, const std::string& name) {
    return "c" + module + "\n" + name + "\n";
}
/// A dictionary of values that are pickled already.
inline std::string pickledDict(const std::vector<std::pair<std::string, std::string>>& rows, bool ordered = false) {
    std::string out = ordered ? pickledGlobal("collections", "OrderedDict") + ")R(" : "}(";
    for (const auto& [key, value] : rows)
        out += pickledText(key) + value;
    return out + "u";
}
struct PickledView {
    std::vector<std::int64_t> shape, strides;
    std::int64_t offset = 0;
    std::string storage = "0";
    std::int64_t count = 4; ///< of the storage
    std::string type = "FloatStorage";
};
inline std::string pickledTensor(const PickledView& view) {
    return pickledGlobal("torch._utils", "_rebuild_tensor_v2") + "((" + pickledText("storage") +
           pickledGlobal("torch", view.type) + pickledText(view.storage) + pickledText("cpu") +
           pickledInteger(view.count) + "tQ" + pickledInteger(view.offset) + pickledTuple(view.shape) +
           pickledTuple(view.strides) + "\x89" + pickledGlobal("collections", "OrderedDict") + ")RtR";
}
inline std::string pickledParameter(const std::string& tensor) {
    return pickledGlobal("torch._utils", "_rebuild_parameter") + "(" + tensor + "\x88" +
           pickledGlobal("collections", "OrderedDict") + ")RtR";
}
/// A torch.nn.Module, or a class over it.
inline std::string pickledModule(const std::vector<std::pair<std::string, std::string>>& parameters,
                                 const std::vector<std::pair<std::string, std::string>>& buffers,
                                 const std::vector<std::pair<std::string, std::string>>& modules) {
    return pickledGlobal("somebodys.code", "Network") + ")\x81" +
           pickledDict({{"training", "\x88"},
                        {"_parameters", pickledDict(parameters, true)},
                        {"_buffers", pickledDict(buffers, true)},
                        {"_modules", pickledDict(modules, true)}}) +
           "b";
}
inline std::string pickle(const std::string& value) {
    return "\x80\x02" + value + ".";
}

struct ZipEntry {
    std::string name, bytes;
    bool compressed = false, wrongSum = false;
};
/// A zip archive as PyTorch's are, but for what an entry says. `large`: with the numbers of 64 bits that archives above
/// 4 GiB have.
inline std::string zipOf(const std::vector<ZipEntry>& entries, bool large = false) {
    std::string out, directory;
    for (const ZipEntry& entry : entries) {
        const auto sum =
            crc32(0, reinterpret_cast<const Bytef*>(entry.bytes.data()), static_cast<uInt>(entry.bytes.size()));
        const std::string begin = littleBytes(entry.compressed ? 8 : 0, 2) + littleBytes(0, 4) +
                                  littleBytes(sum ^ (entry.wrongSum ? 1 : 0), 4);
        const std::uint64_t size = entry.bytes.size();
        const std::string extra = large ? littleBytes(1, 2) + littleBytes(24, 2) + littleBytes(size, 8) +
                                              littleBytes(size, 8) + littleBytes(out.size(), 8)
                                        : std::string();
        const std::uint64_t shown = large ? 0xFFFFFFFF : size;
        directory += "PK\x01\x02" + littleBytes(20, 2) + littleBytes(20, 2) + littleBytes(0, 2) + begin +
                     littleBytes(shown, 4) + littleBytes(shown, 4) + littleBytes(entry.name.size(), 2) +
                     littleBytes(extra.size(), 2) + littleBytes(0, 10) +
                     littleBytes(large ? 0xFFFFFFFF : out.size(), 4) + entry.name + extra;
        out += "PK\x03\x04" + littleBytes(20, 2) + littleBytes(0, 2) + begin + littleBytes(size, 4) +
               littleBytes(size, 4) + littleBytes(entry.name.size(), 2) + littleBytes(0, 2) + entry.name + entry.bytes;
    }
    const std::uint64_t start = out.size(), count = entries.size();
    std::string end = out + directory;
    if (large)
        end += "PK\x06\x06" + littleBytes(44, 8) + littleBytes(45, 4) + littleBytes(0, 8) + littleBytes(count, 8) +
               littleBytes(count, 8) + littleBytes(directory.size(), 8) + littleBytes(start, 8) + "PK\x06\x07" +
               littleBytes(0, 4) + littleBytes(start + directory.size(), 8) + littleBytes(1, 4);
    return end + "PK\x05\x06" + littleBytes(0, 4) + littleBytes(large ? 0xFFFF : count, 2) +
           littleBytes(large ? 0xFFFF : count, 2) + littleBytes(directory.size(), 4) +
           littleBytes(large ? 0xFFFFFFFF : start, 4) + littleBytes(0, 2);
}
/// An archive whose object is `value`, with storages named 0, 1 ...
inline std::string pthOf(const std::string& value, const std::vector<std::string>& storages) {
    std::vector<ZipEntry> entries{{"any name/data.pkl", pickle(value)}};
    for (std::size_t i = 0; i < storages.size(); ++i)
        entries.push_back({"any name/data/" + std::to_string(i), storages[i]});
    entries.push_back({"any name/version", "3\n"});
    return zipOf(entries);
}
/// The same as PyTorch wrote it until 1.5. `counts`: elements of each storage.
inline std::string legacyPthOf(const std::string& value, const std::vector<std::string>& storages,
                               const std::vector<std::int64_t>& counts) {
    std::string keys, bytes;
    for (std::size_t i = 0; i < storages.size(); ++i) {
        keys += pickledText(std::to_string(i));
        bytes += littleBytes(static_cast<std::uint64_t>(counts[i]), 8) + storages[i];
    }
    return pickle("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19") + pickle(pickledInteger(1001)) +
           pickle(pickledDict({{"protocol_version", pickledInteger(1001)}, {"little_endian", "\x88"}})) +
           pickle(value) + pickle("](" + keys + "e") + bytes;
}

inline void writeFileBytes(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

} // namespace studio::test
