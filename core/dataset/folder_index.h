// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <map>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include "core/dataset/folder_listing.h"

namespace studio {

/// The names in the folders of a data set, remembered in the user's cache folder: opening the set again costs one stat
/// a folder instead of reading them all.
///
/// A remembered folder is used only if device, inode, time of change of its names (mtime) and of its inode (ctime) are
/// the same to the nanosecond. A folder that was changed less than 2 s before it was listed is not remembered: a later
/// change could bear the same time. On NFS that is 120 s, as the clock is the server's and times arrive late. On file
/// systems that do not keep the times of folders for sure (FAT, SMB, FUSE, 9p, unknown ones) nothing is remembered.
///
/// The file is hostile until parsed: magic, version, lengths, the payload's SHA-256, then every name. A damaged one
/// counts as none. Without a cache folder that can be written the index works for this one opening only.
class FolderIndex {
public:
    /// Reads the index of this data set from `cacheFolder`; an empty one if there is none. Empty folder: no file.
    FolderIndex(const std::string& cacheFolder, const std::string& root, const std::string& val);

    FolderIndex(const FolderIndex&) = delete;
    FolderIndex& operator=(const FolderIndex&) = delete;

    /// Entries of the folder at `path`, whose stamp was just taken: remembered ones, or read now (once an opening).
    /// Valid as long as the index lives. Throws Error(Io); Error(Stopped).
    std::string_view entriesOf(const std::string& path, const FolderStamp& stamp, const std::stop_token& stop);

    /// Writes the file if folders came, went or changed; never throws: the index only saves time.
    void save(const std::stop_token& stop) noexcept;

    std::int64_t listed() const { return listed_; }
    std::int64_t reused() const { return reused_; }
    const std::string& file() const { return file_; }

private:
    struct Known {
        FolderStamp stamp;
        std::string_view entries;
        bool settled = true;
        bool used = false;
        bool fresh = false; ///< read now, not remembered
    };
    using Key = std::pair<std::uint64_t, std::uint64_t>; ///< device and inode

    friend bool acceptsFolderIndex(std::string_view bytes);
    bool parse(std::string_view bytes);
    void write(const std::stop_token& stop) const;

    std::string file_;
    std::string loaded_;            ///< bytes of the file; remembered entries point into it
    std::deque<std::string> fresh_; ///< entries that were read now
    std::map<Key, Known> known_;
    std::int64_t listed_ = 0;
    std::int64_t reused_ = 0;
    std::int64_t remembered_ = 0; ///< folders in the file
};

/// Whether these bytes are a whole index file; for tests and fuzzing.
bool acceptsFolderIndex(std::string_view bytes);

} // namespace studio
