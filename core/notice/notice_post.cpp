// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notice/notice_post_internal.h"

#include <algorithm>
#include <chrono>
#include <exception>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/base/random.h"
#include "core/base/thread.h"

namespace studio {

namespace {

constexpr std::size_t kMaxQueue = 32;

} // namespace

NoticePost::NoticePost(ChannelSettings settings, std::unique_ptr<NoticeChannel> channel, NoticePace pace)
    : settings_(std::move(settings))
    , channel_(std::move(channel))
    , pace_(pace)
    , thread_(startThread([this](const std::stop_token& stop) { loop(stop); })) {}

NoticePost::~NoticePost() {
    thread_.request_stop();
    thread_.join();
}

void NoticePost::add(const Notice& notice) {
    {
        const std::lock_guard lock(mutex_);
        if (queue_.size() >= kMaxQueue) {
            const auto first = queue_.begin() + (busy_ ? 1 : 0);
            auto victim = std::find_if(first, queue_.end(), [](const Notice& one) { return !isLastNotice(one.kind); });
            queue_.erase(victim == queue_.end() ? first : victim);
            logLine(LogLevel::Warning, "Too many notices wait for " + settings_.name + ": one is not sent");
        }
        queue_.push_back(notice);
    }
    changed_.notify_all();
}

std::size_t NoticePost::pending() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

void NoticePost::loop(const std::stop_token& stop) {
    while (true) {
        Notice notice;
        {
            std::unique_lock lock(mutex_);
            if (!changed_.wait(lock, stop, [this] { return !queue_.empty(); }) || stop.stop_requested())
                return;
            notice = queue_.front();
            busy_ = true;
        }
        deliver(notice, stop);
        const std::lock_guard lock(mutex_);
        busy_ = false;
        if (!stop.stop_requested()) // otherwise it still counts as not delivered
            queue_.pop_front();
    }
}

void NoticePost::deliver(const Notice& notice, const std::stop_token& stop) {
    Delivery delivery;
    for (int tried = 1; !stop.stop_requested(); ++tried) {
        delivery = attempt(notice, stop);
        if (delivery.ok || !delivery.mayPass || tried >= pace_.tries)
            break;
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, stop, std::chrono::duration<double>(delay(tried, delivery)), [] { return false; });
    }
    if (delivery.ok && notice.arrived)
        notice.arrived();
    if (!delivery.ok)
        logLine(LogLevel::Warning, "A notice (" + notice.title + ") was not delivered to " + settings_.name + " (" +
                                       settings_.place() + "): " + delivery.said);
}

Delivery NoticePost::attempt(const Notice& notice, const std::stop_token& stop) {
    try {
        return channel_->send(notice, stop);
    } catch (const std::exception&) { // its words may hold a secret
        Delivery delivery;
        delivery.said = "it cannot be sent";
        return delivery;
    }
}

double NoticePost::delay(int tried, const Delivery& delivery) {
    if (delivery.retrySeconds >= 0)
        return delivery.retrySeconds;
    const auto seed = static_cast<std::uint64_t>(utcMilliseconds());
    const double share = CounterRandom(seed, CounterRandom::Purpose::Sample, 0, drawn_++).uniform(0.5, 1.5);
    return pace_.firstSeconds * static_cast<double>(1 << std::min(tried - 1, 6)) * share;
}

} // namespace studio
