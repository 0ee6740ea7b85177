// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace studio {

/// Writes a whole file or nothing: temp file in the same folder, every write checked, fsync, rename, fsync of the
/// folder. After commit() returns, the file survives a power cut; until then the old file is untouched.
/// Owned by the caller on one thread. A destructor without commit() removes the temp file.
class AtomicFile {
public:
    /// Creates `<path>.partial`. Throws Error(Io or DiskFull) naming the path.
    explicit AtomicFile(std::string path);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    /// Appends; handles short writes and EINTR. Throws Error, after which only destruction is allowed.
    void write(std::span<const std::byte> bytes);
    void write(std::string_view text);
    /// Makes the file durable under its final name. Throws Error; the old file is then still in place.
    void commit();

private:
    std::string path_;
    std::string partialPath_;
    int fd_ = -1;
};

/// The whole of `text` to `path` through AtomicFile.
void writeFileAtomically(const std::string& path, std::string_view text);
/// The names in the folder survive a power cut, where the file system can tell that. Throws Error(Io).
void syncFolder(const std::string& folder);
/// Reads a regular file of at most `maxBytes`. Never blocks on a FIFO. Throws Error(Data or Io) naming the path.
std::string readSmallFile(const std::string& path, std::size_t maxBytes);

} // namespace studio
