// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "core/notice/notice_channel.h"

namespace studio {

struct NoticeOptions {
    std::string file;           ///< of the settings; empty = noticeSettingsFile()
    ChannelFactory makeChannel; ///< empty = studio::makeChannel
    int perKind = 3;            ///< notices of a kind that go through in `windowSeconds`
    double windowSeconds = 600; ///< see NoticeGate
    int tries = 4;              ///< of a delivery
    double retrySeconds = 2;    ///< before the second try
    double diskSeconds = 60;    ///< between looks at the room on a run's disk
};

/// Takes notices from any thread, at once, and delivers them on threads of its own: one ("notices") reads the settings
/// anew when the file has changed, folds storms and hands on to the channels, each of which has a thread. Lives as long
/// as the process trains; the window has one, resnet-train has one for its run. What goes wrong is told in the log; no
/// call throws.
class NoticeOutbox {
public:
    /// Seconds that a process without a window waits in finish() at its end.
    static constexpr double kAtTheEnd = 8;

    explicit NoticeOutbox(NoticeOptions options = {});
    /// finish() without patience.
    ~NoticeOutbox();
    NoticeOutbox(const NoticeOutbox&) = delete;
    NoticeOutbox& operator=(const NoticeOutbox&) = delete;

    void add(Notice notice);
    /// Waits until all is delivered or given up, at most so long; then what is under way is broken off. `waiting` is
    /// called once where it takes longer than a moment; `hurry` ends the wait. Returns how many were not delivered.
    /// Nothing is taken any more.
    std::size_t finish(double seconds, const std::function<void()>& waiting = {}, const std::stop_token& hurry = {});
    const NoticeOptions& options() const { return options_; }

private:
    struct State;
    struct Worker;
    NoticeOptions options_;
    std::shared_ptr<State> state_; ///< shared with the thread, which may hang in the disk of the settings
    std::unique_ptr<Worker> worker_;
};

/// Sends a test on one channel, with one try, on the calling thread. Throws nothing.
Delivery sendTest(const ChannelSettings& channel, const ChannelFactory& make = makeChannel,
                  const std::stop_token& stop = {});

} // namespace studio
