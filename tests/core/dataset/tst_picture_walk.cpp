// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QTemporaryDir>
#include <QTest>

#include "core/dataset/picture_walk.h"
#include "tests/support/picture_folders.h"

using namespace studio;
using namespace studio::test;

/// Folders as people drop them.
class TestPictureWalk final : public QObject {
    Q_OBJECT

private:
    QTemporaryDir dir_;
    std::string in(const char* name) const { return dir_.filePath(QLatin1String(name)).toStdString(); }
    static std::vector<std::string> walked(const std::string& path) {
        std::vector<std::string> found;
        walkPictures(path, [&](const std::string& file) {
            found.push_back(file);
            return true;
        });
        return found;
    }

private Q_SLOTS:
    void initTestCase() {
        for (const char* name : {"d/a.jpg", "d/a/b.png", "d/a-b.webp", "d/words.txt", "d/z/deep/er/y.JPEG",
                                 "d/__MACOSX/a.jpg", "d/.hidden/a.jpg", "d/.hid.jpg"}) {
            std::filesystem::create_directories(std::filesystem::path(in(name)).parent_path());
            writeBytes(in(name), {1});
        }
        std::filesystem::create_directory_symlink(in("d"), in("d/z/round"));
    }
    void picturesComeInTheOrderOfTheirPathsAndOthersDoNot() {
        const std::vector<std::string> expected{in("d/a-b.webp"), in("d/a.jpg"), in("d/a/b.png"),
                                                in("d/z/deep/er/y.JPEG")};
        QCOMPARE(walked(in("d")), expected);
        QCOMPARE(walked(in("d/")), expected);
    }
    void whatIsNoFolderIsToldAsItIs() {
        QCOMPARE(walked(in("missing.jpg")), std::vector<std::string>{in("missing.jpg")});
    }
    void whatIsLeftOutIsNamed() {
        std::filesystem::create_symlink(in("d/gone"), in("d/z/dangling.jpg"));
        WalkedPast past;
        walkPictures(
            in("d"), [](const std::string&) { return true; }, {}, &past);
        std::filesystem::remove(in("d/z/dangling.jpg"));
        QCOMPARE(past.names.first(UnusedReason::NotAPicture), in("d/words.txt"));
        QCOMPARE(past.names.count(UnusedReason::NotAPicture), 1);
        QCOMPARE(past.names.first(UnusedReason::BrokenLink), in("d/z/dangling.jpg"));
        QCOMPARE(past.names.count(UnusedReason::System), 3);
        QCOMPARE(past.folderLinks, 1);
        QCOMPARE(past.sentences().size(), std::size_t{4});
        QVERIFY(past.sentences().back().ends_with("not followed: " + in("d/z/round")));
    }
    void whoHasEnoughGetsNoMore() {
        int count = 0;
        walkPictures(in("d"), [&](const std::string&) { return ++count < 3; }); // the third lies deeper
        QCOMPARE(count, 3);
        std::stop_source stop;
        stop.request_stop();
        walkPictures(
            in("d"), [&](const std::string&) { return ++count > 0; }, stop.get_token());
        QCOMPARE(count, 3);
    }
};

QTEST_GUILESS_MAIN(TestPictureWalk)
#include "tst_picture_walk.moc"
