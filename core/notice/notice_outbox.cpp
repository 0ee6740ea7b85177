// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notice/notice_outbox.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <sys/stat.h>
#include <tuple>
#include <utility>
#include <vector>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/patient_thread.h"
#include "core/notice/notice_gate.h"
#include "core/notice/notice_post_internal.h"

namespace studio {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxWaiting = 64;
constexpr auto kLook = 20ms;
constexpr auto kMoment = 500ms;
constexpr auto kPatience = 3s; ///< with a thread that was asked to stop

/// Tells a file from what it was before, without reading it.
using FileStamp = std::tuple<dev_t, ino_t, off_t, std::int64_t, std::int64_t>;

FileStamp stampOf(const std::string& file) {
    struct stat info {};
    if (::stat(file.c_str(), &info) != 0)
        return {};
    return {info.st_dev, info.st_ino, info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec};
}

} // namespace

struct NoticeOutbox::State {
    explicit State(const NoticeOptions& given)
        : options(given)
        , gate(given.perKind, given.windowSeconds) {}

    ~State() { stopPosts(); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void run(const std::stop_token& stop);
    /// All at once: each is waited for when it goes.
    void stopPosts();
    bool isIdle();
    std::size_t pending();

    const NoticeOptions options;
    std::mutex mutex;
    std::condition_variable_any changed;
    std::deque<Notice> waiting;
    bool finishing = false; ///< nothing more comes
    bool done = false;      ///< the thread has handed everything on

private:
    void readSettings();
    void rebuild(const NoticeSettings& settings);
    void handOn(const Notice& notice);

    NoticeGate gate;                                ///< of the thread
    std::optional<FileStamp> stamp;                 ///< of the settings that were read
    std::mutex postsMutex;                          ///< beside `mutex`, never within it
    std::vector<std::unique_ptr<NoticePost>> posts; ///< changed by the thread
};

/// The settings as they are now; those that cannot be read change nothing.
void NoticeOutbox::State::readSettings() {
    const FileStamp now = stampOf(options.file);
    if (stamp == now)
        return;
    stamp = now;
    try {
        rebuild(readNoticeSettings(options.file));
    } catch (const std::exception& error) {
        logLine(LogLevel::Warning, messageOf(error).text());
    }
}

void NoticeOutbox::State::rebuild(const NoticeSettings& settings) {
    std::vector<std::unique_ptr<NoticePost>> fresh;
    const std::lock_guard lock(postsMutex);
    const auto postOf = [this](const ChannelSettings& channel) {
        return std::find_if(posts.begin(), posts.end(),
                            [&](const auto& post) { return post && post->settings() == channel; });
    };
    // First what may fail, which leaves all as it was.
    for (const ChannelSettings& channel : settings.channels) {
        fresh.emplace_back();
        if (!channel.enabled || postOf(channel) != posts.end())
            continue;
        if (std::unique_ptr<NoticeChannel> made = options.makeChannel(channel))
            fresh.back() =
                std::make_unique<NoticePost>(channel, std::move(made), NoticePace{options.tries, options.retrySeconds});
    }
    for (std::size_t i = 0; i < fresh.size(); ++i) {
        if (const auto same = postOf(settings.channels[i]); !fresh[i] && same != posts.end())
            fresh[i] = std::move(*same); // with what waits in it
    }
    std::erase(fresh, nullptr);
    posts = std::move(fresh);
}

void NoticeOutbox::State::handOn(const Notice& notice) {
    const std::lock_guard lock(postsMutex);
    for (const auto& post : posts) {
        if (post->settings().takes(notice))
            post->add(notice);
    }
}

void NoticeOutbox::State::run(const std::stop_token& stop) {
    readSettings(); // what is wrong with them is told at the beginning of a run, not at its end
    while (!stop.stop_requested()) {
        std::deque<Notice> now;
        bool last = false;
        {
            std::unique_lock lock(mutex);
            const double next = gate.nextDue();
            const auto isWoken = [this] { return !waiting.empty() || finishing; };
            if (next < 0)
                changed.wait(lock, stop, isWoken);
            else
                changed.wait_for(lock, stop, std::chrono::duration<double>(std::max(0.0, next - monotonicSeconds())),
                                 isWoken);
            now = std::exchange(waiting, {});
            last = finishing;
        }
        if (!now.empty())
            readSettings();
        std::vector<Notice> ends; // after what was folded before them
        for (Notice& notice : now) {
            auto admitted = gate.admit(std::move(notice), monotonicSeconds());
            if (admitted && isLastNotice(admitted->kind))
                ends.push_back(std::move(*admitted));
            else if (admitted)
                handOn(*admitted);
        }
        for (const Notice& notice : gate.due(monotonicSeconds(), last || !ends.empty()))
            handOn(notice);
        for (const Notice& notice : ends)
            handOn(notice);
        if (last)
            break;
    }
    const std::lock_guard lock(mutex);
    done = true;
}

void NoticeOutbox::State::stopPosts() {
    const std::lock_guard lock(postsMutex);
    for (const auto& post : posts)
        post->requestStop();
}

std::size_t NoticeOutbox::State::pending() {
    std::size_t count = 0;
    {
        const std::lock_guard lock(mutex);
        count = waiting.size();
    }
    const std::lock_guard lock(postsMutex);
    for (const auto& post : posts)
        count += post->pending();
    return count;
}

bool NoticeOutbox::State::isIdle() {
    {
        const std::lock_guard lock(mutex);
        if (!done)
            return false;
    }
    return pending() == 0;
}

struct NoticeOutbox::Worker {
    explicit Worker(const std::shared_ptr<State>& state)
        : thread([state](const std::stop_token& stop) {
            try {
                state->run(stop);
            } catch (const std::exception& error) {
                logLine(LogLevel::Error, "Notices end: " + messageOf(error).text());
            }
        }) {}
    PatientThread thread;
};

NoticeOutbox::NoticeOutbox(NoticeOptions options)
    : options_(std::move(options)) {
    if (options_.file.empty())
        options_.file = noticeSettingsFile();
    if (!options_.makeChannel)
        options_.makeChannel = studio::makeChannel;
    state_ = std::make_shared<State>(options_);
    try {
        worker_ = std::make_unique<Worker>(state_);
    } catch (const std::exception& error) { // no run fails for want of a notice
        logLine(LogLevel::Warning, std::string("No notices: no thread for them: ") + error.what());
    }
}

NoticeOutbox::~NoticeOutbox() {
    finish(0);
}

void NoticeOutbox::add(Notice notice) {
    {
        const std::lock_guard lock(state_->mutex);
        if (state_->finishing || !worker_)
            return;
        if (state_->waiting.size() >= kMaxWaiting) // the thread hangs, or a storm came in an instant
            state_->waiting.pop_front();
        state_->waiting.push_back(std::move(notice));
    }
    state_->changed.notify_all();
}

std::size_t NoticeOutbox::finish(double seconds, const std::function<void()>& waiting, const std::stop_token& hurry) {
    if (!worker_)
        return 0;
    {
        const std::lock_guard lock(state_->mutex);
        state_->finishing = true;
    }
    state_->changed.notify_all();
    const auto begin = std::chrono::steady_clock::now();
    const auto end = begin + std::chrono::duration<double>(seconds);
    bool told = !waiting;
    while (!state_->isIdle()) {
        const auto now = std::chrono::steady_clock::now();
        if (now >= end || hurry.stop_requested())
            break;
        if (!told && now - begin > kMoment) {
            told = true;
            waiting();
        }
        std::unique_lock lock(state_->mutex);
        state_->changed.wait_for(lock, kLook);
    }
    const std::size_t left = state_->pending();
    if (left > 0)
        logLine(LogLevel::Warning,
                std::to_string(left) + (left == 1 ? " notice was" : " notices were") + " not delivered before the end");
    state_->stopPosts();
    worker_->thread.stop(kPatience);
    worker_.reset();
    return left;
}

Delivery sendTest(const ChannelSettings& channel, const ChannelFactory& make, const std::stop_token& stop) {
    Delivery delivery;
    try {
        if (const std::unique_ptr<NoticeChannel> made = make(channel))
            return made->send(testNotice(), stop);
        delivery.said = "the studio shows these on its desktop; resnet-train has none";
    } catch (const std::exception&) { // its words may hold a secret
        delivery.said = "it cannot be sent";
    }
    return delivery;
}

} // namespace studio
