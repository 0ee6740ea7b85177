// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/file.h"
#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/picture_folders.h"
#include "tests/support/words.h"

using namespace studio::test;

namespace {

QByteArray bytesOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A chain of folders whose deepest ones no path reaches: they cannot be read, whoever asks.
void makeTooDeep(const std::string& top) {
    const std::string name(250, 'd');
    studio::FileDescriptor at = studio::openFolder(top);
    for (int depth = 0; depth < 20; ++depth) {
        QCOMPARE(::mkdirat(at.get(), name.c_str(), 0755), 0);
        at = studio::FileDescriptor(::openat(at.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        QVERIFY(at.isOpen());
    }
}

} // namespace

/// Results of `classify` and `evaluate`: what is left where they are broken off, what is printed beside them, and what
/// they are good for afterwards.
class TestCliResults final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(dir_.isValid());
        data_ = at("data");
        run_ = at("run");
        writePictureFolders(data_.toStdString(), 3, 16, 4);
        const CliResult trained =
            runTrain(QStringList{text("train"), text("--data"), data_, text("--run"), run_} + tinyRecipe(2));
        QVERIFY2(trained.code == 0, trained.err);
    }

    void aStopLeavesAnOldResultAlone_data() {
        QTest::addColumn<QStringList>("line");
        QTest::newRow("classify") << QStringList{text("classify"), run_, at("data/long.txt")};
        QTest::newRow("evaluate") << QStringList{text("evaluate"), run_, text("--list"), at("data/long.txt")};
    }
    void aStopLeavesAnOldResultAlone() {
        QFETCH(QStringList, line);
        QByteArray many;
        for (int i = 0; i < 400'000; ++i)
            many += "val/c0/1017.jpg c0\n";
        put("data/long.txt", many);
        const QString csv = at("old.csv"), rest = at("old.unfinished.csv");
        QCOMPARE(runTrain({text("classify"), run_, data_ + text("/val"), text("--out"), csv}).code, 0);
        const QByteArray old = bytesOf(csv);
        QProcess process;
        process.start(text(STUDIO_BIN_DIR "/resnet-train"), line + QStringList{text("--out"), csv});
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(rest + text(".partial")), 60'000);
        QTest::qWait(300);
        QVERIFY(sendSignal(process, SIGTERM));
        const CliResult stopped = resultOf(process, 60'000);
        QCOMPARE(stopped.code, 75);
        QVERIFY2(stopped.err.contains("the answers so far are in ") && stopped.err.contains("old.unfinished.csv"),
                 stopped.err);
        QCOMPARE(bytesOf(csv), old);
        const CliResult part = runTrain({text("answers"), rest, text("--json")});
        QVERIFY2(part.code == 0 && part.json().object()[text("pictures")].toInt() < 400'000, part.err);
        QVERIFY(QFile::remove(rest));
    }

    void aFolderWithoutPicturesReplacesNothing() {
        QVERIFY(QDir().mkpath(at("empty")));
        const QString csv = at("keep.csv");
        QCOMPARE(runTrain({text("classify"), run_, data_ + text("/val/c0"), text("--out"), csv}).code, 0);
        const QByteArray old = bytesOf(csv);
        const CliResult none = runTrain({text("classify"), run_, at("empty"), text("--out"), csv});
        QCOMPARE(none.code, 65);
        QVERIFY2(none.err.contains("There are no pictures"), none.err);
        QCOMPARE(bytesOf(csv), old);
    }

    void anUnreadFolderIsNoPicture() {
        QVERIFY(QDir().mkpath(at("deep")));
        QVERIFY(QFile::copy(data_ + text("/val/c0/1017.jpg"), at("deep/a.jpg")));
        makeTooDeep(at("deep").toStdString());
        const QString json = at("deep.json");
        const CliResult result = runTrain({text("classify"), run_, at("deep"), text("--out"), json, text("--json")});
        std::filesystem::remove_all(at("deep").toStdString());
        QCOMPARE(result.code, 65);
        QVERIFY2(result.err.contains("1 pictures were classified; 0 could not be read; folders that could not: 1"),
                 result.err);
        QCOMPARE(result.json().object()[text("unread_folders")].toInt(), 1);
        const QJsonObject again = runTrain({text("answers"), json, text("--json")}).json().object();
        QCOMPARE(again[text("pictures")].toInt(), 1);
        QCOMPARE(again[text("problems")].toInt(), 0);
        QCOMPARE(again[text("complete")].toBool(true), false);
    }

    void whatIsNotUsedOfAFolderIsNamed() {
        QVERIFY(QDir().mkpath(at("mixed")));
        QVERIFY(QFile::copy(data_ + text("/val/c0/1017.jpg"), at("mixed/a.jpg")));
        QVERIFY(QFile::link(at("gone.jpg"), at("mixed/b.jpg")));
        put("mixed/words.doc", "words");
        const CliResult result = runTrain({text("classify"), run_, at("mixed")});
        QCOMPARE(result.code, 0);
        QVERIFY2(result.err.contains("not used: 1 x not a picture: ") && result.err.contains("words.doc"), result.err);
        QVERIFY2(result.err.contains("not used: 1 x a link that leads nowhere: "), result.err);
    }

    void jsonTellsTheSummaryOfAFile() {
        const CliResult result =
            runTrain({text("classify"), run_, data_ + text("/val"), text("--out"), at("sum.csv"), text("--json")});
        QCOMPARE(result.code, 0);
        const QJsonObject sum = result.json().object();
        QCOMPARE(sum[text("file")].toString(), at("sum.csv"));
        QCOMPARE(sum[text("pictures")].toInt(), 12);
        QCOMPARE(sum[text("labelled")].toInt(), 12);
        QCOMPARE(sum[text("complete")].toBool(), true);
        QCOMPARE(sum[text("top1")].toDouble(-1),
                 runTrain({text("answers"), at("sum.csv"), text("--json")}).json().object()[text("top1")].toDouble());
    }

    void whatWouldChangeNothingIsRefused() {
        for (const QStringList& line : {QStringList{text("evaluate"), run_, text("--all")},
                                        QStringList{text("evaluate"), run_, text("--top"), text("1")},
                                        QStringList{text("evaluate"), run_, text("--replace")},
                                        QStringList{text("classify"), run_, data_, text("--replace")}})
            QCOMPARE(runTrain(line).code, 64);
        const QString csv = at("three.csv");
        QCOMPARE(
            runTrain({text("classify"), run_, data_ + text("/val/c0"), text("--csv"), csv, text("--top"), text("2")})
                .code,
            0);
        QVERIFY(bytesOf(csv).contains(",top2,") && !bytesOf(csv).contains(",top3,"));
    }

    void figuresGoElsewhereThanAResultOnStandardOutput() {
        const CliResult result =
            runTrain({text("evaluate"), run_, text("--out"), text("/dev/stdout"), text("--format"), text("json")});
        QCOMPARE(result.code, 0);
        QCOMPARE(result.json().object()[text("pictures")].toArray().size(), 12);
        QVERIFY2(result.err.contains("top-1 "), result.err);
    }

    void aResultIsAList_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("csv") << text("first.csv");
        QTest::newRow("json") << text("first.json");
    }
    void aResultIsAList() {
        QFETCH(QString, name);
        QVERIFY(QDir().mkpath(data_ + text("/val/#c0")));
        QVERIFY(QFile::exists(data_ + text("/val/#c0/-1x.jpg")) ||
                QFile::copy(data_ + text("/val/c0/1017.jpg"), data_ + text("/val/#c0/-1x.jpg")));
        put("data/val/odd.txt", "\"#c0/-1x.jpg\" c2\nc1/1018.jpg 1\n");
        const QString first = dir_.filePath(name), second = at("second.csv");
        QCOMPARE(runTrain({text("classify"), run_, at("data/val/odd.txt"), text("--out"), first}).code, 0);
        const CliResult lost = runTrain({text("classify"), run_, first, text("--out"), second});
        QCOMPARE(lost.code, 64);
        QVERIFY2(lost.err.contains("--list-root"), lost.err);
        const QStringList root{text("--list-root"), data_ + text("/val")};
        const CliResult again = runTrain(QStringList{text("classify"), run_, first, text("--out"), second} + root);
        QVERIFY2(again.code == 0, again.err);
        const QByteArrayList lines = bytesOf(second).split('\n');
        QVERIFY2(lines.at(1).startsWith("#c0/-1x.jpg,,c2,"), lines.at(1));
        QVERIFY2(lines.at(2).startsWith("c1/1018.jpg,,c1,"), lines.at(2));
        const CliResult measured =
            runTrain(QStringList{text("evaluate"), run_, text("--list"), first, text("--json")} + root);
        QCOMPARE(measured.json().object()[text("count")].toInt(), 2);
    }

private:
    QString at(const char* name) const { return dir_.filePath(QLatin1String(name)); }
    void put(const char* name, const QByteArray& bytes) const {
        QFile file(at(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }

    QTemporaryDir dir_;
    QString data_, run_;
};

QTEST_GUILESS_MAIN(TestCliResults)
#include "tst_cli_results.moc"
