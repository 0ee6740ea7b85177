// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDirIterator>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "test_places.h"
#include "tests/support/cli_runner.h"

using namespace studio::test;

/// resnet-train preflight, as a process.
class CliPreflightTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QVERIFY(dir_.isValid());
        QCOMPARE(
            runTrain({QStringLiteral("sample-data"), data(), QStringLiteral("--train"), QStringLiteral("24"),
                      QStringLiteral("--val"), QStringLiteral("6"), QStringLiteral("--size"), QStringLiteral("64")})
                .code,
            0);
    }
    void theTextTellsFinishSpeedMemoryAndDisk() {
        const CliResult result = preflight({});
        QVERIFY2(result.code == 0, result.err);
        for (const char* line : {"finishes ", "an epoch ", "speed ", "memory ", "disk "})
            QVERIFY2(result.out.contains(QByteArray("\n") + line) || result.out.startsWith(line), result.out);
        QVERIFY2(result.out.contains(" is the limit") || result.out.contains("are the limit"), result.out);
    }
    void aKeyThatChangesNothingIsTold() {
        const auto told = [](const QStringList& settings) {
            QStringList line{QStringLiteral("preflight"), QStringLiteral("--data"), QStringLiteral("/nowhere"),
                             QStringLiteral("--preset"), QStringLiteral("quick-look")};
            for (const QString& setting : settings)
                line += {QStringLiteral("--set"), setting};
            return runTrain(line).err;
        };
        const QByteArray unused = told({QStringLiteral("step_epochs=2"), QStringLiteral("step_epochs=3")});
        QCOMPARE(unused.count("note: step_epochs has no effect: the schedule step alone has steps\n"), 1);
        QVERIFY(!told({QStringLiteral("schedule=step"), QStringLiteral("step_epochs=2")}).contains("no effect"));
        QVERIFY(told({QStringLiteral("randaugment_magnitude=3"), QStringLiteral("auto_augment=trivialaugment-wide")})
                    .contains("note: randaugment_magnitude has no effect"));
        QVERIFY(!told({}).contains("no effect")); // a preset's own are nobody's words
    }
    void aRunThatPatienceMayEndFinishesAtTheLatest() {
        const CliResult result = preflight({QStringLiteral("--set"), QStringLiteral("patience=2")});
        QVERIFY2(result.out.contains(" after its start, at the latest: patience may end it before\n"), result.out);
        QVERIFY(!preflight({}).out.contains("at the latest"));
        QVERIFY(preflight({QStringLiteral("--set"), QStringLiteral("patience=2"), QStringLiteral("--json")})
                    .json()
                    .object()[QStringLiteral("may_end_early")]
                    .toBool());
    }
    void theJsonHasTheDocumentedKeys() {
        const CliResult result = preflight({QStringLiteral("--json")});
        QVERIFY2(result.code == 0, result.err);
        const QJsonObject json = result.json().object();
        const QStringList keys{QStringLiteral("model"),
                               QStringLiteral("epochs"),
                               QStringLiteral("train_pictures"),
                               QStringLiteral("val_pictures"),
                               QStringLiteral("classes"),
                               QStringLiteral("packed"),
                               QStringLiteral("device"),
                               QStringLiteral("device_name"),
                               QStringLiteral("precision"),
                               QStringLiteral("workers"),
                               QStringLiteral("threads"),
                               QStringLiteral("seconds"),
                               QStringLiteral("finish"),
                               QStringLiteral("may_end_early"),
                               QStringLiteral("start_seconds"),
                               QStringLiteral("epoch_seconds"),
                               QStringLiteral("largest_epoch_seconds"),
                               QStringLiteral("validation_seconds"),
                               QStringLiteral("images_per_second"),
                               QStringLiteral("limit"),
                               QStringLiteral("measured_batch"),
                               QStringLiteral("measured_steps"),
                               QStringLiteral("steady"),
                               QStringLiteral("memory"),
                               QStringLiteral("disk"),
                               QStringLiteral("bad_pictures"),
                               QStringLiteral("advice"),
                               QStringLiteral("notes"),
                               QStringLiteral("took_seconds")};
        QStringList found = json.keys(), wanted = keys;
        found.sort();
        wanted.sort();
        QCOMPARE(found, wanted);
        QVERIFY(json[QStringLiteral("seconds")].toDouble() > 0);
        QCOMPARE(json[QStringLiteral("finish")].toString().size(), 20);
        const QJsonObject speed = json[QStringLiteral("images_per_second")].toObject();
        for (const char* key : {"training", "pictures", "network", "validation"})
            QVERIFY2(speed[QLatin1String(key)].toDouble() > 0, key);
        QVERIFY(speed.contains(QStringLiteral("network_half")));
        const QJsonObject memory = json[QStringLiteral("memory")].toObject();
        QCOMPARE(memory[QStringLiteral("fits")].toBool(), true);
        QCOMPARE(memory[QStringLiteral("batch_size")].toInt(), 16);
        const QJsonObject disk = json[QStringLiteral("disk")].toObject();
        QVERIFY(disk[QStringLiteral("run_bytes")].toDouble() > disk[QStringLiteral("checkpoint_bytes")].toDouble());
        QVERIFY(disk[QStringLiteral("free_bytes")].toDouble() > 0);
        QVERIFY(json[QStringLiteral("advice")].isArray());
    }
    void anEpochIsTheMeanOfThoseWhosePicturesGrow() {
        const QStringList grow{QStringLiteral("--set"), QStringLiteral("image_size=64"),
                               QStringLiteral("--set"), QStringLiteral("start_image_size=16"),
                               QStringLiteral("--set"), QStringLiteral("epochs=10")};
        const QJsonObject json = preflight(grow + QStringList{QStringLiteral("--json")}).json().object();
        const double mean = json[QStringLiteral("epoch_seconds")].toDouble(),
                     largest = json[QStringLiteral("largest_epoch_seconds")].toDouble();
        QVERIFY2(mean > 0 && largest > mean, QByteArray::number(mean) + " " + QByteArray::number(largest));
        QVERIFY(json[QStringLiteral("seconds")].toDouble() < 10 * largest);
        const CliResult text = preflight(grow);
        QVERIFY2(text.out.contains(" on average, up to ") && text.out.contains(" with the largest pictures"), text.out);
    }
    void anAverageThatIsTooSlowForSoFewStepsIsNoted() {
        const auto notes = [this](const char* decay) {
            return preflight({QStringLiteral("--json"), QStringLiteral("--set"),
                              QStringLiteral("ema_decay=") + QLatin1String(decay), QStringLiteral("--set"),
                              QStringLiteral("epochs=100")})
                .json()
                .object()[QStringLiteral("notes")]
                .toArray();
        };
        const QJsonArray slow = notes("0.9999");
        QCOMPARE(slow.size(), 1);
        QVERIFY2(slow[0].toString().startsWith(QStringLiteral("ema_decay: The average reaches back over")),
                 qPrintable(slow[0].toString()));
        QVERIFY(notes("0.9").isEmpty());
    }
    void nothingIsWritten() {
        const QStringList before = files();
        QCOMPARE(preflight({QStringLiteral("--run"), dir_.filePath(QStringLiteral("to-be"))}).code, 0);
        QCOMPARE(files(), before);
    }
    void whatTrainingRefusesIsRefusedAlike() {
        QCOMPARE(runTrain({QStringLiteral("preflight")}).code, 64);
        QCOMPARE(preflight({QStringLiteral("--set"), QStringLiteral("epochs=0")}).code, 78);
        QCOMPARE(
            runTrain({QStringLiteral("preflight"), QStringLiteral("--data"), dir_.filePath(QStringLiteral("no"))}).code,
            runTrain({QStringLiteral("train"), QStringLiteral("--data"), dir_.filePath(QStringLiteral("no")),
                      QStringLiteral("--run"), dir_.filePath(QStringLiteral("refused"))})
                .code);
    }
    void anInterruptEndsItAtOnceWithNothingToldOnStdout() {
        QProcess process;
        QStringList words = arguments();
        words << QStringLiteral("--seconds") << QStringLiteral("600") << QStringLiteral("--set")
              << QStringLiteral("image_size=64");
        process.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"), words);
        QVERIFY(process.waitForStarted());
        process.waitForReadyRead(700); // it may measure by now, or not yet: both end
        QVERIFY(sendSignal(process, SIGINT));
        const CliResult result = resultOf(process, 60'000);
        QVERIFY2(result.code == 0 || result.code == -2, result.err); // -2: before the signal was listened to
        QVERIFY(result.out.isEmpty());
    }

private:
    QString data() const { return dir_.filePath(QStringLiteral("data")); }
    QStringList arguments() const {
        return QStringList{QStringLiteral("preflight"), QStringLiteral("--data"), data(), QStringLiteral("--device"),
                           QStringLiteral("cpu")} +
               tinyRecipe(3);
    }
    CliResult preflight(const QStringList& more) const {
        return runTrain(arguments() + QStringList{QStringLiteral("--seconds"), QStringLiteral("2")} + more);
    }
    QStringList files() const {
        QStringList all;
        for (QDirIterator at(dir_.path(), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                             QDirIterator::Subdirectories);
             at.hasNext();)
            all << at.next() + QString::number(at.fileInfo().size());
        all.sort();
        return all;
    }

    QTemporaryDir dir_;
};

QTEST_GUILESS_MAIN(CliPreflightTest)
#include "tst_cli_preflight.moc"
