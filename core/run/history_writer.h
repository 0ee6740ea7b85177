// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>

#include "core/base/error.h"
#include "core/run/run_database.h"

namespace studio {

/// Writes run.db on a thread of its own, so that the trainer never waits for a disk. Rows that cannot be written (disk
/// full, volume gone) wait in memory in their order and are tried again every few seconds; where run.db itself turns
/// out to be damaged they go into another one. Owned by the trainer; every call from any thread but the writer's own.
class HistoryWriter {
public:
    using Row = std::function<void(RunDatabase&)>;
    /// Called on the writer's thread when writing begins to fail, with the reason, and with nothing when it works
    /// again.
    using Trouble = std::function<void(const Error* reason)>;

    /// Called on the writer's thread, which may post(), for the database to go on with when `damaged` threw
    /// Error(Corrupt); `again`: so did the last one that it gave, before a row was written. It may throw Error and is
    /// then called later once more.
    using Renew = std::function<std::unique_ptr<RunDatabase>(RunDatabase& damaged, const Error& why, bool again)>;

    explicit HistoryWriter(std::unique_ptr<RunDatabase> database, Trouble trouble = {}, Renew renew = {});
    /// Tries once more to write what waits.
    ~HistoryWriter();
    HistoryWriter(const HistoryWriter&) = delete;
    HistoryWriter& operator=(const HistoryWriter&) = delete;

    /// Queues a row and returns at once. Durable within about a second.
    void post(Row row);
    /// Tries to write what waits now; true if all that was posted before is durable.
    bool flush() { return !unwritten(); }
    /// The same: why something still waits, or nothing.
    std::optional<Error> unwritten();
    /// Runs `body` on the writer's thread after all rows posted before, and returns what it returns. Throws its Error,
    /// or that of a row before it that cannot be written. Where `body` meets a damaged database it is run once more, on
    /// the new one.
    template<typename Body>
    auto call(const Body& body) -> decltype(body(std::declval<RunDatabase&>())) {
        using Result = decltype(body(std::declval<RunDatabase&>()));
        std::exception_ptr own;
        if constexpr (std::is_void_v<Result>) {
            ask([&](RunDatabase& database) { own = ownError([&] { body(database); }); });
            if (own)
                std::rethrow_exception(own);
        } else {
            std::optional<Result> result;
            ask([&](RunDatabase& database) { own = ownError([&] { result.emplace(body(database)); }); });
            if (own)
                std::rethrow_exception(own);
            return std::move(*result);
        }
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

    /// What `action` throws, for who asked for it; damage of the database is the writer's own business.
    template<typename Action>
    static std::exception_ptr ownError(const Action& action) {
        try {
            action();
            return nullptr;
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::Corrupt)
                throw;
            return std::current_exception();
        } catch (...) {
            return std::current_exception();
        }
    }

    void ask(const Row& row);
    void work(const std::stop_token& stop);
    void writeWaiting(std::unique_lock<std::mutex>& lock);
    bool writeRows(std::unique_lock<std::mutex>& lock);
    bool isDone(std::unique_lock<std::mutex>& lock, const std::function<void()>& action);
    void renewDatabase(std::unique_lock<std::mutex>& lock);
    void failQuestions(const Error& error);
    void tellTrouble(std::unique_lock<std::mutex>& lock, const Error* reason);

    std::unique_ptr<RunDatabase> database_;
    Trouble trouble_;
    Renew renew_;
    std::optional<Error> damage_; ///< of database_, which is to be renewed; the writer's thread
    bool isFresh_ = false;        ///< it was renewed and nothing was written into it yet; the writer's thread
    int renewals_ = 0;            ///< the writer's thread
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<Entry> waiting_;
    double retryAt_ = 0;
    bool failing_ = false;
    std::jthread thread_; // last: joined before the members it uses go
};

} // namespace studio
