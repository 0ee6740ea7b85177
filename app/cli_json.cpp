// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli_json.h"

#include "core/base/text.h"

namespace studio {

nlohmann::ordered_json unusedJson(const UnusedNames& unused) {
    nlohmann::ordered_json reasons = nlohmann::ordered_json::object();
    for (int i = 0; i < static_cast<int>(UnusedReason::kCount); ++i) {
        const auto reason = static_cast<UnusedReason>(i);
        if (unused.count(reason) > 0)
            reasons[unusedReasonName(reason)] = {{"count", unused.count(reason)},
                                                 {"first", escapeBytes(unused.first(reason))}};
    }
    return {{"count", unused.count()}, {"reasons", reasons}};
}

} // namespace studio
