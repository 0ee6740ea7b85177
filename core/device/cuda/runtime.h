// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the programs for cards ask of CUDA's runtime, and nothing more. cuda_runtime.h is the real one; tests run the
// same programs on the CPU with one of their own, whose marks are reached as late as they like.

#include <functional>
#include <memory>
#include <string>

#include "core/base/torch.h"
#include "core/device/device.h"
#include "core/device/device_sums_internal.h"
#include "core/device/host_batch.h"

namespace studio::cuda {

/// Lines of work (CUDA streams) that run beside one another, each in the order in which it was given.
enum class Queue {
    Compute, ///< the current one of the thread that opened the device, from before its first forward pass on
    Input,   ///< pictures on their way to the card
    Output,  ///< weights on their way to the host
};

/// A point in a queue (a CUDA event). Any thread.
class Mark {
public:
    virtual ~Mark() = default;
    virtual bool isReached() const = 0;
    /// Sleeps, and leaves the core to the decode threads. Throws c10::Error when the card is lost.
    virtual void wait() const = 0;
};

/// One that also knows when it was reached. Such marks cost the card a little.
class TimedMark : public Mark {
public:
    /// Both are reached, and of the same queue.
    virtual double secondsSince(const TimedMark& earlier) const = 0;
};

/// Work that was recorded once (a CUDA graph).
class Recording {
public:
    virtual ~Recording() = default;
    /// Puts all of it on the queue Compute.
    virtual void replay() = 0;
};

/// One card. Owned by the device and by copies under way; but for Mark one thread, the one that made it.
class Runtime {
public:
    virtual ~Runtime() = default;

    virtual at::Device device() const = 0;
    virtual DeviceMemory memory() const = 0;
    /// Gives back what LibTorch's allocator keeps for later.
    virtual void releaseMemory() = 0;
    virtual SlotAllocator slotAllocator() const = 0;
    /// In pinned memory; copies from and to it do not wait.
    virtual at::Tensor hostTensor(at::IntArrayRef shape, at::ScalarType type) = 0;
    /// In the card's memory and in the tensor's strides, by the queue in use. Throws where there is no room.
    virtual at::Tensor copyOnCard(const at::Tensor& tensor) = 0;

    /// A cudaStream_t for kernels.
    virtual void* stream(Queue queue) const = 0;
    /// For as long as the result lives, LibTorch's calls of this thread go there.
    virtual std::shared_ptr<void> use(Queue queue) = 0;
    virtual std::shared_ptr<const Mark> mark(Queue queue) = 0;
    virtual std::shared_ptr<const TimedMark> timedMark(Queue queue) = 0;
    /// What comes into the queue from now on begins after the mark.
    virtual void waitFor(Queue queue, const Mark& mark) = 0;
    /// The tensor's memory, which was taken on another queue, is not given away before what is on this one is done.
    virtual void keepFor(Queue queue, const at::Tensor& tensor) = 0;

    /// Runs `work`, which may only put work on the queue Compute, without any of it being done. Throws what it throws;
    /// c10::Error where it cannot be recorded.
    virtual std::unique_ptr<Recording> record(const std::function<void()>& work) = 0;

    /// Of the card: its place on the PCI bus.
    virtual std::string identity() const = 0;
    /// See ComputeDevice.
    virtual std::string drawMeeting() = 0;
    virtual std::function<std::unique_ptr<DeviceSums>()> meeting(const std::string& meeting, int rank, int count) = 0;
    /// What was put on the queues will not come to an end, because another process does not do its part: from now on
    /// the card counts as lost, in all of this process.
    virtual void giveUp() = 0;
};

} // namespace studio::cuda
