// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/cuda/late_copy.h"

#include <mutex>
#include <utility>

#include "core/base/error.h"
#include "core/device/cuda/abandon.h"
#include "core/device/memory_error_internal.h"

namespace studio::cuda {

class PinnedPool {
public:
    PinnedPool() = default;
    /// Pinned memory asks the card, too, when it is freed.
    ~PinnedPool() {
        try {
            if (free_.defined()) {
                static_cast<void>(lastUse_->isReached());
            }
        } catch (const std::exception&) {
            abandon(std::move(free_));
            abandon(std::move(lastUse_));
        }
    }
    PinnedPool(const PinnedPool&) = delete;
    PinnedPool& operator=(const PinnedPool&) = delete;

    /// Nothing where it is lent already or never was given back.
    at::Tensor take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(free_, {});
    }
    /// `lastUse`: a mark behind what the card last did with it.
    void giveBack(at::Tensor memory, std::shared_ptr<const Mark> lastUse) {
        const std::lock_guard lock(mutex_);
        free_ = std::move(memory);
        lastUse_ = std::move(lastUse);
    }

private:
    std::mutex mutex_;
    at::Tensor free_;
    std::shared_ptr<const Mark> lastUse_;
};

namespace {

class LateCopy final : public HostCopy {
public:
    /// `pool`: where the memory goes afterwards; null: it is not pinned, and is freed.
    LateCopy(std::shared_ptr<Runtime> runtime, std::shared_ptr<PinnedPool> pool, at::Tensor memory, NamedTensors views,
             std::vector<at::Tensor> snapshot, std::shared_ptr<const Mark> done, std::vector<HostTensor> spare)
        : runtime_(std::move(runtime))
        , pool_(std::move(pool))
        , memory_(std::move(memory))
        , views_(std::move(views))
        , snapshot_(std::move(snapshot))
        , done_(std::move(done))
        , spare_(std::move(spare)) {}

    /// The card writes into the memory until the mark is reached: it must not be another's before.
    ~LateCopy() override {
        try {
            done_->wait();
            giveBack();
        } catch (const std::exception&) { // the card is lost and writes nothing any more
            abandon(std::move(snapshot_));
            abandon(std::move(memory_));
            abandon(std::move(done_));
        }
    }
    LateCopy(const LateCopy&) = delete;
    LateCopy& operator=(const LateCopy&) = delete;

    bool isDone() const override { return done_->isReached(); }

    std::optional<std::vector<HostTensor>> wait() override {
        done_->wait();
        snapshot_.clear();
        auto result = copyOnHost(views_, std::move(spare_))->wait();
        giveBack();
        return result;
    }

private:
    void giveBack() {
        views_.clear();
        at::Tensor memory = std::exchange(memory_, {});
        if (pool_ && memory.defined()) {
            pool_->giveBack(std::move(memory), done_);
        }
    }

    std::shared_ptr<Runtime> runtime_; ///< outlives what was taken of it
    std::shared_ptr<PinnedPool> pool_;
    at::Tensor memory_;
    NamedTensors views_;               ///< of it
    std::vector<at::Tensor> snapshot_; ///< on the card
    std::shared_ptr<const Mark> done_;
    std::vector<HostTensor> spare_;
};

std::int64_t bytesOf(const at::Tensor& tensor) {
    constexpr std::size_t kAlignment = 64;
    return static_cast<std::int64_t>((tensor.nbytes() + kAlignment - 1) / kAlignment * kAlignment);
}

std::int64_t bytesOf(const NamedTensors& tensors) {
    std::int64_t bytes = 0;
    for (const auto& [name, tensor] : tensors) {
        bytes += bytesOf(tensor);
    }
    return bytes;
}

/// Views of `memory` in the strides of the tensors, so that the card copies whole pieces.
NamedTensors viewsLike(const NamedTensors& tensors, const at::Tensor& memory) {
    NamedTensors views;
    auto* at = memory.data_ptr<std::uint8_t>();
    for (const auto& [name, tensor] : tensors) {
        views.emplace_back(
            name, at::from_blob(at, tensor.sizes(), tensor.strides(), at::TensorOptions(tensor.scalar_type())));
        at += bytesOf(tensor);
    }
    return views;
}

/// Pinned; or as any other, where the system lets no more be pinned: it is slower then, but what was learned is kept.
at::Tensor hostMemory(Runtime& runtime, std::int64_t bytes, bool& isPinned) {
    try {
        isPinned = true;
        return runtime.hostTensor({bytes}, at::kByte);
    } catch (const Error&) {
        isPinned = false;
        return at::empty({bytes}, at::kByte);
    }
}

/// Copies on the card; nothing where its memory does not suffice.
std::vector<at::Tensor> snapshotOf(const NamedTensors& tensors, Runtime& runtime) {
    std::vector<at::Tensor> copies;
    try {
        for (const auto& [name, tensor] : tensors) {
            copies.push_back(runtime.copyOnCard(tensor));
        }
    } catch (const std::exception& error) {
        if (!isMemoryError(error)) {
            throw;
        }
        copies.clear();
    }
    return copies;
}

} // namespace

LateCopies::LateCopies(std::shared_ptr<Runtime> runtime)
    : runtime_(std::move(runtime))
    , pool_(std::make_shared<PinnedPool>()) {}

/// Puts the copies on their queue; a mark behind them.
std::shared_ptr<const Mark> LateCopies::begin(const NamedTensors& from, const std::vector<at::Tensor>& snapshot,
                                              const NamedTensors& to) {
    const std::shared_ptr<const Mark> asOfNow = runtime_->mark(Queue::Compute);
    runtime_->waitFor(Queue::Output, *asOfNow);
    {
        const std::shared_ptr<void> scope = runtime_->use(Queue::Output);
        for (std::size_t i = 0; i < from.size(); ++i) {
            to[i].second.copy_(snapshot.empty() ? from[i].second : snapshot[i], true);
            if (!snapshot.empty()) { // the weights themselves are held up below, and are freed like those of any run
                runtime_->keepFor(Queue::Output, snapshot[i]);
            }
        }
    }
    std::shared_ptr<const Mark> done = runtime_->mark(Queue::Output);
    if (snapshot.empty()) { // the weights themselves are read: no step may change them before
        runtime_->waitFor(Queue::Compute, *done);
    }
    return done;
}

std::unique_ptr<HostCopy> LateCopies::copy(const NamedTensors& tensors, std::vector<HostTensor> spare) {
    const torch::NoGradGuard noGrad;
    const std::shared_ptr<void> computing = runtime_->use(Queue::Compute);
    std::vector<at::Tensor> snapshot = snapshotOf(tensors, *runtime_);
    at::Tensor memory = pool_->take();
    try {
        bool isPinned = true;
        const std::int64_t bytes = bytesOf(tensors);
        if (!memory.defined() || memory.numel() < bytes) {
            memory = hostMemory(*runtime_, bytes, isPinned);
        }
        NamedTensors views = viewsLike(tensors, memory);
        std::shared_ptr<const Mark> done = begin(tensors, snapshot, views);
        return std::make_unique<LateCopy>(runtime_, isPinned ? pool_ : nullptr, std::move(memory), std::move(views),
                                          std::move(snapshot), std::move(done), std::move(spare));
    } catch (const std::exception&) {
        if (isLost(*runtime_)) {
            abandon(std::move(snapshot));
            abandon(std::move(memory));
        }
        throw;
    }
}

} // namespace studio::cuda
