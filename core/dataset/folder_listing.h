// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>

namespace studio {

/// Which folder it is and when its names last changed. Two equal stamps of a settled listing mean equal names.
struct FolderStamp {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t modifiedNs = 0;
    std::int64_t changedNs = 0;

    friend bool operator==(const FolderStamp&, const FolderStamp&) = default;
};

/// Throws Error(Io).
FolderStamp stampOf(const std::string& path);

/// An entry of a folder. What a link leads to is not part of the folder: it is looked up
/// anew whenever the listing is used.
struct FolderEntry {
    enum class Kind : std::uint8_t { File, Folder, Link, Other };
    Kind kind = Kind::File;
    std::string_view name;
};

/// Bytes of one listing: entries, bytewise sorted, each as kind (1 byte), length of the name (2 bytes), name.
void appendEntry(std::string& bytes, const FolderEntry& entry);

/// Walks such bytes; those of an index must have passed areSoundEntries().
class EntryReader {
public:
    explicit EntryReader(std::string_view bytes)
        : left_(bytes) {}
    bool next(FolderEntry& entry);

private:
    std::string_view left_;
};

/// True if the bytes are a listing as listFolder() makes them: whole, sorted, without a name that could lead out of
/// the folder.
bool areSoundEntries(std::string_view bytes);

struct FolderListing {
    FolderStamp stamp;   ///< taken before the names were read
    std::string entries; ///< everything in it, hidden names too: what is not used is counted
    /// The stamp can be relied on later: see the rule in folder_index.h.
    bool settled = false;
};

/// Reads one folder; no stat per file, except on file systems that do not tell the kind of an entry. Throws Error(Io);
/// Error(Stopped).
FolderListing listFolder(const std::string& path, const std::stop_token& stop);

} // namespace studio
