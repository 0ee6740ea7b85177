// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/device/cuda/step_program.h"
#include "core/distributed/gradient_sum_internal.h"
#include "core/distributed/rank_share.h"
#include "tests/support/card_meeting.h"
#include "tests/support/card_on_cpu.h"
#include "tests/support/rank_crew.h"
#include "tests/support/trained_on_device.h"

using namespace studio;
using namespace studio::test;

namespace {

struct Outcome {
    std::vector<StepResult> results;
    std::vector<at::Tensor> weights;
    int replays = 0;
};

/// A small network whose batch norm has fixed statistics, so that ranks and one process can agree.
TrainState smallState(ComputeDevice& device, bool scaled) {
    TrainState state;
    state.network = makeNetwork({.name = "resnet20", .classes = kClasses}, 7);
    state.network->train();
    {
        const torch::NoGradGuard noGrad;
        Pictures some(16);
        const at::Tensor bytes = at::from_blob(some.pixels.data(), {16, kSize, kSize, 3}, at::kByte);
        const at::Tensor input = (bytes.permute({0, 3, 1, 2}).to(at::kFloat) / 255 - 0.45) / 0.225;
        for (int i = 0; i < 40; ++i) { // or activations that nothing normalises explode
            state.network->forward(input);
        }
    }
    state.network->eval();
    device.place(*state.network);
    state.sgd = std::make_unique<Sgd>(state.network->named_parameters().pairs(), SgdOptions{});
    if (scaled) {
        state.scale = std::make_unique<LossScale>(at::kCPU);
        state.scale->value.fill_(64);
    }
    return state;
}

/// Steps whose results are taken as late as a card's depth allows.
Outcome trainSome(Ranks* ranks, const std::shared_ptr<CardMeeting>& meeting, const std::vector<int>& batches,
                  int parts = 1, bool scaled = false) {
    const auto script = std::make_shared<CardOnCpu::Script>();
    script->lateness = 2;
    const std::unique_ptr<ComputeDevice> device = cardOnCpu(script);
    TrainState state = smallState(*device, scaled);
    std::optional<GradientSum> sum;
    if (ranks != nullptr) {
        sum.emplace(*ranks, state.network->parameters());
        sum->useDevice(meeting->join(ranks->rank()));
    }
    const auto program =
        device->training(state, {.imageSize = kSize, .labelSmoothing = 0.1, .exchange = sum ? &*sum : nullptr});
    Outcome outcome;
    std::size_t pending = 0;
    const auto take = [&](std::size_t left) {
        const std::vector<StepResult> done = program->results(pending > left ? pending - left : 0);
        pending -= done.size();
        outcome.results.insert(outcome.results.end(), done.begin(), done.end());
    };
    std::vector<std::unique_ptr<Pictures>> all;
    for (const int count : batches) {
        all.push_back(std::make_unique<Pictures>(count, all.size() + 1));
        const Pictures& whole = *all.back();
        const RankShare share =
            ranks != nullptr ? shareOfRank(count, ranks->rank(), ranks->count()) : RankShare{0, count};
        const int first = static_cast<int>(share.first), size = static_cast<int>(share.count);
        if (sum) {
            sum->setNews({.badPictures = static_cast<std::int64_t>(all.size()) * ranks->rank()});
        }
        program->submit({.step = static_cast<std::int64_t>(all.size()),
                         .learningRate = 0.02,
                         .batch = size > 0 ? partOf(whole.view(), first, size) : HostBatch{},
                         .ops = std::span(whole.ops).subspan(static_cast<std::size_t>(size > 0 ? first : 0),
                                                             static_cast<std::size_t>(size)),
                         .wholeCount = count,
                         .parts = std::min(parts, std::max(1, size))});
        ++pending;
        take(static_cast<std::size_t>(device->depth()) - 1);
    }
    take(0);
    for (const at::Tensor& parameter : state.network->parameters()) {
        outcome.weights.push_back(parameter.detach().clone());
    }
    outcome.replays = script->replays;
    return outcome;
}

/// Another process is lost while the card computes.
class LostExchange final : public StepExchange {
public:
    void beginStep() override {}
    void forget() override {}
    void beginBackward() override {}
    void finish(const at::Tensor&) override {}
    std::int64_t newsSize() const override { return 3; }
    SharedNews newsOf(const double*) const override { return {}; }
    void await(const std::function<bool()>&) override {
        isLost_ = true;
        throw Error(ErrorKind::Device, "Rank 1 of 2 is lost");
    }
    bool isLost() const override { return isLost_; }

private:
    bool isLost_ = false;
};

} // namespace

/// The program for cards in several ranks, whose gradients are summed between the cards. Cards are the CPU, ranks are
/// threads of this process.
class RanksOnCardsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        at::set_num_threads(1);
        if (!canJoinRanks()) {
            QSKIP("built without Gloo");
        }
    }

    void stepsOfSeveralCardsAreThoseOfOne_data() {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("parts");
        QTest::addColumn<bool>("scaled");
        QTest::newRow("2 cards") << 2 << 1 << false;
        QTest::newRow("3 cards") << 3 << 1 << false;
        QTest::newRow("2 cards, in parts") << 2 << 2 << false;
        QTest::newRow("2 cards, with a loss scale") << 2 << 1 << true;
    }
    void stepsOfSeveralCardsAreThoseOfOne() {
        QFETCH(int, count);
        QFETCH(int, parts);
        QFETCH(bool, scaled);
        // Enough alike for sums beside the backward pass; then an odd one, of which the first rank has as many as
        // before; some again; and one with nothing for most ranks.
        const int usual = 4 * count;
        const std::vector<int> batches{usual, usual, usual, usual, usual, usual - 1, usual, usual, 2};
        const Outcome alone = trainSome(nullptr, {}, batches, parts, scaled);
        const auto meeting = std::make_shared<CardMeeting>(count);
        std::vector<Outcome> together(static_cast<std::size_t>(count));
        RankCrew(count).run([&](Ranks& ranks) {
            together[static_cast<std::size_t>(ranks.rank())] = trainSome(&ranks, meeting, batches, parts, scaled);
        });
        QCOMPARE(alone.replays > 0, parts == 1);
        QVERIFY(meeting->sums() >= static_cast<int>(batches.size()) * 2); // gradients and figures
        for (const Outcome& rank : together) {
            QCOMPARE(rank.replays, 0); // in all ranks or in none
            QCOMPARE(rank.results.size(), batches.size());
            for (std::size_t i = 0; i < batches.size(); ++i) {
                const StepResult &mine = rank.results[i], &theirs = alone.results[i];
                // Another order of a sum may put a value on the other side of a ReLU's edge: a jump of a step to come.
                QVERIFY2(std::abs(mine.loss - theirs.loss) < (i < 2 ? 1e-5 : 0.02),
                         std::to_string(mine.loss - theirs.loss).c_str());
                QCOMPARE(mine.correct5, theirs.correct5);
                QVERIFY(mine.finite && !mine.skipped);
                QCOMPARE(mine.news.badPictures, static_cast<std::int64_t>(i + 1) * count * (count - 1) / 2);
                QCOMPARE(mine.news.stopWishedBy, -1);
            }
            QCOMPARE(largestDifference(rank.weights, together[0].weights), 0.0); // to the bit
        }
        const double apart = largestDifference(together[0].weights, alone.weights);
        qInfo("%d cards: weights differ by %.2e at most after %zu steps", count, apart, batches.size());
        QVERIFY2(apart < 0.01, std::to_string(apart).c_str());
    }

    /// Nothing is asked of a card that waits for ever, and what it holds is left alone.
    void aLostRankIsNoCardThatIsWaitedFor() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        script->lateness = 1'000'000;
        LostExchange exchange;
        {
            const std::unique_ptr<ComputeDevice> device = cardOnCpu(script);
            TrainState state = smallState(*device, false);
            const auto program = device->training(state, {.imageSize = kSize, .exchange = &exchange});
            const Pictures pictures(4);
            program->submit({.step = 1, .learningRate = 0.02, .batch = pictures.view(), .ops = pictures.ops});
            QVERIFY_THROWS_EXCEPTION(Error, program->results(1));
            QCOMPARE(script->givenUp, 1);
        }
        QCOMPARE(script->waits, 0);
    }

    /// Or its queue would run full, and the call that finds it so would wait for ever.
    void aStepIsNotPutBehindOneThatHasNoEnd() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        LostExchange exchange;
        const std::unique_ptr<ComputeDevice> device = cardOnCpu(script);
        TrainState state = smallState(*device, false);
        const auto program = device->training(state, {.imageSize = kSize, .exchange = &exchange});
        const Pictures pictures(4);
        program->submit({.step = 1, .learningRate = 0.02, .batch = pictures.view(), .ops = pictures.ops});
        const at::Tensor before = state.network->parameters().front().detach().clone();
        QVERIFY_THROWS_EXCEPTION(
            Error, program->submit({.step = 2, .learningRate = 0.02, .batch = pictures.view(), .ops = pictures.ops}));
        QVERIFY(at::equal(state.network->parameters().front(), before)); // nothing of it was computed
        QVERIFY(script->givenUp > 0);
    }

    /// The others have begun sums that wait for this step: it is not tried again, and nothing waits for the card.
    void aStepThatFailsHereIsNotTriedAgain() {
        const auto meeting = std::make_shared<CardMeeting>(1);
        RankCrew(1).run([&](Ranks& ranks) {
            const auto script = std::make_shared<CardOnCpu::Script>();
            const std::unique_ptr<ComputeDevice> device = cardOnCpu(script);
            TrainState state = smallState(*device, false);
            GradientSum sum(ranks, state.network->parameters());
            sum.useDevice(meeting->join(ranks.rank()));
            const auto program = device->training(state, {.imageSize = kSize, .exchange = &sum});
            const Pictures pictures(4);
            const StepInput input{.step = 1, .learningRate = 0.02, .batch = pictures.view(), .ops = pictures.ops};
            program->submit(input);
            program->results(1);
            script->failingTensor = script->hostTensors; // of the next step
            QVERIFY_THROWS_EXCEPTION(c10::Error, program->submit(input));
            QCOMPARE(script->givenUp, 1);
            const int before = meeting->sums();
            QVERIFY_THROWS_EXCEPTION(c10::Error, program->submit(input));
            QCOMPARE(meeting->sums(), before);
        });
    }
};

QTEST_GUILESS_MAIN(RanksOnCardsTest)
#include "tst_ranks_on_cards.moc"
