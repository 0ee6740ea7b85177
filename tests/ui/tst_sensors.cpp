// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <chrono>

#include <QPushButton>
#include <QTest>

#include <dlfcn.h>

#include "tests/support/card_machine.h"
#include "tests/support/fake_nvml.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/main_window.h"
#include "ui/pages/sensors/card_alerts.h"
#include "ui/pages/sensors/sensor_tile.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/meter.h"
#include "ui/widgets/page_frame.h"

using namespace studio;
using namespace studio::test;
using namespace std::chrono_literals;

namespace {

/// Counts the paints of a widget.
class PaintCount final : public QObject {
public:
    explicit PaintCount(QWidget* widget) { widget->installEventFilter(this); }
    int paints = 0;

protected:
    bool eventFilter(QObject*, QEvent* event) override {
        paints += event->type() == QEvent::Paint ? 1 : 0;
        return false;
    }
};

/// A window whose run trains on a card of the driver's stand-in, one step a release.
struct Open {
    explicit Open(FakeEngine engine = {}, QSize size = {1440, 900})
        : fixture(services(engine))
        , window(*fixture.studio) {
        window.resize(size);
        window.show();
    }
    ~Open() {
        gate->release(100);
        fixture.waitIdle();
    }
    StudioServices services(FakeEngine& engine) {
        engine.gated = true;
        engine.stepsPerEpoch = 50;
        if (engine.device == "fake")
            engine.device = "NVIDIA T4";
        gate = engine.gate;
        StudioServices made = servicesOf(machineWith({t4Card()}), engine);
        made.sampleCards = [] { return std::make_unique<CardSampler>(STUDIO_FAKE_NVML, CudaEnvironment{}); };
        return made;
    }
    bool start() {
        if (!fixture.openPictures())
            return false;
        fixture.studio->recipe.setValue("epochs", "1");
        const bool started = fixture.studio->startTraining();
        gate->release();
        return started;
    }
    template<class Widget>
    Widget* find(const char* name) {
        return window.findChild<Widget*>(QLatin1String(name));
    }
    SensorCurve* curve(const char* name) { return find<SensorCurve>(name); }
    std::shared_ptr<std::counting_semaphore<>> gate;
    StudioFixture fixture;
    MainWindow window;
};

/// The banners on a page of their own, with little patience.
struct OpenAlerts : Open {
    explicit OpenAlerts(FakeEngine engine = {})
        : Open(std::move(engine)) {
        new CardAlerts(*fixture.studio, page, 700ms);
        page.resize(900, 300);
        page.show();
    }
    QString shown() {
        QStringList names;
        for (const Banner* banner : page.findChildren<Banner*>()) {
            if (!banner->isHidden())
                names += banner->objectName();
        }
        return names.join(u' ');
    }
    Banner* banner(const char* name) { return page.findChild<Banner*>(QLatin1String(name)); }
    PageFrame page{QStringLiteral("page")};
};

void shotInBothThemes(QWidget& widget, const QString& name) {
    for (const ThemeMode mode : {ThemeMode::Dark, ThemeMode::Light}) {
        applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), mode);
        saveShot(widget, name + (mode == ThemeMode::Dark ? QStringLiteral("-dark") : QStringLiteral("-light")));
    }
}

} // namespace

/// What the window shows of the machine while a run trains, and when it warns.
class TestSensors final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QLocale::setDefault(QLocale::c());
        applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light);
        void* const library = ::dlopen(STUDIO_FAKE_NVML, RTLD_NOW);
        QVERIFY2(library != nullptr, ::dlerror());
        nvml_ = reinterpret_cast<FakeNvml* (*)()>(::dlsym(library, "fakeNvml"))();
    }
    void init() {
        nvml_->slowedBits = 0x4;
        nvml_->milliwatts = 69'500;
        nvml_->tellsPower = true;
    }

    void aHistoryHoldsTheLastMinutesAndNoMore() {
        const SensorHistory::Clock::time_point start{1h};
        SensorHistory history;
        history.add(99, start);
        for (int second = 60; second <= 360; ++second)
            history.add(second % 7, start + std::chrono::seconds(second));
        QCOMPARE(history.most(), 6.0);
        QCOMPARE(history.least(), 0.0);
        QCOMPARE(history.samples().front().at, start + 60s);
        for (int i = 0; i < 100'000; ++i)
            history.add(i, start + 400s);
        QCOMPARE(history.samples().size(), SensorHistory::kMost);
        QCOMPARE(history.samples().back().value, 99'999.0);
    }

    void aCurveHasAGapWhereNothingWasTold() {
        const SensorHistory::Clock::time_point start{1h};
        SensorCurve curve(QStringLiteral("curve"), QStringLiteral("Power"), QStringLiteral("W"), 0);
        for (int second = 0; second <= 300; second += 2) {
            if (second < 100 || second > 200)
                curve.add(second < 100 ? 20 + second % 15 : 60, 70, start + std::chrono::seconds(second));
        }
        curve.refresh();
        curve.resize(200, curve.sizeHint().height());
        saveShot(curve, QStringLiteral("curve"));
        const QImage picture = curve.grab().toImage().convertToFormat(QImage::Format_RGB32);
        const auto isDrawn = [&](int x) { // above the base line
            const QRgb back = picture.pixel(100, 0);
            for (int y = picture.height() / 2; y < picture.height() - 5; ++y) {
                if (picture.pixel(x, y) != back)
                    return true;
            }
            return false;
        };
        QVERIFY(isDrawn(20) && isDrawn(160));
        QVERIFY(!isDrawn(88));
        QCOMPARE(curve.accessibleName(),
                 QStringLiteral("Power: 60\u00a0W. In the last minutes between 20 and 60\u00a0W"));
    }

    void theDetailsShowWhatTheMachineTells() {
        Open open;
        QVERIFY(!open.find<QWidget>("sensors")->isVisible());
        QVERIFY(open.start());
        QTRY_VERIFY(open.curve("sensorClock")->isVisible() && open.curve("sensorCpu")->isVisible());
        QCOMPARE(open.curve("sensorBusy")->value(), QStringLiteral("87\u00a0%"));
        QCOMPARE(open.curve("sensorCardMemory")->value(), QStringLiteral("3.7\u00a0GiB"));
        QCOMPARE(open.curve("sensorTemperature")->value(), QStringLiteral("71\u00a0°C"));
        QCOMPARE(open.curve("sensorPower")->value(), QStringLiteral("70\u00a0W"));
        QCOMPARE(open.curve("sensorClock")->value(), QStringLiteral("930\u00a0MHz"));
        QVERIFY(open.curve("sensorMemory")->isVisible());
        nvml_->milliwatts = 41'000;
        QTRY_COMPARE(open.curve("sensorPower")->value(), QStringLiteral("41\u00a0W"));
        QCOMPARE(open.curve("sensorPower")->accessibleName(),
                 QStringLiteral("Power: 41\u00a0W. In the last minutes between 41 and 70\u00a0W"));
        const auto& disk = *open.find<VolumeTile>("sensorDisk");
        QTRY_VERIFY2(disk.value().endsWith(u" free"), qPrintable(disk.value()));
        QVERIFY(open.find<Meter>("meterDisk")->accessibleName().startsWith(u"Disk of the run:"));
        shotInBothThemes(open.window, QStringLiteral("sensors"));
        open.gate->release(100);
        QVERIFY(open.fixture.waitIdle());
        QVERIFY(!open.find<QWidget>("sensors")->isVisible());
        QTRY_VERIFY(open.find<Meter>("meterDisk")->accessibleName().startsWith(u"Disk of the runs folder:"));
    }

    void whatIsNotToldHasNoPlace() {
        nvml_->tellsPower = false;
        Open open;
        QVERIFY(open.start());
        QTRY_VERIFY(open.curve("sensorClock")->isVisible() && open.curve("sensorCpu")->isVisible());
        QVERIFY(!open.curve("sensorPower")->isVisible());
        const QPoint clock = open.curve("sensorClock")->pos(), heat = open.curve("sensorTemperature")->pos();
        QCOMPARE(clock.y(), heat.y()); // where power would stand
        nvml_->tellsPower = true;
        QTRY_VERIFY(open.curve("sensorPower")->isVisible());
        QTRY_VERIFY(open.curve("sensorClock")->y() > open.curve("sensorPower")->y());
    }

    void aRunOnTheProcessorShowsTheProcessor() {
        FakeEngine engine;
        engine.device = "CPU, 4 cores";
        Open open(engine);
        QVERIFY(open.start());
        QTRY_VERIFY(open.curve("sensorCpu")->isVisible() && open.curve("sensorMemory")->isVisible());
        QVERIFY(open.find<VolumeTile>("sensorDisk")->isVisible());
        QVERIFY(!open.curve("sensorBusy")->isVisible() && !open.curve("sensorClock")->isVisible());
        shotInBothThemes(open.window, QStringLiteral("sensors-cpu"));
    }

    void aFollowedRunShowsTheCardOfThisMachineAlone() {
        std::atomic<bool> answers{true};
        StudioServices services = servicesOf(machineWith({t4Card()}));
        services.sampleCards = [] { return std::make_unique<CardSampler>(STUDIO_FAKE_NVML, CudaEnvironment{}); };
        services.follow = [&](const TrainRequest& request, TrainObserver& observer, TrainControl& control) {
            RunReport report;
            RunStart start;
            report.folder = start.folder = request.runFolder;
            start.device = "NVIDIA T4";
            observer.runStarted(start);
            while (!control.waitForLeave(0.05)) {
                TrainStatus status;
                status.phase = TrainPhase::Training;
                status.unsteerable = !answers;
                status.trouble = answers ? "" : "Nobody answers for this run here.";
                observer.statusChanged(status);
            }
            report.left = true;
            return report;
        };
        StudioFixture f(services);
        f.studio->training.follow("/nowhere/run");
        QTRY_VERIFY(f.studio->cardMonitor.reading().has_value());
        answers = false; // it may go on elsewhere, on a card of that name
        QTRY_VERIFY(!f.studio->cardMonitor.reading().has_value());
    }

    void hiddenDetailsDrawNothingAndMissNothing() {
        Open open;
        QVERIFY(open.start());
        SensorCurve* power = open.curve("sensorPower");
        QTRY_COMPARE(power->value(), QStringLiteral("70\u00a0W"));
        open.find<QPushButton>("detailsToggle")->click();
        const PaintCount count(power);
        nvml_->milliwatts = 33'000;
        QTRY_COMPARE(power->history().least(), 33.0);
        QTRY_VERIFY(power->history().samples().size() > 6);
        QCOMPARE(count.paints, 0);
        QCOMPARE(power->value(), QStringLiteral("70\u00a0W"));
        open.find<QPushButton>("detailsToggle")->click();
        QTRY_VERIFY(count.paints > 0);
        QCOMPARE(power->value(), QStringLiteral("33\u00a0W"));
    }

    void onALowScreenTheJournalComesFirst() {
        Open open({}, {1440, 768});
        QVERIFY(open.start());
        auto* toggle = open.find<QPushButton>("sensorCurves");
        QTRY_VERIFY(toggle->isVisible());
        QVERIFY(!toggle->isChecked());
        shotInBothThemes(open.window, QStringLiteral("sensors-folded"));
        open.window.resize(1440, 1000);
        QTRY_VERIFY(open.curve("sensorClock")->isVisible());
        open.window.resize(1440, 768);
        QTRY_VERIFY(toggle->isVisible() && !toggle->isChecked());
        QTest::mouseClick(toggle, Qt::LeftButton); // by hand: the height decides no more, at the next start neither
        QTRY_VERIFY(open.curve("sensorClock")->isVisible());
        shotInBothThemes(open.window, QStringLiteral("sensors-low"));
        open.window.resize(1440, 700);
        QVERIFY(toggle->isChecked());
        QCOMPARE(open.fixture.studio->settings.state(QStringLiteral("sensorCurves")), QByteArray("open"));
    }

    void aFaultOfTheCardLastsOnlyAfterSomeTime() {
        const LastingFault::Clock::time_point start{1h};
        LastingFault fault(10s);
        QVERIFY(!fault.look(true, start));
        QVERIFY(!fault.look(true, start + 4s));
        QVERIFY(!fault.look(true, start + 60s)); // nobody looked in between
        QVERIFY(!fault.look(true, start + 64s));
        QVERIFY(fault.look(true, start + 67s));
        QVERIFY(fault.look(false, start + 71s)); // it comes and goes
        QVERIFY(fault.look(true, start + 73s));
        QVERIFY(fault.look(false, start + 77s));
        QVERIFY(!fault.look(false, start + 82s));
    }

    void aCardThatIsTooHotForLongIsABannerUntilItIsBetter() {
        OpenAlerts open;
        QVERIFY(open.start());
        QTRY_VERIFY(open.fixture.studio->cardMonitor.reading().has_value());
        const int before = nvml_->readings;
        QTRY_VERIFY(nvml_->readings > before + 8); // at its power limit a card trains all day
        QCOMPARE(open.shown(), QString());
        nvml_->slowedBits = 0x24;
        QTRY_COMPARE(open.shown(), QStringLiteral("cardSlowedBanner"));
        const QString text = open.banner("cardSlowedBanner")->text();
        QVERIFY2(text.contains(QStringLiteral("power limit, heat")), qPrintable(text));
        shotInBothThemes(open.page, QStringLiteral("card-slowed"));
        nvml_->slowedBits = 0x1; // it idles
        QTRY_COMPARE(open.shown(), QString());
        nvml_->slowedBits = 0x40;
        QTRY_COMPARE(open.shown(), QStringLiteral("cardSlowedBanner"));
        open.gate->release(100);
        QVERIFY(open.fixture.waitIdle());
        QTRY_COMPARE(open.shown(), QString());
    }

    void aCardThatWaitsForPicturesIsABannerAfterHeat() {
        FakeEngine engine;
        engine.waitSeconds = 0.0045;
        OpenAlerts open(engine);
        QVERIFY(open.start());
        QTRY_COMPARE(open.shown(), QStringLiteral("cardWaitsBanner"));
        QVERIFY2(open.banner("cardWaitsBanner")->title().contains(QStringLiteral("45\u00a0%")),
                 qPrintable(open.banner("cardWaitsBanner")->title()));
        shotInBothThemes(open.page, QStringLiteral("card-waits"));
        nvml_->slowedBits = 0x20;
        QTRY_COMPARE(open.shown(), QStringLiteral("cardSlowedBanner")); // one at a time
        QTest::mouseClick(open.banner("cardSlowedBanner")->findChild<QPushButton*>(QStringLiteral("bannerClose")),
                          Qt::LeftButton);
        QTRY_COMPARE(open.shown(), QStringLiteral("cardWaitsBanner"));
        QTest::mouseClick(open.banner("cardWaitsBanner")->findChild<QPushButton*>(QStringLiteral("bannerClose")),
                          Qt::LeftButton);
        const int before = nvml_->readings;
        QTRY_VERIFY(nvml_->readings > before + 8);
        QCOMPARE(open.shown(), QString()); // who closed it knows
    }

    void inAPauseACardIsNotWarnedOf() {
        OpenAlerts open;
        nvml_->slowedBits = 0x20;
        QVERIFY(open.start());
        QTRY_COMPARE(open.shown(), QStringLiteral("cardSlowedBanner"));
        open.fixture.studio->training.pause();
        open.gate->release();
        QTRY_VERIFY(open.fixture.studio->training.state() == SessionState::Paused);
        QTRY_COMPARE(open.shown(), QString());
        open.fixture.studio->training.resume();
    }

private:
    FakeNvml* nvml_ = nullptr;
};

STUDIO_UI_TEST(QApplication, TestSensors)
#include "tst_sensors.moc"
