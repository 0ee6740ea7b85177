// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>

#include <QDir>
#include <QFile>
#include <QJsonObject>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include "core/run/run_database.h"
#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/patience.h"
#include "tests/support/picture_folders.h"

using namespace studio;
using namespace studio::test;

/// Several processes that train one run, as real ones.
class CliRanksTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        writePictureFolders(data().toStdString(), 3, 41, 7); // neither batches nor validation divide evenly
        QFile bad(data() + QStringLiteral("/train/c1/1004.jpg"));
        QVERIFY(bad.open(QIODevice::WriteOnly | QIODevice::Truncate)); // whoever's share it is in
        const CliResult alone = runTrain(line(QStringLiteral("alone"), 2));
        if (runTrain(line(QStringLiteral("probe"), 1) + ranks(2)).err.contains("in one process only"))
            QSKIP("built without Gloo");
        QVERIFY2(alone.code == 0, alone.err);
    }

    void aRunOfSeveralRanksIsOneRun_data() {
        QTest::addColumn<int>("count");
        QTest::newRow("2 ranks") << 2;
        QTest::newRow("4 ranks") << 4;
    }
    /// Losses are those of batch norm over each rank's own part, so they are near those of one process and no more;
    /// that the sums are right to rounding is shown where batch norm is fixed (core.ranks).
    void aRunOfSeveralRanksIsOneRun() {
        QFETCH(int, count);
        const QString name = QStringLiteral("together%1").arg(count);
        const CliResult result = runTrain(line(name, 2) + ranks(count));
        QVERIFY2(result.code == 0, result.err);
        QVERIFY2(result.err.contains(QByteArray::number(count) + " ranks"), result.err);
        const RunDatabase mine = history(name), one = history(QStringLiteral("alone"));
        const std::vector<StepRecord> steps = mine.steps(), others = one.steps();
        QCOMPARE(steps.size(), others.size());
        for (std::size_t i = 0; i < steps.size(); ++i) {
            QCOMPARE(steps[i].count, others[i].count); // of the whole batch
            QCOMPARE(steps[i].learningRate, others[i].learningRate);
        }
        qInfo("first loss %.4f, alone %.4f", steps.front().loss, others.front().loss);
        QVERIFY(std::abs(steps.front().loss - others.front().loss) < 0.5);
        QCOMPARE(mine.epochs().front().badPictures, one.epochs().front().badPictures);
        QCOMPARE(mine.epochs().front().badPictures, 1);
        QCOMPARE(linesWith(name, QStringLiteral("1004.jpg")), 1);
        // One process measures the checkpoint as all of them measured it.
        const CliResult measured = runTrain({QStringLiteral("evaluate"), path(name), QStringLiteral("--checkpoint"),
                                             QStringLiteral("last"), QStringLiteral("--json")});
        QVERIFY2(measured.code == 0, measured.err);
        const QJsonObject figures = measured.json().object();
        const EpochRecord last = mine.epochs().back();
        QCOMPARE(figures.value(QStringLiteral("count")).toInt(), 21);
        QVERIFY(std::abs(figures.value(QStringLiteral("top1")).toDouble() - last.valTop1) < 1e-9);
        QVERIFY2(std::abs(figures.value(QStringLiteral("loss")).toDouble() - last.valLoss) < 1e-5,
                 QByteArray::number(figures.value(QStringLiteral("loss")).toDouble() - last.valLoss));
    }

    void aRunGoesOnWithAnotherNumberOfRanks() {
        const QString name = QStringLiteral("counts");
        QVERIFY(runTrain(line(name, 1) + ranks(2)).code == 0);
        int epochs = 1;
        for (const int count : {1, 4, 2}) {
            const CliResult result = runTrain(QStringList{QStringLiteral("resume"), path(name), QStringLiteral("--set"),
                                                          QStringLiteral("epochs=%1").arg(++epochs)} +
                                              ranks(count));
            QVERIFY2(result.code == 0, result.err);
            QCOMPARE(history(name).epochs().size(), static_cast<std::size_t>(epochs));
        }
        QCOMPARE(linesWith(name, QStringLiteral("Another number of ranks")), 3);
        // Where nothing is said, with as many as before.
        const QStringList longer{QStringLiteral("--set"), QStringLiteral("epochs=%1").arg(++epochs)};
        const CliResult same = runTrain(QStringList{QStringLiteral("resume"), path(name)} + longer);
        QVERIFY2(same.code == 0 && same.err.contains("note: ranks: 2 processes train it, as before"), same.err);
        const CliResult again =
            runTrain(line(name, 1) + longer + QStringList{QStringLiteral("--resume"), QStringLiteral("auto")});
        QVERIFY2(again.code == 0, again.err);
        QCOMPARE(linesWith(name, QStringLiteral("Another number of ranks")), 3);
    }

    void aRunOfTheQueueIsTrainedByItsRanks() {
        qputenv("XDG_STATE_HOME", path(QStringLiteral("state")).toUtf8());
        const QString name = QStringLiteral("queued");
        const QStringList add = QStringList{QStringLiteral("queue"), QStringLiteral("add")} + line(name, 1).mid(1);
        const CliResult mixed =
            runTrain(add + ranks(2) + QStringList{QStringLiteral("--set"), QStringLiteral("mixup=0.2")});
        QVERIFY2(mixed.code == 78 && mixed.err.contains("cannot mix pictures"), mixed.err); // now, not by night
        const CliResult added = runTrain(add + ranks(2) + QStringList{QStringLiteral("--json")});
        QVERIFY2(added.code == 0, added.err);
        const CliResult served = runTrain({QStringLiteral("queue"), QStringLiteral("run"), QStringLiteral("--devices"),
                                           QStringLiteral("cpu"), QStringLiteral("--once")});
        QVERIFY2(served.code == 0, served.err);
        QCOMPARE(history(name).epochs().size(), std::size_t{1});
        QFile log(added.json().object().value(QStringLiteral("log")).toString());
        QVERIFY(log.open(QIODevice::ReadOnly));
        const QByteArray words = log.readAll();
        QVERIFY2(words.contains("2 ranks"), words);
        // One that goes on has what is said for it, too.
        const CliResult alone = runTrain({QStringLiteral("queue"), QStringLiteral("add"),
                                          QStringLiteral("--resume-run"), path(name), QStringLiteral("--set"),
                                          QStringLiteral("epochs=2"), QStringLiteral("--ranks"), QStringLiteral("1")});
        QVERIFY2(alone.code == 0, alone.err);
        QCOMPARE(runTrain({QStringLiteral("queue"), QStringLiteral("run"), QStringLiteral("--devices"),
                           QStringLiteral("cpu"), QStringLiteral("--once")})
                     .code,
                 0);
        QCOMPARE(history(name).epochs().size(), std::size_t{2});
        QCOMPARE(linesWith(name, QStringLiteral("Another number of ranks")), 1);
    }

    void aKilledRankEndsAllInOneMessageThatNamesIt() {
        QProcess process;
        const QString name = QStringLiteral("killed");
        process.start(program(), line(name, 500) + ranks(3));
        QTRY_VERIFY_WITH_TIMEOUT(reached(name, 3), 60'000);
        const QList<pid_t> children = childrenOf(process);
        QCOMPARE(children.size(), 2);
        QCOMPARE(::kill(children.at(0), SIGKILL), 0);
        const CliResult result = resultOf(process, 60'000);
        QCOMPARE(result.code, 75);
        QVERIFY2(result.err.contains("Rank 1 of 3 is lost"), result.err);
        QVERIFY2(result.err.contains("SIGKILL"), result.err);
        QCOMPARE(result.err.count("is lost"), result.err.count("Rank 1 of 3 is lost"));
        QTRY_VERIFY(isGone(children.at(1)));
        QVERIFY2(runTrain({QStringLiteral("resume"), path(name), QStringLiteral("--set"), QStringLiteral("epochs=500"),
                           QStringLiteral("--ranks"), QStringLiteral("2"), QStringLiteral("--device"),
                           QStringLiteral("nonsense")})
                         .code == 64,
                 "its folder is free again");
        QVERIFY(!history(name).checkpoints().empty()); // the state before the step that failed
    }

    void aRankThatHangsIsNotWaitedForForEver() {
        QProcess process;
        const QString name = QStringLiteral("frozen");
        process.start(program(),
                      line(name, 500) + ranks(2) + QStringList{QStringLiteral("--rank-timeout"), QStringLiteral("3")});
        QTRY_VERIFY_WITH_TIMEOUT(reached(name, 3), 60'000);
        const QList<pid_t> children = childrenOf(process);
        QCOMPARE(::kill(children.value(0), SIGSTOP), 0);
        const CliResult result = resultOf(process, 90'000);
        QCOMPARE(result.code, 75);
        QVERIFY2(result.err.contains("Rank 1 of 2 is lost"), result.err);
        QVERIFY2(result.err.contains("does not answer any more"), result.err);
        QTRY_VERIFY(isGone(children.value(0)));
    }

    void aSignalToAnyRankStopsTheRunWhichGoesOnWithOthers() {
        QProcess process;
        const QString name = QStringLiteral("signal");
        process.start(program(), line(name, 500) + ranks(2));
        QTRY_VERIFY_WITH_TIMEOUT(reached(name, 3), 60'000);
        QCOMPARE(::kill(childrenOf(process).value(0), SIGTERM), 0);
        const CliResult result = resultOf(process, 60'000);
        QVERIFY2(result.code == 0, result.err);
        QCOMPARE(linesWith(name, QStringLiteral("a signal to rank 1")), 1);
        // Other ranks, and the very batch that would have come.
        QProcess again;
        again.start(program(), QStringList{QStringLiteral("resume"), path(name)} + ranks(3));
        QTRY_COMPARE_WITH_TIMEOUT(linesWith(name, QStringLiteral("Resume verified")), 1, 60'000);
        QVERIFY(sendSignal(again, SIGTERM));
        const CliResult resumed = resultOf(again, 60'000);
        QVERIFY2(resumed.code == 0, resumed.err);
    }

    void theOthersGoWithRankZero() {
        QProcess process;
        const QString name = QStringLiteral("orphans");
        process.start(program(), line(name, 500) + ranks(3));
        QTRY_VERIFY_WITH_TIMEOUT(reached(name, 3), 60'000);
        const QList<pid_t> children = childrenOf(process);
        QCOMPARE(children.size(), 2);
        process.kill();
        QVERIFY(process.waitForFinished(30'000));
        for (const pid_t child : children)
            QTRY_VERIFY_WITH_TIMEOUT(isGone(child), 20'000);
    }

    /// Its own words alone, and the others do not wait for somebody who never comes.
    void whatRankZeroRefusesEndsTheOthersAtOnce() {
        const QString run = QStringLiteral("never begun");
        QProcess first, second;
        launch(first, second,
               line(run, 1) + QStringList{QStringLiteral("--set"), QStringLiteral("epochs=0"),
                                          QStringLiteral("--rank-timeout"), QStringLiteral("600")},
               freePort());
        const CliResult one = resultOf(first, 60'000), two = resultOf(second, 60'000);
        QCOMPARE(one.code, 78);
        QVERIFY2(one.err.contains("epochs"), one.err);
        QCOMPARE(two.code, 0);
        QVERIFY2(two.err.isEmpty(), two.err);
        QVERIFY(!QDir(path(run)).exists());
    }

    void ranksThatALauncherStartsMeet() {
        const QString port = freePort();
        const QString name = QStringLiteral("launched");
        for (const bool again : {false, true}) { // the second time there is nothing left to do, for none of them
            QProcess first, second;
            launch(first, second, line(name, 1) + QStringList{QStringLiteral("--resume"), QStringLiteral("auto")},
                   port);
            const CliResult one = resultOf(first, 60'000), two = resultOf(second, 60'000);
            QVERIFY2(one.code == 0, one.err);
            QVERIFY2(two.code == 0, two.err);
            QVERIFY(two.out.isEmpty() && two.err.isEmpty());
            QVERIFY2(one.err.contains(again ? "finished already" : "2 ranks"), one.err);
        }
        QCOMPARE(history(name).epochs().size(), std::size_t{1});
    }

    void whatCannotBeIsRefused() {
        const CliResult small = runTrain(line(QStringLiteral("small"), 1) + ranks(6));
        QCOMPARE(small.code, 78);
        QVERIFY2(small.err.contains("The batch is too small for so many ranks"), small.err);
        QVERIFY(!QDir(path(QStringLiteral("small"))).exists());
        QCOMPARE(runTrain({QStringLiteral("rank")}).code, 64);
    }

    /// The weights of another run make the run's folder before anything is trained.
    void aRunThatBeginsWithWeightsIsRefusedBeforeItsFolderIsMade() {
        const QStringList init{QStringLiteral("--init"), path(QStringLiteral("alone"))};
        const CliResult small = runTrain(line(QStringLiteral("begun"), 1) + init + ranks(6));
        QCOMPARE(small.code, 78);
        QVERIFY2(small.err.contains("The batch is too small for so many ranks"), small.err);
        QVERIFY(!QDir(path(QStringLiteral("begun"))).exists());
        const CliResult begun = runTrain(line(QStringLiteral("begun"), 1) + init + ranks(2));
        QVERIFY2(begun.code == 0, begun.err);
        QVERIFY2(begun.err.contains("begins with the weights of"), begun.err);
        QCOMPARE(history(QStringLiteral("begun")).epochs().size(), std::size_t{1});
    }

    /// What a killed rank 0 left the next one deletes, but not while one of the killed one's children lives.
    void theFolderOfKilledRanksGoesWithTheNextStart() {
        const QString place = path(QStringLiteral("tmp"));
        QVERIFY(QDir().mkpath(place));
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("TMPDIR"), place);
        const auto folders = [&place] {
            return QDir(place).entryList({QStringLiteral("resnet-studio-ranks-*")}, QDir::Dirs);
        };
        QProcess killed, beside, after;
        for (QProcess* process : {&killed, &beside, &after})
            process->setProcessEnvironment(environment);
        killed.start(program(), line(QStringLiteral("left"), 500) + ranks(2));
        QTRY_VERIFY_WITH_TIMEOUT(reached(QStringLiteral("left"), 3), 60'000);
        const QStringList left = folders();
        QCOMPARE(left.size(), 1);
        const pid_t child = childrenOf(killed).value(0);
        QVERIFY(child > 0 && ::kill(child, SIGSTOP) == 0);
        beside.start(program(), line(QStringLiteral("beside"), 1) + ranks(2)); // both are alive
        const CliResult first = resultOf(beside, 60'000);
        QVERIFY2(first.code == 0, first.err);
        QCOMPARE(folders(), left);
        killed.kill();
        QVERIFY(killed.waitForFinished(30'000));
        // The kernel wakes a stopped process that has lost its last relative; its input has ended, and so does it.
        QTRY_VERIFY_WITH_TIMEOUT(isGone(child), 20'000);
        after.start(program(), line(QStringLiteral("after"), 1) + ranks(2));
        const CliResult third = resultOf(after, 60'000);
        QVERIFY2(third.code == 0, third.err);
        QVERIFY2(folders().isEmpty(), qPrintable(folders().join(u' ')));
    }

    /// With a word that names the key and the way out, and with nothing written.
    void ranksThatWouldMixPicturesAreRefused() {
        const auto mixes = [](const QString& setting) { return QStringList{QStringLiteral("--set"), setting}; };
        const CliResult mixup =
            runTrain(line(QStringLiteral("mixup"), 1) + mixes(QStringLiteral("mixup=0.2")) + ranks(2));
        QCOMPARE(mixup.code, 78);
        QVERIFY2(mixup.err.contains("mixup 0.2, 2 ranks") && mixup.err.contains("in one process"), mixup.err);
        QVERIFY(!QDir(path(QStringLiteral("mixup"))).exists());
        const QString name = QStringLiteral("cutmix");
        QCOMPARE(runTrain(line(name, 1) + mixes(QStringLiteral("cutmix=1"))).code, 0);
        const std::size_t events = history(name).events(1000).size();
        const CliResult cutmix =
            runTrain(QStringList{QStringLiteral("resume"), path(name)} + mixes(QStringLiteral("epochs=2")) + ranks(2));
        QCOMPARE(cutmix.code, 78);
        QVERIFY2(cutmix.err.contains("cutmix 1, 2 ranks"), cutmix.err);
        QCOMPARE(history(name).events(1000).size(), events);
        QCOMPARE(runTrain(QStringList{QStringLiteral("resume"), path(name)} + mixes(QStringLiteral("epochs=2"))).code,
                 0);
    }

private:
    /// The same command in both, as torchrun starts it.
    static void launch(QProcess& first, QProcess& second, const QStringList& words, const QString& port) {
        int rank = 0;
        for (QProcess* process : {&first, &second}) {
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(QStringLiteral("RANK"), QString::number(rank++));
            environment.insert(QStringLiteral("WORLD_SIZE"), QStringLiteral("2"));
            environment.insert(QStringLiteral("LOCAL_WORLD_SIZE"), QStringLiteral("2"));
            environment.insert(QStringLiteral("MASTER_ADDR"), QStringLiteral("127.0.0.1"));
            environment.insert(QStringLiteral("MASTER_PORT"), port);
            process->setProcessEnvironment(environment);
            process->start(program(), words);
        }
    }

    static QString freePort() {
        QTcpServer free;
        free.listen(QHostAddress::LocalHost);
        return QString::number(free.serverPort());
    }

    static QString program() { return QStringLiteral(STUDIO_BIN_DIR "/resnet-train"); }
    static QStringList ranks(int count) { return {QStringLiteral("--ranks"), QString::number(count)}; }
    QString data() const { return path(QStringLiteral("data")); }
    QString path(const QString& name) const { return dir_.filePath(name); }
    QStringList line(const QString& name, int epochs) const {
        return QStringList{QStringLiteral("train"), QStringLiteral("--data"), data(), QStringLiteral("--run"),
                           path(name)} +
               tinyRecipe(epochs) + QStringList{QStringLiteral("--workers"), QStringLiteral("1")};
    }
    RunDatabase history(const QString& name) const {
        return RunDatabase(path(name).toStdString() + "/run.db", RunDatabase::Mode::Read);
    }
    bool reached(const QString& name, qint64 step) const {
        try {
            return !history(name).steps(step - 1, 1).empty();
        } catch (const std::exception&) {
            return false; // still being created
        }
    }
    qsizetype linesWith(const QString& name, const QString& words) const {
        qsizetype found = 0;
        for (const EventRecord& event : history(name).events(1000)) {
            const QString text = QString::fromStdString(event.title + " " + event.detail);
            found += text.contains(words) ? 1 : 0;
        }
        return found;
    }
    /// Also where nobody took its end yet.
    static bool isGone(pid_t process) {
        QFile file(QStringLiteral("/proc/%1/stat").arg(process));
        return !file.open(QIODevice::ReadOnly) || file.readAll().contains(") Z ");
    }
    /// In the order of their ranks.
    static QList<pid_t> childrenOf(const QProcess& process) {
        const QString id = QString::number(process.processId());
        QFile file(QStringLiteral("/proc/%1/task/%1/children").arg(id));
        QList<pid_t> children;
        if (file.open(QIODevice::ReadOnly)) {
            for (const QByteArray& child : file.readAll().split(' ')) {
                if (!child.trimmed().isEmpty())
                    children.append(child.toInt());
            }
        }
        return children;
    }

    QTemporaryDir dir_;
};

QTEST_GUILESS_MAIN(CliRanksTest)
#include "tst_cli_ranks.moc"
