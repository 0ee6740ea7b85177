// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "core/loader/sampler.h"
#include "core/transform/geometry.h"
#include "tests/support/formula_picture.h"

using namespace studio;
using namespace studio::test;

class GeometryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void randomCropHasTorchvisionsMoments() {
        const QJsonArray rows = reference("crops");
        QCOMPARE(rows.size(), 3);
        for (const QJsonValue row : rows) {
            const int width = at(row, "size", 0), height = at(row, "size", 1);
            RandomCropSpec spec;
            spec.scaleMin = row[QLatin1String("scale")][0].toDouble();
            spec.scaleMax = row[QLatin1String("scale")][1].toDouble();
            const int draws = row[QLatin1String("draws")].toInt();
            std::array<double, 6> sums{}, squares{};
            for (int i = 0; i < draws; ++i) {
                const BoxF box = randomResizedCrop(width, height, spec, 5, 1, static_cast<std::uint64_t>(i));
                const std::array values{
                    box.y, box.x, box.height, box.width, box.height * box.width, std::log(box.width / box.height)};
                for (std::size_t k = 0; k < values.size(); ++k) {
                    sums[k] += values[k];
                    squares[k] += values[k] * values[k];
                }
            }
            for (std::size_t k = 0; k < sums.size(); ++k) {
                const double mean = row[QLatin1String("mean")][static_cast<int>(k)].toDouble();
                const double deviation = row[QLatin1String("deviation")][static_cast<int>(k)].toDouble();
                const double ourMean = sums[k] / draws;
                const double ourDeviation = std::sqrt(std::max(0.0, squares[k] / draws - ourMean * ourMean));
                // Both sides are samples: five standard errors of the difference of two means.
                const double error = 5 * deviation * std::sqrt(2.0 / draws) + 1e-6;
                QVERIFY2(std::abs(ourMean - mean) <= error,
                         qPrintable(QStringLiteral("%1 %2 %3").arg(k).arg(ourMean).arg(mean)));
                QVERIFY2(std::abs(ourDeviation - deviation) <= 0.03 * deviation + 1e-3,
                         qPrintable(QStringLiteral("%1 %2 %3").arg(k).arg(ourDeviation).arg(deviation)));
            }
        }
    }
    void randomCropLiesInsideOnWholePixels() {
        for (const auto& [width, height] : {std::pair{1, 1}, {2, 900}, {900, 2}, {33, 47}, {1, 65'500}}) {
            for (std::uint64_t i = 0; i < 300; ++i) {
                const BoxF box = randomResizedCrop(width, height, {}, 1, 0, i);
                QVERIFY(box.width >= 1 && box.height >= 1 && !box.readsAround);
                QVERIFY(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height);
                QVERIFY(box.x == std::floor(box.x) && box.y == std::floor(box.y) && box.width == std::floor(box.width));
            }
        }
    }
    void randomCropIsAFunctionOfSeedEpochAndIndex() {
        const auto draw = [](std::uint64_t seed, std::uint32_t epoch, std::uint64_t index) {
            const BoxF box = randomResizedCrop(400, 300, {}, seed, epoch, index);
            return std::array{box.x, box.y, box.width, box.height};
        };
        QCOMPARE(draw(1, 2, 3), draw(1, 2, 3));
        QVERIFY(draw(1, 2, 3) != draw(2, 2, 3) && draw(1, 2, 3) != draw(1, 3, 3) && draw(1, 2, 3) != draw(1, 2, 4));
        const BoxF planned = trainCropPlanner({}, 1, 2)(400, 300, 3);
        QCOMPARE((std::array{planned.x, planned.y, planned.width, planned.height}), draw(1, 2, 3));
    }
    void evaluationCropIsCentredAndRoundsAsTorchvision() {
        // 500 x 375 -> 341 x 256: the left edge is round(58.5) = 58, to even.
        const BoxF box = evaluationCrop(500, 375, 256, 224);
        QVERIFY(box.readsAround);
        QVERIFY(std::abs(box.x - 58 * 500.0 / 341) < 1e-9 && std::abs(box.y - 16 * 375.0 / 256) < 1e-9);
        QVERIFY(std::abs(box.width - 224 * 500.0 / 341) < 1e-9 && std::abs(box.height - 224 * 375.0 / 256) < 1e-9);
        const BoxF same = evaluationCropPlanner(256, 224)(500, 375, 99);
        QVERIFY(same.x == box.x && same.y == box.y && same.width == box.width && same.height == box.height);
    }
    void drawnSamplesAreDifferentAndAnyMayCome() {
        std::vector<int> times(20);
        for (std::uint32_t round = 0; round < 2000; ++round) {
            const auto drawn = drawSamples(4, round, times.size(), 5);
            QCOMPARE(drawn.size(), std::size_t{5});
            QCOMPARE((std::set<std::uint32_t>{drawn.begin(), drawn.end()}).size(), std::size_t{5});
            for (const std::uint32_t sample : drawn)
                ++times.at(sample);
        }
        for (const int count : times) // 500 expected, standard deviation 19
            QVERIFY2(count > 400 && count < 600, qPrintable(QString::number(count)));
        QCOMPARE(drawSamples(4, 3, 3, 5).size(), std::size_t{3});
        QVERIFY(drawSamples(4, 3, 0, 5).empty());
    }
    void epochOrderIsAPermutationOfItsSeedAndEpoch() {
        const auto order = epochOrder(4, 2, 5000);
        QCOMPARE(order, epochOrder(4, 2, 5000));
        QVERIFY(order != epochOrder(4, 3, 5000) && order != epochOrder(5, 2, 5000));
        auto sorted = order;
        std::sort(sorted.begin(), sorted.end());
        for (std::uint32_t i = 0; i < sorted.size(); ++i) {
            QCOMPARE(sorted[i], i);
        }
        QVERIFY(epochOrder(1, 1, 0).empty());
        // Each of the six orders of three comes up about equally often: 1,000 expected, deviation 29.
        std::map<std::vector<std::uint32_t>, int> seen;
        for (std::uint32_t epoch = 0; epoch < 6000; ++epoch) {
            ++seen[epochOrder(9, epoch, 3)];
        }
        QCOMPARE(seen.size(), std::size_t{6});
        for (const auto& [key, count] : seen) {
            QVERIFY(count > 850 && count < 1150);
        }
    }
};

QTEST_APPLESS_MAIN(GeometryTest)
#include "tst_geometry.moc"
