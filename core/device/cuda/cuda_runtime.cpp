// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/cuda/cuda_runtime.h"

#include <utility>

#include <ATen/cuda/CUDAEvent.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include "core/base/error.h"

namespace studio::cuda {
namespace {

class CudaMark final : public Mark {
public:
    explicit CudaMark(const c10::cuda::CUDAStream& stream)
        : event_(cudaEventDisableTiming | cudaEventBlockingSync) {
        event_.record(stream);
    }
    bool isReached() const override { return event_.query(); }
    void wait() const override { event_.synchronize(); }
    void holdUp(const c10::cuda::CUDAStream& stream) const { event_.block(stream); }

private:
    mutable at::cuda::CUDAEvent event_; ///< block() waits for it and changes nothing of it
};

class CudaRecording final : public Recording {
public:
    /// Capture concerns this thread alone: loader threads may pin memory meanwhile, and the writer wait for a copy.
    explicit CudaRecording(const std::function<void()>& work) {
        graph_.capture_begin({0, 0}, cudaStreamCaptureModeThreadLocal);
        try {
            work();
        } catch (...) {
            abandon();
            throw;
        }
        graph_.capture_end();
    }
    void replay() override { graph_.replay(); }

private:
    /// The stream must leave its capturing state whatever became of it.
    void abandon() noexcept {
        try {
            graph_.capture_end();
            graph_.reset();
        } catch (const std::exception&) {
            static_cast<void>(cudaGetLastError()); // a capture that was invalidated ends with this error
        }
    }

    at::cuda::CUDAGraph graph_;
};

struct QueueScope {
    explicit QueueScope(const c10::cuda::CUDAStream& stream)
        : guard(stream) {}
    c10::cuda::CUDAStreamGuard guard;
};

std::shared_ptr<std::uint8_t> pinnedSlot(at::DeviceIndex card, std::size_t bytes) {
    const c10::cuda::CUDAGuard guard(card); // on the loader's threads too
    void* memory = nullptr;
    const cudaError_t error = cudaHostAlloc(&memory, bytes, cudaHostAllocDefault);
    if (error != cudaSuccess) {
        static_cast<void>(cudaGetLastError());
        throw Error(ErrorKind::Device, Message{.title = "Host memory for pictures cannot be pinned",
                                               .place = std::to_string(bytes) + " bytes",
                                               .done = cudaGetErrorString(error),
                                               .next = "Choose a smaller batch size, or allow the process to lock more "
                                                       "memory (ulimit -l)."});
    }
    return {static_cast<std::uint8_t*>(memory), [](std::uint8_t* slot) { cudaFreeHost(slot); }};
}

class CudaRuntime final : public Runtime {
public:
    explicit CudaRuntime(at::DeviceIndex card)
        : card_(card)
        , compute_(c10::cuda::getStreamFromPool(true, card))
        , input_(c10::cuda::getStreamFromPool(true, card))
        , output_(c10::cuda::getStreamFromPool(false, card)) {
        // Where autograd makes its nodes it computes later: the stream is set before the first forward pass.
        c10::cuda::setCurrentCUDAStream(compute_);
    }

    at::Device device() const override { return {at::kCUDA, card_}; }
    DeviceMemory memory() const override;
    void releaseMemory() override { c10::cuda::CUDACachingAllocator::emptyCache(); }
    SlotAllocator slotAllocator() const override {
        return [card = card_](std::size_t bytes) { return pinnedSlot(card, bytes); };
    }
    at::Tensor hostTensor(at::IntArrayRef shape, at::ScalarType type) override {
        return at::empty(shape, at::TensorOptions(type).pinned_memory(true));
    }

    void* stream(Queue queue) const override { return streamOf(queue).stream(); }
    std::shared_ptr<void> use(Queue queue) override { return std::make_shared<QueueScope>(streamOf(queue)); }
    std::shared_ptr<const Mark> mark(Queue queue) override { return std::make_shared<CudaMark>(streamOf(queue)); }
    void waitFor(Queue queue, const Mark& mark) override {
        static_cast<const CudaMark&>(mark).holdUp(streamOf(queue));
    }
    void keepFor(Queue queue, const at::Tensor& tensor) override { tensor.record_stream(streamOf(queue).unwrap()); }
    std::unique_ptr<Recording> record(const std::function<void()>& work) override {
        return std::make_unique<CudaRecording>(work);
    }

private:
    const c10::cuda::CUDAStream& streamOf(Queue queue) const {
        return queue == Queue::Compute ? compute_ : queue == Queue::Input ? input_ : output_;
    }

    at::DeviceIndex card_;
    c10::cuda::CUDAStream compute_, input_, output_;
};

DeviceMemory CudaRuntime::memory() const {
    const c10::cuda::CUDAGuard guard(card_);
    std::size_t free = 0, total = 0;
    if (cudaMemGetInfo(&free, &total) != cudaSuccess) {
        static_cast<void>(cudaGetLastError());
        return {};
    }
    return {.freeBytes = free, .totalBytes = total};
}

/// Of our engine thread: it computes one network of fixed sizes, which is what cuDNN's own search is for.
void setLibraries(const Switches& switches) {
    at::Context& context = at::globalContext();
    context.setBenchmarkCuDNN(!switches.deterministic);
    context.setDeterministicCuDNN(switches.deterministic);
}

} // namespace

std::shared_ptr<Runtime> openRuntime(const std::string& pciBusId, const Switches& switches) {
    int card = -1;
    const cudaError_t error = cudaDeviceGetByPCIBusId(&card, pciBusId.c_str());
    if (error != cudaSuccess) {
        static_cast<void>(cudaGetLastError());
        throw Error(ErrorKind::Device,
                    Message{.title = "The card cannot be opened",
                            .place = pciBusId,
                            .done = std::string("CUDA says: ") + cudaGetErrorString(error) + ".",
                            .next = "Look at nvidia-smi: it says whether the card is there and answers. To compute "
                                    "without it choose the device \"cpu\"."});
    }
    C10_CUDA_CHECK(cudaSetDevice(card));
    setLibraries(switches);
    return std::make_shared<CudaRuntime>(static_cast<at::DeviceIndex>(card));
}

} // namespace studio::cuda
