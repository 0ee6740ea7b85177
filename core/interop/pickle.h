// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace studio {

/// One value of a pickle, as it was written down: nothing was looked up, made or called for it. Other values are named
/// by their number in the Pickle; 0 = none.
struct PickleNode {
    enum class Kind : std::uint8_t {
        None,
        Bool,
        Int,
        Float,
        Text,
        Bytes, ///< also integers of more than 64 bits
        Tuple,
        List,
        Dict, ///< `items`: key, value, key, value ...
        Set,
        Global,     ///< a name in Python's modules: Pickle::globalName()
        Object,     ///< what calling `type` with `args` would have made; `state` and `items` it would have been given
        Persistent, ///< what the file keeps elsewhere, by its id `args`
    };
    Kind kind = Kind::None;
    bool hasPairs = false; ///< Object: `items` are keys and values
    std::uint32_t type = 0, args = 0, state = 0;
    std::int64_t number = 0;    ///< Int, Bool; the bits of a Float
    std::string_view text = {}; ///< Text, Bytes
    std::vector<std::uint32_t> items = {};

    double real() const { return std::bit_cast<double>(number); }
};

/// A pickle (protocols 0 to 5) read into an inert tree: its opcodes are followed, its objects stay names. Bounded in
/// values, depth of no concern: the values lie in one arena and refer to each other by number, loops included. Refers
/// into the bytes, which must outlive it. One thread.
class Pickle {
public:
    /// Reads one pickle from the front of `bytes`. Throws Error(Data) that names `place`.
    Pickle(std::span<const std::byte> bytes, const std::string& place);

    std::uint32_t root() const { return root_; }
    const PickleNode& at(std::uint32_t index) const { return nodes_[index]; }
    std::uint32_t count() const { return static_cast<std::uint32_t>(nodes_.size()); }
    /// How many of the bytes it took.
    std::size_t length() const { return length_; }
    /// "collections.OrderedDict" of a Global, or of an Object's type; empty for another value.
    std::string globalName(std::uint32_t index) const;

private:
    friend class PickleMachine;
    std::deque<PickleNode> nodes_;
    std::uint32_t root_ = 0;
    std::size_t length_ = 0;
};

} // namespace studio
