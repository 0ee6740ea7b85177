// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/infer/answers_read.h"
#include "core/infer/answers_summary.h"

using namespace studio;

/// What a network said of pictures: the table as a spreadsheet or a script reads it, JSON, and both opened again.
class TestAnswersFile final : public QObject {
    Q_OBJECT

private:
    static QByteArrayList linesOf(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll().split('\n') : QByteArrayList();
    }

    /// A row with an answer for each of two classes, and all that a name may hold.
    static AnswerRow rowOf(const std::string& picture, const std::string& truth, float first) {
        AnswerRow row = answerRow(picture,
                                  truth.empty()   ? -1
                                  : truth == "n1" ? 0
                                                  : 1,
                                  std::vector{first, 1 - first}, kClasses, 2);
        return row;
    }
    static AnswerRow problemOf(const std::string& picture, const std::string& why) {
        return {.picture = picture, .truth = {}, .problem = why, .top = {}, .probabilities = {}};
    }
    static std::vector<AnswerRow> readAll(const std::string& path, AnswersAbout* about = nullptr) {
        std::vector<AnswerRow> rows;
        const AnswersAbout told = readAnswers(path, [&rows](const AnswerRow& row) { rows.push_back(row); });
        if (about != nullptr)
            *about = told;
        return rows;
    }
    static QString refusalOf(const QString& path, const QByteArray& text) {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            return QStringLiteral("not written");
        file.close();
        try {
            readAll(path.toStdString());
        } catch (const Error& error) {
            return error.kind() == ErrorKind::Data ? QString::fromStdString(error.message().place)
                                                   : QStringLiteral("another kind");
        }
        return QStringLiteral("nothing");
    }
    static QByteArray bytesOf(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    inline static const std::vector<ClassInfo> kClasses{{"n1", "owl, great grey"}, {"n2", "kite"}};

private Q_SLOTS:
    void aRowHoldsTruthBestFiveAndEveryClassExactly() {
        const QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("a.csv"));
        AnswersFile csv(path.toStdString(), {{"n1", "owl, great grey"}, {"n2", "kite"}});
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
        QVERIFY(lines[0].endsWith(",top5_probability,p:n1,p:n2"));
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
        AnswersFile csv(path.toStdString(), {{"=1+1", "@name"}});
        Prediction prediction;
        prediction.top = {{0, 0.5f}};
        csv.add("=x/=1+1/a.jpg", prediction);
        csv.commit();
        QVERIFY(linesOf(path).at(0).endsWith(",p:=1+1"));
        QVERIFY2(linesOf(path).at(1).startsWith("'=x/=1+1/a.jpg,,'=1+1,'=1+1,'@name,0.5"), linesOf(path).at(1));
    }
    void everyFloatReadsBackAsItself() {
        const QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("a.csv"));
        const std::vector<float> values{1.0f / 3, 1e-30f, 0.1f + 0.2f, 0.99999994f};
        AnswersFile csv(path.toStdString(), {{"a", "a"}, {"b", "b"}, {"c", "c"}, {"d", "d"}});
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
        AnswersFile csv(path.toStdString(), {{"a", "a"}, {"b", "b"}});
        Prediction prediction;
        prediction.top = {{0, 0.5f}};
        csv.add("x.jpg", prediction);
        csv.commit();
        QCOMPARE(linesOf(path).at(1), QByteArray("x.jpg,,,a,a,0.5" + QByteArray(14, ',')));
    }
    void aPlaceThatTakesNoFileIsToldAtOnce() {
        QVERIFY_THROWS_EXCEPTION(Error, AnswersFile("/nowhere/at/all/a.csv", {}));
    }

    void aResultOpensAgainWithAllThatItSaid_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("all");
        for (const char* name : {"a.csv", "a.json"}) {
            QTest::addRow("%s, the best", name) << QString::fromLatin1(name) << false;
            QTest::addRow("%s, every class", name) << QString::fromLatin1(name) << true;
        }
    }
    void aResultOpensAgainWithAllThatItSaid() {
        QFETCH(QString, name);
        QFETCH(bool, all);
        const QTemporaryDir dir;
        const std::string path = dir.filePath(name).toStdString();
        const std::vector<AnswerRow> rows{rowOf("a \"b\", c.jpg", "n2", 1.0f / 3),
                                          rowOf("=1+1\xff%41.jpg", "", 0.1f),
                                          problemOf("two\nlines.jpg", "it is, alas,\nno picture"),
                                          rowOf("'quoted'.jpg", "n1", 0.99999994f),
                                          rowOf("'=named so.jpg", "n1", 0.5f),
                                          rowOf("''@twice.jpg", "n1", 0.5f),
                                          rowOf("c\r\nd 50 %, \x01.jpg", "n1", 0.5f)};
        AnswersFile file(path, kClasses, {.format = *answersFormatOf(path), .top = 2, .all = all}, "run, step 5");
        for (const AnswerRow& row : rows)
            file.add(row);
        file.commit();
        QVERIFY(isAnswersFile(path));
        AnswersAbout about;
        const std::vector<AnswerRow> again = readAll(path, &about);
        QCOMPARE(again.size(), rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            QCOMPARE(again[i].picture, rows[i].picture);
            QCOMPARE(again[i].truth, rows[i].truth);
            QCOMPARE(again[i].problem, rows[i].problem);
            QCOMPARE(again[i].top.size(), rows[i].top.size());
            for (std::size_t k = 0; k < rows[i].top.size(); ++k) {
                QCOMPARE(again[i].top[k].folder, rows[i].top[k].folder);
                QCOMPARE(again[i].top[k].name, rows[i].top[k].name);
                QVERIFY(again[i].top[k].probability == rows[i].top[k].probability); // the same float
            }
            QVERIFY(again[i].probabilities == (all ? rows[i].probabilities : std::vector<float>()));
        }
        const bool isJson = name.endsWith(QStringLiteral("json"));
        QCOMPARE(about.model, std::string(isJson ? "run, step 5" : ""));
        QVERIFY(about.complete == (isJson ? std::optional(true) : std::nullopt));
    }

    /// A reader by names, as Python's csv.DictReader, takes the last of two columns of one name.
    void noClassIsTakenForAnotherColumn() {
        const QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("a.csv"));
        const std::vector<ClassInfo> classes{
            {"problem", "a"}, {"top2", "b"}, {"top2_name", "c"}, {"top2_probability", "d"}};
        AnswersFile file(path.toStdString(), classes, {AnswersLayout::Format::Csv, 1, true});
        file.add(answerRow("a.jpg", 1, std::vector{0.125f, 0.5f, 0.25f, 0.125f}, classes, 1));
        file.commit();
        QByteArrayList names = linesOf(path).at(0).split(',');
        const qsizetype count = names.size();
        std::sort(names.begin(), names.end());
        names.erase(std::unique(names.begin(), names.end()), names.end());
        QCOMPARE(names.size(), count);
        const AnswerRow row = readAll(path.toStdString()).at(0);
        QVERIFY(row.top.size() == 1 && row.top[0].folder == "top2" && row.problem.empty());
        QVERIFY(row.probabilities == (std::vector{0.125f, 0.5f, 0.25f, 0.125f}));
    }

    void aTableOfAnEarlierVersionIsReadAlsoWithAClassCalledTop2() {
        const QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("a.csv"));
        std::ofstream(path.toStdString()) << "picture,problem,truth,top1,top1_name,top1_probability,top2,x,y\n"
                                             "a.jpg,,x,x,ex,0.5,0.25,0.5,0.25\n";
        const AnswerRow row = readAll(path.toStdString()).at(0);
        QVERIFY(row.top.size() == 1 && row.isRight());
        QVERIFY(row.probabilities == (std::vector{0.25f, 0.5f, 0.25f}));
    }

    void namesAreWrittenAlikeInBothForms() {
        const QTemporaryDir dir;
        const QString csv = dir.filePath(QStringLiteral("a.csv")), json = dir.filePath(QStringLiteral("a.json"));
        const std::vector<ClassInfo> classes{{"n%1", "one"}, {"n2", "two"}};
        for (const QString& path : {csv, json}) {
            AnswersFile file(path.toStdString(), classes, {*answersFormatOf(path.toStdString()), 1, true});
            file.add(answerRow("a\xff\n100%.jpg", 0, std::vector{0.75f, 0.25f}, classes, 1));
            file.commit();
            QCOMPARE(readAll(path.toStdString()).at(0).picture, std::string("a\xff\n100%.jpg"));
        }
        QVERIFY2(linesOf(csv).at(0).endsWith(",p:n%251,p:n2"), linesOf(csv).at(0));
        QCOMPARE(linesOf(csv).at(1), QByteArray("a%FF%0A100%25.jpg,,n%251,n%251,one,0.75,0.75,0.25"));
        QVERIFY(bytesOf(json).contains("{\"file\":\"a%FF%0A100%25.jpg\",\"label\":\"n%251\""));
    }

    void jsonIsReadByAnyReader() {
        const QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("a.json"));
        AnswersFile file(path.toStdString(), kClasses, {.format = AnswersLayout::Format::Json, .top = 1, .all = true},
                         "run");
        file.add(rowOf("a.jpg", "n1", 0.25f));
        file.addProblem("x/n2/b.jpg", "broken \xff");
        AnswerRow odd = rowOf("c.jpg", "", 0.5f);
        odd.probabilities[0] = odd.top[0].probability = std::numeric_limits<float>::quiet_NaN();
        file.add(odd);
        file.commit(false);
        QJsonParseError problem{};
        const QJsonObject json = QJsonDocument::fromJson(bytesOf(path), &problem).object();
        QVERIFY2(problem.error == QJsonParseError::NoError, qPrintable(problem.errorString()));
        QCOMPARE(json[QStringLiteral("classes")].toArray().size(), 2);
        QCOMPARE(json[QStringLiteral("complete")].toBool(true), false);
        QCOMPARE(json[QStringLiteral("problems")].toInt(), 1);
        const QJsonArray pictures = json[QStringLiteral("pictures")].toArray();
        QCOMPARE(pictures.size(), 3);
        const QJsonObject first = pictures[0].toObject();
        QCOMPARE(first[QStringLiteral("top")][0][QStringLiteral("class")].toString(), QStringLiteral("n2"));
        QCOMPARE(first[QStringLiteral("top")][0][QStringLiteral("probability")].toDouble(), 0.75);
        QCOMPARE(first[QStringLiteral("probabilities")].toArray().size(), 2);
        QCOMPARE(pictures[1].toObject()[QStringLiteral("label")].toString(), QStringLiteral("n2"));
        QVERIFY(pictures[2].toObject()[QStringLiteral("probabilities")][0].isNull());
        AnswersAbout about;
        QVERIFY(std::isnan(readAll(path.toStdString(), &about)[2].top[0].probability));
        QVERIFY(about.complete == std::optional(false));
    }

    void whatIsNoResultOrWasCutIsRefusedByItsLine() {
        const QTemporaryDir dir;
        const QString csv = dir.filePath(QStringLiteral("a.csv")), json = dir.filePath(QStringLiteral("a.json"));
        AnswersFile file(json.toStdString(), kClasses, {.format = AnswersLayout::Format::Json, .top = 1, .all = false});
        file.add(rowOf("a.jpg", "n1", 0.25f));
        file.add(rowOf("b.jpg", "n1", 0.25f));
        file.commit();
        const QByteArray whole = bytesOf(json);
        QCOMPARE(refusalOf(json, whole), QStringLiteral("nothing"));
        for (qsizetype size = 0; size < whole.size() - 2; ++size) // the last brace and its end of line
            QVERIFY2(refusalOf(json, whole.first(size)).contains(QStringLiteral(", line ")),
                     qPrintable(QString::number(size)));
        QByteArray wrong = whole;
        QVERIFY(refusalOf(json, wrong.replace("0.75", "\"x\"")).contains(QStringLiteral("line 2: a probability")));
        const QByteArrayList lines = whole.split('\n');
        QByteArrayList fewer = lines;
        fewer.removeAt(1);
        QVERIFY(refusalOf(json, fewer.join('\n')).contains(QStringLiteral("\"count\" is 2, but there are 1")));
        wrong = whole;
        QVERIFY(refusalOf(json, wrong.replace("\"problems\":0", "\"problems\":1"))
                    .contains(QStringLiteral("\"problems\" is 1")));
        wrong = whole;
        QVERIFY(refusalOf(json, wrong.replace("\"count\":2,", "")).contains(QStringLiteral("\"count\"")));
        const QByteArray head = "picture,problem,truth,top1,top1_name,top1_probability,n1\n";
        QCOMPARE(refusalOf(csv, head + "a,,,n1,n1,0.5,0.5\n"), QStringLiteral("nothing"));
        QVERIFY(refusalOf(csv, head + "a,,,n1,n1,0.5\n").contains(QStringLiteral("line 2: it has 6 fields")));
        QVERIFY(refusalOf(csv, head + "a,,,n1,n1,0.5,0.5\nb,,,n1,n1,0.5,0.5").contains(QStringLiteral("line 3")));
        QVERIFY(refusalOf(csv, head + "50%.jpg,,,n1,n1,0.5,0.5\n").contains(QStringLiteral("line 2")));
        QVERIFY(refusalOf(csv, head + "a,,,n1,n1,half,0.5\n").contains(QStringLiteral("line 2: \"half\"")));
        QVERIFY(refusalOf(csv, "file,label\n").contains(QStringLiteral("line 1")));
        QVERIFY(refusalOf(csv, QByteArray()).contains(QStringLiteral("line 1")));
        QVERIFY(refusalOf(json, "{\"a\":1}").contains(QStringLiteral("line 1")));
        QVERIFY(
            refusalOf(json, whole.split('\n')[0] + '\n' + QByteArray(100'000, '[')).contains(QStringLiteral("line 2")));
    }

    void nothingButAResultIsWrittenOver() {
        const QTemporaryDir dir;
        const std::string path = dir.filePath(QStringLiteral("a.csv")).toStdString();
        requireAnswersPlace(path, false); // nothing is there
        std::ofstream(path) << "my thesis\n";
        QVERIFY_THROWS_EXCEPTION(Error, requireAnswersPlace(path, false));
        requireAnswersPlace(path, true);
        AnswersFile(path, kClasses).commit();
        requireAnswersPlace(path, false);
        AnswersFile(path, kClasses, {.format = AnswersLayout::Format::Json, .top = 1, .all = false}).commit();
        requireAnswersPlace(path, false);
        QVERIFY_THROWS_EXCEPTION(Error, requireAnswersPlace(dir.path().toStdString(), true));
    }

    void noAnswersOfSomebodyElsesAreWhereUnfinishedOnesGo() {
        const QTemporaryDir dir;
        const std::string path = dir.filePath(QStringLiteral("a.csv")).toStdString();
        std::ofstream(unfinishedPath(path)) << "my thesis\n";
        QVERIFY_THROWS_EXCEPTION(Error, requireAnswersPlace(path, false));
        requireAnswersPlace(path, true);
        AnswersFile file(path, kClasses, {}, "run", {.keepsUnfinished = true, .stop = {}});
        file.add(rowOf("a.jpg", "n1", 0.25f));
        QCOMPARE(file.breakOff(), unfinishedPath(path));
        QVERIFY(!QFile::exists(QString::fromStdString(path)));
        QCOMPARE(readAll(unfinishedPath(path)).size(), std::size_t{1});
        requireAnswersPlace(path, false); // ours by now
    }

    void theBestComeFirstWhateverTheNetworkSays() {
        const float none = std::numeric_limits<float>::quiet_NaN();
        const std::vector<ClassInfo> classes{{"a", "a"}, {"b", "b"}, {"c", "c"}, {"d", "d"}};
        const AnswerRow row = answerRow("p", 2, std::vector{none, 0.2f, 0.5f, 0.2f}, classes, 3);
        QCOMPARE(row.top.size(), std::size_t{3});
        QCOMPARE(row.top[0].folder, std::string("c"));
        QCOMPARE(row.top[1].folder, std::string("b")); // as likely as d, and before it
        QVERIFY(row.isRight());
        QCOMPARE(answerRow("p", -1, std::vector{none, none, none, none}, classes, 9).top.size(), std::size_t{4});
    }

    void aDigestCountsAndKeepsTheSurestMistakes() {
        AnswersDigest digest(AnswersDigest::Keep::Mistakes, 2);
        digest.add(rowOf("right.jpg", "n1", 0.9f));
        digest.add(rowOf("unsure.jpg", "n1", 0.45f));
        digest.add(rowOf("surest.jpg", "n2", 0.95f));
        digest.add(rowOf("sure.jpg", "n1", 0.2f));
        digest.add(rowOf("unlabelled.jpg", "", 0.7f));
        digest.add(problemOf("broken.jpg", "broken"));
        const AnswersSummary sum = digest.summary();
        QCOMPARE(sum.pictures, 6);
        QCOMPARE(sum.problems, 1);
        QCOMPARE(sum.labelled, 4);
        QCOMPARE(sum.top1(), 0.25);
        QCOMPARE(sum.top, 2);
        QCOMPARE(sum.topK(), 1.0);
        QVERIFY(std::abs(sum.confidence - (0.9 + 0.55 + 0.95 + 0.8 + 0.7) / 5) < 1e-6);
        QCOMPARE(sum.classes.size(), std::size_t{2});
        QCOMPARE(sum.classes[0].folder, std::string("n2")); // none of one
        QCOMPARE(sum.classes[1].right, 1);
        QCOMPARE(digest.keptOf(), 3);
        const std::vector<AnswerRow> kept = digest.kept();
        QCOMPARE(kept.size(), std::size_t{2});
        QCOMPARE(kept[0].picture, std::string("surest.jpg"));
        QCOMPARE(kept[1].picture, std::string("sure.jpg"));
    }

    void aDigestKeepsTheLeastSureAndTheUnread() {
        AnswersDigest unsure(AnswersDigest::Keep::Unsure, 1), unread(AnswersDigest::Keep::Unread, 5);
        for (AnswersDigest* digest : {&unsure, &unread}) {
            digest->add(rowOf("a.jpg", "n1", 0.9f));
            digest->add(problemOf("x.jpg", "broken"));
            digest->add(rowOf("b.jpg", "", 0.6f));
            digest->add(problemOf("y.jpg", "gone"));
        }
        QCOMPARE(unsure.kept().at(0).picture, std::string("b.jpg"));
        QCOMPARE(unread.kept().size(), std::size_t{2});
        QCOMPARE(unread.kept()[1].problem, std::string("gone"));
    }
};

QTEST_GUILESS_MAIN(TestAnswersFile)
#include "tst_answers_file.moc"
