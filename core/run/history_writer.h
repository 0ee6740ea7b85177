// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "core/base/error.h"
#include "core/run/run_database.h"

namespace studio {

/// Writes run.db on a thread of its own, so that the trainer never waits for a disk. Rows that cannot be written (disk
/// full, volume gone) wait in memory in their order and are tried again every few seconds. Owned by the trainer; every
/// call from any thread but the writer's own.
class HistoryWriter {
public:
    using Row = std::function<void(RunDatabase&)>;
    /// Called on the writer's thread when writing begins to fail, with the reason, and with nothing when it works
    /// again.
    using Trouble = std::function<void(const Error* reason)>;

    explicit HistoryWriter(std::unique_ptr<RunDatabase> database, Trouble trouble = {});
    /// Tries once more to write what waits.
    ~HistoryWriter();
    HistoryWriter(const HistoryWriter&) = delete;
    HistoryWriter& operator=(const HistoryWriter&) = delete;

    /// Queues a row and returns at once. Durable within about a second.
    void post(Row row);
    /// Tries to write what waits now; true if nothing waits any more.
    bool flush();
    /// Runs `body` on the writer's thread after all rows posted before, and returns what it returns. Throws its Error,
    /// or that of a row before it that cannot be written.
    template<typename Body>
    auto call(const Body& body) -> decltype(body(std::declval<RunDatabase&>())) {
        using Result = decltype(body(std::declval<RunDatabase&>()));
        std::packaged_task<Result(RunDatabase&)> task(std::cref(body));
        std::future<Result> result = task.get_future();
        ask([&task](RunDatabase& database) { task(database); });
        return result.get();
    }

private:
    struct Question {
        Row row;
        std::promise<void> answered;
    };
    struct Entry {
        Row row;
        Question* question = nullptr; ///< somebody waits for it
    };

    void ask(const Row& row);
    void work(const std::stop_token& stop);
    void writeWaiting(std::unique_lock<std::mutex>& lock);
    void failQuestions(const Error& error);
    void tellTrouble(std::unique_lock<std::mutex>& lock, const Error* reason);

    std::unique_ptr<RunDatabase> database_;
    Trouble trouble_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<Entry> waiting_;
    double retryAt_ = 0;
    bool failing_ = false;
    std::jthread thread_; // last: joined before the members it uses go
};

} // namespace studio
