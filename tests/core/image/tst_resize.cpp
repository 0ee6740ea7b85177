// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/base/random.h"
#include "core/image/resize.h"
#include "core/transform/geometry.h"
#include "tests/support/formula_picture.h"

using namespace studio;
using namespace studio::test;

namespace {

/// What the loader does: takes the region out, then resizes the box inside it.
std::vector<std::uint8_t> resizeByRegion(const Picture& whole, BoxF box, int out) {
    const PixelRect region = regionFor(box, out, whole.width, whole.height);
    Picture part{region.width, region.height, {}};
    for (int y = 0; y < region.height; ++y) {
        const auto* line =
            whole.rgb.data() + (static_cast<std::size_t>(region.y + y) * static_cast<std::size_t>(whole.width) +
                                static_cast<std::size_t>(region.x)) *
                                   3;
        part.rgb.insert(part.rgb.end(), line, line + region.width * 3);
    }
    box.x -= region.x;
    box.y -= region.y;
    std::vector<std::uint8_t> result(static_cast<std::size_t>(out) * static_cast<std::size_t>(out) * 3);
    Resizer().resize(part, box, out, out, result.data());
    return result;
}

} // namespace

class ResizeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cropThenResizeEqualsPillowToTheByte() {
        const QJsonArray rows = reference("resizes");
        QCOMPARE(rows.size(), 12);
        Resizer resizer; // one for all: scratch memory of a larger picture must not leak into a smaller one
        for (const QJsonValue row : rows) {
            const Picture source = formulaPicture(at(row, "size", 0), at(row, "size", 1));
            const BoxF box{static_cast<double>(at(row, "box", 0)), static_cast<double>(at(row, "box", 1)),
                           static_cast<double>(at(row, "box", 2)), static_cast<double>(at(row, "box", 3)), false};
            const int width = at(row, "out", 0), height = at(row, "out", 1);
            std::vector<std::uint8_t> out(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
            resizer.resize(source, box, width, height, out.data());
            QCOMPARE(largestDifference(out, bytesOf(row)), 0.0);
            if (width == height) {
                QCOMPARE(largestDifference(resizeByRegion(source, box, width), bytesOf(row)), 0.0);
            }
        }
    }
    void evaluationEqualsTorchvisionWithinOneLevel() {
        const QJsonArray rows = reference("evaluations");
        QCOMPARE(rows.size(), 9);
        for (const QJsonValue row : rows) {
            const Picture source = formulaPicture(at(row, "size", 0), at(row, "size", 1));
            const int crop = row[QLatin1String("crop")].toInt();
            const BoxF box = evaluationCrop(source.width, source.height, row[QLatin1String("resize")].toInt(), crop);
            const double difference = largestDifference(resizeByRegion(source, box, crop), bytesOf(row));
            QVERIFY2(difference <= 1, qPrintable(QString::number(difference)));
        }
    }
    void theFastPassesGiveTheSameBytes() {
        if (!hasFastResize())
            QSKIP("this processor has no AVX2");
        Resizer plain(false), fast(true);
        int pictures = 0;
        for (std::uint64_t seed = 0; seed < 400; ++seed) {
            CounterRandom random(seed, CounterRandom::Purpose::Split, 0, 0);
            const auto draw = [&](int least, int most) {
                return least + static_cast<int>(random.uniform() * (most - least + 1));
            };
            // Small ones most of all: there the loads would reach behind the picture.
            const int most = seed % 3 == 0 ? 500 : 24;
            const Picture source = formulaPicture(draw(1, most), draw(1, most));
            BoxF box;
            box.width = 0.5 + random.uniform() * (source.width - 0.5);
            box.height = 0.5 + random.uniform() * (source.height - 0.5);
            box.x = random.uniform() * (source.width - box.width);
            box.y = random.uniform() * (source.height - box.height);
            box.readsAround = seed % 2 == 0;
            const int width = draw(1, 70), height = draw(1, 70);
            const auto bytes = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3;
            std::vector<std::uint8_t> expected(bytes), actual(bytes, 1);
            plain.resize(source, box, width, height, expected.data());
            fast.resize(source, box, width, height, actual.data());
            QVERIFY2(actual == expected, qPrintable(QString::number(seed)));
            ++pictures;
        }
        QCOMPARE(pictures, 400);
    }
    void regionStaysInsideAndHoldsTheBox() {
        for (const bool around : {false, true}) {
            for (double x = 0; x <= 80; x += 7.3) {
                const BoxF box{x, 60 - x / 2, 19.5, 12.25, around};
                const PixelRect region = regionFor(box, 8, 100, 75);
                QVERIFY(region.x >= 0 && region.y >= 0 && region.width > 0 && region.height > 0);
                QVERIFY(region.x + region.width <= 100 && region.y + region.height <= 75);
                QVERIFY(region.x <= box.x && region.x + region.width >= std::min(100.0, box.x + box.width));
                QVERIFY(region.y <= box.y && region.y + region.height >= std::min(75.0, box.y + box.height));
            }
        }
    }
    void plainColourStaysAsItIs() {
        Picture plain{37, 21, std::vector<std::uint8_t>(std::size_t{37} * 21 * 3, 255)};
        for (const int side : {1, 5, 21, 37, 64}) {
            std::vector<std::uint8_t> out(static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3);
            Resizer().resize(plain, {0, 0, 37, 21, false}, side, side, out.data());
            QVERIFY(std::all_of(out.begin(), out.end(), [](std::uint8_t value) { return value == 255; }));
        }
    }
};

QTEST_APPLESS_MAIN(ResizeTest)
#include "tst_resize.moc"
