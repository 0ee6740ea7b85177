// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metric/records.h"

#include <array>
#include <iterator>

namespace studio {

namespace {

constexpr std::array kEventNames{
    "started",  "resumed",       "paused",           "continued",         "stopped",
    "finished", "failed",        "checkpoint_saved", "checkpoint_failed", "checkpoint_skipped",
    "new_best", "bad_picture",   "notice",           "rolled_back",       "waiting",
    "verified", "backup_failed", "changed",          "validated"};

} // namespace

const char* eventKindName(EventKind kind) {
    return kEventNames[static_cast<std::size_t>(kind)];
}

EventKind eventKindFromName(const std::string& name) {
    for (std::size_t i = 0; i < kEventNames.size(); ++i) {
        if (name == kEventNames[i])
            return static_cast<EventKind>(i);
    }
    return EventKind::Notice;
}

} // namespace studio
