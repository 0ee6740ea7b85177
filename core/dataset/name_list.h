// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace studio {

/// Many short names in one block of bytes: 4 bytes a name on top of the name itself. At most 4 GiB of names.
class NameList {
public:
    std::size_t size() const { return ends_.size(); }
    bool empty() const { return ends_.empty(); }
    /// Valid until the list changes. Not followed by a zero byte.
    std::string_view operator[](std::size_t index) const {
        const std::uint32_t begin = index == 0 ? 0 : ends_[index - 1];
        return {bytes_.data() + begin, ends_[index] - begin};
    }
    /// Throws Error(Data) when the names would no longer fit.
    void add(std::string_view name);
    void clear();
    void shrink();

private:
    std::string bytes_;
    std::vector<std::uint32_t> ends_;
};

} // namespace studio
