// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/pth_file_internal.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <zlib.h>

#include "core/base/text.h"
#include "core/interop/foreign_bytes_internal.h"
#include "core/interop/zip_directory.h"

namespace studio {

namespace {

constexpr std::uint64_t kMaxPickle = 16u << 20;
constexpr std::string_view kPickleName = "data.pkl";

using Kind = PickleNode::Kind;

Error damaged(const OpenFile& file, const std::string& why) {
    return Error(ErrorKind::Data, {"This file of PyTorch is damaged", file.place + ": " + why,
                                   "Nothing of it was used.", "Fetch or save the file again."});
}

Error bigEndian(const OpenFile& file) {
    return Error(ErrorKind::Data,
                 {"These weights were written by a big-endian machine", file.place, "Nothing of them was used.",
                  "Load them with PyTorch on this machine, and save the state_dict again."});
}

/// Its records by their names below the archive's one folder.
using Records = std::map<std::string, ZipRecord>;

Error isTorchScript(const OpenFile& file) {
    return Error(ErrorKind::Data,
                 {"This is a TorchScript program, not weights alone", file.place,
                  "It holds code, which is not run. Nothing of it was used.",
                  "Save its weights in Python: torch.save(torch.jit.load(FILE).state_dict(), \"weights.pth\")"});
}

Records recordsOf(const OpenFile& file) {
    std::vector<ZipRecord> all = readZipDirectory(file.descriptor, file.size, file.place);
    const auto isPickle = [](const ZipRecord& record) {
        return record.name == kPickleName || record.name.ends_with("/" + std::string(kPickleName));
    };
    const auto pickle = std::find_if(all.begin(), all.end(), isPickle);
    if (pickle == all.end())
        throw Error(ErrorKind::Data, {"This zip archive was not written by PyTorch", file.place,
                                      "It has no data.pkl; PyTorch's own files are such archives.",
                                      "If the weights are a file in it, unpack it first."});
    const std::string root = pickle->name.substr(0, pickle->name.size() - kPickleName.size());
    Records records;
    for (ZipRecord& record : all) {
        if (!record.name.starts_with(root))
            throw damaged(file, shownName(record.name) + " lies beside the others");
        std::string name = record.name.substr(root.size());
        if (name == "constants.pkl" || name.starts_with("code/"))
            throw isTorchScript(file);
        if (!records.emplace(name, std::move(record)).second)
            throw damaged(file, shownName(name) + " is there twice");
    }
    return records;
}

StoragePlace placeOf(const OpenFile& file, const Records& records, const std::string& name) {
    const auto found = records.find(name);
    if (found == records.end())
        throw damaged(file, "it lacks " + shownName(name));
    if (!found->second.isPlain)
        throw Error(ErrorKind::Data,
                    {"The records of this file are compressed or encrypted", file.place + ": " + shownName(name),
                     "PyTorch writes them as they are.", "Load it with PyTorch, and save the state_dict again."});
    return {findZipData(file.descriptor, file.size, found->second, file.place), found->second.size, found->second.crc,
            !file.unchecked};
}

/// Weights are named and described in some hundred kilobytes: their numbers are kept beside that.
Error isLoaded(const OpenFile& file, const std::string& size) {
    return Error(ErrorKind::Data, {"This file of PyTorch holds more than weights", file.place,
                                   "Its pickle has " + size +
                                       " beside the tensors: arrays of NumPy, say, or lists of a training. Nothing of "
                                       "it was used.",
                                   "Save the network's state_dict alone, as tensors: torch.save(model.state_dict(), "
                                   "\"weights.pth\")"});
}

std::string megabytes(std::uint64_t bytes) {
    return std::to_string(bytes >> 20) + " MB";
}

/// A record that is read whole.
std::string smallRecord(const OpenFile& file, const Records& records, const std::string& name, std::uint64_t most) {
    const StoragePlace place = placeOf(file, records, name);
    if (place.size > most && name == kPickleName)
        throw isLoaded(file, megabytes(place.size));
    if (place.size > most)
        throw damaged(file, shownName(name) + " is larger than weights need");
    std::string bytes = readPart(file.descriptor, place.offset, place.size, file.place);
    if (place.isToCheck && crcOf(std::as_bytes(std::span(bytes))) != place.crc)
        throw wrongChecksum(file, name);
    return bytes;
}

/// What the pickle says a storage has must be what the file has of it.
void requireSize(const OpenFile& file, const std::string& key, const PthStorage& storage, std::uint64_t size) {
    if (storage.count > file.size / storage.width || storage.count * storage.width != size)
        throw damaged(file, "storage " + shownName(key) + " has another size than it says");
}

/// How many bytes it takes is not known, so nothing behind it is found.
Error unknownStorage(const OpenFile& file, const std::string& key, const std::vector<std::string>& unread) {
    return Error(ErrorKind::Data,
                 {"This file holds numbers of a kind that this program does not read",
                  file.place + ": " + (unread.empty() ? "storage " + shownName(key) : unread.front()),
                  "Nothing of it was used.", "Save the state_dict again in Python, in float32, float16 or bfloat16."});
}

/// One after the other, as torch.save() wrote them until 1.5.
class LegacyPickles {
public:
    LegacyPickles(const OpenFile& file, std::string_view bytes)
        : file_(file)
        , bytes_(std::as_bytes(std::span(bytes))) {}
    Pickle next() {
        const bool isCut = bytes_.size() < file_.size;
        try {
            Pickle pickle(bytes_.subspan(at_), file_.place);
            at_ += pickle.length();
            return pickle;
        } catch (const Error& error) { // reading on would take more memory than weights are worth
            if (isCut && error.message().place.find("it ends too early") != std::string::npos)
                throw isLoaded(file_, "more than " + megabytes(kMaxPickle));
            throw;
        }
    }
    std::uint64_t at() const { return at_; }

private:
    const OpenFile& file_;
    std::span<const std::byte> bytes_;
    std::size_t at_ = 0;
};

void requireLegacyHead(const OpenFile& file, LegacyPickles& pickles) {
    constexpr std::string_view kMagic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
    constexpr std::int64_t kVersion = 1001;
    const Pickle magic = pickles.next();
    if (magic.at(magic.root()).text != kMagic)
        throw damaged(file, "it does not begin as one");
    const Pickle version = pickles.next();
    if (version.at(version.root()).number != kVersion)
        throw damaged(file, "its version is not known");
    const Pickle system = pickles.next();
    const std::vector<std::uint32_t>& pairs = system.at(system.root()).items;
    for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
        const PickleNode& value = system.at(pairs[i + 1]);
        if (system.at(pairs[i]).text == "little_endian" && value.kind == Kind::Bool && value.number == 0)
            throw bigEndian(file);
    }
}

} // namespace

Error wrongChecksum(const OpenFile& file, const std::string& record) {
    return Error(ErrorKind::Data,
                 {"A checksum in this weights file does not match", file.place + ": " + shownName(record),
                  "The file was damaged on its way, or written without checksums. Nothing of it was "
                  "used.",
                  "Fetch it again; if you know that it is whole, resnet-train import FILE RUN --unchecked takes it."});
}

std::uint32_t crcOf(std::span<const std::byte> bytes) {
    return static_cast<std::uint32_t>(
        crc32_z(crc32(0, nullptr, 0), reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

std::uint32_t crcOf(const OpenFile& file, std::uint64_t offset, std::uint64_t size) {
    constexpr std::uint64_t kPiece = 1u << 20;
    std::vector<std::byte> piece(std::min(size, kPiece));
    uLong crc = crc32(0, nullptr, 0);
    while (size > 0) {
        const std::span<std::byte> part(piece.data(), std::min<std::uint64_t>(size, piece.size()));
        readInto(file.descriptor, offset, part, file.place);
        crc = crc32_z(crc, reinterpret_cast<const Bytef*>(part.data()), part.size());
        offset += part.size();
        size -= part.size();
    }
    return static_cast<std::uint32_t>(crc);
}

PthFile readZippedPth(const OpenFile& file) {
    const Records records = recordsOf(file);
    if (records.contains("byteorder") && smallRecord(file, records, "byteorder", 64) == "big")
        throw bigEndian(file);
    const std::string bytes = smallRecord(file, records, std::string(kPickleName), kMaxPickle);
    const Pickle pickle(std::as_bytes(std::span(bytes)), file.place);
    const std::map<std::string, PthStorage> storages = storagesOf(pickle, file.place);
    PthFile read{contentOf(pickle, file.place), {}};
    const auto find = [&](const StoredTensor& tensor) {
        if (read.storages.contains(tensor.storage))
            return;
        const StoragePlace place = placeOf(file, records, "data/" + tensor.storage);
        requireSize(file, tensor.storage, storages.at(tensor.storage), place.size);
        read.storages.emplace(tensor.storage, place);
    };
    for (const StoredTensor& tensor : read.content.tensors)
        find(tensor);
    for (const auto& [index, tensor] : read.content.statedTensors)
        find(tensor);
    return read;
}

PthFile readLegacyPth(const OpenFile& file) {
    const std::string bytes = readPart(file.descriptor, 0, std::min(file.size, kMaxPickle), file.place);
    LegacyPickles pickles(file, bytes);
    requireLegacyHead(file, pickles);
    std::map<std::string, PthStorage> storages;
    PthFile read;
    {
        const Pickle object = pickles.next();
        storages = storagesOf(object, file.place);
        read.content = contentOf(object, file.place);
    }
    const Pickle keys = pickles.next();
    std::uint64_t at = pickles.at();
    for (const std::uint32_t item : keys.at(keys.root()).items) {
        const std::string key(keys.at(item).text);
        const auto storage = storages.find(key);
        if (storage == storages.end())
            throw unknownStorage(file, key, read.content.unread);
        if (file.size - at < 8)
            throw damaged(file, "it ends too early");
        const std::uint64_t count = littleNumber(readPart(file.descriptor, at, 8, file.place));
        at += 8;
        const std::uint64_t size = storage->second.count * storage->second.width;
        requireSize(file, key, storage->second, size);
        if (count != storage->second.count || size > file.size - at)
            throw damaged(file, "it ends too early, or storage " + shownName(key) + " has another size than it says");
        read.storages.emplace(key, StoragePlace{at, size, 0, false});
        at += size;
    }
    for (const StoredTensor& tensor : read.content.tensors) {
        if (!read.storages.contains(tensor.storage))
            throw damaged(file, "it lacks storage " + displayText(tensor.storage));
    }
    return read;
}

} // namespace studio
