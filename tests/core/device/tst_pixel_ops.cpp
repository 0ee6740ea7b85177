// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <array>
#include <map>

#include "core/device/pixel_ops.h"
#include "core/transform/augment.h"
#include "tests/support/formula_picture.h"

using namespace studio;
using namespace studio::test;

namespace {

constexpr int kSide = 8;
constexpr std::size_t kCount = kSide * kSide;

std::vector<float> planes() {
    const Picture picture = formulaPicture(kSide, kSide);
    std::vector<float> out(kCount * 3);
    for (std::size_t i = 0; i < kCount; ++i) {
        for (std::size_t c = 0; c < 3; ++c) {
            out[c * kCount + i] = static_cast<float>(picture.rgb[i * 3 + c]) / 255.0f;
        }
    }
    return out;
}

} // namespace

class PixelOpsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyAdjustmentEqualsTorchvision() {
        const std::map<QString, void (*)(float*, std::size_t, float)> adjust{
            {QStringLiteral("brightness"), adjustBrightness},
            {QStringLiteral("contrast"), adjustContrast},
            {QStringLiteral("saturation"), adjustSaturation},
            {QStringLiteral("hue"), adjustHue},
        };
        const QJsonArray rows = reference("colours");
        QCOMPARE(rows.size(), 14);
        for (const QJsonValue row : rows) {
            std::vector<float> image = planes();
            adjust.at(row[QLatin1String("name")].toString())(
                image.data(), kCount, static_cast<float>(row[QLatin1String("factor")].toDouble()));
            const double difference = largestDifference(image, floatsOf(row));
            QVERIFY2(difference <= 1e-5,
                     qPrintable(row[QLatin1String("name")].toString() + u' ' + QString::number(difference)));
        }
    }
    void wholeChainEqualsTorchvision() {
        const QJsonArray rows = reference("chains");
        QCOMPARE(rows.size(), 5);
        const Picture picture = formulaPicture(kSide, kSide);
        for (const QJsonValue row : rows) {
            const QJsonValue factors = row[QLatin1String("factors")];
            PixelOps ops;
            ops.flip = row[QLatin1String("flip")].toBool();
            ops.brightness = static_cast<float>(factors[0].toDouble());
            ops.contrast = static_cast<float>(factors[1].toDouble());
            ops.saturation = static_cast<float>(factors[2].toDouble());
            ops.hue = static_cast<float>(factors[3].toDouble());
            for (int i = 0; i < 4; ++i) {
                ops.order[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(at(row, "order", i));
            }
            std::vector<float> out(kCount * 3);
            applyPixelOps(picture.rgb.data(), kSide, ops, {}, out.data());
            // Normalising divides by about 0.22, so 1e-5 in [0, 1] is 5e-5 here.
            const double difference = largestDifference(out, floatsOf(row));
            QVERIFY2(difference <= 5e-5, qPrintable(QString::number(difference)));
        }
    }
    void hueOfGreyChangesNothing() {
        std::vector<float> grey(kCount * 3, 0.4f);
        adjustHue(grey.data(), kCount, 0.3f);
        QVERIFY(largestDifference(grey, std::vector<float>(kCount * 3, 0.4f)) <= 1e-7);
    }
    void drawsAreAFunctionOfSeedEpochAndIndex() {
        const AugmentSpec spec{0.5, 0.4, 0.4, 0.4, 0.1};
        const PixelOps first = drawPixelOps(spec, 32, 7, 2, 11);
        drawPixelOps(spec, 32, 8, 2, 11);
        const PixelOps again = drawPixelOps(spec, 32, 7, 2, 11);
        QVERIFY(first.flip == again.flip && first.order == again.order && first.brightness == again.brightness);
        QVERIFY(first.contrast == again.contrast && first.saturation == again.saturation && first.hue == again.hue);
        QVERIFY(drawPixelOps(spec, 32, 8, 2, 11).brightness != first.brightness);
        QVERIFY(drawPixelOps(spec, 32, 7, 3, 11).brightness != first.brightness);
        QVERIFY(drawPixelOps(spec, 32, 7, 2, 12).brightness != first.brightness);
    }
    void drawsHaveTheDistributionsAskedFor() {
        const AugmentSpec spec{0.3, 0.4, 0.2, 1.5, 0.1};
        constexpr int kDraws = 24'000;
        double flips = 0, brightness = 0, saturation = 0, hue = 0;
        std::map<std::array<std::uint8_t, 4>, int> orders;
        for (std::uint64_t i = 0; i < kDraws; ++i) {
            const PixelOps ops = drawPixelOps(spec, 32, 3, 0, i);
            QVERIFY(ops.brightness >= 0.6f && ops.brightness <= 1.4f && ops.contrast >= 0.8f && ops.contrast <= 1.2f);
            QVERIFY(ops.saturation >= 0 && ops.saturation <= 2.5f && std::abs(ops.hue) <= 0.1f);
            flips += ops.flip;
            brightness += ops.brightness;
            saturation += ops.saturation;
            hue += ops.hue;
            ++orders[ops.order];
        }
        // Five standard errors of a mean: deviation / sqrt(24,000) * 5.
        QVERIFY(std::abs(flips / kDraws - 0.3) < 0.015);
        QVERIFY(std::abs(brightness / kDraws - 1) < 0.0075);
        QVERIFY(std::abs(saturation / kDraws - 1.25) < 0.024);
        QVERIFY(std::abs(hue / kDraws) < 0.0019);
        QCOMPARE(orders.size(), std::size_t{24});
        for (const auto& [order, count] : orders) {
            QVERIFY(count > 840 && count < 1160); // 1,000 expected, deviation 31
        }
    }
    void zeroRangesLeaveThePictureAlone() {
        for (std::uint64_t i = 0; i < 100; ++i) {
            const PixelOps ops = drawPixelOps({0, 0, 0, 0, 0}, 32, 1, 1, i);
            QVERIFY(!ops.flip && !ops.anyColour());
        }
        QVERIFY(drawPixelOps({1, 0, 0, 0, 0}, 32, 1, 1, 0).flip);
    }
};

QTEST_APPLESS_MAIN(PixelOpsTest)
#include "tst_pixel_ops.moc"
