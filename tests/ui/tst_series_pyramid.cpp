// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <QCoreApplication>
#include <QTest>

#include "tests/support/ui_main.h"
#include "ui/plot/series_pyramid.h"

using namespace studio;

/// What is drawn of a long series, whole and in part, and its smoothed line.
class TestSeriesPyramid final : public QObject {
    Q_OBJECT

    using Values = std::vector<double>;
    static constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

    /// x counts from 0.
    static SeriesPyramid over(const Values& values) {
        SeriesPyramid series([&values](std::size_t i) { return QPointF(static_cast<double>(i), values[i]); });
        series.grow(values.size());
        return series;
    }
    static Values made(std::size_t count, double (*value)(std::size_t)) {
        Values values(count);
        for (std::size_t i = 0; i < count; ++i)
            values[i] = value(i);
        return values;
    }
    static bool isSorted(const QList<QPointF>& points) {
        return std::is_sorted(points.begin(), points.end(), [](auto& a, auto& b) { return a.x() < b.x(); });
    }

private Q_SLOTS:
    /// The bound is a count of points, not a time: what 900,000 steps cost to draw is decided by it.
    void longRunsAreDrawnFromABoundedNumberOfPoints() {
        Values values = made(900'000, [](std::size_t i) { return 1.0 + 0.001 * static_cast<double>(i % 7); });
        values[123'456] = 77;
        const SeriesPyramid series = over(values);
        const QList<QPointF> all = series.envelope({});
        QVERIFY(all.size() <= 1'602);
        QVERIFY(all.size() > 800);
        QVERIFY(isSorted(all));
        QVERIFY(series.smoothed({}, 0.01).size() <= 801);
        QVERIFY(all.contains(QPointF(123'456, 77.0))); // a single spike survives
        QCOMPARE(all.back().x(), 899'999.0);
    }

    void aZoomShowsEveryStepOfItsPart() {
        const Values values = made(900'000, [](std::size_t i) { return static_cast<double>((i * 7'919) % 1'000); });
        const SeriesPyramid series = over(values);
        const SeriesPyramid::View view{500'100, 500'400};
        const QList<QPointF> drawn = series.envelope(view);
        QVERIFY(isSorted(drawn));
        QVERIFY(drawn.size() < 8'000);
        for (int i = 500'099; i <= 500'401; ++i) // one more on either side: lines lead out of the picture
            QVERIFY2(drawn.contains(QPointF(i, values[static_cast<std::size_t>(i)])), qPrintable(QString::number(i)));
        // All the rest is there for Home and for a pan.
        QVERIFY(drawn.front().x() < 2'000 && drawn.back().x() == 899'999);
        QCOMPARE(series.last(view).back(), QPointF(899'999, values.back()));
    }

    void everyViewHasTheLeastAndTheGreatestOfItsPart() {
        const Values values = made(70'000, [](std::size_t i) { return std::sin(static_cast<double>(i * i % 9'973)); });
        const SeriesPyramid series = over(values);
        for (const auto& [from, to] : {std::pair(0, 69'999), {17, 40'000}, {33'333, 36'000}, {69'000, 69'999}}) {
            double least = 9, greatest = -9;
            for (const QPointF& point : series.envelope({double(from), double(to), 100})) {
                if (point.x() >= from && point.x() <= to) {
                    least = std::min(least, point.y());
                    greatest = std::max(greatest, point.y());
                }
            }
            const auto [low, high] = std::minmax_element(values.begin() + from, values.begin() + to + 1);
            QCOMPARE(least, *low);
            QCOMPARE(greatest, *high);
        }
    }

    void aGapIsSeenHoweverFarAwayOneIs() {
        Values values(100'000, 3.0);
        values[50'000] = kGap;
        const QList<QPointF> all = over(values).envelope({});
        QCOMPARE(std::count_if(all.begin(), all.end(), [](auto& point) { return std::isnan(point.y()); }), 1);
        std::fill(values.begin() + 1'000, values.begin() + 3'000, kGap);
        for (const QPointF& point : over(values).smoothed({}, 0.01))
            QVERIFY(std::isnan(point.y()) ? point.x() > 1'000 && point.x() < 3'100 : std::fabs(point.y() - 3) < 1e-9);
    }

    void smoothingHasNoBiasAtTheStart() {
        const Values values{4, 4, 4, 4, 4, kGap, 4};
        const QList<QPointF> line = over(values).smoothed({}, 0.5);
        QCOMPARE(line.size(), 7);
        for (const int i : {0, 1, 4, 6})
            QVERIFY(std::fabs(line[i].y() - 4.0) < 1e-12); // rounding only
        QVERIFY(std::isnan(line[5].y()));
        const QList<QPointF> ramp{{1, 1}, {2, 2}, {3, 3}};
        QCOMPARE(smoothPoints(ramp, 0), ramp);
    }

    /// With a constant 0.98 a step the line of these 60 steps stood 0.9 too high at their end.
    void theSmoothedLineDoesNotTrailAYoungRun() {
        const auto loss = [](std::size_t step) { return 7 * std::exp(-0.03 * static_cast<double>(step)); };
        const Values young = made(60, loss);
        for (const QPointF& point : over(young).smoothed({}, 0.03))
            QVERIFY(std::fabs(point.y() - loss(static_cast<std::size_t>(point.x()))) < 0.2);
        // Long after that it does smooth.
        const Values old = made(100'000, [](std::size_t i) { return 1 + (i % 2 == 0 ? 0.5 : -0.5); });
        QVERIFY(std::fabs(over(old).smoothed({}, 0.01).back().y() - 1) < 0.01);
    }

    void lessIsSmoothedWhereLessIsInView() {
        const Values values = made(2'000, [](std::size_t i) { return i < 1'000 ? 1.0 : 2.0; });
        const SeriesPyramid series = over(values);
        const auto after = [&series](double from, double to) {
            const QList<QPointF> line = series.smoothed({from, to, 4'000}, 0.01);
            return line[1'002].y();
        };
        QVERIFY(after(0, 2'000) < 1.7);   // the edge is 3 steps away, and 10 are averaged
        QVERIFY(after(950, 1'050) > 1.9); // hardly one is
    }

    void portionsDoNotMatterToWhatIsDrawn() {
        const Values values =
            made(30'000, [](std::size_t i) { return 1.0 / static_cast<double>(i + 1) + 0.01 * double(i % 13); });
        SeriesPyramid portions([&values](std::size_t i) { return QPointF(static_cast<double>(i), values[i]); });
        for (std::size_t i = 1; i < values.size(); i += 37)
            portions.grow(i);
        portions.grow(values.size());
        QCOMPARE(portions.smoothed({}, 0.01), over(values).smoothed({}, 0.01));
        QCOMPARE(portions.envelope({}), over(values).envelope({}));
        portions.clear();
        QVERIFY(portions.envelope({}).isEmpty() && portions.smoothed({}, 0.01).isEmpty());
    }
};

STUDIO_UI_TEST(QCoreApplication, TestSeriesPyramid)
#include "tst_series_pyramid.moc"
