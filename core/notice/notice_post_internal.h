// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "core/notice/notice_channel.h"

namespace studio {

/// How often, and how soon, a delivery that failed is tried again.
struct NoticePace {
    int tries = 4;
    double firstSeconds = 2; ///< before the second try; doubled for each further one, and jittered
};

/// Delivers on one channel, one notice after another, on a thread of its own: a dead endpoint delays no other channel.
/// What it cannot deliver goes to the log. Owned by a NoticeOutbox, called on its thread. The destructor breaks off
/// what is under way and waits for it, a second or two.
class NoticePost {
public:
    NoticePost(ChannelSettings settings, std::unique_ptr<NoticeChannel> channel, NoticePace pace);
    ~NoticePost();
    NoticePost(const NoticePost&) = delete;
    NoticePost& operator=(const NoticePost&) = delete;

    const ChannelSettings& settings() const { return settings_; }
    /// Breaks off what is under way. Any thread.
    void requestStop() { thread_.request_stop(); }
    /// Where the queue is full the oldest one that is no end of a run makes room.
    void add(const Notice& notice);
    /// Waiting and under way.
    std::size_t pending() const;

private:
    void loop(const std::stop_token& stop);
    void deliver(const Notice& notice, const std::stop_token& stop);
    Delivery attempt(const Notice& notice, const std::stop_token& stop);
    /// Seconds before the next try.
    double delay(int tried, const Delivery& delivery);

    const ChannelSettings settings_;
    const std::unique_ptr<NoticeChannel> channel_;
    const NoticePace pace_;
    std::uint64_t drawn_ = 0; ///< of the jitter
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<Notice> queue_; ///< the first one is under way where `busy_`
    bool busy_ = false;
    std::jthread thread_; // last: joined before the rest goes
};

} // namespace studio
