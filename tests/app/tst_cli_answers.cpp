// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/cli_runner.h"
#include "tests/support/picture_folders.h"
#include "tests/support/words.h"

using namespace studio::test;

namespace {

QByteArray bytesOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// Lists into `classify` and `evaluate`, results out of them, and these opened again.
class TestCliAnswers final : public QObject {
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
        put("data/broken.jpg", "no picture");
        // In another order than the folder's; one is labelled wrongly, one is broken, one is not there.
        put("data/list.txt", "# name, place, name of the folder\r\nval/c2/1016.jpg c2\r\nval/c0/1017.jpg 0\r\n"
                             "val/c1/1018.jpg c1\r\nval/c0/1019.jpg c1\r\nbroken.jpg 1\r\nval/c1/gone.jpg c1\r\n");
    }

    void aListIsClassifiedIntoATableInItsOrder() {
        const QString csv = at("answers.csv");
        const CliResult result = runTrain(
            {text("classify"), run_, at("data/list.txt"), text("--out"), csv, text("--top"), text("2"), text("--all")});
        QCOMPARE(result.code, 65);
        QVERIFY(result.out.isEmpty());
        QVERIFY2(result.err.contains("4 pictures were classified; 2 could not be read"), result.err);
        const QByteArrayList lines = bytesOf(csv).trimmed().split('\n');
        QCOMPARE(lines.size(), 7);
        QCOMPARE(lines[0], QByteArray("picture,problem,truth,top1,top1_name,top1_probability,top2,top2_name,"
                                      "top2_probability,p:c0,p:c1,p:c2"));
        QVERIFY2(lines[1].startsWith("val/c2/1016.jpg,,c2,"), lines[1]);
        QVERIFY2(lines[2].startsWith("val/c0/1017.jpg,,c0,"), lines[2]);
        QVERIFY2(lines[4].startsWith("val/c0/1019.jpg,,c1,"), lines[4]); // as the list says, not the folder
        QVERIFY2(lines[5].startsWith("broken.jpg,") && lines[5].contains(",c1,,,,,,,,,"), lines[5]);
        QVERIFY2(lines[6].contains("gone.jpg") && lines[6].contains("No such file"), lines[6]);
    }

    /// Many at once, on decode threads, against one after the other.
    void evaluateGivesTheSameAnswersPictureByPicture() {
        const QString json = at("measured.json"), csv = at("measured.csv");
        const CliResult result = runTrain(
            {text("evaluate"), run_, text("--list"), at("data/list.txt"), text("--out"), json, text("--json")});
        QCOMPARE(result.code, 65);
        const QJsonObject figures = result.json().object();
        QCOMPARE(figures[text("measured")].toString(), text("list"));
        QCOMPARE(figures[text("count")].toInt(), 4);
        QCOMPARE(figures[text("bad")].toInt(), 2);
        QCOMPARE(runTrain({text("classify"), run_, at("data/list.txt"), text("--out"), csv}).code, 65);
        const QJsonArray rows = QJsonDocument::fromJson(bytesOf(json)).object()[text("pictures")].toArray();
        const QByteArrayList lines = bytesOf(csv).trimmed().split('\n').mid(1);
        QCOMPARE(rows.size(), lines.size());
        for (qsizetype i = 0; i < rows.size(); ++i) {
            const QJsonObject row = rows[i].toObject();
            const QByteArrayList fields = lines[i].split(',');
            QCOMPARE(row[text("file")].toString().toUtf8(), fields[0]);
            QCOMPARE(row[text("label")].toString().toUtf8(), i < 4 ? fields[2] : QByteArray("c1"));
            QCOMPARE(row.contains(text("error")), i >= 4);
            if (i < 4) {
                QCOMPARE(row[text("top")][0][text("class")].toString().toUtf8(), fields[3]);
                // The sums of a batch are made in another order than those of one picture.
                QVERIFY(std::abs(row[text("top")][0][text("probability")].toDouble() - fields[5].toDouble()) < 1e-5);
            }
        }
    }

    void aResultOpensAgainWithTheSameFigures() {
        const QString json = at("again.json");
        const CliResult measured = runTrain(
            {text("evaluate"), run_, text("--list"), at("data/list.txt"), text("--out"), json, text("--json")});
        QVERIFY(QDir().rename(run_, at("away"))); // nothing is computed
        const CliResult words = runTrain({text("answers"), json});
        const CliResult told = runTrain({text("answers"), json, text("--json"), text("--limit"), text("1")});
        const CliResult unread = runTrain({text("answers"), json, text("--show"), text("unread")});
        QVERIFY(QDir().rename(at("away"), run_));
        QCOMPARE(words.code, 0);
        QVERIFY2(words.out.contains("By run, step-") && words.out.contains("6 pictures, 2 without an answer"),
                 words.out);
        QVERIFY2(words.out.contains("on 4 pictures whose class is known"), words.out);
        const QJsonObject figures = told.json().object();
        QCOMPARE(figures[text("top1")].toDouble(-1), measured.json().object()[text("top1")].toDouble());
        QCOMPARE(figures[text("labelled")].toInt(), 4);
        QCOMPARE(figures[text("complete")].toBool(), true);
        const int wrong = 4 - static_cast<int>(std::lround(4 * figures[text("top1")].toDouble()));
        QCOMPARE(figures[text("mistakes_count")].toInt(-1), wrong);
        QCOMPARE(figures[text("mistakes")].toArray().size(), std::min(wrong, 1));
        QCOMPARE(words.out.contains("Mistakes, the surest first"), wrong > 0);
        QVERIFY2(unread.out.contains("broken.jpg") && unread.out.contains("val/c1/gone.jpg"), unread.out);
        QCOMPARE(runTrain({text("answers"), at("data/list.txt")}).code, 65);
    }

    void foldersAreWrittenTheSameWayAndTheirNamesAreLabels() {
        const QString csv = at("folder.csv");
        QCOMPARE(runTrain({text("classify"), run_, data_ + text("/val"), text("--out"), csv}).code, 0);
        QCOMPARE(runTrain({text("answers"), csv, text("--json")}).json().object()[text("labelled")].toInt(), 12);
        const QString measured = at("folder.json");
        const CliResult figures = runTrain({text("evaluate"), run_, text("--out"), measured, text("--json")});
        QCOMPARE(figures.code, 0);
        const QJsonObject again = runTrain({text("answers"), measured, text("--json")}).json().object();
        QCOMPARE(again[text("labelled")].toInt(), 12);
        QCOMPARE(again[text("top1")].toDouble(-1), figures.json().object()[text("top1")].toDouble());
        QCOMPARE(again[text("topk")].toDouble(-1), 1.0); // of three classes
    }

    void aLabelThatIsNoClassIsRefusedByItsLine() {
        put("data/wrong.csv", "path,label\nval/c0/1016.jpg,c0\nval/c0/1017.jpg,zebra\n");
        const QString csv = at("never.csv");
        for (const QStringList& line :
             {QStringList{text("classify"), run_, at("data/wrong.csv"), text("--out"), csv},
              QStringList{text("evaluate"), run_, text("--list"), at("data/wrong.csv"), text("--out"), csv},
              QStringList{text("evaluate"), run_, text("--data"), at("data/wrong.csv")}}) {
            const CliResult result = runTrain(line);
            QCOMPARE(result.code, 65);
            QVERIFY2(result.err.contains("wrong.csv, line 3: \"zebra\""), result.err);
            QVERIFY(!QFile::exists(csv));
        }
        QCOMPARE(runTrain({text("classify"), run_, at("data/wrong.csv"), text("--ignore-labels")}).code, 0);
        put("data/none.txt", "val/c0/1016.jpg c0\nbroken.jpg\n");
        const CliResult none = runTrain({text("evaluate"), run_, text("--list"), at("data/none.txt")});
        QCOMPARE(none.code, 65);
        QVERIFY2(none.err.contains("A picture has no label") && none.err.contains("line 2"), none.err);
    }

    /// The report is of what the run validates on, and stays so.
    void aListsResultTakesNoOthersPlaceInTheRun() {
        QCOMPARE(runTrain({text("evaluate"), run_}).code, 0);
        const QByteArray kept = bytesOf(run_ + text("/evaluation.json"));
        QVERIFY(!kept.isEmpty());
        QVERIFY(QDir().mkpath(at("lists")));
        put("lists/back.txt", "../data/val/c0/1016.jpg c1\n../data/val/c1/1016.jpg c0\n");
        const QStringList line{text("evaluate"), run_, text("--list"), at("lists/back.txt")};
        const CliResult words = runTrain(line);
        QVERIFY2(words.code == 0 && words.out.contains("report keeps what was measured before"), words.err);
        QCOMPARE(runTrain(line + QStringList{text("--json")}).json().object()[text("kept")].toBool(true), false);
        QCOMPARE(bytesOf(run_ + text("/evaluation.json")), kept);
        const CliResult report = runTrain({text("report"), run_, text("--out"), text("/dev/stdout")});
        QVERIFY2(report.code == 0 && !report.out.contains("left out of the report"), report.err);
    }

    void aListOfWhatTheRunLearnedFromIsSaidToBeOne() {
        QVERIFY(QFile::link(data_, at("other way")));
        put("seen.txt", "data/train/c0/1000.jpg c0\nother way/train/c1/1001.jpg c1\ndata/val/c0/1016.jpg c0\n");
        const CliResult result = runTrain({text("evaluate"), run_, text("--list"), at("seen.txt"), text("--json")});
        QCOMPARE(result.code, 0);
        const QJsonObject figures = result.json().object();
        QCOMPARE(figures[text("trained_on")].toBool(), true);
        QVERIFY(figures[text("measured_text")].toString().contains(text("the run was trained on 2 of them")));
        put("unseen.txt", "data/val/c0/1016.jpg c0\ndata/val/c1/1017.jpg 1\ndata/val/c1/1017.jpg 0\n");
        const QStringList line{text("evaluate"), run_, text("--list"), at("unseen.txt")};
        const QJsonObject unseen = runTrain(line + QStringList{text("--json")}).json().object();
        QCOMPARE(unseen[text("trained_on")].toBool(true), false);
        for (const QByteArray& told : {runTrain(line).err, runTrain({text("classify"), run_, at("unseen.txt")}).err}) {
            QVERIFY2(told.contains("places of classes, counted from 0: 1 is c1"), told);
            QVERIFY2(told.contains("1 line names a picture of an earlier line once more, 1 of them"), told);
        }
    }

    void whatAListCannotGoWithIsRefused() {
        const QString list = at("data/list.txt"), val = data_ + text("/val");
        for (const QStringList& more : {QStringList{text("--data"), list, text("--val"), val},
                                        QStringList{text("--data"), val, text("--val"), list},
                                        QStringList{text("--data"), list, text("--split"), text("0.5")},
                                        QStringList{text("--val"), list, text("--split-seed"), text("1")},
                                        QStringList{text("--list"), list, text("--top"), text("2")},
                                        QStringList{text("--list"), list, text("--replace")}}) {
            const CliResult result = runTrain(QStringList{text("evaluate"), run_} + more);
            QVERIFY2(result.code == 64 && result.out.isEmpty(), more.join(QLatin1Char(' ')).toUtf8() + result.err);
        }
    }

    void aListElsewhereTakesItsFolder() {
        put("elsewhere.list", "c0/1016.jpg\n");
        const QStringList line{text("classify"), run_, at("elsewhere.list")};
        QCOMPARE(runTrain(line).code, 65);
        const CliResult found = runTrain(line + QStringList{text("--list-root"), data_ + text("/val")});
        QVERIFY2(found.code == 0 && found.out.startsWith("c0/1016.jpg\n"), found.out + found.err);
    }

    void whereNoneCanBeReadTheResultSaysWhy() {
        put("data/gone.txt", "x.jpg c0\ny.jpg c1\n");
        const QString csv = at("gone.csv");
        const CliResult result =
            runTrain({text("evaluate"), run_, text("--list"), at("data/gone.txt"), text("--out"), csv});
        QCOMPARE(result.code, 65);
        QVERIFY2(result.err.contains("None of the pictures to measure can be read"), result.err);
        QVERIFY2(result.err.contains("--list-root") && !result.err.contains("resnet-train check"), result.err);
        QCOMPARE(bytesOf(csv).count("No such file"), 2);
    }

    void nothingOfSomebodyElsesIsWrittenOver() {
        put("thesis.csv", "chapter,pages\n1,80\n");
        const QStringList line{text("classify"), run_, data_ + text("/val/c0"), text("--out"), at("thesis.csv")};
        const CliResult refused = runTrain(line);
        QCOMPARE(refused.code, 64);
        QVERIFY2(refused.err.contains("--replace"), refused.err);
        QCOMPARE(bytesOf(at("thesis.csv")), QByteArray("chapter,pages\n1,80\n"));
        QCOMPARE(runTrain(line + QStringList{text("--replace")}).code, 0);
        QCOMPARE(runTrain(line).code, 0); // a result of ours by now
        QCOMPARE(runTrain({text("classify"), run_, data_, text("--out"), at("answers")}).code, 64); // which form?
        QCOMPARE(runTrain({text("classify"), run_, data_, text("--all")}).code, 64);
        const CliResult piped = runTrain({text("classify"), run_, data_ + text("/val/c0"), text("--out"),
                                          text("/dev/stdout"), text("--format"), text("json")});
        QCOMPARE(piped.json().object()[text("pictures")].toArray().size(), 4);
    }

    void labelsAndAllProbabilitiesAreInJsonLines() {
        const CliResult result = runTrain(
            {text("classify"), run_, at("data/list.txt"), text("--json"), text("--all"), text("--top"), text("1")});
        const QByteArrayList lines = result.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 6);
        const QJsonObject first = QJsonDocument::fromJson(lines[0]).object();
        QCOMPARE(first[text("label")].toString(), text("c2"));
        QCOMPARE(first[text("top")].toArray().size(), 1);
        QCOMPARE(first[text("probabilities")].toArray().size(), 3);
        QVERIFY(QJsonDocument::fromJson(lines[5]).object().contains(text("error")));
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

QTEST_GUILESS_MAIN(TestCliAnswers)
#include "tst_cli_answers.moc"
