// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/loader.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include <opencv2/core.hpp>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/system_info.h"
#include "core/base/text.h"
#include "core/data/volume_watch.h"

namespace studio {

namespace {

/// What a decode thread reuses from picture to picture.
struct Scratch {
    std::vector<std::uint8_t> bytes;
    Picture picture;
    Resizer resizer;
};

struct Slot {
    std::shared_ptr<std::uint8_t> pixels;
    std::vector<std::int64_t> labels;
    std::vector<std::uint32_t> samples;
    std::vector<BadPicture> bad;
    int remaining = 0; ///< rows not decoded yet
};

} // namespace

class Loader::Impl {
public:
    Impl(LoaderPlan plan, const SlotAllocator& allocate)
        : plan_(std::move(plan))
        , watch_(*plan_.set)
        , rowBytes_(static_cast<std::size_t>(plan_.imageSize) * static_cast<std::size_t>(plan_.imageSize) * 3)
        , slots_(static_cast<std::size_t>(std::max(plan_.slots, 2)))
        , nextBatch_(plan_.firstBatch)
        , delivered_(plan_.firstBatch)
        , released_(plan_.firstBatch) {
        cv::setNumThreads(1); // one picture a thread; OpenCV's own pool would fight with ours
        findClassRanges();
        const std::size_t slotBytes = rowBytes_ * static_cast<std::size_t>(plan_.batchSize);
        for (Slot& slot : slots_) {
            slot.pixels = allocate ? allocate(slotBytes)
                                   : std::shared_ptr<std::uint8_t>(new std::uint8_t[slotBytes],
                                                                   std::default_delete<std::uint8_t[]>());
        }
        startThreads();
    }

    ~Impl() { stopThreads(); }

    std::int64_t batchCount() const {
        const auto total = static_cast<std::int64_t>(plan_.order.size());
        return plan_.dropLast ? total / plan_.batchSize : (total + plan_.batchSize - 1) / plan_.batchSize;
    }

    std::optional<Batch> next(const std::stop_token& stop) {
        const double before = monotonicSeconds();
        if (gone_)
            restart();
        std::unique_lock lock(mutex_);
        released_ = delivered_; // the batch handed out before is free now
        changed_.notify_all();
        if (delivered_ >= batchCount())
            return std::nullopt;
        Slot& slot = slotOf(delivered_);
        const bool ready = changed_.wait(
            lock, stop, [&] { return error_ != nullptr || (delivered_ < nextBatch_ && slot.remaining == 0); });
        if (!ready || stop.stop_requested())
            return std::nullopt;
        if (error_ != nullptr)
            fail();
        Batch batch;
        batch.index = delivered_++;
        batch.count = rowsOf(batch.index);
        batch.pixels = {slot.pixels.get(), rowBytes_ * static_cast<std::size_t>(batch.count)};
        batch.labels = slot.labels;
        batch.samples = slot.samples;
        std::sort(slot.bad.begin(), slot.bad.end(),
                  [](const auto& a, const auto& b) { return a.sampleIndex < b.sampleIndex; });
        batch.bad = slot.bad;
        batch.waitSeconds = monotonicSeconds() - before;
        return batch;
    }

private:
    void startThreads() {
        for (int i = 0; i < std::max(plan_.workers, 1); ++i)
            threads_.emplace_back([this](std::stop_token stop) { work(stop); });
    }

    void stopThreads() {
        for (auto& thread : threads_)
            thread.request_stop();
        changed_.notify_all();
        threads_.clear(); // joins
    }

    [[noreturn]] void fail() {
        try {
            std::rethrow_exception(error_);
        } catch (const Error& error) {
            gone_ = error.kind() == ErrorKind::Io;
            throw;
        }
    }

    /// Begins anew at the batch that was not handed out.
    void restart() {
        stopThreads();
        nextBatch_ = delivered_;
        nextRow_ = 0;
        released_ = delivered_;
        error_ = nullptr;
        gone_ = false;
        startThreads();
    }

    Slot& slotOf(std::int64_t batch) { return slots_[static_cast<std::size_t>(batch) % slots_.size()]; }

    int rowsOf(std::int64_t batch) const {
        const std::int64_t left = static_cast<std::int64_t>(plan_.order.size()) - batch * plan_.batchSize;
        return static_cast<int>(std::min<std::int64_t>(left, plan_.batchSize));
    }

    /// The samples of a class stand together in the set: remembers where each class begins and ends.
    void findClassRanges() {
        const auto& samples = plan_.set->samples;
        for (std::size_t i = 0; i < samples.size(); ++i) {
            if (samples[i].classIndex >= classRanges_.size())
                classRanges_.resize(samples[i].classIndex + 1, {0, 0});
            auto& range = classRanges_[samples[i].classIndex];
            if (range.second == 0)
                range.first = static_cast<std::uint32_t>(i);
            range.second = static_cast<std::uint32_t>(i + 1);
        }
    }

    struct Unit {
        std::int64_t batch = 0;
        int row = 0;
    };

    /// The next row to decode, once its slot is free. Nothing when the epoch is over or a stop was asked for.
    std::optional<Unit> take(const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        const auto free = [&] { return nextBatch_ < released_ + static_cast<std::int64_t>(slots_.size()); };
        if (!changed_.wait(lock, stop, [&] { return error_ != nullptr || nextBatch_ >= batchCount() || free(); }))
            return std::nullopt;
        if (error_ != nullptr || nextBatch_ >= batchCount() || stop.stop_requested())
            return std::nullopt;
        if (nextRow_ == 0)
            openSlot(nextBatch_);
        const Unit unit{nextBatch_, nextRow_++};
        if (nextRow_ == rowsOf(nextBatch_)) {
            ++nextBatch_;
            nextRow_ = 0;
        }
        return unit;
    }

    void openSlot(std::int64_t batch) {
        Slot& slot = slotOf(batch);
        slot.remaining = rowsOf(batch);
        slot.bad.clear();
        slot.labels.resize(static_cast<std::size_t>(slot.remaining));
        slot.samples.resize(static_cast<std::size_t>(slot.remaining));
        for (std::size_t row = 0; row < slot.samples.size(); ++row) {
            const std::uint32_t sample = plan_.order[static_cast<std::size_t>(batch * plan_.batchSize) + row];
            slot.samples[row] = sample;
            slot.labels[row] = plan_.set->samples[sample].classIndex;
        }
    }

    void work(const std::stop_token& stop) {
        try {
            Scratch scratch;
            while (const auto unit = take(stop)) {
                Slot& slot = slotOf(unit->batch);
                std::uint8_t* to = slot.pixels.get() + rowBytes_ * static_cast<std::size_t>(unit->row);
                std::optional<BadPicture> bad =
                    fill(slot.samples[static_cast<std::size_t>(unit->row)], to, scratch, stop);
                std::lock_guard lock(mutex_);
                if (bad)
                    slot.bad.push_back(std::move(*bad));
                if (--slot.remaining == 0)
                    changed_.notify_all();
            }
        } catch (...) {
            std::lock_guard lock(mutex_);
            if (error_ == nullptr)
                error_ = std::current_exception();
            changed_.notify_all();
        }
    }

    /// Decodes the sample, or the next good one of its class. The crop is that of the sample asked for either way, so
    /// resuming draws the same.
    std::optional<BadPicture> fill(std::uint32_t sample, std::uint8_t* to, Scratch& scratch,
                                   const std::stop_token& stop) {
        const auto [first, last] = classRanges_[plan_.set->samples[sample].classIndex];
        std::optional<BadPicture> bad;
        std::uint32_t candidate = sample;
        for (std::uint32_t tries = last - first; tries > 0; --tries) {
            try {
                decode(candidate, sample, to, scratch, stop);
                if (bad)
                    bad->replacedBy = candidate;
                return bad;
            } catch (const Error& error) {
                if (error.kind() == ErrorKind::Io)
                    throw; // the volume, not this picture
                if (!bad)
                    bad = BadPicture{plan_.set->pathOf(sample), pictureFault(error, plan_.set->pathOf(candidate)),
                                     sample, sample};
            }
            candidate = candidate + 1 == last ? first : candidate + 1;
        }
        throw Error(ErrorKind::Data,
                    {"A class has no picture that can be read", displayText(plan_.set->pathOf(sample)),
                     "The last reason was: " + bad->reason, "Check the disk and the pictures of this class."});
    }

    void decode(std::uint32_t candidate, std::uint32_t cropOf, std::uint8_t* to, Scratch& scratch,
                const std::stop_token& stop) {
        const std::string path = plan_.set->pathOf(candidate);
        if (const std::optional<Error> failed = watch_.read(path, scratch.bytes, stop))
            throw Error(ErrorKind::Data, failed->message());
        const ImageHeader header = readImageHeader(scratch.bytes, path);
        BoxF box = plan_.crop(header.width, header.height, cropOf);
        PixelRect region = regionFor(box, plan_.imageSize, header.width, header.height);
        decodeRegion(scratch.bytes, header, region, scratch.picture, path);
        box.x -= region.x;
        box.y -= region.y;
        scratch.resizer.resize(scratch.picture, box, plan_.imageSize, plan_.imageSize, to);
    }

    LoaderPlan plan_;
    VolumeWatch watch_;
    std::size_t rowBytes_;
    std::vector<Slot> slots_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> classRanges_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::int64_t nextBatch_; ///< batch the next row to decode belongs to
    int nextRow_ = 0;
    std::int64_t delivered_; ///< batches handed out
    std::int64_t released_;  ///< batches whose slot may be used again
    std::exception_ptr error_;
    bool gone_ = false;                 ///< error_ says that the volume does not answer; consumer's thread
    std::vector<std::jthread> threads_; // last: joined before what they use goes
};

Loader::Loader(LoaderPlan plan, SlotAllocator allocate)
    : impl_(std::make_unique<Impl>(std::move(plan), allocate)) {}

Loader::~Loader() = default;

std::int64_t Loader::batchCount() const {
    return impl_->batchCount();
}

std::optional<Batch> Loader::next(std::stop_token stop) {
    return impl_->next(stop);
}

int defaultWorkers() {
    return std::clamp(systemInfo().cores - 1, 1, 16);
}

} // namespace studio
