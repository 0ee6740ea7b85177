// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/cuda/step_program.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/base/torch_compat.h"
#include "core/device/batch_mix_internal.h"
#include "core/device/cuda/abandon.h"
#include "core/device/cuda/element_of.h"
#include "core/device/cuda/search_scope.h"
#include "core/device/memory_error_internal.h"

namespace studio::cuda {
namespace {

/// Until then cuDNN tries its algorithms and the allocator finds its blocks.
constexpr int kWarmSteps = 3;

/// Steps that are never recorded are measured so often.
constexpr std::int64_t kMeasuredEvery = 50;

/// A recording costs time: where so many had to go one after the other for want of memory, each before it was worth it,
/// none is made again.
constexpr int kMostForgotten = 3, kWorthIt = 100;

/// An overflow at a loss scale of 1 and less is none of the scale's: the gradient itself is no number.
constexpr double kLeastScale = 1;

std::int64_t wholeOf(const StepInput& input) {
    return std::max<std::int64_t>(input.wholeCount, input.batch.count);
}

std::string firstLine(const std::exception& error) {
    const auto* torchError = dynamic_cast<const c10::Error*>(&error);
    const std::string text = torchError != nullptr ? torchError->what_without_backtrace() : error.what();
    return text.substr(0, text.find('\n'));
}

/// What LibTorch computes batch norm with, for tensors like those of a network.
std::string theirNorm(at::Device device, Precision precision) {
    const at::TensorOptions plain = at::TensorOptions(at::kFloat).device(device);
    const at::Tensor input =
        at::zeros({2, 64, 8, 8}, plain.dtype(activationType(precision)).memory_format(at::MemoryFormat::ChannelsLast));
    const at::Tensor one = at::ones({64}, plain), zero = at::zeros({64}, plain);
    return batchNormBackend({.input = input, .weight = one, .bias = zero, .mean = zero, .variance = one});
}

} // namespace

CudaStepProgram::CudaStepProgram(Runtime& runtime, TrainState& state, const StepOptions& options,
                                 const Switches& switches, int threads)
    : runtime_(runtime)
    , exchange_(options.exchange)
    , input_(runtime, options.imageSize, activationType(options.precision),
             inputChannels(switches, isHalf(options.precision)), threads)
    , math_(runtime.device(), state, options)
    , isScaled_(state.scale != nullptr)
    , mixes_(options.mixes)
    , mayRecord_(switches.graph && options.exchange == nullptr) {
    for (int i = 0; i < kDepth + 1; ++i) {
        ring_.push_back(runtime.hostTensor(math_.figures().sizes(), at::kDouble));
    }
    if (const std::string norm = switches.fusedNorm ? "" : theirNorm(runtime.device(), options.precision);
        !norm.empty()) {
        news_.push_back("Batch norm is not computed by the studio's kernels, which are switched off, but by " + norm +
                        ".");
    }
}

void CudaStepProgram::submit(const StepInput& input) {
    TORCH_CHECK(pending_.size() < ring_.size(), "more steps than the device has room for");
    const std::shared_ptr<void> scope = runtime_.use(Queue::Compute);
    try {
        take(input);
    } catch (const std::exception& error) {
        if (!isMemoryError(error) || recording_ == nullptr) {
            throw;
        }
        forgetRecording(); // which holds the memory of a whole step
        runtime_.releaseMemory();
        forgotten_ = std::exchange(replayed_, 0) < kWorthIt ? forgotten_ + 1 : 1;
        if (mayRecord_ && forgotten_ == kMostForgotten) {
            mayRecord_ = false;
            news_.push_back(
                "The memory for the step as a CUDA graph was wanted for other things again and again: it is "
                "computed call by call from now on, somewhat slower.");
        }
        take(input);
    }
}

void CudaStepProgram::take(const StepInput& input) {
    bool hasMoved = false;
    try {
        if ((measuring_ = isMeasured(input))) { // from before its pictures are waited for
            clock_ = std::make_unique<StepClock>(runtime_, input.step);
        }
        const BatchInUse inUse(runtime_, input.batch.count > 0 ? input_.load(input.batch, input.ops, input.lease)
                                                               : LoadedBatch());
        const LoadedBatch& batch = *inUse;
        math_.setLearningRate(input.learningRate);
        math_.setOwn(input.mix.own);
        if (exchange_ != nullptr) {
            awaitStepBefore();
            exchange_->beginStep();
        }
        if (input.parts != 1) {
            forgetRecording(); // memory is short
        }
        if (input.parts != 1 || !replay(batch, input)) {
            compute(batch, input, hasMoved);
        }
        hasMoved = true;
        queueFigures(input);
    } catch (const std::exception& error) {
        if (exchange_ != nullptr) {
            runtime_.giveUp(); // sums that the others began with may wait for this step for ever
        }
        giveUpStep();
        isStateKnown_ = isStateKnown_ && !hasMoved;
        if (!hasMoved || !isMemoryError(error)) {
            throw;
        }
        // It must not be tried again.
        throw Error(ErrorKind::Device, Message{.title = "There is not enough memory to end a step",
                                               .place = "step " + std::to_string(input.step),
                                               .done = "Training stopped, because its weights had moved already: " +
                                                       firstLine(error) + ". The checkpoints saved before were kept.",
                                               .next = "Close other programs on the card, then resume the run."});
    }
}

/// What of a step that failed could be freed or go on later.
void CudaStepProgram::giveUpStep() {
    if (!isLost(runtime_)) {
        math_.dropGradients();
        clock_.reset();
    }
    alikeSteps_ = 0;
    measuring_ = false;
}

void CudaStepProgram::queueFigures(const StepInput& input) {
    math_.average(input.step);
    if (measuring_) {
        clock_->lap(&StepParts::optimiser);
        measuring_ = false;
    }
    const at::Tensor& row = ring_[next_];
    row.copy_(math_.figures(), true);
    pending_.push_back({input.step, row, runtime_.mark(Queue::Compute)});
    next_ = (next_ + 1) % ring_.size();
}

CudaStepProgram::~CudaStepProgram() {
    if (exchange_ != nullptr && exchange_->isLost()) {
        runtime_.giveUp(); // a sum that waits for a lost process waits for ever
    }
    if (isLost(runtime_)) {
        input_.abandon();
        abandon(std::move(clock_));
        abandon(std::move(recording_));
        abandon(std::move(ring_));
        for (Pending& pending : pending_) {
            abandon(std::move(pending));
        }
        for (at::Tensor* tensor : {&pictures_, &labels_, &partners_}) {
            abandon(std::move(*tensor));
        }
    }
}

/// The last one before a recording, whose parts cannot be told apart any more; where there is none, some.
bool CudaStepProgram::isMeasured(const StepInput& input) const {
    const int count = input.batch.count;
    if (count != usualCount_ || count != calledCount_ || input.parts != alikeParts_ || isRecorded(count)) {
        return false; // short batches are not what a step is like, and the first ones try algorithms
    }
    const bool willRecord = mayRecord_ && input.parts == 1;
    const int steps = alikeSteps_ + 1;
    return steps == kWarmSteps || (!willRecord && steps > kWarmSteps && input.step % kMeasuredEvery == 0);
}

/// Call by call. `hasMoved`: the weights are not those of before any more.
void CudaStepProgram::compute(const LoadedBatch& batch, const StepInput& input, bool& hasMoved) {
    const MathScope settings = math_.settings();
    const SearchScope search(batch.count, usualCount_);
    const int parts = input.parts;
    math_.begin();
    for (int part = 0; part < parts; ++part) {
        const int first = batch.count * part / parts, count = batch.count * (part + 1) / parts - first;
        if (count > 0) {
            accumulate(batch, input, first, count);
        }
    }
    math_.gather(measuring_ ? clock_.get() : nullptr);
    hasMoved = true;
    math_.move();
    math_.dropGradients();
    alikeSteps_ = batch.count == calledCount_ && parts == alikeParts_ ? alikeSteps_ + 1 : 1;
    calledCount_ = batch.count;
    alikeParts_ = parts;
}

/// Where batches are mixed, the first row of a part is mixed with the last of the part before it, as in the whole
/// batch.
void CudaStepProgram::accumulate(const LoadedBatch& batch, const StepInput& input, int first, int count, bool isTried) {
    const at::Tensor pictures = input_.pictures(batch, first, count);
    at::Tensor partners = partnersOf(batch);
    if (mixes_) {
        const bool isWhole = count == batch.count;
        const int last = (first + batch.count - 1) % batch.count;
        mixPictures(pictures, isWhole ? pictures.narrow(0, count - 1, 1) : input_.pictures(batch, last, 1), input.mix);
        partners = partners.narrow(0, first, count);
    }
    StepClock* clock = measuring_ ? clock_.get() : nullptr;
    if (clock != nullptr) {
        clock->lap(&StepParts::input);
    }
    const at::Tensor labels = batch.labels.narrow(0, first, count);
    math_.accumulate({.pictures = pictures,
                      .labels = labels,
                      .partners = partners,
                      .share = count / static_cast<double>(wholeOf(input)),
                      .isLast = first + count == batch.count,
                      .goesOutEarly = !isTried && alikeSteps_ >= kWarmSteps},
                     clock);
}

/// Labels of the rows that are mixed in; undefined where none are.
at::Tensor CudaStepProgram::partnersOf(const LoadedBatch& batch) const {
    return mixes_ ? batch.labels.roll(1) : at::Tensor();
}

/// False where this batch has no recording; nothing was done then.
bool CudaStepProgram::replay(const LoadedBatch& batch, const StepInput& input) {
    const bool isWarm = calledCount_ == batch.count && alikeParts_ == 1 && alikeSteps_ >= kWarmSteps;
    if (mayRecord_ && recording_ == nullptr && isWarm) {
        record(batch);
    }
    if (!isRecorded(batch.count)) {
        return false;
    }
    input_.picturesInto(pictures_, batch, 0, batch.count);
    labels_.copy_(batch.labels, true);
    if (mixes_) {
        mixPictures(pictures_, pictures_.narrow(0, batch.count - 1, 1), input.mix);
        partners_.copy_(partnersOf(batch), true);
    }
    recording_->replay();
    ++replayed_;
    return true;
}

/// The step goes on call by call where it cannot be recorded: training needs no recording.
void CudaStepProgram::record(const LoadedBatch& batch) {
    try {
        pictures_ = input_.pictures(batch, 0, batch.count);
        labels_ = batch.labels.clone();
        partners_ = partnersOf(batch);
        runtime_.releaseMemory(); // a recording takes memory of its own, and cannot ask for what is kept for later
        const MathScope settings = math_.settings();
        recording_ = runtime_.record([this] {
            math_.begin();
            math_.accumulate({.pictures = pictures_, .labels = labels_, .partners = partners_});
            math_.gather();
            math_.move();
            math_.dropGradients();
        });
        recordedCount_ = batch.count;
    } catch (const std::exception& error) {
        math_.dropGradients();
        forgetRecording();
        runtime_.releaseMemory();
        mayRecord_ = false;
        news_.push_back(isMemoryError(error)
                            ? "There is not enough memory to record the step as a CUDA graph: it is computed call by "
                              "call, somewhat slower."
                            : "The step could not be recorded as a CUDA graph and is computed call by call, somewhat "
                              "slower: " +
                                  firstLine(error) + ".");
    }
}

void CudaStepProgram::forgetRecording() {
    recording_.reset();
    pictures_.reset();
    labels_.reset();
    partners_.reset();
    recordedCount_ = 0;
}

std::vector<StepResult> CudaStepProgram::results(std::size_t atLeast) {
    std::vector<StepResult> done;
    while (!pending_.empty()) {
        const Pending& oldest = pending_.front();
        if (done.size() < atLeast) {
            await(*oldest.done);
        } else if (!oldest.done->isReached()) {
            break;
        }
        done.push_back(resultOf(oldest));
        pending_.pop_front();
    }
    input_.releaseLeases();
    return done;
}

/// Where a process is lost that a step needs, the card would wait for ever.
void CudaStepProgram::await(const Mark& done) {
    if (exchange_ == nullptr) {
        done.wait();
        return;
    }
    try {
        exchange_->await([&done] { return done.isReached(); });
    } catch (const std::exception&) {
        if (exchange_->isLost()) {
            runtime_.giveUp();
        }
        throw;
    }
}

/// A queue of a card takes about a thousand calls: behind a sum that never ends those of a whole step would fill it,
/// and the call that finds it full waits for ever, where nobody looks around.
void CudaStepProgram::awaitStepBefore() {
    if (!pending_.empty()) {
        await(*pending_.back().done);
    }
}

StepResult CudaStepProgram::resultOf(const Pending& pending) const {
    const auto* figures = pending.figures.data_ptr<double>();
    StepResult result{.step = pending.step,
                      .correct1 = std::llround(figures[kCorrect1]),
                      .correct5 = std::llround(figures[kCorrect5]),
                      .loss = figures[kLoss]};
    const bool overflow = figures[kOverflow] != 0;
    result.finite = std::isfinite(result.loss) && (!overflow || (isScaled_ && figures[kScale] > kLeastScale));
    result.skipped = result.finite && overflow;
    if (exchange_ != nullptr) {
        result.news = exchange_->newsOf(figures + kFigures);
    }
    return result;
}

/// A recording keeps memory for a whole step beside what the attempt needs.
bool CudaStepProgram::fits(const HostBatch& batch, std::span<const PixelOps> ops) {
    const std::shared_ptr<void> scope = runtime_.use(Queue::Compute);
    forgetRecording();
    bool enough = true;
    try {
        const MathScope settings = math_.settings();
        const SearchScope search(true); // this size may not come again
        const BatchInUse loaded(runtime_, input_.load(batch, ops, nullptr));
        math_.begin();
        accumulate(*loaded, {.batch = batch, .mix = mixes_ ? kAnyMix : BatchMix()}, 0, batch.count, true);
        runtime_.mark(Queue::Compute)->wait();
    } catch (const std::exception& error) {
        if (!isMemoryError(error)) {
            throw;
        }
        enough = false;
    }
    math_.dropGradients();
    input_.waitForLeases(0);
    alikeSteps_ = 0;
    return enough;
}

StepParts CudaStepProgram::takeParts() {
    try {
        if (const std::optional<StepParts> parts = clock_ && !measuring_ ? clock_->read() : std::nullopt) {
            clock_.reset();
            return *parts;
        }
    } catch (const std::exception&) { // who asks for results is told
        abandon(std::move(clock_));
    }
    return {};
}

std::vector<std::string> CudaStepProgram::takeNews() {
    return std::exchange(news_, {});
}

} // namespace studio::cuda
