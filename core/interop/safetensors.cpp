// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/safetensors.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>
#include <span>
#include <string_view>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/read_error.h"
#include "core/base/sha256.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"
#include "core/interop/foreign_bytes_internal.h"
#include "core/interop/safetensors_index.h"

namespace studio {

namespace {

constexpr std::uint64_t kMaxHeader = 16u << 20;
constexpr std::size_t kMaxTensors = 10'000;
constexpr std::size_t kMaxHeaderValues = 20 * kMaxTensors; ///< of all tensors and of the metadata
constexpr std::size_t kMaxKeys = kMaxTensors + 1;          ///< of the header, and of the metadata
constexpr std::size_t kLongestName = 500;
constexpr std::size_t kLongestText = 6u << 20; ///< of the header: reading one takes several times its length
const std::string kHeaderDigest = "header_sha256";
const std::string kNoDigest(64, '0');

struct TypeName {
    TensorType type;
    const char* name;
    std::size_t bytes;
};
constexpr std::array<TypeName, 10> kTypes{{{TensorType::F32, "F32", 4},
                                           {TensorType::F16, "F16", 2},
                                           {TensorType::BF16, "BF16", 2},
                                           {TensorType::F64, "F64", 8},
                                           {TensorType::I64, "I64", 8},
                                           {TensorType::I32, "I32", 4},
                                           {TensorType::I16, "I16", 2},
                                           {TensorType::I8, "I8", 1},
                                           {TensorType::U8, "U8", 1},
                                           {TensorType::Bool, "BOOL", 1}}};

const TypeName& typeRow(TensorType type) {
    return *std::find_if(kTypes.begin(), kTypes.end(), [type](const TypeName& row) { return row.type == type; });
}

/// Those of the format that are no weights, or are so with scales that lie elsewhere.
constexpr std::array<std::string_view, 10> kOthers{"F8_E4M3", "F8_E5M2", "F8_E8M0", "F6_E2M3", "F6_E3M2",
                                                   "F4",      "U16",     "U32",     "U64",     "C64"};

Error damaged(const std::string& path, const std::string& why) {
    return Error(ErrorKind::Corrupt, {"This weights file is damaged", path + ": " + why, {}, {}});
}

/// Whether a text in JSON that may be anything else as well is longer than that.
bool hasLongText(std::string_view json, std::size_t most) {
    for (std::size_t at = json.find('"'); at < json.size(); at = json.find('"', at + 1)) {
        const std::size_t begin = at + 1;
        for (at = json.find_first_of("\"\\", begin); at < json.size() && json[at] == '\\';)
            at = json.find_first_of("\"\\", at + 2);
        if (std::min(at, json.size()) - begin > most)
            return true;
        if (at >= json.size())
            return false;
    }
    return false;
}

/// The checked header: entries with their place in the byte buffer.
struct Header {
    struct Entry {
        std::string name;
        TensorType type = TensorType::F32;
        std::vector<std::int64_t> shape;
        std::uint64_t begin = 0, end = 0;
    };
    std::vector<Entry> entries;
    std::map<std::string, std::string> metadata;
    std::uint64_t dataStart = 0;
    std::uint64_t dataBytes = 0;
    bool isOurs = false;  ///< it has our digest of itself
    bool matches = false; ///< and that is right
};

std::uint64_t fileSize(std::ifstream& in, const std::string& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0)
        throw readError("Cannot open a weights file", path, errno);
    if (!S_ISREG(info.st_mode))
        throw damaged(path, "it is not a regular file");
    in.open(path, std::ios::binary);
    if (!in)
        throw readError("Cannot open a weights file", path, errno);
    return static_cast<std::uint64_t>(info.st_size);
}

/// Only a file that ends too early is damaged; a read that fails says nothing about the file.
void readExactly(std::ifstream& in, void* bytes, std::uint64_t count, const std::string& path) {
    errno = 0;
    if (in.read(static_cast<char*>(bytes), static_cast<std::streamsize>(count)))
        return;
    if (in.bad())
        throw systemError("Cannot read a weights file", path, errno);
    throw damaged(path, "it ends too early");
}

Header::Entry readEntry(const std::string& name, const nlohmann::json& value, std::uint64_t dataBytes,
                        const std::string& path) {
    Header::Entry entry;
    entry.name = name;
    if (!value.is_object() || value.size() != 3 || !value.contains("dtype") || !value.contains("shape") ||
        !value.contains("data_offsets"))
        throw damaged(path, "the entry of " + name + " is not dtype, shape and data_offsets");
    const auto& dtype = value["dtype"];
    const auto row = std::find_if(kTypes.begin(), kTypes.end(),
                                  [&](const TypeName& t) { return dtype.is_string() && dtype == t.name; });
    const std::string said = dtype.is_string() ? dtype.get<std::string>() : std::string();
    if (row == kTypes.end() && std::count(kOthers.begin(), kOthers.end(), said) > 0)
        throw Error(ErrorKind::Data,
                    {"This file holds numbers of a kind that this program does not read", displayText(path),
                     displayText(name) + " is of " + said + ".", "Save the weights in float32, float16 or bfloat16."});
    if (row == kTypes.end())
        throw damaged(path, "the type of " + name + " is unknown");
    entry.type = row->type;
    const auto& shape = value["shape"];
    const auto& offsets = value["data_offsets"];
    if (!shape.is_array() || shape.size() > 16 || !offsets.is_array() || offsets.size() != 2)
        throw damaged(path, "the shape or place of " + name + " is wrong");
    std::uint64_t elements = 1;
    for (const auto& size : shape) {
        if (!size.is_number_unsigned() || (elements != 0 && size.get<std::uint64_t>() > (1ull << 40) / elements))
            throw damaged(path, "the shape of " + name + " is wrong");
        elements *= size.get<std::uint64_t>();
        entry.shape.push_back(size.get<std::int64_t>());
    }
    if (!offsets[0].is_number_unsigned() || !offsets[1].is_number_unsigned())
        throw damaged(path, "the place of " + name + " is wrong");
    entry.begin = offsets[0].get<std::uint64_t>();
    entry.end = offsets[1].get<std::uint64_t>();
    if (entry.begin > entry.end || entry.end > dataBytes || entry.end - entry.begin != elements * row->bytes)
        throw damaged(path, "the size of " + name + " does not fit its shape");
    return entry;
}

/// Takes the texts out of `value`: together they may be as large as the header.
void readMetadata(nlohmann::json& value, const std::string& path, Header& header) {
    if (!value.is_object())
        throw damaged(path, "its metadata is not a list of texts");
    for (const auto& [key, text] : value.items()) {
        if (!text.is_string())
            throw damaged(path, "its metadata entry " + shownName(key) + " is not text");
        header.metadata[key] = std::move(text.get_ref<std::string&>());
    }
}

bool isDigest(const std::string& text) {
    return text.size() == kNoDigest.size() && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// Where the header's own digest stands in its text; npos if it has none.
std::size_t digestPlace(const std::string& text) {
    const std::string before = "\"" + kHeaderDigest + "\":\"";
    const auto at = text.find(before);
    return at == std::string::npos || at + before.size() + 64 > text.size() ? std::string::npos : at + before.size();
}

/// The digest covers the header with zeros in its own place.
std::string headerDigest(std::string_view text, std::size_t place) {
    Sha256 hash;
    for (const std::string_view part : {text.substr(0, place), std::string_view(kNoDigest), text.substr(place + 64)})
        hash.update(std::as_bytes(std::span(part.data(), part.size())));
    return hash.hex();
}

void checkHeaderDigest(const std::string& text, Header& header) {
    const auto digest = header.metadata.find(kHeaderDigest);
    header.isOurs = digest != header.metadata.end(); // else another program wrote it
    if (!header.isOurs)
        return;
    const auto place = digestPlace(text);
    header.matches = place != std::string::npos && headerDigest(text, place) == digest->second;
}

/// Whether a digest in it matches is left to who reads it.
Header readHeader(std::ifstream& in, std::uint64_t size, const std::string& path) {
    std::array<unsigned char, 8> prefix{};
    if (size < 8)
        throw damaged(path, "it ends too early");
    readExactly(in, prefix.data(), 8, path);
    std::uint64_t length = 0;
    for (int i = 7; i >= 0; --i)
        length = length << 8 | prefix[static_cast<std::size_t>(i)];
    if (length > kMaxHeader || length > size - 8)
        throw damaged(path, "its header does not fit the file");
    std::string text(length, '\0');
    readExactly(in, text.data(), length, path);
    if (hasLongText(text, kLongestText))
        throw Error(ErrorKind::Data, {"This weights file says more beside its weights than is read", displayText(path),
                                      "A text in its header has more than " + std::to_string(kLongestText >> 20) +
                                          " MB. Nothing of it was used.",
                                      "Save the weights without it."});
    nlohmann::json json;
    try {
        json = parseStrictJson(text, path, kMaxHeader, kMaxHeaderValues, kMaxKeys);
    } catch (const Error& error) {
        throw damaged(path, "its header is not valid (" + error.message().place + ")");
    }
    if (text.empty() || text[0] != '{' || !json.is_object() || json.size() > kMaxTensors + 1)
        throw damaged(path, "its header is not a list of tensors");
    Header header;
    header.dataStart = 8 + length;
    header.dataBytes = size - header.dataStart;
    for (const auto& [name, value] : json.items()) {
        if (name == "__metadata__")
            readMetadata(value, path, header);
        else if (name.size() > kLongestName)
            throw damaged(path, "the name of a tensor is longer than " + std::to_string(kLongestName) + " bytes");
        else
            header.entries.push_back(readEntry(name, value, header.dataBytes, path));
    }
    std::stable_sort(header.entries.begin(), header.entries.end(), [](const auto& a, const auto& b) {
        return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::uint64_t at = 0;
    for (const auto& entry : header.entries) {
        if (entry.begin != at)
            throw damaged(path, "there is a hole or an overlap before " + entry.name);
        at = entry.end;
    }
    if (at != header.dataBytes)
        throw damaged(path, "it does not end where its tensors end");
    checkHeaderDigest(text, header);
    return header;
}

Header readOwnHeader(std::ifstream& in, std::uint64_t size, const std::string& path) {
    Header header = readHeader(in, size, path);
    if (header.isOurs && !header.matches)
        throw damaged(path, "its header does not match its checksum");
    return header;
}

std::string headerText(std::span<const HostTensor> tensors, const std::map<std::string, std::string>& entries,
                       const std::string& digest) {
    // Built in file order: nlohmann's plain object would sort the tensors by name.
    nlohmann::ordered_json json;
    auto& metadata = json["__metadata__"] = nlohmann::ordered_json::object();
    metadata[kHeaderDigest] = kNoDigest; // first, so that no other entry's text can be taken for it
    for (const auto& [key, value] : entries)
        metadata[key] = value;
    metadata["sha256"] = digest;
    metadata[kHeaderDigest] = kNoDigest;
    std::uint64_t at = 0;
    for (const auto& tensor : tensors) {
        json[tensor.name] = {{"dtype", typeRow(tensor.type).name},
                             {"shape", tensor.shape},
                             {"data_offsets", {at, at + tensor.bytes.size()}}};
        at += tensor.bytes.size();
    }
    std::string text = json.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');
    const std::size_t place = digestPlace(text);
    return text.replace(place, 64, headerDigest(text, place));
}

} // namespace

std::size_t bytesPerElement(TensorType type) {
    return typeRow(type).bytes;
}

std::int64_t elementCount(const std::vector<std::int64_t>& shape) {
    std::int64_t count = 1;
    for (const std::int64_t size : shape)
        count *= size;
    return count;
}

const HostTensor* TensorFile::find(const std::string& name) const {
    const auto at = std::find_if(tensors.begin(), tensors.end(), [&](const HostTensor& t) { return t.name == name; });
    return at == tensors.end() ? nullptr : &*at;
}

std::string writeSafetensors(const std::string& path, std::span<const HostTensor> tensors,
                             const std::map<std::string, std::string>& metadata) {
    Sha256 hash;
    for (const auto& tensor : tensors)
        hash.update(tensor.bytes);
    const std::string digest = hash.hex();
    const std::string header = headerText(tensors, metadata, digest);
    std::array<std::byte, 8> prefix{};
    for (std::size_t i = 0; i < 8; ++i)
        prefix[i] = static_cast<std::byte>(header.size() >> (8 * i) & 0xFF);
    AtomicFile file(path);
    file.write(prefix);
    file.write(std::string_view(header));
    for (const auto& tensor : tensors)
        file.write(tensor.bytes);
    file.commit();
    return digest;
}

std::string writeSafetensors(const std::string& path, const TensorFile& content) {
    return writeSafetensors(path, content.tensors, content.metadata);
}

TensorFile readSafetensors(const std::string& path, std::uint64_t maxBytes) {
    std::ifstream in;
    const std::uint64_t size = fileSize(in, path);
    Header header = readOwnHeader(in, size, path);
    if (header.dataBytes > maxBytes)
        throw damaged(path, "it is larger than any network needs");
    TensorFile file;
    file.metadata = std::move(header.metadata);
    Sha256 hash;
    for (auto& entry : header.entries) {
        HostTensor tensor{std::move(entry.name), entry.type, std::move(entry.shape), {}};
        tensor.bytes.resize(entry.end - entry.begin);
        readExactly(in, tensor.bytes.data(), tensor.bytes.size(), path);
        hash.update(tensor.bytes);
        file.tensors.push_back(std::move(tensor));
    }
    const auto digest = file.metadata.find("sha256");
    if (digest != file.metadata.end() && digest->second != hash.hex())
        throw damaged(path, "its content does not match its checksum");
    return file;
}

TensorIndex readSafetensorsIndex(const std::string& path) {
    std::ifstream in;
    const std::uint64_t size = fileSize(in, path);
    Header header = readHeader(in, size, path);
    TensorIndex index;
    index.isSavedAgain = header.isOurs && !header.matches;
    if (index.isSavedAgain && header.metadata.contains("studio_format")) // what a run goes on from is not guessed at
        throw Error(ErrorKind::Corrupt,
                    {"This checkpoint is damaged, or another program has saved it again",
                     displayText(path) + ": its header does not match its checksum", "Nothing of it was used.",
                     "Choose another checkpoint of the run. If it was changed on purpose, save its tensors without "
                     "the metadata."});
    index.metadata = std::move(header.metadata);
    index.dataStart = header.dataStart;
    const auto digest = index.metadata.find("sha256");
    index.isOurs = header.matches && digest != index.metadata.end() && isDigest(digest->second);
    for (Header::Entry& entry : header.entries)
        index.tensors.push_back({std::move(entry.name), entry.type, std::move(entry.shape),
                                 header.dataStart + entry.begin, entry.end - entry.begin});
    return index;
}

std::map<std::string, std::string> readSafetensorsMetadata(const std::string& path) {
    std::ifstream in;
    const std::uint64_t size = fileSize(in, path);
    return readOwnHeader(in, size, path).metadata;
}

} // namespace studio
