// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <fstream>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/infer/answers_file.h"
#include "core/infer/answers_list.h"

using namespace studio;

/// A result of classify or evaluate where a list is asked for.
class TestAnswersList final : public QObject {
    Q_OBJECT

private:
    QTemporaryDir dir_;
    std::string in(const std::string& name) const { return dir_.path().toStdString() + '/' + name; }
    void writeResult(const std::string& name, const std::vector<std::string>& pictures) const {
        const std::vector<ClassInfo> classes{{"@home", "at home"}, {"n2", "two"}};
        AnswersFile file(in(name), classes, {*answersFormatOf(name), 1, false});
        for (const std::string& picture : pictures)
            file.add(answerRow(picture, 0, std::vector{0.25f, 0.75f}, classes, 1));
        file.addProblem("/p/n2/broken.jpg", "no picture");
        file.commit();
    }
    static ErrorKind refusalOf(const std::string& file, const std::string& folder = {}) {
        try {
            readListOrAnswers(file, folder);
        } catch (const Error& error) {
            return error.kind();
        }
        return ErrorKind::Internal;
    }

private Q_SLOTS:
    void aResultNamesItsPicturesAsTheyWereAndTheirTruths_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("csv") << QStringLiteral("a.csv");
        QTest::newRow("json") << QStringLiteral("a.json");
    }
    /// Names that a plain list would take for comments, columns or columns' ends, and that a table has to guard.
    void aResultNamesItsPicturesAsTheyWereAndTheirTruths() {
        QFETCH(QString, name);
        const std::vector<std::string> pictures{"/p/a.jpg", "/p/-1,x.jpg", "#r/a.jpg",
                                                "'=1.jpg",  "-1x.jpg",     "\xff%\n.jpg"};
        writeResult(name.toStdString(), pictures);
        QVERIFY(isListOrAnswers(in(name.toStdString())));
        const PictureListFile list = readListOrAnswers(in(name.toStdString()), "/root");
        QCOMPARE(list.size(), pictures.size() + 1);
        for (std::size_t i = 0; i < pictures.size(); ++i) {
            QCOMPARE(list.nameOf(i), pictures[i]);
            QCOMPARE(list.words().at(static_cast<std::size_t>(list.wordOf(i))), std::string("@home"));
            QCOMPARE(list.lineOf(i), i + 2);
        }
        QCOMPARE(list.pathOf(2), std::string("/root/#r/a.jpg"));
        QCOMPARE(list.nameOf(pictures.size()), std::string("/p/n2/broken.jpg")); // it may be mended by now
        QCOMPARE(list.words().at(static_cast<std::size_t>(list.wordOf(pictures.size()))), std::string("n2"));
    }

    void relativePathsThatLeadNowhereAskForTheirFolder() {
        std::filesystem::create_directories(in("elsewhere/b"));
        std::ofstream(in("elsewhere/b/2.jpg")) << "x";
        writeResult("r.csv", {"b/1.jpg", "b/2.jpg"});
        QCOMPARE(refusalOf(in("r.csv")), ErrorKind::Usage);
        QCOMPARE(readListOrAnswers(in("r.csv"), in("elsewhere")).pathOf(1), in("elsewhere/b/2.jpg"));
        writeResult("elsewhere/r.csv", {"b/1.jpg", "b/2.jpg"}); // one is there, so the other is gone
        QCOMPARE(readListOrAnswers(in("elsewhere/r.csv")).size(), std::size_t{3});
    }

    void otherListsAreReadAsBefore() {
        std::ofstream(in("list.txt")) << "a.jpg n2\n";
        std::ofstream(in("other.json")) << "{\"a\":1}\n";
        QCOMPARE(readListOrAnswers(in("list.txt")).words().at(0), std::string("n2"));
        QVERIFY(isListOrAnswers(in("list.txt")));
        QVERIFY(!isListOrAnswers(in("other.json")));
        QVERIFY(!isListOrAnswers(in("gone.json")));
    }

    void whatNamesNoFileIsRefused() {
        std::ofstream(in("empty.csv")) << "picture,problem,truth,top1,top1_name,top1_probability\n";
        QCOMPARE(refusalOf(in("empty.csv"), "/"), ErrorKind::Data);
        std::ofstream(in("zero.csv")) << "picture,problem,truth,top1,top1_name,top1_probability\na%00.jpg,,,,,\n";
        QCOMPARE(refusalOf(in("zero.csv"), "/"), ErrorKind::Data);
        std::ofstream(in("cut.csv")) << "picture,problem,truth,top1,top1_name,top1_probability\na.jpg,,,,,";
        QCOMPARE(refusalOf(in("cut.csv"), "/"), ErrorKind::Data);
    }
};

QTEST_GUILESS_MAIN(TestAnswersList)
#include "tst_answers_list.moc"
