// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/device/cuda/step_program.h"
#include "tests/support/card_on_cpu.h"
#include "tests/support/trained_on_device.h"

using namespace studio;
using namespace studio::test;

namespace {

/// How far apart two are, as a share of the way from `start` to the first of them (Frobenius norms over all tensors).
double shareApart(const Trained& a, const Trained& b, const Trained& start) {
    double apart = 0, way = 0;
    const auto square = [](const at::Tensor& left, const at::Tensor& right) {
        return (left.to(at::kDouble) - right.to(at::kDouble)).square().sum().item<double>();
    };
    const auto left = a.tensors(), right = b.tensors(), from = start.tensors();
    for (std::size_t i = 0; i < left.size(); ++i) {
        apart += square(left[i], right[i]);
        way += square(left[i], from[i]);
    }
    return std::sqrt(apart / way);
}

bool isSame(const std::vector<at::Tensor>& a, const std::vector<at::Tensor>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const at::Tensor& left, const at::Tensor& right) { return at::equal(left, right); });
}

} // namespace

/// The step program for cards, on the CPU.
class CudaStepTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    void stepsAreThoseOfTheCpu_data() {
        QTest::addColumn<bool>("fusedNorm");
        QTest::addColumn<bool>("graph");
        QTest::addColumn<int>("parts");
        QTest::addRow("all of it") << true << true << 1;
        QTest::addRow("without graph") << true << false << 1;
        QTest::addRow("without fused norm") << false << true << 1;
        QTest::addRow("in three parts") << true << true << 3;
    }
    void stepsAreThoseOfTheCpu() {
        QFETCH(bool, fusedNorm);
        QFETCH(bool, graph);
        QFETCH(int, parts);
        const Trained start(makeCpuDevice());
        Trained cpu(makeCpuDevice());
        Trained card(cardOnCpu({}, {.graph = graph, .fusedNorm = fusedNorm}));
        double first = 0;
        for (int i = 0; i < 6; ++i) {
            const Pictures pictures(6, static_cast<std::uint64_t>(i));
            const StepResult want = cpu.step(pictures, parts), got = card.step(pictures, parts);
            QCOMPARE(got.step, want.step);
            QVERIFY2(std::abs(got.loss - want.loss) < 2e-3, qPrintable(QString::number(got.loss - want.loss)));
            QCOMPARE(got.correct1, want.correct1);
            QCOMPARE(got.correct5, want.correct5);
            QVERIFY(got.finite && !got.skipped);
            if (i == 0)
                first = largestDifference(cpu, card);
        }
        const double share = shareApart(cpu, card, start);
        std::printf("largest difference after one step: %g, after six: %g, share of the way: %g\n", first,
                    largestDifference(cpu, card), share);
        // Sums are rounded otherwise, how depends on the processor: one near zero may fall to the other side of a ReLU,
        // and a few weights go another way from then on.
        QVERIFY2(first < 1e-4, qPrintable(QString::number(first)));
        QVERIFY2(share < 0.03, qPrintable(QString::number(share)));
        const auto counted = card.state.network->named_buffers()["bn1.num_batches_tracked"];
        QCOMPARE(counted.item<std::int64_t>(), std::int64_t{6 * parts});
    }

    void clippingAndAveragingAreThoseOfTheCpu() {
        constexpr double kNorm = 0.5;
        const Trained start(makeCpuDevice(), false, 0.1, kNorm);
        Trained cpu(makeCpuDevice(), false, 0.1, kNorm), free(makeCpuDevice());
        Trained card(cardOnCpu(), true, 0.1, kNorm), called(cardOnCpu({}, {.graph = false}), true, 0.1, kNorm);
        for (int i = 0; i < 6; ++i) {
            const Pictures pictures(6, static_cast<std::uint64_t>(i));
            cpu.step(pictures);
            free.step(pictures);
            called.step(pictures);
            QVERIFY(card.step(pictures).finite);
        }
        QVERIFY(isSame(card.tensors(), called.tensors())); // a recording does not hold the average up
        const auto away = [](const at::Tensor& a, const at::Tensor& b) { return (a - b).norm().item<double>(); };
        const std::size_t last = cpu.state.average->tensors().size() - 1;
        for (const auto& [name, tensor] : {cpu.state.average->tensors()[last], cpu.state.average->tensors().front()}) {
            const std::size_t at = name == cpu.state.average->tensors().front().first ? 0 : last;
            const at::Tensor begin = start.state.average->tensors()[at].second;
            const double way = away(tensor, begin), apart = away(tensor, card.state.average->tensors()[at].second);
            QVERIFY2(way > 0 && apart < 0.05 * way, qPrintable(QString::number(apart / way)));
        }
        const auto first = [](const Trained& one) { return one.state.network->parameters().front(); };
        QVERIFY(away(first(free), first(start)) > 1.2 * away(first(cpu), first(start))); // clipped steps are shorter
    }

    void aReplayedStepHasTheBitsOfACalledOne() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        Trained called(cardOnCpu({}, {.graph = false})), replayed(cardOnCpu(script));
        for (int i = 0; i < 8; ++i) {
            const Pictures pictures(i == 5 ? 3 : 4, static_cast<std::uint64_t>(i)); // one is short
            QCOMPARE(replayed.step(pictures).loss, called.step(pictures).loss);
        }
        QVERIFY(isSame(called.tensors(), replayed.tensors()));
        QCOMPARE(script->recordings, 1);
        QCOMPARE(script->replays, 4); // three to get warm, one is short
        QVERIFY(replayed.program->takeNews().empty());
    }

    /// The card's clock of this test moves by a millisecond from one mark to the next.
    void theLastStepBeforeARecordingIsMeasuredByItsParts() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        script->lateness = 1; // it is asked before the card is there
        Trained card(cardOnCpu(script));
        std::vector<StepParts> measured;
        for (int i = 0; i < 24; ++i) {
            card.step(Pictures(i % 6 == 5 ? 2 : 4)); // short ones, never recorded, are not what a step is like
            for (int asked = 0; asked < 2; ++asked) {
                if (const StepParts parts = card.program->takeParts(); parts.step > 0) {
                    QCOMPARE(asked, 1); // the card was not there the first time
                    measured.push_back(parts);
                }
            }
        }
        QCOMPARE(measured.size(), std::size_t{1});
        const StepParts& parts = measured.front();
        QCOMPARE(parts.step, std::int64_t{3});
        QCOMPARE(parts.input, 0.001);
        QCOMPARE(parts.forward, 0.002); // the network, and after the gradient the hits
        QCOMPARE(parts.backward, 0.001);
        QCOMPARE(parts.optimiser, 0.001);
        QCOMPARE(parts.exchange, 0.0);
        QVERIFY(script->replays > 0);
        Trained lost(cardOnCpu(script));
        for (int i = 0; i < 3; ++i) {
            lost.step(Pictures(4));
        }
        script->isLost = true;
        QCOMPARE(lost.program->takeParts().step, std::int64_t{0}); // who asks for results is told
    }

    void stepsThatAreNotRecordedAreMeasuredNowAndThen() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        Trained card(cardOnCpu(script, {.graph = false}));
        std::vector<std::int64_t> measured;
        for (int i = 1; i <= 100; ++i) {
            card.step(Pictures(2), i > 60 ? 2 : 1);
            if (const StepParts parts = card.program->takeParts(); parts.step > 0) {
                measured.push_back(parts.step);
                QCOMPARE(parts.backward, i > 60 ? 0.002 : 0.001); // of each part; nothing of before is mixed in
            }
        }
        QCOMPARE(measured, (std::vector<std::int64_t>{3, 50, 63, 100}));
    }

    void whereItCannotBeRecordedNoStepIsLost_data() {
        QTest::addColumn<bool>("memory");
        QTest::addRow("refused") << false;
        QTest::addRow("no memory for it") << true;
    }
    void whereItCannotBeRecordedNoStepIsLost() {
        QFETCH(bool, memory);
        const auto script = std::make_shared<CardOnCpu::Script>();
        (memory ? script->hasNoRoomToRecord : script->refusesRecording) = true;
        Trained called(cardOnCpu({}, {.graph = false})), refused(cardOnCpu(script));
        const Pictures pictures(4);
        std::vector<std::string> news;
        for (int i = 0; i < 6; ++i) {
            QCOMPARE(refused.step(pictures).loss, called.step(pictures).loss);
            const auto more = refused.program->takeNews();
            news.insert(news.end(), more.begin(), more.end());
        }
        QVERIFY(isSame(called.tensors(), refused.tensors()));
        QCOMPARE(news.size(), std::size_t{1}); // once
        const QString text = QString::fromStdString(news.front());
        QVERIFY2(text.contains(memory ? QStringLiteral("not enough memory") : QStringLiteral("not permitted")),
                 qPrintable(text));
    }

    void resultsComeInOrderAndLeasesEndOnceTheirPicturesAreThere() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        script->lateness = 2;
        Trained card(cardOnCpu(script));
        const Pictures pictures(4);
        std::vector<std::weak_ptr<const void>> leases;
        for (int i = 0; i < card.device->depth(); ++i) {
            const auto lease = std::make_shared<int>(i);
            leases.emplace_back(lease);
            card.submit(pictures, 1, lease);
        }
        QVERIFY(!leases.back().expired()); // its pictures are still on their way
        QVERIFY(card.program->results(0).empty());
        std::vector<StepResult> done = card.program->results(2);
        QVERIFY(done.size() >= 2);
        const std::vector<StepResult> rest = card.program->results(4 - done.size());
        done.insert(done.end(), rest.begin(), rest.end());
        QCOMPARE(done.size(), std::size_t{4});
        for (std::size_t i = 0; i < done.size(); ++i) {
            QCOMPARE(done[i].step, static_cast<std::int64_t>(i + 1));
        }
        for (int i = 0; i < 5; ++i) {
            QVERIFY(card.program->results(0).empty());
        }
        for (const auto& lease : leases) {
            QVERIFY(lease.expired());
        }
        QCOMPARE(script->computedElsewhere, 0);
    }

    void aLossThatIsNoNumberLeavesTheWeights() {
        Trained card(cardOnCpu());
        const Pictures pictures(4);
        QVERIFY(card.step(pictures).finite);
        {
            const torch::NoGradGuard noGrad;
            card.state.network->named_parameters()["linear.bias"].fill_(std::numeric_limits<float>::infinity());
        }
        const std::vector<at::Tensor> before = card.state.network->parameters();
        std::vector<at::Tensor> copies;
        for (const at::Tensor& tensor : before) {
            copies.push_back(tensor.detach().clone());
        }
        const StepResult result = card.step(pictures);
        QVERIFY(!result.finite && !result.skipped);
        QVERIFY(isSame(copies, card.state.network->parameters()));
    }

    void aGradientThatOverflowsIsSkippedAndTheScaleHalved() {
        Trained plain(cardOnCpu()), scaled(cardOnCpu(), true);
        const Pictures pictures(4);
        QVERIFY(std::abs(plain.step(pictures).loss - scaled.step(pictures).loss) < 1e-5);
        QCOMPARE(scaled.state.scale->value.item<float>(), 65536.0f);
        QCOMPARE(scaled.state.scale->steps.item<int>(), 1);
        {
            const torch::NoGradGuard noGrad; // the loss stays finite, the gradient of the layers before does not
            scaled.state.network->named_parameters()["linear.weight"].mul_(100);
            scaled.state.scale->value.fill_(1e38f);
        }
        const auto before = scaled.tensors();
        const StepResult skipped = scaled.step(pictures);
        QVERIFY(skipped.finite && skipped.skipped && std::isfinite(skipped.loss));
        QCOMPARE(scaled.state.scale->value.item<float>(), 0.5e38f);
        QCOMPARE(scaled.state.scale->steps.item<int>(), 0);
        const auto momentum = scaled.state.sgd->momentumBuffers().front().second;
        const auto parameters = scaled.state.network->named_parameters();
        QVERIFY(at::equal(parameters["conv1.weight"], before.front().view_as(parameters["conv1.weight"])));
        QVERIFY(at::isfinite(momentum).all().item<bool>());
    }

    void anOverflowThatNoScaleCuresIsARollBack() {
        Trained card(cardOnCpu(), true);
        const Pictures pictures(4);
        QVERIFY(card.step(pictures).finite);
        const torch::NoGradGuard noGrad;
        // The loss stays finite; the gradient of the layers before is not.
        card.state.network->named_parameters()["linear.weight"].fill_(0);
        card.state.network->named_parameters()["linear.weight"][0][0] = 3e38f;
        card.state.network->named_parameters()["linear.weight"][1][0] = 3e38f;
        card.state.scale->value.fill_(1);
        const at::AutoGradMode grad(true);
        const StepResult result = card.step(pictures);
        QVERIFY(!result.finite);
    }

    void aLackOfMemoryIsNoStep() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        Trained sound(cardOnCpu({}, {.graph = false})), card(cardOnCpu(script, {.graph = false}));
        const Pictures pictures(4);
        sound.step(pictures);
        card.step(pictures);
        script->failingTensor = script->hostTensors + 1; // the second of the next load
        QVERIFY_THROWS_EXCEPTION(c10::OutOfMemoryError, card.submit(pictures));
        --card.steps;
        QVERIFY(card.program->results(0).empty());
        QCOMPARE(card.step(pictures).loss, sound.step(pictures).loss);
        QVERIFY(isSame(sound.tensors(), card.tensors()));
    }

    void aLackOfMemoryCostsTheRecordingFirst() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        Trained sound(cardOnCpu({}, {.graph = false})), card(cardOnCpu(script));
        const Pictures pictures(4);
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(card.step(pictures).loss, sound.step(pictures).loss);
        }
        const auto& program = dynamic_cast<const cuda::CudaStepProgram&>(*card.program);
        QVERIFY(program.isRecorded(4));
        const int releases = script->releases;
        script->failingTensor = script->hostTensors;
        QCOMPARE(card.step(pictures).loss, sound.step(pictures).loss); // the same batch, once
        QVERIFY(!program.isRecorded(4));
        QVERIFY(script->releases > releases);
        card.step(pictures, 2); // in parts: memory is short, and a recording would hold a step's
        QVERIFY(!program.isRecorded(4));
    }

    void everyStepWaitsForItsPictures() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        Trained card(cardOnCpu(script));
        const Pictures pictures(4);
        const int compute = static_cast<int>(cuda::Queue::Compute);
        for (int i = 1; i <= 5; ++i) {
            card.step(pictures);
            QCOMPARE(script->heldUp[compute], i);
            QCOMPARE(script->kept[compute], 4 * i); // pictures, labels, operations, what is erased
        }
        QVERIFY(script->inUse.empty());
    }

    void aRecordingReadsTheWeightsWhereARollBackPutsThem() {
        Trained called(cardOnCpu({}, {.graph = false})), replayed(cardOnCpu());
        const Pictures pictures(4);
        for (Trained* one : {&called, &replayed}) {
            for (int i = 0; i < 5; ++i) {
                one->step(pictures);
            }
            const torch::NoGradGuard noGrad;
            std::vector<const void*> addresses;
            for (const auto& [name, tensor] : one->state.tensors()) {
                addresses.push_back(tensor.data_ptr());
                tensor.copy_(at::full({}, tensor.is_floating_point() ? 0.5 : 5.0)); // as a restore does
            }
            std::size_t i = 0;
            for (const auto& [name, tensor] : one->state.tensors()) {
                QCOMPARE(tensor.data_ptr(), addresses[i++]);
            }
            const at::AutoGradMode grad(true);
            one->step(pictures);
        }
        QVERIFY(isSame(called.tensors(), replayed.tensors()));
    }

    void withoutMomentumStepsAreStillTheCpus() {
        const Pictures pictures(4);
        std::vector<std::vector<at::Tensor>> ends;
        for (const bool onCard : {false, true}) {
            Trained one(onCard ? cardOnCpu() : makeCpuDevice(), false, 0);
            std::vector<std::pair<std::string, at::Tensor>> parameters = one.state.sgd->parameters();
            one.program.reset();
            one.state.sgd = std::make_unique<Sgd>(parameters, SgdOptions{.momentum = 0});
            one.program = one.device->training(one.state, {.imageSize = kSize});
            for (int i = 0; i < 3; ++i) {
                QVERIFY(one.step(pictures).finite);
            }
            ends.emplace_back(); // of the network alone: LibTorch's fused kernel leaves momentum alone that is not used
            for (const auto& [name, tensor] : stateDict(*one.state.network)) {
                ends.back().push_back(tensor.detach());
            }
        }
        for (std::size_t i = 0; i < ends[0].size(); ++i) {
            QVERIFY(at::allclose(ends[0][i].to(at::kDouble), ends[1][i].to(at::kDouble), 1e-3, 1e-4));
        }
    }

    void fittingIsTriedWithoutATrace() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        Trained card(cardOnCpu(script));
        const Pictures pictures(4);
        const at::Tensor weight = card.state.network->parameters().front().detach().clone();
        QVERIFY(card.program->fits(pictures.view(), pictures.ops));
        QVERIFY(at::equal(weight, card.state.network->parameters().front()));
        QVERIFY(!card.state.network->parameters().front().grad().defined());
        script->failingTensor = script->hostTensors;
        QVERIFY(!card.program->fits(pictures.view(), pictures.ops));
        QVERIFY(card.program->results(0).empty());
    }

    void aLostCardIsLibTorchsError() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        script->lateness = 5;
        Trained card(cardOnCpu(script));
        card.submit(Pictures(4));
        script->isLost = true;
        QVERIFY_THROWS_EXCEPTION(c10::Error, card.program->results(1));
    }

    void picturesInHalfPrecisionGetAFourthChannelOfZeros() {
        QCOMPARE(cuda::inputChannels({}, true), 4);
        QCOMPARE(cuda::inputChannels({}, false), 3);
        QCOMPARE(cuda::inputChannels({.paddedInput = false}, true), 3);
        CardOnCpu card;
        const Pictures pictures(2);
        at::Tensor made[2];
        for (const int channels : {3, 4}) {
            cuda::InputStage stage(card, kSize, at::kHalf, channels, kFewThreads);
            made[channels - 3] = stage.pictures(stage.load(pictures.view(), pictures.ops, nullptr), 0, 2);
        }
        QVERIFY(made[1].is_contiguous(at::MemoryFormat::ChannelsLast));
        QVERIFY(at::equal(made[1].narrow(1, 0, 3), made[0]));
        QCOMPARE(made[1].select(1, 3).abs().to(at::kFloat).sum().item<float>(), 0.0f);
    }

    void wordsOfTheEnvironmentSwitchTechniquesOff() {
        const cuda::Switches all = cuda::switchesOf("", "");
        QVERIFY(all.graph && all.fusedNorm && all.fusedPool && all.paddedInput && !all.deterministic);
        const cuda::Switches none = cuda::switchesOf("graph,fused-norm", "1");
        QVERIFY(!none.graph && !none.fusedNorm && none.deterministic);
        const cuda::Switches others = cuda::switchesOf("padded-input,fused-pool", "");
        QVERIFY(others.graph && others.fusedNorm && !others.fusedPool && !others.paddedInput);
        QVERIFY(!cuda::switchesOf("graph", "0").deterministic);
        QVERIFY_THROWS_EXCEPTION(Error, cuda::switchesOf("graphs", ""));
    }

    /// LibTorch leaves a gradient as it comes where it differs in the strides of dimensions of size 1 alone.
    void gradientsInOtherStridesAreUnscaledAndClippedToo() {
        Trained plain(cardOnCpu(), true, 0.1, 1.0, "resnet50"), odd(cardOnCpu(), true, 0.1, 1.0, "resnet50");
        int others = 0;
        for (at::Tensor& weight : odd.state.network->parameters()) {
            if (weight.dim() == 4 && weight.size(2) == 1) {
                weight.register_hook([&others](const at::Tensor& gradient) {
                    ++others;
                    const std::int64_t rows = gradient.size(0), columns = gradient.size(1);
                    return gradient.reshape({rows, columns}).clone().as_strided(gradient.sizes(), {columns, 1, 1, 1});
                });
            }
        }
        for (int i = 0; i < 2; ++i) {
            const Pictures pictures(4, static_cast<std::uint64_t>(i));
            QCOMPARE(odd.step(pictures).loss, plain.step(pictures).loss);
        }
        QVERIFY(others > 30);
        QCOMPARE(largestDifference(plain, odd), 0.0);
    }
};

QTEST_GUILESS_MAIN(CudaStepTest)
#include "tst_cuda_step.moc"
