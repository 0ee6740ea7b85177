// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <filesystem>

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/report/library_versions.h"
#include "core/report/resume_cost.h"
#include "core/run/checkpoint_internal.h"
#include "tests/support/finished_runs.h"

using namespace studio;
using namespace studio::test;

/// What resuming an interrupted run does again; and the versions that a person copies into a report.
class TestResumeCost final : public QObject {
    Q_OBJECT

private:
    QTemporaryDir dir_;

    /// A run that was killed six steps after its second epoch.
    std::string interruptedRun(const char* name) const {
        const std::string run = dir_.filePath(QLatin1String(name)).toStdString();
        writeFinishedRun(run, 2, 1000);
        writeInterruptedSteps(run, 20, 6);
        return run;
    }
    static std::string checkpointIn(const std::string& run, std::int64_t step) {
        return RunPaths(run).checkpoints + "/" + checkpointFileName(step);
    }

private Q_SLOTS:
    void theCostIsAllThatCameAfterTheNewestCheckpointWhoseFileIsThere() {
        const std::string run = interruptedRun("newest");
        QCOMPARE(resumeCostOf(run), (ResumeCost{20, 26, 3.0}));
        std::filesystem::remove(checkpointIn(run, 20));
        QCOMPARE(resumeCostOf(run), (ResumeCost{10, 26, 3.0}));
        std::filesystem::remove(checkpointIn(run, 10));
        QCOMPARE(resumeCostOf(run), (ResumeCost{0, 26, 3.0}));
    }

    void validationsAfterItAreDoneAgainToo() {
        const std::string run = interruptedRun("validated");
        {
            RunDatabase database(RunPaths(run).database, RunDatabase::Mode::Write);
            EpochRecord epoch;
            epoch.epoch = 3;
            epoch.step = 30;
            epoch.validationSeconds = 12;
            database.addEpoch(epoch);
        }
        QCOMPARE(resumeCostOf(run), (ResumeCost{20, 30, 15.0}));
    }

    void aCheckpointThatGotNoRowAnyMoreCountsUnlessItMayBeOfAPartThatWasGivenUp() {
        const std::string run = interruptedRun("rowless");
        writeFileAtomically(checkpointIn(run, 24), "weights");
        QCOMPARE(resumeCostOf(run), (ResumeCost{24, 26, 1.0}));
        RunDatabase(RunPaths(run).database, RunDatabase::Mode::Write).setValue(kRolledBackToKey, "20");
        QCOMPARE(resumeCostOf(run).from, std::int64_t{20});
    }

    void aHistoryOfSomebodyElseGivesNoFiguresThatCannotBe() {
        const std::string run = interruptedRun("foreign");
        {
            RunDatabase database(RunPaths(run).database, RunDatabase::Mode::Write);
            for (const double seconds : {-1e6, 1e300, double(INFINITY)}) {
                StepRecord step;
                step.step = database.lastStep() + 1;
                step.seconds = seconds;
                database.addStep(step);
                database.flush();
            }
        }
        QCOMPARE(resumeCostOf(run), (ResumeCost{20, 29, 3.0}));
        writeFileAtomically(RunPaths(run).database, "no database");
        QVERIFY_THROWS_EXCEPTION(Error, resumeCostOf(run));
        std::filesystem::remove(RunPaths(run).database);
        QVERIFY_THROWS_EXCEPTION(Error, resumeCostOf(run));
    }

    void everyLibraryTellsItsVersion() {
        QStringList names;
        for (const auto& [name, version] : libraryVersions()) {
            names << QString::fromStdString(name);
            const QRegularExpression dotted(QStringLiteral("^\\d+\\.\\d+"));
            QVERIFY2(dotted.match(QString::fromStdString(version)).hasMatch(), name.c_str());
        }
        QCOMPARE(names, QStringList({QStringLiteral("LibTorch"), QStringLiteral("OpenCV"),
                                     QStringLiteral("libjpeg-turbo"), QStringLiteral("SQLite")}));
    }
};

QTEST_GUILESS_MAIN(TestResumeCost)
#include "tst_resume_cost.moc"
