// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCryptographicHash>
#include <QTest>

#include <cmath>
#include <map>
#include <set>

#include "core/transform/auto_augment.h"
#include "test_places.h"
#include "tests/support/formula_picture.h"

using namespace studio;

/// TrivialAugment and RandAugment: the operations give Pillow's bytes, the draws have torchvision's tables.
class AutoAugmentTest : public QObject {
    Q_OBJECT

    static std::vector<std::uint8_t> picture(int size, int low) {
        std::vector<std::uint8_t> rgb = test::formulaPicture(size, size).rgb;
        for (std::uint8_t& value : rgb)
            value = static_cast<std::uint8_t>(low + value % (256 - 2 * low));
        return rgb;
    }
    static AugmentOp opOf(const QString& name) {
        int op = 0;
        while (op < kAugmentOps && name != QLatin1String(augmentOpName(static_cast<AugmentOp>(op))))
            ++op;
        return static_cast<AugmentOp>(op);
    }

private Q_SLOTS:
    void operationsGivePillowsBytes_data() {
        QTest::addColumn<QJsonObject>("row");
        QFile file(QStringLiteral(STUDIO_SOURCE_DIR "/tests/data/augment_reference.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        std::set<QString> ops;
        for (const QJsonValue& value : QJsonDocument::fromJson(file.readAll())[QStringLiteral("rows")].toArray()) {
            const QJsonObject row = value.toObject();
            ops.insert(row[QStringLiteral("op")].toString());
            QTest::addRow("%s %g at %d px", qPrintable(row[QStringLiteral("op")].toString()),
                          row[QStringLiteral("magnitude")].toDouble(), row[QStringLiteral("size")].toInt())
                << row;
        }
        QCOMPARE(ops.size(), std::size_t{kAugmentOps}); // none without a row
    }
    void operationsGivePillowsBytes() {
        QFETCH(QJsonObject, row);
        const int size = row[QStringLiteral("size")].toInt();
        std::vector<std::uint8_t> rgb = picture(size, row[QStringLiteral("low")].toInt());
        applyAugmentOp(rgb, size, opOf(row[QStringLiteral("op")].toString()),
                       row[QStringLiteral("magnitude")].toDouble());
        QCryptographicHash hash(QCryptographicHash::Sha256);
        hash.addData(QByteArray(reinterpret_cast<const char*>(rgb.data()), static_cast<int>(rgb.size())));
        QCOMPARE(QString::fromLatin1(hash.result().toHex().first(16)), row[QStringLiteral("sha256")].toString());
    }

    void aPictureOfOneColourAndOneOfOnePixelStayWhole() {
        for (const int size : {1, 2, 16}) {
            for (int op = 0; op < kAugmentOps; ++op) {
                std::vector<std::uint8_t> rgb(static_cast<std::size_t>(size * size * 3), 90);
                const auto which = static_cast<AugmentOp>(op);
                applyAugmentOp(rgb, size, which,
                               which == AugmentOp::Posterize  ? 8
                               : which == AugmentOp::Solarize ? 91
                                                              : 0);
                QVERIFY2(rgb == std::vector<std::uint8_t>(rgb.size(), 90), augmentOpName(which));
            }
        }
    }

    void strengthsAreThoseOfTorchvisionsTables() {
        // Of 31 bins: the ends of each range, as the documentation of torchvision's source has them, with either sign.
        const std::map<AugmentOp, double> most{{AugmentOp::ShearX, 0.99},    {AugmentOp::TranslateY, 32},
                                               {AugmentOp::Rotate, 135},     {AugmentOp::Color, 0.99},
                                               {AugmentOp::Sharpness, 0.99}, {AugmentOp::Solarize, 255}};
        std::map<AugmentOp, std::set<double>> seen;
        for (std::uint64_t i = 0; i < 20'000; ++i) {
            const auto steps = drawAutoAugment(autoAugmentSpec("trivialaugment-wide", 2, 9), 224, 3, 1, i);
            QCOMPARE(steps.size(), std::size_t{1});
            seen[steps[0].op].insert(steps[0].magnitude);
        }
        QCOMPARE(seen.size(), std::size_t{kAugmentOps});
        for (const auto& [op, end] : most) {
            QVERIFY2(std::abs(*seen[op].rbegin() - end) < 1e-6, augmentOpName(op));
            const double least = op == AugmentOp::Solarize ? 0 : -end;
            QVERIFY2(std::abs(*seen[op].begin() - least) < 1e-6, augmentOpName(op));
        }
        QCOMPARE(seen[AugmentOp::Rotate].size(), std::size_t{61}); // 0 has no sign
        QVERIFY(seen[AugmentOp::Rotate].contains(4.5) && seen[AugmentOp::Rotate].contains(-90.0));
        QCOMPARE(seen[AugmentOp::Posterize], (std::set<double>{2, 3, 4, 5, 6, 7, 8}));
        QCOMPARE(seen[AugmentOp::Equalize], std::set<double>{0});
    }

    void randAugmentTakesItsCountAndStrength() {
        const AutoAugmentSpec spec = autoAugmentSpec("randaugment", 2, 9);
        std::map<AugmentOp, std::set<double>> seen;
        std::map<AugmentOp, int> counts;
        for (std::uint64_t i = 0; i < 7000; ++i) {
            const auto steps = drawAutoAugment(spec, 224, 3, 1, i);
            QCOMPARE(steps.size(), std::size_t{2});
            for (const AugmentStep& step : steps) {
                seen[step.op].insert(std::abs(step.magnitude));
                ++counts[step.op];
            }
        }
        // Each of 14,000 draws takes one of 14: 1000, with a deviation of about 30.
        for (const auto& [op, count] : counts)
            QVERIFY2(count > 850 && count < 1150, augmentOpName(op));
        const auto is = [&](AugmentOp op, double value) {
            return seen[op].size() == 1 && std::abs(*seen[op].begin() - value) < 1e-5;
        };
        QVERIFY(is(AugmentOp::ShearY, 0.09) && is(AugmentOp::Rotate, 9) && is(AugmentOp::Contrast, 0.27));
        QVERIFY(is(AugmentOp::TranslateX, 30)); // 150 / 331 x 224 x 9 / 30 = 30.45, in whole pixels
        QVERIFY(is(AugmentOp::Posterize, 7) && is(AugmentOp::Solarize, 178.5));
        QCOMPARE(drawAutoAugment(autoAugmentSpec("randaugment", 5, 0), 224, 3, 1, 1).size(), std::size_t{5});
    }

    void aPicturesOperationsAreAsSeedEpochAndNumberSay() {
        const AutoAugmentSpec spec = autoAugmentSpec("randaugment", 4, 9);
        const auto first = drawAutoAugment(spec, 64, 7, 2, 11);
        static_cast<void>(drawAutoAugment(spec, 64, 8, 2, 11));
        QVERIFY(drawAutoAugment(spec, 64, 7, 2, 11) == first);
        QVERIFY(drawAutoAugment(spec, 64, 8, 2, 11) != first);
        QVERIFY(drawAutoAugment(spec, 64, 7, 3, 11) != first);
        QVERIFY(drawAutoAugment(spec, 64, 7, 2, 12) != first);
        QVERIFY(drawAutoAugment(autoAugmentSpec("none", 4, 9), 64, 7, 2, 11).empty());
        QVERIFY(!autoAugmentFinisher(autoAugmentSpec("none", 4, 9), 7, 2));
        std::vector<std::uint8_t> done = picture(64, 0), byHand = done;
        autoAugmentFinisher(spec, 7, 2)(done, 64, 11);
        for (const AugmentStep& step : first)
            applyAugmentOp(byHand, 64, step.op, step.magnitude);
        QVERIFY(done == byHand);
    }
};

QTEST_MAIN(AutoAugmentTest)
#include "tst_auto_augment.moc"
