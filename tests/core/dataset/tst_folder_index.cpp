// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <span>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/dataset/folder_index.h"
#include "core/dataset/folder_listing.h"
#include "core/dataset/image_folder.h"
#include "tests/support/picture_folders.h"

using namespace studio;
namespace fs = std::filesystem;

namespace {

void touch(const std::string& path) {
    fs::create_directories(fs::path(path).parent_path());
    test::writeBytes(path, {});
}

/// Sets the time at which the names of a folder last changed: an hour ago, so that a listing of it is relied on.
void age(const std::string& folder) {
    const timespec past{::time(nullptr) - 3600, 0};
    const timespec times[2] = {past, past};
    QCOMPARE(::utimensat(AT_FDCWD, folder.c_str(), times, 0), 0);
}

void ageAll(const std::string& root) {
    age(root);
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        if (entry.is_directory() && !entry.is_symlink())
            age(entry.path().string());
    }
}

/// Everything of a data set that its users can see, but for how it was listed.
std::string described(const ImageFolder& data) {
    std::string text = data.train.folder + "|" + data.val.folder + "|" + std::to_string(data.valIsSplit) + "\n";
    for (const ClassInfo& info : data.classes)
        text += info.folder + "|" + info.name + "\n";
    for (const ImageSet* set : {&data.train, &data.val}) {
        for (std::size_t i = 0; i < set->size(); ++i)
            text += std::to_string(set->classOf(i)) + " " + std::string(set->fileOf(i)) + "\n";
    }
    for (std::int64_t i = 0; i < data.unused.count(); ++i)
        text += data.unused.line(static_cast<std::size_t>(i)) + "\n";
    return text + std::to_string(data.unused.count());
}

std::string contentOf(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void putContent(const std::string& file, const std::string& content) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

void appendNumber(std::string& bytes, std::uint64_t value, int size) {
    for (int i = 0; i < size; ++i)
        bytes += static_cast<char>(value >> (8 * i) & 0xff);
}

/// An index file, its sum right, of one folder with these entries.
std::string indexOf(const std::string& entries, std::uint64_t folders = 1) {
    std::string payload, file = "studio folders 2";
    for (int i = 0; i < 4; ++i)
        appendNumber(payload, 7, 8);
    appendNumber(payload, entries.size(), 4);
    payload += entries;
    appendNumber(file, folders, 4);
    appendNumber(file, payload.size(), 8);
    return file + sha256Hex(payload) + payload;
}

std::string entry(FolderEntry::Kind kind, std::string_view name) {
    std::string bytes;
    appendEntry(bytes, {kind, name});
    return bytes;
}

} // namespace

using Change = std::function<void(const std::string& root)>;
Q_DECLARE_METATYPE(Change)

class FolderIndexTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        struct statfs info {};
        QCOMPARE(::statfs(QDir::tempPath().toLocal8Bit().constData(), &info), 0);
        const std::set<unsigned> sure{0xEF53, 0x58465342, 0x9123683E, 0xF2F52010, 0x01021994, 0x794C7630};
        if (!sure.contains(static_cast<unsigned>(info.f_type)))
            QSKIP("The file system of the temporary folder does not keep times for sure");
    }
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        root_ = dir_->path().toStdString() + "/set";
        cache_ = dir_->path().toStdString() + "/cache/below";
        for (const char* name : {"cat", "dog", "owl"}) {
            for (int i = 0; i < 30; ++i)
                touch(root_ + "/" + name + "/" + name + "_" + std::to_string(i) + ".jpg");
        }
        for (const char* file : {"/owl/old/1.png", "/owl/old/2.png", "/../store/a/1.jpg", "/../store/a/2.jpg",
                                 "/../store/a/9.jpg", "/../store/b/3.jpg", "/../store/b/4.jpg", "/dog/notes.txt"})
            touch(root_ + file);
        fs::create_directory_symlink(root_ + "/../store/a", root_ + "/linked");
        fs::create_symlink(root_ + "/../store/a/1.jpg", root_ + "/dog/link.jpg");
        fs::create_symlink("nowhere.jpg", root_ + "/cat/broken.jpg");
        fs::create_directory_symlink("..", root_ + "/owl/old/loop");
        QCOMPARE(::mkfifo((root_ + "/dog/pipe.jpg").c_str(), 0600), 0);
        ageAll(dir_->path().toStdString());
    }
    void anUnchangedSetIsNotListedAgain() {
        const ImageFolder first = open();
        QCOMPARE(first.foldersReused, std::int64_t{0});
        QCOMPARE(first.foldersListed, kFolders);
        const ImageFolder again = open();
        QCOMPARE(again.foldersListed, std::int64_t{0});
        QCOMPARE(again.foldersReused, kFolders);
        QCOMPARE(described(again), described(first));
        QCOMPARE(described(again), described(fresh()));
        QVERIFY(again.unused.count() == 4 && again.train.size() + again.val.size() == 96);
    }
    void everyChangeIsSeen_data() {
        QTest::addColumn<Change>("change");
        QTest::addColumn<int>("listed"); // folders that change: only they are read anew
        const auto row = [](const char* name, int listed, Change change) { QTest::newRow(name) << change << listed; };
        row("file added", 1, [](const std::string& root) { touch(root + "/cat/new.jpg"); });
        row("file removed", 1, [](const std::string& root) { fs::remove(root + "/cat/cat_7.jpg"); });
        row("file renamed", 1, [](const auto& root) { fs::rename(root + "/cat/cat_7.jpg", root + "/cat/z.jpg"); });
        row("file moved", 2, [](const auto& root) { fs::rename(root + "/cat/cat_7.jpg", root + "/dog/z.jpg"); });
        row("file added below", 1, [](const auto& root) { touch(root + "/owl/old/3.png"); });
        row("file added behind a link", 1, [](const auto& root) { touch(root + "/../store/a/5.jpg"); });
        row("class added", 2, [](const auto& root) { touch(root + "/elk/1.jpg"), touch(root + "/elk/2.jpg"); });
        row("class removed", 1, [](const auto& root) { fs::remove_all(root + "/cat"); });
        row("class renamed", 2, [](const auto& root) { fs::rename(root + "/cat", root + "/lynx"); });
        row("nested folder added", 2, [](const auto& root) { touch(root + "/cat/more/1.jpg"); });
        row("link leads to another class", 2, [](const auto& root) {
            fs::remove(root + "/linked");
            fs::create_directory_symlink(root + "/../store/b", root + "/linked");
        });
        row("target of a class link replaced", 1, [](const auto& root) {
            fs::rename(root + "/../store/a", root + "/../store/c");
            fs::rename(root + "/../store/b", root + "/../store/a");
        });
        row("target of a file link gone", 1, [](const auto& root) { fs::remove(root + "/../store/a/1.jpg"); });
        row("target of a broken link came", 1, [](const auto& root) { touch(root + "/cat/nowhere.jpg"); });
        row("link loop added", 1, [](const auto& root) { fs::create_directory_symlink(".", root + "/cat/again.jpg"); });
        row("file became a pipe", 1, [](const auto& root) {
            fs::remove(root + "/cat/cat_7.jpg");
            ::mkfifo((root + "/cat/cat_7.jpg").c_str(), 0600);
        });
        row("time set back after a change", 1, [](const auto& root) {
            const FolderStamp before = stampOf(root + "/cat");
            touch(root + "/cat/new.jpg");
            do // the time of the inode cannot be set, but it moves in ticks of some milliseconds
                age(root + "/cat");
            while (stampOf(root + "/cat").changedNs == before.changedNs);
        });
    }
    void everyChangeIsSeen() {
        QFETCH(Change, change);
        QFETCH(int, listed);
        const std::string before = described(open());
        QVERIFY(open().foldersReused > 0);
        change(root_);
        const std::string wanted = described(fresh());
        const ImageFolder changed = open();
        QCOMPARE(described(changed), wanted);
        QVERIFY(wanted != before);
        QVERIFY2(changed.foldersListed >= 1 && changed.foldersListed <= listed,
                 std::to_string(changed.foldersListed).c_str());
        QCOMPARE(described(open()), wanted);
        ageAll(root_);
        open();
        const ImageFolder settled = open();
        QCOMPARE(described(settled), wanted);
    }
    void aFolderThatChangedJustNowIsNotReliedOn() {
        QElapsedTimer clock;
        int tries = 0;
        do { // on a machine that stood still meanwhile the change would not be of just now
            clock.start();
            touch(root_ + "/cat/now" + std::to_string(tries) + ".jpg");
            open();
        } while (clock.elapsed() > 1000 && ++tries < 30);
        const ImageFolder again = open();
        QVERIFY(again.foldersListed >= 1); // cat, and with it nothing that could change within the same tick
        QCOMPARE(described(again), described(fresh()));
    }
    void aDamagedIndexIsRebuilt() {
        open();
        const std::string file = indexFile(), sound = contentOf(file);
        const std::string wanted = described(fresh());
        QVERIFY(sound.size() > 97 * 10);
        for (std::size_t at = 0; at < sound.size(); at += 97) {
            std::string damaged = sound;
            damaged[at] = static_cast<char>(damaged[at] ^ 0x21);
            QVERIFY(!acceptsFolderIndex(damaged));
            QVERIFY(!acceptsFolderIndex(sound.substr(0, at)));
            putContent(file, damaged);
            const ImageFolder data = open();
            QCOMPARE(described(data), wanted);
            QCOMPARE(data.foldersReused, std::int64_t{0});
            QCOMPARE(contentOf(file), sound);
        }
    }
    void anIndexOfAnotherVersionIsReplaced() {
        open();
        std::string other = contentOf(indexFile());
        QVERIFY(acceptsFolderIndex(other));
        other[15] = '1';
        putContent(indexFile(), other);
        QCOMPARE(described(open()), described(fresh()));
        QVERIFY(acceptsFolderIndex(contentOf(indexFile())));
    }
    void hostileNamesAreRefused() {
        using enum FolderEntry::Kind;
        QVERIFY(acceptsFolderIndex(indexOf(entry(File, "a.jpg") + entry(Folder, "b"))));
        for (const std::string& entries :
             {entry(File, "../a.jpg"), entry(Folder, ".."), entry(File, "."), entry(Folder, ""),
              entry(File, std::string_view("a\0.jpg", 6)), entry(Folder, "/etc"),
              entry(File, "b.jpg") + entry(File, "a.jpg"), entry(File, "a.jpg") + entry(File, "a.jpg"),
              entry(static_cast<FolderEntry::Kind>(4), "a.jpg"), entry(File, "a.jpg").substr(0, 6),
              std::string("\0\xff\xff", 3)})
            QVERIFY(!acceptsFolderIndex(indexOf(entries)));
        QVERIFY(!acceptsFolderIndex(indexOf(entry(File, "a.jpg"), 2)));
        QVERIFY(!acceptsFolderIndex({}));
    }
    void aCacheFolderThatCannotBeWrittenDoesNoHarm() {
        const std::string wanted = described(fresh());
        touch(dir_->path().toStdString() + "/file");
        cache_ = dir_->path().toStdString() + "/file/cache"; // root may write everywhere but below a file
        QCOMPARE(described(open()), wanted);
        QCOMPARE(described(open()), wanted);
        cache_ = "/proc/self/nothing";
        QCOMPARE(described(open()), wanted);
    }
    void anIndexThatIsNoFileDoesNoHarm() {
        open();
        const std::string file = indexFile();
        fs::remove(file);
        fs::create_directory(file);
        QCOMPARE(described(open()), described(fresh()));
        fs::remove(file);
        QCOMPARE(::mkfifo(file.c_str(), 0600), 0);
        QCOMPARE(described(open()), described(fresh()));
    }
    void smallSetsAndNoPlaceLeaveNothing() {
        openImageFolder({root_, {}, 0.2, 0}, {}, {}, {cache_, 97});
        QVERIFY(!fs::exists(cache_));
        fresh();
        QVERIFY(!fs::exists(cache_));
    }
    void validationFolderAndOtherSplitsShareWhatIsKnown() {
        const std::string val = root_ + "/../val";
        touch(val + "/cat/1.jpg");
        ageAll(val);
        const DataSpec spec{root_, val, 0.2, 0};
        const ImageFolder first = openImageFolder(spec, {}, {}, {cache_, 0});
        const ImageFolder again = openImageFolder(spec, {}, {}, {cache_, 0});
        QCOMPARE(described(again), described(first));
        QCOMPARE(again.val.size(), std::size_t{1});
        const ImageFolder third = openImageFolder({root_, {}, 0.5, 9}, {}, {}, {cache_, 0});
        QCOMPARE(described(third), described(openImageFolder({root_, {}, 0.5, 9}, {}, {}, {})));
    }
    void aStopLeavesNoIndex() {
        std::stop_source stop;
        int heard = 0;
        const auto progress = [&](std::int64_t) {
            ++heard;
            stop.request_stop();
        };
        try {
            openImageFolder({root_, {}, 0.2, 0}, progress, stop.get_token(), {cache_, 0});
            QFAIL("it went on");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Stopped);
        }
        QCOMPARE(heard, 1);
        QVERIFY(!fs::exists(cache_));
    }
    void manySetsDoNotFillTheCache() {
        for (int i = 0; i < 20; ++i) {
            open();
            fs::rename(root_, root_ + "x");
            root_ += "x";
        }
        QCOMPARE(std::distance(fs::directory_iterator(cache_), fs::directory_iterator{}), std::ptrdiff_t{16});
    }

private:
    static constexpr std::int64_t kFolders = 6; // the set, three classes, one below, one behind a link

    ImageFolder open() const { return openImageFolder({root_, {}, 0.2, 0}, {}, {}, {cache_, 0}); }
    ImageFolder fresh() const { return openImageFolder({root_, {}, 0.2, 0}, {}, {}, {{}, 0}); }
    std::string indexFile() const {
        return fs::exists(cache_) ? fs::directory_iterator(cache_)->path().string() : std::string();
    }

    std::unique_ptr<QTemporaryDir> dir_;
    std::string root_;
    std::string cache_;
};

QTEST_APPLESS_MAIN(FolderIndexTest)
#include "tst_folder_index.moc"
