// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <csignal>

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/run/run_folder.h"
#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/finished_runs.h"
#include "tests/support/http_server.h"
#include "tests/support/picture_folders.h"

using namespace studio;
using namespace studio::test;

/// The verbs of the queue, on the real program.
class TestCliQueue final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        writePictureFolders(path("pictures").toStdString(), 3, 20, 4);
        qputenv("RESNET_STUDIO_RUNS", path("runs").toUtf8());
    }
    void init() {
        QDir(path("state")).removeRecursively();
        QDir(path("runs")).removeRecursively();
        qputenv("XDG_STATE_HOME", path("state").toUtf8());
    }

    void whatIsAddedIsTrainedInItsOrderAndTheSameCommandAgainSaysThatItIsFinished() {
        QCOMPARE(add(path("first")).code, 0);
        const CliResult second = add(path("second"));
        QVERIFY2(second.code == 0 && second.out == "2\n" + path("second").toUtf8() + "\n", second.out);
        QVERIFY2(second.err.contains("resnet-train queue run"), second.err); // nobody serves it yet
        QCOMPARE(queue({"move", "2", "1"}).code, 0);
        const CliResult run = queue({"run", "--devices", "cpu", "--once"});
        QVERIFY2(run.code == 0, run.err);
        QVERIFY2(run.out.indexOf("entry 2 started on cpu") < run.out.indexOf("entry 1 started on cpu"), run.out);
        const QJsonArray entries = list();
        for (const auto& entry : entries) {
            QCOMPARE(entry[QStringLiteral("state")].toString(), QStringLiteral("done"));
            QCOMPARE(entry[QStringLiteral("exit_code")].toInt(-1), 0);
        }
        QCOMPARE(summariseRun(path("first").toStdString()).epochsDone, 1);
        const QDateTime before = QFileInfo(path("first/run.db")).lastModified();
        const CliResult again =
            runTrain(QStringList{QStringLiteral("train"), QStringLiteral("--resume"), QStringLiteral("auto"),
                                 QStringLiteral("--data"), path("pictures"), QStringLiteral("--run"), path("first")} +
                     tinyRecipe(1));
        QCOMPARE(again.code, 0);
        QVERIFY2(again.err.contains("finished already; nothing was done"), again.err);
        QVERIFY2(again.out.contains("finished after 1 epochs"), again.out);
        QCOMPARE(QFileInfo(path("first/run.db")).lastModified(), before);
        QVERIFY2(queue({"clear"}).out == "2 removed\n", "clear");
        QVERIFY(list().isEmpty());
    }

    void aFinishedRunIsMadeLongerThroughTheQueue() {
        QCOMPARE(add(path("long")).code, 0);
        QCOMPARE(queue({"run", "--devices", "cpu", "--once"}).code, 0);
        const QByteArray run = path("long").toUtf8();
        QCOMPARE(queue({"add", "--resume-run", run.constData(), "--set", "seed=3"}).code, 64);
        QCOMPARE(queue({"add", "--resume-run", run.constData(), "--set", "epochs=2"}).code, 0);
        QCOMPARE(queue({"run", "--devices", "cpu", "--once"}).code, 0);
        QCOMPARE(list()[1][QStringLiteral("state")].toString(), QStringLiteral("done"));
        QCOMPARE(summariseRun(run.toStdString()).epochsDone, 2);
        // Another run begins with its weights. What cannot is refused now, not hours later.
        const QByteArray pictures = path("pictures").toUtf8(), tuned = path("tuned").toUtf8();
        const auto begin = [&](const char* weights, const char* model) {
            return queue({"add", "--data", pictures.constData(), "--run", tuned.constData(), "--preset", "quick-look",
                          "--set", "epochs=1", "--set", model, "--init", weights})
                .code;
        };
        QCOMPARE(begin("/no/such/weights.pth", "model=resnet20"), 65);
        QCOMPARE(begin(run.constData(), "model=resnet32"), 78);
        QCOMPARE(begin(run.constData(), "model=resnet20"), 0);
        QCOMPARE(queue({"run", "--devices", "cpu", "--once"}).code, 0);
        QCOMPARE(list()[2][QStringLiteral("state")].toString(), QStringLiteral("done"));
        QVERIFY(runTrain({QStringLiteral("log"), path("tuned")}).out.contains("Weights taken over"));
    }

    void anExtendedRunThatIsFinishedIsNotGivenUpWithItsBackup() {
        qputenv("XDG_CONFIG_HOME", path("config").toUtf8());
        const QByteArray run = path("extended").toUtf8(), copies = path("copies").toUtf8();
        QCOMPARE(runTrain({QStringLiteral("notify"), QStringLiteral("add"), QStringLiteral("command"),
                           QStringLiteral("/usr/bin/tee"), QStringLiteral("--"), QStringLiteral("-a"), path("told")})
                     .code,
                 0);
        QCOMPARE(add(path("extended")).code, 0);
        QCOMPARE(queue({"run", "--devices", "cpu", "--once"}).code, 0);
        QVERIFY(QFile::link(QStringLiteral("not mounted"), path("copies")));
        QCOMPARE(
            queue({"add", "--resume-run", run.constData(), "--set", "epochs=2", "--backup", copies.constData()}).code,
            0);
        makeTheLastTry(path("state/resnet-studio/queue/queue.json"), 2 * summariseRun(run.toStdString()).step);
        QCOMPARE(queue({"run", "--devices", "cpu", "--once"}).code, 0);
        QVERIFY(list()[1][QStringLiteral("message")].toString().contains(QStringLiteral("backup was given up")));
        QFile file(path("told"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray notices = file.readAll();
        QVERIFY2(notices.contains("Entry 2 of the queue") &&
                     notices.contains("extended is finished, but its backup is not") &&
                     notices.contains("Back it up: resnet-train backup " + run),
                 notices);
        QVERIFY2(!notices.contains("queue release") && !notices.contains("extended is given up"), notices);
        qunsetenv("XDG_CONFIG_HOME");
    }

    void thatAnEntryIsGivenUpIsToldThroughAnOutage() {
        constexpr int kRefusals = 5; // one more than a training waits for at its end
        std::atomic<int> asked = 0;
        HttpServer server([&asked](const SeenRequest& request) {
            const bool isOfQueue = request.body.find("Entry 2 of the queue") != std::string::npos;
            return isOfQueue && ++asked <= kRefusals ? says(503, {}, {"Retry-After: 1"}) : says(200);
        });
        const QByteArray run = path("late").toUtf8(), copies = path("elsewhere").toUtf8();
        QCOMPARE(add(path("late")).code, 0);
        QCOMPARE(queue({"run", "--devices", "cpu", "--once"}).code, 0);
        const WithVariable config("XDG_CONFIG_HOME", path("away").toStdString());
        QCOMPARE(runTrain({QStringLiteral("notify"), QStringLiteral("add"), QStringLiteral("ntfy"),
                           QString::fromStdString(server.url())})
                     .code,
                 0);
        QVERIFY(QFile::link(QStringLiteral("not mounted"), path("elsewhere")));
        QCOMPARE(
            queue({"add", "--resume-run", run.constData(), "--set", "epochs=2", "--backup", copies.constData()}).code,
            0);
        makeTheLastTry(path("state/resnet-studio/queue/queue.json"), 2 * summariseRun(run.toStdString()).step);
        QCOMPARE(queue({"run", "--devices", "cpu", "--once"}).code, 0);
        QCOMPARE(asked.load(), kRefusals + 1);
    }

    void aRecipeIsTakenAsItWasWhenAdded() {
        const std::string recipe = path("mine.json").toStdString();
        const QByteArray pictures = path("pictures").toUtf8();
        TrainConfig config = findPreset("quick-look").config;
        config.epochs = 7;
        writeFileAtomically(recipe, configToJson(config));
        const CliResult added = queue({"add", "--data", pictures.constData(), "--recipe", recipe.c_str()});
        QVERIFY2(added.code == 0, added.err);
        QVERIFY(QFile::remove(QString::fromStdString(recipe)));
        const QJsonObject entry = list()[0].toObject();
        QCOMPARE(entry[QStringLiteral("recipe")].toString(), QStringLiteral("mine.json"));
        QVERIFY(entry[QStringLiteral("run")].toString().startsWith(path("runs/")));
        // Two that are not there yet have two names.
        writeFileAtomically(recipe, configToJson(config));
        QCOMPARE(queue({"add", "--data", pictures.constData(), "--recipe", recipe.c_str()}).code, 0);
        QVERIFY(list()[1][QStringLiteral("run")] != entry[QStringLiteral("run")]);
    }

    void whatCannotBeTrainedIsRefusedWhenItIsAdded_data() {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<int>("code");
        const QString data = QStringLiteral("--data"), set = QStringLiteral("--set");
        QTest::newRow("no pictures said") << QStringList{} << 64;
        QTest::newRow("no folder") << QStringList{data, path("nowhere")} << 65;
        QTest::newRow("bad recipe") << QStringList{data, path("pictures"), set, QStringLiteral("batch_size=0")} << 78;
        QTest::newRow("no such device") << QStringList{data, path("pictures"), QStringLiteral("--device"),
                                                       QStringLiteral("tpu")}
                                        << 64;
        QTest::newRow("power off amid the queue")
            << QStringList{data, path("pictures"), QStringLiteral("--power-off-at-end"), QStringLiteral("5")} << 64;
        QTest::newRow("no run") << QStringList{QStringLiteral("--resume-run"), path("nowhere")} << 65;
    }
    void whatCannotBeTrainedIsRefusedWhenItIsAdded() {
        QFETCH(QStringList, words);
        QFETCH(int, code);
        const CliResult result = runTrain(QStringList{QStringLiteral("queue"), QStringLiteral("add")} + words);
        QVERIFY2(result.code == code, result.err);
        QVERIFY(list().isEmpty());
    }

    void heldIsNotStartedAndReleasedIs() {
        QCOMPARE(add(path("held")).code, 0);
        QCOMPARE(queue({"hold", "1"}).code, 0);
        QCOMPARE(queue({"run", "--devices", "cpu", "--once"}).code, 0);
        QVERIFY(!QDir(path("held")).exists());
        QCOMPARE(queue({"release", "1"}).code, 0);
        QCOMPARE(list()[0][QStringLiteral("state")].toString(), QStringLiteral("waiting"));
        QCOMPARE(queue({"remove", "1"}).code, 0);
        QCOMPARE(queue({"remove", "1"}).code, 64);
        QVERIFY(list().isEmpty());
    }

    void aStoppedRunnerSavesItsRunAndTheNextOneGoesOn() {
        QCOMPARE(add(path("stopped"), 1000).code, 0);
        QProcess runner;
        runner.start(
            QStringLiteral(STUDIO_BIN_DIR "/resnet-train"),
            {QStringLiteral("queue"), QStringLiteral("run"), QStringLiteral("--devices"), QStringLiteral("cpu")});
        const std::string run = path("stopped").toStdString();
        QTRY_VERIFY_WITH_TIMEOUT(summariseRun(run).step > 0, 60'000);
        QCOMPARE(queue({"run", "--devices", "cpu"}).code, 75); // there is one
        const CliResult removed = queue({"remove", "1"});
        QVERIFY2(removed.code == 64 && removed.err.contains("resnet-train stop "), removed.err);
        QVERIFY(sendSignal(runner, SIGTERM));
        QCOMPARE(resultOf(runner, 60'000).code, 0);
        QVERIFY(summariseRun(run).state == RunState::Stopped);
        QCOMPARE(list()[0][QStringLiteral("state")].toString(), QStringLiteral("waiting"));
    }

    void theRunsOfAFolderAreChosenByWhatTheyAre() {
        const std::string folder = path("runs").toStdString();
        constexpr std::int64_t kDay = 86'400'000;
        writeFinishedRun(folder + "/old", 1, 20'000 * kDay);
        writeFinishedRun(folder + "/mid", 9, 20'001 * kDay);
        writeFinishedRun(folder + "/new", 4, 20'002 * kDay);
        RunDatabase(RunPaths(folder + "/mid").database, RunDatabase::Mode::Write).setValue("state", "finished");
        QCOMPARE(runs({}), QByteArray("new mid old"));
        QCOMPARE(runs({"--sort", "best"}), QByteArray("mid new old"));
        QCOMPARE(runs({"--sort", "name", "--limit", "2"}), QByteArray("mid new"));
        QCOMPARE(runs({"--state", "finished"}), QByteArray("mid"));
        QCOMPARE(runs({"--state", "stopped,failed"}), QByteArray("new old"));
        QCOMPARE(runs({"--best-above", "52"}), QByteArray("new mid"));
        QCOMPARE(runs({"--since", "2024-10-05"}), QByteArray("new mid")); // day 20,001
        QCOMPARE(runs({"--model", "resnet152"}), QByteArray());
        for (const char* date : {"2024-02-30", "yesterday", "2024-10-05x"})
            QCOMPARE(runTrain({QStringLiteral("runs"), QStringLiteral("--since"), QString::fromLatin1(date)}).code, 64);
        QCOMPARE(runTrain({QStringLiteral("runs"), QStringLiteral("--state"), QStringLiteral("well")}).code, 64);
    }

private:
    QString path(const char* name) const { return dir_.filePath(QString::fromLatin1(name)); }
    static CliResult queue(std::initializer_list<const char*> words) {
        QStringList line{QStringLiteral("queue")};
        for (const char* word : words)
            line += QString::fromUtf8(word);
        return runTrain(line);
    }
    CliResult add(const QString& run, int epochs = 1) const {
        return runTrain(QStringList{QStringLiteral("queue"), QStringLiteral("add"), QStringLiteral("--data"),
                                    path("pictures"), QStringLiteral("--run"), run} +
                        tinyRecipe(epochs));
    }
    /// Of the entry that waits, which had got as far as `step` before.
    static void makeTheLastTry(const QString& queueFile, std::int64_t step) {
        QFile file(queueFile);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QJsonObject all = QJsonDocument::fromJson(file.readAll()).object();
        QJsonArray entries = all[QStringLiteral("entries")].toArray();
        QJsonObject entry = entries.last().toObject();
        entry[QStringLiteral("attempts")] = 7;
        entry[QStringLiteral("step")] = static_cast<qint64>(step);
        entries[entries.size() - 1] = entry;
        all[QStringLiteral("entries")] = entries;
        file.resize(0);
        file.seek(0);
        file.write(QJsonDocument(all).toJson());
    }
    static QJsonArray list() { return queue({"list", "--json"}).json()[QStringLiteral("entries")].toArray(); }
    static QByteArray runs(std::initializer_list<const char*> words) {
        QStringList line{QStringLiteral("runs"), QStringLiteral("--json")};
        for (const char* word : words)
            line += QString::fromUtf8(word);
        QByteArrayList names;
        for (const auto& run : runTrain(line).json().array())
            names += run[QStringLiteral("folder")].toString().section(QLatin1Char('/'), -1).toUtf8();
        return names.join(' ');
    }

    QTemporaryDir dir_;
};

QTEST_GUILESS_MAIN(TestCliQueue)
#include "tst_cli_queue.moc"
