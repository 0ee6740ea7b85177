// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/interop/safetensors.h"

namespace studio {

/// Writes a PyTorch state_dict (`torch.load(path, weights_only=True)` reads it): a stored zip with an OrderedDict of
/// tensors in the given order, protocol 2, record data aligned to 64 bytes, CRC32 right. Through AtomicFile.
/// Types F32, F16, BF16, F64, I64, I32, I16, I8, U8, Bool. Throws Error(Io, DiskFull).
void writePth(const std::string& path, const std::vector<HostTensor>& tensors);

/// A value of Python's that a file for PyTorch holds: one that `torch.load(path, weights_only=True)` takes in each of
/// its versions. That of 1.13 knows no floating-point number; a real number is therefore a tensor without dimensions.
class PthValue {
public:
    enum class Kind { None, Bool, Int, Text, Tensor, List, Dict, OrderedDict };

    PthValue() = default;
    static PthValue boolean(bool value);
    static PthValue integer(std::int64_t value);
    static PthValue text(std::string value); ///< UTF-8
    static PthValue real(double value);      ///< float64, no dimensions
    static PthValue tensor(HostTensor value);
    static PthValue list() { return PthValue(Kind::List); }
    static PthValue dict() { return PthValue(Kind::Dict); }
    static PthValue orderedDict() { return PthValue(Kind::OrderedDict); }

    /// To a list.
    PthValue& add(PthValue value);
    /// To a dictionary of either kind.
    PthValue& set(PthValue key, PthValue value);
    PthValue& set(const char* key, PthValue value) { return set(text(key), std::move(value)); }

    Kind kind() const { return kind_; }
    std::int64_t number() const { return number_; }
    const std::string& words() const { return text_; }
    const HostTensor& host() const { return *tensor_; }
    const std::vector<PthValue>& items() const { return items_; } ///< of a dictionary: key, value, key, value ...

private:
    explicit PthValue(Kind kind)
        : kind_(kind) {}

    Kind kind_ = Kind::None;
    std::int64_t number_ = 0;
    std::string text_;
    std::shared_ptr<const HostTensor> tensor_;
    std::vector<PthValue> items_;
};

/// Writes such a file, as above.
void writePth(const std::string& path, const PthValue& value);
/// Reads it back, byte by byte. Throws Error(Corrupt) where it is not what writePth() writes of this value, Error(Io).
void requirePth(const std::string& path, const PthValue& value);

} // namespace studio
