// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>
#include <limits>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "core/run/steps_csv.h"

using namespace studio;

/// Every step of a run as a table for other programs.
class StepsCsvTest : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    std::string path(const char* name) const { return dir_.filePath(QLatin1String(name)).toStdString(); }
    std::string read(const char* name) const { return readSmallFile(path(name), 10'000'000); }

    std::string made(const char* name, std::int64_t steps) {
        const std::string folder = path(name);
        std::filesystem::create_directories(folder);
        RunDatabase rows(RunPaths(folder).database, RunDatabase::Mode::Create);
        for (std::int64_t i = 1; i <= steps; ++i) {
            StepRecord record{i, 1, static_cast<std::int32_t>(i), 0.1 + 0.2, 1e-7, 32, 3, 9, 0.125, 0};
            if (i == 2)
                record.loss = std::numeric_limits<double>::quiet_NaN();
            rows.addStep(record);
        }
        rows.flush();
        return folder;
    }

private Q_SLOTS:
    void everyStepIsALineOfExactNumbers() {
        QCOMPARE(writeStepsCsv(made("run", 45'000), path("steps.csv")), std::int64_t{45'000});
        const std::string text = read("steps.csv");
        QCOMPARE(std::count(text.begin(), text.end(), '\n'), 45'001);
        QVERIFY(text.starts_with("step,epoch,step_in_epoch,loss,learning_rate,pictures,top1_right,top5_right,seconds,"
                                 "wait_seconds\n1,1,1,0.30000000000000004,1e-07,32,3,9,0.125,0\n2,1,2,,1e-07,"));
        QVERIFY(text.ends_with("\n45000,1,45000,0.30000000000000004,1e-07,32,3,9,0.125,0\n"));
    }

    void aStopLeavesTheOldFile() {
        const std::string run = made("stopped", 3);
        writeStepsCsv(run, path("kept.csv"));
        const std::string before = read("kept.csv");
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_THROWS_EXCEPTION(Error, writeStepsCsv(run, path("kept.csv"), stop.get_token()));
        QCOMPARE(read("kept.csv"), before);
        QCOMPARE(QDir(dir_.path()).entryList({QStringLiteral("kept*")}).size(), 1);
    }

    void whatIsNoRunIsTold() {
        QVERIFY_THROWS_EXCEPTION(Error, writeStepsCsv(dir_.path().toStdString(), path("none.csv")));
        QVERIFY(!std::filesystem::exists(path("none.csv")));
    }
};

QTEST_GUILESS_MAIN(StepsCsvTest)
#include "tst_steps_csv.moc"
