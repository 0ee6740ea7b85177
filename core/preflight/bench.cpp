// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preflight/bench_internal.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/clock.h"
#include "core/base/system_info.h"
#include "core/device/memory_error_internal.h"
#include "core/preflight/peak_memory_internal.h"
#include "core/recipe/epoch_steps.h"

namespace studio {
namespace {

/// Shares of the time.
constexpr double kPicturesShare = 0.2, kNetworkShare = 0.2, kTrainingShare = 0.4, kValidationShare = 0.2;
/// Pictures of the first step on the CPU, which may take minutes with all of a batch.
constexpr int kProbePictures = 8;
/// A step that takes more of the time is measured with fewer pictures: on the CPU its time goes with their number.
constexpr double kStepShare = 0.1;
/// How far the search for a larger batch goes, and what it may take of the machine's memory.
constexpr int kMostTimes = 8;
constexpr std::size_t kMostSearchBytes = std::size_t{1} << 30;
constexpr double kTellSeconds = 0.1;
constexpr std::size_t kLeftOut = 3; ///< batches of a validation that were decoded before it began

/// A batch's pictures `times` over.
struct Repeated {
    std::vector<std::uint8_t> pixels;
    std::vector<std::int64_t> labels;
    std::vector<PixelOps> ops;

    /// `drawn`: of these pictures, and perhaps of more after them.
    Repeated(const HostBatch& batch, const std::vector<PixelOps>& drawn, int times) {
        for (int i = 0; i < times; ++i) {
            pixels.insert(pixels.end(), batch.pixels.begin(), batch.pixels.end());
            labels.insert(labels.end(), batch.labels.begin(), batch.labels.end());
            ops.insert(ops.end(), drawn.begin(), drawn.begin() + batch.count);
        }
    }
    HostBatch view() const { return {static_cast<int>(labels.size()), pixels, labels}; }
};

/// The most memory that the process has while a gradient of these pictures is computed.
std::uint64_t peakOf(TrainStep& step, const HostBatch& batch, std::span<const PixelOps> ops) {
    forgetPeakMemory();
    step.fits(batch, ops.first(static_cast<std::size_t>(batch.count)));
    return processMemory().peak;
}

std::optional<Precision> otherHalf(const DeviceInfo& device, Precision precision) {
    if (precision == Precision::Fp16 || precision == Precision::Bf16)
        return std::nullopt;
    for (const Precision offered : device.precisions) {
        if (offered == Precision::Fp16 || offered == Precision::Bf16)
            return offered;
    }
    return std::nullopt;
}

} // namespace

PreflightBench::PreflightBench(RunSession& session, TrainControl& control, double seconds, PreflightTeller tell,
                               PreflightMeasure& measure)
    : session_(session)
    , control_(control)
    , seconds_(seconds)
    , tell_(std::move(tell))
    , measure_(measure) {
    session_.learningRateScale = 0;
    session_.state.network->train();
    const DeviceMemory memory = session_.device->memory();
    measure_.memoryTotal = memory.totalBytes;
    availableBefore_ = memory.freeBytes;
    forgetPeakMemory();
    residentBefore_ = processMemory().now;
}

void PreflightBench::requireGoing() const {
    if (control_.isStopRequested())
        throw PreflightStopped();
}

void PreflightBench::tell(PreflightStage stage, double fraction) {
    requireGoing();
    const double now = monotonicSeconds();
    const bool isNew = static_cast<int>(stage) > toldStage_;
    if (!tell_ || (!isNew && now - toldAt_ < kTellSeconds))
        return;
    toldAt_ = now;
    toldStage_ = std::max(toldStage_, static_cast<int>(stage));
    constexpr std::array kBegin{0.0, 0.02, 0.06, 0.25, 0.44, 0.82, 1.0};
    const auto at = static_cast<std::size_t>(stage);
    tell_(stage, kBegin[at] + (kBegin[at + 1] - kBegin[at]) * std::clamp(fraction, 0.0, 1.0));
}

Batch PreflightBench::next(Loader& loader) const {
    std::optional<Batch> batch = loader.next(control_.stopToken());
    requireGoing();
    return batch.value_or(Batch());
}

/// The first batch of an epoch; it outlives its loader.
PreflightBench::Held PreflightBench::hold() {
    Feeder feeder(session_, control_.stopToken());
    const std::unique_ptr<Loader> loader = feeder.training(1, 0);
    Held held{next(*loader), {}};
    held.ops = drawOps(session_, held.batch);
    measure_.badPictures += static_cast<std::int64_t>(held.batch.bad.size());
    firstBatch_ = 1;
    return held;
}

/// A few pictures first, where the time of a step goes with their number. False where not even these fit.
bool PreflightBench::probe() {
    const std::int64_t whole = session_.config.batchSize;
    if (session_.device->info().accelerator || whole <= kProbePictures)
        return true;
    const int parts = std::exchange(session_.parts, 1); // the probe is of the size of a part
    session_.config.batchSize = kProbePictures;
    const Held held = hold();
    session_.config.batchSize = whole;
    firstBatch_ = 0;
    TrainStep step(session_);
    if (!fits(step, held))
        return false;
    requireGoing();
    const HostBatch few = partOf(held.batch.view(), 0, held.batch.count / 2);
    const std::uint64_t peakOfFew = peakOf(step, few, held.ops);
    const double begin = monotonicSeconds();
    peakOfProbe_ = peakOf(step, held.batch.view(), held.ops);
    const double each = (monotonicSeconds() - begin) / held.batch.count;
    bytesEach_ =
        peakOfProbe_ > peakOfFew ? static_cast<double>(peakOfProbe_ - peakOfFew) / (held.batch.count - few.count) : 0;
    const double most = kStepShare * seconds_ / std::max(each, 1e-9);
    session_.config.batchSize = std::clamp<std::int64_t>(static_cast<std::int64_t>(most), kProbePictures, whole);
    // A smaller batch in as large parts as the whole one.
    session_.config.accumulation = std::max<std::int64_t>(1, parts * session_.config.batchSize / whole);
    session_.parts = static_cast<int>(session_.config.accumulation);
    return true;
}

/// What is computed at a time: a part of the batch, where the recipe says so.
PreflightBench::Part PreflightBench::partOfBatch(const Held& held) const {
    const int parts = std::clamp(session_.parts, 1, std::max(1, held.batch.count / 2));
    return {partOf(held.batch.view(), 0, (held.batch.count + parts - 1) / parts), parts};
}

/// False where it does not fit; the largest batch that does is then known.
bool PreflightBench::fits(TrainStep& step, const Held& held) {
    const Part part = partOfBatch(held);
    if (step.fits(part.rows, std::span(held.ops).first(static_cast<std::size_t>(part.rows.count))))
        return true;
    measure_.fits = false;
    measure_.fittingBatch = std::int64_t{step.largestThatFits(part.rows, held.ops, 0)} * part.parts;
    return false;
}

bool PreflightBench::measureMemory() {
    tell(PreflightStage::Memory, 0);
    if (!probe())
        return false;
    session_.stepsPerEpoch =
        static_cast<std::int32_t>(stepsInEpoch(session_.data.train.size(), session_.config.batchSize));
    measure_.batch = session_.config.batchSize;
    const Held held = hold();
    TrainStep step(session_);
    if (!fits(step, held))
        return false;
    searchMore(step, held);
    return true;
}

/// Only where the memory is the device's own: the machine's is everybody's, and Linux promises more of it than it has.
void PreflightBench::searchMore(TrainStep& step, const Held& held) {
    if (!session_.device->info().accelerator || held.batch.count < session_.config.batchSize)
        return;
    measure_.fittingBatch = held.batch.count;
    const Part part = partOfBatch(held);
    int known = part.rows.count;
    for (int times = 2; times <= kMostTimes; times *= 2) {
        tell(PreflightStage::Memory, 1 - 1.0 / times);
        if (part.rows.pixels.size() * static_cast<std::size_t>(times) > kMostSearchBytes)
            break;
        const Repeated more(part.rows, held.ops, times);
        if (!step.fits(more.view(), more.ops)) {
            measure_.fittingBatch = std::int64_t{step.largestThatFits(more.view(), more.ops, known)} * part.parts;
            return;
        }
        known = more.view().count;
        measure_.fittingBatch = std::int64_t{known} * part.parts;
    }
    measure_.mayFitMore = true;
}

void PreflightBench::measurePictures() {
    Feeder feeder(session_, control_.stopToken());
    std::int32_t epoch = 1;
    const std::int32_t begin = firstBatch_ < session_.stepsPerEpoch ? firstBatch_ : 0;
    std::unique_ptr<Loader> loader = feeder.training(epoch, begin);
    Pace pace(kPicturesShare * seconds_);
    firstBatch_ = begin;
    while (!pace.isEnough()) {
        tell(PreflightStage::Pictures, pace.fraction());
        const Batch batch = next(*loader);
        if (batch.count == 0) {
            loader.reset();
            loader = feeder.training(++epoch, 0);
            continue;
        }
        ++firstBatch_;
        measure_.badPictures += static_cast<std::int64_t>(batch.bad.size());
        pace.add(batch.count);
    }
    measure_.picturesRate = pace.rate();
    const DecodeMeter meter = feeder.meter();
    if (meter.busy() > 0 && meter.pictures > 0) {
        measure_.readShare = meter.read / meter.busy();
        measure_.decodeShare = (meter.decode + meter.resize) / meter.busy();
        measure_.pictureBytes = static_cast<double>(meter.bytes) / static_cast<double>(meter.pictures);
    }
}

void PreflightBench::take(TrainStep& step, std::size_t atLeast, Pace& pace) {
    for (const DoneStep& done : step.take(atLeast)) {
        ++session_.position.step;
        pace.add(done.record.count);
    }
}

void PreflightBench::step(TrainStep& step, const Batch& batch, const std::vector<PixelOps>& ops, Pace& pace) {
    while (!step.submit(batch, batch.samples, ops))
        take(step, step.pending(), pace);
    take(step, step.pending() >= step.depth() ? 1 : 0, pace);
    lookAtMemory();
}

Pace PreflightBench::networkPace(const Held& held, double limit) {
    session_.device->releaseMemory(); // of the program before
    TrainStep program(session_);
    Pace pace(limit);
    while (!pace.isEnough()) {
        tell(PreflightStage::Network, pace.fraction());
        step(program, held.batch, held.ops, pace);
    }
    program.drop();
    return pace;
}

void PreflightBench::measureNetwork() {
    const Held held = hold();
    const DeviceInfo device = session_.device->info();
    const std::optional<Precision> half =
        device.accelerator ? otherHalf(device, session_.precision) : std::optional<Precision>();
    const double limit = kNetworkShare * seconds_ / (half ? 2 : 1);
    const Pace pace = networkPace(held, limit);
    measure_.networkRate = pace.rate();
    measure_.startSeconds = device.accelerator ? pace.startSeconds() : 0; // on the CPU nothing is looked for
    if (!half)
        return;
    const Precision before = std::exchange(session_.precision, *half);
    if (*half == Precision::Fp16)
        session_.state.scale = std::make_unique<LossScale>(session_.state.network->parameters().front().device());
    measure_.halfRate = networkPace(held, limit).rate();
    session_.precision = before;
    session_.state.scale.reset();
}

void PreflightBench::measureTraining() {
    session_.device->releaseMemory();
    Feeder feeder(session_, control_.stopToken());
    TrainStep program(session_);
    RunPosition& position = session_.position;
    std::unique_ptr<Loader> loader =
        feeder.training(position.epoch, firstBatch_ < session_.stepsPerEpoch ? firstBatch_ : 0);
    Pace pace(kTrainingShare * seconds_);
    const double begin = monotonicSeconds();
    while (!pace.isEnough()) {
        tell(PreflightStage::Training, pace.fraction());
        const Batch batch = next(*loader);
        if (batch.count > 0) {
            measure_.badPictures += static_cast<std::int64_t>(batch.bad.size());
            step(program, batch, drawOps(session_, batch), pace);
            continue;
        }
        take(program, program.pending(), pace);
        loader.reset();
        const double left = kTrainingShare * seconds_ - (monotonicSeconds() - begin);
        validateFitting(feeder, std::max(left, 0.0));
        loader = feeder.training(++position.epoch, 0);
        pace.restart();
    }
    program.drop();
    measure_.trainingRate = pace.rate();
    measure_.steps = pace.parts();
    measure_.isSteady = pace.isSteady();
}

void PreflightBench::measureValidation() {
    session_.device->releaseMemory();
    if (validated_ <= 0) {
        Feeder feeder(session_, control_.stopToken());
        validateFitting(feeder, kValidationShare * seconds_);
    }
    measure_.validationRate = validating_ > 0 ? validated_ / validating_ : 0;
}

/// With fewer pictures at once where these find no room, as the trainer does.
void PreflightBench::validateFitting(Feeder& feeder, double limit) {
    while (true) {
        try {
            validate(feeder, limit);
            return;
        } catch (const std::exception& error) {
            if (!isMemoryError(error) || feeder.halveValidation() == 0)
                throw;
        }
        session_.device->releaseMemory();
    }
}

/// As the trainer does it, for `limit` seconds at most. Where all of the set was measured its time counts as it was; of
/// a part, the batches that were there before it began do not.
void PreflightBench::validate(Feeder& feeder, double limit) {
    const std::unique_ptr<Loader> loader = feeder.validation(session_.position.epoch);
    struct Mark {
        double time = 0, pictures = 0;
    };
    std::vector<Mark> marks{{monotonicSeconds(), 0}};
    const double begin = marks.front().time;
    const auto program = session_.device->evaluation(*session_.state.network, loader->imageSize(), session_.precision);
    if (session_.config.flipTest)
        program->mirrorToo();
    const EvaluationResult result = evaluateSet(
        *program, *loader,
        [&]() -> std::optional<Batch> {
            tell(PreflightStage::Validation, (monotonicSeconds() - begin) / std::max(limit, 1e-9));
            if (marks.size() > 2 && monotonicSeconds() - begin > limit)
                return std::nullopt;
            return loader->next(control_.stopToken());
        },
        [&](std::int64_t done, std::int64_t) {
            marks.push_back({monotonicSeconds(), static_cast<double>(done)});
        });
    requireGoing();
    const double end = monotonicSeconds();
    lookAtMemory();
    const std::size_t from = result.complete ? 0 : std::min(kLeftOut, (marks.size() - 1) / 2);
    validated_ += marks.back().pictures - marks[from].pictures;
    validating_ += end - marks[from].time;
}

void PreflightBench::lookAtMemory() {
    if (!session_.device->info().accelerator)
        return;
    const DeviceMemory memory = session_.device->memory();
    if (memory.totalBytes > 0)
        measure_.memoryNeed = std::max(measure_.memoryNeed, memory.totalBytes - memory.freeBytes);
}

void PreflightBench::closeMemory() {
    const std::int64_t whole = measure_.config.batchSize;
    if (session_.device->info().accelerator || measure_.batch <= 0)
        return;
    measure_.memoryNeed = processMemory().peak;
    if (measure_.batch >= whole || bytesEach_ <= 0)
        return;
    // The probe had the gradient; a run has the momentum too, which is as large.
    const std::uint64_t fixed = checkpointBytes(measure_.config, measure_.classes) / 2;
    const std::int64_t parts = std::max<std::int64_t>(1, measure_.config.accumulation);
    const auto need = [&](std::int64_t pictures) {
        const std::int64_t atOnce = (pictures + parts - 1) / parts;
        return static_cast<double>(peakOfProbe_ + fixed) + bytesEach_ * static_cast<double>(atOnce - kProbePictures);
    };
    measure_.isMemoryReckoned = true;
    measure_.memoryNeed = std::max(measure_.memoryNeed, static_cast<std::uint64_t>(need(whole)));
    const double room = static_cast<double>(availableBefore_ + residentBefore_);
    if (availableBefore_ > 0 && need(whole) > room) {
        measure_.fits = false;
        const auto fewer = static_cast<std::int64_t>((room - need(0)) / bytesEach_) * parts;
        measure_.fittingBatch = std::max(measure_.batch, fewer);
    }
}

} // namespace studio
