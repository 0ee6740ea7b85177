// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <stop_token>
#include <thread>

#include <QObject>

namespace studio {

/// Runs one function at a time on a thread of its own and delivers its result on the GUI thread. Starting again stops
/// and forgets the job before; the new one begins when that has come to its end, without keeping the window waiting.
/// Owned by a session; called on the GUI thread. The destructor stops and joins.
class BackgroundJob final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BackgroundJob)

public:
    /// What runs on the thread. It returns what to do on the GUI thread afterwards (may be empty); it must not throw.
    using Work = std::function<std::function<void()>(std::stop_token)>;

    explicit BackgroundJob(QObject* parent = nullptr);
    ~BackgroundJob() override;

    void start(Work work);
    /// Asks the job to stop; its result is delivered all the same (it says what is known so far).
    void requestStop();
    bool isRunning() const { return running_; }
    /// For use inside a Work, also on threads that it starts: queues `call` onto the GUI thread; dropped if another job
    /// was started since.
    void post(std::function<void()> call);

private:
    std::atomic<int> generation_ = 0;
    std::atomic<int> working_ = 0; ///< generation of the Work that runs
    bool running_ = false;
    std::jthread thread_; // last: joined before the rest goes
};

} // namespace studio
