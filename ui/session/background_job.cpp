// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/background_job.h"

#include <QMetaObject>

#include "core/base/thread.h"

namespace studio {

BackgroundJob::BackgroundJob(QObject* parent)
    : QObject(parent) {}

BackgroundJob::~BackgroundJob() {
    thread_.request_stop(); // joined by the jthread's own destructor
}

void BackgroundJob::start(Work work) {
    thread_.request_stop();
    const int generation = ++generation_;
    running_ = true;
    // The job before may wait for a disk: the new thread waits for its end, not the window.
    thread_ = startThread(
        [this, generation, work = std::move(work), before = std::move(thread_)](const std::stop_token& stop) mutable {
            if (before.joinable())
                before.join();
            if (generation != generation_)
                return; // nobody wants it any more
            working_ = generation;
            auto conclude = work(stop);
            QMetaObject::invokeMethod(
                this,
                [this, generation, conclude = std::move(conclude)] {
                    if (generation != generation_)
                        return;
                    running_ = false;
                    if (conclude)
                        conclude();
                },
                Qt::QueuedConnection);
        });
}

void BackgroundJob::requestStop() {
    thread_.request_stop();
}

void BackgroundJob::post(std::function<void()> call) {
    QMetaObject::invokeMethod(
        this,
        [this, generation = working_.load(), call = std::move(call)] {
            if (generation == generation_ && running_)
                call();
        },
        Qt::QueuedConnection);
}

} // namespace studio
