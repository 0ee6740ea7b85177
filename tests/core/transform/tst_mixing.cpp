// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <cmath>

#include "core/base/random.h"
#include "core/transform/augment.h"
#include "core/transform/mixing.h"

using namespace studio;

/// What is drawn for batches and pictures: pure functions with the distributions that the papers have.
class MixingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sharesHaveTheMeanAndTheVarianceOfBeta_data() {
        QTest::addColumn<double>("alpha");
        for (const double alpha : {0.01, 0.2, 1.0, 4.0})
            QTest::addRow("alpha %g", alpha) << alpha;
    }
    void sharesHaveTheMeanAndTheVarianceOfBeta() {
        QFETCH(double, alpha);
        constexpr int kDraws = 40'000;
        double sum = 0, squares = 0;
        for (int i = 0; i < kDraws; ++i) {
            CounterRandom random(5, CounterRandom::Purpose::Mix, 1, static_cast<std::uint64_t>(i));
            const double share = drawBeta(random, alpha);
            QVERIFY(share >= 0 && share <= 1);
            sum += share;
            squares += (share - 0.5) * (share - 0.5);
        }
        const double variance = 1 / (4 * (2 * alpha + 1)); // of Beta(alpha, alpha)
        QVERIFY(std::abs(sum / kDraws - 0.5) < 5 * std::sqrt(variance / kDraws));
        // (x - 1/2)^2 is at most 1/4: its deviation is at most 1/8.
        QVERIFY2(std::abs(squares / kDraws - variance) < 5 * 0.125 / std::sqrt(kDraws),
                 qPrintable(QString::number(squares / kDraws)));
    }

    void aBatchIsMixedAsSeedEpochAndNumberSay() {
        const MixSpec spec{.mixup = 0.2, .cutmix = 1};
        const auto same = [](const BatchMix& a, const BatchMix& b) {
            return a.kind == b.kind && a.own == b.own && a.box == b.box;
        };
        const BatchMix first = drawMix(spec, 64, 7, 2, 11);
        static_cast<void>(drawMix(spec, 64, 8, 2, 11));
        QVERIFY(same(drawMix(spec, 64, 7, 2, 11), first));
        QVERIFY(!same(drawMix(spec, 64, 8, 2, 11), first));
        QVERIFY(!same(drawMix(spec, 64, 7, 3, 11), first));
        QVERIFY(!same(drawMix(spec, 64, 7, 2, 12), first));
        QVERIFY(drawMix({}, 64, 7, 2, 11).kind == BatchMix::Kind::None);
        QCOMPARE(drawMix({}, 64, 7, 2, 11).own, 1.0);
    }

    void withBothOnEachBatchTakesOneOfThem() {
        int mixups = 0;
        for (std::uint64_t i = 0; i < 4000; ++i) {
            mixups += drawMix({.mixup = 0.2, .cutmix = 1}, 32, 1, 1, i).kind == BatchMix::Kind::Mixup;
            QVERIFY(drawMix({.mixup = 0.2}, 32, 1, 1, i).kind == BatchMix::Kind::Mixup);
            QVERIFY(drawMix({.cutmix = 1}, 32, 1, 1, i).kind == BatchMix::Kind::Cutmix);
        }
        QVERIFY(std::abs(mixups - 2000) < 5 * 32); // deviation sqrt(4000) / 2
    }

    /// Its label's share is that of the area which is really left, also where the box reaches out of the picture.
    void aCutBoxLiesInThePictureAndTellsItsShare() {
        constexpr int kSize = 40;
        int clipped = 0;
        double area = 0;
        constexpr int kDraws = 4000;
        for (std::uint64_t i = 0; i < kDraws; ++i) {
            const BatchMix mix = drawMix({.cutmix = 1}, kSize, 3, 1, i);
            const PixelBox& box = mix.box;
            QVERIFY(box.left >= 0 && box.top >= 0 && box.width >= 0 && box.height >= 0);
            QVERIFY(box.left + box.width <= kSize && box.top + box.height <= kSize);
            QCOMPARE(mix.own, 1 - static_cast<double>(box.width * box.height) / (kSize * kSize));
            clipped += box.width != box.height;
            area += 1 - mix.own;
        }
        QVERIFY(clipped > kDraws / 4);
        // Before clipping half the area on average; a random centre cuts a part of that away.
        QVERIFY2(area / kDraws > 0.2 && area / kDraws < 0.45, qPrintable(QString::number(area / kDraws)));
    }

    void erasedBoxesAreThosesOfTorchvision() {
        constexpr int kSize = 100, kDraws = 20'000;
        int erased = 0;
        double area = 0, logRatio = 0;
        for (std::uint64_t i = 0; i < kDraws; ++i) {
            const PixelBox box = randomErasing(0.25, kSize, 3, 1, i);
            QVERIFY(randomErasing(0.25, kSize, 3, 1, i) == box);
            if (box.isEmpty())
                continue;
            ++erased;
            QVERIFY(box.left >= 0 && box.top >= 0 && box.left + box.width <= kSize && box.top + box.height <= kSize);
            const double share = static_cast<double>(box.width * box.height) / (kSize * kSize);
            const double ratio = static_cast<double>(box.height) / box.width;
            QVERIFY(share > 0.015 && share < 0.34 && ratio > 0.25 && ratio < 3.9); // whole pixels
            area += share;
            logRatio += std::log(ratio);
        }
        QVERIFY(std::abs(erased - kDraws / 4) < 5 * 61); // deviation sqrt(20,000 x 3 / 16)
        // Nearly uniform: boxes that would not fit, long and large ones, are drawn anew.
        QVERIFY(area / erased > 0.16 && area / erased < 0.176);
        QVERIFY(std::abs(logRatio / erased) < 0.05);
        QVERIFY(randomErasing(0, kSize, 3, 1, 0).isEmpty());
        QVERIFY(!(randomErasing(1, kSize, 3, 1, 0) == randomErasing(1, kSize, 3, 2, 0)));
    }

    void anErasedBoxIsZeroAfterNormalisationAndNothingElseChanges() {
        constexpr int kSize = 8;
        std::vector<std::uint8_t> rgb(kSize * kSize * 3);
        for (std::size_t i = 0; i < rgb.size(); ++i)
            rgb[i] = static_cast<std::uint8_t>(i * 37);
        for (const float brightness : {1.0f, 0.7f}) { // without and with colours changed
            const PixelOps plain{.flip = true, .brightness = brightness};
            PixelOps gone = plain;
            gone.erased = {.left = 5, .top = 1, .width = 2, .height = 4};
            std::vector<float> want(rgb.size()), got(rgb.size());
            applyPixelOps(rgb.data(), kSize, plain, {}, want.data());
            applyPixelOps(rgb.data(), kSize, gone, {}, got.data());
            for (int i = 0; i < 3 * kSize * kSize; ++i) {
                const int x = i % kSize, y = i / kSize % kSize;
                const bool inside = x >= 5 && x < 7 && y >= 1 && y < 5;
                QCOMPARE(got[static_cast<std::size_t>(i)], inside ? 0.0f : want[static_cast<std::size_t>(i)]);
            }
        }
    }

    void alternatingFlipShowsEachPictureBothWaysInTwoEpochs() {
        const AugmentSpec spec{.flip = 0, .alternatingFlip = true};
        int mirrored = 0;
        for (std::uint64_t i = 0; i < 2000; ++i) {
            const bool first = drawPixelOps(spec, 32, 9, 1, i).flip;
            mirrored += first;
            for (std::uint32_t epoch = 2; epoch < 6; ++epoch)
                QCOMPARE(drawPixelOps(spec, 32, 9, epoch, i).flip, (epoch % 2 == 1) == first);
        }
        QVERIFY(std::abs(mirrored - 1000) < 5 * 22); // half of them begin mirrored
    }
};

QTEST_APPLESS_MAIN(MixingTest)
#include "tst_mixing.moc"
