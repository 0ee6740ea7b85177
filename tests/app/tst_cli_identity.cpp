// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

#include "core/base/file.h"
#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/picture_folders.h"

using namespace studio::test;
namespace fs = std::filesystem;

/// What is used, what is measured and what became of the result is told, in text and in JSON alike.
class TestCliIdentity final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        data_ = dir_.filePath(QStringLiteral("data"));
        run_ = dir_.filePath(QStringLiteral("run"));
        writePictureFolders(data_.toStdString(), 2, 8, 3);
        const CliResult made = runTrain(
            QStringList{QStringLiteral("train"), QStringLiteral("--data"), data_, QStringLiteral("--run"), run_} +
            tinyRecipe(1));
        QVERIFY2(made.code == 0, made.err);
    }

    void everyUnusedNameIsInTextJsonAndCsv() {
        const QString data = dir_.filePath(QStringLiteral("unused"));
        writePictureFolders(data.toStdString(), 2, 6, 2);
        const std::string folder = data.toStdString() + "/train/c0/";
        for (int i = 0; i < 3; ++i)
            fs::create_symlink("gone", folder + "link" + std::to_string(i) + ".jpg");
        writeBytes(folder + "notes.txt", {'x'});
        fs::create_directories(data.toStdString() + "/lost+found");
        const QString csv = dir_.filePath(QStringLiteral("unused.csv"));
        const CliResult text = runTrain({QStringLiteral("check"), data, QStringLiteral("--csv"), csv});
        QCOMPARE(text.code, 0);
        QVERIFY2(text.out.contains("3 x a link that leads nowhere") && text.out.contains("link0.jpg"), text.out);
        const QJsonObject report = runTrain({QStringLiteral("check"), data, QStringLiteral("--json")}).json().object();
        const QJsonObject unused = report[QStringLiteral("unused")].toObject();
        QCOMPARE(unused[QStringLiteral("count")].toInt(), 5);
        QCOMPARE(unused[QStringLiteral("reasons")][QStringLiteral("broken_link")][QStringLiteral("count")].toInt(), 3);
        const QByteArray lines = QByteArray::fromStdString(studio::readSmallFile(csv.toStdString(), 1u << 20));
        QCOMPARE(lines.count(",unused,"), 5);
    }

    void anEvaluationSaysWhatItMeasured() {
        const QStringList line{QStringLiteral("evaluate"), run_, QStringLiteral("--threads"), QStringLiteral("1")};
        const CliResult own = runTrain(line);
        QVERIFY2(own.code == 0 && own.out.contains("The run's validation pictures"), own.out + own.err);
        const QString test = dir_.filePath(QStringLiteral("test"));
        fs::create_directories(test.toStdString());
        fs::copy(data_.toStdString() + "/train/c1", test.toStdString() + "/c1");
        writeBytes(test.toStdString() + "/c1/bad.jpg", {'x'});
        const QStringList other = line + QStringList{QStringLiteral("--data"), test};
        const CliResult text = runTrain(other);
        const QJsonObject json = runTrain(other + QStringList{QStringLiteral("--json")}).json().object();
        QVERIFY2(text.out.contains("All pictures of the folder") && text.out.contains("no pictures of c0") &&
                     text.out.contains("bad.jpg"),
                 text.out);
        QCOMPARE(json[QStringLiteral("measured")].toString(), QStringLiteral("folder"));
        QCOMPARE(json[QStringLiteral("count")].toInt(), 8);
        QCOMPARE(json[QStringLiteral("bad")].toInt(), 1);
        QCOMPARE(json[QStringLiteral("bad_files")].toArray().size(), 1);
        QCOMPARE(json[QStringLiteral("missing_classes")].toArray().first().toString(), QStringLiteral("c0"));
        const QJsonObject trained =
            runTrain(line +
                     QStringList{QStringLiteral("--data"), data_ + QStringLiteral("/train"), QStringLiteral("--json")})
                .json()
                .object();
        QVERIFY(trained[QStringLiteral("trained_on")].toBool());
    }

    void aLostResultIsAFailure_data() {
        QTest::addColumn<QStringList>("line");
        QTest::newRow("check") << QStringList{QStringLiteral("check"), dir_.filePath(QStringLiteral("data"))};
        QTest::newRow("evaluate") << QStringList{QStringLiteral("evaluate"), dir_.filePath(QStringLiteral("run"))};
        QTest::newRow("classify") << QStringList{QStringLiteral("classify"), dir_.filePath(QStringLiteral("run")),
                                                 dir_.filePath(QStringLiteral("data/val/c0/1008.jpg"))};
        QTest::newRow("runs") << QStringList{QStringLiteral("runs"), dir_.path()};
        QTest::newRow("resume") << QStringList{QStringLiteral("resume"), dir_.filePath(QStringLiteral("run"))};
        QTest::newRow("system-info") << QStringList{QStringLiteral("system-info")};
        QTest::newRow("--help") << QStringList{QStringLiteral("--help")};
    }
    void aLostResultIsAFailure() {
        QFETCH(QStringList, line);
        for (const char* where : {">&-", "> /dev/full"}) {
            QProcess shell;
            shell.start(QStringLiteral("/bin/sh"),
                        QStringList{QStringLiteral("-c"), QStringLiteral("exec \"$0\" \"$@\" ") + QLatin1String(where),
                                    QStringLiteral(STUDIO_BIN_DIR "/resnet-train")} +
                            line);
            QVERIFY(shell.waitForFinished(120'000));
            const QByteArray err = shell.readAllStandardError();
            QVERIFY2(shell.exitCode() == 1, err);
            QVERIFY2(err.contains("The result could not be written"), err);
        }
    }

    void theAdviceOfAMessageWorks() {
        const QString data = dir_.filePath(QStringLiteral("rotten")), run = dir_.filePath(QStringLiteral("rotten-run"));
        writePictureFolders(data.toStdString(), 2, 8, 2);
        for (const char* name : {"1000", "1001", "1002"})
            writeBytes(data.toStdString() + "/train/c0/" + name + ".jpg", {'x'});
        const CliResult failed = runTrain(
            QStringList{QStringLiteral("train"), QStringLiteral("--data"), data, QStringLiteral("--run"), run} +
            tinyRecipe(1));
        QCOMPARE(failed.code, 65);
        const int at = static_cast<int>(failed.err.indexOf("resnet-train resume"));
        QVERIFY2(at >= 0, failed.err);
        QCOMPARE(failed.err.count("Too many pictures cannot be read"), 1); // said once
        const QStringList words =
            QString::fromUtf8(failed.err.mid(at)).section(u'\n', 0, 0).split(u' ', Qt::SkipEmptyParts).mid(1);
        const CliResult mended = runTrain(words);
        QVERIFY2(mended.code == 0, mended.err);
    }

    void whatNoRetryCuresDoesNotAskForOne() {
        const QStringList line{QStringLiteral("train"), QStringLiteral("--data"), data_, QStringLiteral("--run"),
                               dir_.filePath(QStringLiteral("never"))};
        const CliResult norm = runTrain(line + QStringList{QStringLiteral("--set"), QStringLiteral("model=resnet18"),
                                                           QStringLiteral("--set"), QStringLiteral("image_size=32"),
                                                           QStringLiteral("--set"), QStringLiteral("batch_size=1")});
        QVERIFY2(norm.code == 78 && norm.err.contains("batch_size"), norm.err);
        QCOMPARE(runTrain(line + QStringList{QStringLiteral("--device"), QStringLiteral("banana")}).code, 64);
        QCOMPARE(runTrain({QStringLiteral("check"), data_, QStringLiteral("--csv"),
                           dir_.filePath(QStringLiteral("no/such/folder.csv"))})
                     .code,
                 64);
        QVERIFY(!QDir(dir_.filePath(QStringLiteral("never"))).exists());
    }

    void aMovedSetIsNamedOnAResume() {
        const QString moved = dir_.filePath(QStringLiteral("moved")), other = dir_.filePath(QStringLiteral("others"));
        writePictureFolders(other.toStdString(), 2, 9, 3);
        QVERIFY(QDir().rename(data_, moved));
        const QByteArray before =
            QByteArray::fromStdString(studio::readSmallFile(run_.toStdString() + "/recipe.json", 1u << 20));
        const QStringList line{QStringLiteral("resume"), run_, QStringLiteral("--set"), QStringLiteral("epochs=2")};
        QCOMPARE(runTrain(line).code, 75);
        const QStringList automatic = QStringList{QStringLiteral("train"), QStringLiteral("--run"), run_,
                                                  QStringLiteral("--resume"), QStringLiteral("auto")} +
                                      tinyRecipe(2);
        const CliResult wrong = runTrain(automatic + QStringList{QStringLiteral("--data"), other});
        QVERIFY2(wrong.code == 65 && wrong.err.contains("not the pictures of the run"), wrong.err);
        QCOMPARE(QByteArray::fromStdString(studio::readSmallFile(run_.toStdString() + "/recipe.json", 1u << 20)),
                 before);
        QCOMPARE(runTrain(automatic + QStringList{QStringLiteral("--data"), moved}).code, 0);
        QVERIFY(QDir().rename(moved, data_));
        QCOMPARE(runTrain(line + QStringList{QStringLiteral("--data"), data_}).code, 0);
    }

private:
    QTemporaryDir dir_;
    QString data_, run_;
};

QTEST_GUILESS_MAIN(TestCliIdentity)
#include "tst_cli_identity.moc"
