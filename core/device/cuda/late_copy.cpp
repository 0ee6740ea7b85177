// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/cuda/late_copy.h"

#include <mutex>
#include <utility>

#include "core/device/memory_error_internal.h"

namespace studio::cuda {

class PinnedPool {
public:
    std::vector<at::Tensor> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(free_, {});
    }
    void giveBack(std::vector<at::Tensor> tensors) {
        const std::lock_guard lock(mutex_);
        free_ = std::move(tensors);
    }

private:
    std::mutex mutex_;
    std::vector<at::Tensor> free_;
};

namespace {

class LateCopy final : public HostCopy {
public:
    LateCopy(std::shared_ptr<Runtime> runtime, std::shared_ptr<PinnedPool> pool, NamedTensors pinned,
             std::vector<at::Tensor> snapshot, std::shared_ptr<const Mark> done, std::vector<HostTensor> spare)
        : runtime_(std::move(runtime))
        , pool_(std::move(pool))
        , pinned_(std::move(pinned))
        , snapshot_(std::move(snapshot))
        , done_(std::move(done))
        , spare_(std::move(spare)) {}

    /// The card writes into the pinned memory until the mark is reached: it must not be pinned by others before.
    ~LateCopy() override {
        try {
            done_->wait();
            giveBack();
        } catch (const std::exception&) { // the card is lost and writes nothing any more
        }
    }
    LateCopy(const LateCopy&) = delete;
    LateCopy& operator=(const LateCopy&) = delete;

    bool isDone() const override { return done_->isReached(); }

    std::optional<std::vector<HostTensor>> wait() override {
        done_->wait();
        snapshot_.clear();
        auto result = copyOnHost(pinned_, std::move(spare_))->wait();
        giveBack();
        return result;
    }

private:
    void giveBack() {
        std::vector<at::Tensor> tensors;
        for (auto& [name, tensor] : std::exchange(pinned_, {})) {
            tensors.push_back(std::move(tensor));
        }
        if (!tensors.empty()) {
            pool_->giveBack(std::move(tensors));
        }
    }

    std::shared_ptr<Runtime> runtime_; ///< outlives what was taken of it
    std::shared_ptr<PinnedPool> pool_;
    NamedTensors pinned_;
    std::vector<at::Tensor> snapshot_; ///< on the card
    std::shared_ptr<const Mark> done_;
    std::vector<HostTensor> spare_;
};

bool isLike(const at::Tensor& pinned, const at::Tensor& tensor) {
    return pinned.sizes().equals(tensor.sizes()) && pinned.strides().equals(tensor.strides()) &&
           pinned.scalar_type() == tensor.scalar_type();
}

/// In the strides of the tensor, so that the card copies whole pieces.
at::Tensor pinnedLike(Runtime& runtime, const at::Tensor& tensor) {
    const at::Tensor memory = runtime.hostTensor({static_cast<std::int64_t>(tensor.nbytes())}, at::kByte);
    return at::from_blob(memory.data_ptr(), tensor.sizes(), tensor.strides(), [memory](void*) {},
                         at::TensorOptions(tensor.scalar_type()));
}

/// Copies on the card; nothing where its memory does not suffice.
std::vector<at::Tensor> snapshotOf(const NamedTensors& tensors) {
    std::vector<at::Tensor> copies;
    try {
        for (const auto& [name, tensor] : tensors) {
            copies.push_back(tensor.clone(at::MemoryFormat::Preserve));
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

std::unique_ptr<HostCopy> LateCopies::copy(const NamedTensors& tensors, std::vector<HostTensor> spare) {
    const torch::NoGradGuard noGrad;
    std::vector<at::Tensor> snapshot = snapshotOf(tensors);
    std::vector<at::Tensor> memory = pool_->take();
    NamedTensors pinned;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const auto& [name, tensor] = tensors[i];
        const bool fits = i < memory.size() && isLike(memory[i], tensor);
        pinned.emplace_back(name, fits ? memory[i] : pinnedLike(*runtime_, tensor));
    }
    const std::shared_ptr<const Mark> asOfNow = runtime_->mark(Queue::Compute);
    runtime_->waitFor(Queue::Output, *asOfNow);
    {
        const std::shared_ptr<void> scope = runtime_->use(Queue::Output);
        for (std::size_t i = 0; i < tensors.size(); ++i) {
            const at::Tensor& from = snapshot.empty() ? tensors[i].second : snapshot[i];
            pinned[i].second.copy_(from, true);
            runtime_->keepFor(Queue::Output, from);
        }
    }
    std::shared_ptr<const Mark> done = runtime_->mark(Queue::Output);
    if (snapshot.empty()) { // the weights themselves are read: no step may change them before
        runtime_->waitFor(Queue::Compute, *done);
    }
    return std::make_unique<LateCopy>(runtime_, pool_, std::move(pinned), std::move(snapshot), std::move(done),
                                      std::move(spare));
}

} // namespace studio::cuda
