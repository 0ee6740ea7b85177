// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <utility>

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "core/net/file_sum.h"
#include "tests/support/archives.h"
#include "tests/support/cli_runner.h"

using namespace studio;
using test::runTrain;

class CliPrepareTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void unpacksAndSaysSo() {
        const QTemporaryDir dir;
        const test::TinyImageNet set;
        const QString archives = dir.filePath(QStringLiteral("archives")), out = dir.filePath(QStringLiteral("out"));
        set.write(archives.toStdString());
        const auto first = runTrain({QStringLiteral("prepare"), archives, out});
        QVERIFY2(first.code == 0, first.err.constData());
        QVERIFY(first.out.contains("12 training and 5 validation pictures in 4 classes, 17 written now"));
        const auto second = runTrain(
            {QStringLiteral("prepare"), archives, out, QStringLiteral("--json"), QStringLiteral("--delete-archives")});
        QCOMPARE(second.code, 0);
        QCOMPARE(second.json().object()[QStringLiteral("written")].toInt(), 0);
        QVERIFY(second.json().object()[QStringLiteral("complete")].toBool());
        QVERIFY(std::filesystem::is_empty(archives.toStdString()));
    }
    void filesMayBeGivenOneByOne() {
        const QTemporaryDir dir;
        const std::string root = dir.path().toStdString();
        test::TinyImageNet().write(root);
        const auto result = runTrain({QStringLiteral("prepare"), dir.filePath(QStringLiteral("ILSVRC2012_img_val.tar")),
                                      dir.filePath(QStringLiteral("ILSVRC2012_img_train.tar")),
                                      dir.filePath(QStringLiteral("ILSVRC2012_devkit_t12.tar.gz")),
                                      dir.filePath(QStringLiteral("out"))});
        QVERIFY2(result.code == 0, result.err.constData());
    }
    void otherSumsProveOtherArchives() {
        const QTemporaryDir dir;
        const QString archives = dir.filePath(QStringLiteral("archives")), out = dir.filePath(QStringLiteral("out"));
        test::TinyImageNet().write(archives.toStdString());
        QStringList line{QStringLiteral("prepare"), archives, out, QStringLiteral("--delete-archives")};
        const std::pair<const char*, const char*> sums[] = {{"--train-md5", "/ILSVRC2012_img_train.tar"},
                                                            {"--val-md5", "/ILSVRC2012_img_val.tar"},
                                                            {"--devkit-md5", "/ILSVRC2012_devkit_t12.tar.gz"}};
        for (const auto& [option, file] : sums)
            line << QString::fromLatin1(option)
                 << QString::fromStdString(sumOfFile(archives.toStdString() + file, SumKind::Md5, {}, {}));
        QStringList wrong = line;
        wrong.last().replace(0, 4, QStringLiteral("0000"));
        const auto refused = runTrain(wrong);
        QCOMPARE(refused.code, 65);
        QVERIFY(refused.err.contains("0000") && !std::filesystem::exists(out.toStdString()));
        wrong.last().chop(1);
        QCOMPARE(runTrain(wrong).code, 64);
        const auto result = runTrain(line);
        QVERIFY2(result.code == 0, result.err.constData());
        QVERIFY(!result.err.contains("devkit") && std::filesystem::is_empty(archives.toStdString()));
    }
    void whatIsNotProvedIsSaidInTextAndJson() {
        const QTemporaryDir dir;
        const QString archives = dir.filePath(QStringLiteral("archives")), out = dir.filePath(QStringLiteral("out"));
        test::TinyImageNet().write(archives.toStdString());
        const QString train = archives + QStringLiteral("/ILSVRC2012_img_train.tar");
        const auto result = runTrain(
            {QStringLiteral("prepare"), train, out, QStringLiteral("--delete-archives"), QStringLiteral("--json")});
        QVERIFY2(result.code == 0, result.err.constData());
        const QJsonObject json = result.json().object();
        QVERIFY(json[QStringLiteral("deleted")].toArray().isEmpty());
        QCOMPARE(json[QStringLiteral("notes")].toArray().size(), qsizetype{2}); // no validation, and not deleted
        QVERIFY(result.err.contains("was not deleted") && std::filesystem::exists(train.toStdString()));
    }
    void exitCodesTellWhatWentWrong() {
        const QTemporaryDir dir;
        const QString archives = dir.filePath(QStringLiteral("archives")), out = dir.filePath(QStringLiteral("out"));
        QCOMPARE(runTrain({QStringLiteral("prepare"), archives, out}).code, 65); // not there yet
        QCOMPARE(runTrain({QStringLiteral("prepare"), archives}).code, 64);
        const auto nowhere = runTrain({QStringLiteral("prepare"), archives, QString()});
        QCOMPARE(nowhere.code, 64);
        QVERIFY2(nowhere.err.contains("folder to write is missing"), nowhere.err.constData());
        test::TinyImageNet().write(archives.toStdString());
        const auto sums = runTrain({QStringLiteral("prepare"), archives, out, QStringLiteral("--verify-md5")});
        QCOMPARE(sums.code, 65);
        QVERIFY(sums.err.contains("MD5"));
        const auto counts = runTrain(
            {QStringLiteral("prepare"), archives, out, QStringLiteral("--expect"), QStringLiteral("imagenet")});
        QCOMPARE(counts.code, 65);
        QVERIFY(counts.err.contains("1,281,167"));
        const auto file =
            runTrain({QStringLiteral("prepare"), archives, archives + QStringLiteral("/ILSVRC2012_img_val.tar")});
        QCOMPARE(file.code, 64);
        QVERIFY2(file.err.contains("There is a file in its place"), file.err.constData());
        const auto full = runTrain({QStringLiteral("prepare"), archives, QStringLiteral("/dev/full/out")});
        QVERIFY(full.code != 0 && !full.err.isEmpty());
    }
};

QTEST_GUILESS_MAIN(CliPrepareTest)
#include "tst_cli_prepare.moc"
