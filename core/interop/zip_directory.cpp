// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/zip_directory.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/interop/foreign_bytes_internal.h"

namespace studio {

namespace {

constexpr std::uint64_t kMaxDirectory = 4u << 20;
constexpr std::uint64_t kMaxRecords = 20'000;
constexpr std::uint64_t kEndBytes = 22, kLocatorBytes = 20, kEnd64Bytes = 56, kRowBytes = 46, kLocalBytes = 30;

Error damaged(const std::string& place, const std::string& why) {
    return Error(ErrorKind::Data, {"This zip archive is damaged", place + ": " + why, "Nothing of it was used.",
                                   "Fetch the file again: it may not have been copied whole."});
}

/// Numbers of a header, by their offset in it.
struct Fields {
    std::string_view bytes;
    std::uint64_t operator()(std::size_t at, std::size_t width) const { return littleNumber(bytes.substr(at, width)); }
};

/// What the end of the archive says of its directory.
struct DirectoryPlace {
    std::uint64_t offset = 0, size = 0, count = 0;
};

DirectoryPlace findDirectory(int file, std::uint64_t fileSize, const std::string& place) {
    constexpr std::uint64_t kMaxComment = 65'535;
    const std::uint64_t tailBytes = std::min(fileSize, kEndBytes + kMaxComment + kLocatorBytes);
    const std::string tail = readPart(file, fileSize - tailBytes, tailBytes, place);
    const auto end = tail.rfind("PK\x05\x06");
    if (end == std::string::npos || tail.size() - end < kEndBytes)
        throw damaged(place, "it ends before its directory");
    const Fields last{std::string_view(tail).substr(end)};
    DirectoryPlace found{last(16, 4), last(12, 4), last(10, 2)};
    const bool isLarge = found.offset == 0xFFFFFFFF || found.size == 0xFFFFFFFF || found.count == 0xFFFF;
    if (!isLarge)
        return found;
    if (end < kLocatorBytes || tail.compare(end - kLocatorBytes, 4, "PK\x06\x07") != 0)
        throw damaged(place, "its directory is not where it says");
    const std::uint64_t at = Fields{std::string_view(tail).substr(end - kLocatorBytes)}(8, 8);
    if (at > fileSize || fileSize - at < kEnd64Bytes)
        throw damaged(place, "its directory is not where it says");
    const std::string end64 = readPart(file, at, kEnd64Bytes, place);
    if (!end64.starts_with("PK\x06\x06"))
        throw damaged(place, "its directory is not where it says");
    const Fields large{end64};
    return {large(48, 8), large(40, 8), large(32, 8)};
}

/// The large numbers stand in an extra field, those alone that the row has no room for.
void takeLargeNumbers(std::string_view extra, ZipRecord& record, std::uint64_t& unpacked) {
    while (extra.size() >= 4) {
        const std::uint64_t id = littleNumber(extra.substr(0, 2)), size = littleNumber(extra.substr(2, 2));
        extra.remove_prefix(4);
        std::string_view field = extra.substr(0, size);
        extra.remove_prefix(std::min<std::size_t>(size, extra.size()));
        if (id != 1)
            continue;
        for (std::uint64_t* number : {&unpacked, &record.size, &record.header}) {
            if (*number == 0xFFFFFFFF && field.size() >= 8) {
                *number = littleNumber(field.substr(0, 8));
                field.remove_prefix(8);
            }
        }
    }
}

/// Takes one row off the front.
ZipRecord takeRow(std::string_view& rows, const std::string& place) {
    if (rows.size() < kRowBytes || !rows.starts_with("PK\x01\x02"))
        throw damaged(place, "its directory is cut or damaged");
    const Fields row{rows};
    const std::uint64_t name = row(28, 2), extra = row(30, 2), comment = row(32, 2);
    if (rows.size() - kRowBytes < name + extra + comment)
        throw damaged(place, "its directory is cut or damaged");
    ZipRecord record{std::string(rows.substr(kRowBytes, name)), row(20, 4), row(42, 4),
                     static_cast<std::uint32_t>(row(16, 4)), false};
    std::uint64_t unpacked = row(24, 4);
    takeLargeNumbers(rows.substr(kRowBytes + name, extra), record, unpacked);
    const bool isEncrypted = (row(8, 2) & 1) != 0;
    record.isPlain = row(10, 2) == 0 && !isEncrypted && unpacked == record.size;
    rows.remove_prefix(kRowBytes + name + extra + comment);
    return record;
}

} // namespace

std::vector<ZipRecord> readZipDirectory(int file, std::uint64_t fileSize, const std::string& place) {
    const DirectoryPlace found = findDirectory(file, fileSize, place);
    if (found.size > kMaxDirectory || found.count > kMaxRecords)
        throw damaged(place, "it has more records than a file of weights needs");
    if (found.offset > fileSize || found.size > fileSize - found.offset)
        throw damaged(place, "its directory is not where it says");
    const std::string text = readPart(file, found.offset, found.size, place);
    std::string_view rows = text;
    std::vector<ZipRecord> records;
    while (records.size() < found.count)
        records.push_back(takeRow(rows, place));
    return records;
}

std::uint64_t findZipData(int file, std::uint64_t fileSize, const ZipRecord& record, const std::string& place) {
    if (record.header > fileSize || fileSize - record.header < kLocalBytes)
        throw damaged(place, displayText(record.name) + " lies outside of it");
    const std::string local = readPart(file, record.header, kLocalBytes, place);
    const Fields header{local};
    const std::uint64_t data = record.header + kLocalBytes + header(26, 2) + header(28, 2);
    if (!local.starts_with("PK\x03\x04") || data > fileSize || record.size > fileSize - data)
        throw damaged(place, displayText(record.name) + " lies outside of it");
    return data;
}

} // namespace studio
