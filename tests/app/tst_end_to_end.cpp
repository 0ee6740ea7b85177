// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QTest>
#include <QUrl>

#include "app/gui/gui_app.h"
#include "tests/support/patience.h"
#include "tests/support/studio_fixture.h"
#include "ui/main_window/main_window.h"
#include "ui/plot/metric_plot.h"
#include "ui/theme/theme.h"

using namespace studio;
using namespace studio::test;

/// The whole main job in the real window with the real engine, on generated pictures.
class TestEndToEnd final : public QObject {
    Q_OBJECT

private:
    /// A file let go over the window, as a file manager does it.
    static void drop(QWidget& window, const std::string& path) {
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(QString::fromStdString(path))});
        const QPoint centre = window.rect().center();
        QDragEnterEvent enter(centre, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(centre), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &event);
    }
    static QWidget* pageOf(MainWindow& window, const char* name) {
        auto* page = window.findChild<QWidget*>(QLatin1String(name));
        if (page == nullptr)
            throw std::runtime_error(std::string("no page ") + name);
        return page;
    }
    static int curvePoints(MainWindow& window) {
        int most = 0;
        for (auto* plot : pageOf(window, "trainPage")->findChildren<MetricPlot*>())
            most = std::max(most, plot->pointCount(0));
        return most;
    }

private Q_SLOTS:
    void importTrainReopenResumeClassify() {
        applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light);
        StudioFixture f(realServices());
        const std::string pictures = f.pictures(32);
        {
            MainWindow window(*f.studio);
            window.resize(1440, 900);
            window.show();
            drop(window, pictures);
            QTRY_COMPARE(f.studio->data.state(), DataState::Ready);
            QCOMPARE(window.currentPage(), Page::Data);
            f.studio->recipe.setValue("epochs", "2");
            f.studio->recipe.setValue("batch_size", "16");
            f.studio->recipe.setValue("warmup_epochs", "0");
            f.studio->recipe.setValue("learning_rate", "0.05");
            f.studio->recipe.runName = "first";
            window.showPage(Page::Recipe);
            auto* start = pageOf(window, "recipePage")->findChild<QPushButton*>(QStringLiteral("startTraining"));
            QTRY_VERIFY(start->width() >= start->sizeHint().width()); // the page has just been shown
            QTest::mouseClick(start, Qt::LeftButton);
            QTRY_VERIFY(f.studio->training.isActive());
            QCOMPARE(window.currentPage(), Page::Train);
            QVERIFY(f.waitIdle(60'000));
            QCOMPARE(f.studio->training.lastReport()->outcome, RunOutcome::Finished);
            QTRY_VERIFY(curvePoints(window) >= 2);
            window.showPage(Page::Runs);
            auto* checkpoints = pageOf(window, "runsPage")->findChild<QTableView*>(QStringLiteral("checkpointTable"));
            QTRY_COMPARE(checkpoints->model()->rowCount(), 2);
            QVERIFY(window.close());
        }
        f.studio.reset(); // the end before the next start
        f.studio = std::make_unique<Studio>(realServices(), f.settingsFile());
        MainWindow window(*f.studio);
        window.resize(1440, 900);
        window.show();
        const std::string run = f.runs.toStdString() + "/first";
        QVERIFY(f.studio->openRun(run));
        QTRY_VERIFY(curvePoints(window) >= 2);
        QVERIFY(f.studio->resumeRun(run, 6));
        QTRY_COMPARE_WITH_TIMEOUT(f.studio->training.history()->epochs.size(), std::size_t{6}, 60'000);
        QVERIFY(f.waitIdle(60'000));
        f.studio->classify.setModel(run, "best");
        QTRY_VERIFY_WITH_TIMEOUT(f.studio->classify.hasModel(), 20'000);
        drop(window, pictures + "/val/c2/1032.jpg");
        QTRY_COMPARE(window.currentPage(), Page::Classify);
        QTRY_VERIFY(!f.studio->classify.items().empty());
        QTRY_COMPARE_WITH_TIMEOUT(f.studio->classify.items().front().state, ClassifyItem::State::Done, 20'000);
        QCOMPARE(f.studio->classify.items().front().prediction.top.front().classIndex, 2);
        QTRY_COMPARE(pageOf(window, "classifyPage")->findChild<QLabel*>(QStringLiteral("answer"))->text(),
                     QStringLiteral("c2"));
        window.close();
    }
};

QTEST_MAIN(TestEndToEnd)
#include "tst_end_to_end.moc"
