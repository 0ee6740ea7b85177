// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/job/background_job.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <string>
#include <system_error>

#include <QMetaObject>
#include <QTimer>

#include "core/base/log.h"

namespace studio {

namespace {

constexpr std::chrono::milliseconds kBetweenReports{100};

} // namespace

/// One for all jobs that a BackgroundJob starts, one after the other.
struct JobControl::Shared {
    std::mutex mutex;
    std::condition_variable changed;
};

/// Between a thread and the BackgroundJob that started it, which may be gone first.
struct JobControl::Link {
    std::shared_ptr<Shared> shared;
    BackgroundJob* owner = nullptr; ///< null once nobody waits for it any more
    bool ended = false;
    std::function<void()> latest; ///< progress that was not shown yet
    bool queued = false;          ///< the GUI thread will come for it

    void drop() {
        const std::lock_guard lock(shared->mutex);
        owner = nullptr;
        shared->changed.notify_all();
    }
    void end() {
        const std::lock_guard lock(shared->mutex);
        ended = true;
        shared->changed.notify_all();
    }
    /// False: nobody wants it any more.
    bool waitFor(const std::vector<std::shared_ptr<Link>>& before) {
        std::unique_lock lock(shared->mutex);
        shared->changed.wait(lock, [&] {
            return owner == nullptr ||
                   std::all_of(before.begin(), before.end(), [](const auto& b) { return b->ended; });
        });
        return owner != nullptr;
    }
};

void JobControl::progress(std::function<void()> show) const {
    const std::lock_guard lock(link_->shared->mutex);
    if (link_->owner == nullptr)
        return;
    link_->latest = std::move(show);
    if (std::exchange(link_->queued, true))
        return;
    // Under the lock: the owner cannot go meanwhile.
    QMetaObject::invokeMethod(
        link_->owner, [job = link_->owner, link = link_] { job->showProgress(link); }, Qt::QueuedConnection);
}

BackgroundJob::BackgroundJob(QObject* parent)
    : QObject(parent)
    , shared_(std::make_shared<JobControl::Shared>()) {}

BackgroundJob::~BackgroundJob() {
    forget();
}

void BackgroundJob::start(Work work, Begin begin, Failed failed) {
    forget();
    std::erase_if(started_, [](const Started& one) { return one.thread.hasEnded(); });
    std::vector<std::shared_ptr<JobControl::Link>> before;
    if (begin == Begin::InTurn) {
        for (const Started& one : started_)
            before.push_back(one.link);
    }
    link_ = std::make_shared<JobControl::Link>();
    link_->shared = shared_;
    link_->owner = this;
    shownAt_ = {};
    auto body = [link = link_, before = std::move(before), work = std::move(work),
                 failed](const std::stop_token& stop) mutable {
        if (link->waitFor(before)) {
            auto conclude = carryOut(work, JobControl(link, stop), failed);
            const std::lock_guard lock(link->shared->mutex);
            if (link->owner != nullptr)
                QMetaObject::invokeMethod(
                    link->owner,
                    [job = link->owner, link, conclude = std::move(conclude)] { job->finish(link, conclude); },
                    Qt::QueuedConnection);
        }
        work = nullptr;
        link->end();
    };
    try {
        started_.push_back({LeavableThread(std::move(body)), link_});
    } catch (const std::system_error& error) {
        fail({tr("The system gives no more threads").toStdString(),
              {},
              tr("This was not begun.").toStdString(),
              tr("Close other programs, then try again.").toStdString()},
             failed);
        logLine(LogLevel::Error, std::string("No thread for work beside: ") + error.what());
    }
}

/// Last wall before std::terminate.
std::function<void()> BackgroundJob::carryOut(Work& work, const JobControl& control, const Failed& failed) {
    try {
        return work(control);
    } catch (const std::exception& error) {
        if (!failed) {
            logLine(LogLevel::Error, std::string("Work beside failed: ") + error.what());
            return {};
        }
        return [failed, message = messageOf(error)] { failed(message); };
    }
}

/// The job could not begin: it is over as one that failed, after start() has returned.
void BackgroundJob::fail(const Message& message, const Failed& failed) {
    const auto link = link_;
    link->end();
    QMetaObject::invokeMethod(
        this,
        [this, link, failed, message] {
            finish(link, [failed, message] {
                if (failed)
                    failed(message);
            });
        },
        Qt::QueuedConnection);
}

void BackgroundJob::requestStop() {
    if (link_ && !started_.empty() && started_.back().link == link_)
        started_.back().thread.requestStop();
}

void BackgroundJob::forget() {
    if (!link_)
        return;
    requestStop();
    link_->drop();
    link_.reset();
}

void BackgroundJob::finish(const std::shared_ptr<JobControl::Link>& link, const std::function<void()>& conclude) {
    if (link != link_)
        return;
    link_->drop();
    link_.reset();
    if (conclude)
        conclude();
}

void BackgroundJob::showProgress(const std::shared_ptr<JobControl::Link>& link) {
    if (link != link_)
        return;
    const auto now = std::chrono::steady_clock::now();
    if (now < shownAt_ + kBetweenReports) {
        const auto wait = std::chrono::ceil<std::chrono::milliseconds>(shownAt_ + kBetweenReports - now);
        QTimer::singleShot(wait, this, [this, link] { showProgress(link); });
        return;
    }
    shownAt_ = now;
    std::function<void()> show;
    {
        const std::lock_guard lock(shared_->mutex);
        show = std::exchange(link->latest, nullptr);
        link->queued = false;
    }
    if (show)
        show();
}

} // namespace studio
