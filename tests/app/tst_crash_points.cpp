// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "test_places.h"
#include "tests/support/run_state.h"

using namespace studio;
using namespace studio::test;
namespace fs = std::filesystem;

/// A writer of a run folder is killed at every single system call that touches the folder. What it leaves must be the
/// complete old or the complete new state of every file, and the next start must come to the same end.
class TestCrashPoints final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        if (!mayTrace())
            QSKIP("strace is missing or may not trace here: crash points cannot be enumerated.");
        QVERIFY(dir_.isValid());
        QCOMPARE(runLine(writerLine("first", 1)).code, 0);
        fs::copy(path("first"), path("second"), fs::copy_options::recursive);
        QCOMPARE(runLine(writerLine("second", 2)).code, 0);
        wanted_ = {{1, endState(path("first"))}, {2, endState(path("second"))}};
        QVERIFY(wanted_[1] != wanted_[2]);
    }

    void everyFileIsSyncedBeforeItTakesItsName() {
        const auto points = pointsOf(2);
        QVERIFY(points.size() > 60);
        int renames = 0;
        std::string synced, deleted;
        for (std::size_t i = 0; i < points.size(); ++i) {
            if (points[i].call == "fsync")
                synced = points[i].path;
            if (points[i].call.rfind("rename", 0) == 0) {
                ++renames;
                QVERIFY2(points[i].path == synced, points[i].path.c_str()); // the file itself, last of all synced
                // Then the folder is opened and synced, before anything else happens in the run folder.
                QVERIFY(i + 2 < points.size());
                QCOMPARE(points[i + 2].call, std::string("fsync"));
                QCOMPARE(points[i + 2].path + "/", fs::path(points[i].path).replace_filename("").string());
            }
        }
        QCOMPARE(renames, 5); // recipe, classes, two checkpoints, log
    }

    void killedAtEveryCallOfTheFirstGeneration_data() { callColumns(1); }
    void killedAtEveryCallOfTheFirstGeneration() { killAtEvery(1); }
    void killedAtEveryCallOfTheSecondGeneration_data() { callColumns(2); }
    void killedAtEveryCallOfTheSecondGeneration() { killAtEvery(2); }

    void cleanupTestCase() { qInfo("%d crash points", tried_); }

private:
    std::string path(const std::string& name) const { return dir_.path().toStdString() + "/" + name; }
    std::string writerLine(const std::string& name, int generation) const {
        return quoted(STUDIO_BIN_DIR "/fault_writer") + " " + quoted(path(name)) + " " + std::to_string(generation);
    }

    /// A fresh folder with what generation `generation` finds.
    void makeOld(const std::string& name, int generation) const {
        fs::remove_all(path(name));
        if (generation == 2)
            fs::copy(path("first"), path(name), fs::copy_options::recursive);
    }

    const std::vector<FaultPoint>& pointsOf(int generation) {
        auto& points = points_[generation];
        if (points.empty()) {
            makeOld("points", generation);
            points = faultPoints(writerLine("points", generation), path("points"));
        }
        return points;
    }

    void callColumns(int generation) {
        QTest::addColumn<QString>("call");
        std::set<std::string> calls;
        for (const FaultPoint& point : pointsOf(generation)) {
            if (calls.insert(point.call).second)
                QTest::newRow(point.call.c_str()) << QString::fromStdString(point.call);
        }
        QVERIFY(calls.contains("pwrite64") && calls.contains("fsync") && calls.contains("rename"));
    }

    void killAtEvery(int generation) {
        QFETCH(QString, call);
        for (const FaultPoint& point : pointsOf(generation)) {
            if (point.call != call.toStdString())
                continue;
            makeOld("run", generation);
            const ChildResult killed =
                runWithFault(writerLine("run", generation), path("run"), point, pointsOf(generation), "signal=KILL");
            const std::string where = point.text();
            QVERIFY2(!killed.exited, (where + ": the child was not killed").c_str());
            checkOldOrNew(generation, killed.out, where);
            const ChildResult next = runLine(writerLine("run", generation));
            QVERIFY2(next.code == 0, (where + ": the next start ended with " + next.out).c_str());
            QVERIFY2(next.out.find("skipped") == std::string::npos, (where + ": " + next.out).c_str());
            const std::string other = firstDifference(endState(path("run")), wanted_[generation]);
            QVERIFY2(other.empty(), (where + ": " + other).c_str());
            QVERIFY2(partialFiles(path("run")).empty(), where.c_str());
            ++tried_;
        }
    }

    /// Looks at a copy, because opening a database already repairs it.
    void checkOldOrNew(int generation, const std::string& said, const std::string& where) {
        if (!fs::exists(path("run")))
            return;
        fs::remove_all(path("look"));
        fs::copy(path("run"), path("look"), fs::copy_options::recursive);
        const RunPaths left(path("look")), first(path("first")), second(path("second"));
        const auto whole = [&](const std::string& file, const std::string& before, const std::string& after) {
            const std::string content = wholeFile(file);
            const bool isOld = generation == 1 ? !fs::exists(file) : content == wholeFile(before);
            return isOld || content == wholeFile(generation == 1 ? before : after);
        };
        QVERIFY2(whole(left.recipe, first.recipe, second.recipe), (where + ": recipe.json").c_str());
        QVERIFY2(whole(left.classes, first.classes, second.classes), (where + ": classes.json").c_str());
        QVERIFY2(whole(left.log, first.log, second.log), (where + ": training_log.md").c_str());
        std::string skipped;
        const auto newest = loadNewestCheckpoint(
            left.checkpoints, [&](const std::string& file, const auto& why) { skipped += file + ": " + why; });
        QVERIFY2(skipped.empty(), (where + ": " + skipped).c_str());
        const std::int64_t start = (generation - 1) * 10;
        const std::int64_t promised = said.find("done whole") != std::string::npos  ? start + 10
                                      : said.find("done half") != std::string::npos ? start + 5
                                                                                    : start;
        QVERIFY2((newest ? newest->step : 0) >= promised, (where + ": a saved checkpoint is gone").c_str());
        if (said.find("done history") != std::string::npos || generation == 2) {
            QCOMPARE(integrityOf(left.database), std::string("ok"));
            const RunDatabase database(left.database, RunDatabase::Mode::Write);
            QCOMPARE(historyProblem(database), std::string());
            QVERIFY(static_cast<std::int64_t>(database.steps().size()) >= promised);
        }
    }

    QTemporaryDir dir_{QString::fromStdString(fastFolder(QDir::tempPath().toStdString())) +
                       QStringLiteral("/studio-crash-XXXXXX")};
    std::map<int, std::vector<FaultPoint>> points_;
    std::map<int, std::string> wanted_; ///< the end of an undisturbed run
    int tried_ = 0;
};

QTEST_APPLESS_MAIN(TestCrashPoints)
#include "tst_crash_points.moc"
