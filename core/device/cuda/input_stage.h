// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <exception>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "core/device/cuda/abandon.h"
#include "core/device/cuda/fused_place.h"
#include "core/device/cuda/kernels/prepare.h"
#include "core/device/cuda/runtime.h"

namespace studio::cuda {

/// A batch on the card, as bytes.
struct LoadedBatch {
    int count = 0;
    at::Tensor pixels, labels, ops; ///< uint8 [count, size * size * 3]; int64 [count]; a PictureOps for each
    at::Tensor erased; ///< int64 [count, 4]: left, top, right, bottom of what is erased; undefined = nothing anywhere
    bool anyColour = false, anyContrast = false;
    std::vector<at::Tensor> pinned; ///< what was copied from: it asks the card, too, when it is freed
};

/// Holds a batch while something is computed on it: where the card is lost meanwhile, it is abandoned, because a tensor
/// that two queues used asks the card when it is freed. The runtime's thread.
class BatchInUse {
public:
    BatchInUse(Runtime& runtime, LoadedBatch batch)
        : runtime_(runtime)
        , batch_(std::move(batch)) {}
    ~BatchInUse() {
        if (std::uncaught_exceptions() > before_ && isLost(runtime_)) {
            abandon(std::move(batch_));
        }
    }
    BatchInUse(const BatchInUse&) = delete;
    BatchInUse& operator=(const BatchInUse&) = delete;
    const LoadedBatch& operator*() const { return batch_; }

private:
    Runtime& runtime_;
    LoadedBatch batch_;
    int before_ = std::uncaught_exceptions();
};

/// The way of pictures to the network: copied on the queue Input while earlier steps compute, then flipped, jittered,
/// normalised and cast in one kernel on the queue Compute, and erased. Owned by a program; engine thread.
class InputStage {
public:
    /// `channels`: 3, or 4 with zeros in the fourth.
    InputStage(Runtime& runtime, int imageSize, at::ScalarType type, int channels, int threads = kThreads);

    /// Has the batch copied; the lease is let go of by releaseLeases() once it is. `ops` may be empty: no augmentation.
    LoadedBatch load(const HostBatch& batch, std::span<const PixelOps> ops, std::shared_ptr<const void> lease);
    /// Pictures `first` to `first + count` as the network wants them: [count, channels, size, size] in NHWC order.
    at::Tensor pictures(const LoadedBatch& batch, int first, int count);
    /// The same, into a tensor of that shape.
    void picturesInto(const at::Tensor& out, const LoadedBatch& batch, int first, int count);
    void releaseLeases();
    /// Leases still held.
    std::size_t held() const { return leases_.size(); }
    /// Waits until at most `left` are held.
    void waitForLeases(std::size_t left);
    /// With a lost card: it reads nothing any more.
    void abandon();

private:
    at::Tensor copied(const at::Tensor& host);
    at::Tensor opsOf(std::span<const PixelOps> ops, int count, LoadedBatch& batch);
    at::Tensor erasedOf(std::span<const PixelOps> ops, LoadedBatch& batch);
    void copyTo(LoadedBatch& out, const HostBatch& batch, std::span<const PixelOps> ops,
                std::shared_ptr<const void> lease);

    struct Lease {
        std::shared_ptr<const Mark> copied;
        std::shared_ptr<const void> lease;
    };
    Runtime& runtime_;
    int imageSize_;
    at::ScalarType type_;
    int channels_, threads_;
    std::deque<Lease> leases_;
    Scratch scratch_;
    at::Tensor greyMeans_;
};

} // namespace studio::cuda
