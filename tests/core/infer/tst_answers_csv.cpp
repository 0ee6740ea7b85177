// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/infer/answers_csv.h"

using namespace studio;

/// The table of probabilities, as a spreadsheet or a script reads it.
class TestAnswersCsv final : public QObject {
    Q_OBJECT

private:
    static QByteArrayList linesOf(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll().split('\n') : QByteArrayList();
    }

private Q_SLOTS:
    void aRowHoldsTruthBestFiveAndEveryClassExactly() {
        const QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("a.csv"));
        AnswersCsv csv(path.toStdString(), {{"n1", "owl, great grey"}, {"n2", "kite"}});
        Prediction prediction;
        prediction.probabilities = {0.1f, 0.89999998f};
        prediction.top = {{1, 0.89999998f}, {0, 0.1f}};
        csv.add("/p/n2/a \"b\".jpg", prediction);
        csv.add("/p/elsewhere/c.jpg", prediction);
        csv.addProblem("/p/n1/d.jpg", "no picture");
        QVERIFY(!QFile::exists(path)); // the whole file or none
        csv.commit();
        const QByteArrayList lines = linesOf(path);
        QCOMPARE(lines.size(), 5);
        QVERIFY(lines[0].startsWith("picture,problem,truth,top1,top1_name,top1_probability,top2,"));
        QVERIFY(lines[0].endsWith(",top5_probability,n1,n2"));
        QCOMPARE(lines[1], QByteArray("\"/p/n2/a \"\"b\"\".jpg\",,n2,n2,kite,0.9,n1,\"owl, great grey\",0.1"
                                      ",,,,,,,,,,0.1,0.9"));
        QVERIFY(lines[2].startsWith("/p/elsewhere/c.jpg,,,n2,"));
        QVERIFY(lines[3].startsWith("/p/n1/d.jpg,no picture,n1,,"));
        const auto commas = lines[0].count(',');
        QCOMPARE(lines[2].count(','), commas + 1); // one in a name
        QCOMPARE(lines[3].count(','), commas);
    }
    void aNameIsNoFormulaToASpreadsheet() {
        const QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("a.csv"));
        AnswersCsv csv(path.toStdString(), {{"=1+1", "@name"}});
        Prediction prediction;
        prediction.top = {{0, 0.5f}};
        csv.add("=x/=1+1/a.jpg", prediction);
        csv.commit();
        QVERIFY(linesOf(path).at(0).endsWith(",'=1+1"));
        QVERIFY2(linesOf(path).at(1).startsWith("'=x/=1+1/a.jpg,,'=1+1,'=1+1,'@name,0.5"), linesOf(path).at(1));
    }
    void everyFloatReadsBackAsItself() {
        const QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("a.csv"));
        const std::vector<float> values{1.0f / 3, 1e-30f, 0.1f + 0.2f, 0.99999994f};
        AnswersCsv csv(path.toStdString(), {{"a", "a"}, {"b", "b"}, {"c", "c"}, {"d", "d"}});
        Prediction prediction;
        prediction.probabilities = values;
        csv.add("x.jpg", prediction);
        csv.commit();
        const QByteArrayList fields = linesOf(path).at(1).split(',');
        for (qsizetype i = 0; i < 4; ++i)
            QCOMPARE(std::strtof(fields[fields.size() - 4 + i].constData(), nullptr),
                     values[static_cast<std::size_t>(i)]);
    }
    void whereNotAllProbabilitiesAreKnownTheirFieldsAreEmpty() {
        const QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("a.csv"));
        AnswersCsv csv(path.toStdString(), {{"a", "a"}, {"b", "b"}});
        Prediction prediction;
        prediction.top = {{0, 0.5f}};
        csv.add("x.jpg", prediction);
        csv.commit();
        QCOMPARE(linesOf(path).at(1), QByteArray("x.jpg,,,a,a,0.5" + QByteArray(14, ',')));
    }
    void aPlaceThatTakesNoFileIsToldAtOnce() {
        QVERIFY_THROWS_EXCEPTION(Error, AnswersCsv("/nowhere/at/all/a.csv", {}));
    }
};

QTEST_GUILESS_MAIN(TestAnswersCsv)
#include "tst_answers_csv.moc"
