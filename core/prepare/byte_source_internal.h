// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "core/base/file.h"

namespace studio {

/// What comes out of a packed file, front to back. One thread.
class ByteSource {
public:
    virtual ~ByteSource() = default;
    /// The next bytes; 0 at the end, where every checksum of the packing was right. Throws Error(Data) for damage,
    /// Error(Io) if the file cannot be read.
    virtual std::size_t read(std::span<char> into) = 0;
    /// Bytes of the packed file that were read.
    virtual std::uint64_t position() const = 0;
};

/// By the first bytes of `file` (kept open by the caller): gzip, bzip2, xz or zstd; nullptr for a file that is none of
/// them. `place` is told to people. libarchive does not look at the checksum and length behind a gzip file's content,
/// so that is unpacked here.
std::unique_ptr<ByteSource> openPacked(const FileDescriptor& file, const std::string& place);

/// What a file is that is no archive for us, by its first bytes: "a 7-Zip archive", "a web page"; empty: not known.
std::string kindOfFile(const FileDescriptor& file);

} // namespace studio
