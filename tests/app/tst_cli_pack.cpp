// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <sys/mount.h>

#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/fault_points.h"
#include "tests/support/picture_folders.h"

using namespace studio;
using test::runTrain;

namespace {

QByteArray bytesOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Many pictures of a size that takes a while to encode, all the same.
void writeLargePictures(const QString& root) {
    const auto bytes = encodeJpeg(test::colouredPicture(1, 7, 700), 90);
    for (const char* side : {"train", "val"}) {
        for (const char* name : {"cat", "dog"}) {
            const QString folder = root + u'/' + QLatin1String(side) + u'/' + QLatin1String(name);
            QDir().mkpath(folder);
            for (int i = 0; i < (side[0] == 't' ? 300 : 10); ++i)
                test::writeBytes(QStringLiteral("%1/%2.jpg").arg(folder).arg(1000 + i).toStdString(), bytes);
        }
    }
}

} // namespace

class CliPackTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { test::writePictureFolders(data().toStdString(), 2, 20, 5); }
    void packsVerifiesListsAndDeletes() {
        const auto packed = run({QStringLiteral("--preset"), QStringLiteral("originals"), QStringLiteral("--json")});
        QVERIFY2(packed.code == 0, packed.err.constData());
        QCOMPARE(packed.json().object()[QStringLiteral("pictures")].toInt(), 50);
        QVERIFY(packed.err.contains("are free")); // what it takes was told
        const QString folder = packed.json().object()[QStringLiteral("folder")].toString();
        QCOMPARE(folder, data() + QStringLiteral("/.resnet-studio-pack/originals"));
        QVERIFY(run({QStringLiteral("--preset"), QStringLiteral("originals")}).out.contains("packed before"));
        const auto list = run({QStringLiteral("--list"), QStringLiteral("--json")});
        QCOMPARE(list.json().array().size(), 1);
        QVERIFY(list.json().array()[0].toObject()[QStringLiteral("usable")].toBool());
        const QStringList verify{QStringLiteral("--preset"), QStringLiteral("originals"), QStringLiteral("--verify")};
        QCOMPARE(run(verify).code, 0);
        hurt(folder + QStringLiteral("/pictures.pack"), 5000);
        const auto damaged = run(verify);
        QCOMPARE(damaged.code, 65);
        QVERIFY(damaged.out.contains("damaged in the packed set"));
        hurt(folder + QStringLiteral("/pictures.index"), 300);
        QCOMPARE(run(verify).code, 65);
        QVERIFY(run({QStringLiteral("--list")}).out.contains("cannot be used"));
        QCOMPARE(run({QStringLiteral("--preset"), QStringLiteral("originals"), QStringLiteral("--delete")}).code, 0);
        QVERIFY(!QFileInfo::exists(folder));
        QCOMPARE(run({QStringLiteral("--delete")}).code, 64);
        QCOMPARE(run({QStringLiteral("--preset"), QStringLiteral("best")}).code, 78);
        QCOMPARE(run({QStringLiteral("--list"), QStringLiteral("--delete")}).code, 64);
    }
    void namesFromBeforeAreTaken() {
        const QString old = dir_.filePath(QStringLiteral("old"));
        test::writePictureFolders(old.toStdString(), 2, 8, 4);
        const QStringList words{old, QStringLiteral("--preset"), QStringLiteral("originals"), QStringLiteral("--json")};
        QCOMPARE(runTrain(QStringList{QStringLiteral("cache")} + words).code, 0);
        QVERIFY(!runTrain({QStringLiteral("--help")}).out.contains("cache"));
        QVERIFY(QDir(old).rename(QStringLiteral(".resnet-studio-pack"), QStringLiteral(".resnet-studio-cache")));
        const auto found = runTrain(QStringList{QStringLiteral("pack")} + words);
        QCOMPARE(found.json().object()[QStringLiteral("folder")].toString(),
                 old + QStringLiteral("/.resnet-studio-cache/originals"));
        QVERIFY(!QFileInfo::exists(old + QStringLiteral("/.resnet-studio-pack")));
        const auto removed = runTrain({QStringLiteral("pack"), old, QStringLiteral("--preset"),
                                       QStringLiteral("originals"), QStringLiteral("--delete")});
        QCOMPARE(removed.code, 0);
        QVERIFY(!QFileInfo::exists(old + QStringLiteral("/.resnet-studio-cache")));
    }
    void packOfOtherPicturesIsReplacedWhenAsked() {
        const QString other = dir_.filePath(QStringLiteral("grows"));
        test::writePictureFolders(other.toStdString(), 2, 20, 5);
        const QStringList line{QStringLiteral("pack"), other, QStringLiteral("--preset"), QStringLiteral("originals")};
        QCOMPARE(runTrain(line).code, 0);
        const QString pack = other + QStringLiteral("/.resnet-studio-pack/originals/pictures.pack");
        const QByteArray before = bytesOf(pack);
        QVERIFY(QFile::copy(other + QStringLiteral("/train/c0/1000.jpg"), other + QStringLiteral("/train/c0/9.jpg")));
        const auto refused = runTrain(line);
        QCOMPARE(refused.code, 64);
        QVERIFY2(refused.err.contains("--replace"), refused.err.constData());
        QVERIFY(bytesOf(pack) == before);
        const auto replaced = runTrain(line + QStringList{QStringLiteral("--replace"), QStringLiteral("--json")});
        QCOMPARE(replaced.code, 0);
        QVERIFY2(replaced.err.contains("takes the place of what is there"), replaced.err.constData());
        QCOMPARE(replaced.json().object()[QStringLiteral("pictures")].toInt(), 51);
        // The same names with other contents need no word: it is the pack of these pictures, made anew.
        QFile file(other + QStringLiteral("/train/c0/9.jpg"));
        QVERIFY(file.open(QIODevice::Append) && file.write("more") == 4);
        file.close();
        const auto renewed = runTrain(line + QStringList{QStringLiteral("--json")});
        QVERIFY2(renewed.code == 0 && renewed.err.contains("since they were packed: 1"), renewed.err.constData());
        QCOMPARE(renewed.json().object()[QStringLiteral("changed")].toInt(), 1);
    }
    void trainingFindsAPackElsewhere() {
        const QString out = dir_.filePath(QStringLiteral("fast disk")),
                      runFolder = dir_.filePath(QStringLiteral("run"));
        QCOMPARE(run({QStringLiteral("--out"), out}).code, 0);
        const auto trained = runTrain(
            QStringList{QStringLiteral("train"), QStringLiteral("--data"), data(), QStringLiteral("--run"), runFolder} +
            test::tinyRecipe(1));
        QVERIFY2(trained.code == 0, trained.err.constData());
        QVERIFY2(trained.err.contains("max500-q90"), trained.err.constData());
        // Its disk is not mounted: the run is not turned over to the files unasked.
        QVERIFY(QDir().rename(out, out + QStringLiteral(" away")));
        const QStringList resume{QStringLiteral("resume"), runFolder, QStringLiteral("--set"),
                                 QStringLiteral("epochs=2")};
        const auto waits = runTrain(resume);
        QCOMPARE(waits.code, 75);
        QVERIFY2(waits.err.contains("--set pack=off"), waits.err.constData());
        const auto goesOn = runTrain(resume + QStringList{QStringLiteral("--set"), QStringLiteral("pack=off")});
        QVERIFY2(goesOn.code == 0, goesOn.err.constData());
        QVERIFY(QDir().rename(out + QStringLiteral(" away"), out));
        QCOMPARE(run({QStringLiteral("--out"), out, QStringLiteral("--delete")}).code, 0);
    }
    void stoppedAndKilledHalfWayItGoesOnToTheSameBytes() {
        if (!test::mayTrace())
            QSKIP("strace is missing or may not trace here: no point half way can be named.");
        const QString large = dir_.filePath(QStringLiteral("large"));
        writeLargePictures(large);
        const QString whole = dir_.filePath(QStringLiteral("whole")), cut = dir_.filePath(QStringLiteral("cut"));
        const QStringList line{QStringLiteral("pack"), large, QStringLiteral("--json"), QStringLiteral("--out")};
        QCOMPARE(runTrain(line + QStringList{whole}).code, 0);
        // Asked to stop while the second part of the pack is written, then killed when the next pictures were noted:
        // the writer's own calls tell the time, so that neither comes too late on a fast machine.
        const auto stopped = disturbed(large, cut, {"pwrite64", 2, "/pictures.pack.partial"}, "signal=TERM");
        QCOMPARE(stopped.code, 0);
        QVERIFY(!QJsonDocument::fromJson(QByteArray::fromStdString(stopped.out))
                     .object()[QStringLiteral("complete")]
                     .toBool(true));
        const auto killed = disturbed(large, cut, {"fsync", 1, "/pictures.journal"}, "signal=KILL");
        QVERIFY(!killed.exited);
        QVERIFY(!QFileInfo::exists(cut + QStringLiteral("/max500-q90/pictures.index")));
        const auto last = runTrain(line + QStringList{cut});
        QVERIFY2(last.code == 0, last.err.constData());
        QVERIFY(last.json().object()[QStringLiteral("resumed_at")].toInt() > 0);
        for (const char* name : {"/max500-q90/pictures.pack", "/max500-q90/pictures.index"})
            QVERIFY(bytesOf(whole + QLatin1String(name)) == bytesOf(cut + QLatin1String(name)));
    }
    void fullDiskIsToldBeforeTheStart() {
        const QString disk = dir_.filePath(QStringLiteral("disk"));
        QDir().mkpath(disk);
        const QByteArray path = QFile::encodeName(disk);
        if (::mount("tmpfs", path.constData(), "tmpfs", 0, "size=16k") != 0)
            QSKIP("This process may not mount a file system");
        const auto result = run({QStringLiteral("--out"), disk});
        ::umount2(path.constData(), MNT_DETACH);
        QCOMPARE(result.code, 75);
        QVERIFY2(result.err.contains("not enough space") && result.err.contains("--out"), result.err.constData());
    }

private:
    QString data() const { return dir_.filePath(QStringLiteral("data")); }
    test::CliResult run(const QStringList& more) const {
        return runTrain(QStringList{QStringLiteral("pack"), data()} + more);
    }
    /// Packs `from` below `out`; strace does `fault` to the process at `point`.
    static test::ChildResult disturbed(const QString& from, const QString& out, const test::FaultPoint& point,
                                       const char* fault) {
        const std::string below = out.toStdString(), preset = "max500-q90";
        const std::string line = test::quoted(STUDIO_BIN_DIR "/resnet-train") + " pack " +
                                 test::quoted(from.toStdString()) + " --json --workers 1 --preset " + preset +
                                 " --out " + test::quoted(below);
        return test::runWithFault(line, below + "/" + preset, point, {point}, fault);
    }
    static void hurt(const QString& path, qint64 at) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(at));
        const QByteArray byte = file.read(1);
        QVERIFY(file.seek(at) && file.write(QByteArray(1, static_cast<char>(byte[0] ^ 1))) == 1);
    }

    QTemporaryDir dir_;
};

QTEST_GUILESS_MAIN(CliPackTest)
#include "tst_cli_pack.moc"
