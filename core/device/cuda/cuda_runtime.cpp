// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/cuda/cuda_runtime.h"

#include <array>
#include <exception>
#include <map>
#include <utility>

#include <ATen/cuda/CUDAEvent.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/base/torch_compat.h"
#include "core/device/card.h"
#include "core/device/cuda/nccl_sums.h"
#include "core/device/memory_error_internal.h"
#include "core/device/visible_cards.h"

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

class CudaTimedMark final : public TimedMark {
public:
    explicit CudaTimedMark(const c10::cuda::CUDAStream& stream)
        : event_(cudaEventBlockingSync) {
        event_.record(stream);
    }
    bool isReached() const override { return event_.query(); }
    void wait() const override { event_.synchronize(); }
    double secondsSince(const TimedMark& earlier) const override {
        return static_cast<const CudaTimedMark&>(earlier).event_.elapsed_time(event_) / 1000.0;
    }

private:
    at::cuda::CUDAEvent event_;
};

class CudaRecording final : public Recording {
public:
    /// Capture concerns this thread alone: loader threads may pin memory meanwhile, and the writer wait for a copy.
    CudaRecording(at::DeviceIndex card, const std::function<void()>& work)
        : card_(card)
        , pool_(at::cuda::graph_pool_handle()) {
        std::exception_ptr failed;
        try {
            graph_.capture_begin(pool_, cudaStreamCaptureModeThreadLocal);
            work();
        } catch (...) {
            failed = std::current_exception();
        }
        try { // the stream must leave its capturing state whatever became of the work
            graph_.capture_end();
        } catch (...) {
            closePool();
            failed = failed ? failed : std::current_exception();
        }
        if (failed) {
            std::rethrow_exception(failed);
        }
    }
    void replay() override { graph_.replay(); }

private:
    /// capture_end() leaves the allocators in their recording state where the capture was invalidated: nothing would
    /// be given back any more, and that of pinned memory would go on asking this object. Where it came as far as the
    /// graph and that could not be instantiated, it has closed them, and ~CUDAGraph() gives the pools back: LibTorch
    /// ends the process where that is done twice.
    void closePool() noexcept {
        static_cast<void>(cudaGetLastError());
        const auto attempt = [](const auto& close) {
            try {
                close();
                return true;
            } catch (const std::exception&) {
                return false;
            }
        };
        if (!attempt([this] { c10::cuda::CUDACachingAllocator::endAllocateToPool(card_, pool_); })) {
            return;
        }
        attempt([this] { c10::cuda::CUDACachingAllocator::releasePool(card_, pool_); });
        attempt([this] { endPinnedPool(pool_); });
        attempt([this] { releasePinnedPool(pool_); });
    }

    at::DeviceIndex card_;
    at::cuda::MempoolId_t pool_;
    at::cuda::CUDAGraph graph_;
};

struct QueueScope {
    explicit QueueScope(const c10::cuda::CUDAStream& stream)
        : guard(stream) {}
    c10::cuda::CUDAStreamGuard guard;
};

Error notPinned(std::size_t bytes, const std::string& why) {
    return Error(ErrorKind::Device,
                 Message{.title = "Host memory for copies cannot be pinned",
                         .place = byteText(bytes),
                         .done = "CUDA says: " + why + ".",
                         .next = "Close other programs, choose a smaller batch size, or allow the process to lock more "
                                 "memory (ulimit -l)."});
}

std::shared_ptr<std::uint8_t> pinnedSlot(at::DeviceIndex card, std::size_t bytes) {
    const c10::cuda::CUDAGuard guard(card); // on the loader's threads too
    void* memory = nullptr;
    if (const cudaError_t error = cudaHostAlloc(&memory, bytes, cudaHostAllocDefault); error != cudaSuccess) {
        static_cast<void>(cudaGetLastError());
        throw notPinned(bytes, cudaGetErrorString(error));
    }
    return {static_cast<std::uint8_t*>(memory), [](std::uint8_t* slot) {
                if (!isNcclLeftAlone()) { // or it would wait for the card
                    cudaFreeHost(slot);
                }
            }};
}

/// One for a thread and a card, however many devices are opened there: what is called outside of a program (a network
/// that is placed, weights that are restored) goes there as well.
c10::cuda::CUDAStream computeStream(at::DeviceIndex card) {
    thread_local std::map<at::DeviceIndex, c10::cuda::CUDAStream> streams;
    return streams.try_emplace(card, c10::cuda::getStreamFromPool(true, card)).first->second;
}

class CudaRuntime final : public Runtime {
public:
    explicit CudaRuntime(at::DeviceIndex card)
        : card_(card)
        , compute_(computeStream(card))
        , input_(c10::cuda::getStreamFromPool(false, card)) // another pool: never the one that computes
        , output_(c10::cuda::getStreamFromPool(false, card)) {
        // Where autograd makes its nodes it computes later: the stream is set before the first forward pass.
        c10::cuda::setCurrentCUDAStream(compute_);
    }

    at::Device device() const override { return {at::kCUDA, card_}; }
    DeviceMemory memory() const override;
    void releaseMemory() override {
        requireAnswers(); // to free waits for the card
        c10::cuda::CUDACachingAllocator::emptyCache();
    }
    SlotAllocator slotAllocator() const override {
        return [card = card_](std::size_t bytes) { return pinnedSlot(card, bytes); };
    }
    at::Tensor hostTensor(at::IntArrayRef shape, at::ScalarType type) override {
        requireAnswers();
        try {
            return at::empty(shape, at::TensorOptions(type).pinned_memory(true));
        } catch (const c10::Error& error) {
            // What went wrong on the card before may come out here; it is none of this memory's.
            if (!isMemoryError(error)) {
                throw;
            }
            static_cast<void>(cudaGetLastError());
            throw notPinned(static_cast<std::size_t>(c10::multiply_integers(shape)) * c10::elementSize(type),
                            "out of memory"); // LibTorch's text would pass for a lack of the card's
        }
    }

    at::Tensor copyOnCard(const at::Tensor& tensor) override { return tensor.clone(at::MemoryFormat::Preserve); }

    void* stream(Queue queue) const override { return streamOf(queue).stream(); }
    std::shared_ptr<void> use(Queue queue) override { return std::make_shared<QueueScope>(streamOf(queue)); }
    std::shared_ptr<const Mark> mark(Queue queue) override {
        requireAnswers();
        return std::make_shared<CudaMark>(streamOf(queue));
    }
    std::shared_ptr<const TimedMark> timedMark(Queue queue) override {
        requireAnswers();
        return std::make_shared<CudaTimedMark>(streamOf(queue));
    }
    void waitFor(Queue queue, const Mark& mark) override { static_cast<const CudaMark&>(mark).holdUp(streamOf(queue)); }
    void keepFor(Queue queue, const at::Tensor& tensor) override { tensor.record_stream(streamOf(queue).unwrap()); }
    std::unique_ptr<Recording> record(const std::function<void()>& work) override {
        return std::make_unique<CudaRecording>(card_, work);
    }

    std::string identity() const override;
    std::string drawMeeting() override {
        const c10::cuda::CUDAGuard guard(card_);
        return drawNcclId();
    }
    std::function<std::unique_ptr<DeviceSums>()> meeting(const std::string& meeting, int rank, int count) override {
        const NcclPlace place{rank, count, card_, compute_};
        return [meeting, place] { return joinNccl(meeting, place); };
    }
    void giveUp() override { leaveNcclAlone(); }

private:
    static void requireAnswers() { TORCH_CHECK(!isNcclLeftAlone(), "the card waits for a process that is lost"); }
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

std::string CudaRuntime::identity() const {
    std::array<char, 32> text{};
    C10_CUDA_CHECK(cudaDeviceGetPCIBusId(text.data(), static_cast<int>(text.size()), card_));
    return text.data();
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
    const cudaError_t error = cudaDeviceGetByPCIBusId(&card, shortBusId(pciBusId).c_str());
    if (error != cudaSuccess) {
        static_cast<void>(cudaGetLastError());
        const bool isNotShown = error == cudaErrorInvalidDevice || error == cudaErrorNoDevice;
        const CardHiddenByCuda hidden = isNotShown ? hiddenByCuda(cudaEnvironment()) : CardHiddenByCuda();
        throw Error(
            ErrorKind::Device,
            Message{.title = "The card cannot be opened",
                    .place = pciBusId,
                    .done = std::string("CUDA says: ") + cudaGetErrorString(error) + "." +
                            (hidden.why.empty() ? "" : " ") + hidden.why,
                    .next = (hidden.next.empty() ? "Look at nvidia-smi: it says whether the card is there and answers."
                                                 : hidden.next) +
                            " To compute without it choose the device \"cpu\"."});
    }
    C10_CUDA_CHECK(cudaSetDevice(card));
    setLibraries(switches);
    return std::make_shared<CudaRuntime>(static_cast<at::DeviceIndex>(card));
}

} // namespace studio::cuda
