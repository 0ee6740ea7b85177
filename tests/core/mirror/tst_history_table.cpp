// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <sys/stat.h>
#include <thread>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/mirror/history_table.h"
#include "tests/support/event_runs.h"

using namespace studio;
using namespace studio::test;
namespace fs = std::filesystem;

/// A run's history as a table and as JSON, for Weights & Biases and whoever reads rows.
class HistoryTableTest : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    std::string run_;

    std::string path(const char* name) const { return dir_.filePath(QLatin1String(name)).toStdString(); }
    std::string read(const char* name) const { return readSmallFile(path(name), 100u << 20); }
    void write(const char* name, HistoryFormat format, bool replaces = false) const {
        exportHistory({run_, path(name), format, replaces});
    }

private Q_SLOTS:
    void initTestCase() {
        run_ = path("run");
        makeRun(run_);
        RunDatabase rows(RunPaths(run_).database, RunDatabase::Mode::Write);
        StepRecord first = stepOf(1, 0.1 + 0.2);
        first.learningRate = 1e-7;
        rows.addStep(first);
        rows.addStep(stepOf(2, std::numeric_limits<double>::quiet_NaN()));
        addSteps(rows, 2, 5, 0.5);
    }

    void aRowIsAStepAndItsLastOneHasTheEpoch() {
        write("history.csv", HistoryFormat::Csv);
        const std::string text = read("history.csv");
        QVERIFY(text.starts_with("_step,_runtime,_timestamp,epoch,step/loss,step/learning_rate,step/top1,step/top5,"));
        QVERIFY(text.find("\n1,2,1700000002,1,0.30000000000000004,1e-07,0.5,0.75,16,0.25,,,") != std::string::npos);
        QVERIFY(text.find("\n2,4,1700000004,1,,0.25,") != std::string::npos); // a loss that is no number
        QVERIFY(text.find("\n5,11,1700000100,1,0.5,0.25,0.5,0.75,16,0.25,1.5,0,0,0,0.05,") != std::string::npos);
        QCOMPARE(std::count(text.begin(), text.end(), '\n'), 6);
    }

    void jsonSaysTheSameAndTheRecipe() {
        write("history.json", HistoryFormat::Json);
        const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(read("history.json"))).object();
        QCOMPARE(json[QLatin1String("name")].toString(), QStringLiteral("run"));
        QCOMPARE(json[QLatin1String("config")].toObject()[QLatin1String("model")].toString(),
                 QString::fromStdString(findPreset("quick-look").config.model));
        const QJsonArray history = json[QLatin1String("history")].toArray();
        QCOMPARE(history.size(), 5);
        QCOMPARE(history[0].toObject()[QLatin1String("step/loss")].toDouble(), 0.1 + 0.2);
        QVERIFY(!history[1].toObject().contains(QLatin1String("step/loss")));
        QCOMPARE(history[4].toObject()[QLatin1String("_step")].toInt(), 5);
        QCOMPARE(history[4].toObject()[QLatin1String("validation/top1")].toDouble(), 0.05);
        QCOMPARE(json[QLatin1String("summary")].toObject()[QLatin1String("step/loss")].toDouble(), 0.5);
    }

    void aRunWithoutAStepIsAnEmptyHistory() {
        makeRun(path("young"));
        exportHistory({path("young"), path("young.json"), HistoryFormat::Json, false});
        QJsonParseError error;
        const QJsonDocument json = QJsonDocument::fromJson(QByteArray::fromStdString(read("young.json")), &error);
        QCOMPARE(error.error, QJsonParseError::NoError);
        QVERIFY(json.object()[QLatin1String("history")].toArray().isEmpty());
        exportHistory({path("young"), path("young-events"), HistoryFormat::TensorBoard, false});
        QVERIFY(!eventsIn(path("young-events"))[QLatin1String("hparams")].toObject().isEmpty());
    }

    void whatIsThereIsReplacedOnlyWhenThatIsSaid_data() {
        QTest::addColumn<HistoryFormat>("format");
        QTest::newRow("a file") << HistoryFormat::Csv;
        QTest::newRow("a folder") << HistoryFormat::TensorBoard;
    }
    void whatIsThereIsReplacedOnlyWhenThatIsSaid() {
        QFETCH(HistoryFormat, format);
        const std::string other = format == HistoryFormat::Csv ? path("there") : path("folder/there");
        if (format == HistoryFormat::TensorBoard)
            fs::create_directories(path("folder"));
        writeFileAtomically(other, "before");
        const char* target = format == HistoryFormat::Csv ? "there" : "folder";
        QVERIFY_THROWS_EXCEPTION(Error, write(target, format));
        QCOMPARE(readSmallFile(other, 100), std::string("before"));
        write(target, format, true);
        if (format == HistoryFormat::TensorBoard)
            QCOMPARE(readSmallFile(other, 100), std::string("before")); // only files of ours make room
        else
            QVERIFY(readSmallFile(other, 100'000) != "before");
    }

    void linksAndPipesStay() {
        writeFileAtomically(path("target.csv"), "before");
        fs::create_symlink("target.csv", path("link.csv"));
        QVERIFY_THROWS_EXCEPTION(Error, write("link.csv", HistoryFormat::Csv));
        write("link.csv", HistoryFormat::Csv, true);
        QVERIFY(fs::is_symlink(path("link.csv")));
        QVERIFY(read("target.csv").starts_with("_step,"));
        QCOMPARE(::mkfifo(path("pipe.csv").c_str(), 0600), 0);
        std::string got;
        std::jthread reader([&] {
            std::ifstream in(path("pipe.csv"));
            got.assign(std::istreambuf_iterator<char>(in), {});
        });
        write("pipe.csv", HistoryFormat::Csv); // nothing is replaced
        reader.join();
        QCOMPARE(got, read("target.csv"));
        QVERIFY(fs::is_fifo(path("pipe.csv")));
    }

    void whatIsNoRunIsTold() {
        QVERIFY_THROWS_EXCEPTION(Error, exportHistory({path("none"), path("none.csv"), HistoryFormat::Csv, false}));
        QVERIFY(!fs::exists(path("none.csv")));
    }
};

QTEST_GUILESS_MAIN(HistoryTableTest)
#include "tst_history_table.moc"
