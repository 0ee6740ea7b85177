// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/dataset/folder_index.h"
#include "core/dataset/name_list.h"

namespace studio {

/// Lists the folders of a data set through an index, without a stat per file. Follows links to files and folders; a
/// folder is entered once (device and inode), and at most 16 deep. One thread.
class FolderScan {
public:
    struct Skipped {
        std::vector<std::string> first; ///< "path: reason", at most 1,000
        std::int64_t count = 0;
    };

    FolderScan(FolderIndex& index, std::function<void(std::int64_t)> progress, std::stop_token stop);

    /// Names of the folders directly in `path`, bytewise sorted; hidden ones left out. Throws Error(Data, Io).
    std::vector<std::string> subfolders(const std::string& path);
    /// Paths, relative to `path`, of the pictures in it and below: folder by folder, each bytewise sorted. Valid until
    /// the next call. Throws Error(Io); Error(Stopped).
    const NameList& pictures(const std::string& path);
    const Skipped& skipped() const { return skipped_; }
    std::int64_t found() const { return found_; }

private:
    FolderEntry::Kind kindOf(const std::string& folder, const FolderEntry& entry);
    void collect(const std::string& path, std::string& below, int depth);
    void skip(const std::string& path, const std::string& reason);
    void checkStop() const;

    FolderIndex& index_;
    std::function<void(std::int64_t)> progress_;
    std::stop_token stop_;
    std::set<std::pair<std::uint64_t, std::uint64_t>> visited_;
    NameList pictures_;
    Skipped skipped_;
    std::int64_t found_ = 0;
};

} // namespace studio
