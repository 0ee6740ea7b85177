// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace studio {

/// The bytes of a pickle, taken front to back. What it returns refers into them. Of one PickleMachine.
class PickleInput {
public:
    PickleInput(std::span<const std::byte> bytes, const std::string& place)
        : bytes_(reinterpret_cast<const char*>(bytes.data()), bytes.size())
        , place_(place) {}

    Error bad(const std::string& why) const {
        return Error(ErrorKind::Data, {"This file is not one that PyTorch writes, or it is damaged",
                                       place_ + ": " + why + " (byte " + std::to_string(at_) + " of its pickle)",
                                       "Nothing of it was used.",
                                       {}});
    }
    /// It may be sound, and be more than somebody's weights.
    Error laden(const std::string& why) const {
        return Error(ErrorKind::Data,
                     {"This file of PyTorch holds more than weights", place_ + ": " + why, "Nothing of it was used.",
                      "Save the network's state_dict alone, as tensors: "
                      "torch.save(model.state_dict(), \"weights.pth\")"});
    }
    std::string_view take(std::uint64_t count) {
        if (count > bytes_.size() - at_)
            throw bad("it ends too early");
        const std::string_view part = bytes_.substr(at_, count);
        at_ += count;
        return part;
    }
    std::uint64_t little(std::size_t count) {
        const std::string_view part = take(count);
        std::uint64_t value = 0;
        for (std::size_t i = count; i-- > 0;)
            value = value << 8 | static_cast<unsigned char>(part[i]);
        return value;
    }
    std::uint64_t big(std::size_t count) {
        std::uint64_t value = 0;
        for (const char byte : take(count))
            value = value << 8 | static_cast<unsigned char>(byte);
        return value;
    }
    std::string_view line() {
        constexpr std::size_t kLongest = 4096;
        const auto end = bytes_.substr(at_, kLongest).find('\n');
        if (end == std::string_view::npos)
            throw bad("a line of it has no end");
        const std::string_view part = take(end);
        take(1);
        return part;
    }
    /// What was taken since `from`.
    std::string_view since(std::size_t from) const { return bytes_.substr(from, at_ - from); }
    std::size_t at() const { return at_; }

private:
    std::string_view bytes_;
    const std::string& place_;
    std::size_t at_ = 0;
};

} // namespace studio
