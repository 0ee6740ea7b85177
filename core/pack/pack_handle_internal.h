// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/file.h"

namespace studio {

/// An open file of a pack. Owned by one thread at a time.
class PackHandle {
public:
    PackHandle() = default;
    /// Takes an open file.
    PackHandle(std::string path, FileDescriptor file)
        : path_(std::move(path))
        , file_(std::move(file)) {}
    /// For reading; never waits for a FIFO. Throws Error(Io).
    static PackHandle toRead(const std::string& path);
    /// As toRead(); one that is not open where there is no such file.
    static PackHandle toReadIfThere(const std::string& path);
    /// For reading and writing, made if it is not there; no link is followed. Throws Error.
    static PackHandle toWrite(const std::string& path);

    bool isOpen() const { return file_.isOpen(); }
    int file() const { return file_.get(); }
    const std::string& path() const { return path_; }
    /// Length of a regular file; throws Error(Io) where the system does not say, Error(Corrupt) for anything else.
    std::uint64_t length() const;
    /// `length` bytes from `offset` on; fewer where the file ends. Throws Error(Io).
    std::string read(std::uint64_t offset, std::size_t length) const;
    /// Throws Error.
    void write(std::uint64_t offset, std::span<const std::uint8_t> bytes) const;
    void write(std::uint64_t offset, std::string_view text) const;
    void cutTo(std::uint64_t length) const;
    void makeDurable() const;
    /// Whether its path still names this file.
    bool isStill() const { return isStillNamed(file(), path_); }

private:
    std::string path_;
    FileDescriptor file_;
};

/// Throws Error(Io) where the system does not say: what cannot be looked at may well be there.
bool packFileIsThere(const std::string& path);

} // namespace studio
