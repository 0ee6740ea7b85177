// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/name_list.h"

#include <limits>

#include "core/base/error.h"

namespace studio {

void NameList::add(std::string_view name) {
    if (name.size() > std::numeric_limits<std::uint32_t>::max() - bytes_.size())
        throw Error(ErrorKind::Data, {"The data set has too many file names", {}, {}, "Train on a part of it."});
    bytes_.append(name);
    ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
}

void NameList::clear() {
    bytes_.clear();
    ends_.clear();
}

void NameList::shrink() {
    bytes_.shrink_to_fit();
    ends_.shrink_to_fit();
}

} // namespace studio
