// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace studio {

/// Incremental SHA-256 (FIPS 180-4, by OpenSSL). One thread.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    void update(std::span<const std::byte> bytes);
    /// 64 lower-case hexadecimal digits; afterwards the object is spent.
    std::string hex();

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

std::string sha256Hex(std::span<const std::byte> bytes);
std::string sha256Hex(const std::string& text);

} // namespace studio
