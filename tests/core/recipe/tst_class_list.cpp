// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <fstream>
#include <set>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/recipe/class_list.h"
#include "core/run/run_folder.h"

using namespace studio;

/// Lists of classes as people have them.
class TestClassList final : public QObject {
    Q_OBJECT

private:
    std::string written(const std::string& text) const {
        const std::string path = dir_.filePath(QStringLiteral("list")).toStdString();
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }
    /// "folder=name folder=name".
    QString read(const std::string& text) const {
        QStringList rows;
        for (const ClassInfo& info : readClassList(written(text)))
            rows << QString::fromStdString(info.folder + "=" + info.name);
        return rows.join(QLatin1Char(' '));
    }

private Q_SLOTS:
    void everyUsualFormIsRead() {
        const QString both = QStringLiteral("zebra=zebra ape=ape");
        QCOMPARE(read("zebra\r\nape\r\n\r\n"), both);
        QCOMPARE(read("[\"zebra\", \"ape\"]"), both);
        QCOMPARE(read(" {\"1\": \"ape\", \"0\": \"zebra\"}"), both);
        QCOMPARE(read("{\"ape\": 1, \"zebra\": 0}"), both);
        const QString fish = QStringLiteral("n01440764=tench n01443537=goldfish");
        QCOMPARE(read("n01440764 tench, Tinca tinca\nn01443537 goldfish, Carassius auratus\n"), fish);
        QCOMPARE(read("{\"0\": [\"n01440764\", \"tench\"], \"1\": [\"n01443537\", \"goldfish\"]}"), fish);
        QCOMPARE(read("n01440764\n"), QStringLiteral("n01440764=n01440764"));
        QCOMPARE(read("this/that\n"), QStringLiteral("this-that=this/that"));
        const std::string own = dir_.filePath(QStringLiteral("classes.json")).toStdString();
        writeClassesFile(own, {{"b", "bee"}, {"a", "ant"}});
        QCOMPARE(readClassList(own)[0].name, "bee");
    }

    /// However they are written: a script that splits a line at its commas leaves blanks in JSON as well.
    void blanksAtTheEndsOfNamesAreOfNoMatter() {
        const QString both = QStringLiteral("zebra=zebra ape=ape");
        for (const char* text :
             {" zebra\t\n\tape \r\n", "[\" zebra\\t\", \"ape\\n\"]", "{\"0\": \"zebra \", \"1\": \" ape\"}",
              "{\" zebra\": 0, \"ape \": 1}", "{\"0\": [\" zebra\", \"zebra \"], \"1\": [\"ape\", \" ape\"]}"})
            QCOMPARE(read(text), both);
        QCOMPARE(read("[\" n01440764 tench , Tinca tinca\"]"), QStringLiteral("n01440764=tench"));
        const std::string own = dir_.filePath(QStringLiteral("classes.json")).toStdString();
        writeClassesFile(own, {{" b", "b"}}); // a run's own are those of its folders
        QCOMPARE(readClassList(own)[0].folder, " b");
        QCOMPARE(classesOfFolders({" b", "n01440764 tench"}, {"bee", "fish"}, "x")[1].folder, "n01440764 tench");
    }

    void anEmptyNameIsRefusedWithTheNumberOfItsClass() {
        for (const char* text :
             {"a\n \t\nb\n", "[\"a\", \"\", \"b\"]", "[\"a\", \" \\t\"]", "{\"0\": \"a\", \"1\": \"  \"}",
              "{\"a\": 0, \" \": 1}", "[\"a\", [\"n01440764\", \" \"]]", "[\"a\", [\" \", \"tench\"]]"}) {
            try {
                readClassList(written(text));
                QFAIL(text);
            } catch (const Error& error) {
                QVERIFY2(error.kind() == ErrorKind::Data, text);
                QVERIFY2(error.message().place.ends_with("class 1 has an empty name"), error.what());
            }
        }
        QVERIFY_THROWS_EXCEPTION(Error, readClassList(written("[\"a \", \" a\"]"))); // the same one twice
        QVERIFY_THROWS_EXCEPTION(Error, classesOfNames({"a", " "}, "weights.pth"));
    }

    void theClassesOfImagenetAreThereInTorchvisionsOrder() {
        const std::vector<ClassInfo> classes = readClassList("imagenet-1k");
        QCOMPARE(classes.size(), std::size_t(1000));
        // Folders sorted as those of a data set are: so a set of WordNet folders has the same numbers.
        QVERIFY(std::is_sorted(classes.begin(), classes.end(),
                               [](const ClassInfo& a, const ClassInfo& b) { return a.folder < b.folder; }));
        const auto is = [&classes](std::size_t index, const char* folder, const char* name) {
            return classes[index].folder == folder && classes[index].name == name;
        };
        QVERIFY(is(0, "n01440764", "tench") && is(999, "n15075141", "toilet tissue"));
        QVERIFY(is(65, "n01751748", "sea snake")); // the class of ILSVRC2012_val_00000001
        QVERIFY(is(134, "n02012849", "crane bird") && is(517, "n03126707", "crane"));
        std::set<std::string> names;
        for (const ClassInfo& info : classes)
            names.insert(info.name);
        QCOMPARE(names.size(), classes.size());
    }

    void whatIsNoListIsNamed() {
        for (const char* text : {"a\n\nb\n", "a\na\n", "[1]", "{\"0\": \"a\", \"2\": \"b\"}", "{\"a\": 0, \"b\": 0}",
                                 "{\"a\": {}}", "[", "[\"..\"]"}) {
            const std::string path = written(text);
            try {
                readClassList(path);
                QFAIL(text);
            } catch (const Error& error) {
                QVERIFY2(error.kind() == ErrorKind::Data, text);
                QVERIFY2(error.message().text().find(path) != std::string::npos, error.what());
            }
        }
        QVERIFY(readClassList(written("")).empty());
        try { // a retry finds nothing, too
            readClassList("/nowhere/list");
            QFAIL("it was read");
        } catch (const Error& error) {
            QVERIFY(error.kind() == ErrorKind::Data);
        }
    }

private:
    QTemporaryDir dir_;
};

QTEST_GUILESS_MAIN(TestClassList)
#include "tst_class_list.moc"
