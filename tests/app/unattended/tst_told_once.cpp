// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/queue/run_queue.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "core/run/run_journal.h"
#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/picture_folders.h"
#include "tests/support/told_notices.h"

using namespace studio;
using namespace studio::test;
namespace fs = std::filesystem;

namespace {

/// A machine starts trainings again and again.
struct WithMachine {
    WithMachine() { qputenv("RESNET_STUDIO_STARTED_AGAIN", "1"); }
    ~WithMachine() { qunsetenv("RESNET_STUDIO_STARTED_AGAIN"); }
    WithMachine(const WithMachine&) = delete;
    WithMachine& operator=(const WithMachine&) = delete;
};

} // namespace

/// Trainings that machines start, on the real program: what keeps one from its goal a person is told, once.
class ToldOnceTest : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    QString path(const QString& name) const { return dir_.filePath(name); }
    QStringList line(const QString& data, const QString& run, int epochs) const {
        return QStringList{QStringLiteral("train"), QStringLiteral("--data"), data, QStringLiteral("--run"), run} +
               tinyRecipe(epochs);
    }
    static std::vector<EventRecord> journalOf(const QString& run) {
        try {
            return RunDatabase(RunPaths(run.toStdString()).database, RunDatabase::Mode::Read).events();
        } catch (const std::exception&) {
            return {}; // still being created
        }
    }
    static std::ptrdiff_t countOf(const QString& run, EventKind kind, const char* title = nullptr) {
        const auto journal = journalOf(run);
        return std::count_if(journal.begin(), journal.end(), [&](const EventRecord& event) {
            return event.kind == kind && (title == nullptr || event.title == title);
        });
    }
    /// Whether it has made steps that no checkpoint has.
    static bool isAhead(const QString& run) {
        try {
            const RunDatabase database(RunPaths(run.toStdString()).database, RunDatabase::Mode::Read);
            const auto saved = database.checkpoints();
            return database.lastStep() > (saved.empty() ? 0 : saved.front().step);
        } catch (const std::exception&) {
            return false;
        }
    }
    /// Trains until `isTime`, and is killed then.
    template<class Condition>
    void liveUntil(const QStringList& words, Condition isTime) {
        QProcess process;
        process.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"), words);
        QTRY_VERIFY2_WITH_TIMEOUT(isTime(), process.readAllStandardError().constData(), 120'000);
        process.kill();
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitStatus(), QProcess::CrashExit); // it had not come to its end
    }
    /// The settings of the channels, which deliver nothing from now on.
    static QByteArray broken() {
        QFile file(QString::fromStdString(noticeSettingsFile()));
        const QByteArray was = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        NoticeSettings settings = readNoticeSettings(noticeSettingsFile());
        for (ChannelSettings& channel : settings.channels)
            channel.program = "/bin/false";
        writeNoticeSettings(noticeSettingsFile(), settings);
        return was;
    }
    static void mend(const QByteArray& settings) { writeFileAtomically(noticeSettingsFile(), settings.toStdString()); }
    /// What happened to a run of one epoch since.
    void damage(const QString& fault, const QString& run) const {
        const fs::path folder = run.toStdString();
        if (fault == QStringLiteral("recipe")) {
            QFile file(run + QStringLiteral("/recipe.json"));
            QVERIFY(file.resize(40));
        } else if (fault == QStringLiteral("network")) {
            fs::remove_all(folder / "checkpoints");
            fs::copy(path(QStringLiteral("larger")).toStdString() + "/checkpoints", folder / "checkpoints");
        } else {
            fs::remove_all(folder);
        }
    }

private Q_SLOTS:
    void initTestCase() {
        const QString data = path(QStringLiteral("data"));
        writePictureFolders(data.toStdString(), 3, 10, 3);
        const CliResult base = runTrain(line(data, path(QStringLiteral("base")), 1));
        QVERIFY2(base.code == 0, base.err.constData());
        const CliResult larger = runTrain(line(data, path(QStringLiteral("larger")), 1) +
                                          QStringList{QStringLiteral("--set"), QStringLiteral("model=resnet32")});
        QVERIFY2(larger.code == 0, larger.err.constData());
    }
    void cleanup() { QDir().rename(path(QStringLiteral("data away")), path(QStringLiteral("data"))); }

    void aResumeThatFailsBeforeItsFirstStepIsTold_data() {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("starter");
        for (const char* fault : {"recipe", "network", "gone"}) {
            for (const char* starter : {"supervise", "queue", "service"})
                QTest::addRow("%s by %s", fault, starter) << QString::fromLatin1(fault) << QString::fromLatin1(starter);
        }
    }
    void aResumeThatFailsBeforeItsFirstStepIsTold() {
        QFETCH(const QString, fault);
        QFETCH(const QString, starter);
        const ToldNotices told;
        const QString name = fault + QLatin1Char('-') + starter, run = path(name);
        fs::copy(path(QStringLiteral("base")).toStdString(), run.toStdString(), fs::copy_options::recursive);
        const QStringList longer{QStringLiteral("--set"), QStringLiteral("epochs=2")},
            resume = QStringList{QStringLiteral("resume"), run} + longer;
        const bool isQueue = starter == QStringLiteral("queue");
        if (isQueue)
            QCOMPARE(runTrain(QStringList{QStringLiteral("queue"), QStringLiteral("add"),
                                          QStringLiteral("--resume-run"), run} +
                              longer)
                         .code,
                     0);
        damage(fault, run);
        const CliResult result =
            isQueue ? runTrain({QStringLiteral("queue"), QStringLiteral("run"), QStringLiteral("--once"),
                                QStringLiteral("--devices"), QStringLiteral("cpu")})
            : starter == QStringLiteral("service")
                ? runTrain(resume)
                : runTrain(
                      QStringList{QStringLiteral("supervise"), QStringLiteral("--restarts=0"), QStringLiteral("--")} +
                      resume);
        QVERIFY2(isQueue ? result.code == 0 : result.code != 0 && result.code != 75, result.err.constData());
        if (starter == QStringLiteral("service")) { // its OnFailure=, with what systemd says
            qputenv("MONITOR_SERVICE_RESULT", "exit-code");
            qputenv("MONITOR_EXIT_STATUS", QByteArray::number(result.code));
            QCOMPARE(runTrain({QStringLiteral("notify"), QStringLiteral("given-up"), run}).code, 0);
        }
        const auto notices = told.all();
        QVERIFY2(notices.size() == 1, told.text().constData());
        QVERIFY2(notices[0].startsWith(name + QStringLiteral(" failed")), qPrintable(notices[0]));
        const QString reason = notices[0].section(QStringLiteral(" | "), 1).section(QLatin1Char('.'), 0, 0);
        const QByteArray said = isQueue ? runTrain({QStringLiteral("queue"), QStringLiteral("list")}).out : result.err;
        QVERIFY2(said.contains(reason.section(QLatin1Char(':'), 0, 0).left(20).toUtf8()),
                 (reason.toUtf8() + '\n' + said).constData());
    }

    void aResumeWithoutItsPicturesIsToldWhileItIsTriedAgain() {
        const ToldNotices told;
        const QString run = path(QStringLiteral("blind"));
        fs::copy(path(QStringLiteral("base")).toStdString(), run.toStdString(), fs::copy_options::recursive);
        const QStringList longer{QStringLiteral("--set"), QStringLiteral("epochs=2")};
        QCOMPARE(
            runTrain(QStringList{QStringLiteral("queue"), QStringLiteral("add"), QStringLiteral("--resume-run"), run} +
                     longer)
                .code,
            0);
        QVERIFY(QDir().rename(path(QStringLiteral("data")), path(QStringLiteral("data away"))));
        QProcess runner; // tries again for hours
        runner.start(
            QStringLiteral(STUDIO_BIN_DIR "/resnet-train"),
            {QStringLiteral("queue"), QStringLiteral("run"), QStringLiteral("--devices"), QStringLiteral("cpu")});
        QTRY_VERIFY_WITH_TIMEOUT(
            runTrain({QStringLiteral("queue"), QStringLiteral("list")}).out.contains("tried again in"), 120'000);
        QVERIFY(sendSignal(runner, SIGTERM));
        QCOMPARE(resultOf(runner, 60'000).code, 0);
        auto notices = told.all();
        QVERIFY2(notices.size() == 1 && notices[0].startsWith(QStringLiteral("blind failed | The pictures")),
                 told.text().constData());
        QCOMPARE(runTrain(QStringList{QStringLiteral("supervise"), QStringLiteral("--restarts=0"), QStringLiteral("--"),
                                      QStringLiteral("resume"), run} +
                          longer)
                     .code,
                 75);
        notices = told.all(); // a person began anew; and now nobody tries it again
        QVERIFY2(notices.size() == 3 && notices[1].startsWith(QStringLiteral("blind failed | ")) &&
                     notices[2].startsWith(QStringLiteral("blind is given up | ")),
                 told.text().constData());
    }

    void aCommandLineThatNoTrainingTakesIsTold() {
        const ToldNotices told;
        qputenv("RESNET_STUDIO_SPOT_WATCH", "perhaps"); // as it may stand in service.env
        const CliResult result =
            runTrain({QStringLiteral("supervise"), QStringLiteral("--restarts=0"), path(QStringLiteral("base"))});
        qunsetenv("RESNET_STUDIO_SPOT_WATCH");
        QCOMPARE(result.code, 64);
        const auto notices = told.all();
        QVERIFY2(notices.size() == 1 && notices[0].startsWith(QStringLiteral("base failed before it began")),
                 told.text().constData());
        QVERIFY2(notices[0].contains(QStringLiteral("SPOT_WATCH")) || notices[0].contains(QStringLiteral("spot-watch")),
                 told.text().constData());
    }

    void aTrainingThatNeverGetsFurtherIsToldOnceThatArrives() {
        const ToldNotices told; // by a machine that says nothing of being one, as after each boot
        const QString data = path(QStringLiteral("many")), run = path(QStringLiteral("no further"));
        writePictureFolders(data.toStdString(), 3, 500, 3); // an epoch takes longer than a life
        const QStringList words =
            line(data, run, 50) + QStringList{QStringLiteral("--set"),    QStringLiteral("batch_size=2"),
                                              QStringLiteral("--set"),    QStringLiteral("learning_rate=0.01"),
                                              QStringLiteral("--resume"), QStringLiteral("auto")};
        const auto begins = [&run] { return countOf(run, EventKind::Started) + countOf(run, EventKind::Resumed); };
        const auto tells = [&run] { return countOf(run, EventKind::Notice, kNoFurtherTitle); };
        const auto live = [&](int life, bool isToldOf) {
            liveUntil(words, [&, life, isToldOf] {
                return begins() == life && isAhead(run) && (!isToldOf || !told.text().isEmpty());
            });
        };
        live(1, false);
        live(2, false);
        QCOMPARE(tells(), 0);
        const QByteArray channels = broken(); // its notices arrive nowhere
        live(3, false);
        QCOMPARE(tells(), 1);
        QVERIFY2(told.text().isEmpty(), told.text().constData());
        mend(channels);
        live(4, true);
        live(5, false);
        QVERIFY(!QTest::currentTestFailed());
        auto notices = told.all();
        QVERIFY2(notices.size() == 1 && notices[0].startsWith(QStringLiteral("no further makes no progress")),
                 told.text().constData());
        for (const char* word : {"begun 4 times at its beginning", "save_minutes", "resnet-train snapshot"})
            QVERIFY2(notices[0].contains(QString::fromLatin1(word)), qPrintable(notices[0]));
        // It does not wait: a pause and what follows it are no news. And a checkpoint is progress.
        liveUntil(words, [&] {
            if (begins() == 6 && isAhead(run) && countOf(run, EventKind::Paused) == 0)
                runTrain({QStringLiteral("pause"), run});
            if (countOf(run, EventKind::Paused) > 0 && countOf(run, EventKind::Continued) == 0)
                runTrain({QStringLiteral("continue"), run});
            return countOf(run, EventKind::Continued) > 0 && countOf(run, EventKind::CheckpointSaved) > 0;
        });
        QVERIFY2(told.all().size() == 1, told.text().constData());
        const std::ptrdiff_t before = tells(), saved = countOf(run, EventKind::CheckpointSaved);
        for (int life = 7; life <= 9; ++life)
            liveUntil(words, [&] { return begins() == life && isAhead(run) && (life != 9 || tells() > before); });
        QVERIFY2(countOf(run, EventKind::CheckpointSaved) == saved, "a life was longer than an epoch");
        const auto journal = journalOf(run);
        const auto line = std::find_if(journal.begin(), journal.end(),
                                       [](const EventRecord& event) { return event.title == kNoFurtherTitle; });
        QVERIFY2(line->detail.find("begun 3 times at step ") != std::string::npos, line->detail.c_str());
    }

    void aQueueThatIsSetAsideIsToldOnceWhoeverServesIt() {
        const ToldNotices told;
        QCOMPARE(
            runTrain(QStringList{QStringLiteral("queue"), QStringLiteral("add"), QStringLiteral("--data"),
                                 path(QStringLiteral("data")), QStringLiteral("--run"), path(QStringLiteral("cut"))} +
                     tinyRecipe(1))
                .code,
            0);
        QVERIFY(QFile::resize(QString::fromStdString(RunQueue::defaultFolder() + "/queue.json"), 200));
        const QStringList serve{QStringLiteral("queue"), QStringLiteral("run"), QStringLiteral("--once"),
                                QStringLiteral("--devices"), QStringLiteral("cpu")};
        const CliResult first = runTrain(serve), second = runTrain(serve);
        QVERIFY2(first.code == 0 && second.code == 0, first.err.constData());
        const auto notices = told.all();
        QVERIFY2(notices.size() == 1 && notices[0].startsWith(QStringLiteral("The queue of runs was set aside | ")),
                 told.text().constData());
        const QStringList aside =
            QDir(QString::fromStdString(RunQueue::defaultFolder())).entryList({QStringLiteral("queue.json.damaged-*")});
        QVERIFY(aside.size() == 1 && notices[0].contains(aside[0]));
        QVERIFY2(first.out.contains(aside[0].toUtf8()), first.out.constData());
    }
};

QTEST_GUILESS_MAIN(ToldOnceTest)
#include "tst_told_once.moc"
