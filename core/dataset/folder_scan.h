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
#include "core/dataset/unused_names.h"

namespace studio {

/// What lies directly in a folder; nothing of it is noted as unused.
struct FolderLook {
    std::vector<std::string> folders;     ///< bytewise sorted; no hidden or system's ones, no runs
    std::vector<std::string> brokenLinks; ///< names of links that lead nowhere
    std::int64_t pictures = 0;            ///< files with a picture's name
    std::string firstPicture;
};

/// Lists the folders of a data set through an index, without a stat per file. Follows links to files and folders; a
/// folder is entered once (device and inode), and at most 16 deep. Folders of training runs are not entered. One
/// thread.
class FolderScan {
public:
    FolderScan(FolderIndex& index, std::function<void(std::int64_t)> progress, std::stop_token stop);

    /// Throws Error(Io); Error(Stopped).
    FolderLook look(const std::string& path);
    /// Names of the class folders directly in `path`, bytewise sorted. What else lies there and might be meant as a
    /// class or a picture is noted as unused. Throws Error(Data, Io).
    std::vector<std::string> subfolders(const std::string& path);
    /// Paths, relative to `path`, of the pictures in it and below: folder by folder, each bytewise sorted. Valid until
    /// the next call. Throws Error(Io); Error(Stopped).
    const NameList& pictures(const std::string& path);
    /// After pictures(): it is the folder of a run, or holds nothing but such folders.
    bool heldRunsOnly() const { return heldRunsOnly_; }
    UnusedNames& unused() { return unused_; }
    std::int64_t found() const { return found_; }

private:
    FolderEntry::Kind kindOf(const std::string& folder, const FolderEntry& entry, bool note);
    static bool isRun(std::string_view entries);
    void collect(const std::string& path, std::string& below, int depth);
    void takeFile(const std::string& folder, std::string_view name, const std::string& below);
    void checkStop() const;

    FolderIndex& index_;
    std::function<void(std::int64_t)> progress_;
    std::stop_token stop_;
    std::set<std::pair<std::uint64_t, std::uint64_t>> visited_;
    NameList pictures_;
    UnusedNames unused_;
    std::int64_t found_ = 0;
    bool heldRunsOnly_ = false;
};

} // namespace studio
