// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/picture_folders.h"
#include "tests/support/run_state.h"

using namespace studio;
using namespace studio::test;
namespace fs = std::filesystem;

/// A real training run, killed with -9 again and again at random moments and started again with the same line: every
/// start goes on, the history stays whole, and the weights at the end are those of a run that nobody disturbed.
/// STUDIO_SEED repeats the moments of a failed run; STUDIO_LONG_TESTS makes it 500 kills.
class TestKillTorture final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(dir_.isValid());
        writePictureFolders(path("data"), 2, 40, 4);
        QElapsedTimer clock;
        clock.start();
        QProcess process;
        start(process, "plain", 1);
        waitForCheckpoint(process, "plain", 1);
        startMilliseconds_ = static_cast<int>(clock.elapsed());
        QVERIFY(ended(process));
        QCOMPARE(process.exitCode(), 0);
        wanted_ = digest("plain");
        QVERIFY(wanted_.size() == 64);
    }

    void everyRestartGoesOnToTheSameBits() {
        const bool isLong = qEnvironmentVariableIsSet("STUDIO_LONG_TESTS");
        const int wantedKills = isLong ? 500 : 50;
        // The short form takes the same moments every day: it guards; the long one searches.
        quint32 seed = isLong ? QRandomGenerator::global()->generate() : 1;
        if (qEnvironmentVariableIsSet("STUDIO_SEED"))
            seed = static_cast<quint32>(qEnvironmentVariableIntValue("STUDIO_SEED"));
        qInfo("STUDIO_SEED=%u, a start takes %d ms", seed, startMilliseconds_);
        QRandomGenerator random(seed);
        int kills = 0, finished = 0, starts = 0;
        while (kills < wantedKills) {
            const std::string name = "killed" + std::to_string(finished);
            const std::int64_t before = newestStep(name);
            QProcess process;
            start(process, name, 1 + starts++ % 3);
            passTime(process, name, before, random);
            process.kill();
            QVERIFY(ended(process));
            if (process.exitStatus() == QProcess::NormalExit) {
                QVERIFY2(process.exitCode() == 0, process.readAllStandardError());
                checkFinished(name);
                ++finished;
            } else {
                ++kills;
                checkKilled(name, before);
            }
            if (QTest::currentTestFailed())
                return;
        }
        const std::string last = "killed" + std::to_string(finished);
        QProcess process;
        start(process, last, 1);
        QVERIFY(ended(process));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError());
        checkFinished(last);
        qInfo("%d kills in %d starts, %d runs finished", kills, starts + 1, finished + 1);
    }

private:
    std::string path(const std::string& name) const { return dir_.path().toStdString() + "/" + name; }

    /// One picture size for all, a checkpoint every 30 ms: two hundred steps of work, most of them saved.
    void start(QProcess& process, const std::string& name, int workers) const {
        process.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"),
                      QStringList{QStringLiteral("train"), QStringLiteral("--data"),
                                  QString::fromStdString(path("data")), QStringLiteral("--run"),
                                  QString::fromStdString(path(name)), QStringLiteral("--resume"),
                                  QStringLiteral("auto"), QStringLiteral("--workers"), QString::number(workers)} +
                          tinyRecipe(20) +
                          QStringList{QStringLiteral("--set"), QStringLiteral("batch_size=8"), QStringLiteral("--set"),
                                      QStringLiteral("save_minutes=0.0005"), QStringLiteral("--set"),
                                      QStringLiteral("learning_rate=0.005")});
        QVERIFY(process.waitForStarted());
    }

    static bool ended(QProcess& process) {
        return process.state() == QProcess::NotRunning || process.waitForFinished(120'000);
    }

    std::int64_t newestStep(const std::string& name) const {
        const auto files = listCheckpointFiles(path(name) + "/checkpoints");
        return files.empty() ? 0 : std::stoll(files.front().substr(5));
    }

    void waitForCheckpoint(QProcess& process, const std::string& name, std::int64_t step) const {
        while (newestStep(name) < step && !process.waitForFinished(2) && process.state() != QProcess::NotRunning) {
        }
    }

    /// A third of the kills fall into the start, the others between the next steps.
    void passTime(QProcess& process, const std::string& name, std::int64_t before, QRandomGenerator& random) const {
        if (random.bounded(3) == 0) {
            process.waitForFinished(random.bounded(startMilliseconds_));
            return;
        }
        waitForCheckpoint(process, name, before + 1 + random.bounded(8));
        process.waitForFinished(random.bounded(40));
    }

    /// Looks at a copy: opening a database repairs it, and the next start must be the one to do that.
    void checkKilled(const std::string& name, std::int64_t before) const {
        if (!fs::exists(RunPaths(path(name)).database))
            return; // killed before there was a run
        fs::remove_all(path("look"));
        fs::copy(path(name), path("look"), fs::copy_options::recursive);
        const RunPaths paths(path("look"));
        QCOMPARE(integrityOf(paths.database), std::string("ok"));
        const std::int64_t newest = newestStep("look");
        QVERIFY2(newest >= before, "a saved checkpoint is gone");
        if (newest == 0)
            return;
        QCOMPARE(loadCheckpoint(paths.checkpoints + "/" + checkpointFileName(newest)).step, newest);
        const RunDatabase database(paths.database, RunDatabase::Mode::Write);
        QCOMPARE(historyProblem(database), std::string());
        QVERIFY2(static_cast<std::int64_t>(database.steps().size()) >= newest,
                 "steps before the checkpoint are missing");
    }

    void checkFinished(const std::string& name) const {
        const RunPaths paths(path(name));
        QCOMPARE(digest(name), wanted_);
        QCOMPARE(integrityOf(paths.database), std::string("ok"));
        const RunDatabase database(paths.database, RunDatabase::Mode::Read);
        QCOMPARE(historyProblem(database), std::string());
        QCOMPARE(database.steps().size(), std::size_t{200});
        QCOMPARE(database.epochs().size(), std::size_t{20});
        QCOMPARE(checkpointProblem(database, paths.checkpoints), std::string());
        QVERIFY(partialFiles(paths.folder).empty());
        // Steps are compared too: a number that was learned twice would differ.
        const auto mine = database.steps(),
                   theirs = RunDatabase(RunPaths(path("plain")).database, RunDatabase::Mode::Read).steps();
        for (std::size_t i = 0; i < mine.size(); ++i)
            QCOMPARE(mine[i].loss, theirs[i].loss);
    }

    /// Of the tensors alone: the metadata hold times that differ.
    std::string digest(const std::string& name) const {
        const std::string folder = path(name) + "/checkpoints";
        const auto files = listCheckpointFiles(folder);
        return files.empty() ? std::string() : readSafetensorsMetadata(folder + "/" + files.front()).at("sha256");
    }

    QTemporaryDir dir_{QString::fromStdString(fastFolder(QDir::tempPath().toStdString())) +
                       QStringLiteral("/studio-torture-XXXXXX")};
    std::string wanted_;
    int startMilliseconds_ = 0;
};

QTEST_GUILESS_MAIN(TestKillTorture)
#include "tst_kill_torture.moc"
