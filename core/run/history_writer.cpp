// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/history_writer.h"

#include <chrono>
#include <utility>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/base/thread.h"

namespace studio {

namespace {

constexpr double kRetrySeconds = 10;
constexpr std::chrono::milliseconds kLongestWait{1000}; ///< steps are committed at least once a second
constexpr int kMaxRenewals = 5; ///< a disk that damages one file after the other is not to be filled with them

} // namespace

HistoryWriter::HistoryWriter(std::unique_ptr<RunDatabase> database, Trouble trouble, Renew renew)
    : database_(std::move(database))
    , trouble_(std::move(trouble))
    , renew_(std::move(renew))
    , thread_(startThread([this](const std::stop_token& stop) { work(stop); })) {}

HistoryWriter::~HistoryWriter() {
    thread_.request_stop();
    thread_.join();
    if (!waiting_.empty())
        logLine(LogLevel::Warning, grouped(static_cast<std::int64_t>(waiting_.size())) +
                                       " rows of the run's history could not be written");
}

void HistoryWriter::post(Row row) {
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back({std::move(row), nullptr});
    }
    changed_.notify_all();
}

std::optional<Error> HistoryWriter::unwritten() {
    try {
        call([](RunDatabase& database) { database.flush(); });
        return std::nullopt;
    } catch (const Error& error) {
        return error; // told through Trouble
    }
}

void HistoryWriter::ask(const Row& row) {
    Question question{row, {}};
    std::future<void> answered = question.answered.get_future();
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back({row, &question});
        retryAt_ = 0; // somebody waits: now, not in ten seconds
    }
    changed_.notify_all();
    answered.get();
}

void HistoryWriter::work(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait_for(lock, stop, kLongestWait,
                          [this] { return !waiting_.empty() && monotonicSeconds() >= retryAt_; });
        if (stop.stop_requested())
            retryAt_ = 0; // once more
        if (monotonicSeconds() >= retryAt_)
            writeWaiting(lock);
        if (stop.stop_requested())
            break;
    }
    try {
        database_->flush();
    } catch (const std::exception& error) {
        logLine(LogLevel::Warning, messageOf(error).text());
    }
}

void HistoryWriter::writeWaiting(std::unique_lock<std::mutex>& lock) {
    try {
        do {
            if (damage_)
                renewDatabase(lock);
        } while (!writeRows(lock));
        if (std::exchange(failing_, false))
            tellTrouble(lock, nullptr);
    } catch (const std::exception& problem) { // nothing may leave a thread
        const auto* known = dynamic_cast<const Error*>(&problem);
        const Error error = known != nullptr ? *known : Error(ErrorKind::Internal, messageOf(problem));
        retryAt_ = monotonicSeconds() + kRetrySeconds;
        failQuestions(error);
        if (!std::exchange(failing_, true))
            tellTrouble(lock, &error);
    }
}

/// False where the database is damaged: once it is renewed the rows that are left are to be written.
bool HistoryWriter::writeRows(std::unique_lock<std::mutex>& lock) {
    while (!waiting_.empty()) {
        const Entry entry = waiting_.front(); // stays in the queue until it is written
        if (!isDone(lock, [&] { entry.row(*database_); }))
            return false;
        isFresh_ = false;
        waiting_.pop_front();
        if (entry.question != nullptr)
            entry.question->answered.set_value();
    }
    return isDone(lock, [this] { database_->flushIfDue(); });
}

/// Without the lock; false where the database is damaged and can be renewed.
bool HistoryWriter::isDone(std::unique_lock<std::mutex>& lock, const std::function<void()>& action) {
    std::exception_ptr failed;
    lock.unlock();
    try {
        action();
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Corrupt && renew_ && renewals_ < kMaxRenewals)
            damage_ = error;
        else
            failed = std::current_exception();
    } catch (...) {
        failed = std::current_exception();
    }
    lock.lock();
    if (failed)
        std::rethrow_exception(failed);
    return !damage_;
}

void HistoryWriter::renewDatabase(std::unique_lock<std::mutex>& lock) {
    const Error why = *damage_;
    if (renewals_ >= kMaxRenewals)
        throw why;
    std::unique_ptr<RunDatabase> fresh;
    std::exception_ptr failed;
    lock.unlock();
    try {
        fresh = renew_(*database_, why, isFresh_);
    } catch (const Error& error) { // a new one that is damaged at once counts; one that was not begun leaves nothing
        failed = std::current_exception();
        renewals_ += error.kind() == ErrorKind::Corrupt ? 1 : 0;
    } catch (...) {
        failed = std::current_exception();
    }
    lock.lock();
    if (failed)
        std::rethrow_exception(failed);
    database_ = std::move(fresh);
    damage_.reset();
    isFresh_ = true;
    ++renewals_;
}

/// Whoever waits is not kept until the disk has space again.
void HistoryWriter::failQuestions(const Error& error) {
    std::erase_if(waiting_, [&error](const Entry& entry) {
        if (entry.question != nullptr)
            entry.question->answered.set_exception(std::make_exception_ptr(error));
        return entry.question != nullptr;
    });
}

void HistoryWriter::tellTrouble(std::unique_lock<std::mutex>& lock, const Error* reason) {
    if (!trouble_)
        return;
    lock.unlock(); // it may post a row about it
    trouble_(reason);
    lock.lock();
}

} // namespace studio
