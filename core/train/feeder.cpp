// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/feeder_internal.h"

#include <algorithm>
#include <utility>

#include "core/base/clock.h"
#include "core/distributed/rank_share.h"
#include "core/distributed/ranks_internal.h"
#include "core/recipe/epoch_steps.h"
#include "core/recipe/picture_size.h"
#include "core/train/picture_origin_internal.h"
#include "core/transform/auto_augment.h"
#include "core/transform/geometry.h"

namespace studio {
namespace {

/// Seconds between two readings of the meter.
constexpr double kMeterWindow = 5;

} // namespace

Feeder::Feeder(const RunSession& session, std::stop_token stop)
    : session_(session)
    , stop_(std::move(stop))
    , crew_(session.setup.workers, session.device->slotAllocator()) {}

void Feeder::setCommon(LoaderPlan& plan) {
    plan.owner = std::make_shared<std::pair<std::shared_ptr<ImageFolder>, std::shared_ptr<Pack>>>(session_.pictures,
                                                                                                  session_.pack);
    plan.stop = stop_;
    plan.crew = &crew_;
}

int Feeder::sizeOf(std::int32_t epoch) const {
    return static_cast<int>(trainingSizeAt(session_.config, session_.changes, epoch));
}

std::unique_ptr<Loader> Feeder::openTraining(std::int32_t epoch, std::int32_t firstBatch) {
    const TrainConfig& config = session_.config;
    const auto seed = static_cast<std::uint64_t>(config.seed);
    const ImageSet& set = session_.data.train;
    LoaderPlan plan;
    plan.set = &set;
    plan.order = trainingOrder(session_, static_cast<std::uint32_t>(epoch));
    plan.order.resize(picturesPerEpoch(set.size(), config.batchSize));
    plan.batchSize = static_cast<int>(config.batchSize);
    plan.imageSize = sizeOf(epoch);
    plan.firstBatch = firstBatch;
    plan.maxPixels = config.maxPixels;
    plan.crop = trainCropPlanner({.scaleMin = config.cropScaleMin, .scaleMax = config.cropScaleMax}, seed,
                                 static_cast<std::uint32_t>(epoch));
    plan.finish =
        autoAugmentFinisher(autoAugmentSpec(config.autoAugment, config.randaugmentOps, config.randaugmentMagnitude),
                            seed, static_cast<std::uint32_t>(epoch));
    plan.source = session_.pack ? &session_.pack->train() : nullptr;
    plan.held = session_.device->depth();
    setCommon(plan);
    if (session_.ranks) {
        nextOrder_ = plan.order;
        takeShare(plan);
    }
    return std::make_unique<Loader>(std::move(plan));
}

/// This rank's part of each batch, in the place of the whole one: the others have the rest, and it is decoded there.
void Feeder::takeShare(LoaderPlan& plan) const {
    const std::vector<std::uint32_t> whole = std::exchange(plan.order, {});
    const int rank = session_.ranks->rank(), count = session_.ranks->count();
    const auto size = static_cast<std::int64_t>(whole.size()), batch = static_cast<std::int64_t>(plan.batchSize);
    for (std::int64_t from = 0; from < size; from += batch) {
        const RankShare share = shareOfRank(std::min(batch, size - from), rank, count);
        const auto begin = whole.begin() + from + share.first;
        plan.order.insert(plan.order.end(), begin, begin + share.count);
    }
    plan.batchSize = static_cast<int>(shareOfRank(batch, rank, count).count);
}

std::span<const std::uint32_t> Feeder::wholeBatch(std::int64_t index) const {
    const auto batch = static_cast<std::size_t>(session_.config.batchSize);
    const std::size_t from = std::min(static_cast<std::size_t>(index) * batch, order_.size());
    return std::span(order_).subspan(from, std::min(batch, order_.size() - from));
}

std::span<const std::uint32_t> Feeder::samplesOf(const Batch& batch) const {
    return session_.ranks ? wholeBatch(batch.index) : batch.samples;
}

ValidationPlan Feeder::validationPlan() const {
    const TrainConfig& config = session_.config;
    const int recommended = session_.device->evaluationBatch(static_cast<int>(std::min(
        config.batchSize, std::max<std::int64_t>(8, 4 * config.batchSize / config.accumulation)))); // what fits
    return {.evalResize = static_cast<int>(evalResizeOf(config)),
            .evalSize = static_cast<int>(evalSizeOf(config)),
            .batchSize = mostAtOnce_ > 0 ? std::min(recommended, mostAtOnce_) : recommended,
            .workers = session_.setup.workers,
            .held = session_.device->depth()};
}

int Feeder::halveValidation() {
    constexpr int kFew = 4;
    const int now = validationPlan().batchSize;
    if (now <= kFew) {
        return 0;
    }
    nextValidation_.reset();
    return mostAtOnce_ = std::max(kFew, now / 2);
}

std::unique_ptr<Loader> Feeder::openValidation() {
    LoaderPlan plan = validationLoaderPlan(session_.data.val, validationPlan());
    plan.maxPixels = session_.config.maxPixels;
    plan.source = session_.pack ? &session_.pack->val() : nullptr;
    setCommon(plan);
    if (session_.ranks) {
        const auto size = static_cast<std::int64_t>(plan.order.size());
        const std::int64_t rank = session_.ranks->rank(), count = session_.ranks->count();
        plan.order.resize(static_cast<std::size_t>(size * (rank + 1) / count));
        plan.order.erase(plan.order.begin(), plan.order.begin() + size * rank / count);
    }
    return std::make_unique<Loader>(std::move(plan));
}

std::unique_ptr<Loader> Feeder::training(std::int32_t epoch, std::int32_t firstBatch) {
    // The plan may have been changed since it was opened, and the pictures' size with it.
    const bool isNext =
        nextTraining_ && nextEpoch_ == epoch && firstBatch == 0 && nextTraining_->imageSize() == sizeOf(epoch);
    std::unique_ptr<Loader> loader = isNext ? std::move(nextTraining_) : openTraining(epoch, firstBatch);
    nextTraining_.reset();
    order_ = nextOrder_;
    nextValidation_.reset(); // served in the order of opening: it must not come before this epoch
    nextValidation_ = openValidation();
    return loader;
}

std::unique_ptr<Loader> Feeder::validationNow() {
    nextTraining_.reset();
    return nextValidation_ ? std::move(nextValidation_) : openValidation();
}

std::unique_ptr<Loader> Feeder::validation(std::int32_t epoch) {
    std::unique_ptr<Loader> loader = validationNow();
    if (epoch < session_.config.epochs) {
        nextTraining_ = openTraining(epoch + 1, 0);
        nextEpoch_ = epoch + 1;
    }
    return loader;
}

DecodeMeter Feeder::recent() {
    const DecodeMeter now = crew_.meter();
    if (const double time = monotonicSeconds(); time - readAt_ > kMeterWindow) {
        before_ = between_;
        between_ = now;
        readAt_ = time;
    }
    return now.since(before_);
}

WorkerAdvice workersFor(const ComputeDevice& device) {
    return adviseWorkers({.accelerator = device.info().accelerator});
}

} // namespace studio
