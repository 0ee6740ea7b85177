// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>
#include <cmath>

#include "core/device/batch_mix_internal.h"
#include "tests/support/card_on_cpu.h"
#include "tests/support/trained_on_device.h"

using namespace studio;
using namespace studio::test;

namespace {

const BatchMix kMixup{.kind = BatchMix::Kind::Mixup, .own = 0.7, .box = {}};
const BatchMix kCutmix{.kind = BatchMix::Kind::Cutmix,
                       .own = 1 - 5.0 * 9 / (kSize * kSize),
                       .box = {.left = 3, .top = 6, .width = 5, .height = 9}};

} // namespace

/// Mixup and CutMix in a step, on the CPU and in the program for cards.
class BatchMixTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    /// By torchvision's words: the batch rolled by one row along its first dimension.
    void picturesAreMixedWithThoseOfTheRowBefore() {
        const at::Tensor whole = at::rand({4, 3, kSize, kSize});
        const at::Tensor before = whole.roll(1, 0);
        at::Tensor blended = whole.clone();
        mixPictures(blended, blended.narrow(0, 3, 1), kMixup);
        QVERIFY(at::allclose(blended, whole * 0.7 + before * 0.3, 1e-5, 1e-6));
        at::Tensor cut = whole.clone();
        mixPictures(cut, cut.narrow(0, 3, 1), kCutmix);
        at::Tensor want = whole.clone();
        for (int row = 0; row < 4; ++row) {
            for (int y = 6; y < 15; ++y) {
                for (int x = 3; x < 8; ++x)
                    want[row].select(1, y).select(1, x).copy_(before[row].select(1, y).select(1, x));
            }
        }
        QVERIFY(at::equal(cut, want));
        mixPictures(cut, cut.narrow(0, 3, 1), {});
        QVERIFY(at::equal(cut, want));
    }

    void theLossIsThatOfSoftTargets_data() {
        QTest::addColumn<double>("smoothing");
        QTest::addRow("plain") << 0.0;
        QTest::addRow("with label smoothing") << 0.1;
    }
    void theLossIsThatOfSoftTargets() {
        QFETCH(double, smoothing);
        const at::Tensor logits = at::randn({5, kClasses}) * 3;
        const at::Tensor labels = at::arange(5, at::kLong), partners = labels.roll(1);
        const auto sure = [](const at::Tensor& classes) { return at::one_hot(classes, kClasses).to(at::kFloat); };
        const at::Tensor targets = 0.7 * sure(labels) + 0.3 * sure(partners);
        const at::Tensor want = at::cross_entropy_loss(logits, targets, {}, at::Reduction::Mean, -100, smoothing);
        const at::Tensor got = mixedLoss(logits, labels, partners, at::full({}, 0.7), smoothing);
        QVERIFY(at::allclose(got, want, 1e-5, 1e-6)); // sums of float: how they are split is the library's
    }

    void aBatchInPartsIsMixedAsTheWholeOne_data() {
        QTest::addColumn<bool>("onCard");
        QTest::addRow("CPU") << false;
        QTest::addRow("card") << true;
    }
    void aBatchInPartsIsMixedAsTheWholeOne() {
        QFETCH(bool, onCard);
        const Pictures pictures(7);
        for (const BatchMix& mix : {kMixup, kCutmix}) {
            const auto device = [onCard] { return onCard ? cardOnCpu({}, {.fusedNorm = false}) : makeCpuDevice(); };
            Trained whole(device()), parts(device());
            for (Trained* one : {&whole, &parts}) {
                one->begin(0.1, true);
                one->state.network->eval(); // else batch norm would see the parts
            }
            const double apart = whole.step(pictures, 1, mix).loss - parts.step(pictures, 3, mix).loss;
            QVERIFY2(std::abs(apart) < 1e-5, qPrintable(QString::number(apart)));
            const double weights = largestDifference(whole, parts);
            QVERIFY2(weights < 1e-4, qPrintable(QString::number(weights)));
        }
    }

    /// Called, recorded and replayed: each step has its own mixture.
    void stepsOfACardAreThoseOfTheCpu() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        Trained cpu(makeCpuDevice()), card(cardOnCpu(script)), called(cardOnCpu({}, {.graph = false}));
        for (Trained* one : {&cpu, &card, &called})
            one->begin(0.1, true);
        const BatchMix mixes[] = {kMixup, kCutmix, {.kind = BatchMix::Kind::Mixup, .own = 0.2, .box = {}}};
        for (int i = 0; i < 8; ++i) {
            const Pictures pictures(6, static_cast<std::uint64_t>(i));
            const BatchMix& mix = mixes[i % 3];
            const double want = cpu.step(pictures, 1, mix).loss, got = card.step(pictures, 1, mix).loss;
            QCOMPARE(got, called.step(pictures, 1, mix).loss);
            QVERIFY2(std::abs(got - want) < 5e-3, qPrintable(QString::number(got - want)));
        }
        QCOMPARE(script->recordings, 1);
        QVERIFY(script->replays >= 4);
    }

    void hitsAreCountedAgainstThePicturesOwnLabel() {
        const Pictures pictures(6);
        Trained plain(makeCpuDevice()), mixed(makeCpuDevice());
        mixed.begin(0.1, true);
        const BatchMix all{.kind = BatchMix::Kind::Mixup, .own = 1, .box = {}}; // of itself alone
        const StepResult want = plain.step(pictures), got = mixed.step(pictures, 1, all);
        QCOMPARE(got.correct1, want.correct1);
        QCOMPARE(got.correct5, want.correct5);
        QVERIFY(std::abs(got.loss - want.loss) < 1e-5 * std::max(1.0, want.loss));
    }

    void tryingWhetherABatchFitsMixesToo() {
        Trained one(makeCpuDevice());
        one.begin(0.1, true);
        const Pictures pictures(4);
        QVERIFY(one.program->fits(pictures.view(), pictures.ops));
        QVERIFY(!one.state.network->parameters().front().grad().defined());
    }
};

QTEST_GUILESS_MAIN(BatchMixTest)
#include "tst_batch_mix.moc"
