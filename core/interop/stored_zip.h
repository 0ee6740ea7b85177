// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/atomic_file.h"

namespace studio {

/// A zip archive of stored (uncompressed) records, written front to back as PyTorch does: record data start at a
/// multiple of 64 bytes, padded by an extra field with id 0x4246. Below 4 GiB. One thread.
class StoredZip {
public:
    explicit StoredZip(AtomicFile& file)
        : file_(file) {}
    /// Throws Error(Io, DiskFull), and Error(Config) if the archive would pass 4 GiB.
    void add(const std::string& name, std::span<const std::byte> data);
    /// Central directory; nothing may be added afterwards. The caller commits the file.
    void finish();

private:
    struct Record {
        std::string name;
        std::uint32_t crc = 0, size = 0, offset = 0;
    };
    void write(const std::string& bytes);

    AtomicFile& file_;
    std::vector<Record> records_;
    std::uint64_t at_ = 0;
};

} // namespace studio
