// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/base/file.h"

namespace studio {

/// OUT.part and what is known of it. Only one process at a time holds it. One thread.
class PartFile {
public:
    /// Throws Error(Io, DiskFull, Locked); where the folder is `foreign`, Error(Usage) for a part that we did not
    /// leave.
    PartFile(const std::string& out, const std::string& from, bool foreign);
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;

    std::uint64_t size() const { return size_; }
    const std::string& path() const { return path_; }
    const std::string& etag() const { return etag_; }
    const std::string& modified() const { return modified_; }
    std::uint64_t total() const { return total_; } ///< 0 = not known
    /// Whether its bytes were left by a download from another address, or by nobody knows whom.
    bool isOfAnother() const { return isOfAnother_; }
    /// Whether the server can be asked for the rest of just this file.
    bool canGoOn() const { return size_ > 0 && (!etag_.empty() || !modified_.empty()); }
    /// Empties it and notes what the next bytes are of.
    void begin(const std::string& etag, const std::string& modified, std::uint64_t total);
    /// Tells, and notes, how long the whole file is.
    void setTotal(std::uint64_t total);
    void write(std::span<const char> bytes);
    /// Durable, and called OUT.
    void publish();
    /// Nothing is left of it.
    void discard();

private:
    /// Whether there is a note of a part from the same address.
    bool load();
    void note() const;
    std::string out_, from_, path_, notePath_;
    std::string etag_, modified_;
    std::uint64_t size_ = 0, total_ = 0;
    bool isOfAnother_ = false;
    FileDescriptor file_; ///< locked
};

} // namespace studio
