// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/background_job.h"

#include <QMetaObject>

namespace studio {

BackgroundJob::BackgroundJob(QObject* parent)
    : QObject(parent) {}

BackgroundJob::~BackgroundJob() {
    thread_.request_stop(); // joined by the jthread's own destructor
}

void BackgroundJob::start(Work work) {
    thread_.request_stop();
    if (thread_.joinable())
        thread_.join();
    const int generation = ++generation_;
    running_ = true;
    thread_ = std::jthread([this, generation, work = std::move(work)](std::stop_token stop) {
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
    const int generation = generation_; // start() joins the thread before it changes this
    QMetaObject::invokeMethod(
        this,
        [this, generation, call = std::move(call)] {
            if (generation == generation_ && running_)
                call();
        },
        Qt::QueuedConnection);
}

} // namespace studio
