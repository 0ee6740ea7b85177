// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QAction>
#include <QFile>
#include <QMessageBox>
#include <QPushButton>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include "core/queue/run_queue.h"
#include "tests/support/call_gate.h"
#include "tests/support/find_widget.h"
#include "tests/support/finished_runs.h"
#include "tests/support/read_gate.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/dialogs.h"
#include "ui/models/checkpoint_table.h"
#include "ui/models/run_table.h"
#include "ui/pages/pages.h"
#include "ui/theme/theme.h"
#include "ui/widgets/table_view.h"

using namespace studio;
using namespace studio::test;

/// The Runs page while its list changes under it: real questions that stay open meanwhile, runs and checkpoints that
/// come and go, disks that do not answer.
class TestRunsPage final : public QObject {
    Q_OBJECT

private:
    struct Open {
        explicit Open(const QStringList& runs = {QStringLiteral("old"), QStringLiteral("mid"), QStringLiteral("new")}) {
            for (qsizetype i = 0; i < runs.size(); ++i)
                writeFinishedRun(folder(runs[i]), 3, 1000 * (i + 1));
            page.reset(makeRunsPage(*fixture.studio));
            fixture.studio->dialogs.ask = {};
            setRealDialogs(fixture.studio->dialogs, page.get());
            page->resize(1300, 900);
            page->show();
            fixture.studio->runs.refresh();
        }
        std::string folder(const QString& name) const { return QString(fixture.runs + u'/' + name).toStdString(); }
        bool exists(const QString& name) const { return std::filesystem::exists(folder(name)); }
        template<class Widget>
        Widget* find(const char* name) {
            return findIn<Widget>(*page, name);
        }
        TableView* runs() { return find<TableView>("runTable"); }
        TableView* ledger() { return find<TableView>("checkpointTable"); }
        QString chosenRun() { return runs()->currentIndex().siblingAtColumn(RunTable::Name).data().toString(); }
        QString chosenEpoch() {
            return ledger()->currentIndex().siblingAtColumn(CheckpointTable::Epoch).data().toString();
        }
        bool choose(const QString& run) {
            for (int row = 0; row < runs()->model()->rowCount(); ++row) {
                if (runs()->model()->index(row, RunTable::Name).data().toString() == run)
                    runs()->selectRow(row);
            }
            return waitFor([&] { return chosenRun() == run && ledger()->model()->rowCount() > 0; });
        }
        /// Reads the list anew and waits for it, also inside a question.
        bool refresh() {
            QSignalSpy changed(&fixture.studio->runs, &RunsSession::changed);
            QSignalSpy read(&fixture.studio->runs, &RunsSession::overviewChanged);
            fixture.studio->runs.refresh();
            return waitFor([&] { return changed.count() > 0; }) &&
                   (chosenRun().isEmpty() || waitFor([&] { return read.count() > 0; }));
        }
        /// What is done while the question stands that `ask` brings up; then its first verb is pressed.
        template<class Meanwhile>
        void answer(const std::function<void()>& ask, Meanwhile meanwhile) {
            bool answered = false;
            QTimer::singleShot(0, page.get(), [&] {
                auto* box = page->findChild<QMessageBox*>(QStringLiteral("askDialog"));
                QVERIFY(box != nullptr);
                asked = box->text();
                meanwhile();
                for (QAbstractButton* button : box->buttons()) {
                    if (box->buttonRole(button) != QMessageBox::RejectRole)
                        button->click();
                }
                answered = true;
            });
            ask();
            QVERIFY(answered);
        }
        void press(const char* button) { QTest::mouseClick(find<QPushButton>(button), Qt::LeftButton); }

        StudioFixture fixture;
        std::unique_ptr<QWidget> page;
        QString asked;
    };

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void theRunThatWasAskedAboutIsDeletedWhateverTheListDoesMeanwhile() {
        Open open;
        QTRY_COMPARE(open.runs()->model()->rowCount(), 3);
        QVERIFY(open.choose(QStringLiteral("mid")));
        open.answer([&] { open.press("deleteRun"); },
                    [&] {
                        writeFinishedRun(open.folder(QStringLiteral("newest")), 1, 9000);
                        std::filesystem::remove_all(open.folder(QStringLiteral("old")));
                        QVERIFY(open.refresh());
                        open.runs()->selectRow(0); // and another is selected by then
                    });
        QCOMPARE(open.asked, QStringLiteral("Delete mid?"));
        QTRY_VERIFY(!open.exists(QStringLiteral("mid")));
        QTRY_COMPARE(open.runs()->model()->rowCount(), 2);
        QVERIFY(open.exists(QStringLiteral("new")) && open.exists(QStringLiteral("newest")));
    }

    void aRunThatIsGoneWhenTheQuestionIsAnsweredIsSaidToBeGone() {
        Open open;
        QTRY_COMPARE(open.runs()->model()->rowCount(), 3);
        QVERIFY(open.choose(QStringLiteral("mid")));
        QSignalSpy problems(open.fixture.studio.get(), &Studio::problemReported);
        open.answer([&] { open.press("deleteRun"); },
                    [&] {
                        std::filesystem::remove_all(open.folder(QStringLiteral("mid")));
                        QVERIFY(open.refresh());
                    });
        QCOMPARE(problems.count(), 1);
        QCOMPARE(open.chosenRun(), QString()); // nor is a neighbour chosen
        QVERIFY(open.exists(QStringLiteral("new")) && open.exists(QStringLiteral("old")));
        QVERIFY(!open.find<QPushButton>("deleteRun")->isEnabled());
    }

    void keysThatComeFasterThanTheQueuesFileEachCount() {
        const QTemporaryDir state;
        qputenv("XDG_STATE_HOME", QFile::encodeName(state.path()));
        const auto back = qScopeGuard([] { qunsetenv("XDG_STATE_HOME"); });
        RunQueue queue;
        std::vector<std::int64_t> ids;
        for (const char* name : {"/runs/a", "/runs/b", "/runs/c"}) {
            QueueEntry entry;
            entry.run = name;
            entry.data.root = "/pictures";
            entry.recipe = configToJson(findPreset("quick-look").config);
            ids.push_back(queue.add(entry).id);
        }
        Open open;
        auto* table = open.find<TableView>("queueTable");
        QTRY_COMPARE(table->model()->rowCount(), 3);
        table->selectRow(2);
        auto* earlier = open.find<QAction>("actQueueEarlier");
        QVERIFY(earlier->isEnabled());
        earlier->trigger();
        earlier->trigger();
        QTRY_VERIFY(!open.fixture.studio->queue.isEditing());
        std::vector<std::int64_t> order;
        for (const QueueEntry& entry : queue.content().entries)
            order.push_back(entry.id);
        QCOMPARE(order, (std::vector{ids[2], ids[0], ids[1]}));
        QTRY_COMPARE(table->currentIndex().row(), 0); // the selection goes with it
    }

    void theSelectionStaysOnItsRunWhenOthersComeAndGo() {
        Open open;
        QTRY_COMPARE(open.runs()->model()->rowCount(), 3);
        QVERIFY(open.choose(QStringLiteral("mid")));
        writeFinishedRun(open.folder(QStringLiteral("newest")), 1, 9000);
        std::filesystem::remove_all(open.folder(QStringLiteral("old")));
        QVERIFY(open.refresh());
        QCOMPARE(open.runs()->model()->rowCount(), 3);
        QCOMPARE(open.chosenRun(), QStringLiteral("mid"));
        QCOMPARE(open.ledger()->model()->rowCount(), 3);
    }

    void theLedgerRemembersACheckpointNotARow() {
        Open open;
        QTRY_COMPARE(open.runs()->model()->rowCount(), 3);
        QVERIFY(open.choose(QStringLiteral("mid")));
        open.ledger()->selectRow(1);
        QCOMPARE(open.chosenEpoch(), QStringLiteral("2"));
        addEpochTo(open.folder(QStringLiteral("mid")), 4, false); // stands above it
        QVERIFY(open.refresh());
        QCOMPARE(open.ledger()->model()->rowCount(), 4);
        QCOMPARE(open.chosenEpoch(), QStringLiteral("2"));
        open.press("pinCheckpoint");
        QTRY_COMPARE(open.ledger()->model()->index(2, CheckpointTable::KeptAs).data().toString(),
                     QStringLiteral("pinned"));
        for (const int row : {0, 1, 3})
            QVERIFY(!open.ledger()
                         ->model()
                         ->index(row, CheckpointTable::KeptAs)
                         .data()
                         .toString()
                         .contains(QStringLiteral("pinned")));
        open.press("classifyWith");
        QVERIFY(open.fixture.studio->classify.model().ends_with(checkpointFileName(20)));
    }

    void aSelectedCheckpointThatGoesLeavesNothingSelected() {
        Open open;
        QTRY_COMPARE(open.runs()->model()->rowCount(), 3);
        QVERIFY(open.choose(QStringLiteral("mid")));
        open.ledger()->selectRow(1);
        RunDatabase(RunPaths(open.folder(QStringLiteral("mid"))).database, RunDatabase::Mode::Write)
            .removeCheckpoint(checkpointFileName(20));
        QVERIFY(open.refresh());
        QCOMPARE(open.ledger()->model()->rowCount(), 2);
        QCOMPARE(open.chosenEpoch(), QString());
        for (const char* button : {"classifyWith", "pinCheckpoint", "deleteCheckpoint"})
            QVERIFY2(!open.find<QPushButton>(button)->isEnabled(), button);
    }

    void theCheckpointThatWasAskedAboutIsDeleted() {
        Open open;
        QTRY_COMPARE(open.runs()->model()->rowCount(), 3);
        QVERIFY(open.choose(QStringLiteral("mid")));
        open.ledger()->selectRow(1);
        const std::string mid = open.folder(QStringLiteral("mid"));
        open.answer([&] { open.press("deleteCheckpoint"); },
                    [&] {
                        addEpochTo(mid, 4, false);
                        QVERIFY(open.refresh());
                        QVERIFY(open.choose(QStringLiteral("new"))); // files of two runs have the same names
                    });
        QCOMPARE(open.asked, QStringLiteral("Delete the checkpoint of epoch 2?"));
        QTRY_VERIFY(!std::filesystem::exists(mid + "/checkpoints/" + checkpointFileName(20)));
        for (const int step : {10, 30, 40})
            QVERIFY(std::filesystem::exists(mid + "/checkpoints/" + checkpointFileName(step)));
        QVERIFY(std::filesystem::exists(open.folder(QStringLiteral("new")) + "/checkpoints/" + checkpointFileName(20)));
    }

    void deleteIsAKeyOfTheTableThatHasTheFocus() {
        Open open;
        QTRY_COMPARE(open.runs()->model()->rowCount(), 3);
        QVERIFY(open.choose(QStringLiteral("mid")));
        open.page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(open.page.get()));
        open.ledger()->selectRow(2);
        open.ledger()->setFocus();
        open.answer([&] { QTest::keyClick(open.ledger(), Qt::Key_Delete); }, [] {});
        QCOMPARE(open.asked, QStringLiteral("Delete the checkpoint of epoch 1?"));
        QTRY_COMPARE(open.ledger()->model()->rowCount(), 2);
        QCOMPARE(open.chosenEpoch(), QStringLiteral("2")); // deleted here: the next one is at hand
        open.page->activateWindow();                       // the question was the active window
        QVERIFY(QTest::qWaitForWindowActive(open.page.get()));
        open.runs()->setFocus();
        open.answer([&] { QTest::keyClick(open.runs(), Qt::Key_Delete); }, [] {});
        QCOMPARE(open.asked, QStringLiteral("Delete mid?"));
        QTRY_COMPARE(open.runs()->model()->rowCount(), 2);
        QVERIFY(!open.chosenRun().isEmpty());
    }

    void theContextMenuHasTheActionsOfTheButtons() {
        Open open;
        QTRY_COMPARE(open.runs()->model()->rowCount(), 3);
        QVERIFY(open.choose(QStringLiteral("mid")));
        const auto names = [](const QWidget* table) {
            QStringList list;
            for (const QAction* action : table->actions())
                list << action->objectName();
            return list;
        };
        QStringList expected;
        for (const char* name : {"actShowCurves", "actCompareRuns", "actMistakes", "actResumeRun", "actCloneRecipe",
                                 "actReportRun", "actExportRun", "actBackUpRun", "actOpenRunFolder", "actEditRunNotes",
                                 "actCopyRunPath", "actTrashRun", "actDeleteRun"})
            expected << QLatin1String(name);
        QCOMPARE(names(open.runs()), expected);
        QCOMPARE(names(open.ledger()),
                 (QStringList{QStringLiteral("actClassifyWith"), QStringLiteral("actPinCheckpoint"),
                              QStringLiteral("actVerifyCheckpoints"), QStringLiteral("actDeleteCheckpoint"),
                              QStringLiteral("actPruneCheckpoints")}));
        const auto* remove = open.find<QAction>("actDeleteRun");
        QCOMPARE(remove->isEnabled(), open.find<QPushButton>("deleteRun")->isEnabled());
        QVERIFY(open.find<QPushButton>("deleteRun")->toolTip().contains(remove->shortcut().toString()));
        saveShot(*open.page, QStringLiteral("runs-light"));
        applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Dark);
        saveShot(*open.page, QStringLiteral("runs-dark"));
        applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light);
    }

    /// The two that follow stand still for ever where the window itself goes to the disk.
    void theWindowGoesOnWhileARunsFolderDoesNotAnswer() {
        Open open;
        QTRY_COMPARE(open.runs()->model()->rowCount(), 3);
        QVERIFY(open.choose(QStringLiteral("new")));
        const ReadGate gate(RunPaths(open.folder(QStringLiteral("mid"))).recipe);
        for (int row = 0; row < 3; ++row) {
            if (open.runs()->model()->index(row, RunTable::Name).data().toString() == QStringLiteral("mid"))
                open.runs()->selectRow(row);
        }
        gate.waitForReader();
        QCOMPARE(open.chosenRun(), QStringLiteral("mid"));
        QCOMPARE(open.ledger()->model()->rowCount(), 0);
        QVERIFY(!open.find<QPushButton>("cloneRecipe")->isEnabled());
        gate.open();
        QTRY_COMPARE(open.ledger()->model()->rowCount(), 3);
        QVERIFY(open.find<QPushButton>("cloneRecipe")->isEnabled());
    }

    void theWindowGoesOnWhileARunIsDeletedOrACheckpointPinned() {
        Open open;
        QTRY_COMPARE(open.runs()->model()->rowCount(), 3);
        QVERIFY(open.choose(QStringLiteral("mid")));
        const std::string mid = open.folder(QStringLiteral("mid"));
        {
            const CallGate gate(RunPaths(mid).lock);
            open.fixture.studio->runs.remove(mid);
            gate.waitForCall();
            QVERIFY(open.fixture.studio->runs.isRemoving(mid));
            QVERIFY(!open.find<QPushButton>("deleteRun")->isEnabled());
            QVERIFY(open.exists(QStringLiteral("mid")));
            gate.open();
            QTRY_VERIFY(!open.exists(QStringLiteral("mid")));
        }
        QTRY_COMPARE(open.runs()->model()->rowCount(), 2);
        QVERIFY(open.choose(QStringLiteral("new")));
        const std::string now = open.folder(QStringLiteral("new"));
        const CallGate gate(RunPaths(now).database);
        open.press("pinCheckpoint");
        gate.waitForCall();
        gate.open();
        QTRY_VERIFY(open.ledger()
                        ->model()
                        ->index(0, CheckpointTable::KeptAs)
                        .data()
                        .toString()
                        .contains(QStringLiteral("pinned")));
    }

    void whatCannotBeDeletedIsReportedAndStays() {
        Open open;
        QTRY_COMPARE(open.runs()->model()->rowCount(), 3);
        QVERIFY(open.choose(QStringLiteral("mid")));
        const RunLock lock(open.folder(QStringLiteral("mid"))); // a trainer elsewhere
        QSignalSpy problems(open.fixture.studio.get(), &Studio::problemReported);
        open.fixture.studio->runs.remove(open.folder(QStringLiteral("mid")));
        QTRY_COMPARE(problems.count(), 1);
        QVERIFY(!open.fixture.studio->runs.isRemoving(open.folder(QStringLiteral("mid"))));
        QVERIFY(open.exists(QStringLiteral("mid")));
    }

    void severalSelectedRunsAreComparedAndNothingElseHappensToThem() {
        Open open;
        QTRY_COMPARE(open.runs()->model()->rowCount(), 3);
        QVERIFY(open.choose(QStringLiteral("mid")));
        auto* compare = open.find<QPushButton>("compareRuns");
        QVERIFY(!compare->isEnabled() && !compare->toolTip().isEmpty());
        QAction* remove = nullptr;
        for (QAction* action : open.runs()->actions())
            remove = action->objectName() == QStringLiteral("actDeleteRun") ? action : remove;
        QVERIFY(remove != nullptr && remove->isEnabled());
        const auto ctrlClick = [&](int row) {
            const QRect cell = open.runs()->visualRect(open.runs()->model()->index(row, RunTable::Name));
            QTest::mouseClick(open.runs()->viewport(), Qt::LeftButton, Qt::ControlModifier, cell.center());
        };
        ctrlClick(0);
        QVERIFY(compare->isEnabled() && !remove->isEnabled());
        QTest::keyClick(open.runs(), Qt::Key_Delete);
        QVERIFY(open.exists(QStringLiteral("mid")) && open.exists(QStringLiteral("new")));
        open.press("compareRuns");
        auto* table = open.find<TableView>("comparisonTable");
        QTRY_COMPARE(table->model()->columnCount(), 3);
        QCOMPARE(table->model()->headerData(1, Qt::Horizontal).toString(), QStringLiteral("new"));
        table->window()->close();
        ctrlClick(0); // out of the selection again, while it stays the current row
        QVERIFY(remove->isEnabled());
        QVERIFY(!compare->isEnabled());
        open.fixture.studio->dialogs.ask = [](const QString&, const QString&, const QStringList&, bool) { return 0; };
        remove->trigger();
        QTRY_VERIFY(!open.exists(QStringLiteral("mid"))); // the selected one, not the current one
        QVERIFY(open.exists(QStringLiteral("new")));
    }
};

STUDIO_UI_TEST(QApplication, TestRunsPage)
#include "tst_runs_page.moc"
