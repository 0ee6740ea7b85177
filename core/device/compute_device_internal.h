// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/device/device.h"
#include "core/device/device_sums_internal.h"
#include "core/device/host_copy_internal.h"
#include "core/device/step_program_internal.h"

namespace studio {

/// A place that trains and measures networks. It owns the whole step: what the engine hands over are pictures and a
/// learning rate, what it gets back are figures, so that a device may work on several steps at once. The CPU form is
/// here; another one is a plug-in that implements the same calls. Owned by the trainer or a classifier, outlives the
/// programs that it made and the networks that it placed, and gives their memory back to other processes at its end;
/// called on one thread.
class ComputeDevice {
public:
    virtual ~ComputeDevice() = default;

    virtual DeviceInfo info() const = 0;
    /// Memory for the loader's slots (pinned where that helps).
    virtual SlotAllocator slotAllocator() const = 0;
    /// Steps that may be under way at once, at least 1. With 1 the result is there when submit() returns.
    virtual int depth() const { return 1; }
    /// Pictures to measure at once, where a training batch of `trainingBatch` fits.
    virtual int evaluationBatch(int trainingBatch) const = 0;
    /// Moves the network here, in the memory format that suits. Before its optimiser is made.
    virtual void place(Network& network) = 0;
    virtual std::unique_ptr<StepProgram> training(TrainState& state, const StepOptions& options) = 0;
    /// `network` outlives the program. `precision` is one of info()'s.
    virtual std::unique_ptr<EvalProgram> evaluation(Network& network, int imageSize, Precision precision) = 0;
    /// The tensors as all steps submitted so far leave them. `spare`: see copyOnHost().
    virtual std::unique_ptr<HostCopy> copyToHost(const NamedTensors& tensors, std::vector<HostTensor> spare) = 0;
    virtual DeviceMemory memory() const { return {}; }
    /// Gives back what the device's allocator keeps for later; after a lack of memory.
    virtual void releaseMemory() {}

    /// What tells it from all others of this machine; empty: it is the CPU.
    virtual std::string identity() const { return {}; }
    /// Where several processes train together, each on a device of its own: what one of them draws and tells the
    /// others, so that they meet. Empty: gradients on this device are summed by the CPU.
    virtual std::string drawMeeting() { return {}; }
    /// Meets `count` processes on their devices, as `rank`, from 0. Waits for them as long as that takes, so it owns
    /// all that it uses; any thread. Throws what LibTorch throws.
    virtual std::function<std::unique_ptr<DeviceSums>()>
    meeting([[maybe_unused]] const std::string& meeting, [[maybe_unused]] int rank, [[maybe_unused]] int count) {
        return [] { return nullptr; };
    }
};

/// Makes a device known beside the CPU: what a plug-in does when it is loaded, and a test with a device of its own. A
/// second one of the same id takes the place of the first. `open` may be called on several threads at once. Any thread.
void registerDevice(const DeviceInfo& info, std::function<std::unique_ptr<ComputeDevice>()> open);

/// Why "cuda" (any card) or "cuda:N" cannot be had, for the error of findDevice() where no such device is known.
/// Any thread.
void explainMissing(const std::string& id, NoCard why);
inline constexpr const char* kCardHere = "a card of this machine"; ///< an id of explainMissing(), for whyNoCard()

/// `load` is called before any device is opened, the CPU too: LibTorch looks for CUDA once in a process, at the first
/// computation, and never again. It throws nothing. Any thread.
void loadBeforeComputing(std::function<void()> load);

/// Throws Error(Device).
std::unique_ptr<ComputeDevice> openDevice(const std::string& request);

} // namespace studio
