// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace studio {

/// Lists folders by readdir, without a stat per file. Follows links to files and folders; a folder is entered once
/// (device and inode), and at most 16 deep. One thread.
class FolderScan {
public:
    struct Skipped {
        std::vector<std::string> first; ///< "path: reason", at most 1,000
        std::int64_t count = 0;
    };

    FolderScan(std::function<void(std::int64_t)> progress, std::stop_token stop);

    /// Names of the folders directly in `path`, bytewise sorted; hidden ones left out. Throws Error(Data, Io).
    std::vector<std::string> subfolders(const std::string& path);
    /// Paths, relative to `path`, of the pictures in it and below, bytewise sorted. Throws Error(Io).
    std::vector<std::string> pictures(const std::string& path);
    const Skipped& skipped() const { return skipped_; }

private:
    enum class Kind { File, Folder, Other };
    struct Entry {
        std::string name;
        Kind kind;
    };
    std::vector<Entry> entries(const std::string& path);
    void collect(const std::string& root, const std::string& below, int depth, std::vector<std::string>& found);
    void skip(const std::string& path, const std::string& reason);
    void checkStop() const;

    std::function<void(std::int64_t)> progress_;
    std::stop_token stop_;
    std::set<std::pair<std::uint64_t, std::uint64_t>> visited_;
    Skipped skipped_;
    std::int64_t found_ = 0;
};

} // namespace studio
