// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/clock.h"
#include "core/recipe/config.h"
#include "core/run/run_database.h"
#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/served_run.h"

using namespace studio;
using namespace studio::test;

/// The verbs that steer, and a trainer that the test plays.
class TestCliSteered final : public QObject {
    Q_OBJECT

    /// A run folder with a history, served as its trainer does.
    struct Played {
        explicit Played(const std::string& folder, RunServerOptions options = {})
            : paths(made(folder))
            , database(paths.database, RunDatabase::Mode::Create)
            , served(folder, options) {
            follow(folder); // it is served from now on
        }
        static RunPaths made(const std::string& folder) {
            std::filesystem::remove_all(folder);
            TrainConfig config;
            config.epochs = 9;
            createRunFolder(folder, runRecipeToJson(config, {}), {{"a", "a"}, {"b", "b"}});
            return RunPaths(folder);
        }
        void tell(TrainPhase phase, int epoch) {
            TrainStatus status;
            status.phase = phase;
            status.epoch = epoch;
            status.epochs = 9;
            status.stepsPerEpoch = 10;
            served.server.statusChanged(status);
        }
        void record(EventKind kind, const std::string& title) {
            database.addEvent({kind, 1, 1, utcMilliseconds(), title, {}});
            database.flush();
        }
        std::optional<PlanWish> wish() {
            std::optional<PlanWish> heard;
            return QTest::qWaitFor(
                       [&] {
                           heard = served.control.takePlanWish();
                           return heard.has_value();
                       },
                       60'000)
                       ? heard
                       : std::nullopt;
        }
        RunPaths paths;
        RunDatabase database;
        Served served;
    };

    QTemporaryDir dir_, runtime_;
    std::string run() const { return dir_.filePath(QStringLiteral("run")).toStdString(); }
    void begin(QProcess& verb, const QStringList& words) const {
        QStringList line = words;
        line.insert(1, QString::fromStdString(run()));
        verb.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"), line);
        QVERIFY(verb.waitForStarted());
    }

private Q_SLOTS:
    void initTestCase() { qputenv("XDG_RUNTIME_DIR", runtime_.path().toUtf8()); }

    void aRunThatHasNotSaidWhereItStandsIsNotJudged() {
        Played played(run()); // a look as if it stood in epoch 1 would call this rate steep
        QProcess verb;
        begin(verb, {QStringLiteral("set"), QStringLiteral("--learning-rate"), QStringLiteral("0.9")});
        const std::optional<PlanWish> wish = played.wish();
        QVERIFY(wish);
        QCOMPARE(wish->learningRate.value(), 0.9);
        played.record(EventKind::Notice, kPlanNotChanged);
        const CliResult result = resultOf(verb, 60'000);
        QCOMPARE(result.code, 78);
        QVERIFY2(result.err.contains("does not say where it stands"), result.err);
    }

    void aRunThatEndsUnchangedIsNoSuccess() {
        Played played(run());
        played.tell(TrainPhase::Training, 2);
        QProcess verb;
        begin(verb, {QStringLiteral("set"), QStringLiteral("--epochs"), QStringLiteral("12")});
        QVERIFY(played.wish());
        RunReport report;
        report.outcome = RunOutcome::Finished;
        played.served.server.ended(report);
        const CliResult result = resultOf(verb, 60'000);
        QCOMPARE(result.code, 78);
        QVERIFY2(result.out.contains("was not changed"), result.out);
    }

    void aLongValidationIsWaitedForAsLongAsTheRunSpeaks() {
        Played played(run());
        played.tell(TrainPhase::Validating, 2);
        const auto other = follow(run());
        QProcess verb;
        begin(verb, {QStringLiteral("validate"), QStringLiteral("--wait"), QStringLiteral("1")});
        QTRY_VERIFY_WITH_TIMEOUT(played.served.control.isValidationRequested(), 60'000);
        int heard = 0; // a word is half a second: the wait was over long ago
        QVERIFY(waitFor(*other, [&heard](const RemoteStatus&) { return ++heard > 6; }));
        played.record(EventKind::Validated, "Validated on request: top-1 41.00 %");
        const CliResult result = resultOf(verb, 60'000);
        QVERIFY2(result.code == 0, result.out + result.err);
        QVERIFY2(result.out.contains("41.00"), result.out);
    }

    void aSilentRunIsGivenUp() {
        RunServerOptions options;
        options.statusEvery = std::chrono::hours(1);
        Played played(run(), options);
        QProcess verb;
        begin(verb, {QStringLiteral("validate"), QStringLiteral("--wait"), QStringLiteral("1")});
        const CliResult result = resultOf(verb, 60'000);
        QCOMPARE(result.code, 75);
        QVERIFY2(result.out.contains("silent"), result.out);
    }

    void anInterruptedWaitLeavesTheRunAlone() {
        Played played(run());
        played.tell(TrainPhase::Training, 2);
        QProcess verb;
        begin(verb, {QStringLiteral("validate")});
        QTRY_VERIFY_WITH_TIMEOUT(played.served.control.isValidationRequested(), 60'000);
        QVERIFY(sendSignal(verb, SIGINT));
        const CliResult result = resultOf(verb, 60'000);
        QCOMPARE(result.code, 130);
        QVERIFY2(result.out.contains("left alone"), result.out);
        QVERIFY(!played.served.control.isStopRequested());
    }
};

QTEST_GUILESS_MAIN(TestCliSteered)
#include "tst_cli_steered.moc"
