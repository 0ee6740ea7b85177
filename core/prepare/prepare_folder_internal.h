// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/file.h"

namespace studio {

/// A folder held by its descriptor: everything in it is reached relative to that, links are never followed, and names
/// that are more than one component are refused. So nothing can come to lie outside it. One thread.
class PinnedFolder {
public:
    /// Opens a folder that a person named, links and all; creates it if `create`. Throws Error(Io or DiskFull).
    PinnedFolder(const std::string& path, bool create);
    /// The folder `name` in `parent`, created if need be. A link or a file of that name is refused: Error(Data).
    PinnedFolder(const PinnedFolder& parent, const std::string& name);
    /// The same, but nothing is created: nullopt if there is nothing of that name.
    std::optional<PinnedFolder> find(const std::string& name) const;

    /// Only one process at a time may write below this folder. Throws Error(Locked).
    void lock();
    /// Whether a regular file of that name and size is there.
    bool has(const std::string& name, std::uint64_t size) const;
    /// Whether a regular file of that name is there that is not empty.
    bool has(const std::string& name) const;
    /// Writes a file of exactly `size` bytes under a temporary name and renames it. `read` fills the buffer and returns
    /// how much, 0 at the end. Throws Error; the temporary file is then gone.
    void put(const std::string& name, std::uint64_t size,
             const std::function<std::size_t(std::span<char>)>& read) const;
    /// As put(), unless there is a file with just these bytes already: then it stays, and false is returned. Both are
    /// read; the new bytes are held in memory.
    bool putUnlessSame(const std::string& name, std::uint64_t size,
                       const std::function<std::size_t(std::span<char>)>& read) const;
    /// The file of another folder in this one: as a hard link, or as a copy of the same date where links cannot be.
    /// Returns false if it was there already. Throws Error(Data) if `name` is no regular file there.
    bool adopt(const PinnedFolder& from, const std::string& name) const;
    /// Whether that would be a link. Tries it, and leaves nothing behind.
    bool canLink(const PinnedFolder& from, const std::string& name) const;
    /// A file or folder of this one into another on the same volume. Returns false if there is none of that name.
    /// Throws Error(Io), for instance if `to` has one already.
    bool move(const std::string& name, const PinnedFolder& to) const;
    /// Deletes the folder `name` if nothing is in it but what a process that was killed left of ours. False: it stays.
    bool removeIfEmpty(const std::string& name) const;
    /// Everything written on this volume so far survives a power cut. Throws Error(Io).
    void sync() const;

    /// Regular files and folders in it, links told as neither; names that start with a dot stand apart.
    struct Listing {
        std::vector<std::string> files, folders;
        std::vector<std::string> others, hidden;
    };
    Listing list() const;
    /// A regular file as far as the folder tells it.
    struct File {
        std::string name;
        std::uint64_t bytes = 0;
        std::int64_t time = 0; ///< of its last change, in ns
    };
    /// The regular files of list().
    std::vector<File> files() const;
    const std::string& path() const { return path_; }

private:
    PinnedFolder() = default;
    bool holds(const std::string& name, std::span<const char> bytes) const;
    std::string path_;
    FileDescriptor folder_;
};

} // namespace studio
