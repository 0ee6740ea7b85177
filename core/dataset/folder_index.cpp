// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder_index.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <span>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/sha256.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

/// The file: magic, format, number of folders (4), bytes of the payload (8), SHA-256 of the payload (64 hexadecimal
/// digits), payload. A folder in the payload: device, inode, mtime, ctime (8 each), bytes of its entries (4), entries.
/// Numbers are little-endian.
constexpr std::string_view kMagic("studio folders 2", 16);
constexpr std::size_t kHead = 16 + 4 + 8 + 64;
constexpr std::size_t kFolderHead = 4 * 8 + 4;
constexpr std::size_t kMaxBytes = 1u << 30;
constexpr std::size_t kMaxFiles = 16;

void appendNumber(std::string& bytes, std::uint64_t value, int size) {
    for (int i = 0; i < size; ++i)
        bytes += static_cast<char>(value >> (8 * i) & 0xff);
}

std::uint64_t numberAt(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    return value;
}

std::span<const std::byte> asBytes(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

} // namespace

FolderIndex::FolderIndex(const std::string& cacheFolder, const std::string& root, const std::string& val) {
    if (cacheFolder.empty())
        return;
    file_ = cacheFolder + "/" + folderPairKey(root, val) + ".index";
    std::error_code error;
    if (!fs::exists(file_, error))
        return;
    try {
        loaded_ = readSmallFile(file_, kMaxBytes);
    } catch (const Error&) {
        return; // a cache: all folders are listed
    }
    if (!parse(loaded_))
        known_.clear();
    remembered_ = static_cast<std::int64_t>(known_.size());
}

bool FolderIndex::parse(std::string_view bytes) {
    if (bytes.size() < kHead || bytes.size() > kMaxBytes || !bytes.starts_with(kMagic))
        return false;
    const std::uint64_t folders = numberAt(bytes, 16, 4);
    std::string_view payload = bytes.substr(kHead);
    if (numberAt(bytes, 20, 8) != payload.size() || bytes.substr(28, 64) != sha256Hex(asBytes(payload)))
        return false;
    while (payload.size() >= kFolderHead) {
        const FolderStamp stamp{numberAt(payload, 0, 8), numberAt(payload, 8, 8),
                                static_cast<std::int64_t>(numberAt(payload, 16, 8)),
                                static_cast<std::int64_t>(numberAt(payload, 24, 8))};
        const std::uint64_t length = numberAt(payload, 32, 4);
        payload.remove_prefix(kFolderHead);
        if (length > payload.size() || !areSoundEntries(payload.substr(0, length)))
            return false;
        if (!known_.try_emplace({stamp.device, stamp.inode}, Known{stamp, payload.substr(0, length)}).second)
            return false;
        payload.remove_prefix(length);
    }
    return payload.empty() && known_.size() == folders;
}

std::string_view FolderIndex::entriesOf(const std::string& path, const FolderStamp& stamp,
                                        const std::stop_token& stop) {
    if (const auto found = known_.find({stamp.device, stamp.inode});
        found != known_.end() && (found->second.settled || found->second.fresh) && found->second.stamp == stamp) {
        if (!found->second.used)
            ++reused_;
        found->second.used = true;
        return found->second.entries;
    }
    FolderListing listing = listFolder(path, stop);
    ++listed_;
    fresh_.push_back(std::move(listing.entries));
    known_[{listing.stamp.device, listing.stamp.inode}] = {listing.stamp, fresh_.back(), listing.settled, true, true};
    return fresh_.back();
}

void FolderIndex::write(const std::stop_token& stop) const {
    std::vector<std::string> heads;
    std::vector<std::string_view> parts;
    std::uint64_t payload = 0;
    heads.reserve(known_.size() + 1);
    for (const auto& [key, folder] : known_) {
        if (!folder.used || !folder.settled)
            continue;
        std::string& head = heads.emplace_back();
        for (const std::uint64_t number :
             {folder.stamp.device, folder.stamp.inode, static_cast<std::uint64_t>(folder.stamp.modifiedNs),
              static_cast<std::uint64_t>(folder.stamp.changedNs)})
            appendNumber(head, number, 8);
        appendNumber(head, folder.entries.size(), 4);
        parts.insert(parts.end(), {head, folder.entries});
        payload += head.size() + folder.entries.size();
    }
    if (kHead + payload > kMaxBytes)
        return;
    Sha256 sum;
    for (const std::string_view part : parts)
        sum.update(asBytes(part));
    std::string head(kMagic);
    appendNumber(head, heads.size(), 4);
    appendNumber(head, payload, 8);
    parts.insert(parts.begin(), head += sum.hex());
    makeFolder(fs::path(file_).parent_path().string());
    // Not synced: after a power cut a torn index is told by its sum, and a sync of a large one could not be cancelled.
    AtomicFile out(file_, AtomicFile::Kind::Cache);
    for (const std::string_view part : parts) {
        if (stop.stop_requested())
            return;
        out.write(part);
    }
    out.commit();
    keepNewestFiles(fs::path(file_).parent_path().string(), kMaxFiles);
}

void FolderIndex::save(const std::stop_token& stop) noexcept {
    const bool learned = std::any_of(known_.begin(), known_.end(),
                                     [](const auto& entry) { return entry.second.fresh && entry.second.settled; });
    if (file_.empty() || (!learned && reused_ == remembered_))
        return;
    try {
        write(stop);
    } catch (const std::exception&) {
        return; // no cache folder: the next opening lists all folders again
    }
}

bool acceptsFolderIndex(std::string_view bytes) {
    FolderIndex index({}, {}, {});
    return index.parse(bytes);
}

} // namespace studio
