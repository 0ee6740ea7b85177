// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <type_traits>
#include <utility>
#include <vector>

#include <QObject>

#include "core/base/error.h"
#include "ui/job/leavable_thread.h"

namespace studio {

class BackgroundJob;

/// What the work of a BackgroundJob may do to its job. Copies may be used on any thread, also after the job is gone.
class JobControl {
public:
    const std::stop_token& stop() const { return stop_; }
    operator std::stop_token() const { return stop_; } // NOLINT(google-explicit-constructor)
    bool isStopped() const { return stop_.stop_requested(); }
    /// Calls `show` on the GUI thread: at once, or a tenth of a second after the one before. Of several that wait only
    /// the latest is called, and none once the job has ended or another was started.
    void progress(std::function<void()> show) const;

private:
    friend class BackgroundJob;
    struct Shared;
    struct Link;
    JobControl(std::shared_ptr<Link> link, std::stop_token stop)
        : link_(std::move(link))
        , stop_(std::move(stop)) {}

    std::shared_ptr<Link> link_;
    std::stop_token stop_;
};

/// Runs one function at a time on a thread of its own and hands its result, its throttled progress or its error to the
/// GUI thread: the one way in which the window works with disks and the net. Starting again stops and forgets the job
/// before. Owned by a session or a widget; called on the GUI thread. The destructor stops and waits, for some seconds
/// at most (LeavableThread): work must not use what its owner deletes.
class BackgroundJob final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BackgroundJob)

public:
    /// What runs on the thread. It returns what to do on the GUI thread afterwards (may be empty). What it throws is
    /// logged, and told to `failed` where there is one.
    using Work = std::function<std::function<void()>(const JobControl&)>;
    using Failed = std::function<void(const Message&)>;
    /// In turn: when the job before has ended, for what writes. At once, beside a job before that has not seen its stop
    /// yet or hangs: for what only looks.
    enum class Begin { InTurn, AtOnce };

    explicit BackgroundJob(QObject* parent = nullptr);
    ~BackgroundJob() override;

    void start(Work work, Begin begin = Begin::InTurn, Failed failed = {});
    /// `done` is called with what `work` returned, or `failed` with what it threw; also where no thread could begin.
    template<class Function, class Done, class = std::enable_if_t<!std::is_same_v<Done, Begin>>>
    void start(Function work, Done done, Failed failed = {}, Begin begin = Begin::InTurn);

    /// Asks the job to stop; its result is delivered all the same (it says what is known so far).
    void requestStop();
    /// Asks the job to stop; nothing of it is delivered any more.
    void forget();
    bool isRunning() const { return link_ != nullptr; }

private:
    friend class JobControl;
    struct Started {
        LeavableThread thread;
        std::shared_ptr<JobControl::Link> link;
    };
    static std::function<void()> carryOut(Work& work, const JobControl& control, const Failed& failed);
    void fail(const Message& message, const Failed& failed);
    void finish(const std::shared_ptr<JobControl::Link>& link, const std::function<void()>& conclude);
    void showProgress(const std::shared_ptr<JobControl::Link>& link);

    std::shared_ptr<JobControl::Shared> shared_;
    std::shared_ptr<JobControl::Link> link_; ///< of the job whose result is waited for
    std::chrono::steady_clock::time_point shownAt_;
    std::vector<Started> started_; ///< the present job last, before it those that have not ended yet
};

template<class Function, class Done, class>
void BackgroundJob::start(Function work, Done done, Failed failed, Begin begin) {
    using Result = std::invoke_result_t<Function&, const JobControl&>;
    start(
        [work = std::move(work), done = std::move(done)](const JobControl& control) mutable -> std::function<void()> {
            if constexpr (std::is_void_v<Result>) {
                work(control);
                return done;
            } else {
                return [done, result = std::make_shared<Result>(work(control))]() mutable { done(std::move(*result)); };
            }
        },
        begin, std::move(failed));
}

} // namespace studio
