// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/queue/run_queue.h"

namespace studio {

inline constexpr std::size_t kMaxQueueEntries = 5'000;
inline constexpr std::size_t kMaxQueueBytes = 64u << 20;
inline constexpr std::size_t kMaxQueueMessage = 1'000;

struct RunQueue::File {
    std::int64_t nextId = 1;
    QueueContent content;
};

/// The text of queue.json. Names are bytes and are escaped (escapeBytes()).
std::string queueText(std::int64_t nextId, const QueueContent& content);
/// Throws Error(Corrupt) for anything that queueText() does not write, Error(Data) for another format version.
std::int64_t parseQueue(const std::string& text, const std::string& place, QueueContent& content);

} // namespace studio
