// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemView>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QTest>

#include <dlfcn.h>

#include "tests/support/card_machine.h"
#include "tests/support/fake_nvml.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/main_window.h"
#include "ui/models/device_words.h"
#include "ui/pages/pages.h"
#include "ui/theme/theme.h"
#include "ui/widgets/form_row.h"
#include "ui/widgets/meter.h"

using namespace studio;
using namespace studio::test;

namespace {

QStringList textsOf(const QComboBox& menu) {
    QStringList texts;
    for (int i = 0; i < menu.count(); ++i)
        texts += menu.itemText(i);
    return texts;
}

bool isEnabled(const QComboBox& menu, int row) {
    return menu.model()->flags(menu.model()->index(row, 0)) & Qt::ItemIsEnabled;
}

} // namespace

/// The devices that the window offers, and what it shows of a card at work.
class TestDevices final : public QObject {
    Q_OBJECT

private:
    /// A Recipe page on a machine.
    struct OpenRecipe {
        explicit OpenRecipe(const std::shared_ptr<Machine>& machine)
            : fixture(servicesOf(machine))
            , page(makeRecipePage(*fixture.studio))
            , menu(page->findChild<QComboBox*>(QStringLiteral("device")))
            , row(page->findChild<FormRow*>(QStringLiteral("row_device"))) {
            page->resize(1300, 900);
            page->show();
        }
        bool waitForCards() {
            return waitFor([this] { return !fixture.studio->cards.isLooking(); });
        }
        StudioFixture fixture;
        std::unique_ptr<QWidget> page;
        QComboBox* menu;
        FormRow* row;
    };
    struct OpenWindow {
        explicit OpenWindow(StudioServices services, int width = 1440)
            : fixture(std::move(services))
            , window(*fixture.studio) {
            window.resize(width, 900);
            window.show();
        }
        template<class Widget>
        Widget* find(const char* name) {
            return window.findChild<Widget*>(QLatin1String(name));
        }
        bool start() {
            if (!fixture.openPictures())
                return false;
            fixture.studio->recipe.setValue("epochs", "1");
            return fixture.studio->startTraining();
        }
        StudioFixture fixture;
        MainWindow window;
    };
    static void shotInBothThemes(QWidget& widget, const QString& name) {
        for (const ThemeMode mode : {ThemeMode::Dark, ThemeMode::Light}) {
            applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), mode);
            saveShot(widget, name + (mode == ThemeMode::Dark ? QStringLiteral("-dark") : QStringLiteral("-light")));
        }
    }
    /// Services with a run that waits at its first step, computed on a device of this name.
    StudioServices onDevice(const char* name) {
        FakeEngine engine;
        engine.gated = true;
        engine.stepsPerEpoch = 2;
        engine.device = name;
        gate_ = engine.gate;
        StudioServices services = servicesOf(machineWith({t4Card()}), engine);
        services.sampleCards = [this] {
            ++samplers_;
            return std::make_unique<CardSampler>(STUDIO_FAKE_NVML, CudaEnvironment{});
        };
        return services;
    }

private Q_SLOTS:
    void initTestCase() {
        applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light);
        void* const library = ::dlopen(STUDIO_FAKE_NVML, RTLD_NOW);
        QVERIFY2(library != nullptr, ::dlerror());
        nvml_ = reinterpret_cast<FakeNvml* (*)()>(::dlsym(library, "fakeNvml"))();
    }
    void init() { samplers_ = 0; }

    void theMenuFillsWhenTheDriverHasAnswered() {
        const auto machine = machineWith({t4Card()});
        machine->answers = false;
        OpenRecipe open(machine);
        QCOMPARE(textsOf(*open.menu), (QStringList{QStringLiteral("automatic (CPU)"), QStringLiteral("CPU"),
                                                   QStringLiteral("asking the NVIDIA driver...")}));
        QVERIFY(!isEnabled(*open.menu, 2));
        QVERIFY(open.row->message().isEmpty());
        machine->answer();
        QVERIFY(open.waitForCards());
        QCOMPARE(textsOf(*open.menu),
                 (QStringList{QStringLiteral("automatic (NVIDIA T4)"), QStringLiteral("NVIDIA T4, 16.0\u00a0GB, fp16"),
                              QStringLiteral("CPU")}));
        QCOMPARE(open.menu->currentIndex(), 0);
        QCOMPARE(open.fixture.studio->recipe.device, std::string("auto"));
        shotInBothThemes(*open.page, QStringLiteral("recipe"));
        open.menu->showPopup();
        shotInBothThemes(*open.menu->view()->window(), QStringLiteral("device-menu"));
        open.menu->hidePopup();
    }

    void whatWasChosenBeforeTheCardsCameStays() {
        const auto machine = machineWith({t4Card()});
        machine->answers = false;
        OpenRecipe open(machine);
        open.menu->setFocus();
        QTest::keyClick(open.menu, Qt::Key_Down);
        QCOMPARE(open.fixture.studio->recipe.device, std::string("cpu"));
        QTest::keyClick(open.menu, Qt::Key_Down); // what cannot be chosen is passed over
        QCOMPARE(open.fixture.studio->recipe.device, std::string("cpu"));
        machine->answer();
        QVERIFY(open.waitForCards());
        QCOMPARE(open.menu->currentText(), QStringLiteral("CPU"));
        QTest::keyClick(open.menu, Qt::Key_Up);
        QCOMPARE(open.fixture.studio->recipe.device, std::string("cuda:0"));
    }

    void aDriverThatHangsHoldsNothingUp() {
        const auto machine = machineWith({t4Card()});
        machine->answers = false;
        QElapsedTimer taken;
        taken.start();
        {
            OpenWindow open(servicesOf(machine));
            QVERIFY(open.fixture.openPictures());
            open.fixture.studio->recipe.setValue("epochs", "1");
            QVERIFY(open.fixture.studio->startTraining());
            QVERIFY(open.fixture.waitIdle());
            QVERIFY(open.fixture.studio->cards.isLooking());
        }
        QVERIFY2(taken.elapsed() < 20'000, qPrintable(QString::number(taken.elapsed())));
    }

    void aCardThatCannotBeUsedSaysWhy() {
        OpenRecipe open(machineWith({p40Card()},
                                    "The card cannot be used: Tesla P40, 24.0 GB, compute capability 6.1: too "
                                    "old, 7.5 or newer is needed."));
        QVERIFY(open.waitForCards());
        QCOMPARE(textsOf(*open.menu).back(), QStringLiteral("Tesla P40: cannot be used"));
        QVERIFY(!isEnabled(*open.menu, open.menu->count() - 1));
        QVERIFY(open.menu->itemData(open.menu->count() - 1, Qt::ToolTipRole).toString().contains(u"7.5 or newer"));
        QVERIFY2(open.row->message().contains(QStringLiteral("too old")), qPrintable(open.row->message()));
        saveShot(*open.page, QStringLiteral("card-unusable"));
        const std::unique_ptr<QWidget> start(makeStartPage(*open.fixture.studio));
        QCOMPARE(whyNoCard(*open.fixture.studio), open.row->message());
    }

    void whereOneCardWorksNothingIsWrong() {
        OpenRecipe open(machineWith({p40Card(), t4Card()}));
        QVERIFY(open.waitForCards());
        QVERIFY(open.row->message().isEmpty());
        QCOMPARE(open.menu->itemData(1).toString(), QStringLiteral("cuda:1"));
        QCOMPARE(open.menu->count(), 4);
    }

    void aMachineWithoutACardIsAsUsual() {
        OpenRecipe open(machineWith({}, "No NVIDIA driver is installed."));
        QVERIFY(open.waitForCards());
        QVERIFY(open.row->message().isEmpty());
        QCOMPARE(textsOf(*open.menu), (QStringList{QStringLiteral("automatic (CPU)"), QStringLiteral("CPU")}));
    }

    void theStatusBarShowsTheCardWhileARunTrainsOnIt() {
        OpenWindow open(onDevice("NVIDIA T4"));
        auto* busy = open.find<Meter>("meterCard");
        auto* memory = open.find<Meter>("meterCardMemory");
        auto* heat = open.find<QLabel>("cardHeat");
        QVERIFY(!busy->isVisible() && !memory->isVisible() && !heat->isVisible());
        QVERIFY(open.start());
        gate_->release();
        QTRY_VERIFY(busy->isVisible() && memory->isVisible() && heat->isVisible());
        QCOMPARE(busy->value(), 87);
        QCOMPARE(memory->text(), QStringLiteral("3.7/14.9\u00a0GiB"));
        QCOMPARE(heat->text(), QStringLiteral("71\u00a0°C · 70\u00a0W"));
        QVERIFY2(heat->toolTip().contains(QStringLiteral("limit is 70")), qPrintable(heat->toolTip()));
        shotInBothThemes(open.window, QStringLiteral("card"));
        gate_->release(8);
        QTRY_VERIFY(!open.fixture.studio->training.isActive());
        QVERIFY(!busy->isVisible() && !memory->isVisible() && !heat->isVisible());
        QCOMPARE(samplers_, 1);
    }

    void aRunOnTheCpuAsksNoDriver() {
        OpenWindow open(onDevice("CPU, 4 cores"));
        QVERIFY(open.start());
        gate_->release(8);
        QTRY_VERIFY(!open.fixture.studio->training.isActive());
        QCOMPARE(samplers_, 0);
        QVERIFY(!open.find<Meter>("meterCard")->isVisible());
    }

    void aCardThatHangsLeavesTheWindowAlone() {
        OpenWindow open(onDevice("NVIDIA T4"));
        nvml_->gate.close();
        QVERIFY(open.start());
        gate_->release();
        QTRY_COMPARE(samplers_, 1);
        nvml_->gate.waitForCall();
        QElapsedTimer taken;
        taken.start();
        gate_->release(8);
        QTRY_VERIFY(!open.fixture.studio->training.isActive());
        QVERIFY2(taken.elapsed() < 30'000, qPrintable(QString::number(taken.elapsed())));
        QVERIFY(!open.find<Meter>("meterCard")->isVisible());
        nvml_->gate.open();
        QTRY_COMPARE(LeavableThread::leftBehind(), 0);
    }

    void aNarrowWindowDropsTheCardFirst() {
        OpenWindow open(onDevice("NVIDIA T4"));
        QVERIFY(open.start());
        gate_->release();
        QTRY_VERIFY(open.find<QLabel>("cardHeat")->isVisible());
        open.window.resize(960, 540);
        QTRY_VERIFY(!open.find<QLabel>("cardHeat")->isVisible());
        QCOMPARE(open.window.width(), 960);
        saveShot(open.window, QStringLiteral("card-narrow"));
        auto* disk = open.find<Meter>("meterDisk");
        QVERIFY(disk->mapTo(&open.window, disk->rect().bottomRight()).x() < open.window.width());
        open.window.resize(1440, 900);
        QTRY_VERIFY(open.find<QLabel>("cardHeat")->isVisible());
        gate_->release(8);
        QTRY_VERIFY(!open.fixture.studio->training.isActive());
    }

private:
    FakeNvml* nvml_ = nullptr;
    std::shared_ptr<std::counting_semaphore<>> gate_;
    int samplers_ = 0;
};

STUDIO_UI_TEST(QApplication, TestDevices)
#include "tst_devices.moc"
