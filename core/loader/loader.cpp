// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loader/loader.h"

#include <algorithm>
#include <exception>
#include <new>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/dataset/volume_watch.h"
#include "core/loader/decode_crew_internal.h"

namespace studio {

namespace {

/// Before anybody asked for a batch: what is opened ahead must not hold much memory.
constexpr std::int64_t kSlotsBeforeTheFirst = 2;
constexpr int kMinSlots = 4, kMaxSlots = 64;

struct Slot {
    std::shared_ptr<std::uint8_t> pixels; ///< null until first used
    std::vector<std::int64_t> labels;
    std::vector<std::uint32_t> samples;
    std::vector<BadPicture> bad;
    int remaining = 0;   ///< rows not decoded yet
    bool isHeld = false; ///< handed out, and the lease lives
};

/// Rows in flight should be some times the threads, or all of them wait for one slow picture.
int slotCount(const LoaderPlan& plan, int threads) {
    const int more = std::max(plan.held, 1) - 1; // one that is held is among them
    if (plan.slots > 0)
        return std::max(plan.slots, 2) + more;
    const int batch = std::max(plan.batchSize, 1);
    return std::clamp(2 + (4 * threads + batch - 1) / batch, kMinSlots, kMaxSlots) + more;
}

/// Adds the seconds of its life to `sum`.
class Stopwatch {
public:
    explicit Stopwatch(double& sum)
        : sum_(sum)
        , begin_(monotonicSeconds()) {}
    ~Stopwatch() { sum_ += monotonicSeconds() - begin_; }
    Stopwatch(const Stopwatch&) = delete;
    Stopwatch& operator=(const Stopwatch&) = delete;

private:
    double& sum_;
    double begin_;
};

} // namespace

class Loader::Impl final : public DecodeJob, public std::enable_shared_from_this<Loader::Impl> {
public:
    Impl(LoaderPlan plan, std::shared_ptr<DecodeCrew::Impl> crew, int threads)
        : plan_(std::move(plan))
        , sharedCrew_(std::move(crew))
        , crew_(*sharedCrew_)
        , watch_(*plan_.set)
        , rowBytes_(static_cast<std::size_t>(plan_.imageSize) * static_cast<std::size_t>(plan_.imageSize) * 3)
        , slots_(static_cast<std::size_t>(slotCount(plan_, threads)))
        , nextBatch_(plan_.firstBatch)
        , delivered_(plan_.firstBatch)
        , released_(plan_.firstBatch) {
        findClassRanges();
        for (std::size_t i = 0; i < std::min<std::size_t>(slots_.size(), kSlotsBeforeTheFirst); ++i)
            slots_[(static_cast<std::size_t>(plan_.firstBatch) + i) % slots_.size()].pixels =
                crew_.takeMemory(slotBytes());
    }

    /// The last of its threads may be a decode thread that hung.
    ~Impl() override {
        for (Slot& slot : slots_) {
            if (slot.pixels)
                crew_.giveMemory(slotBytes(), std::move(slot.pixels));
        }
    }

    /// `self`: this one.
    void open(std::shared_ptr<Impl> self) { crew_.add(std::move(self)); }
    void close() {
        stop_.request_stop();
        crew_.remove(*this, plan_.owner == nullptr);
    }

    std::int64_t batchCount() const {
        const auto total = static_cast<std::int64_t>(plan_.order.size());
        return (total + plan_.batchSize - 1) / plan_.batchSize;
    }

    const LoaderPlan& plan() const { return plan_; }

    std::optional<Batch> next(const std::stop_token& stop) {
        const double before = monotonicSeconds();
        const bool first = !begun_;
        begin();
        std::unique_lock lock(crew_.mutex);
        // What failed before anybody waited for it may be well by now.
        if ((gone_ || (first && error_ != nullptr)) && !restart(lock, stop))
            return std::nullopt;
        crew_.toDo.notify_all(); // at the first call, and after a restart, there is more to do than before
        if (delivered_ >= batchCount() || stop_.stop_requested())
            return std::nullopt;
        Slot& slot = slotOf(delivered_);
        const bool ready = crew_.ready.wait(
            lock, stop, [&] { return error_ != nullptr || (delivered_ < nextBatch_ && slot.remaining == 0); });
        if (!ready || stop.stop_requested())
            return std::nullopt;
        if (error_ != nullptr)
            fail();
        Batch batch = batchIn(slot);
        slot.isHeld = true;
        lock.unlock();
        batch.lease = {slot.pixels.get(),
                       [self = shared_from_this(), index = batch.index](const void*) { self->release(index); }};
        batch.waitSeconds = monotonicSeconds() - before;
        return batch;
    }

    bool hasUnit() const override {
        const std::int64_t open = begun_ ? static_cast<std::int64_t>(slots_.size()) : kSlotsBeforeTheFirst;
        return error_ == nullptr && !stop_.stop_requested() && nextBatch_ < batchCount() &&
               nextBatch_ < released_ + open;
    }

    std::optional<DecodeUnit> takeUnit() override {
        try {
            if (nextRow_ == 0)
                openSlot(nextBatch_);
        } catch (...) { // no memory
            error_ = std::current_exception();
            return std::nullopt;
        }
        const DecodeUnit unit{nextBatch_, nextRow_++};
        if (nextRow_ == rowsOf(nextBatch_)) {
            ++nextBatch_;
            nextRow_ = 0;
        }
        return unit;
    }

    void run(DecodeUnit unit, DecodeScratch& scratch) override {
        Slot& slot = slotOf(unit.batch);
        std::optional<BadPicture> bad;
        std::exception_ptr error;
        try {
            std::uint8_t* to = slot.pixels.get() + rowBytes_ * static_cast<std::size_t>(unit.row);
            bad = fill(slot.samples[static_cast<std::size_t>(unit.row)], to, scratch);
        } catch (...) {
            error = std::current_exception();
        }
        const std::lock_guard lock(crew_.mutex);
        try {
            if (bad)
                slot.bad.push_back(std::move(*bad));
        } catch (...) {
            error = std::current_exception();
        }
        if (error && error_ == nullptr)
            error_ = error;
        if (error || --slot.remaining == 0)
            crew_.ready.notify_all();
    }

private:
    std::size_t slotBytes() const { return rowBytes_ * static_cast<std::size_t>(plan_.batchSize); }

    /// The rest of the slots' memory, once batches are asked for.
    void begin() {
        if (begun_)
            return;
        for (Slot& slot : slots_) {
            if (!slot.pixels)
                slot.pixels = crew_.takeMemory(slotBytes());
        }
        const std::lock_guard lock(crew_.mutex);
        begun_ = true;
    }

    Batch batchIn(Slot& slot) {
        Batch batch;
        batch.index = delivered_++;
        batch.count = rowsOf(batch.index);
        batch.pixels = {slot.pixels.get(), rowBytes_ * static_cast<std::size_t>(batch.count)};
        batch.labels = slot.labels;
        batch.samples = slot.samples;
        std::sort(slot.bad.begin(), slot.bad.end(),
                  [](const auto& a, const auto& b) { return a.sampleIndex < b.sampleIndex; });
        batch.bad = slot.bad;
        return batch;
    }

    /// The end of a lease. Leases keep this alive, so that their memory outlives the loader.
    void release(std::int64_t batch) {
        const std::lock_guard lock(crew_.mutex);
        slotOf(batch).isHeld = false;
        while (released_ < delivered_ && !slotOf(released_).isHeld)
            ++released_;
        crew_.toDo.notify_all();
    }

    [[noreturn]] void fail() {
        try {
            std::rethrow_exception(error_);
        } catch (const Error& error) {
            gone_ = mayPass(error.kind());
            throw;
        }
    }

    /// Begins anew at the batch that was not handed out, once no thread writes into its rows: another read may hang.
    /// False, and all is as before: a stop came first.
    bool restart(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
        if (!crew_.settle(*this, lock, stop)) // error_ is set: no unit is given
            return false;
        nextBatch_ = delivered_;
        nextRow_ = 0;
        error_ = nullptr;
        gone_ = false;
        return true;
    }

    Slot& slotOf(std::int64_t batch) { return slots_[static_cast<std::size_t>(batch) % slots_.size()]; }

    int rowsOf(std::int64_t batch) const {
        const std::int64_t left = static_cast<std::int64_t>(plan_.order.size()) - batch * plan_.batchSize;
        return static_cast<int>(std::min<std::int64_t>(left, plan_.batchSize));
    }

    /// The samples of a class stand together in the set: remembers where each class begins and ends.
    void findClassRanges() {
        for (std::size_t i = 0; i < plan_.set->size(); ++i) {
            const std::uint32_t classIndex = plan_.set->classOf(i);
            if (classIndex >= classRanges_.size())
                classRanges_.resize(classIndex + 1, {0, 0});
            auto& range = classRanges_[classIndex];
            if (range.second == 0)
                range.first = static_cast<std::uint32_t>(i);
            range.second = static_cast<std::uint32_t>(i + 1);
        }
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
            slot.labels[row] = plan_.set->classOf(sample);
        }
        if (plan_.source != nullptr)
            plan_.source->willNeed(slot.samples);
    }

    /// Decodes the sample, or the next good one of its class. The crop is that of the sample asked for either way, so
    /// resuming draws the same.
    std::optional<BadPicture> fill(std::uint32_t sample, std::uint8_t* to, DecodeScratch& scratch) {
        const auto [first, last] = classRanges_[plan_.set->classOf(sample)];
        std::optional<BadPicture> bad;
        std::uint32_t candidate = sample;
        for (std::uint32_t tries = last - first; tries > 0; --tries) {
            requireWanted();
            try {
                decode(candidate, sample, to, scratch);
                if (bad)
                    bad->replacedBy = candidate;
                return bad;
            } catch (const Error& error) {
                if (mayPass(error.kind()))
                    throw; // the volume, not this picture
                if (!bad)
                    bad = BadPicture{plan_.set->pathOf(sample), pictureFault(error, plan_.set->pathOf(candidate)),
                                     sample, sample};
            }
            if (!plan_.replaceBad) {
                std::fill_n(to, rowBytes_, std::uint8_t{0});
                return bad;
            }
            candidate = candidate + 1 == last ? first : candidate + 1;
        }
        throw Error(ErrorKind::Data,
                    {"A class has no picture that can be read", displayText(plan_.set->pathOf(sample)),
                     "The last reason was: " + bad->reason, "Check the disk and the pictures of this class."});
    }

    /// On a volume that has gone every read may take minutes, and nobody waits for the batch after a stop.
    void requireWanted() const {
        if (stop_.stop_requested())
            throw Error(ErrorKind::Io, "The reading was stopped");
    }

    void readBytes(std::uint32_t candidate, DecodeScratch& scratch) {
        const Stopwatch watch(scratch.read);
        if (plan_.source != nullptr)
            return plan_.source->read(candidate, scratch.bytes, stop_.get_token());
        if (const std::optional<Error> failed = watch_.read(scratch.path, scratch.bytes, stop_.get_token())) {
            requireWanted(); // what was not tried again is no bad picture
            throw Error(ErrorKind::Data, failed->message());
        }
    }

    /// A picture too large for this machine is a bad picture, not the end of the run.
    static void decodeBytes(const ImageHeader& header, PixelRect& region, DecodeScratch& scratch) {
        try {
            decodeRegion(scratch.bytes, header, region, scratch.picture, scratch.path);
        } catch (const std::bad_alloc&) {
            throw Error(ErrorKind::Data, {kNoMemoryForPicture, displayText(scratch.path), {}, {}});
        }
    }

    void decode(std::uint32_t candidate, std::uint32_t cropOf, std::uint8_t* to, DecodeScratch& scratch) {
        scratch.path = plan_.set->pathOf(candidate);
        readBytes(candidate, scratch);
        BoxF box;
        {
            const Stopwatch watch(scratch.decode);
            const ImageHeader header = readImageHeader(scratch.bytes, scratch.path, plan_.maxPixels);
            box = plan_.crop(header.width, header.height, cropOf);
            PixelRect region = regionFor(box, plan_.imageSize, header.width, header.height);
            decodeBytes(header, region, scratch);
            box.x -= region.x;
            box.y -= region.y;
        }
        const Stopwatch watch(scratch.resize);
        scratch.resizer.resize(scratch.picture, box, plan_.imageSize, plan_.imageSize, to);
        if (plan_.finish)
            plan_.finish({to, rowBytes_}, plan_.imageSize, cropOf);
    }

    LoaderPlan plan_;
    std::shared_ptr<DecodeCrew::Impl> sharedCrew_;
    DecodeCrew::Impl& crew_;
    VolumeWatch watch_;
    std::size_t rowBytes_;
    std::stop_source stop_; ///< of the decode threads: of this loader's end, or the plan's
    std::stop_callback<std::function<void()>> alsoStop_{plan_.stop, [this] { stop_.request_stop(); }};
    std::vector<std::pair<std::uint32_t, std::uint32_t>> classRanges_;
    // Below: guarded by the crew's mutex. A slot's rows belong to the threads that took them.
    std::vector<Slot> slots_;
    std::int64_t nextBatch_; ///< batch the next row to decode belongs to
    int nextRow_ = 0;
    std::int64_t delivered_; ///< batches handed out
    std::int64_t released_;  ///< batches whose slot may be used again, and all before them
    bool begun_ = false;     ///< next() was called
    std::exception_ptr error_;
    bool gone_ = false; ///< error_ says that the volume does not answer
};

Loader::Loader(LoaderPlan plan, SlotAllocator allocate)
    : ownCrew_(plan.crew == nullptr ? std::make_unique<DecodeCrew>(plan.workers, std::move(allocate)) : nullptr) {
    const DecodeCrew& crew = plan.crew != nullptr ? *plan.crew : *ownCrew_;
    impl_ = std::make_shared<Impl>(std::move(plan), crew.impl_, crew.threads());
    impl_->open(impl_);
}

Loader::~Loader() {
    impl_->close();
}

std::int64_t Loader::batchCount() const {
    return impl_->batchCount();
}

std::int64_t Loader::pictureCount() const {
    return static_cast<std::int64_t>(impl_->plan().order.size());
}

int Loader::imageSize() const {
    return impl_->plan().imageSize;
}

std::optional<Batch> Loader::next(std::stop_token stop) {
    return impl_->next(stop);
}

} // namespace studio
