// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <limits>

#include <QApplication>
#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include "tests/support/ui_main.h"
#include "ui/plot/free_places.h"
#include "ui/plot/metric_plot.h"
#include "ui/plot/plot_view.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

using namespace studio;

namespace {

QList<QPointF> ramp(int count, double slope = 1) {
    QList<QPointF> points;
    for (int i = 1; i <= count; ++i)
        points += QPointF(i, i * slope);
    return points;
}

} // namespace

/// Which part of its data a plot shows, and where the words stand in it.
class TestPlotView final : public QObject {
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

    static void turnWheel(const MetricPlot& plot, Qt::KeyboardModifiers held = Qt::NoModifier) {
        auto* canvas = plot.findChild<QWidget*>();
        const QPointF at = canvas->rect().center();
        QWheelEvent event(at, canvas->mapToGlobal(at), {}, {0, -120}, Qt::NoButton, held, Qt::NoScrollPhase, false);
        QApplication::sendEvent(canvas, &event);
        QCoreApplication::processEvents(); // where it zooms is looked at afterwards
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void theViewFollowsOrIsFixedAndNothingElse() {
        PlotView view;
        const PlotView::Range all{0, 100}, part{10, 20}, more{12, 14};
        QVERIFY(view.follows() && !view.back());
        view.freeze(all);
        QVERIFY(!view.follows() && *view.fixed() == all && view.steps() == 0);
        QVERIFY(view.zoom(part, all));
        QVERIFY(!view.zoom(part, part)); // no change, no step
        view.beginDrag();
        QVERIFY(view.zoom(more, part) && view.zoom({12.5, 14.5}, more));
        view.endDrag();
        QCOMPARE(view.steps(), std::size_t{2}); // the drag is one
        QVERIFY(view.back() && *view.fixed() == part);
        QVERIFY(view.back() && *view.fixed() == all);
        view.follow();
        QVERIFY(view.zoom(part, all) && view.back() && view.follows()); // back to where it followed
        for (int i = 0; i < 1'000; ++i)
            view.zoom({0, 1.0 + i}, all);
        QCOMPARE(view.steps(), PlotView::kMostSteps);
    }

    void aFixedViewMovesOnlyWhereDataEndBeforeIt() {
        PlotView view;
        view.zoom({80, 100}, {});
        view.keepWithin({0, 120});
        QVERIFY((*view.fixed() == PlotView::Range{80, 100}));
        view.keepWithin({0, 50});
        QVERIFY((*view.fixed() == PlotView::Range{30, 50}));
        view.keepWithin({0, 10});
        QVERIFY((*view.fixed() == PlotView::Range{0, 10}));
    }

    void followOffHoldsTheViewAtOnceAndHomeFollowsAgain() {
        const auto plot = shown();
        plot->setData(0, ramp(100));
        QSignalSpy follow(plot.get(), &MetricPlot::followChanged);
        const QPointF held = plot->xRange();
        plot->setFollow(false);
        plot->setData(0, ramp(200));
        QCOMPARE(plot->xRange(), held);
        QTest::keyClick(plot.get(), Qt::Key_Home);
        QVERIFY(plot->xRange().y() > 200 && plot->isFollowing());
        QCOMPARE(follow.count(), 2);
        QVERIFY(!follow[0][0].toBool() && follow[1][0].toBool());
        plot->setData(0, ramp(300));
        QVERIFY(plot->xRange().y() > 300); // as the toggle says
    }

    void aClickIsNoZoomStepAndADragIsOne() {
        const auto plot = shown();
        plot->setData(0, ramp(100));
        QCoreApplication::processEvents();
        const QPointF whole = plot->xRange();
        auto* area = plot->findChild<QWidget*>();
        const QPoint middle = area->rect().center();
        QTest::mouseClick(area, Qt::LeftButton, {}, middle);
        QTest::mousePress(area, Qt::LeftButton, {}, middle);
        QTest::mouseMove(area, middle + QPoint(1, 1)); // a trembling hand
        QTest::mouseRelease(area, Qt::LeftButton, {}, middle + QPoint(1, 1));
        QCoreApplication::processEvents();
        QVERIFY(plot->isFollowing());
        QTest::keyClick(plot.get(), Qt::Key_Plus);
        const QPointF zoomed = plot->xRange();
        QTest::mouseClick(area, Qt::LeftButton, {}, middle);
        QTest::mouseClick(area, Qt::LeftButton, {}, middle + QPoint(60, 0));
        QTest::mousePress(area, Qt::LeftButton, {}, middle);
        for (int x = 0; x <= 60; x += 10) {
            QMouseEvent move(QEvent::MouseMove, middle + QPoint(x, 0), area->mapToGlobal(middle + QPoint(x, 0)),
                             Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(area, &move);
            QCoreApplication::processEvents();
        }
        QTest::mouseRelease(area, Qt::LeftButton, {}, middle + QPoint(60, 0));
        QCoreApplication::processEvents();
        QVERIFY(plot->xRange() != zoomed);
        QTest::keyClick(plot.get(), Qt::Key_Backspace);
        QCOMPARE(plot->xRange(), zoomed);
        QTest::keyClick(plot.get(), Qt::Key_Backspace);
        QCOMPARE(plot->xRange(), whole);
        QVERIFY(plot->isFollowing());
    }

    void aZoomStaysInsideDataThatWereCutBack() {
        const auto plot = shown();
        plot->setData(0, ramp(200));
        plot->zoomTo(150, 170);
        plot->setData(0, ramp(180));
        QCOMPARE(plot->xRange(), QPointF(150, 170));
        plot->setData(0, ramp(100));
        QCOMPARE(plot->xRange().y() - plot->xRange().x(), 20.0);
        QVERIFY(plot->xRange().x() < 100 && plot->xRange().y() < 120);
    }

    /// Labels, hidden series and the size of the plot change nothing of what somebody looks at.
    void aHeldViewStaysWhateverChangesButTheEndOfTheData() {
        const auto plot = shown();
        plot->setData(0, ramp(100, 1000));
        plot->setData(1, ramp(60));
        const auto isHeldAt = [&plot](const QPointF& held) {
            QCoreApplication::processEvents();
            return plot->xRange() == held;
        };
        QSignalSpy moved(plot.get(), &MetricPlot::viewChanged);
        plot->setFollow(false);
        const QPointF end = plot->xRange(); // with the room for words
        QCOMPARE(moved.count(), 1);
        plot->setData(0, ramp(100, 1)); // shorter words at the end
        QVERIFY(isHeldAt(end));
        plot->resize(1400, 260);
        QVERIFY(isHeldAt(end));
        plot->setSeriesVisible(0, false);
        QVERIFY(isHeldAt(end));
        plot->setData(1, ramp(61));
        plot->setSeriesVisible(0, true);
        QVERIFY(isHeldAt(end));
        QCOMPARE(moved.count(), 1);
        plot->setData(0, ramp(50));
        plot->setData(1, ramp(50));
        QVERIFY(plot->xRange() != end && plot->xRange().y() < 100);
        QVERIFY(moved.count() > 1); // what is computed for the view hears of it
    }

    void aRightClickIsNoDrag() {
        const auto plot = shown();
        plot->setData(0, ramp(100));
        QCoreApplication::processEvents();
        auto* area = plot->findChild<QWidget*>();
        const QPoint middle = area->rect().center();
        const auto zoomsAreTwoSteps = [&plot] {
            const QPointF before = plot->xRange();
            QTest::keyClick(plot.get(), Qt::Key_Plus);
            const QPointF first = plot->xRange();
            QTest::keyClick(plot.get(), Qt::Key_Plus);
            QTest::keyClick(plot.get(), Qt::Key_Backspace);
            const bool stepped = plot->xRange() == first;
            QTest::keyClick(plot.get(), Qt::Key_Backspace);
            return stepped && plot->xRange() == before;
        };
        QTest::mousePress(area, Qt::RightButton, {}, middle); // the menu takes the release
        QVERIFY(zoomsAreTwoSteps());
        QTest::mousePress(area, Qt::LeftButton, {}, middle);
        QContextMenuEvent menu(QContextMenuEvent::Keyboard, middle, area->mapToGlobal(middle));
        QCoreApplication::sendEvent(area, &menu);
        QVERIFY(zoomsAreTwoSteps());
        QTest::mouseRelease(area, Qt::LeftButton, {}, middle);
    }

    /// Every pixel of a curve is the same with and without words.
    void wordsCoverNoCurve() {
        const auto plot = shown();
        // As wide as the words of any font need it.
        const int line = QFontMetrics(roleFont(TextRole::Micro)).height();
        plot->resize(50 * line, 26 * line);
        QList<QPointF> train, val;
        for (int i = 1; i <= 60; ++i) {
            train += QPointF(i, 65 * (1 - std::exp(-i / 9.0)) + std::sin(i));
            val += QPointF(i, 60 * (1 - std::exp(-i / 8.0)) + 2 * std::sin(i * 1.7));
        }
        plot->setData(0, train);
        plot->setData(1, val);
        const auto picture = [&plot](bool words) {
            plot->setBest(QPointF(47, 61), words ? QStringLiteral("best 61.24 · epoch 47") : QString());
            plot->setMarks({{12, words ? QStringLiteral("paused 2 h 10 min") : QString(), PlotMark::Kind::Break},
                            {30, words ? QStringLiteral("resumed") : QString(), PlotMark::Kind::Break},
                            {31, words ? QStringLiteral("rolled back") : QString(), PlotMark::Kind::Problem}});
            QCoreApplication::processEvents();
            return plot->grab().toImage();
        };
        const QImage without = picture(false), with = picture(true);
        const QList<QRectF> words = plot->wordPlaces();
        QVERIFY(!words.isEmpty() && words.size() <= 4); // how many find a place is a matter of the font
        for (qsizetype i = 0; i < words.size(); ++i) {
            for (qsizetype j = i + 1; j < words.size(); ++j)
                QVERIFY(!words[i].intersects(words[j]));
        }
        int curve = 0, changed = 0, written = 0;
        for (int y = 0; y < without.height(); ++y) {
            for (int x = 0; x < without.width(); ++x) {
                const QColor before = without.pixelColor(x, y);
                const bool ink = before.hslSaturation() > 90 && before != lightColors().surface;
                curve += ink;
                changed += ink && with.pixelColor(x, y) != before;
                written += with.pixelColor(x, y) != before;
            }
        }
        QVERIFY(curve > 400);
        QCOMPARE(changed, 0);
        QVERIFY(written > 100); // the words are there
    }

    void wordsThatFindNoPlaceAreLeftOut() {
        FreePlaces places(QRectF(0, 0, 100, 50));
        places.addCurve({{0, 0}, {50, 50}, {100, 0}}, 2);
        QVERIFY(places.isFree({40, 2, 20, 10}));
        QVERIFY(!places.isFree({10, 2, 20, 10}));  // on the curve
        QVERIFY(!places.isFree({90, 45, 20, 10})); // outside
        places.addLine(50);
        const std::vector<QRectF> candidates{{10, 2, 20, 10}, {40, 2, 20, 10}, {51, 2, 20, 10}};
        QCOMPARE(*places.take(candidates, qQNaN()), candidates[2]);    // not crossed by the line
        QCOMPARE(places.take(candidates, qQNaN()).has_value(), false); // taken, and the rest touches it or the curve
        QVERIFY(placesAround({50, 25}, {200, 10}, {0, 0, 100, 50}).empty());
    }

    void theWheelScrollsAPageThatScrollsAndZoomsWithCtrl() {
        for (const bool longPage : {true, false}) {
            QScrollArea page;
            page.resize(500, 400);
            page.setWidgetResizable(true);
            MetricPlot* plot = shown().release();
            plot->setData(0, ramp(100));
            plot->setMinimumHeight(longPage ? 1600 : 100);
            page.setWidget(plot);
            page.show();
            QVERIFY(QTest::qWaitForWindowExposed(&page));
            const auto span = [&] { return plot->xRange().y() - plot->xRange().x(); };
            QTRY_VERIFY(span() > 50);
            const double before = span();
            turnWheel(*plot);
            QCOMPARE(page.verticalScrollBar()->value() > 0, longPage);
            QCOMPARE(qFuzzyCompare(span(), before), longPage);
            const double now = span();
            turnWheel(*plot, Qt::ControlModifier);
            QVERIFY(!qFuzzyCompare(span(), now));
        }
    }
};

STUDIO_UI_TEST(QApplication, TestPlotView)
#include "tst_plot_view.moc"
