// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QPushButton>
#include <QTest>

#include "tests/support/find_widget.h"
#include "tests/support/finished_runs.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/main_window.h"
#include "ui/pages/settings/settings_dialog.h"
#include "ui/session/actions.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"

using namespace studio;
using namespace studio::test;

/// The dialog of settings: what is chosen holds at once, and at the next start.
class TestSettings final : public QObject {
    Q_OBJECT

private:
    struct Open {
        StudioFixture fixture;
        std::unique_ptr<MainWindow> window = std::make_unique<MainWindow>(*fixture.studio);
        std::unique_ptr<SettingsDialog> dialog = std::make_unique<SettingsDialog>(*fixture.studio);

        Open() {
            dialog->setAttribute(Qt::WA_DeleteOnClose, false);
            dialog->show();
        }
        template<class Widget>
        Widget* find(const char* name) {
            return findIn<Widget>(*dialog, name);
        }
        void choose(const char* name, int index) {
            auto* box = find<QComboBox>(name);
            box->setCurrentIndex(index);
            Q_EMIT box->activated(index);
        }
    };
    static QApplication& app() { return *qobject_cast<QApplication*>(QApplication::instance()); }

private Q_SLOTS:
    void initTestCase() { applyTheme(app(), ThemeMode::Light); }
    void cleanup() {
        setTextSize(100);
        applyTheme(app(), ThemeMode::Light);
    }

    void theThemeIsThatOfTheMenu() {
        Open open;
        open.choose("theme", 2);
        QCOMPARE(open.fixture.studio->settings.theme(), QStringLiteral("dark"));
        QVERIFY(open.fixture.studio->actions().themeDark->isChecked());
        saveShot(*open.dialog, QStringLiteral("settings-dark"));
        open.fixture.studio->actions().themeLight->trigger();
        QCOMPARE(open.find<QComboBox>("theme")->currentIndex(), 1);
        saveShot(*open.dialog, QStringLiteral("settings-light"));
    }

    void aLanguageIsKeptForTheNextStart() {
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("settings.ini"));
        {
            Studio studio(fakeServices(), file);
            SettingsDialog dialog(studio);
            dialog.setAttribute(Qt::WA_DeleteOnClose, false);
            auto* box = dialog.findChild<QComboBox*>(QStringLiteral("language"));
            QVERIFY(box != nullptr);
            QCOMPARE(box->currentData().toString(), QString()); // as the desktop
            QCOMPARE(box->itemText(1), QStringLiteral("English"));
            box->setCurrentIndex(box->findText(QStringLiteral("Deutsch")));
            Q_EMIT box->activated(box->currentIndex());
        }
        QCOMPARE(Settings(file).language(), QStringLiteral("de"));
    }

    void largerTextIsLargerEverywhereAtOnce() {
        Open open;
        const int before = open.window->font().pixelSize(), rows = tableRowHeight();
        open.choose("textSize", 4);
        QCOMPARE(open.fixture.studio->settings.textSize(), 150);
        QCOMPARE(QApplication::font().pixelSize(), qRound(before * 1.5));
        QVERIFY(tableRowHeight() > rows);
        open.dialog->adjustSize();
        saveShot(*open.dialog, QStringLiteral("settings-150"));
        open.fixture.studio->settings.setTextSize(9'000);
        QCOMPARE(open.fixture.studio->settings.textSize(), 100); // edited by hand
    }

    void anotherFolderOfRunsIsListedAtOnce() {
        Open open;
        const QString other = open.fixture.dir.filePath(QStringLiteral("elsewhere"));
        writeFinishedRun(QDir(other).filePath(QStringLiteral("old")).toStdString(), 1, 1);
        open.fixture.studio->dialogs.pickFolder = [&other](const QString&, const QString&) { return other; };
        open.find<QPushButton>("chooseRunsFolder")->click();
        QCOMPARE(open.fixture.studio->settings.runsFolder(), other.toStdString());
        QCOMPARE(open.find<ElidedLabel>("runsFolder")->text(), other);
        QTRY_COMPARE(open.fixture.studio->runs.runs().size(), std::size_t{1});
        QTRY_VERIFY(open.fixture.studio->monitor.diskTotalBytes() > 0);
        open.fixture.studio->dialogs.pickFolder = [](const QString&, const QString&) { return std::nullopt; };
        open.find<QPushButton>("chooseRunsFolder")->click(); // thought better of it
        QCOMPARE(open.fixture.studio->settings.runsFolder(), other.toStdString());
    }

    void slowRefreshAndTheTrayAreOneChoiceWithTheMenu() {
        Open open;
        open.find<QCheckBox>("slowRefresh")->click();
        QVERIFY(open.fixture.studio->settings.slowRefresh());
        open.fixture.studio->actions().slowRefresh->trigger();
        QVERIFY(!open.find<QCheckBox>("slowRefresh")->isChecked());
        open.find<QCheckBox>("trayIcon")->click();
        QVERIFY(open.fixture.studio->settings.trayIcon() && open.fixture.studio->actions().trayIcon->isChecked());
    }

    void whereRunsTrainIsTheRecipesFirstChoice() {
        StudioFixture fixture;
        Settings(fixture.settingsFile()).setRunPlace(RunPlace::Window);
        Studio next(fakeServices(), fixture.settingsFile());
        QVERIFY(next.recipe.place == RunPlace::Window);
        QVERIFY(SettingsDialog(next).findChild<QComboBox*>(QStringLiteral("trains")) == nullptr); // no other way
        next.services.launch = [](const TrainRequest&, const BackupWish&) { return std::string(); };
        next.services.follow = next.services.train;
        SettingsDialog dialog(next);
        auto* trains = dialog.findChild<QComboBox*>(QStringLiteral("trains"));
        QVERIFY(trains != nullptr && trains->currentIndex() == 1);
        trains->setCurrentIndex(2);
        Q_EMIT trains->activated(2);
        QVERIFY(next.recipe.place == RunPlace::Background);
        QVERIFY(next.settings.runPlace() == RunPlace::Background);
    }

    void theMenuOpensOne() {
        Open open;
        open.fixture.studio->actions().settings->trigger();
        open.fixture.studio->actions().settings->trigger();
        QCOMPARE(open.window->findChildren<SettingsDialog*>().size(), 1);
    }
};

STUDIO_UI_TEST(QApplication, TestSettings)
#include "tst_settings.moc"
