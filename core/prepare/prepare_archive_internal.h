// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace studio {

struct TarMember {
    std::string name;       ///< bytes as the archive has them, unchecked; empty if it cannot be told
    std::uint64_t size = 0; ///< as the header claims
    bool folder = false;
    std::string refusedAs; ///< "a symbolic link", "a device"...; empty for a regular file and a folder
};

/// Reads an archive front to back, from a file or out of the present member of another one; writes nothing anywhere.
/// One thread. Throws Error(Data) for an archive that is none, is damaged or cut off, or needs a password, Error(Io) if
/// it cannot be read.
class TarReader {
public:
    /// Any: tar (plain, or packed by gzip, bzip2, xz or zstd) or zip, as the content says.
    enum class Packing { Plain, Gzip, Any };
    TarReader(const std::string& path, Packing packing);
    /// `outer` must outlive this reader and not be moved on while it is used.
    TarReader(TarReader& outer, const std::string& member);
    ~TarReader();
    TarReader(const TarReader&) = delete;
    TarReader& operator=(const TarReader&) = delete;

    /// The next member, false at the end. What was not read of the last one is skipped, by seeking where possible. At
    /// the end a tar is proved whole: its end mark is there, nothing but the padding of its last record lies behind,
    /// and the checksums of its packing are right.
    bool next(TarMember& member);
    /// Bytes of the present member; 0 at its end.
    std::size_t read(std::span<char> buffer);
    /// Whether the present member can only be skipped by unpacking it: seeking is not possible, or its end not known.
    bool isPacked() const;
    /// How far the file is read (of the outermost reader), and how long it is.
    std::uint64_t position() const;
    std::uint64_t fileSize() const;
    /// What is told to people: the file, or "file: member".
    const std::string& place() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace studio
