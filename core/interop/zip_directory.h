// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace studio {

/// A record of a zip archive as its central directory tells of it.
struct ZipRecord {
    std::string name;
    std::uint64_t size = 0;   ///< bytes in the archive
    std::uint64_t header = 0; ///< where its local header stands
    std::uint32_t crc = 0;
    bool isPlain = false; ///< neither compressed nor encrypted
};

/// Reads the central directory (zip64 too) of an open file of `fileSize` bytes: at most 20,000 records in 4 MB. No
/// record's bytes are looked at. Throws Error(Data) that names `place`, Error(Io).
std::vector<ZipRecord> readZipDirectory(int file, std::uint64_t fileSize, const std::string& place);

/// Where the bytes of a plain record begin. Throws Error(Data) where they do not lie within the file, as above.
std::uint64_t findZipData(int file, std::uint64_t fileSize, const ZipRecord& record, const std::string& place);

} // namespace studio
