// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <system_error>

#include <opencv2/core.hpp>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/left_behind.h"
#include "core/base/log.h"
#include "core/base/thread.h"
#include "core/loader/decode_crew_internal.h"

namespace studio {

namespace {

/// Two loaders' worth of slots: of the training and of the validation.
constexpr std::size_t kMaxFreeSlots = 16;
/// A read of a disk that is alive, be it ever so slow, ends within it nearly always.
constexpr std::chrono::seconds kPatience{3};

} // namespace

DecodeCrew::Impl::Impl(SlotAllocator allocate)
    : allocate_(std::move(allocate)) {
    cv::setNumThreads(1); // one picture a thread; OpenCV's own pool would fight with ours
}

void DecodeCrew::Impl::start(int threads) {
    const std::lock_guard lock(mutex);
    try {
        for (int i = 0; i < std::max(threads, 1); ++i) {
            threads_.push_back(
                startThread([self = shared_from_this()](const std::stop_token& stop) { self->loop(stop); }));
            ++running_;
        }
    } catch (const std::system_error& error) {
        if (threads_.empty())
            throw Error(ErrorKind::Internal, {"No decode thread can be started", error.what(), {}, {}});
    }
}

void DecodeCrew::Impl::end() {
    for (auto& thread : threads_)
        thread.request_stop();
    toDo.notify_all();
    {
        std::unique_lock lock(mutex);
        isLeft_ = !ready.wait_for(lock, kPatience, [this] { return running_ == 0; });
        if (isLeft_) {
            countLeftBehind(running_);
            logLine(LogLevel::Warning,
                    "Reading a picture hangs: " + std::to_string(running_) + " of the decode threads are left behind");
            for (auto& thread : threads_)
                thread.detach();
        }
    }
    threads_.clear(); // joins
}

void DecodeCrew::Impl::loop(const std::stop_token& stop) {
    DecodeScratch scratch;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
        const std::shared_ptr<Entry> entry = withUnit();
        if (entry == nullptr) {
            const double before = monotonicSeconds();
            toDo.wait(lock, stop, [this] { return withUnit() != nullptr; });
            meter_.idle += monotonicSeconds() - before;
            continue;
        }
        const std::optional<DecodeUnit> unit = entry->job->takeUnit();
        if (!unit) {
            ready.notify_all(); // the owner waits for a batch that will not come
            continue;
        }
        work(*entry, *unit, scratch, lock);
    }
    --running_;
    if (isLeft_)
        countLeftBehind(-1);
    ready.notify_all();
}

void DecodeCrew::Impl::work(Entry& entry, DecodeUnit unit, DecodeScratch& scratch, std::unique_lock<std::mutex>& lock) {
    ++entry.inside;
    lock.unlock();
    scratch.read = scratch.decode = scratch.resize = 0;
    entry.job->run(unit, scratch);
    lock.lock();
    count(scratch);
    if (--entry.inside > 0)
        return;
    ready.notify_all();
    if (entry.isRemoved) { // its loader did not wait: the job goes with the last thread, and gives its memory back
        std::shared_ptr<DecodeJob> last = std::move(entry.job);
        lock.unlock();
        last.reset();
        lock.lock();
    }
}

void DecodeCrew::Impl::count(const DecodeScratch& scratch) {
    ++meter_.pictures;
    meter_.bytes += static_cast<std::int64_t>(scratch.bytes.size());
    meter_.read += scratch.read;
    meter_.decode += scratch.decode;
    meter_.resize += scratch.resize;
}

std::shared_ptr<DecodeCrew::Impl::Entry> DecodeCrew::Impl::withUnit() {
    for (const auto& entry : entries_) {
        if (entry->job->hasUnit())
            return entry;
    }
    return nullptr;
}

std::shared_ptr<DecodeCrew::Impl::Entry> DecodeCrew::Impl::entryOf(const DecodeJob& job) {
    const auto found =
        std::find_if(entries_.begin(), entries_.end(), [&](const auto& e) { return e->job.get() == &job; });
    return found == entries_.end() ? nullptr : *found;
}

void DecodeCrew::Impl::add(std::shared_ptr<DecodeJob> job) {
    const std::lock_guard lock(mutex);
    entries_.push_back(std::make_shared<Entry>(Entry{std::move(job)}));
    toDo.notify_all();
}

bool DecodeCrew::Impl::settle(const DecodeJob& job, std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
    const std::shared_ptr<Entry> entry = entryOf(job);
    return entry == nullptr || ready.wait(lock, stop, [&entry] { return entry->inside == 0; });
}

void DecodeCrew::Impl::remove(const DecodeJob& job, bool wait) {
    std::unique_lock lock(mutex);
    const std::shared_ptr<Entry> entry = entryOf(job);
    if (entry == nullptr)
        return;
    if (wait)
        ready.wait(lock, [&entry] { return entry->inside == 0; });
    std::erase(entries_, entry);
    entry->isRemoved = true;
    if (entry->inside == 0)
        entry->job.reset(); // whoever asks holds it, too
}

std::shared_ptr<std::uint8_t> DecodeCrew::Impl::takeMemory(std::size_t bytes) {
    {
        const std::lock_guard lock(mutex);
        const auto found = std::find_if(free_.begin(), free_.end(), [&](const auto& f) { return f.first == bytes; });
        if (found != free_.end()) {
            std::shared_ptr<std::uint8_t> memory = std::move(found->second);
            free_.erase(found);
            return memory;
        }
    }
    if (allocate_)
        return allocate_(bytes);
    return {new std::uint8_t[bytes], std::default_delete<std::uint8_t[]>()};
}

void DecodeCrew::Impl::giveMemory(std::size_t bytes, std::shared_ptr<std::uint8_t> memory) {
    const std::lock_guard lock(mutex);
    free_.emplace_back(bytes, std::move(memory));
    if (free_.size() > kMaxFreeSlots)
        free_.erase(free_.begin());
}

DecodeMeter DecodeCrew::Impl::meter() const {
    DecodeMeter meter = meter_;
    meter.threads = threads();
    return meter;
}

DecodeCrew::DecodeCrew(int threads, SlotAllocator allocate)
    : impl_(std::make_shared<Impl>(std::move(allocate))) {
    impl_->start(threads);
}

DecodeCrew::~DecodeCrew() {
    impl_->end();
}

int DecodeCrew::threads() const {
    return impl_->threads();
}

DecodeMeter DecodeCrew::meter() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->meter();
}

DecodeMeter DecodeMeter::since(const DecodeMeter& before) const {
    DecodeMeter meter = *this;
    meter.pictures -= before.pictures;
    meter.bytes -= before.bytes;
    meter.read -= before.read;
    meter.decode -= before.decode;
    meter.resize -= before.resize;
    meter.idle -= before.idle;
    return meter;
}

std::string DecodeMeter::text() const {
    const double total = busy() + idle;
    if (pictures <= 0 || total <= 0)
        return {};
    char text[160];
    std::snprintf(text, sizeof text, "%d %s: %.0f %% decoding, %.0f %% resizing, %.0f %% reading, %.0f %% idle",
                  threads, threads == 1 ? "thread" : "threads", 100 * decode / total, 100 * resize / total,
                  100 * read / total, 100 * idle / total);
    return text;
}

} // namespace studio
