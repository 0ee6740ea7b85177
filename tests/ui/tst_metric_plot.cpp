// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <limits>

#include <QAccessible>
#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/ui_main.h"
#include "ui/plot/metric_plot.h"
#include "ui/plot/series_pen.h"
#include "ui/theme/theme.h"

using namespace studio;

namespace {

QList<QPointF> ramp(int count, double slope = 1) {
    QList<QPointF> points;
    for (int i = 1; i <= count; ++i)
        points += QPointF(i, i * slope);
    return points;
}

/// What it says of values out of its range: with the next replot.
QString toldBy(const MetricPlot& plot) {
    QCoreApplication::processEvents();
    return plot.toolTip();
}

} // namespace

class TestMetricPlot final : public QObject {
    Q_OBJECT

private:
    static std::unique_ptr<MetricPlot> shown() {
        auto plot = std::make_unique<MetricPlot>(QStringLiteral("plot"));
        plot->addSeries({QStringLiteral("train"), 0, SeriesStyle::Line, true, true});
        plot->addSeries({QStringLiteral("val"), 1, SeriesStyle::Circles, true, true});
        plot->resize(420, 260);
        plot->show();
        if (!QTest::qWaitForWindowExposed(plot.get()))
            return nullptr;
        QCoreApplication::processEvents();
        return plot;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void rangesFollowTheDataWithRoomAtTheRight() {
        const auto plot = shown();
        plot->setData(0, ramp(10));
        QVERIFY(plot->xRange().y() > 10);
        QVERIFY(plot->yRange().x() <= 1 && plot->yRange().y() >= 10);
        plot->setData(0, ramp(20));
        QVERIFY(plot->xRange().y() > 20);
    }

    /// Data may come before the page is laid out.
    void aPlotLowerThanALineOfTextIsDrawn() {
        const auto plot = shown();
        plot->setMinimumHeight(0);
        plot->setData(0, ramp(10));
        for (const int height : {48, 40, 36, 32, 28}) {
            plot->resize(300, height);
            plot->setData(0, ramp(height + 10));
            QVERIFY(!plot->grab().isNull());
        }
    }

    void theZoomOfTheUserStaysWhileDataArrive() {
        const auto plot = shown();
        plot->setData(0, ramp(100));
        QSignalSpy follow(plot.get(), &MetricPlot::followChanged);
        plot->zoomTo(10, 20);
        QCOMPARE(follow.count(), 1);
        QVERIFY(!plot->isFollowing());
        plot->setData(0, ramp(200));
        QCOMPARE(plot->xRange(), QPointF(10, 20));
        QVERIFY(plot->yRange().y() < 30); // y follows what is in view
        QTest::keyClick(plot.get(), Qt::Key_Home);
        QVERIFY(plot->xRange().y() > 200);
    }

    void keysZoomStepBackAndFollow() {
        const auto plot = shown();
        plot->setData(0, ramp(100));
        const QPointF whole = plot->xRange();
        QTest::keyClick(plot.get(), Qt::Key_Plus);
        QVERIFY(plot->xRange().y() - plot->xRange().x() < whole.y() - whole.x());
        QTest::keyClick(plot.get(), Qt::Key_Backspace);
        QCOMPARE(plot->xRange(), whole);
        QVERIFY(plot->isFollowing());
        QTest::keyClick(plot.get(), Qt::Key_F);
        QVERIFY(!plot->isFollowing());
        QTest::keyClick(plot.get(), Qt::Key_F);
        QVERIFY(plot->isFollowing());
        QTest::keyClick(plot.get(), Qt::Key_L);
        QVERIFY(plot->isLogY());
    }

    void aPlotSaysItsNewestValuesToAScreenReader() {
        const auto plot = shown();
        plot->setAccessibleName(QStringLiteral("Loss"));
        plot->setXFormat([](double x) { return QStringLiteral("epoch %1").arg(x); });
        plot->setData(0, {{11, 0.6}, {12, 0.53}});
        plot->setData(1, {{11, 0.61}, {12, std::numeric_limits<double>::quiet_NaN()}});
        QAccessibleInterface* said = QAccessible::queryAccessibleInterface(plot.get());
        QCOMPARE(said->role(), QAccessible::Chart);
        QCOMPARE(said->text(QAccessible::Name), QStringLiteral("Loss"));
        QCOMPARE(said->text(QAccessible::Value), QStringLiteral("train 0.530, val 0.610 at epoch 12"));
    }

    void theCrosshairSnapsToRealPoints() {
        const auto plot = shown();
        plot->setXFormat([](double x) { return QStringLiteral("epoch %1").arg(x); });
        plot->setData(0, ramp(30));
        plot->setData(1, ramp(30, 2));
        plot->setCrosshair(24.3);
        QCOMPARE(plot->readoutText(), QStringLiteral("epoch 24\ntrain  24.000\nval  48.000"));
        plot->setCrosshair(std::numeric_limits<double>::quiet_NaN());
        QVERIFY(plot->readoutText().isEmpty());
    }

    void manyRequestsMakeOneReplotAndNoneWhileHidden() {
        const auto plot = shown();
        QCoreApplication::processEvents();
        const int before = plot->replotCount();
        for (int i = 1; i <= 200; ++i)
            plot->setData(0, ramp(i));
        QCoreApplication::processEvents();
        QVERIFY(plot->replotCount() - before <= 2);
        plot->hide();
        const int hidden = plot->replotCount();
        for (int i = 1; i <= 50; ++i)
            plot->setData(0, ramp(i));
        QCoreApplication::processEvents();
        QCOMPARE(plot->replotCount(), hidden);
        plot->show();
        QTRY_VERIFY(plot->replotCount() > hidden);
        QVERIFY(plot->xRange().y() > 50);
    }

    /// The first losses of a validation are often a hundred times the others.
    void oneFarPointOfFewIsClippedToo() {
        const auto plot = shown();
        plot->setData(0, {{1, 800}, {2, 2.4}, {3, 2.3}, {4, 2.25}, {5, 2.2}, {6, 2.1}, {7, 2.1}});
        QVERIFY(plot->yRange().y() > 700);
        plot->setClipOutliers(true);
        QVERIFY2(plot->yRange().y() < 10, QByteArray::number(plot->yRange().y()));
        plot->setData(0, {{1, 800}, {2, 2.4}}); // which of the two is the odd one?
        QVERIFY(plot->yRange().y() > 700);
        plot->setData(0, {{1, 5}, {2, 20}, {3, 40}, {4, 58}, {5, 59}, {6, 60}, {7, 60}, {8, 61}}); // an accuracy
        QVERIFY(plot->yRange().x() <= 5);
        plot->setData(0, {{1, 1}, {2, 1}, {3, 1}, {4, 1}, {5, 1}, {6, 4}}); // and what is new at the end
        QVERIFY(plot->yRange().y() >= 4);
        plot->setData(0, ramp(30)); // nobody is far from the others
        QVERIFY(plot->yRange().y() >= 30 && plot->yRange().x() <= 1);
    }

    void aLineOfOnePointIsSeen() {
        const auto plot = shown();
        const auto inked = [&plot] {
            QCoreApplication::processEvents();
            const QImage picture = plot->grab().toImage();
            const QColor line = seriesPen(0, SeriesStyle::Line, colors()).color();
            int count = 0;
            for (int y = 0; y < picture.height(); ++y) {
                for (int x = 0; x < picture.width() * 2 / 3; ++x) // its words stand at the right
                    count += picture.pixelColor(x, y) == line ? 1 : 0;
            }
            return count;
        };
        plot->setData(0, {{0.2, 2.4}});
        QVERIFY(inked() >= 9);
    }

    void clippedOutliersLeaveTheRangeAndAreCounted() {
        const auto plot = shown();
        QList<QPointF> points = ramp(200, 0);
        for (int i = 0; i < points.size(); ++i)
            points[i].setY(1 + 0.001 * i);
        points[100].setY(900);
        plot->setData(0, points);
        QVERIFY(plot->yRange().y() > 800);
        plot->setClipOutliers(true);
        QVERIFY(plot->yRange().y() < 5);
        QCOMPARE(toldBy(*plot).section(u' ', 0, 0), QStringLiteral("1")); // the margin holds what is near the range
        plot->zoomTo(1, 10);                                              // nothing is left out of these
        QVERIFY2(toldBy(*plot).isEmpty(), qPrintable(plot->toolTip()));
        plot->resetZoom();
        QVERIFY(!toldBy(*plot).isEmpty());
        plot->setData(0, {});
        QVERIFY(toldBy(*plot).isEmpty());
    }

    void whatIsLeftOutCountsOnceAndSoDoesWhatHasNoLogarithm() {
        const auto plot = shown();
        const int raw = plot->addSeries({QStringLiteral("loss"), 0, SeriesStyle::Raw, false, true});
        const int line = plot->addSeries({QStringLiteral("smoothed"), 0, SeriesStyle::Line, false, false, raw});
        QList<QPointF> points = ramp(200, 0);
        for (int i = 0; i < points.size(); ++i)
            points[i].setY(1 + 0.001 * i);
        points[100].setY(900);
        const auto show = [&] {
            plot->setData(raw, points);
            plot->setData(line, points);
            return toldBy(*plot).section(u' ', 0, 0);
        };
        plot->setClipOutliers(true);
        QCOMPARE(show(), QStringLiteral("1"));
        plot->setSeriesVisible(raw, false); // what is drawn alone is what is counted
        QCOMPARE(show(), QStringLiteral("1"));
        plot->setSeriesVisible(raw, true);
        plot->setClipOutliers(false);
        points[100].setY(0);
        points[101].setY(-2);
        QVERIFY(show().isEmpty());
        plot->setLogY(true);
        QCOMPARE(show(), QStringLiteral("2"));
        for (QPointF& point : points)
            point.setY(-1);
        QCOMPARE(show(), QStringLiteral("200"));
    }

    void nonFiniteValuesAndLogOfZeroAreGaps() {
        const auto plot = shown();
        QList<QPointF> points = ramp(20);
        points[3].setY(std::numeric_limits<double>::quiet_NaN());
        points[4].setY(std::numeric_limits<double>::infinity());
        points[5].setY(0);
        plot->setData(0, points);
        plot->setLogY(true);
        QVERIFY(std::isfinite(plot->yRange().x()) && std::isfinite(plot->yRange().y()));
        QVERIFY(plot->yRange().x() > 0);
    }

    void emptyAndSinglePointPlotsHaveARange() {
        const auto plot = shown();
        plot->setData(0, {});
        QVERIFY(plot->xRange().y() > plot->xRange().x());
        plot->setData(0, {QPointF(1, 0)});
        QVERIFY(plot->yRange().y() > plot->yRange().x());
    }

    void marksThatWouldTouchBecomeOne() {
        const auto plot = shown();
        plot->setData(0, ramp(100));
        QList<PlotMark> marks;
        for (int i = 0; i < 1'000; ++i)
            marks += {50 + i * 0.0001, QStringLiteral("event %1").arg(i), PlotMark::Kind::Event};
        marks += {90, QStringLiteral("paused 2 h"), PlotMark::Kind::Break};
        plot->setMarks(marks);
        QCoreApplication::processEvents();
        QCOMPARE(plot->markCount(), 2);
        QStringList found;
        for (int x = 0; x < plot->width(); ++x) {
            const QString text = plot->markTextAt({x, plot->height() / 2});
            if (!text.isEmpty() && !found.contains(text))
                found += text;
        }
        QCOMPARE(found.size(), 2);
        QCOMPARE(found[0].count(u'\n'), 8); // eight of the thousand, and how many more there are
        QVERIFY(found[0].endsWith(QStringLiteral("and 992 more, see the journal")));
        QCOMPARE(found[1], QStringLiteral("paused 2 h"));
        plot->zoomTo(1, 20);
        QCOMPARE(plot->markCount(), 0);
    }

    /// What is changed in one turn of the event loop is measured once, however much it is.
    void theRangeIsRightAtOnceAndDrawnLater() {
        const auto plot = shown();
        QCoreApplication::processEvents();
        const int before = plot->replotCount();
        for (int i = 1; i <= 50; ++i) {
            plot->setData(0, ramp(i));
            plot->setData(1, ramp(i, 3));
        }
        QCOMPARE(plot->replotCount(), before);
        QVERIFY(plot->xRange().y() > 50 && plot->yRange().y() > 150);
        QCoreApplication::processEvents();
        QCOMPARE(plot->replotCount(), before + 1);
        plot->resize(plot->width() / 2, plot->height() / 2); // a layout takes several steps
        plot->resize(plot->width() + 20, plot->height() + 20);
        QCoreApplication::processEvents();
        QVERIFY(plot->replotCount() <= before + 3);
    }

    void aViewThatFollowsIsNotResetAgain() {
        const auto plot = shown();
        plot->setData(0, ramp(30));
        QSignalSpy views(plot.get(), &MetricPlot::viewChanged);
        plot->resetZoom();
        QCOMPARE(views.count(), 0);
        plot->zoomTo(3, 9);
        plot->resetZoom();
        QCOMPARE(views.count(), 2);
    }

    void aTableNamesWhatWasNotMeasured() {
        const auto plot = shown();
        plot->setData(0, {{1, 0.5}, {2, 0.25}});
        plot->setDrawnAs(0, DrawnAs::Thinned);
        plot->setData(1, {{1, 0.75}, {2, 0.5}});
        plot->setMeasuredPoints(1, {{1, 1}, {2, 0.125}});
        plot->setDrawnAs(1, DrawnAs::Smoothed);
        QCOMPARE(csvOf(plot->data(QStringLiteral("epoch"))),
                 QByteArray("epoch,\"train, thinned\",val,\"val, smoothed\"\r\n1,0.5,1,0.75\r\n2,0.25,0.125,0.5\r\n"));
    }

    void dataAreThePointsOfTheVisibleSeries() {
        const auto plot = shown();
        plot->setData(0, {{1, 0.5}, {2, 0.25}});
        plot->setData(1, {{2, 1}, {3, std::numeric_limits<double>::quiet_NaN()}});
        QCOMPARE(csvOf(plot->data(QStringLiteral("epoch"))),
                 QByteArray("epoch,train,val\r\n1,0.5,\r\n2,0.25,1\r\n3,,\r\n"));
        plot->setSeriesVisible(0, false);
        QCOMPARE(csvOf(plot->data(QStringLiteral("epoch"))), QByteArray("epoch,val\r\n2,1\r\n3,\r\n"));
    }

    void namesOfColumnsAreUniqueAndQuoted() {
        PlotData data;
        data.xName = QStringLiteral("x");
        data.add(QStringLiteral("a"), {{1, 1}});
        data.add(QStringLiteral("a"), {{1, 2}});
        data.add(QStringLiteral("say \"b\""), {{0, 3}});
        QCOMPARE(csvOf(data), QByteArray("x,a,\"a, smoothed\",\"say \"\"b\"\"\"\r\n0,,,3\r\n1,1,2,\r\n"));
    }

    void picturesAreLightInTheDarkThemeToo() {
        auto& app = *qobject_cast<QApplication*>(QCoreApplication::instance());
        const auto plot = shown();
        plot->setData(0, ramp(12));
        plot->setMarks({{6, QStringLiteral("paused"), PlotMark::Kind::Break}});
        applyTheme(app, ThemeMode::Dark);
        const PictureCaption caption{QStringLiteral("Loss"), QStringLiteral("run <a>"), QStringLiteral("epoch")};
        const QImage image = plot->picture(caption);
        QCOMPARE(image.pixelColor(2, 2), lightColors().surface);
        QCOMPARE(image.pixelColor(image.width() - 3, image.height() / 2), lightColors().surface);
        QVERIFY(plot->pictureFile(caption, PictureFormat::Png).startsWith("\x89PNG"));
        QVERIFY(plot->pictureFile(caption, PictureFormat::Pdf).startsWith("%PDF"));
        const QByteArray svg = plot->pictureFile(caption, PictureFormat::Svg);
        QVERIFY(svg.contains("<svg") && svg.contains("run &lt;a&gt;"));
        QCoreApplication::processEvents();
        const QImage screen = plot->grab().toImage();
        QCOMPARE(screen.pixelColor(screen.width() - 6, 6), darkColors().surface);
        const QString folder = qEnvironmentVariable("STUDIO_SHOTS");
        if (!folder.isEmpty())
            image.save(folder + QStringLiteral("/plot-picture.png"));
        applyTheme(app, ThemeMode::Light);
    }

    void aThemeChangeKeepsTheData() {
        const auto plot = shown();
        plot->setData(0, ramp(12));
        applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Dark);
        QCoreApplication::processEvents();
        QCOMPARE(plot->pointCount(0), 12);
        const QImage image = plot->grab().toImage();
        QCOMPARE(image.pixelColor(image.width() - 6, 6), darkColors().surface);
        applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light);
    }
};

STUDIO_UI_TEST(QApplication, TestMetricPlot)
#include "tst_metric_plot.moc"
