// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/models/checkpoint_table.h"
#include "ui/models/class_table.h"
#include "ui/models/classify_list.h"
#include "ui/models/journal_model.h"
#include "ui/models/picture_list.h"
#include "ui/models/run_table.h"
#include "ui/models/second_opinion.h"
#include "ui/theme/format.h"
#include "ui/theme/table_roles.h"

using namespace studio;
using namespace studio::test;

/// Every item model under Qt's own tester, and what its cells say.
class TestModels final : public QObject {
    Q_OBJECT

private:
    static constexpr auto kMode = QAbstractItemModelTester::FailureReportingMode::QtTest;

    static RunSummary run(const char* name, RunState state, double best, int epochs) {
        RunSummary summary;
        summary.folder = std::string("/runs/") + name;
        summary.name = name;
        summary.state = state;
        summary.model = "resnet18";
        summary.dataName = "flowers";
        summary.bestTop1 = best;
        summary.epochsDone = epochs;
        summary.epochsPlanned = 20;
        summary.valTop1 = {0.1, best};
        summary.valEpochs = {1, 3}; // the row of the second is missing
        summary.bytes = 1'000'000;
        return summary;
    }
    static std::vector<RunSummary> someRuns() {
        return {run("alpha", RunState::Finished, 0.875, 20), run("beta", RunState::Interrupted, 0.5, 9),
                run("gamma", RunState::Training, 0.0975, 3), run("delta", RunState::Damaged, -1, 0)};
    }
    static QStringList column(const QAbstractItemModel& model, int column) {
        QStringList texts;
        for (int row = 0; row < model.rowCount(); ++row)
            texts << model.index(row, column).data().toString();
        return texts;
    }
    static std::shared_ptr<const ImageFolder> someData() {
        auto data = std::make_shared<ImageFolder>();
        data->classes = {{"n01", "tench"}, {"n02", "goldfish"}, {"n\xE9", "n?"}};
        for (std::uint32_t i = 0; i < 10; ++i)
            data->train.add("f", i < 6 ? 0u : i < 9 ? 1u : 2u);
        data->val.add("v", 0);
        data->val.add("v", 1);
        return data;
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void runsAreShownAndSortedByTheirValues() {
        RunTable table;
        const QAbstractItemModelTester tester(&table, kMode);
        RunFilter filter;
        filter.setSourceModel(&table);
        const QAbstractItemModelTester filterTester(&filter, kMode);
        table.setRuns(someRuns());
        QCOMPARE(table.index(0, RunTable::Best).data().toString(), QStringLiteral("87.50"));
        QCOMPARE(table.index(3, RunTable::Best).data().toString(), unknownText());
        QCOMPARE(table.index(1, RunTable::Epochs).data(kBarRole).toDouble(), 0.45);
        QCOMPARE(table.index(0, RunTable::Curve).data(kSparkRole).value<QList<QPointF>>(),
                 (QList<QPointF>{{1, 0.1}, {3, 0.875}}));
        filter.sort(RunTable::Best, Qt::DescendingOrder); // as numbers: 9.75 is below 50
        QCOMPARE(column(filter, RunTable::Name), (QStringList{QStringLiteral("alpha"), QStringLiteral("beta"),
                                                              QStringLiteral("gamma"), QStringLiteral("delta")}));
    }

    static std::vector<EventRecord> journal(int checkpoints) {
        std::vector<EventRecord> newestFirst{{EventKind::Started, 0, 0, 1'000, "Training started", {}}};
        for (int i = 1; i <= checkpoints; ++i)
            newestFirst.insert(newestFirst.begin(),
                               {EventKind::CheckpointSaved, i * 10, i, 1'000 + i, "Checkpoint saved", "1 kB"});
        return newestFirst;
    }

    void newEventsAreInsertedAndNothingIsReset() {
        JournalModel model;
        const QAbstractItemModelTester tester(&model, kMode);
        std::vector<EventRecord> events = journal(1);
        model.setEvents(events);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset), rows(&model, &QAbstractItemModel::rowsInserted);
        const QPersistentModelIndex started = model.index(1);
        events.insert(events.begin(), {EventKind::Failed, 15, 2, 5'000, "The run failed", "why"});
        model.setEvents(events);
        QCOMPARE(rows.count(), 1);
        QCOMPARE(started.row(), 2);
        QCOMPARE(started.data().toString(), QStringLiteral("Training started"));
        model.setEvents(events); // nothing new
        QCOMPARE(rows.count(), 1);
        QCOMPARE(resets.count(), 0);
        events.erase(events.begin() + 1); // another journal
        model.setEvents(events);
        QCOMPARE(resets.count(), 1);
    }

    void checkpointsFoldIntoOneRowThatUnfolds() {
        JournalModel model;
        const QAbstractItemModelTester tester(&model, kMode);
        model.setEvents(journal(11));
        QCOMPARE(model.rowCount(), 2);
        model.setEvents(journal(12));
        QCOMPARE(model.rowCount(), 2);
        const QString folded = model.index(0).data().toString();
        QVERIFY2(folded.startsWith(QStringLiteral("12 checkpoint")), qPrintable(folded));
        QVERIFY2(folded.endsWith(QStringLiteral("last: step 120")), qPrintable(folded));
        model.toggle(1); // one event: nothing to unfold
        QCOMPARE(model.rowCount(), 2);
        model.toggle(0);
        QCOMPARE(model.rowCount(), 14);
        QCOMPARE(model.at(1).event->step, std::int64_t{120});
        QCOMPARE(model.at(12).event->step, std::int64_t{10});
        model.setEvents(journal(13)); // it stays open
        QCOMPARE(model.rowCount(), 15);
        QCOMPARE(model.at(1).event->step, std::int64_t{130});
        model.toggle(0);
        QCOMPARE(model.rowCount(), 2);
        QVERIFY(model.index(0).data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("folded")));
    }

    /// A run with an average of its weights tells of both at each epoch: that is no news, and its curves show them.
    void bothFiguresOfAnEpochFoldWithItsCheckpoint() {
        JournalModel model;
        std::vector<EventRecord> events;
        for (int epoch = 1; epoch <= 3; ++epoch) {
            const std::string title = "Epoch " + std::to_string(epoch) + " validated: top-1 20.00 % average";
            events.insert(events.begin(),
                          EventRecord{EventKind::Notice, epoch * 10, epoch, epoch * 100, title, "loss 1 and 2"});
            events.insert(
                events.begin(),
                EventRecord{
                    EventKind::CheckpointSaved, epoch * 10, epoch + 1, epoch * 100 + 50, "Checkpoint saved", {}});
        }
        model.setEvents(events);
        QCOMPARE(model.rowCount(), 1);
        QVERIFY2(model.at(0).title.startsWith(QStringLiteral("3 checkpoint")), qPrintable(model.at(0).title));
        QCOMPARE(model.at(0).folded, 6);
        events.insert(events.begin(), EventRecord{EventKind::Notice, 31, 4, 400, "Epoch 3 validated: by a person", {}});
        model.setEvents(events);
        QCOMPARE(model.rowCount(), 2); // any other notice stays one
        model.setImportantOnly(true);
        QCOMPARE(model.rowCount(), 1);
        QVERIFY(model.at(0).title.endsWith(QStringLiteral("by a person")));
    }

    /// A run that was rolled back keeps one of the events behind an unfolded row; the next ones join it.
    void anUnfoldedRowOfWhichOneEventIsLeftFoldsWhatJoinsIt() {
        JournalModel model;
        const QAbstractItemModelTester tester(&model, kMode);
        model.setEvents(journal(3));
        model.toggle(0);
        QCOMPARE(model.rowCount(), 5);
        model.setEvents(journal(1));
        QCOMPARE(model.rowCount(), 2);
        int rows = model.rowCount();
        connect(&model, &QAbstractItemModel::rowsInserted, this,
                [&rows](const QModelIndex&, int first, int last) { rows += last - first + 1; });
        model.setEvents(journal(2));
        QCOMPARE(model.rowCount(), rows); // a view counts what it is told of
        model.setEvents(journal(4));
        QCOMPARE(model.rowCount(), rows);
        QCOMPARE(model.at(0).folded, 4);
        QVERIFY(!model.at(0).open);
        model.toggle(0);
        QCOMPARE(model.rowCount(), rows);
        QVERIFY(model.at(rows).event == nullptr && model.at(-1).event == nullptr);
    }

    void newBestsFoldWithTheirCheckpointsAndFaultsStandAlone() {
        JournalModel model;
        const QAbstractItemModelTester tester(&model, kMode);
        std::vector<EventRecord> events{{EventKind::CheckpointSaved, 30, 3, 9, "Checkpoint saved", {}},
                                        {EventKind::NewBest, 30, 3, 8, "New best", "60 %"},
                                        {EventKind::Waiting, 25, 3, 7, "Pictures are gone", {}},
                                        {EventKind::RolledBack, 22, 3, 6, "Rolled back to step 20", {}},
                                        {EventKind::RolledBack, 21, 3, 5, "Rolled back to step 10", {}},
                                        {EventKind::BadPicture, 20, 2, 4, "Picture replaced", "a.jpg"},
                                        {EventKind::BadPicture, 19, 2, 3, "Picture replaced", "b.jpg"}};
        model.setEvents(events);
        QCOMPARE(model.rowCount(), 5);
        QCOMPARE(model.at(0).folded, 2);
        QVERIFY(model.at(0).title.startsWith(QStringLiteral("1 checkpoint")));
        QCOMPARE(model.at(1).folded, 0);
        QCOMPARE(model.at(2).title, QStringLiteral("Rolled back to step 20"));
        QVERIFY(model.at(4).title.startsWith(QStringLiteral("Picture replaced, 2 time")));
        model.setImportantOnly(true);
        QCOMPARE(model.rowCount(), 4);
    }

    void runsAreFoundByWordsAndGroup() {
        RunTable table;
        RunFilter filter;
        filter.setSourceModel(&table);
        const QAbstractItemModelTester tester(&filter, kMode);
        table.setRuns(someRuns());
        filter.setGroup(RunGroup::NeedsALook);
        QCOMPARE(column(filter, RunTable::Name), (QStringList{QStringLiteral("beta"), QStringLiteral("delta")}));
        filter.setSearch(QStringLiteral("BET"));
        QCOMPARE(filter.rowCount(), 1);
        filter.setGroup(RunGroup::Running);
        QCOMPARE(filter.rowCount(), 0);
        filter.setSearch({});
        QCOMPARE(column(filter, RunTable::Name), QStringList{QStringLiteral("gamma")});
    }

    void theSelectedRunSurvivesARefresh() {
        RunTable table;
        table.setRuns(someRuns());
        const QPersistentModelIndex selected = table.index(1, 0);
        QSignalSpy resets(&table, &RunTable::modelReset), changes(&table, &RunTable::dataChanged);
        auto again = someRuns();
        again[1].epochsDone = 10;
        table.setRuns(again);
        QVERIFY(selected.isValid());
        QCOMPARE(resets.count(), 0);
        QCOMPARE(changes.count(), 1);
        QCOMPARE(table.rowOf("/runs/beta"), 1);
        again.erase(again.begin());
        std::reverse(again.begin(), again.end());
        again.insert(again.begin(), run("epsilon", RunState::Finished, 0.5, 20));
        table.setRuns(again); // one goes, one comes, the others change places
        QCOMPARE(resets.count(), 0);
        QCOMPARE(selected.data().toString(), QStringLiteral("beta"));
        QCOMPARE(selected.row(), 3);
        again = {run("zeta", RunState::Finished, 0.5, 20)};
        table.setRuns(again);
        QCOMPARE(resets.count(), 1); // nobody stays: nothing to keep
        QVERIFY(!selected.isValid());
        again = someRuns();
        again.erase(again.begin());
        table.setRuns(again);
        QCOMPARE(table.rowOf("/runs/beta"), 0);
        QCOMPARE(table.rowOf("/runs/alpha"), -1);
        QCOMPARE(table.run(-1), nullptr);
        QCOMPARE(table.run(3), nullptr);
    }

    void checkpointsSayWhatTheyAreKeptFor() {
        CheckpointTable table;
        const QAbstractItemModelTester tester(&table, kMode);
        CheckpointRecord last, best;
        last.step = 12'500;
        last.epoch = 4;
        best.step = 9'000;
        best.epoch = 3;
        best.epochEnd = best.best = true;
        best.valTop1 = 0.6042;
        table.setCheckpoints({last, best});
        QCOMPARE(table.index(0, CheckpointTable::KeptAs).data().toString(), QStringLiteral("last"));
        QCOMPARE(table.index(1, CheckpointTable::KeptAs).data().toString(), QStringLiteral("best"));
        QCOMPARE(table.index(0, CheckpointTable::Epoch).data().toString(), QStringLiteral("4 (part)"));
        QCOMPARE(table.index(0, CheckpointTable::Top1).data().toString(), unknownText());
        QCOMPARE(table.index(1, CheckpointTable::Top1).data().toString(), QStringLiteral("60.42"));
        QCOMPARE(table.at(1)->step, std::int64_t{9'000});
        QCOMPARE(table.at(2), nullptr);
    }

    void whatTheNextSaveDeletesIsSaidBefore() {
        CheckpointTable table;
        std::vector<CheckpointRecord> list(4);
        for (int i = 0; i < 4; ++i) {
            list[static_cast<std::size_t>(i)].step = 40 - 10 * i;
            list[static_cast<std::size_t>(i)].file = std::to_string(i);
        }
        list[2].pinned = true;
        table.setCheckpoints(list, RetentionPolicy(2));
        const auto keptAs = [&](int row) { return table.index(row, CheckpointTable::KeptAs).data().toString(); };
        QCOMPARE(keptAs(0), QStringLiteral("last")); // the last but one then
        QCOMPARE(keptAs(1), QStringLiteral("goes next"));
        QCOMPARE(keptAs(2), QStringLiteral("pinned"));
        QCOMPARE(keptAs(3), QStringLiteral("goes next"));
        table.setCheckpoints(list); // of a finished run: nothing goes
        QCOMPARE(keptAs(1), QString());
    }

    void classesCountPicturesAndProblems() {
        ClassTable table;
        const QAbstractItemModelTester tester(&table, kMode);
        ClassFilter filter;
        filter.setSourceModel(&table);
        const QAbstractItemModelTester filterTester(&filter, kMode);
        table.setData(someData());
        QCOMPARE(table.trainingCounts(), (std::vector<std::int64_t>{6, 3, 1}));
        QCOMPARE(table.index(1, ClassTable::Training).data(kBarRole).toDouble(), 0.5);
        QCOMPARE(table.index(2, ClassTable::Validation).data().toString(), QStringLiteral("0"));
        CheckReport report;
        report.problems = {{"a", 1, false, "cut short"}, {"b", 1, true, "text"}, {"c", 77, false, "of no class"}};
        table.setReport(report);
        filter.setOnlyProblems(true);
        QCOMPARE(column(filter, ClassTable::Name), QStringList{QStringLiteral("goldfish")});
        QCOMPARE(column(filter, ClassTable::Problems), QStringList{QStringLiteral("2 pictures")});
        report.problems.pop_back();
        report.problems.pop_back();
        report.duplicates.resize(2);
        report.duplicates[0].classIndex = report.duplicates[1].classIndex = 1;
        table.setReport(report);
        QCOMPARE(column(filter, ClassTable::Problems), QStringList{QStringLiteral("1 picture, 2 copies")});
        table.setReport({});
        filter.setOnlyProblems(false);
        QCOMPARE(filter.rowCount(), 3);
        filter.setSearch(QStringLiteral("N02")); // the folder is searched too
        QCOMPARE(filter.rowCount(), 1);
        table.setData(nullptr);
        QCOMPARE(table.rowCount(), 0);
    }

    void aCheckThatFindsMoreShowsItsRows() {
        ClassTable table;
        ClassFilter filter;
        filter.setSourceModel(&table);
        table.setData(someData());
        filter.setOnlyProblems(true);
        QCOMPARE(filter.rowCount(), 0);
        CheckReport report;
        report.problems = {{"a", 2, false, "cut short"}};
        table.setReport(report);
        QCOMPARE(filter.rowCount(), 1);
    }

    void pictureRowsCarryTheirBytes() {
        PictureList list;
        const QAbstractItemModelTester tester(&list, kMode);
        list.setRows({{"/p/caf\xE9.jpg", {}}, {"/p/<b>.jpg", QStringLiteral("cut short")}});
        QCOMPARE(list.index(0).data(kPathRole).toByteArray(), QByteArray("/p/caf\xE9.jpg"));
        QVERIFY(list.index(1).data(Qt::ToolTipRole).toString().contains(QStringLiteral("&lt;b&gt;.jpg: cut short")));
        QCOMPARE(list.at(list.index(1))->reason, QStringLiteral("cut short"));
        QCOMPARE(list.at(QModelIndex()), nullptr);
    }

    void answersAreMarkedAndFiltered() {
        const StudioFixture f;
        const std::string root = f.dir.filePath(QStringLiteral("pictures")).toStdString();
        writePictureFolders(root, 2, 1, 1);
        writeBytes(root + "/val/c1/wrong.jpg", encodeJpeg(colouredPicture(2, 0, 24), 90)); // blue, in the green folder
        writeBytes(root + "/val/c1/words.jpg", {'w'});
        ClassifySession& session = f.studio->classify;
        const SecondOpinion second(StudioServices{}, session);
        ClassifyList list(session, second);
        const QAbstractItemModelTester tester(&list, kMode);
        ClassifyFilter filter;
        filter.setSourceModel(&list);
        const QAbstractItemModelTester filterTester(&filter, kMode);
        filter.setGroup(ClassifyFilter::Group::Wrong);
        session.add({root + "/val"});
        QTRY_COMPARE(list.rowCount(), 4);
        QCOMPARE(list.index(0).data(ClassifyList::kAnswerRole).toString(), QStringLiteral("needs a network"));
        session.setModel("fake", "best");
        QTRY_COMPARE(filter.rowCount(), 1);
        const auto mark = [&](int row) { return list.index(row).data(ClassifyList::kMarkRole).toInt(); };
        QTRY_COMPARE(mark(3), -1);
        QCOMPARE((std::array{mark(0), mark(1), mark(2), mark(3)}), (std::array{1, 1, -2, -1}));
        QCOMPARE(list.wrongCount(), 1);
        QCOMPARE(filter.index(0, 0).data(ClassifyList::kAnswerRole).toString(), QStringLiteral("blue"));
        QCOMPARE(filter.index(0, 0).data(ClassifyList::kSecondRole).toString(), QStringLiteral("is: green"));
        session.clear();
        QCOMPARE(list.rowCount(), 0);
        QCOMPARE(filter.rowCount(), 0);
    }
};

STUDIO_UI_TEST(QCoreApplication, TestModels)
#include "tst_models.moc"
