// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/device/cuda/cuda_device.h"
#include "core/device/cuda/runtime.h"

namespace studio::test {

/// What a card without a card does: the programs for cards run on the CPU through it, in the order in which a card
/// would take their work, and what is done is known as late as the script says.
class CardOnCpu final : public cuda::Runtime {
public:
    struct Script {
        int lateness = 0;              ///< so often a mark is said not to be reached yet, unless it is waited for
        bool refusesRecording = false; ///< as where something in the step cannot be captured
        bool hasNoRoomToRecord = false;
        int failingTensor = -1; ///< in the place of the host tensor of that number, from 0, one of the card finds none
        int failingPin = -1;    ///< the host tensor of that number, from 0, cannot be pinned
        int failingCopy = -1;   ///< the copy in the card's memory of that number, from 0, finds none
        int failingMark = -1;   ///< the mark of that number, from 0, finds no memory
        int failingTimedMark = -1;
        std::atomic<bool> neverReached{false}; ///< no mark is: the card waits for something
        std::atomic<bool> isLost{false};       ///< what is asked of the card throws what LibTorch throws
        int losingReplay = -1;                 ///< in the replay of that number, from 0, the card is lost
        int replaysWithRoom = -1;              ///< so many find their memory; all, where below 0
        std::function<void(const at::Tensor&)> keeping = nullptr; ///< what keepFor() is told of
        /// What waitFor() is told of, while it is: the queue that waits, and that of the mark.
        std::function<void(cuda::Queue, cuda::Queue)> holdingUp = nullptr;
        std::string identity = "0000:00:1E.0";
        /// See ComputeDevice::meeting().
        std::function<std::unique_ptr<DeviceSums>(const std::string& meeting, int rank, int count)> meet = nullptr;
        // What was seen.
        int hostTensors = 0, copies = 0, recordings = 0, replays = 0, marks = 0, timedMarks = 0, waits = 0,
            releases = 0;
        int liveMarks = 0; ///< that were not destroyed
        int givenUp = 0;
        int heldUp[3] = {};             ///< by queue: told to begin after a mark of another one
        int kept[3] = {};               ///< by queue: tensors of another one that it uses
        std::vector<cuda::Queue> inUse; ///< the queues in use, the innermost last
        int computedElsewhere = 0;      ///< kernels for the queue Compute while LibTorch used another one
    };

    explicit CardOnCpu(std::shared_ptr<Script> script = std::make_shared<Script>())
        : script_(std::move(script)) {}

    at::Device device() const override { return at::kCPU; }
    DeviceMemory memory() const override { return {.freeBytes = 1, .totalBytes = 2}; }
    void releaseMemory() override {
        requireThere(*script_);
        ++script_->releases;
    }
    SlotAllocator slotAllocator() const override { return {}; }

    at::Tensor hostTensor(at::IntArrayRef shape, at::ScalarType type) override {
        requireThere(*script_);
        const int number = script_->hostTensors++;
        requireRoom(number != script_->failingTensor);
        if (number == script_->failingPin) {
            throw Error(ErrorKind::Device, "Host memory for copies cannot be pinned");
        }
        return at::empty(shape, type);
    }
    at::Tensor copyOnCard(const at::Tensor& tensor) override {
        requireRoom(script_->copies++ != script_->failingCopy);
        return tensor.clone(at::MemoryFormat::Preserve);
    }

    void* stream(cuda::Queue queue) const override {
        if (queue == cuda::Queue::Compute && (script_->inUse.empty() || script_->inUse.back() != queue)) {
            ++script_->computedElsewhere;
        }
        return nullptr;
    }
    std::shared_ptr<void> use(cuda::Queue queue) override {
        script_->inUse.push_back(queue);
        return {nullptr, [script = script_](void*) { script->inUse.pop_back(); }};
    }
    std::shared_ptr<const cuda::Mark> mark(cuda::Queue queue) override {
        requireThere(*script_);
        requireRoom(script_->marks != script_->failingMark);
        return std::make_shared<LateMark>(script_, queue);
    }
    std::shared_ptr<const cuda::TimedMark> timedMark(cuda::Queue queue) override {
        requireThere(*script_);
        requireRoom(script_->timedMarks != script_->failingTimedMark);
        return std::make_shared<CountedMark>(script_, queue);
    }
    void waitFor(cuda::Queue queue, const cuda::Mark& mark) override {
        ++script_->heldUp[static_cast<int>(queue)];
        if (script_->holdingUp) {
            script_->holdingUp(queue, static_cast<const LateMark&>(mark).queue());
        }
    }
    void keepFor(cuda::Queue queue, const at::Tensor& tensor) override {
        ++script_->kept[static_cast<int>(queue)];
        if (script_->keeping) {
            script_->keeping(tensor);
        }
    }

    std::unique_ptr<cuda::Recording> record(const std::function<void()>& work) override {
        const auto place = [](const char* where, int line) {
            return c10::SourceLocation{where, __FILE__, static_cast<std::uint32_t>(line)};
        };
        if (script_->hasNoRoomToRecord) {
            throw c10::OutOfMemoryError(place(__func__, __LINE__), "CUDA out of memory");
        }
        if (script_->refusesRecording) {
            throw c10::Error(place(__func__, __LINE__), "operation not permitted when stream is capturing");
        }
        ++script_->recordings;
        return std::make_unique<Repeated>(script_, work); // nothing is done yet
    }

    std::string identity() const override { return script_->identity; }
    std::string drawMeeting() override { return script_->meet ? "a meeting" : ""; }
    std::function<std::unique_ptr<DeviceSums>()> meeting(const std::string& meeting, int rank, int count) override {
        return [meet = script_->meet, meeting, rank, count] { return meet(meeting, rank, count); };
    }
    void giveUp() override {
        ++script_->givenUp;
        script_->isLost = true;
    }

private:
    static void requireRoom(bool isThere) {
        if (!isThere) {
            throw c10::OutOfMemoryError({__func__, __FILE__, static_cast<std::uint32_t>(__LINE__)}, "out of memory");
        }
    }

    static void requireThere(const Script& script) {
        if (script.isLost) {
            throw c10::Error({__func__, __FILE__, static_cast<std::uint32_t>(__LINE__)}, "CUDA error: unspecified");
        }
    }

    class LateMark final : public cuda::Mark {
    public:
        LateMark(std::shared_ptr<Script> script, cuda::Queue queue)
            : script_(std::move(script))
            , queue_(queue)
            , left_(script_->lateness) {
            ++script_->marks;
            ++script_->liveMarks;
        }
        ~LateMark() override { --script_->liveMarks; }
        LateMark(const LateMark&) = delete;
        LateMark& operator=(const LateMark&) = delete;
        cuda::Queue queue() const { return queue_; }
        bool isReached() const override {
            requireThere(*script_);
            return !script_->neverReached && (left_ <= 0 || left_-- <= 0);
        }
        void wait() const override {
            requireThere(*script_);
            ++script_->waits;
            TORCH_INTERNAL_ASSERT(!script_->neverReached, "this wait would have no end");
            left_ = 0;
        }

    private:
        std::shared_ptr<Script> script_;
        cuda::Queue queue_;
        mutable int left_;
    };

    /// A millisecond lies between one and the next.
    class CountedMark final : public cuda::TimedMark {
    public:
        CountedMark(const std::shared_ptr<Script>& script, cuda::Queue queue)
            : mark_(script, queue)
            , number_(++script->timedMarks) {}
        bool isReached() const override { return mark_.isReached(); }
        void wait() const override { mark_.wait(); }
        double secondsSince(const TimedMark& earlier) const override {
            return (number_ - static_cast<const CountedMark&>(earlier).number_) / 1000.0;
        }

    private:
        LateMark mark_;
        int number_;
    };

    class Repeated final : public cuda::Recording {
    public:
        Repeated(std::shared_ptr<Script> script, std::function<void()> work)
            : script_(std::move(script))
            , work_(std::move(work)) {}
        void replay() override {
            requireRoom(script_->replaysWithRoom < 0 || script_->replays < script_->replaysWithRoom);
            script_->isLost = script_->isLost || script_->replays == script_->losingReplay;
            requireThere(*script_);
            ++script_->replays;
            work_();
        }

    private:
        std::shared_ptr<Script> script_;
        std::function<void()> work_;
    };

    std::shared_ptr<Script> script_;
};

/// Threads of a block: each is a fiber here.
inline constexpr int kFewThreads = 32;

inline std::unique_ptr<cuda::CudaDevice> cardOnCpu(const std::shared_ptr<CardOnCpu::Script>& script = {},
                                                   const cuda::Switches& switches = {}) {
    const auto used = script ? script : std::make_shared<CardOnCpu::Script>();
    DeviceInfo info{.id = "cuda:0", .name = "A card on the CPU"};
    info.accelerator = true;
    return std::make_unique<cuda::CudaDevice>(info, std::make_shared<CardOnCpu>(used), switches, kFewThreads);
}

} // namespace studio::test
