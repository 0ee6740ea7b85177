// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/cuda/input_stage.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/device/batch_mix_internal.h"
#include "core/device/cuda/element_of.h"

namespace studio::cuda {

InputStage::InputStage(Runtime& runtime, int imageSize, at::ScalarType type, int channels, int threads)
    : runtime_(runtime)
    , imageSize_(imageSize)
    , type_(type)
    , channels_(channels)
    , threads_(threads) {}

/// On the card, while the queue Input is in use.
at::Tensor InputStage::copied(const at::Tensor& host) {
    at::Tensor there = at::empty(host.sizes(), host.options().device(runtime_.device()));
    there.copy_(host, true);
    return there;
}

at::Tensor InputStage::opsOf(std::span<const PixelOps> ops, int count, LoadedBatch& batch) {
    at::Tensor host = runtime_.hostTensor({count, static_cast<std::int64_t>(sizeof(PictureOps))}, at::kByte);
    batch.pinned.push_back(host);
    auto* out = host.data_ptr<std::uint8_t>();
    const PixelOps plain;
    for (int i = 0; i < count; ++i) {
        const PixelOps& op = ops.empty() ? plain : ops[static_cast<std::size_t>(i)];
        const PictureOps packed = pictureOps(op);
        std::memcpy(out + static_cast<std::size_t>(i) * sizeof packed, &packed, sizeof packed);
        batch.anyColour = batch.anyColour || op.anyColour();
        batch.anyContrast = batch.anyContrast || op.contrast != 1;
    }
    return host;
}

/// Undefined where no picture has something erased.
at::Tensor InputStage::erasedOf(std::span<const PixelOps> ops, LoadedBatch& batch) {
    if (std::all_of(ops.begin(), ops.end(), [](const PixelOps& op) { return op.erased.isEmpty(); })) {
        return {};
    }
    at::Tensor host = runtime_.hostTensor({static_cast<std::int64_t>(ops.size()), 4}, at::kLong);
    batch.pinned.push_back(host);
    auto* out = host.data_ptr<std::int64_t>();
    for (const PixelOps& op : ops) {
        const PixelBox& box = op.erased;
        for (const int edge : {box.left, box.top, box.left + box.width, box.top + box.height}) {
            *out++ = edge;
        }
    }
    return copied(host);
}

LoadedBatch InputStage::load(const HostBatch& batch, std::span<const PixelOps> ops, std::shared_ptr<const void> lease) {
    releaseLeases();
    LoadedBatch out{.count = batch.count, .pixels = {}, .labels = {}, .ops = {}, .erased = {}, .pinned = {}};
    try {
        copyTo(out, batch, ops, std::move(lease));
    } catch (const std::exception&) {
        if (isLost(runtime_)) {
            cuda::abandon(std::move(out));
        }
        throw;
    }
    return out;
}

void InputStage::copyTo(LoadedBatch& out, const HostBatch& batch, std::span<const PixelOps> ops,
                        std::shared_ptr<const void> lease) {
    const std::shared_ptr<void> scope = runtime_.use(Queue::Input);
    const std::int64_t bytes = std::int64_t{3} * imageSize_ * imageSize_;
    TORCH_CHECK(static_cast<std::int64_t>(batch.pixels.size()) == bytes * batch.count, "size of the batch");
    // Only read: LibTorch has no tensor of constant memory.
    const at::Tensor pixels = at::from_blob(const_cast<std::uint8_t*>(batch.pixels.data()), {batch.count, bytes},
                                            at::TensorOptions(at::kByte));
    at::Tensor labels = runtime_.hostTensor({batch.count}, at::kLong);
    out.pinned.push_back(labels);
    std::fill_n(labels.data_ptr<std::int64_t>(), batch.count, std::int64_t{0});
    std::copy(batch.labels.begin(), batch.labels.end(), labels.data_ptr<std::int64_t>());
    out.labels = copied(labels);
    out.ops = copied(opsOf(ops, batch.count, out));
    out.erased = erasedOf(ops, out);
    out.pixels = copied(pixels);
    const std::shared_ptr<const Mark> arrived = runtime_.mark(Queue::Input);
    leases_.push_back({arrived, std::move(lease)});
    runtime_.waitFor(Queue::Compute, *arrived);
    for (const at::Tensor* tensor : {&out.pixels, &out.labels, &out.ops, &out.erased}) {
        if (tensor->defined()) {
            runtime_.keepFor(Queue::Compute, *tensor);
        }
    }
}

at::Tensor InputStage::pictures(const LoadedBatch& batch, int first, int count) {
    const at::TensorOptions options = at::TensorOptions(type_).device(runtime_.device());
    const at::Tensor out =
        at::empty({count, channels_, imageSize_, imageSize_}, options.memory_format(at::MemoryFormat::ChannelsLast));
    picturesInto(out, batch, first, count);
    return out;
}

void InputStage::picturesInto(const at::Tensor& out, const LoadedBatch& batch, int first, int count) {
    if (count > kGridY) { // more than one launch takes
        const int half = count / 2;
        picturesInto(out.narrow(0, 0, half), batch, first, half);
        picturesInto(out.narrow(0, half, count - half), batch, first + half, count - half);
        return;
    }
    PrepareInput input;
    input.element = elementOf(type_);
    input.count = count;
    input.size = imageSize_;
    input.pixels = batch.pixels.data_ptr<std::uint8_t>() + batch.pixels.size(1) * first;
    const auto* ops = batch.ops.data_ptr<std::uint8_t>() + batch.ops.size(1) * first;
    input.ops = reinterpret_cast<const PictureOps*>(ops);
    input.anyColour = batch.anyColour;
    input.anyContrast = batch.anyContrast;
    input.outChannels = channels_;
    input.out = out.data_ptr();
    input.threads = threads_;
    if (batch.anyContrast) {
        if (!greyMeans_.defined() || greyMeans_.numel() < count) {
            greyMeans_ = at::empty({count}, at::TensorOptions(at::kFloat).device(runtime_.device()));
        }
        input.greyMeans = greyMeans_.data_ptr<float>();
        input.scratch = scratch_.fitting(preparePlan(count, imageSize_, threads_), runtime_.device());
    }
    requireLaunched(prepareInput(input, runtime_.stream(Queue::Compute)));
    if (batch.erased.defined()) {
        eraseBoxes(out, batch.erased.narrow(0, first, count));
    }
}

void InputStage::releaseLeases() {
    while (!leases_.empty() && leases_.front().copied->isReached()) {
        leases_.pop_front();
    }
}

void InputStage::waitForLeases(std::size_t left) {
    while (leases_.size() > left) {
        leases_.front().copied->wait();
        leases_.pop_front();
    }
}

void InputStage::abandon() {
    for (Lease& lease : leases_) {
        cuda::abandon(std::move(lease.copied));
    }
    leases_.clear();
    cuda::abandon(std::move(greyMeans_));
}

} // namespace studio::cuda
