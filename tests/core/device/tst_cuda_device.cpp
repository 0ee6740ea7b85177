// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cmath>
#include <limits>
#include <map>
#include <thread>

#include "core/device/cpu_device_internal.h"
#include "core/device/cuda/step_math.h"
#include "core/train/evaluator.h"
#include "tests/support/card_on_cpu.h"
#include "tests/support/engine_fixture.h"

using namespace studio;
using namespace studio::test;

namespace {

constexpr int kSize = 16, kClasses = 6;

std::shared_ptr<Network> network() {
    return makeNetwork({.name = "resnet20", .classes = kClasses}, 7);
}

struct Batch16 {
    explicit Batch16(int count)
        : pixels(static_cast<std::size_t>(count) * kSize * kSize * 3)
        , labels(static_cast<std::size_t>(count)) {
        for (std::size_t i = 0; i < pixels.size(); ++i) {
            pixels[i] = static_cast<std::uint8_t>((i * 2654435761u) >> 13);
        }
        for (std::size_t i = 0; i < labels.size(); ++i) {
            labels[i] = static_cast<std::int64_t>(i % kClasses);
        }
    }
    HostBatch view() const { return {static_cast<int>(labels.size()), pixels, labels}; }
    std::vector<std::uint8_t> pixels;
    std::vector<std::int64_t> labels;
};

void installCard(const std::string& id, const std::shared_ptr<CardOnCpu::Script>& script) {
    registerDevice({.id = id, .name = "A card on the CPU"}, [script] { return cardOnCpu(script); });
}

/// The CPU, which keeps what a run begins with there.
class KeepingCpu final : public CpuDevice {
public:
    using Tensors = std::map<std::string, at::Tensor>;
    explicit KeepingCpu(std::shared_ptr<Tensors> begun)
        : begun_(std::move(begun)) {}
    std::unique_ptr<StepProgram> training(TrainState& state, const StepOptions& options) override {
        for (const auto& [name, tensor] : state.tensors()) {
            begun_->try_emplace(name, tensor.detach().clone());
        }
        return CpuDevice::training(state, options);
    }

private:
    std::shared_ptr<Tensors> begun_;
};

float valueOf(const HostTensor& tensor) {
    float value = 0;
    std::memcpy(&value, tensor.bytes.data(), sizeof value);
    return value;
}

} // namespace

/// What a card does beside steps, and whole runs on it; on the CPU.
class CudaDeviceTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::string path(const QString& name) const { return folder_.filePath(name).toStdString(); }

private Q_SLOTS:
    void networksLieInTheOrderOfTheKernels() {
        const auto net = network();
        const auto before = stateDict(*network());
        cardOnCpu()->place(*net);
        const auto after = stateDict(*net);
        for (std::size_t i = 0; i < after.size(); ++i) {
            QVERIFY(at::equal(after[i].second, before[i].second)); // values are kept
            if (after[i].second.dim() == 4) {
                const auto sizes = after[i].second.sizes();
                const std::vector<std::int64_t> nhwc{sizes[1] * sizes[2] * sizes[3], 1, sizes[1] * sizes[3], sizes[1]};
                QVERIFY(after[i].second.strides().equals(nhwc)); // 1x1 too
            }
        }
        QVERIFY(net->hasFusedMath());
    }

    void measuresAsTheCpuDoes() {
        const auto onCpu = network(), onCard = network();
        const auto cpu = makeCpuDevice();
        const auto script = std::make_shared<CardOnCpu::Script>();
        script->lateness = 100;
        const auto card = cardOnCpu(script);
        card->place(*onCard);
        onCard->train();
        {
            const auto a = cpu->evaluation(*onCpu, kSize, Precision::Fp32);
            const auto b = card->evaluation(*onCard, kSize, Precision::Fp32);
            for (EvalProgram* program : {a.get(), b.get()}) {
                program->keepAnswers();
                program->keepProbabilities();
            }
            Batch16 batch(10);
            batch.labels[3] = batch.labels[7] = kNotMeasured;
            std::weak_ptr<const void> first;
            for (int i = 0; i < 6; ++i) {
                const auto lease = std::make_shared<int>(i);
                first = i == 0 ? std::weak_ptr<const void>(lease) : first;
                a->submit(batch.view(), nullptr);
                b->submit(batch.view(), lease);
            }
            QVERIFY(first.expired()); // no more than depth() are held
            const RunningMetrics want = a->total(), got = b->total();
            QCOMPARE(got.count, std::int64_t{48});
            QCOMPARE(got.count, want.count);
            QCOMPARE(got.correct1, want.correct1);
            QCOMPARE(got.correct5, want.correct5);
            QVERIFY(std::abs(got.loss() - want.loss()) < 1e-4);
            const std::vector<std::int64_t> answers = b->answers(); // rows that are not measured, too
            QCOMPARE(answers.size(), std::size_t{60});
            QVERIFY(answers == a->answers());
            const at::Tensor last = b->lastProbabilities(); // so here
            QCOMPARE(last.size(0), std::int64_t{10});
            QVERIFY(at::allclose(last, a->lastProbabilities(), 1e-3, 1e-4));
            const HostBatch unlabelled{3, batch.view().pixels.first(std::size_t{3} * kSize * kSize * 3), {}};
            QVERIFY(at::allclose(a->probabilities(unlabelled), b->probabilities(unlabelled), 1e-3, 1e-4));
        }
        QVERIFY(onCard->is_training()); // as it was
    }

    void aCopyIsOfTheMomentItWasAskedFor() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        const auto card = cardOnCpu(script);
        const at::Tensor weight =
            at::arange(24, at::kFloat).view({2, 3, 2, 2}).contiguous(at::MemoryFormat::ChannelsLast);
        const at::Tensor steps = at::full({1}, 5, at::kLong);
        auto first = card->copyToHost({{"w", weight}, {"n", steps}}, {});
        weight.fill_(1e9f);
        std::optional<std::vector<HostTensor>> got;
        std::thread writer([&] { got = first->wait(); });
        writer.join();
        QVERIFY(got.has_value());
        QCOMPARE(got->size(), std::size_t{2});
        QCOMPARE(got->front().name, std::string("w"));
        QVERIFY(at::equal(fromHostTensor(got->front()), at::arange(24, at::kFloat).view({2, 3, 2, 2})));
        QCOMPARE(fromHostTensor(got->back()).item<std::int64_t>(), std::int64_t{5});
        first.reset();
        const int pinned = script->hostTensors;
        auto second = card->copyToHost({{"w", weight}, {"n", steps}}, std::move(*got));
        QCOMPARE(script->hostTensors, pinned); // the same pinned memory again
        QCOMPARE(valueOf(second->wait()->front()), 1e9f);
    }

    void aCopyIsMadeWhereNothingCanBePinned() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        const auto card = cardOnCpu(script);
        const at::Tensor weight = at::arange(6, at::kFloat);
        script->failingPin = script->hostTensors;
        std::optional<std::vector<HostTensor>> got = card->copyToHost({{"w", weight}}, {})->wait();
        QVERIFY(got && at::equal(fromHostTensor(got->front()), weight));
        got = card->copyToHost({{"w", weight}}, std::move(*got))->wait(); // once there is room again
        QVERIFY(got && at::equal(fromHostTensor(got->front()), weight));
        QCOMPARE(script->hostTensors, 2);
        got = card->copyToHost({{"w", weight}}, std::move(*got))->wait();
        QCOMPARE(script->hostTensors, 2); // that one is kept
    }

    void aCardGivesItsMemoryBackAtItsEnd() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        cardOnCpu(script).reset();
        QCOMPARE(script->releases, 1);
        auto lost = cardOnCpu(script);
        script->isLost = true;
        lost.reset(); // nothing escapes
        QCOMPARE(script->releases, 1);
    }

    /// What is set for products and searches is the whole process's.
    void twoThreadsComputeWithTheirOwnSettings() {
        std::atomic<bool> begun = false, isSet = false;
        std::jthread other;
        {
            const cuda::MathScope mine(Precision::Tf32);
            other = std::jthread([&] {
                begun = true;
                const cuda::MathScope its(Precision::Fp32);
                isSet = true;
            });
            while (!begun)
                std::this_thread::yield();
            for (int i = 0; i < 1000 && !isSet; ++i)
                std::this_thread::yield();
            QVERIFY2(!isSet && at::globalContext().allowTF32CuDNN(), "it waits");
        }
        other.join();
        QVERIFY(isSet && !at::globalContext().allowTF32CuDNN());
    }

    void aCopyIsMadeBetweenTheStepsBeforeAndAfterIt_data() {
        QTest::addColumn<int>("failingCopy");
        QTest::addColumn<int>("kept");
        QTest::newRow("by way of the card's memory") << -1 << 2;
        QTest::newRow("the card has no memory for it") << 0 << 0;
        QTest::newRow("the card has memory for a part of it") << 1 << 0;
    }
    void aCopyIsMadeBetweenTheStepsBeforeAndAfterIt() {
        QFETCH(int, failingCopy);
        QFETCH(int, kept);
        using cuda::Queue;
        const auto script = std::make_shared<CardOnCpu::Script>();
        script->failingCopy = failingCopy;
        const auto card = cardOnCpu(script);
        const at::Tensor first = at::full({4}, 1.0f), second = at::full({3}, 1.0f);
        std::vector<std::pair<Queue, Queue>> order;
        script->holdingUp = [&](Queue waiting, Queue behind) {
            order.emplace_back(waiting, behind);
            for (const at::Tensor& weight : {first, second}) {
                weight.fill_(waiting == Queue::Output ? 2 : 3); // the step before it ends; the next one begins
            }
        };
        const auto got = card->copyToHost({{"a", first}, {"b", second}}, {})->wait();
        std::vector<std::pair<Queue, Queue>> wanted{{Queue::Output, Queue::Compute}};
        if (kept == 0) {
            wanted.emplace_back(Queue::Compute, Queue::Output);
        }
        QVERIFY(order == wanted);
        QCOMPARE(script->kept[static_cast<int>(Queue::Output)], kept);
        for (const HostTensor& tensor : *got) { // the snapshot is the queue Compute's own work: it has its turn there
            QCOMPARE(valueOf(tensor), kept == 0 ? 2.0f : 1.0f);
        }
    }

    void aCopyUnderWayKeepsItsPinnedMemory() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        script->lateness = 1000;
        auto card = cardOnCpu(script);
        const at::Tensor a = at::full({4}, 1.0f), b = at::full({4}, 2.0f);
        auto first = card->copyToHost({{"w", a}}, {});
        auto second = card->copyToHost({{"w", b}}, {});
        QVERIFY(!first->isDone());
        card.reset(); // a copy may outlive its device
        QCOMPARE(valueOf(second->wait()->front()), 2.0f);
        QCOMPARE(valueOf(first->wait()->front()), 1.0f);
        const int waits = script->waits;
        auto third = cardOnCpu(script)->copyToHost({{"w", a}}, {});
        third.reset(); // never asked for: the card writes no more afterwards
        QVERIFY(script->waits > waits);
    }

    void aCopyWithANumberThatIsNoneSaysSo() {
        const at::Tensor poisoned = at::full({4}, std::numeric_limits<float>::quiet_NaN());
        QVERIFY(!cardOnCpu()->copyToHost({{"w", poisoned}}, {})->wait().has_value());
    }

    void aRunOnACardEndsAsOnTheCpuAndResumesToTheSameBits() {
        const std::string data = path(QStringLiteral("data"));
        writeTinyData(data, {.trainPerClass = 24});
        installCard("cuda:7", std::make_shared<CardOnCpu::Script>());
        const auto request = [&](const char* name, const char* device) {
            TrainRequest made = tinyRequest(data, path(QString::fromLatin1(name)), 3);
            made.setup.device = device;
            return made;
        };
        Recording onCpu, whole, cut, resumed;
        TrainControl control, again;
        QCOMPARE(runTraining(request("cpu", "cpu"), onCpu, control).outcome, RunOutcome::Finished);
        const RunReport report = runTraining(request("whole", "cuda:7"), whole, again);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(whole.epochs.size(), onCpu.epochs.size());
        for (std::size_t i = 0; i < 4; ++i) { // later ones have drifted apart, as any two ways of rounding do
            QVERIFY(std::abs(whole.steps[i].loss - onCpu.steps[i].loss) < 0.05);
        }
        TrainControl stopping, going;
        cut.onStep = [&](const StepRecord& record) {
            if (record.step == 13) {
                stopping.stopNow();
            }
        };
        QCOMPARE(runTraining(request("cut", "cuda:7"), cut, stopping).outcome, RunOutcome::Stopped);
        TrainRequest rest = request("cut", "cuda:7");
        rest.resume = true;
        QCOMPARE(runTraining(rest, resumed, going).outcome, RunOutcome::Finished);
        QCOMPARE(newestDigest(path(QStringLiteral("cut"))), newestDigest(path(QStringLiteral("whole"))));
    }

    void aRunGoesFromOneKindOfDeviceToTheOther() {
        const std::string data = path(QStringLiteral("moved")), run = path(QStringLiteral("movedrun"));
        writeTinyData(data, {});
        installCard("cuda:7", std::make_shared<CardOnCpu::Script>());
        const auto begun = std::make_shared<KeepingCpu::Tensors>();
        registerDevice(KeepingCpu(begun).info(), [begun] { return std::make_unique<KeepingCpu>(begun); });
        Recording first, second;
        TrainControl one, two;
        TrainRequest request = tinyRequest(data, run, 1);
        request.config.emaDecay = 0.9;
        request.config.warmupEpochs = 0; // the average follows the weights that long
        request.setup.device = "cuda:7";
        QCOMPARE(runTraining(request, first, one).outcome, RunOutcome::Finished);
        QVERIFY(begun->empty());
        const CheckpointContent left = loadCheckpoint(newestCheckpointPath(run));
        request.resume = true;
        request.setup.device = "cpu";
        request.config.epochs = 2;
        const RunReport report = runTraining(request, second, two);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        // The card on the CPU calls itself "cuda:0" under whatever name it is opened.
        const auto told = std::find_if(second.events.begin(), second.events.end(),
                                       [](const EventRecord& event) { return event.title == "Another device"; });
        QVERIFY(told != second.events.end());
        QVERIFY2(told->detail.starts_with("cpu now, cuda:0 (A card on the CPU) before;"), told->detail.c_str());
        QCOMPARE(second.steps.front().step, left.step + 1);
        QCOMPARE(second.steps.front().epoch, 2);
        QCOMPARE(begun->size(), left.tensors.size());
        for (const HostTensor& tensor : left.tensors) {
            QVERIFY2(at::equal(begun->at(tensor.name), fromHostTensor(tensor)), tensor.name.c_str());
        }
        const at::Tensor weight = begun->at("model.conv1.weight");
        QVERIFY(begun->at("momentum.conv1.weight").abs().sum().item<double>() > 0);
        QVERIFY(!at::equal(begun->at("ema.conv1.weight"), weight));
    }
};

QTEST_GUILESS_MAIN(CudaDeviceTest)
#include "tst_cuda_device.moc"
