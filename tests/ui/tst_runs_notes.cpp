// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cerrno>
#include <filesystem>

#include <sys/inotify.h>

#include <QAction>
#include <QClipboard>
#include <QDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QUrl>

#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/support/find_widget.h"
#include "tests/support/finished_runs.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/models/checkpoint_table.h"
#include "ui/models/run_facts.h"
#include "ui/models/run_table.h"
#include "ui/pages/pages.h"
#include "ui/pages/runs/run_facts_reader.h"
#include "ui/pages/runs/run_trash.h"
#include "ui/theme/theme.h"
#include "ui/widgets/table_view.h"

using namespace studio;
using namespace studio::test;

/// What people note of runs, how they find them again, and what they take out of the list.
class TestRunsNotes final : public QObject {
    Q_OBJECT

private:
    struct Open {
        explicit Open() {
            for (const char* name : {"old", "mid", "new"})
                writeFinishedRun(folder(name), 3, 1000);
            writeRunNotes(folder("mid"), {"=Second baseline", "four threads\nsince Wednesday", {"baseline", "T4"}});
            show();
        }
        void show() {
            page.reset(makeRunsPage(*fixture.studio));
            page->resize(1300, 900);
            page->show();
            fixture.studio->runs.refresh();
        }
        std::string folder(const char* name) const {
            return QString(fixture.runs + u'/' + QLatin1String(name)).toStdString();
        }
        template<class Widget>
        Widget* find(const char* name) {
            return findIn<Widget>(*page, name);
        }
        TableView* runs() { return find<TableView>("runTable"); }
        QStringList names() {
            QStringList list;
            for (int row = 0; row < runs()->model()->rowCount(); ++row)
                list << runs()->model()->index(row, RunTable::Name).data().toString();
            list.sort();
            return list;
        }
        bool isRead() {
            return waitFor([this] { return names().contains(QStringLiteral("=Second baseline")); });
        }
        QDialog* edit(const char* run) {
            choose(QLatin1String(run));
            find<QAction>("actEditRunNotes")->trigger();
            return waitFor([this] { return dialog() != nullptr; }) ? dialog() : nullptr;
        }
        QDialog* dialog() { return page->findChild<QDialog*>(QStringLiteral("runNotesDialog")); }
        void choose(const QString& name) {
            for (int row = 0; row < runs()->model()->rowCount(); ++row) {
                if (runs()->model()->index(row, RunTable::Name).data().toString() == name)
                    runs()->selectRow(row);
            }
        }

        StudioFixture fixture;
        std::unique_ptr<QWidget> page;
    };

private Q_SLOTS:
    void initTestCase() {
        qputenv("XDG_DATA_HOME", home_.path().toUtf8());
        applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light);
    }

    void nameTagsAndNoteOfARunAreShown() {
        Open open;
        QVERIFY(open.isRead());
        open.choose(QStringLiteral("=Second baseline"));
        QCOMPARE(open.runs()->currentIndex().siblingAtColumn(RunTable::Tags).data().toString(),
                 QStringLiteral("baseline, T4"));
        QVERIFY(open.find<QLabel>("runNote")->text().contains(QStringLiteral("since Wednesday")));
        saveShot(*open.page, QStringLiteral("runs-notes-light"));
    }

    void whatIsTypedIntoTheEditorIsKeptInTheFolder() {
        Open open;
        QVERIFY(open.isRead());
        QVERIFY(open.edit("old") != nullptr);
        saveShot(*open.dialog(), QStringLiteral("runs-notes-dialog"));
        open.find<QLineEdit>("runNotesName")->setText(QStringLiteral("First try"));
        open.find<QLineEdit>("runNotesTags")->setText(QStringLiteral("sample, small"));
        open.find<QPlainTextEdit>("runNotesText")->setPlainText(QStringLiteral("a\nb"));
        open.find<QPushButton>("saveRunNotes")->click();
        QCOMPARE(open.fixture.studio->busyWork().size(), std::size_t{1}); // closing the window asks
        QTRY_VERIFY(open.names().contains(QStringLiteral("First try")));
        QVERIFY(readRunNotes(open.folder("old")) == (RunNotes{"First try", "a\nb", {"sample", "small"}}));
    }

    void aTextWhoseWriteFailsStaysInFrontOfThePerson() {
        Open open;
        QVERIFY(open.isRead() && open.edit("old") != nullptr);
        open.find<QLineEdit>("runNotesName")->setText(QStringLiteral("First try"));
        const std::string inTheWay = open.folder("old") + "/notes.json";
        std::filesystem::create_directory(inTheWay);
        open.find<QPushButton>("saveRunNotes")->click();
        QTRY_VERIFY(open.find<QLabel>("runNotesTold")->text().contains(QStringLiteral("notes.json")));
        QCOMPARE(open.find<QLineEdit>("runNotesName")->text(), QStringLiteral("First try"));
        QVERIFY(open.dialog()->isVisible() && open.find<QLineEdit>("runNotesName")->isEnabled());
        saveShot(*open.dialog(), QStringLiteral("runs-notes-failed"));
        std::filesystem::remove(inTheWay);
        open.find<QPushButton>("saveRunNotes")->click();
        QTRY_VERIFY(open.dialog() == nullptr);
        QCOMPARE(readRunNotes(open.folder("old")).name, std::string("First try"));
    }

    void damagedNotesAreToldAndWrittenAnew() {
        Open open;
        writeFileAtomically(open.folder("old") + "/notes.json", "{\"name\": 5}");
        QVERIFY(open.isRead() && open.edit("old") != nullptr);
        QVERIFY(open.find<QLabel>("runNotesTold")->text().contains(QStringLiteral("damaged")));
        open.find<QLineEdit>("runNotesName")->setText(QStringLiteral("Anew"));
        open.find<QPushButton>("saveRunNotes")->click();
        QTRY_VERIFY(open.names().contains(QStringLiteral("Anew")));
    }

    void anEditIsNotDroppedWithoutAQuestion() {
        Open open;
        QVERIFY(open.isRead() && open.edit("old") != nullptr);
        open.find<QPlainTextEdit>("runNotesText")->setPlainText(QStringLiteral("worth keeping"));
        QTest::keyClick(open.dialog(), Qt::Key_Escape);
        QVERIFY(open.dialog()->isVisible() && open.fixture.asked.contains(QStringLiteral("not saved yet")));
        open.fixture.asked.clear();
        open.dialog()->close(); // the title bar
        QVERIFY(open.dialog()->isVisible() && !open.fixture.asked.isEmpty());
        open.fixture.askAnswer = 0; // "Save"
        open.dialog()->close();
        QTRY_VERIFY(open.dialog() == nullptr);
        QCOMPARE(readRunNotes(open.folder("old")).note, std::string("worth keeping"));
        open.fixture.asked.clear();
        QVERIFY(open.edit("old") != nullptr);
        QTest::keyClick(open.dialog(), Qt::Key_Escape); // nothing was changed
        QTRY_VERIFY(open.dialog() == nullptr);
        QVERIFY(open.fixture.asked.isEmpty());
    }

    void tooMuchTextIsToldAndNotCut() {
        Open open;
        QVERIFY(open.isRead() && open.edit("old") != nullptr);
        auto* told = open.find<QLabel>("runNotesTold");
        QVERIFY(!told->isVisible());
        const QString full(static_cast<int>(kMaxRunName), QChar(0x00E9));
        open.find<QLineEdit>("runNotesName")->setText(full);
        QCOMPARE(told->text(), QStringLiteral("Name: 0 characters left."));
        QVERIFY(open.find<QPushButton>("saveRunNotes")->isEnabled());
        open.find<QLineEdit>("runNotesName")->setText(full + u'x');
        QCOMPARE(told->text(), QStringLiteral("Name: 1 character too many."));
        QVERIFY(!open.find<QPushButton>("saveRunNotes")->isEnabled());
        saveShot(*open.dialog(), QStringLiteral("runs-notes-long"));
        open.find<QLineEdit>("runNotesName")->setText(full);
        open.find<QPushButton>("saveRunNotes")->click();
        QTRY_COMPARE(QString::fromStdString(readRunNotes(open.folder("old")).name), full);
    }

    void theQuestionBeforeDeletingNamesTheRunAndItsFolder() {
        Open open;
        QVERIFY(open.isRead());
        open.choose(QStringLiteral("=Second baseline"));
        for (const char* action : {"actDeleteRun", "actTrashRun"}) {
            open.fixture.asked.clear();
            open.find<QAction>(action)->trigger();
            QVERIFY2(open.fixture.asked.contains(QStringLiteral("=Second baseline (folder mid)")), action);
        }
        QVERIFY(isRunFolder(open.folder("mid")));
    }

    void theFilterFindsByAnythingAndLeadsBack() {
        Open open;
        QVERIFY(open.isRead());
        auto* search = open.find<QLineEdit>("runSearch");
        for (const char* text : {"wednesday", "tag=T4", "second t4", "\"four threads\""}) {
            search->setText(QLatin1String(text));
            QCOMPARE(open.names(), QStringList{QStringLiteral("=Second baseline")});
        }
        QCOMPARE(open.find<QLabel>("runsFiltered")->text(), QStringLiteral("1 of 3 runs"));
        search->setText(QStringLiteral("tag=old"));
        QCOMPARE(open.names().size(), 0);
        const std::string batch = readRecipeWords(open.folder("old")).at("batch_size");
        search->setText(QString::fromStdString("batch_size=" + batch));
        QCOMPARE(open.names().size(), 3);
        search->setText(QString::fromStdString("batch_size=" + batch + "0"));
        QCOMPARE(open.names().size(), 0);
        saveShot(*open.page, QStringLiteral("runs-filter-empty"));
        open.find<QPushButton>("clearRunFilter")->click();
        QCOMPARE(open.names().size(), 3);
        QVERIFY(!open.find<QPushButton>("clearRunFilter")->isVisible());
    }

    void chosenColumnsStayAfterAStart() {
        Open open;
        QVERIFY(open.isRead());
        QVERIFY(open.runs()->isColumnHidden(RunTable::Note));
        open.find<QAction>("actColumn11")->trigger();
        open.find<QAction>("actColumn2")->trigger();
        open.runs()->horizontalHeader()->resizeSection(RunTable::Data, 177);
        open.runs()->horizontalHeader()->moveSection(RunTable::Tags, 1);
        open.show(); // a page of its own, with the settings of the one before
        QVERIFY(open.isRead());
        QVERIFY(!open.runs()->isColumnHidden(RunTable::Note));
        QVERIFY(open.runs()->isColumnHidden(RunTable::Network));
        QCOMPARE(open.runs()->horizontalHeader()->visualIndex(RunTable::Tags), 1);
        QCOMPARE(open.runs()->columnWidth(RunTable::Data), 177);
        QVERIFY(!open.find<QAction>("actColumn2")->isChecked());
        open.find<QAction>("actResetColumns")->trigger();
        QVERIFY(!open.runs()->isColumnHidden(RunTable::Network));
        QVERIFY(open.runs()->isColumnHidden(RunTable::Note));
    }

    void theTableIsExportedAsItIsListed() {
        Open open;
        QVERIFY(open.isRead());
        open.find<QLineEdit>("runSearch")->setText(QStringLiteral("tag=baseline"));
        const QString path = open.fixture.dir.filePath(QStringLiteral("runs.csv"));
        open.fixture.saveAnswer = path;
        open.find<QPushButton>("exportRuns")->click();
        QTRY_VERIFY(std::filesystem::exists(path.toStdString()) && !open.fixture.studio->files.isBusy());
        const std::string text = readSmallFile(path.toStdString(), 1u << 20);
        QVERIFY(text.starts_with("name,folder,state,"));
        QVERIFY(text.find("\r\n'=Second baseline,") != std::string::npos); // no formula for a spreadsheet
        QVERIFY(text.find("\"baseline, T4\",\"four threads\nsince Wednesday\"\r\n") != std::string::npos);
        QVERIFY(text.find("/old,") == std::string::npos);
    }

    void aRunGoesToTheTrash() {
        Open open;
        QVERIFY(open.isRead());
        open.choose(QStringLiteral("old"));
        open.fixture.askAnswer = 0;
        open.find<QAction>("actTrashRun")->trigger();
        QTRY_VERIFY(!std::filesystem::exists(open.folder("old")));
        QTRY_COMPARE(open.names().size(), 2);
        QVERIFY(open.fixture.asked.contains(QStringLiteral("old")));
    }

    /// As one that is deleted: nothing else is done with it meanwhile, and no row of what is not there stays.
    void aRunElsewhereThatGoesToTheTrashLeavesTheList() {
        Open open;
        const std::string outside = open.fixture.dir.filePath(QStringLiteral("elsewhere")).toStdString();
        writeFinishedRun(outside, 2, 1000);
        open.fixture.studio->runs.addOutside(outside);
        QTRY_COMPARE(open.names().size(), 4);
        open.choose(QStringLiteral("elsewhere"));
        open.fixture.askAnswer = 0;
        open.find<QAction>("actTrashRun")->trigger();
        QVERIFY(open.fixture.studio->runs.isRemoving(outside));
        for (const char* action : {"actTrashRun", "actDeleteRun", "actResumeRun", "actExportRun", "actEditRunNotes"})
            QVERIFY2(!open.find<QAction>(action)->isEnabled(), action);
        QVERIFY(open.find<QAction>("actDeleteRun")->toolTip().contains(QStringLiteral("trash")));
        QCOMPARE(open.fixture.studio->busyWork().size(), std::size_t{1});
        QVERIFY(open.fixture.studio->busyWork().front().title.contains(QStringLiteral("trash")));
        QTRY_VERIFY(!std::filesystem::exists(outside));
        QTRY_COMPARE(open.names().size(), 3);
        open.fixture.studio->runs.refresh();
        QTRY_VERIFY(open.fixture.studio->runs.find(outside) == nullptr);
        QVERIFY(!open.names().contains(QStringLiteral("elsewhere")));
    }

    void aRunThatTrainsGoesNowhere() {
        Open open;
        const RunLock lock(open.folder("new"));
        QVERIFY_THROWS_EXCEPTION(Error, moveRunToTrash(open.folder("new")));
        QVERIFY(isRunFolder(open.folder("new")));
        QVERIFY_THROWS_EXCEPTION(Error, moveRunToTrash(open.fixture.runs.toStdString()));
        open.fixture.studio->runs.refresh();
        QVERIFY(open.isRead());
        open.choose(QStringLiteral("new"));
        QTRY_VERIFY(!open.find<QAction>("actTrashRun")->isEnabled());
    }

    void verifyingSaysWhichCheckpointsAreDamaged() {
        Open open;
        CheckpointContent whole;
        whole.step = 30;
        whole.epoch = 3;
        whole.epochEnd = true;
        whole.model = "resnet18";
        whole.stem = "small";
        whole.imageSize = whole.evalResize = 32;
        whole.recipeHash = whole.classHash = "x";
        whole.tensors.push_back({"model.weight", TensorType::F32, {1}, std::vector<std::byte>(4)});
        writeCheckpoint(RunPaths(open.folder("new")).checkpoints, whole, true);
        QVERIFY(open.isRead());
        open.choose(QStringLiteral("new"));
        auto* ledger = open.find<TableView>("checkpointTable");
        QTRY_COMPARE(ledger->model()->rowCount(), 3);
        const auto check = [&](int row) {
            return ledger->model()->index(row, CheckpointTable::Check).data().toString();
        };
        QCOMPARE(check(0), QString());
        open.find<QPushButton>("verifyCheckpoints")->click();
        QTRY_COMPARE(check(2), QStringLiteral("damaged"));
        QTRY_COMPARE(check(0), QStringLiteral("verified"));
        QTRY_COMPARE(open.find<QAction>("actVerifyCheckpoints")->text(), QStringLiteral("Verify all"));
        saveShot(*open.page, QStringLiteral("runs-verified"));
    }

    void onlyTheFilesThatChangedAreReadAgain() {
        const QTemporaryDir dir;
        const auto folder = [&dir](const char* name) { return dir.filePath(QLatin1String(name)).toStdString(); };
        std::vector<RunSummary> runs(2);
        for (std::size_t i = 0; i < runs.size(); ++i) {
            runs[i].folder = folder(i == 0 ? "one" : "two");
            writeFinishedRun(runs[i].folder, 1, 1000);
            writeRunNotes(runs[i].folder, {"noted", {}, {}});
        }
        RunFactsReader reader;
        QSignalSpy changed(&reader, &RunFactsReader::changed);
        reader.read(runs);
        QTRY_COMPARE(changed.count(), 1);
        const FileDescriptor watch(::inotify_init1(IN_NONBLOCK));
        QVERIFY(::inotify_add_watch(watch.get(), folder("one").c_str(), IN_OPEN) > 0);
        writeRunNotes(runs[1].folder, {"another", {}, {}});
        reader.read(runs);
        QTRY_COMPARE(changed.count(), 2);
        QCOMPARE(reader.of(runs[1].folder).notes.name, std::string("another"));
        QCOMPARE(reader.of(runs[0].folder).notes.name, std::string("noted"));
        std::array<std::byte, 4096> events{};
        QVERIFY(readSome(watch.get(), events) < 0 && errno == EAGAIN); // no file of it was opened
        writeRunNotes(runs[0].folder, {});
        reader.readAgain();
        QTRY_COMPARE(changed.count(), 3);
        QVERIFY(reader.of(runs[0].folder).notes.name.empty());
    }

    void aRowIsItsFolderWhereItIsDropped() {
        Open open;
        QVERIFY(open.isRead());
        open.choose(QStringLiteral("new"));
        const QModelIndexList chosen = open.runs()->selectionModel()->selectedIndexes();
        const std::unique_ptr<QMimeData> data(open.runs()->model()->mimeData(chosen));
        QCOMPARE(data->urls(), QList<QUrl>{QUrl::fromLocalFile(QString::fromStdString(open.folder("new")))});
        open.find<QAction>("actCopyRunPath")->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), QString::fromStdString(open.folder("new")));
    }

private:
    QTemporaryDir home_;
};

STUDIO_UI_TEST(QApplication, TestRunsNotes)
#include "tst_runs_notes.moc"
