// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

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
    void exitCodesTellWhatWentWrong() {
        const QTemporaryDir dir;
        const QString archives = dir.filePath(QStringLiteral("archives")), out = dir.filePath(QStringLiteral("out"));
        QCOMPARE(runTrain({QStringLiteral("prepare"), archives, out}).code, 64);
        QCOMPARE(runTrain({QStringLiteral("prepare"), archives}).code, 64);
        test::TinyImageNet().write(archives.toStdString());
        const auto sums = runTrain({QStringLiteral("prepare"), archives, out, QStringLiteral("--verify-md5")});
        QCOMPARE(sums.code, 65);
        QVERIFY(sums.err.contains("MD5"));
        const auto counts = runTrain(
            {QStringLiteral("prepare"), archives, out, QStringLiteral("--expect"), QStringLiteral("imagenet")});
        QCOMPARE(counts.code, 65);
        QVERIFY(counts.err.contains("1,281,167"));
        const auto full = runTrain({QStringLiteral("prepare"), archives, QStringLiteral("/dev/full/out")});
        QVERIFY(full.code != 0 && !full.err.isEmpty());
    }
};

QTEST_GUILESS_MAIN(CliPrepareTest)
#include "tst_cli_prepare.moc"
