// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/queue_session.h"

#include <utility>

#include "core/queue/queue_runner.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

constexpr int kLookMs = 2'000;

struct Seen {
    QueueContent content;
    bool hasRunner = false;
};

/// As QueueTable::place(): 1 for the next one of those that wait or are held; 0 = it is none of them.
std::int64_t placeOf(const std::vector<QueueEntry>& entries, std::int64_t id) {
    std::int64_t place = 0;
    for (const QueueEntry& entry : entries) {
        const bool waits = entry.state == QueueState::Waiting || entry.state == QueueState::Held;
        place += waits ? 1 : 0;
        if (entry.id == id)
            return waits ? place : 0;
    }
    return 0;
}

} // namespace

QueueSession::QueueSession(std::function<void()> startRunner, QObject* parent)
    : QObject(parent)
    , startRunner_(std::move(startRunner)) {
    timer_.setInterval(kLookMs);
    connect(&timer_, &QTimer::timeout, this, &QueueSession::refresh);
}

void QueueSession::setWatched(bool watched) {
    if (watched == timer_.isActive())
        return;
    watched ? timer_.start() : timer_.stop();
    if (watched)
        refresh();
}

void QueueSession::refresh() {
    if (!job_.isRunning())
        edit({});
}

void QueueSession::edit(std::function<void(RunQueue&)> change) {
    edits_.push_back(std::move(change));
    if (!job_.isRunning())
        next();
}

void QueueSession::next() {
    if (edits_.empty() || job_.isRunning())
        return;
    const bool asked = editing_ = edits_.front() != nullptr;
    job_.start(
        [change = std::exchange(edits_.front(), {})](const JobControl&) {
            RunQueue queue;
            if (change)
                change(queue);
            return Seen{queue.content(), studio::hasRunner(queue)};
        },
        [this](const Seen& seen) {
            editing_ = false;
            fault_.clear();
            content_ = seen.content;
            hasRunner_ = seen.hasRunner;
            Q_EMIT changed();
            next();
        },
        [this, asked](const Message& message) {
            editing_ = false;
            // What a look every two seconds says again and again is said once.
            if (std::exchange(fault_, message.text()) != message.text() || asked)
                Q_EMIT failed(message);
            next();
        });
    edits_.pop_front();
}

void QueueSession::add(const QueueEntry& entry, const std::string& model, const std::string& runsFolder) {
    edit([entry, model, runsFolder](RunQueue& queue) {
        queue.add(entry, [&](const RunQueue::IsTaken& isTaken) {
            return newRunFolderName(runsFolder, model, entry.data.root, isTaken);
        });
    });
}

void QueueSession::moveBy(std::int64_t id, std::int64_t places) {
    edit([id, places](RunQueue& queue) {
        const std::int64_t now = placeOf(queue.content().entries, id);
        if (now > 0 && now + places > 0)
            queue.move(id, now + places);
    });
}

void QueueSession::hold(std::int64_t id) {
    edit([id](RunQueue& queue) { queue.hold(id); });
}

void QueueSession::release(std::int64_t id) {
    edit([id](RunQueue& queue) { queue.release(id); });
}

void QueueSession::remove(std::int64_t id) {
    edit([id](RunQueue& queue) { queue.remove(id); });
}

void QueueSession::clear() {
    edit([](RunQueue& queue) { queue.clear(); });
}

void QueueSession::startRunner() {
    if (startRunner_)
        edit([start = startRunner_](RunQueue&) { start(); });
}

} // namespace studio
