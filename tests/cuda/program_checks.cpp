// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The programs on a real card, against the CPU's.
#include <cmath>
#include <map>

#include "core/base/clock.h"
#include "core/device/cpu_device_internal.h"
#include "core/device/cuda/cuda_device.h"
#include "core/device/cuda/cuda_runtime.h"
#include "core/device/cuda/step_program.h"
#include "core/device/memory_error_internal.h"
#include "tests/cuda/card_checks.h"

namespace studio::test {
namespace {

constexpr int kSize = 64, kCount = 16, kClasses = 8;

std::unique_ptr<ComputeDevice> cardOf(const std::string& pciBusId, const cuda::Switches& switches) {
    return std::make_unique<cuda::CudaDevice>(DeviceInfo{.id = "cuda:0", .name = "card"},
                                              cuda::openRuntime(pciBusId, switches), switches);
}

struct Run {
    Run(std::unique_ptr<ComputeDevice> where, Precision precision, int count = kCount)
        : device(std::move(where))
        , pictures(static_cast<std::size_t>(count) * kSize * kSize * 3)
        , labels(static_cast<std::size_t>(count))
        , ops(labels.size()) {
        state.network = makeNetwork({.name = "resnet18", .classes = kClasses}, 7);
        device->place(*state.network);
        state.sgd = std::make_unique<Sgd>(state.network->named_parameters().pairs(), SgdOptions{});
        if (precision == Precision::Fp16) {
            state.scale = std::make_unique<LossScale>(state.network->parameters().front().device());
            state.scale->value.fill_(1024); // no overflow: a step that is skipped would set the losses apart
        }
        state.network->train();
        program = device->training(state, {.imageSize = kSize, .labelSmoothing = 0.1, .precision = precision});
    }
    void draw(std::int64_t step) {
        for (std::size_t i = 0; i < pictures.size(); ++i) {
            pictures[i] = static_cast<std::uint8_t>(((i + static_cast<std::size_t>(step) * 977) * 2654435761u) >> 13);
        }
        for (std::size_t i = 0; i < labels.size(); ++i) {
            labels[i] = static_cast<std::int64_t>((i + static_cast<std::size_t>(step)) % kClasses);
        }
    }
    void submit(std::int64_t number) {
        draw(number);
        const auto kept = std::make_shared<const std::vector<std::uint8_t>>(pictures); // the next step draws others
        program->submit({.step = number,
                         .learningRate = 0.005,
                         .batch = {static_cast<int>(labels.size()), *kept, labels},
                         .ops = ops,
                         .lease = kept});
    }
    StepResult step(std::int64_t number) {
        submit(number);
        return program->results(1).front();
    }

    std::unique_ptr<ComputeDevice> device;
    std::vector<std::uint8_t> pictures;
    std::vector<std::int64_t> labels;
    std::vector<PixelOps> ops;
    TrainState state;
    std::unique_ptr<StepProgram> program;
};

void tell(Run& run) {
    for (const std::string& news : run.program->takeNews()) {
        std::printf("    %s\n", news.c_str());
        throw std::runtime_error(news);
    }
}

/// ||now - before|| of all parameters and statistics of the network.
double updateOf(const std::vector<at::Tensor>& now, const std::vector<at::Tensor>& before) {
    double squares = 0;
    for (std::size_t i = 0; i < now.size(); ++i) {
        squares += (now[i] - before[i]).pow(2).sum().item<double>();
    }
    return std::sqrt(squares);
}

std::vector<at::Tensor> weightsOf(const Run& run) {
    std::vector<at::Tensor> weights;
    for (const auto& [name, tensor] : stateDict(*run.state.network)) {
        if (tensor.is_floating_point()) {
            weights.push_back(tensor.detach().to(at::kCPU, at::kDouble, false, true));
        }
    }
    return weights;
}

/// What the CPU has, so that the next step begins alike.
void copyState(Run& to, Run& from) {
    const torch::NoGradGuard noGrad;
    std::map<std::string, at::Tensor> there;
    for (const auto& [name, tensor] : to.state.tensors()) {
        there.emplace(name, tensor);
    }
    for (const auto& [name, tensor] : from.state.tensors()) {
        at::Tensor(there.at(name)).copy_(tensor);
    }
}

/// Each of the steps begins where the CPU stands: these pictures are noise, on which a difference of 1e-6 is one of
/// 1e-2 three steps later.
void stepsAgainstTheCpu(const std::string& card, Precision precision, double lossTolerance, double updateTolerance) {
    Run cpu(makeCpuDevice(), Precision::Fp32), gpu(cardOf(card, {}), precision);
    double worstLoss = 0, worstUpdate = 0;
    for (std::int64_t step = 1; step <= 20; ++step) {
        const std::vector<at::Tensor> before = weightsOf(cpu);
        const StepResult want = cpu.step(step), got = gpu.step(step);
        require(got.finite && !got.skipped, "step " + std::to_string(step) + " is not finite, or was skipped");
        const std::vector<at::Tensor> wanted = weightsOf(cpu);
        worstLoss = std::max(worstLoss, std::abs(got.loss - want.loss));
        worstUpdate = std::max(worstUpdate, updateOf(weightsOf(gpu), wanted) / updateOf(wanted, before));
        copyState(gpu, cpu);
    }
    tell(gpu);
    std::printf("    20 steps: losses off by %.2e at most, %.0e allowed; updates by %.2e of themselves, %.0e allowed\n",
                worstLoss, lossTolerance, worstUpdate, updateTolerance);
    require(worstLoss <= lossTolerance, "losses differ from the CPU's");
    require(worstUpdate <= updateTolerance, "what a step changes differs from the CPU's");
}
void stepsFp32(const std::string& card) {
    stepsAgainstTheCpu(card, Precision::Fp32, 1e-4, 1e-2);
}
void stepsFp16(const std::string& card) {
    stepsAgainstTheCpu(card, Precision::Fp16, 2e-2, 0.1);
}

void sameBits(const std::string& card, const cuda::Switches& first, const cuda::Switches& second) {
    Run a(cardOf(card, first), Precision::Fp16), b(cardOf(card, second), Precision::Fp16);
    for (std::int64_t step = 1; step <= 8; ++step) {
        const double left = a.step(step).loss, right = b.step(step).loss;
        require(left == right, "the losses of step " + std::to_string(step) + " are " + std::to_string(left) + " and " +
                                   std::to_string(right));
    }
    tell(a);
    tell(b);
    const auto* recorded = dynamic_cast<const cuda::CudaStepProgram*>(a.program.get());
    require(!first.graph || recorded->isRecorded(kCount), "no step was recorded");
    const auto left = a.state.tensors(), right = b.state.tensors();
    for (std::size_t i = 0; i < left.size(); ++i) {
        require(at::equal(left[i].second, right[i].second), left[i].first + " has other bits");
    }
}
void repeatable(const std::string& card) {
    sameBits(card, {.deterministic = true}, {.deterministic = true});
}
void graphKeepsBits(const std::string& card) {
    sameBits(card, {.graph = true, .deterministic = true}, {.graph = false, .deterministic = true});
}

void stepsUnderWay(const std::string& card) {
    Run run(cardOf(card, {}), Precision::Fp16);
    std::int64_t next = 1, done = 0;
    while (done < 60) {
        run.draw(next);
        run.program->submit(
            {.step = next++, .learningRate = 0.005, .batch = {kCount, run.pictures, run.labels}, .ops = run.ops});
        const std::int64_t pending = next - 1 - done;
        for (const StepResult& result : run.program->results(pending >= run.device->depth() ? 1 : 0)) {
            require(result.step == ++done && result.finite && result.loss > 0, "results out of order");
        }
    }
}

/// By the card's own clock: the last step before the recording, and no other.
void partsOfAStep(const std::string& card) {
    Run run(cardOf(card, {}), Precision::Fp16);
    int measured = 0;
    for (std::int64_t step = 1; step <= 8; ++step) {
        const double since = monotonicSeconds();
        run.step(step);
        const double passed = monotonicSeconds() - since;
        const StepParts parts = run.program->takeParts();
        if (parts.step == 0) {
            continue;
        }
        ++measured;
        std::printf("    step %d, %.2f ms: input %.3f, forward %.3f, backward %.3f, optimiser %.3f ms\n",
                    static_cast<int>(parts.step), passed * 1000, parts.input * 1000, parts.forward * 1000,
                    parts.backward * 1000, parts.optimiser * 1000);
        require(parts.step == 3 && step == 3, "another step than the third was measured");
        require(parts.input > 0 && parts.forward > 0 && parts.backward > 0 && parts.optimiser > 0,
                "a part took no time");
        require(parts.seconds() <= passed, "the parts take longer than the step");
    }
    require(measured == 1, "no step was measured");
}

/// A copy is of the steps submitted before it, though the card has not done them yet and gets more at once: it has the
/// bits of another run that was stopped there.
void copyWhileTraining(const std::string& card) {
    constexpr cuda::Switches kSame{.deterministic = true};
    constexpr std::int64_t kSingly = 6; // recorded by then: the steps that follow are replayed
    Run stopped(cardOf(card, kSame), Precision::Fp16), run(cardOf(card, kSame), Precision::Fp16);
    for (std::int64_t step = 1; step <= kSingly; ++step) {
        stopped.step(step);
        run.step(step);
    }
    const int depth = run.device->depth();
    require(depth > 1, "this card takes one step at a time");
    const std::int64_t last = kSingly + depth - 1; // room for one more is left
    for (std::int64_t step = kSingly + 1; step <= last; ++step) {
        stopped.step(step);
        run.submit(step); // no result is taken: nothing here waits for the card
    }
    const std::unique_ptr<HostCopy> copy = run.device->copyToHost(run.state.tensors(), {});
    run.submit(last + 1);
    for (std::int64_t step = last + 2; step <= last + 8; ++step) {
        run.program->results(1);
        run.submit(step);
    }
    const auto copied = copy->wait();
    require(copied.has_value(), "the copy says that a weight is no number");
    tell(run);
    tell(stopped);
    const NamedTensors wanted = stopped.state.tensors();
    require(copied->size() == wanted.size(), "the copy has other tensors");
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        require((*copied)[i].name == wanted[i].first &&
                    at::equal(fromHostTensor((*copied)[i]), wanted[i].second.detach().cpu().contiguous()),
                (*copied)[i].name + " is of another moment");
    }
}

void lackOfMemory(const std::string& card) {
    Run run(cardOf(card, {}), Precision::Fp16);
    run.step(1);
    const std::uint64_t free = run.device->memory().freeBytes;
    const at::Tensor filler =
        at::empty({static_cast<std::int64_t>(free - free / 64)},
                  at::TensorOptions(at::kByte).device(run.state.network->parameters()[0].device()));
    Run* large = nullptr;
    std::unique_ptr<Run> owner;
    bool refused = false;
    try {
        owner = std::make_unique<Run>(cardOf(card, {}), Precision::Fp16, 4096);
        large = owner.get();
        large->step(1);
    } catch (const std::exception& error) {
        require(isMemoryError(error), std::string("another error than lack of memory: ") + error.what());
        refused = true;
    }
    require(refused, "4,096 pictures fitted into a full card");
    owner.reset();
    run.device->releaseMemory();
    const StepResult after = run.step(2);
    require(after.finite && after.loss > 0, "training does not go on after a lack of memory");
}

void measures(const std::string& card) {
    Run cpu(makeCpuDevice(), Precision::Fp32), gpu(cardOf(card, {}), Precision::Fp16);
    cpu.draw(1);
    const HostBatch batch{kCount, cpu.pictures, cpu.labels};
    const auto want = cpu.device->evaluation(*cpu.state.network, kSize, Precision::Fp32);
    const auto got = gpu.device->evaluation(*gpu.state.network, kSize, Precision::Fp16);
    requireNear(got->probabilities(batch), want->probabilities(batch), 2e-2, "probabilities");
    want->submit(batch, nullptr);
    got->submit(batch, nullptr);
    require(std::abs(want->total().loss() - got->total().loss()) < 5e-2, "the loss differs");
}

} // namespace

std::vector<CardCheck> programChecks() {
    return {{"20 steps in fp32 against the CPU", stepsFp32},
            {"20 steps in fp16 against the CPU", stepsFp16},
            {"the same run twice has the same bits", repeatable},
            {"the recorded step has the bits of the called one", graphKeepsBits},
            {"several steps under way", stepsUnderWay},
            {"a step is measured by its parts", partsOfAStep},
            {"a copy while training goes on", copyWhileTraining},
            {"lack of memory is no step, and training goes on", lackOfMemory},
            {"measuring and probabilities against the CPU", measures}};
}

} // namespace studio::test
