// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pack/pack_format_internal.h"

#include <algorithm>
#include <concepts>
#include <iterator>
#include <type_traits>
#include <utility>

#include <zlib.h>

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/image/image_file.h"

namespace studio {

namespace {

constexpr std::size_t kEntryBytes = 4 + 4 + 4 + 8;
constexpr std::size_t kDigestBytes = 64;
constexpr std::size_t kMaxReasonBytes = 1000;
constexpr std::size_t kIndexBeginBytes = kPackHeaderBytes + 4 + 4 + 4 + 8; // up to the first picture
constexpr std::size_t kMaxDamagedBytes = 4 + 2 + kMaxReasonBytes;

template<std::integral Number>
void put(std::string& out, Number value) {
    const auto bits = static_cast<std::make_unsigned_t<Number>>(value);
    for (std::size_t i = 0; i < sizeof value; ++i)
        out += static_cast<char>(static_cast<unsigned char>(bits >> (8 * i)));
}

/// Takes numbers and texts off the front; what is not there is an error.
class Taker {
public:
    Taker(std::string_view bytes, std::string place)
        : bytes_(bytes)
        , place_(std::move(place)) {}

    std::string_view text(std::size_t length) {
        if (length > bytes_.size())
            throw damaged("it ends too early");
        const std::string_view out = bytes_.substr(0, length);
        bytes_.remove_prefix(length);
        return out;
    }
    template<std::integral Number>
    Number number() {
        std::make_unsigned_t<Number> bits = 0;
        const std::string_view from = text(sizeof bits);
        for (std::size_t i = 0; i < sizeof bits; ++i)
            bits |= static_cast<std::make_unsigned_t<Number>>(
                static_cast<std::make_unsigned_t<Number>>(static_cast<unsigned char>(from[i])) << (8 * i));
        return static_cast<Number>(bits);
    }
    std::string_view rest() const { return bytes_; }
    Error damaged(const std::string& why) const {
        return Error(ErrorKind::Corrupt, {"The index of the packed set cannot be used",
                                          displayText(place_) + ": " + why,
                                          {},
                                          "Delete it and pack the pictures again."});
    }

private:
    std::string_view bytes_;
    std::string place_;
};

void putEntries(std::string& out, const PackTable& table, std::size_t first) {
    for (std::size_t i = first; i < table.entries.size(); ++i) {
        const PackEntry& entry = table.entries[i];
        put(out, entry.length);
        put(out, entry.checksum);
        put(out, entry.fileLength);
        put(out, entry.fileTime);
    }
}

void putDamaged(std::string& out, const PackTable& table, std::uint32_t first) {
    const auto begin = table.damaged.lower_bound(first);
    put(out, static_cast<std::uint32_t>(std::distance(begin, table.damaged.end())));
    for (auto at = begin; at != table.damaged.end(); ++at) {
        const std::string reason = at->second.substr(0, kMaxReasonBytes);
        put(out, at->first);
        put(out, static_cast<std::uint16_t>(reason.size()));
        out += reason;
    }
}

void takeEntries(Taker& from, std::size_t count, PackTable& table) {
    if (count > from.rest().size() / kEntryBytes)
        throw from.damaged("it ends too early");
    for (std::size_t i = 0; i < count; ++i) {
        PackEntry entry;
        entry.length = from.number<std::uint32_t>();
        entry.checksum = from.number<std::uint32_t>();
        entry.fileLength = from.number<std::uint32_t>();
        entry.fileTime = from.number<std::int64_t>();
        if (entry.length > kMaxFileBytes)
            throw from.damaged("a picture is longer than any can be");
        table.entries.push_back(entry);
    }
}

void takeDamaged(Taker& from, std::size_t first, PackTable& table) {
    const auto count = from.number<std::uint32_t>();
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto position = from.number<std::uint32_t>();
        const auto length = from.number<std::uint16_t>();
        const bool known = position >= first && position < table.entries.size();
        if (!known || length > kMaxReasonBytes || table.entries[position].length != 0 ||
            !table.damaged.emplace(position, from.text(length)).second)
            throw from.damaged("its list of damaged pictures is wrong");
    }
}

std::string hexDigest(std::string_view bytes) {
    return sha256Hex(std::as_bytes(std::span(bytes.data(), bytes.size())));
}

} // namespace

void PackTable::cutTo(std::uint32_t pictures) {
    entries.resize(std::min<std::size_t>(entries.size(), pictures));
    damaged.erase(damaged.lower_bound(pictures), damaged.end());
}

std::string packHeader(std::string_view magic, const std::string& identity, const std::string& preset) {
    std::string header(magic);
    header += identity;
    header += preset;
    header.resize(kPackHeaderBytes);
    return header;
}

std::string writePackIndex(const PackIndex& index) {
    std::string out = packHeader(kIndexMagic, index.identity, index.preset);
    out.reserve(out.size() + index.table.entries.size() * kEntryBytes + 1024);
    put(out, index.pagePictures);
    put(out, index.shuffled);
    put(out, index.behind);
    put(out, index.packBytes);
    putEntries(out, index.table, 0);
    putDamaged(out, index.table, 0);
    return out + hexDigest(out);
}

PackIndex readPackIndex(std::string_view bytes, const std::string& place) {
    Taker from(bytes, place);
    PackIndex index;
    if (from.text(kIndexMagic.size()) != kIndexMagic)
        throw from.damaged("it is none, or of another version");
    if (bytes.size() < kPackHeaderBytes + kDigestBytes ||
        hexDigest(bytes.substr(0, bytes.size() - kDigestBytes)) != bytes.substr(bytes.size() - kDigestBytes))
        throw from.damaged("its checksum is wrong");
    index.identity = from.text(kIdentityBytes);
    const std::string_view preset = from.text(kPresetBytes);
    index.preset = preset.substr(0, preset.find('\0'));
    index.pagePictures = from.number<std::uint32_t>();
    index.shuffled = from.number<std::uint32_t>();
    index.behind = from.number<std::uint32_t>();
    index.packBytes = from.number<std::uint64_t>();
    const std::uint64_t count = std::uint64_t{index.shuffled} + index.behind;
    if (index.pagePictures == 0 || count > kMaxPackPictures)
        throw from.damaged("its numbers make no sense");
    index.table.entries.reserve(std::min<std::uint64_t>(count, bytes.size() / kEntryBytes));
    takeEntries(from, count, index.table);
    takeDamaged(from, 0, index.table);
    std::uint64_t sum = kPackHeaderBytes;
    for (const PackEntry& entry : index.table.entries)
        sum += entry.length;
    if (from.rest().size() != kDigestBytes || sum != index.packBytes)
        throw from.damaged("its numbers make no sense");
    return index;
}

std::uint64_t packDamagedAt(std::uint32_t pictures) {
    return kIndexBeginBytes + std::uint64_t{pictures} * kEntryBytes;
}

std::uint64_t maxPackIndexBytes(std::uint32_t pictures, std::uint32_t damaged) {
    return packDamagedAt(pictures) + 4 + std::uint64_t{damaged} * kMaxDamagedBytes + kDigestBytes;
}

std::uint32_t packNumber(std::string_view bytes) {
    return bytes.size() < 4 ? 0 : Taker(bytes, {}).number<std::uint32_t>();
}

std::string packPageRecord(const PackTable& table, std::uint32_t first) {
    std::string body;
    put(body, static_cast<std::uint32_t>(table.entries.size() - first));
    putEntries(body, table, first);
    putDamaged(body, table, first);
    std::string out;
    put(out, static_cast<std::uint32_t>(body.size()));
    put(out, packChecksum(body));
    return out + body;
}

bool takePackPage(std::string_view& bytes, PackTable& table) {
    const std::size_t first = table.entries.size();
    try {
        Taker from(bytes, {});
        const auto length = from.number<std::uint32_t>();
        const auto checksum = from.number<std::uint32_t>();
        const std::string_view body = from.text(length);
        if (packChecksum(body) != checksum)
            return false;
        Taker page(body, {});
        takeEntries(page, page.number<std::uint32_t>(), table);
        takeDamaged(page, first, table);
        if (!page.rest().empty())
            throw page.damaged("a page is too long");
        bytes = from.rest();
        return true;
    } catch (const Error&) { // cut short by the end of the process that wrote it
        table.cutTo(static_cast<std::uint32_t>(first));
        return false;
    }
}

std::uint64_t packPageBytes(std::string_view begin) {
    return begin.size() < kPackPageBegin ? 0 : std::uint64_t{packNumber(begin)} + kPackPageBegin;
}

std::size_t maxPackPageBytes(std::uint32_t pictures) {
    return kPackPageBegin + 4 + pictures * kEntryBytes + 4 + pictures * kMaxDamagedBytes;
}

std::uint32_t packChecksum(std::span<const std::uint8_t> bytes) {
    return static_cast<std::uint32_t>(::crc32_z(0, bytes.data(), bytes.size()));
}

std::uint32_t packChecksum(std::string_view bytes) {
    return packChecksum({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

} // namespace studio
