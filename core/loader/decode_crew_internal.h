// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/image/image_file.h"
#include "core/image/resize.h"
#include "core/loader/decode_crew.h"

namespace studio {

/// What a decode thread reuses from picture to picture, and what it spent its time on.
struct DecodeScratch {
    std::vector<std::uint8_t> bytes;
    std::string path;
    Picture picture;
    Resizer resizer;
    double read = 0, decode = 0, resize = 0; ///< seconds of the picture just done
};

/// One row of one batch.
struct DecodeUnit {
    std::int64_t batch = 0;
    int row = 0;
};

/// Work for a crew, which holds it while a thread is in it. All functions but run() are called with the crew's mutex
/// held.
class DecodeJob {
public:
    virtual ~DecodeJob() = default;
    virtual bool hasUnit() const = 0;
    /// Only after hasUnit(). Nothing if the job failed; it has no unit from then on. Does not throw.
    virtual std::optional<DecodeUnit> takeUnit() = 0;
    /// Without the mutex; does not throw.
    virtual void run(DecodeUnit unit, DecodeScratch& scratch) = 0;
};

/// What the threads of a crew share with its owner and with loaders: it goes with the last of them.
class DecodeCrew::Impl : public std::enable_shared_from_this<Impl> {
public:
    explicit Impl(SlotAllocator allocate);

    /// Once, before anything else.
    void start(int threads);
    /// Ends the threads, or leaves them behind.
    void end();

    void add(std::shared_ptr<DecodeJob> job);
    /// No thread will be in the job. One that is in it now is waited for, or else keeps the job until it comes out.
    void remove(const DecodeJob& job, bool wait);
    /// Waits until no thread is in the job; it must have no unit to give. False: a stop came first.
    bool settle(const DecodeJob& job, std::unique_lock<std::mutex>& lock, const std::stop_token& stop);

    std::shared_ptr<std::uint8_t> takeMemory(std::size_t bytes);
    void giveMemory(std::size_t bytes, std::shared_ptr<std::uint8_t> memory);

    int threads() const { return static_cast<int>(threads_.size()); } ///< owner only
    DecodeMeter meter() const;

    std::mutex mutex;
    std::condition_variable_any ready; ///< a batch is complete, or a thread left a job; for owners of jobs
    std::condition_variable_any toDo;  ///< there may be a unit to take; for the threads

private:
    struct Entry {
        std::shared_ptr<DecodeJob> job; ///< does not change while a thread is inside
        int inside = 0;                 ///< threads in run()
        bool isRemoved = false;
    };
    void loop(const std::stop_token& stop);
    void work(Entry& entry, DecodeUnit unit, DecodeScratch& scratch, std::unique_lock<std::mutex>& lock);
    std::shared_ptr<Entry> withUnit();
    std::shared_ptr<Entry> entryOf(const DecodeJob& job);
    void count(const DecodeScratch& scratch);

    SlotAllocator allocate_;
    std::vector<std::shared_ptr<Entry>> entries_; ///< in the order of opening
    std::vector<std::pair<std::size_t, std::shared_ptr<std::uint8_t>>> free_;
    DecodeMeter meter_;                 ///< guarded by mutex
    int running_ = 0;                   ///< threads that have not ended; guarded by mutex
    bool isLeft_ = false;               ///< those are left behind; guarded by mutex
    std::vector<std::jthread> threads_; ///< the owner's
};

} // namespace studio
