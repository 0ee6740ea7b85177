// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/device/cpu_device_internal.h"
#include "core/distributed/gradient_sum_internal.h"
#include "core/distributed/rank_share.h"
#include "core/model/network_internal.h"
#include "tests/support/rank_crew.h"

using namespace studio;
using namespace studio::test;

namespace {

constexpr int kSide = 16, kClasses = 5;

/// A batch as the loader gives it.
struct Pictures {
    explicit Pictures(int count)
        : ops(static_cast<std::size_t>(count)) {
        for (int i = 0; i < count * kSide * kSide * 3; ++i) {
            pixels.push_back(static_cast<std::uint8_t>((i * 2654435761u) >> 13));
        }
        for (int i = 0; i < count; ++i) {
            labels.push_back(i % kClasses);
        }
    }
    HostBatch view() const { return {static_cast<int>(labels.size()), pixels, labels}; }

    std::vector<std::uint8_t> pixels;
    std::vector<std::int64_t> labels;
    std::vector<PixelOps> ops;
};

struct Trained {
    std::vector<double> losses;
    std::vector<std::int64_t> hits;
    std::vector<at::Tensor> weights;
};

/// As they would be in the middle of a run: activations of an untrained network that nothing normalises explode.
void settleStatistics(CpuDevice& device, Network& network) {
    const torch::NoGradGuard noGrad;
    const Pictures some(16);
    const at::Tensor input = device.prepare(some.view(), kSide, some.ops);
    network.train();
    for (int i = 0; i < 40; ++i) {
        network.forward(input);
    }
}

/// What a recipe may add to a step.
struct Extras {
    double clipNorm = 0;
    int parts = 1;
    double emaDecay = 0;
};

TrainState smallState() {
    TrainState state;
    state.network = makeNetwork({"resnet20", kClasses, Stem::Small}, 7);
    state.network->eval();
    state.sgd = std::make_unique<Sgd>(state.network->named_parameters().pairs(), SgdOptions{});
    return state;
}

/// Some steps of a network whose batch norm has fixed statistics: those of a batch are of each rank's own part, and no
/// two numbers of ranks could agree.
Trained trainSome(Ranks* ranks, const std::vector<int>& batches, const Extras& extras = {}) {
    CpuDevice device;
    TrainState state;
    state.network = makeNetwork({"resnet20", kClasses, Stem::Small}, 7);
    settleStatistics(device, *state.network);
    state.network->eval();
    state.sgd = std::make_unique<Sgd>(state.network->named_parameters().pairs(), SgdOptions{});
    if (extras.emaDecay > 0) {
        state.average = std::make_unique<WeightAverage>(makeNetwork({"resnet20", kClasses, Stem::Small}, 0),
                                                        *state.network, AverageOptions{.decay = extras.emaDecay});
    }
    std::unique_ptr<GradientSum> sum =
        ranks != nullptr ? std::make_unique<GradientSum>(*ranks, state.network->parameters()) : nullptr;
    const std::unique_ptr<StepProgram> program = device.training(
        state, {.imageSize = kSide, .labelSmoothing = 0.1, .clipNorm = extras.clipNorm, .exchange = sum.get()});
    Trained trained;
    std::int64_t step = 0;
    for (const int count : batches) {
        const Pictures all(count);
        const RankShare share =
            ranks != nullptr ? shareOfRank(count, ranks->rank(), ranks->count()) : RankShare{0, count};
        const int first = static_cast<int>(share.first), size = static_cast<int>(share.count);
        const HostBatch mine = size > 0 ? partOf(all.view(), first, size) : HostBatch{};
        const auto ops =
            std::span(all.ops).subspan(static_cast<std::size_t>(size > 0 ? first : 0), static_cast<std::size_t>(size));
        program->submit({.step = ++step,
                         .learningRate = 0.02,
                         .batch = mine,
                         .ops = ops,
                         .wholeCount = count,
                         .parts = std::min(extras.parts, std::max(1, size))});
        const StepResult result = program->results(1).front();
        trained.losses.push_back(result.loss);
        trained.hits.push_back(result.correct5);
    }
    const Network& kept = state.average ? state.average->network() : *state.network;
    for (const at::Tensor& parameter : kept.parameters()) {
        trained.weights.push_back(parameter.detach().clone());
    }
    return trained;
}

/// Alone, and notes what is asked of it.
class CountingRanks final : public Ranks {
public:
    class Done final : public SumUnderWay {
        void wait() override {}
    };
    const RankPlace& place() const override { return place_; }
    void sum(const at::Tensor&, double) override {}
    std::unique_ptr<SumUnderWay> startSum(const at::Tensor& tensor) override {
        sizes.push_back(tensor.numel() * 4);
        return std::make_unique<Done>();
    }
    void broadcast(const at::Tensor&, int, double) override {}
    void raise(const std::string&) override {}
    bool isRaised(const std::string&) override { return false; }
    void setStop(std::function<bool()>) override {}
    void await(const std::function<bool()>&, double) override {}
    void setKept(std::string) override {}
    void reportFailure(ErrorKind, const std::string&) noexcept override {}
    bool isLost() const override { return false; }

    std::vector<std::int64_t> sizes;

private:
    RankPlace place_;
};

} // namespace

/// Ranks as threads of one process, over Gloo.
class RanksTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        at::set_num_threads(1);
        if (!canJoinRanks()) {
            QSKIP("built without Gloo");
        }
    }

    void whatRanksTellEachOtherArrives() {
        RankCrew(3).run([](Ranks& ranks) {
            const at::Tensor mine = at::full({5}, ranks.rank() + 1, at::kFloat);
            ranks.sum(mine);
            QCOMPARE(mine[4].item<float>(), 6.0F);
            QVERIFY(ranks.any(ranks.rank() == 2));
            QVERIFY(!ranks.any(false));
            QCOMPARE(ranks.broadcastText("from " + std::to_string(ranks.rank()), 1), std::string("from 1"));
            QCOMPARE(ranks.gatherTexts(std::string(static_cast<std::size_t>(ranks.rank()), 'x')),
                     (std::vector<std::string>{"", "x", "xx"}));
            if (ranks.rank() == 0) {
                ranks.raise("enough");
            }
            ranks.any(false);
            QVERIFY(ranks.isRaised("enough"));
            QVERIFY(!ranks.isRaised("too little"));
        });
    }

    void stepsOfSeveralRanksAreThoseOfOne_data() {
        QTest::addColumn<int>("count");
        QTest::newRow("2 ranks") << 2;
        QTest::newRow("3 ranks") << 3;
        QTest::newRow("4 ranks") << 4;
    }
    void stepsOfSeveralRanksAreThoseOfOne() {
        QFETCH(int, count);
        const std::vector<int> batches{16, 13, 16, 5, 2}; // short last batches, in the last most ranks have nothing
        const Trained alone = trainSome(nullptr, batches);
        std::vector<Trained> together(static_cast<std::size_t>(count));
        RankCrew(count).run(
            [&](Ranks& ranks) { together[static_cast<std::size_t>(ranks.rank())] = trainSome(&ranks, batches); });
        for (std::size_t i = 0; i < batches.size(); ++i) {
            QVERIFY2(std::abs(together[0].losses[i] - alone.losses[i]) < 1e-5,
                     std::to_string(together[0].losses[i] - alone.losses[i]).c_str());
            QCOMPARE(together[0].hits[i], alone.hits[i]);
        }
        const double apart = largestDifference(together[0].weights, alone.weights);
        qInfo("%d ranks: weights differ by %.2e at most after %zu steps", count, apart, batches.size());
        QVERIFY2(apart < 1e-5, std::to_string(apart).c_str());
        for (const Trained& other : together) {
            QCOMPARE(largestDifference(other.weights, together[0].weights), 0.0); // to the bit
        }
    }

    void whatARecipeAddsToAStepIsAsInOneProcess_data() {
        QTest::addColumn<double>("clipNorm");
        QTest::addColumn<int>("parts");
        QTest::addColumn<double>("emaDecay");
        QTest::newRow("norm of the summed gradient") << 0.05 << 1 << 0.0;
        QTest::newRow("parts of each share") << 0.0 << 3 << 0.0;
        QTest::newRow("average of the weights") << 0.0 << 1 << 0.6;
        QTest::newRow("all of them") << 0.05 << 2 << 0.6;
    }
    void whatARecipeAddsToAStepIsAsInOneProcess() {
        QFETCH(double, clipNorm);
        QFETCH(int, parts);
        QFETCH(double, emaDecay);
        const Extras extras{clipNorm, parts, emaDecay};
        const std::vector<int> batches{16, 13, 2};
        const Trained alone = trainSome(nullptr, batches, extras);
        std::vector<Trained> together(2);
        RankCrew(2).run([&](Ranks& ranks) {
            together[static_cast<std::size_t>(ranks.rank())] = trainSome(&ranks, batches, extras);
        });
        const double apart = largestDifference(together[0].weights, alone.weights);
        qInfo("differ by %.2e at most", apart);
        QVERIFY2(apart < 1e-5, std::to_string(apart).c_str());
        QCOMPARE(largestDifference(together[1].weights, together[0].weights), 0.0);
        if (parts == 1) { // and it is felt
            QVERIFY(largestDifference(alone.weights, trainSome(nullptr, batches).weights) > 1e-3);
        }
    }

    /// The buckets that are whole go out while backward computes the rest.
    void theFirstBucketsGoOutBeforeBackwardEnds() {
        CountingRanks ranks;
        const std::shared_ptr<Network> network = makeNetwork({"resnet18", kClasses, Stem::Standard}, 1);
        GradientSum sum(ranks, network->parameters());
        sum.beginBackward();
        network->forward(at::ones({2, 3, 64, 64})).sum().backward();
        const std::size_t early = ranks.sizes.size();
        QVERIFY2(early >= 2, std::to_string(early).c_str());
        sum.finish(at::zeros({sum.newsSize()}, at::kDouble));
        QCOMPARE(ranks.sizes.size(), early + 1); // none was left: all gradients had come; the figures are the last
        ranks.sizes.pop_back();
        QVERIFY(ranks.sizes.front() <= 1 << 20);
        QVERIFY(*std::max_element(ranks.sizes.begin(), ranks.sizes.end()) <= 25 << 20);
    }

    void whatARankHasToTellIsHeardByAllWithTheFigures() {
        RankCrew(2).run([](Ranks& ranks) {
            const at::Tensor weight = at::ones({3}).requires_grad_();
            GradientSum sum(ranks, {weight});
            sum.setNews({.badPictures = 2, .wantsStop = ranks.rank() == 1});
            const at::Tensor figures = at::zeros({1 + sum.newsSize()}, at::kDouble);
            for (int step = 0; step < 2; ++step) { // once a step, and no more than that
                figures.fill_(0);
                figures[0].fill_(5);
                sum.beginStep();
                sum.finish(figures);
                const auto* const values = figures.data_ptr<double>();
                QCOMPARE(values[0], 10.0);
                const SharedNews news = sum.newsOf(values + 1);
                QCOMPARE(news.badPictures, std::int64_t{4});
                QCOMPARE(news.stopWishedBy, 1);
            }
            sum.setNews({});
            sum.beginStep();
            sum.finish(figures.fill_(0));
            const SharedNews news = sum.newsOf(figures.data_ptr<double>() + 1);
            QCOMPARE(news.badPictures, std::int64_t{0});
            QCOMPARE(news.stopWishedBy, -1);
        });
    }

    void aLossThatIsNoNumberIsSeenByAll() {
        RankCrew(2).run([](Ranks& ranks) {
            CpuDevice device;
            TrainState state = smallState();
            if (ranks.rank() == 1) {
                torch::NoGradGuard noGrad;
                state.network->parameters().back().fill_(NAN);
            }
            GradientSum sum(ranks, state.network->parameters());
            const auto program = device.training(state, {.imageSize = kSide, .exchange = &sum});
            const Pictures all(4);
            program->submit({.step = 1, .learningRate = 0.02, .batch = all.view(), .ops = all.ops, .wholeCount = 8});
            QVERIFY(!program->results(1).front().finite);
        });
    }

    /// As where a step could not be recorded on a card: what an attempt has given away is forgotten.
    void anAttemptThatBrokeOffLeavesTheNextOneAlone() {
        RankCrew(2).run([](Ranks& ranks) {
            const at::Tensor first = at::ones({3}).requires_grad_(), second = at::ones({3}).requires_grad_();
            GradientSum sum(ranks, {first, second});
            sum.beginStep();
            sum.beginBackward();
            (first * 100).sum().backward(); // it came no further
            first.mutable_grad().reset();
            sum.forget();
            sum.beginBackward();
            (first * (ranks.rank() + 1) + second).sum().backward();
            sum.finish(at::zeros({sum.newsSize()}, at::kDouble));
            QCOMPARE(first.grad()[0].item<float>(), 3.0F);
            QCOMPARE(second.grad()[2].item<float>(), 2.0F);
        });
    }
};

QTEST_GUILESS_MAIN(RanksTest)
#include "tst_ranks.moc"
