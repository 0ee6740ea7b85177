// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/notice/notice_outbox.h"
#include "core/queue/run_queue.h"

namespace studio {

constexpr int kTriesOfDays = 2'000; ///< of a process that outlives an outage of the network

/// An entry of the queue was given up, and its trainer could tell nobody: through `outbox`, unless it is to tell
/// nothing.
void tellOfEntry(const QueueEntry& entry, NoticeOutbox& outbox);

/// That the runs of the queue were set aside: each channel is told once, whichever process serves the queue then.
/// Owned by the verb that serves it; used on its thread.
class NoteTeller {
public:
    void tell(const std::string& note);
    /// Waits for what is on its way, as long as an outbox does at the end.
    void finish();

private:
    std::vector<std::unique_ptr<NoticeOutbox>> outboxes_; ///< of each note; few ever are
};

} // namespace studio
