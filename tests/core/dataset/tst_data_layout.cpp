// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <optional>

#include "core/base/error.h"
#include "core/base/unicode_form.h"
#include "core/dataset/folder_names.h"
#include "core/dataset/image_folder.h"
#include "tests/support/picture_folders.h"

using namespace studio;
namespace fs = std::filesystem;

/// What is taken for what in a folder: nothing is guessed, and nothing is left out without a word.
class DataLayoutTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        root_ = dir_->path().toStdString() + "/D";
        fs::create_directories(root_);
    }

    void setsAreFoundByAnyOfTheirNames_data() {
        QTest::addColumn<QString>("train");
        QTest::addColumn<QString>("val");
        const char* const rows[][2] = {{"train", "val"},
                                       {"training", "validation"},
                                       {"Train", "VAL"},
                                       {"train_set", "val_set"},
                                       {"training_set", "valid"},
                                       {"TRAINING-SET", "Valid"},
                                       {"trainset", "validation_set"}};
        for (const auto& row : rows)
            QTest::addRow("%s, %s", row[0], row[1]) << QString::fromLatin1(row[0]) << QString::fromLatin1(row[1]);
    }
    void setsAreFoundByAnyOfTheirNames() {
        QFETCH(QString, train);
        QFETCH(QString, val);
        for (const bool wrapped : {false, true}) {
            const std::string in = wrapped ? "/outer" : "";
            fs::remove_all(root_);
            put(in + "/" + train.toStdString(), {"ant", "bee"}, 3);
            put(in + "/" + val.toStdString(), {"ant", "bee"}, 2);
            put(in + "/testing", {"ant", "bee"}, 1);
            const ImageFolder data = open();
            QCOMPARE(data.classes.size(), std::size_t{2});
            QCOMPARE(data.train.size(), std::size_t{6});
            QCOMPARE(data.val.size(), std::size_t{4});
            QVERIFY(!data.valIsSplit);
            QCOMPARE(data.unused.count(UnusedReason::BesideSets), std::int64_t{1});
            QVERIFY(data.unused.first(UnusedReason::BesideSets).ends_with("/testing"));
        }
    }

    void whatCouldBeMeantInTwoWaysIsRefused() {
        put("/train", {"ant", "bee"}, 2);
        put("/val", {"ant", "bee"}, 1);
        put("/validation", {"ant", "bee"}, 1);
        QVERIFY2(refused("--val"), told_.c_str());
        QCOMPARE(openImageFolder({root_, root_ + "/val", 0.1, 0}).val.size(), std::size_t{2}); // the way out works
        fs::remove_all(root_ + "/validation");
        put("/training", {"ant", "bee"}, 2);
        QVERIFY2(refused("Two folders could hold the training pictures"), told_.c_str());
        fs::remove_all(root_);
        put("/train", {"steam", "diesel"}, 2);
        put("/", {"bus", "car"}, 2);
        QVERIFY2(refused("may be the training set or a class"), told_.c_str());
    }

    void aClassMayBeNamedAsASetIs() {
        for (const char* name : {"train", "valid", "test"}) {
            fs::remove_all(root_);
            put("/", {"bus", "car", name}, 3);
            const ImageFolder data = open();
            QCOMPARE(data.classes.size(), std::size_t{3});
            QCOMPARE(data.notes.size(), std::size_t{1});
            QVERIFY(data.notes[0].find("taken as a class") != std::string::npos);
        }
    }

    void setsWithoutClassFoldersAreSaidToBeThat() {
        for (const char* name : {"/train/cat.0.jpg", "/train/dog.0.jpg", "/test/1.jpg"})
            touch(name);
        QVERIFY2(refused("2 pictures lie in it directly, cat.0.jpg"), told_.c_str());
        fs::remove_all(root_);
        put("/train", {"ant", "bee"}, 2);
        for (const char* name : {"/val/1.jpg", "/val/2.jpg", "/val/3.jpg"})
            touch(name);
        QVERIFY2(refused("3 pictures lie in it directly"), told_.c_str());
        QVERIFY2(told_.find("emove") == std::string::npos, told_.c_str());
        fs::remove_all(root_);
        put("/val", {"ant", "bee"}, 2);
        QVERIFY2(refused("no training folder"), told_.c_str());
        put("/", {"ant", "bee"}, 2);
        QVERIFY2(refused("no training folder"), told_.c_str()); // class folders beside it: "val" is no class
    }

    void aSetThatLeadsNowhereIsNotTakenForNone() {
        put("/train", {"ant", "bee"}, 4);
        for (const char* name : {"val", "validation"}) {
            fs::create_directory_symlink("/nowhere/at/all", root_ + "/" + name);
            QVERIFY2(refused("validation folder is a link that leads nowhere"), told_.c_str());
            fs::remove(root_ + "/" + name);
        }
        fs::rename(root_ + "/train", root_ + "/away");
        fs::create_directory_symlink("/nowhere/at/all", root_ + "/train");
        QVERIFY2(refused("training folder is a link that leads nowhere"), told_.c_str());
    }

    void furnitureOfSystemsIsSkippedAndCounted() {
        put("/", {"ant", "bee"}, 4);
        for (const char* name : {"/lost+found", "/System Volume Information", "/$RECYCLE.BIN", "/@eaDir", "/#recycle",
                                 "/.Trash-1000", "/__MACOSX", "/FOUND.000"})
            fs::create_directories(root_ + name);
        for (const char* name :
             {"/ant/Thumbs.db", "/ant/.DS_Store", "/ant/._1.jpg", "/bee/desktop.ini", "/bee/@eaDir/1.jpg"})
            touch(name);
        const ImageFolder data = open();
        QCOMPARE(data.classes.size(), std::size_t{2});
        QCOMPARE(data.train.size() + data.val.size(), std::size_t{8});
        QCOMPARE(data.unused.count(UnusedReason::System), std::int64_t{13});
    }

    void runsAmongThePicturesAreNoClasses() {
        put("/", {"ant", "bee"}, 4);
        for (const char* run : {"/myrun", "/runs/a", "/runs/b", "/ant/inside"}) {
            fs::create_directories(root_ + run + "/checkpoints");
            touch(std::string(run) + "/recipe.json");
        }
        const ImageFolder data = open();
        QCOMPARE(data.classes.size(), std::size_t{2});
        QCOMPARE(data.unused.count(UnusedReason::RunFolder), std::int64_t{4});
        root_ += "/myrun";
        QVERIFY2(refused("folder of a training run"), told_.c_str());
    }

    void contentDecidesWhereNamesDoNot() {
        put("/", {"ant", "bee"}, 2);
        const auto jpeg = encodeJpeg(test::colouredPicture(0, 0, 16), 90);
        for (const char* name : {"/ant/a.jfif", "/ant/b.JPE", "/ant/0123abcd", "/ant/c.jpg_large", "/ant/d.jpeg~"})
            test::writeBytes(root_ + name, jpeg);
        const std::string lfs = "version https://git-lfs.github.com/spec/v1\n",
                          heic("\0\0\0\x18"
                               "ftypheic\0\0\0\0",
                               16),
                          words = "BMW and other words, none of them a picture";
        test::writeBytes(root_ + "/bee/pointer", {lfs.begin(), lfs.end()});
        test::writeBytes(root_ + "/bee/phone.heic", {heic.begin(), heic.end()});
        test::writeBytes(root_ + "/bee/words", {words.begin(), words.end()});
        test::writeBytes(root_ + "/bee/list.txt", jpeg); // by its name no picture: not opened, but counted
        fs::create_symlink("../.git/annex/objects/1", root_ + "/bee/annexed.jpg");
        const ImageFolder data = open();
        QCOMPARE(data.train.size() + data.val.size(), std::size_t{9});
        QCOMPARE(data.unused.count(), std::int64_t{5});
        QCOMPARE(data.unused.count(UnusedReason::LfsPointer), std::int64_t{1});
        QCOMPARE(data.unused.count(UnusedReason::OtherFormat), std::int64_t{1});
        QCOMPARE(data.unused.count(UnusedReason::NotAPicture), std::int64_t{2});
        QVERIFY(data.unused.first(UnusedReason::BrokenLink).ends_with("/bee/annexed.jpg"));
        QCOMPARE(data.unused.sentences().size(), std::size_t{4});
    }

    void aClassOfNothingButUnusableNamesSaysWhatItHolds() {
        put("/", {"ant", "bee"}, 2);
        fs::create_directories(root_ + "/cat");
        QVERIFY2(refused("It is empty"), told_.c_str());
        fs::create_symlink("gone.jpg", root_ + "/cat/1.jpg");
        QVERIFY2(refused("1.jpg: a link that leads nowhere"), told_.c_str());
    }

    void aNameInAnotherUnicodeFormIsSaidToBeThat() {
        QVERIFY(looksTheSame("caf\xC3\xA9", "cafe\xCC\x81"));
        QVERIFY(looksTheSame("\xEA\xB0\x80", "\xE1\x84\x80\xE1\x85\xA1")); // Hangul
        QVERIFY(looksTheSame("\xD0\xB9", "\xD0\xB8\xCC\x86"));             // Cyrillic
        QVERIFY(!looksTheSame("caf\xC3\xA9", "caf\xC3\xA8") && !looksTheSame("a", "a"));
        put("/train", {"bee", "caf\xC3\xA9"}, 2);
        put("/val", {"bee", "cafe\xCC\x81"}, 1);
        QVERIFY2(refused("another Unicode form"), told_.c_str());
        fs::rename(root_ + "/val/cafe\xCC\x81", root_ + "/val/BEE");
        QVERIFY2(refused("differs in case"), told_.c_str());
    }

    void aFolderToMeasureIsTakenWholeAndItsClassesByName() {
        const std::vector<ClassInfo> classes{{"ant", "ant"}, {"bee", "bee"}, {"cat", "cat"}};
        put("/", {"bee"}, 5);
        const ImageFolder some = openToMeasure(root_, false, classes, true);
        QCOMPARE(some.val.countPerClass(3), (std::vector<std::int64_t>{0, 5, 0}));
        put("/", {"ant", "dog"}, 1);
        QVERIFY_THROWS_EXCEPTION(Error, openToMeasure(root_, false, classes, true));
        fs::remove_all(root_);
        put("/train", {"ant", "bee", "cat"}, 3);
        put("/test", {"ant", "cat"}, 2);
        QCOMPARE(openToMeasure(root_, false, classes, true).val.size(), std::size_t{4});
        fs::remove_all(root_ + "/test");
        QVERIFY_THROWS_EXCEPTION(Error, openToMeasure(root_, false, classes, true)); // training pictures alone
        QCOMPARE(openToMeasure(root_ + "/train", false, classes, true).val.size(), std::size_t{9});
    }

private:
    void touch(const std::string& path) const {
        fs::create_directories(fs::path(root_ + path).parent_path());
        test::writeBytes(root_ + path, {});
    }
    void put(const std::string& below, const std::vector<std::string>& classes, int pictures) const {
        for (const std::string& name : classes) {
            for (int i = 0; i < pictures; ++i)
                touch(below + "/" + name + "/" + std::to_string(i) + ".jpg");
        }
    }
    ImageFolder open() const { return openImageFolder({root_, {}, 0.3, 0}); }
    bool refused(const std::string& word) {
        told_ = "it was opened";
        try {
            open();
        } catch (const Error& error) {
            told_ = error.message().text();
            return error.kind() == ErrorKind::Data && told_.find(word) != std::string::npos;
        }
        return false;
    }

    std::unique_ptr<QTemporaryDir> dir_;
    std::string root_, told_;
};

QTEST_APPLESS_MAIN(DataLayoutTest)
#include "tst_data_layout.moc"
