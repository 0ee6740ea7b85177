// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "core/base/file.h"

namespace studio {

/// Writes a whole file or nothing: temp file in the same folder, every write checked, fsync, rename, fsync of the
/// folder. After commit() returns, the file survives a power cut; until then the old file is untouched.
/// Several writers of one path, in this process or in others, never mix: each has a temporary file of its own, which it
/// holds locked (flock), and the last commit() wins. What a killed writer left is locked by nobody and makes room.
/// Owned by the caller on one thread. A destructor without commit() removes the temp file.
class AtomicFile {
public:
    enum class Kind {
        Durable,
        Private, ///< durable, and for this user's eyes: it holds a secret
        Cache,   ///< for this user's eyes, and not synced: a reader tells a torn one by its sum
    };

    /// Creates `<path>.partial`, or `<path>.2.partial` ... beside writers that are at work. Throws Error(Io or
    /// DiskFull) naming the path.
    explicit AtomicFile(std::string path, Kind kind = Kind::Durable);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    /// Appends; handles short writes and EINTR. Throws Error, after which only destruction is allowed.
    void write(std::span<const std::byte> bytes);
    void write(std::string_view text);
    /// Makes the file durable under its final name. Throws Error; the old file is then still in place.
    void commit();

private:
    bool create(const std::string& partial);

    std::string path_;
    Kind kind_;
    std::string partialPath_;
    FileDescriptor file_, lock_; ///< the same open file, twice: it stays locked when `file_` is closed
};

/// The path that a temporary file of an AtomicFile is for; empty for any other name.
std::string pathOfPartial(const std::string& partial);
/// Deletes a temporary file that a killed writer left; one of a writer at work stays. False, with errno, where it
/// cannot be deleted.
bool removeAbandoned(const std::string& partial);
/// The whole of `text` to `path` through AtomicFile.
void writeFileAtomically(const std::string& path, std::string_view text,
                         AtomicFile::Kind kind = AtomicFile::Kind::Durable);

} // namespace studio
