// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>

#include "tests/support/find_widget.h"
#include "tests/support/finished_runs.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/models/checkpoint_table.h"
#include "ui/pages/pages.h"
#include "ui/theme/theme.h"
#include "ui/widgets/table_view.h"

using namespace studio;
using namespace studio::test;

/// The rule by which checkpoints go, its preview, and what it does.
class TestPrune final : public QObject {
    Q_OBJECT

private:
    struct Open {
        Open() {
            writeFinishedRun(run, 8, 1000);
            makeCheckpointsReal(run, 8);
            page.reset(makeRunsPage(*fixture.studio));
            page->resize(1300, 900);
            page->show();
            fixture.studio->runs.refresh();
        }
        bool show() {
            auto* button = find<QPushButton>("pruneCheckpoints");
            if (!waitFor([button] { return button->isEnabled(); }))
                return false;
            button->click();
            return dialog() != nullptr;
        }
        QDialog* dialog() const { return page->window()->findChild<QDialog*>(QStringLiteral("pruneDialog")); }
        template<class Widget>
        Widget* find(const char* name) {
            return findIn<Widget>(*page->window(), name);
        }
        QString told() { return find<QLabel>("pruneTold")->text().replace(QChar::Nbsp, u' '); }
        int going() {
            int count = 0;
            const QAbstractItemModel* model = find<TableView>("pruneTable")->model();
            for (int row = 0; row < model->rowCount(); ++row)
                count += model->index(row, CheckpointTable::KeptAs).data().toString() == QStringLiteral("goes");
            return count;
        }
        std::size_t files() const { return listCheckpointFiles(RunPaths(run).checkpoints).size(); }

        StudioFixture fixture;
        std::string run = QString(fixture.runs + QStringLiteral("/many")).toStdString();
        std::unique_ptr<QWidget> page;
    };

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void theTableShowsWhatGoesUnderTheRuleBeforeItDoes() {
        Open open;
        QVERIFY(open.show());
        open.find<QSpinBox>("pruneLast")->setValue(3);
        QVERIFY2(open.told().startsWith(QStringLiteral("5 of 8 checkpoints go.")), qPrintable(open.told()));
        QCOMPARE(open.going(), 5);
        open.find<QSpinBox>("pruneEvery")->setValue(2); // epochs 2 and 4 stay, too
        QVERIFY(open.told().startsWith(QStringLiteral("3 of 8 checkpoints go.")));
        QCOMPARE(open.going(), 3);
        saveShot(*open.dialog(), QStringLiteral("prune-light"));
        QCOMPARE(open.files(), std::size_t{8});
        auto* button = open.find<QPushButton>("pruneDelete");
        QCOMPARE(button->text(), QStringLiteral("Delete 3 checkpoints"));
        button->click();
        QTRY_COMPARE(open.files(), std::size_t{5});
        QTRY_VERIFY(open.dialog() == nullptr);
        QTRY_COMPARE(open.find<TableView>("checkpointTable")->model()->rowCount(), 5);
    }

    void whereNothingGoesNothingCanBeDeleted() {
        Open open;
        QVERIFY(open.show());
        open.find<QSpinBox>("pruneLast")->setValue(8);
        QCOMPARE(open.told(), QStringLiteral("Under this rule all 8 checkpoints stay."));
        QVERIFY(!open.find<QPushButton>("pruneDelete")->isEnabled());
        open.find<QPushButton>("pruneCancel")->click();
        QTRY_VERIFY(open.dialog() == nullptr);
        QCOMPARE(open.files(), std::size_t{8});
    }

    void itFollowsTheRunAndGoesWhenATrainerTakesIt() {
        Open open;
        QVERIFY(open.show());
        open.find<QSpinBox>("pruneLast")->setValue(2);
        QCOMPARE(open.going(), 6);
        open.fixture.studio->runs.pin(open.run, checkpointFileName(10), true);
        QTRY_COMPARE(open.going(), 5);
        open.fixture.studio->runs.watch({}); // the page shows no run any more
        open.find<QSpinBox>("pruneLast")->setValue(3);
        QCOMPARE(open.going(), 4);
        const RunLock lock(open.run);
        open.fixture.studio->runs.refresh();
        QTRY_VERIFY(open.dialog() == nullptr);
        QTRY_VERIFY(!open.find<QPushButton>("pruneCheckpoints")->isEnabled());
        QCOMPARE(open.files(), std::size_t{8});
    }
};

STUDIO_UI_TEST(QApplication, TestPrune)
#include "tst_prune.moc"
