// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <limits>

#include <QCoreApplication>
#include <QTest>

#include "tests/support/ui_main.h"
#include "ui/plot/series_buffer.h"

using namespace studio;

/// What is kept of a long live series, and its smoothed line.
class TestSeriesBuffer final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// The bound is a count of points, not a time: what 450,000 steps cost to draw is decided by it.
    void longRunsAreDrawnFromABoundedNumberOfPoints() {
        SeriesBuffer buffer(800);
        for (int i = 0; i < 450'000; ++i)
            buffer.append(i, i == 123'456 ? 77.0 : 1.0 + 0.001 * (i % 7));
        QCOMPARE(buffer.appended(), std::size_t{450'000});
        const QList<QPointF> envelope = buffer.envelope();
        QVERIFY(envelope.size() <= 1600);
        QVERIFY(buffer.smoothed(0.01).size() <= 800);
        QVERIFY(std::is_sorted(envelope.begin(), envelope.end(), [](auto& a, auto& b) { return a.x() < b.x(); }));
        const auto spike =
            std::max_element(envelope.begin(), envelope.end(), [](auto& a, auto& b) { return a.y() < b.y(); });
        QCOMPARE(*spike, QPointF(123'456, 77.0)); // a single spike survives
    }

    void smoothingHasNoBiasAtTheStart() {
        SeriesBuffer buffer(100);
        for (int i = 0; i < 5; ++i)
            buffer.append(i, 4.0);
        buffer.append(5, std::numeric_limits<double>::quiet_NaN());
        buffer.append(6, 4.0);
        const QList<QPointF> line = buffer.smoothed(0.5);
        QCOMPARE(line.size(), 7);
        for (const int i : {0, 1, 4, 6})
            QVERIFY(std::fabs(line[i].y() - 4.0) < 1e-12); // rounding only
        QVERIFY(std::isnan(line[5].y()));
        const QList<QPointF> ramp{{1, 1}, {2, 2}, {3, 3}};
        QCOMPARE(smoothPoints(ramp, 0), ramp);
    }

    /// With a constant 0.98 a step the line of these 60 steps stood 0.9 too high at their end.
    void theSmoothedLineDoesNotTrailAYoungRun() {
        SeriesBuffer buffer(800);
        const auto loss = [](int step) { return 7 * std::exp(-0.03 * step); };
        for (int i = 1; i <= 60; ++i)
            buffer.append(i, loss(i));
        for (const QPointF& point : buffer.smoothed(0.03))
            QVERIFY(std::fabs(point.y() - loss(static_cast<int>(point.x()))) < 0.2);
        // Long after that it does smooth.
        for (int i = 61; i <= 100'000; ++i)
            buffer.append(i, 1 + (i % 2 == 0 ? 0.5 : -0.5));
        QVERIFY(std::fabs(buffer.smoothed(0.01).back().y() - 1) < 0.01);
    }

    void lessIsSmoothedWhereLessIsInView() {
        SeriesBuffer buffer(4'000);
        for (int i = 1; i <= 2'000; ++i)
            buffer.append(i, i <= 1'000 ? 1 : 2);
        const auto after = [&buffer](double from, double to) { return buffer.smoothed(0.01, from, to)[1'002].y(); };
        QVERIFY(after(0, 2'000) < 1.7);   // the edge is 3 steps away, and 10 are averaged
        QVERIFY(after(950, 1'050) > 1.9); // hardly one is
    }

    void portionsDoNotMatterToWhatIsKept() {
        const auto value = [](int i) { return 1.0 / i + 0.01 * (i % 13); };
        SeriesBuffer whole(200), portions(200);
        for (int i = 1; i <= 30'000; ++i)
            whole.append(i, value(i));
        for (int i = 1; i <= 30'000; ++i) {
            portions.append(i, value(i));
            if (i % 37 == 0)
                portions.smoothed(0.01); // drawn in between
        }
        QCOMPARE(portions.smoothed(0.01), whole.smoothed(0.01));
        QCOMPARE(portions.envelope(), whole.envelope());
    }
};

STUDIO_UI_TEST(QCoreApplication, TestSeriesBuffer)
#include "tst_series_buffer.moc"
