// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "core/base/error.h"
#include "core/interop/pth_tree_internal.h"

namespace studio {

/// Where the bytes of a storage are.
struct StoragePlace {
    std::uint64_t offset = 0, size = 0;
    std::uint32_t crc = 0;
    bool isToCheck = false; ///< `crc` is known, and nobody has compared it yet
};

/// An open file that torch.save() wrote.
struct PthFile {
    PthContent content;
    std::map<std::string, StoragePlace> storages; ///< of the tensors in `content`, all within the file
};

/// A file to read, already open; `place` names it in messages.
struct OpenFile {
    int descriptor = -1;
    std::uint64_t size = 0;
    std::string place;
    bool unchecked = false; ///< a wrong checksum is no error
};

/// A zip archive, as PyTorch writes them since 1.6. Throws Error(Data) for TorchScript and other archives.
PthFile readZippedPth(const OpenFile& file);
/// Pickles in sequence, then the storages, as it wrote them before.
PthFile readLegacyPth(const OpenFile& file);

/// The error where a checksum does not match.
Error wrongChecksum(const OpenFile& file, const std::string& record);
/// CRC-32 of that part of the file, in pieces.
std::uint32_t crcOf(const OpenFile& file, std::uint64_t offset, std::uint64_t size);
std::uint32_t crcOf(std::span<const std::byte> bytes);

} // namespace studio
