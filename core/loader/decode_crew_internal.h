// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
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

/// Work for a crew. All functions but run() are called with the crew's mutex held.
class DecodeJob {
public:
    virtual ~DecodeJob() = default;
    virtual bool hasUnit() const = 0;
    /// Only after hasUnit(). Nothing if the job failed; it has no unit from then on. Does not throw.
    virtual std::optional<DecodeUnit> takeUnit() = 0;
    /// Without the mutex; does not throw.
    virtual void run(DecodeUnit unit, DecodeScratch& scratch) = 0;
};

class DecodeCrew::Impl {
public:
    Impl(int threads, SlotAllocator allocate);
    ~Impl();

    void add(DecodeJob& job);
    /// After this no thread is in the job, nor will be.
    void remove(DecodeJob& job);
    /// Waits until no thread is in the job; it must have no unit to give.
    void settle(DecodeJob& job, std::unique_lock<std::mutex>& lock);

    std::shared_ptr<std::uint8_t> takeMemory(std::size_t bytes);
    void giveMemory(std::size_t bytes, std::shared_ptr<std::uint8_t> memory);

    int threads() const { return static_cast<int>(threads_.size()); }
    DecodeMeter meter() const;

    std::mutex mutex;
    std::condition_variable_any ready; ///< a batch is complete, or a thread left a job; for owners of jobs
    std::condition_variable_any work;  ///< there may be a unit to take; for the threads

private:
    struct Entry {
        DecodeJob* job;
        int inside = 0; ///< threads in run()
    };
    void loop(const std::stop_token& stop);
    Entry* withUnit();
    Entry* entryOf(const DecodeJob& job);
    void count(const DecodeScratch& scratch);

    SlotAllocator allocate_;
    std::vector<std::unique_ptr<Entry>> entries_; ///< in the order of opening
    std::vector<std::pair<std::size_t, std::shared_ptr<std::uint8_t>>> free_;
    DecodeMeter meter_;                 ///< guarded by mutex
    std::vector<std::jthread> threads_; // last: joined before what they use goes
};

} // namespace studio
