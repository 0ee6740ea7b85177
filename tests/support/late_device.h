// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "core/device/cpu_device_internal.h"

namespace studio::test {

/// The CPU's figures, given as late as a device may: up to `depth` steps are under way, a result comes only when it is
/// waited for, a batch's pictures are held until then, and copies for checkpoints are done on the thread that waits for
/// them. What the engine must get right for a card is tried with it: every way to go wrong is in the script. Registered
/// under an id like "cuda:9".
class LateDevice final : public CpuDevice {
public:
    struct Script {
        int depth = 8;
        std::function<void(const StepInput&)> beforeSubmit; ///< may throw
        std::set<std::int64_t> notFinite;                   ///< steps, once each; the weights are spoilt from there on
        std::atomic<std::int64_t> lostAt{std::numeric_limits<std::int64_t>::max()}; ///< from the result of this step on
        std::atomic<bool> isLost{false};
        std::atomic<int> poisonedCopies{0}; ///< of copies still to be made
        int copyMilliseconds = 0;
        bool answersWrong = false;    ///< the next result is of another step
        bool answersInBursts = false; ///< once it is waited for, all that is under way is done
        std::function<void()> onCopy; ///< a copy was asked for
        // What was seen.
        int longest = 0;             ///< steps under way at once
        int copiesWhilePending = 0;  ///< asked for while the weights were of no known step
        bool isBatchChanged = false; ///< pictures were written over while the lease was held
    };

    static void install(const std::string& id, const std::shared_ptr<Script>& script) {
        registerDevice({.id = id, .name = "Late device"},
                       [id, script] { return std::make_unique<LateDevice>(id, script); });
    }

    LateDevice(std::string id, std::shared_ptr<Script> script)
        : id_(std::move(id))
        , script_(std::move(script)) {}

    DeviceInfo info() const override { return {.id = id_, .name = "Late device"}; }
    int depth() const override { return script_->depth; }
    std::unique_ptr<StepProgram> training(TrainState& state, const StepOptions& options) override;
    std::unique_ptr<EvalProgram> evaluation(Network& network, int imageSize, Precision precision) override;
    std::unique_ptr<HostCopy> copyToHost(const NamedTensors& tensors, std::vector<HostTensor> spare) override;

    void requireNotLost() const {
        if (script_->isLost) {
            throw c10::Error({__func__, __FILE__, static_cast<std::uint32_t>(__LINE__)}, "the device has fallen off");
        }
    }

private:
    friend class LateSteps;
    friend class LateCopy;
    std::string id_;
    std::shared_ptr<Script> script_;
    std::size_t pending_ = 0;
};

class LateSteps final : public StepProgram {
public:
    LateSteps(LateDevice& device, TrainState& state, std::unique_ptr<StepProgram> inner)
        : device_(device)
        , script_(*device.script_)
        , state_(state)
        , inner_(std::move(inner)) {}

    void submit(const StepInput& input) override {
        device_.requireNotLost();
        if (script_.beforeSubmit) {
            script_.beforeSubmit(input);
        }
        inner_->submit(input);
        UnderWay step{inner_->results(1).front(), input, sumOf(input)};
        step.input.ops = {};
        if (script_.notFinite.erase(input.step) > 0) {
            const torch::NoGradGuard noGrad;
            state_.network->parameters().front().fill_(std::numeric_limits<float>::quiet_NaN());
            step.result.finite = false;
        }
        steps_.push_back(std::move(step));
        device_.pending_ = steps_.size();
        script_.longest = std::max(script_.longest, static_cast<int>(steps_.size()));
    }

    std::vector<StepResult> results(std::size_t atLeast) override {
        std::vector<StepResult> done;
        const std::size_t count = script_.answersInBursts && atLeast > 0 ? steps_.size() : atLeast;
        while (done.size() < count) {
            device_.requireNotLost();
            UnderWay& step = steps_.front();
            if (step.result.step >= script_.lostAt) {
                script_.isLost = true;
                device_.requireNotLost();
            }
            script_.isBatchChanged = script_.isBatchChanged || sumOf(step.input) != step.sum;
            done.push_back(step.result);
            done.back().step += script_.answersWrong ? 1 : 0;
            steps_.pop_front();
            device_.pending_ = steps_.size();
        }
        return done;
    }

    bool fits(const HostBatch& batch, std::span<const PixelOps> ops) override {
        try {
            if (script_.beforeSubmit) {
                script_.beforeSubmit({.batch = batch, .ops = ops});
            }
        } catch (const c10::OutOfMemoryError&) {
            return false;
        }
        return inner_->fits(batch, ops);
    }

private:
    struct UnderWay {
        StepResult result;
        StepInput input; ///< holds the lease
        std::uint64_t sum = 0;
    };
    static std::uint64_t sumOf(const StepInput& input) {
        std::uint64_t sum = 0;
        for (const std::uint8_t value : input.batch.pixels) {
            sum = sum * 31 + value;
        }
        return sum;
    }

    LateDevice& device_;
    LateDevice::Script& script_;
    TrainState& state_;
    std::unique_ptr<StepProgram> inner_;
    std::deque<UnderWay> steps_;
};

/// Holds as many batches as it may.
class LateEvaluation final : public EvalProgram {
public:
    LateEvaluation(std::size_t depth, std::unique_ptr<EvalProgram> inner)
        : depth_(depth)
        , inner_(std::move(inner)) {}

    void submit(const HostBatch& batch, std::shared_ptr<const void> lease) override {
        if (leases_.size() == depth_) {
            leases_.pop_front();
        }
        leases_.push_back(std::move(lease));
        inner_->submit(batch, nullptr);
    }
    RunningMetrics total() override { return inner_->total(); }
    void keepAnswers() override { inner_->keepAnswers(); }
    std::vector<std::int64_t> answers() override { return inner_->answers(); }
    void keepProbabilities() override { inner_->keepProbabilities(); }
    at::Tensor lastProbabilities() override { return inner_->lastProbabilities(); }
    at::Tensor probabilities(const HostBatch& batch) override { return inner_->probabilities(batch); }

private:
    std::size_t depth_;
    std::unique_ptr<EvalProgram> inner_;
    std::deque<std::shared_ptr<const void>> leases_;
};

class LateCopy final : public HostCopy {
public:
    LateCopy(std::shared_ptr<LateDevice::Script> script, std::unique_ptr<HostCopy> copy, bool isPoisoned)
        : script_(std::move(script))
        , copy_(std::move(copy))
        , isPoisoned_(isPoisoned) {}

    bool isDone() const override { return false; }
    std::optional<std::vector<HostTensor>> wait() override {
        std::this_thread::sleep_for(std::chrono::milliseconds(script_->copyMilliseconds));
        if (script_->isLost) {
            throw c10::Error({__func__, __FILE__, static_cast<std::uint32_t>(__LINE__)}, "the device has fallen off");
        }
        return isPoisoned_ ? std::nullopt : copy_->wait();
    }

private:
    std::shared_ptr<LateDevice::Script> script_;
    std::unique_ptr<HostCopy> copy_;
    bool isPoisoned_;
};

inline std::unique_ptr<StepProgram> LateDevice::training(TrainState& state, const StepOptions& options) {
    return std::make_unique<LateSteps>(*this, state, CpuDevice::training(state, options));
}

inline std::unique_ptr<EvalProgram> LateDevice::evaluation(Network& network, int imageSize, Precision precision) {
    return std::make_unique<LateEvaluation>(static_cast<std::size_t>(script_->depth),
                                            CpuDevice::evaluation(network, imageSize, precision));
}

inline std::unique_ptr<HostCopy> LateDevice::copyToHost(const NamedTensors& tensors, std::vector<HostTensor> spare) {
    script_->copiesWhilePending += pending_ > 0 ? 1 : 0;
    if (script_->onCopy) {
        script_->onCopy();
    }
    const bool poisoned = script_->poisonedCopies > 0 && script_->poisonedCopies-- > 0;
    return std::make_unique<LateCopy>(script_, copyOnHost(tensors, std::move(spare)), poisoned);
}

} // namespace studio::test
