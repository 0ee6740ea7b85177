// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace studio {

enum class TensorType { F32, F16, BF16, F64, I64, I32, I16, I8, U8, Bool };
std::size_t bytesPerElement(TensorType type);

/// A tensor in host memory, free of LibTorch: contiguous, row-major, little-endian.
struct HostTensor {
    std::string name;
    TensorType type = TensorType::F32;
    std::vector<std::int64_t> shape; ///< empty = scalar
    std::vector<std::byte> bytes;
};

/// Product of the shape; 1 for a scalar.
std::int64_t elementCount(const std::vector<std::int64_t>& shape);

/// A file's content: tensors in file order and the string metadata.
struct TensorFile {
    std::vector<HostTensor> tensors;
    std::map<std::string, std::string> metadata;

    const HostTensor* find(const std::string& name) const;
};

/// Writes the safetensors layout (huggingface/safetensors format description) through AtomicFile. Adds the metadata
/// entries "sha256" over the byte buffer and "header_sha256" over the header's text with zeros in that entry's place.
/// Returns the digest of the buffer. Throws Error(Io, DiskFull).
std::string writeSafetensors(const std::string& path, const TensorFile& content);
std::string writeSafetensors(const std::string& path, std::span<const HostTensor> tensors,
                             const std::map<std::string, std::string>& metadata);

/// Reads and checks everything: header <= 16 MB, <= 10,000 tensors, no holes, overlaps or duplicate names, file ends
/// where the data end, which are at most `maxBytes`: room is made for no more. Where the metadata has digests they must
/// match before a value is returned. Throws Error(Corrupt) that names the file and says what is wrong.
TensorFile readSafetensors(const std::string& path, std::uint64_t maxBytes = std::uint64_t{16} << 30);

/// Metadata only: the header is read and checked, the data are not (no digest check).
std::map<std::string, std::string> readSafetensorsMetadata(const std::string& path);

} // namespace studio
