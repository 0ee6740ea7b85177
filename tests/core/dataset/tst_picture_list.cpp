// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <fstream>
#include <sys/stat.h>

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/dataset/class_labels.h"
#include "core/dataset/picture_list.h"
#include "core/loader/listed_pictures.h"

using namespace studio;

namespace {

/// "path|label" of each line, as a test writes what it expects.
QStringList said(const PictureListFile& list) {
    QStringList all;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const std::int32_t word = list.wordOf(i);
        all += QString::fromStdString(list.nameOf(i) + "|" +
                                      (word < 0 ? "-" : list.words()[static_cast<std::size_t>(word)]));
    }
    return all;
}

} // namespace

/// Lists of pictures as programs and people write them.
class TestPictureList final : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;

    std::string write(const char* name, const std::string& text) const {
        const std::string path = dir_.filePath(QLatin1String(name)).toStdString();
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }
    /// What is said of a list that cannot be used: place and reason.
    QString refusalOf(const char* name, const std::string& text) const {
        try {
            readPictureList(write(name, text));
        } catch (const Error& error) {
            return error.kind() == ErrorKind::Data ? QString::fromStdString(error.message().place)
                                                   : QStringLiteral("another kind");
        }
        return QStringLiteral("nothing");
    }

private Q_SLOTS:
    void formsOfTheField_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("expected");
        const auto row = [](const char* title, const char* name, const char* text, const QStringList& expected) {
            QTest::newRow(title) << QString::fromLatin1(name) << QByteArray(text) << expected;
        };
        const QStringList two{QStringLiteral("a.jpg|0"), QStringLiteral("b/c.png|12")};
        row("a blank, as Caffe's", "l.txt", "a.jpg 0\nb/c.png 12\n", two);
        row("several blanks, and no last end of line", "l.txt", "  a.jpg   0\nb/c.png\t 12", two);
        row("a tab", "l.txt", "a.jpg\t0\nb/c.png\t12\n", two);
        row("a comma", "l.txt", "a.jpg,0\nb/c.png , 12\n", two);
        row("a table", "l.csv", "a.jpg,0\nb/c.png,12\n", two);
        row("Windows' ends of lines and mark", "l.txt",
            "\xEF\xBB\xBF"
            "a.jpg 0\r\nb/c.png 12\r\n",
            two);
        row("comments and empty lines", "l.txt", "# set 3\n\na.jpg 0\n   \n#b.jpg 1\nb/c.png 12\n", two);
        row("comments above a table", "l.csv", "# set 3\n\n# of 4\na.jpg,0\n\nb/c.png,12\n", two);
        row("names that begin like comments", "l.csv", "path,label\n#b.jpg,1\na.jpg,0\n",
            {QStringLiteral("#b.jpg|1"), QStringLiteral("a.jpg|0")});
        row("a semicolon", "l.txt", "a.jpg;0\n\"b/c.png\"; \"12\"\n", two);
        row("blanks behind a comma, and quotes", "l.csv", "path, label\n\"a.jpg\", \"0\"\nb/c.png , 12\n",
            {QStringLiteral("a.jpg|0"), QStringLiteral("b/c.png |12")}); // no file tells which name is meant
        row("Excel's first line", "l.csv", "sep=;\r\npath;label\r\na.jpg;0\r\nb/c.png;12\r\n", two);
        row("Excel's first line alone", "l.csv", "SEP=;\na.jpg;0\nb/c.png;12\n", two);
        row("a class that is called like a column", "l.txt", "a.jpg\tname\nb.jpg\timage\n",
            {QStringLiteral("a.jpg|name"), QStringLiteral("b.jpg|image")});
        row("a quoted name of a column with a comma", "l.csv",
            "\"Notes, free\",\"path\",\"label\"\nx,a.jpg,0\n\"y, z\",b/c.png,12\n", two);
        row("the label as the field calls it", "l.csv", "filepath,species\na.jpg,0\nb/c.png,12\n", two);
        row("quotes", "l.txt", "\"a.jpg\" 0\n\"b/c.png\",\"12\"\n", two);
        row("MXNet's", "l.lst", "0\t0.000000\ta.jpg\n1\t12.000000\tb/c.png\n", two);
        row("named columns", "l.csv", "id,Label,split,File\n7,0,val,a.jpg\n8,12,val,b/c.png\n", two);
        row("named columns in a text file", "l.txt", "filename,class\na.jpg,0\nb/c.png,12\n", two);
        row("semicolons of a spreadsheet", "l.csv", "path;label\na.jpg;0\nb/c.png;12\n", two);
        row("named columns of a tab table", "l.tsv", "label\tpath\n0\ta.jpg\n12\tb/c.png\n", two);
        row("a result of ours", "l.csv", "picture,problem,truth,top1\na.jpg,,0,x\nb/c.png,broken,12,\n", two);
        row("no labels", "l.txt", "a.jpg\nb, c d.png\nno ending\n",
            {QStringLiteral("a.jpg|-"), QStringLiteral("b, c d.png|-"), QStringLiteral("no|ending")});
        row("labels of several words", "l.txt", "a b.jpg great grey owl\n1,2.jpg,owl, great\n",
            {QStringLiteral("a b.jpg|great grey owl"), QStringLiteral("1,2.jpg|owl, great")});
        row("quoted fields", "l.csv", "\"a, \"\"b\"\".jpg\",\"owl, grey\"\n\"two\nlines.jpg\",x\n",
            {QStringLiteral("a, \"b\".jpg|owl, grey"), QStringLiteral("two\nlines.jpg|x")});
        row("some with a label", "l.csv", "path,label\na.jpg,\nb.jpg\nc.jpg,x\n",
            {QStringLiteral("a.jpg|-"), QStringLiteral("b.jpg|-"), QStringLiteral("c.jpg|x")});
        row("a quote within", "l.txt", "12\" disk.jpg 3\n", {QStringLiteral("12\" disk.jpg|3")});
    }
    void formsOfTheField() {
        QFETCH(QString, name);
        QFETCH(QByteArray, text);
        const PictureListFile list = readPictureList(write(qPrintable(name), text.toStdString()));
        QTEST(said(list), "expected");
    }

    void pathsAreThoseOfItsFolderUnlessTheyAreWhole() {
        const PictureListFile list = readPictureList(write("l.txt", "a.jpg\n/b/c.jpg\n../d.jpg\n"));
        const std::string folder = dir_.path().toStdString();
        QCOMPARE(list.pathOf(0), folder + "/a.jpg");
        QCOMPARE(list.pathOf(1), std::string("/b/c.jpg"));
        QCOMPARE(list.pathOf(2), folder + "/../d.jpg");
        QCOMPARE(readPictureList(list.file(), "/pictures").pathOf(0), std::string("/pictures/a.jpg"));
        QCOMPARE(list.lineOf(2), 3u);
    }

    void aNameIsReadInTheWayThatIsAFile() {
        std::filesystem::create_directories(dir_.filePath(QStringLiteral("w/ant")).toStdString());
        write("w/ant/1.jpg", "x");
        write("w/a\\b.jpg", "x");
        write("w/ 2.jpg", "x");
        write("w/#3.jpg", "x");
        const PictureListFile list = readPictureList(
            write("w/l.csv", "path,label\nant\\1.jpg,0\na\\b.jpg,0\n ant/1.jpg ,0\n 2.jpg,0\ngone\\1.jpg,0\n"));
        QCOMPARE(said(list), (QStringList{QStringLiteral("ant/1.jpg|0"), QStringLiteral("a\\b.jpg|0"),
                                          QStringLiteral("ant/1.jpg|0"), QStringLiteral(" 2.jpg|0"),
                                          QStringLiteral("gone\\1.jpg|0")}));
        QCOMPARE(list.turned(), 1);
        const PictureListFile plain = readPictureList(write("w/l.txt", "# three\nant/1.jpg 0\n#3.jpg 1\n#4.jpg 1\n"));
        QCOMPARE(said(plain), (QStringList{QStringLiteral("ant/1.jpg|0"), QStringLiteral("#3.jpg|1")}));
    }

    void whatIsNoListIsRefusedByItsLine() {
        using namespace std::string_literals;
        QVERIFY(
            refusalOf("l.txt", "a.jpg\n\0b.jpg\n"s).contains(QStringLiteral("l.txt, line 2: it holds a zero byte")));
        QVERIFY(refusalOf("l.txt", "\xFF\xFE"s + "a\0"s).contains(QStringLiteral("line 1: it is UTF-16")));
        QVERIFY(refusalOf("l.txt", "a.jpg 1\n" + std::string(2'000'000, 'x')).contains(QStringLiteral("line 2")));
        QVERIFY(refusalOf("l.txt", "a.jpg 1\n" + std::string(5'000, 'x') + ".jpg").contains(QStringLiteral("line 2")));
        QVERIFY(refusalOf("l.txt", "a.jpg 1\n\"b.jpg 1\n").contains(QStringLiteral("line 2: a quote is not closed")));
        QVERIFY(refusalOf("l.csv", "a.jpg,1\n\"b.jpg,1\nc.jpg,2\n").contains(QStringLiteral("line 2: a quote")));
        QVERIFY(refusalOf("l.csv", "a.jpg,1\n\"b\"x,1\n").contains(QStringLiteral("line 2: something follows")));
        QVERIFY(refusalOf("l.csv", "a.jpg,1\n\nb.jpg,1,2\n").contains(QStringLiteral("line 3: it has 3 fields")));
        QVERIFY(refusalOf("l.csv", "label,path\n1,a.jpg\n2\n").contains(QStringLiteral("line 3: it has 1 field")));
        QVERIFY(refusalOf("l.csv", "a.jpg,1\n,1\n").contains(QStringLiteral("line 2: it names no picture")));
        QVERIFY(
            refusalOf("l.txt", "# x\na.jpg 1\rb.jpg 1\r").contains(QStringLiteral("line 2: its lines end with CR")));
        QVERIFY(refusalOf("l.txt", "# nothing\n\n").contains(QStringLiteral("it names no picture")));
        QVERIFY(refusalOf("l.txt", "").contains(QStringLiteral("it names no picture")));
        const std::string pipe = dir_.filePath(QStringLiteral("pipe.txt")).toStdString();
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        QVERIFY_THROWS_EXCEPTION(Error, readPictureList(pipe)); // and nobody waits for its other end
        QVERIFY_THROWS_EXCEPTION(Error, readPictureList(dir_.path().toStdString()));
    }

    /// Lines that make a careless reader look at each of their places again and again.
    void hostileLinesTakeNoLongerThanOthers() {
        QElapsedTimer timer;
        timer.start();
        for (const std::string part : {" a", " \t", ".jpg", ", ", "\"\"", "a.jpg ", "\t", "a.b,"}) {
            std::string text;
            while (text.size() < 900'000)
                text += part;
            for (const char* name : {"l.txt", "l.csv"}) {
                try {
                    readPictureList(write(name, text));
                } catch (const Error& error) { // no path is that long
                    QVERIFY(error.kind() == ErrorKind::Data);
                }
            }
        }
        QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
    }

    void aMillionLinesAreRead() {
        std::string text;
        for (int i = 0; i < 1'000'000; ++i)
            text += "folder/" + std::to_string(i) + ".jpg " + std::to_string(i % 1000) + "\n";
        const std::string file = write("large.txt", text);
        QElapsedTimer timer;
        timer.start();
        const PictureListFile list = readPictureList(file);
        QVERIFY2(timer.elapsed() < 20'000,
                 qPrintable(QString::number(timer.elapsed()))); // 0.5 s where nothing else runs
        QCOMPARE(list.size(), std::size_t{1'000'000});
        QCOMPARE(list.words().size(), std::size_t{1'000});
        QCOMPARE(list.nameOf(999'999), std::string("folder/999999.jpg"));
        QCOMPARE(list.lineOf(999'999), 1'000'000u);
    }

    void aListIsKnownByItsEndingUnlessItIsAPicture() {
        QVERIFY(isPictureList(write("a.TXT", "a.jpg\n")));
        QVERIFY(isPictureList(write("a.list", "a.jpg\n")));
        QVERIFY(!isPictureList(write("a.jpg", "a.jpg\n")));
        QVERIFY(!isPictureList(write("b.txt", std::string("\xFF\xD8\xFF\xE0\x00\x10JFIF", 10))));
        std::filesystem::create_directory(dir_.filePath(QStringLiteral("folder.txt")).toStdString());
        QVERIFY(!isPictureList(dir_.filePath(QStringLiteral("folder.txt")).toStdString()));
    }

    void labelsAreNamesOrPlaces() {
        const std::vector<ClassInfo> classes{{"n01", "owl, great grey"}, {"n02", "kite"}, {"n03", "kite"}};
        const ClassLabels labels(classes);
        QCOMPARE(labels.of("n02"), std::optional(1));
        QCOMPARE(labels.of("2"), std::optional(2));
        QCOMPARE(labels.of("owl, great grey"), std::optional(0));
        for (const char* unknown : {"kite", "3", "-1", "N02", "1.0", "", "01", "-0", "99999999999999999999"})
            QVERIFY2(!labels.of(unknown), unknown); // two classes are shown as "kite"
    }

    void numbersAreNamesWhereClassesHaveSuchNames() {
        const ClassLabels labels({{"1", "one"}, {"10", "ten"}, {"2", "two"}});
        QCOMPARE(labels.of("2"), std::optional(2));
        QCOMPARE(labels.of("10"), std::optional(1));
        QVERIFY(!labels.of("0")); // a place, if the others were; half of a list would be taken wrongly
    }

    void aLabelComposedInAnotherWayIsTheClassThatLooksTheSame() {
        const char* const composed = "caf\xC3\xA9";
        const char* const decomposed = "cafe\xCC\x81";
        const ClassLabels one({{"ape", "ape"}, {composed, composed}});
        QCOMPARE(one.of(decomposed), std::optional(1));
        QVERIFY(one.readingOf(decomposed) == ClassLabels::Reading::OtherForm);
        const ClassLabels both({{decomposed, "x"}, {composed, "y"}});
        QCOMPARE(both.of(decomposed), std::optional(0));
        QCOMPARE(both.of(composed), std::optional(1));
        const ClassLabels alike({{"\xE2\x84\xAB", "angstrom"}, {"\xC3\x85", "a with a ring"}});
        QVERIFY(!alike.of("A\xCC\x8A")); // it looks like both
    }

    void aTableWithoutAKnownColumnOfLabelsIsNoTruth() {
        const std::vector<ClassInfo> classes{{"ape", "ape"}, {"bee", "bee"}};
        for (const char* head : {"filepath,genus", "Image,Id", "file,width,Sorte"}) {
            const bool isThree = std::string_view(head).ends_with("Sorte");
            const PictureListFile list = readPictureList(
                write("l.csv", std::string(head) + (isThree ? "\nape/1.jpg,3,bee\n" : "\nape/1.jpg,bee\n")));
            try {
                classesOfList(list, classes, false);
                QFAIL(head);
            } catch (const Error& error) {
                const std::string text = error.message().text();
                const std::string column = std::string(head).substr(std::string(head).rfind(',') + 1);
                QVERIFY2(text.find("beside the pictures it has " + column) != std::string::npos, text.c_str());
                QVERIFY(text.find("--ignore-labels") != std::string::npos);
            }
        }
        const PictureListFile harmless = readPictureList(write("l.csv", ",file,width,split\n0,ape/1.jpg,3,val\n"));
        QCOMPARE(classesOfList(harmless, classes, true), std::vector<std::int32_t>{0});
    }

    void itIsToldHowAListWasRead() {
        const std::vector<ClassInfo> classes{{"ape", "ape"}, {"bee", "bee"}};
        const auto notesOf = [&](const std::string& text) {
            const PictureListFile list = readPictureList(write("l.txt", text));
            QString all;
            for (const std::string& note : notesOfList(list, classesOfList(list, classes, true), classes))
                all += QString::fromStdString(note) + QLatin1Char('\n');
            return all;
        };
        QCOMPARE(notesOf("1.jpg ape\n2.jpg bee\nx/1.jpg ape\n"), QString());
        QCOMPARE(notesOf("1.jpg ape\n2.jpg 1\n"),
                 QStringLiteral("Numbers among the labels are places of classes, counted from 0: 1 is bee\n"));
        QCOMPARE(
            notesOf("1.jpg ape\n\n1.jpg ape\n"),
            QStringLiteral("1 line names a picture of an earlier line once more (for example line 3 that of line 1, "
                           "1.jpg); each line counts\n"));
        QCOMPARE(notesOf("1.jpg ape\n1.jpg ape\n2.jpg bee\n2.jpg ape\n"),
                 QStringLiteral("2 lines name pictures of an earlier line once more, 1 of them with another class (for "
                                "example line 4 that of line 3, 2.jpg); each line counts\n"));
    }

    void thePlaceIsNoAdviceWhereNumbersAreNames() {
        const PictureListFile list = readPictureList(write("l.txt", "1.jpg 0\n"));
        try {
            classesOfList(list, {{"1", "one"}, {"2", "two"}}, true);
            QFAIL("0 is none of them");
        } catch (const Error& error) {
            QCOMPARE(error.message().next, std::string("Name the folder of its class."));
        }
    }

    /// Over links and back ways: what is counted is the picture, not how it is named.
    void listedPicturesAreFoundAmongOthersHoweverTheyAreNamed() {
        std::filesystem::create_directories(dir_.filePath(QStringLiteral("d/train/ape")).toStdString());
        write("d/train/ape/1.jpg", "x");
        const std::string data = dir_.filePath(QStringLiteral("d")).toStdString();
        std::filesystem::create_directory_symlink(data, dir_.filePath(QStringLiteral("link")).toStdString());
        const PictureListFile list = readPictureList(
            write("l.txt", "d/train/ape/1.jpg\nlink/train/ape/1.jpg\nd/train/../train/ape/1.jpg\nd/train/ape/2.jpg\n" +
                               data + "/train/ape/1.jpg\n"));
        NameList names;
        names.add("ape/1.jpg");
        names.add("ape/3.jpg");
        QCOMPARE(countListed(list, data + "/train", names), 4);
        QCOMPARE(countListed(list, data, names), 0);
    }

    void aPictureWithoutALabelIsOfTheClassOfItsFolder() {
        const std::vector<ClassInfo> classes{{"ape", "ape"}, {"bee", "bee"}};
        const PictureListFile list = readPictureList(write("l.txt", "x/bee/1.jpg\nx/bee/2.jpg ape\n\nother/3.jpg\n"));
        QCOMPARE(classesOfList(list, classes, false), (std::vector<std::int32_t>{1, 0, -1}));
        try {
            classesOfList(list, classes, true);
            QFAIL("one has no label");
        } catch (const Error& error) {
            const QString place = QString::fromStdString(error.message().place);
            QVERIFY2(place.contains(QStringLiteral("l.txt, line 4: other/3.jpg")), qPrintable(place));
        }
    }

    void aLabelThatIsNoClassIsRefusedByItsFirstLine() {
        const PictureListFile list = readPictureList(write("l.txt", "1.jpg ape\n2.jpg cat\n3.jpg cat\n"));
        try {
            classesOfList(list, {{"ape", "ape"}, {"bee", "bee"}}, false);
            QFAIL("cat is none of them");
        } catch (const Error& error) {
            const QString text = QString::fromStdString(error.message().text());
            QVERIFY2(text.contains(QStringLiteral("line 2: \"cat\"")), qPrintable(text));
            QVERIFY2(text.contains(QStringLiteral("2 classes: ape, bee")), qPrintable(text));
        }
    }

    void theSetOfAListHasItsOrderAndItsPaths() {
        const ImageSet set = setOfList(readPictureList(write("l.txt", "b.jpg 1\na.jpg 0\nb.jpg 1\n")), {1, 0, 1});
        QCOMPARE(set.size(), std::size_t{3});
        QCOMPARE(set.folder, dir_.path().toStdString());
        QCOMPARE(std::string(set.fileOf(1)), std::string("a.jpg"));
        QCOMPARE(set.classOf(0), 1u);
        const ImageSet mixed = setOfList(readPictureList(write("l.txt", "/x/b.jpg\na.jpg\n")), {0, 0});
        QCOMPARE(mixed.pathOf(0), std::string("/x/b.jpg"));
        QCOMPARE(mixed.pathOf(1), dir_.path().toStdString() + "/a.jpg");
    }

    /// Where all witnesses of a folder would be missing too, the volume would be thought gone.
    void aPictureThatIsNotThereSpeaksOfItselfAlone() {
        const std::string here = write("here.jpg", "some bytes");
        const ImageSet set = setOfList(readPictureList(write("l.txt", "gone.jpg\nhere.jpg\nx/gone.jpg\n")), {0, 0, 0});
        const ListedFiles files(set);
        std::vector<std::uint8_t> bytes;
        files.read(1, bytes);
        QCOMPARE(bytes.size(), std::size_t{10});
        for (const std::uint32_t index : {0u, 2u}) {
            try {
                files.read(index, bytes);
                QFAIL("it is not there");
            } catch (const Error& error) {
                QVERIFY(error.kind() == ErrorKind::Data);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestPictureList)
#include "tst_picture_list.moc"
