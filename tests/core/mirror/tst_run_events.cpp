// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/image/image_file.h"
#include "core/infer/probe_record.h"
#include "core/mirror/run_events.h"
#include "test_places.h"
#include "tests/support/event_runs.h"
#include "tests/support/file_size_limit.h"

using namespace studio;
using namespace studio::test;
namespace fs = std::filesystem;

/// A run's history as files for TensorBoard, read by programs that are not ours.
class RunEventsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> dir_;
    std::string run_, target_;

    std::string path(const char* name) const { return dir_->filePath(QLatin1String(name)).toStdString(); }
    /// What has something in it.
    static std::vector<std::string> filesIn(const std::string& folder) {
        std::vector<std::string> names;
        const QStringList all = QDir(QString::fromStdString(folder)).entryList(QDir::Files | QDir::Hidden);
        for (const QString& name : all) {
            if (const std::string one = name.toStdString(); fs::file_size(folder + "/" + one) > 0)
                names.push_back(one);
        }
        return names;
    }
    std::string bytes() const { return readSmallFile(target_ + "/" + filesIn(target_).at(0), 100u << 20); }
    void addAnswer(const std::string& picture, std::int64_t step) const {
        std::vector<ProbePicture> pictures = readProbes(run_);
        auto at = std::find_if(pictures.begin(), pictures.end(), [&](const auto& one) { return one.path == picture; });
        if (at == pictures.end())
            at = pictures.insert(at, ProbePicture{picture, {}});
        studio::addAnswer(*at, {step, 1, kStartedMs + step, {{"a", 0.75}, {"b", 0.25}}});
        writeProbes(run_, pictures);
    }

private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        run_ = path("run");
        target_ = path("run/tensorboard");
        makeRun(run_, path("data"));
    }

    void theChecksumIsCastagnolisMasked() {
        const std::string nine = "123456789"; // whose CRC32C is 0xE3069283
        const std::uint32_t crc = 0xE3069283u;
        QCOMPARE(maskedCrc(std::as_bytes(std::span(nine.data(), nine.size()))),
                 static_cast<std::uint32_t>((crc >> 15 | crc << 17) + 0xA282EAD8u));
    }

    void everyStepAndEpochIsThereOnce() {
        addSteps(run_, 0, 12, 0.5);
        RunEvents(run_, target_, true).update(false);
        const QJsonObject events = eventsIn(target_);
        QCOMPARE(pointsOf(events, "step/loss"),
                 QStringLiteral("1:0.5 2:0.5 3:0.5 4:0.5 5:0.5 6:0.5 7:0.5 8:0.5 9:0.5 10:0.5 11:0.5 12:0.5"));
        QCOMPARE(pointsOf(events, "train/loss"), QStringLiteral("5:1.5 10:1.5"));
        QCOMPARE(pointsOf(events, "step/images_per_second").left(9), QStringLiteral("1:16 2:16"));
        QCOMPARE(pointsOf(events, "step/top5").left(6), QStringLiteral("1:0.75"));
        QCOMPARE(events[QLatin1String("starts")].toInt(), 1);
        const QJsonArray walls = events[QLatin1String("walls")].toObject()[QLatin1String("step/loss")].toArray();
        QCOMPARE(walls[0].toDouble(), kStartedMs / 1000.0 + 2);   // a step takes two seconds
        QCOMPARE(walls[5].toDouble(), kStartedMs / 1000.0 + 102); // after the pause that the epoch's end knows of
    }

    void theRecipeIsARowOfHyperparameters() {
        RunEvents(run_, target_, true).update(false);
        const QJsonObject recipe = eventsIn(target_)[QLatin1String("hparams")].toObject();
        QCOMPARE(recipe[QLatin1String("model")].toString(),
                 QString::fromStdString(findPreset("quick-look").config.model));
        for (const std::string& key : configKeys())
            QVERIFY2(recipe.contains(QString::fromStdString(key)), key.c_str());
        QVERIFY(recipe[QLatin1String("learning_rate")].isDouble() && recipe[QLatin1String("nesterov")].isBool());
        QVERIFY(!eventsIn(target_).contains(QLatin1String("status")));
        QVERIFY(!eventsIn(target_).contains(QLatin1String("group"))); // or runs of one name would be one row
    }

    void howItEndedIsSaidAtTheEnd_data() {
        QTest::addColumn<QString>("state");
        QTest::addColumn<int>("status");
        QTest::newRow("finished") << QStringLiteral("finished") << 1;
        QTest::newRow("failed") << QStringLiteral("failed") << 2;
        QTest::newRow("stopped") << QStringLiteral("stopped") << -1; // it may go on
    }
    void howItEndedIsSaidAtTheEnd() {
        QFETCH(QString, state);
        RunEvents events(run_, target_, true);
        events.update(false);
        RunDatabase(RunPaths(run_).database, RunDatabase::Mode::Write).setValue("state", state.toStdString());
        events.update(true);
        QTEST(eventsIn(target_)[QLatin1String("status")].toInt(-1), "status");
    }

    void aMirrorThatFollowedTheRunHasTheBytesOfOneThatIsMadeAtOnce() {
        RunEvents events(run_, target_, true);
        for (std::int64_t step = 0; step < 23; step += step % 4 + 1) {
            addSteps(run_, step, step + step % 4 + 1, 0.5);
            events.update(false);
        }
        const std::string followed = bytes();
        RunEvents(run_, target_, true).update(false);
        QCOMPARE(filesIn(target_).size(), std::size_t{1});
        QVERIFY(bytes() == followed);
    }

    void noStepIsThereTwiceAfterARollBackOrAResume() {
        RunEvents events(run_, target_, true);
        addSteps(run_, 0, 13, 0.5);
        events.update(false);
        writeFileAtomically(target_ + "/events.out.tfevents.1.somebody", "not ours");
        const std::string first = filesIn(target_)[1];
        RunDatabase(RunPaths(run_).database, RunDatabase::Mode::Write).cutBackTo(5, 1);
        addSteps(run_, 5, 10, 0.25);
        events.update(false);
        QCOMPARE(filesIn(target_).size(), std::size_t{2});
        fs::remove(target_ + "/events.out.tfevents.1.somebody"); // it stayed
        QVERIFY(filesIn(target_)[0] > first);                    // so readers that are open take it for what comes next
        const QJsonObject now = eventsIn(target_);
        QCOMPARE(pointsOf(now, "step/loss"),
                 QStringLiteral("1:0.5 2:0.5 3:0.5 4:0.5 5:0.5 6:0.25 7:0.25 8:0.25 9:0.25 10:0.25"));
        QCOMPARE(pointsOf(now, "validation/top1"), QStringLiteral("5:0.05 10:0.025"));
        addSteps(run_, 10, 11, 0.125); // and it is followed on
        events.update(false);
        QVERIFY(pointsOf(eventsIn(target_), "step/loss").endsWith(QStringLiteral(" 10:0.25 11:0.125")));
    }

    void emptiedFilesDoNotPileUp() {
        for (int i = 0; i < 20; ++i)
            RunEvents(run_, target_, true).update(false);
        QCOMPARE(filesIn(target_).size(), std::size_t{1});
        QCOMPARE(QDir(QString::fromStdString(target_)).entryList(QDir::Files | QDir::Hidden).size(), 9);
    }

    void aHistoryThatBeganAnewIsMirroredAnew() {
        RunEvents events(run_, target_, true);
        addSteps(run_, 0, 3, 0.5);
        events.update(false);
        for (const std::string end : {"", "-wal", "-shm"}) { // as a trainer sets a damaged one aside
            if (fs::exists(RunPaths(run_).database + end))
                fs::rename(RunPaths(run_).database + end, run_ + "/old.db" + end);
        }
        QVERIFY_THROWS_EXCEPTION(Error, events.update(false));
        QVERIFY(!events.isBroken()); // run.db may be there again at the next look
        RunDatabase fresh(RunPaths(run_).database, RunDatabase::Mode::Create);
        addSteps(fresh, 3, 4, 0.25);
        events.update(false);
        QCOMPARE(pointsOf(eventsIn(target_), "step/loss"), QStringLiteral("4:0.25"));
    }

    void whatIsTakenAwayWhileTheRunTrainsIsMadeAnew() {
        using Act = std::function<void()>;
        const auto file = [this] { return target_ + "/" + filesIn(target_).at(0); };
        const std::vector<Act> acts{
            [] {},
            [&] { fs::remove(file()); },
            [&] { fs::resize_file(file(), 10); },
            [&] { writeFileAtomically(file(), "another one"); },
            [&] { fs::rename(file(), path("elsewhere")); },
            [&] { fs::remove_all(target_); },
            [&] { fs::rename(target_, path("moved")); },
            [&] {
                fs::remove_all(target_);
                RunDatabase(RunPaths(run_).database, RunDatabase::Mode::Write).cutBackTo(5, 1);
            },
        };
        RunEvents events(run_, target_, true);
        addSteps(run_, 0, 6, 0.5);
        events.update(false);
        for (std::size_t i = 0; i < acts.size(); ++i) {
            const std::string before = file();
            acts[i]();
            RunDatabase rows(RunPaths(run_).database, RunDatabase::Mode::Write);
            const std::int64_t last = rows.lastStep();
            addSteps(rows, last, last + 1, 0.5);
            events.update(false);
            const QString points = pointsOf(eventsIn(target_), "step/loss");
            QVERIFY2(points.startsWith(QStringLiteral("1:0.5 2:0.5")) &&
                         points.endsWith(QStringLiteral(" %1:0.5").arg(last + 1)),
                     qPrintable(QStringLiteral("%1: %2").arg(i).arg(points)));
            QCOMPARE(file() == before, i == 0);
        }
    }

    void aFullDiskLeavesWholeEventsAndEndsTheMirror() {
        addSteps(run_, 0, 200, 0.5);
        RunEvents events(run_, target_, true);
        events.update(false);
        addSteps(run_, 200, 1'000, 0.5);
        {
            const FileSizeLimit full(100'000);
            QVERIFY_THROWS_EXCEPTION(Error, events.update(false));
        }
        QVERIFY(events.isBroken());
        const QString points = pointsOf(eventsIn(target_), "step/loss");
        QVERIFY2(points.endsWith(QStringLiteral(" 200:0.5")), qPrintable(points.right(40)));
    }

    void aFullDiskWhileItIsMadeAnewLeavesTheOldFile() {
        addSteps(run_, 0, 200, 0.5);
        RunEvents(run_, target_, true).update(false);
        addSteps(run_, 200, 1'000, 0.5);
        {
            const FileSizeLimit full(100'000);
            QVERIFY_THROWS_EXCEPTION(Error, RunEvents(run_, target_, true).update(false));
        }
        QCOMPARE(filesIn(target_).size(), std::size_t{1});
        QVERIFY(pointsOf(eventsIn(target_), "step/loss").endsWith(QStringLiteral(" 200:0.5")));
    }

    void aLinkInTheRunIsNotFollowed() {
        fs::create_directories(path("elsewhere"));
        fs::create_directory_symlink(path("elsewhere"), target_);
        RunEvents events(run_, target_, true);
        QVERIFY_THROWS_EXCEPTION(Error, events.update(false));
        QVERIFY(events.isBroken() && fs::is_empty(path("elsewhere")));
    }

    void ofALongRunFewerStepsAreShown() {
        std::int64_t shown = 0;
        for (std::int64_t step = 1; step <= 450'000; ++step) {
            const bool isShown = isStepShown(step);
            QVERIFY(step > 8'192 || isShown);
            shown += isShown ? 1 : 0;
        }
        QVERIFY2(shown > 28'000 && shown < 33'000, qPrintable(QString::number(shown)));
        QVERIFY(!isStepShown(8'193) && isStepShown(8'194) && !isStepShown(16'386) && isStepShown(16'388));
    }

    void followedPicturesAreShownWhereTheRunReadsThemAnyway() {
        fs::create_directories(path("data/val/a"));
        const Picture picture{400, 200, std::vector<std::uint8_t>(400 * 200 * 3, 120)};
        const std::vector<std::uint8_t> jpeg = encodeJpeg(picture, 90);
        const std::string file(reinterpret_cast<const char*>(jpeg.data()), jpeg.size());
        writeFileAtomically(path("data/val/a/1.jpg"), file);
        writeFileAtomically(path("private.jpg"), file);
        fs::create_symlink(path("private.jpg"), path("data/val/a/2.jpg"));
        addSteps(run_, 0, 10, 0.5);
        for (const char* name : {"data/val/a/1.jpg", "data/val/a/2.jpg", "private.jpg"})
            addAnswer(path(name), 5);
        addAnswer(path("data/val/a/1.jpg"), 15); // of a past that was given up
        RunEvents events(run_, target_, true);
        events.update(false);
        const QJsonObject seen = eventsIn(target_ + "/followed");
        QCOMPARE(QJsonDocument(seen[QLatin1String("pictures")].toObject()).toJson(QJsonDocument::Compact),
                 QByteArray("{\"picture/1.jpg\":[5,256,128]}"));
        QCOMPARE(seen[QLatin1String("texts")].toObject()[QLatin1String("answer/private.jpg")].toArray()[0].toArray()[1],
                 QJsonValue(QStringLiteral("a 75.0 %, b 25.0 %")));
        QCOMPARE(pointsOf(seen, "best_probability/1.jpg"), QStringLiteral("5:0.75"));
        addAnswer(path("data/val/a/1.jpg"), 10);
        events.update(false);
        QCOMPARE(pointsOf(eventsIn(target_ + "/followed"), "best_probability/1.jpg"), QStringLiteral("5:0.75 10:0.75"));
        fs::remove_all(target_ + "/followed");
        events.update(false);
        QCOMPARE(pointsOf(eventsIn(target_ + "/followed"), "best_probability/1.jpg"), QStringLiteral("5:0.75 10:0.75"));
        writeProbes(run_, {}); // no longer followed
        events.update(false);
        QVERIFY(filesIn(target_ + "/followed").empty());
    }

    void tensorBoardItselfReadsThemAlsoOverARollBack() {
        const QString python = qEnvironmentVariable("STUDIO_TENSORBOARD_PYTHON", QStringLiteral("/usr/bin/python3"));
        if (runProgram(python, {QStringLiteral("-c"), QStringLiteral("import tensorboard")}).code != 0)
            QSKIP("TensorBoard is not installed; STUDIO_TENSORBOARD_PYTHON may name a Python that has it");
        addSteps(run_, 0, 13, 0.5);
        RunEvents events(run_, target_, true);
        events.update(false);
        QProcess reader;
        reader.setStandardErrorFile(QProcess::nullDevice());
        reader.start(python, {QStringLiteral(STUDIO_SOURCE_DIR "/tests/support/read_tensorboard.py"),
                              QString::fromStdString(target_)});
        const auto answer = [&reader] {
            while (!reader.canReadLine() && reader.waitForReadyRead(60'000)) {
            }
            return QJsonDocument::fromJson(reader.readLine()).object();
        };
        const QJsonObject first = answer();
        QVERIFY(pointsOf(first, "step/loss").endsWith(QStringLiteral(" 12:0.5 13:0.5")));
        QCOMPARE(first[QLatin1String("hparams")].toObject()[QLatin1String("batch_size")].toDouble(),
                 static_cast<double>(findPreset("quick-look").config.batchSize));
        RunDatabase(RunPaths(run_).database, RunDatabase::Mode::Write).cutBackTo(5, 1);
        addSteps(run_, 5, 7, 0.25);
        events.update(false);
        reader.write("again\n");
        QCOMPARE(pointsOf(answer(), "step/loss"), QStringLiteral("1:0.5 2:0.5 3:0.5 4:0.5 5:0.5 6:0.25 7:0.25"));
        addSteps(run_, 7, 8, 0.125);
        events.update(false);
        reader.write("again\n");
        QVERIFY(pointsOf(answer(), "step/loss").endsWith(QStringLiteral(" 7:0.25 8:0.125")));
        QVERIFY(emptyEvents(target_)); // by a run that goes on without them
        reader.write("again\n");
        QCOMPARE(pointsOf(answer(), "step/loss"), QString());
        reader.closeWriteChannel();
        QVERIFY(reader.waitForFinished());
    }
};

QTEST_GUILESS_MAIN(RunEventsTest)
#include "tst_run_events.moc"
