// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace studio {

/// A message of protocol buffers as its bytes, field by field: what the few messages of ONNX and TensorBoard need. A
/// value; each call appends.
class Proto {
public:
    /// How a field is stored, as its key says.
    enum Wire : std::uint64_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

    Proto& number(int field, std::uint64_t value) {
        key(field, kVarint);
        varint(value);
        return *this;
    }
    Proto& bytes(int field, std::string_view value) {
        key(field, kBytes);
        varint(value.size());
        out_ += value;
        return *this;
    }
    Proto& message(int field, const Proto& value) { return bytes(field, value.out_); }
    Proto& real(int field, float value) {
        key(field, kFixed32);
        return fixed(std::bit_cast<std::uint32_t>(value), 4);
    }
    Proto& real64(int field, double value) {
        key(field, kFixed64);
        return fixed(std::bit_cast<std::uint64_t>(value), 8);
    }
    const std::string& text() const { return out_; }

private:
    void key(int field, Wire wire) { varint(static_cast<std::uint64_t>(field) << 3 | wire); }
    Proto& fixed(std::uint64_t bits, int bytes) {
        for (int i = 0; i < bytes; ++i)
            out_ += static_cast<char>(bits >> (8 * i) & 0xFF);
        return *this;
    }
    void varint(std::uint64_t value) {
        for (; value > 127; value >>= 7)
            out_ += static_cast<char>(value | 128);
        out_ += static_cast<char>(value);
    }
    std::string out_;
};

} // namespace studio
