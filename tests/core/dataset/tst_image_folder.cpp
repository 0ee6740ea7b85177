// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/dataset/image_folder.h"
#include "tests/support/picture_folders.h"

using namespace studio;
namespace fs = std::filesystem;

namespace {

/// An empty file: opening a data set reads names only.
void touch(const std::string& path) {
    fs::create_directories(fs::path(path).parent_path());
    test::writeBytes(path, {});
}

std::optional<Error> openError(const DataSpec& spec) {
    try {
        openImageFolder(spec);
    } catch (const Error& error) {
        return error;
    }
    return std::nullopt;
}

/// True if opening fails as bad data and the message names `word`.
bool refused(const DataSpec& spec, const std::string& word) {
    const auto error = openError(spec);
    return error && error->kind() == ErrorKind::Data && error->message().text().find(word) != std::string::npos;
}

std::vector<std::string> filesOf(const ImageSet& set) {
    std::vector<std::string> files;
    for (std::size_t i = 0; i < set.size(); ++i)
        files.emplace_back(set.fileOf(i));
    return files;
}

} // namespace

class ImageFolderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        root_ = dir_->path().toStdString();
    }
    void cleanup() { fs::remove_all(root_); } // QTemporaryDir cannot remove names that are not UTF-8
    void orderIsBytewise() {
        for (const char* file : {"train/b/2.jpg", "train/b/10.JPG", "train/B/x.png", "train/a b/z/1.webp",
                                 "train/a b/Z.jpeg", "train/\xC3\xA4/1.bmp", "val/b/1.tif", "val/B/1.tiff"}) {
            touch(root_ + "/" + file);
        }
        const ImageFolder data = openImageFolder({root_ + "//", {}, 0.1, 0});
        std::vector<std::string> classes;
        for (const ClassInfo& info : data.classes) {
            classes.push_back(info.folder);
        }
        QCOMPARE(classes, (std::vector<std::string>{"B", "a b", "b", "\xC3\xA4"}));
        QCOMPARE(filesOf(data.train), (std::vector<std::string>{"B/x.png", "a b/Z.jpeg", "a b/z/1.webp", "b/10.JPG",
                                                                "b/2.jpg", "\xC3\xA4/1.bmp"}));
        QCOMPARE(data.train.classOf(4), 2u);
        QVERIFY(!data.valIsSplit);
        QCOMPARE(filesOf(data.val), (std::vector<std::string>{"B/1.tiff", "b/1.tif"}));
        QCOMPARE(data.val.classOf(1), 2u);
        QCOMPARE(data.train.countPerClass(4), (std::vector<std::int64_t>{1, 2, 2, 1}));
        QCOMPARE(data.val.pathOf(0), root_ + "/val/B/1.tiff");
    }
    void splitIsExactDisjointAndRepeatable() {
        std::set<std::string> all;
        for (const auto& [name, count] : {std::pair{"a", 37}, {"b", 100}, {"c", 2}}) {
            for (int i = 0; i < count; ++i) {
                all.insert(std::string(name) + "/" + std::to_string(i) + ".jpg");
            }
        }
        for (const std::string& file : all) {
            touch(root_ + "/" + file);
        }
        const ImageFolder data = openImageFolder({root_, {}, 0.25, 3});
        QVERIFY(data.valIsSplit);
        QCOMPARE(data.val.countPerClass(3), (std::vector<std::int64_t>{9, 25, 1}));
        QCOMPARE(data.train.countPerClass(3), (std::vector<std::int64_t>{28, 75, 1}));
        const auto train = filesOf(data.train), val = filesOf(data.val);
        std::set<std::string> both(train.begin(), train.end());
        both.insert(val.begin(), val.end());
        QCOMPARE(both, all);
        QCOMPARE(filesOf(openImageFolder({root_, {}, 0.25, 3}).val), val);
        QVERIFY(filesOf(openImageFolder({root_, {}, 0.25, 4}).val) != val);
        // A larger share holds all of a smaller one: a picture's place depends on its name alone.
        const auto more = filesOf(openImageFolder({root_, {}, 0.5, 3}).val);
        QVERIFY(std::all_of(val.begin(), val.end(),
                            [&](const auto& file) { return std::find(more.begin(), more.end(), file) != more.end(); }));
    }
    void foldersThatCannotTrainAreRefusedByName() {
        QVERIFY(refused({root_ + "/missing", {}, 0.1, 0}, "missing"));
        QVERIFY(refused({"", {}, 0.1, 0}, "no such folder"));
        QVERIFY(refused({root_, {}, 0.1, 0}, "no class folders"));
        touch(root_ + "/cats/1.jpg");
        touch(root_ + "/cats/2.jpg");
        QVERIFY(refused({root_, {}, 0.1, 0}, "only one class"));
        touch(root_ + "/dogs/read me.txt");
        QVERIFY(refused({root_, {}, 0.1, 0}, "dogs"));
        touch(root_ + "/dogs/1.jpg");
        QVERIFY(refused({root_, {}, 0.1, 0}, "too few"));
        touch(root_ + "/dogs/2.jpg");
        QVERIFY(!openError({root_, {}, 0.1, 0}));
        QVERIFY(refused({root_, root_ + "/nowhere", 0.1, 0}, "nowhere"));
        QCOMPARE(openError({root_, {}, 0, 0})->kind(), ErrorKind::Config);
        QCOMPARE(openError({root_, {}, std::nan(""), 0})->kind(), ErrorKind::Config);
        QVERIFY(refused({root_ + "/cats/1.jpg", {}, 0.1, 0}, "a file, not a folder"));
    }
    void validationClassesMustBeKnown() {
        for (const char* file : {"train/a/1.jpg", "train/b/1.jpg", "val/a/1.jpg", "other/b/7.png"}) {
            touch(root_ + "/" + file);
        }
        fs::create_directories(root_ + "/val/empty");
        QCOMPARE(openImageFolder({root_, {}, 0.1, 0}).val.size(), std::size_t{1});
        const ImageFolder other = openImageFolder({root_, root_ + "/other", 0.1, 0});
        QCOMPARE(filesOf(other.val), (std::vector<std::string>{"b/7.png"}));
        QCOMPARE(other.val.classOf(0), 1u);
        touch(root_ + "/val/zebra/1.jpg");
        QVERIFY(refused({root_, {}, 0.1, 0}, "zebra"));
        fs::remove_all(root_ + "/val");
        fs::create_directories(root_ + "/val/a");
        QVERIFY(refused({root_, {}, 0.1, 0}, "validation folder has no pictures"));
    }
    void whatIsNoPictureIsLeftOut() {
        for (const char* file :
             {"a/1.jpg", "a/2.jpg", "b/1.jpg", "b/2.jpg", "a/notes.txt", "a/.hidden.jpg", "a/jpg", ".git/x.jpg"}) {
            touch(root_ + "/" + file);
        }
        QCOMPARE(::mkfifo((root_ + "/a/fifo.jpg").c_str(), 0600), 0);
        const int socketFd = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const std::string name = root_ + "/a/socket.png";
        QVERIFY(name.size() < sizeof address.sun_path);
        std::copy(name.begin(), name.end(), address.sun_path);
        QCOMPARE(::bind(socketFd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        fs::create_symlink("nowhere.jpg", root_ + "/b/broken.jpg");
        const ImageFolder data = openImageFolder({root_, {}, 0.5, 0});
        ::close(socketFd);
        QCOMPARE(data.classes.size(), std::size_t{2});
        QCOMPARE(data.train.size() + data.val.size(), std::size_t{4});
        QCOMPARE(data.unused.count(), std::int64_t{7}); // all of it, .git as one
        QCOMPARE(data.unused.count(UnusedReason::NotAFile), std::int64_t{2});
        QCOMPARE(data.unused.count(UnusedReason::NotAPicture), std::int64_t{2}); // the text, and the empty "jpg"
        QCOMPARE(data.unused.count(UnusedReason::System), std::int64_t{2});
        QVERIFY(data.unused.first(UnusedReason::NotAFile).ends_with("/a/fifo.jpg"));
        QVERIFY(data.unused.first(UnusedReason::BrokenLink).ends_with("/b/broken.jpg"));
    }
    void namesAreBytes() {
        const std::string latin = "caf\xE9", newline = "two\nlines", space = " lead and trail ";
        for (const std::string& name : {latin, newline, space, std::string("%41"), std::string("r\xC3\xA4t")}) {
            touch(root_ + "/" + name + "/" + name + ".jpg");
            touch(root_ + "/" + name + "/2.jpg");
        }
        const ImageFolder data = openImageFolder({root_, {}, 0.5, 0});
        QCOMPARE(data.classes.size(), std::size_t{5});
        for (const ImageSet& set : {data.train, data.val}) {
            for (std::size_t i = 0; i < set.size(); ++i) {
                QVERIFY(fs::exists(set.pathOf(i)));
            }
        }
        for (const ClassInfo& info : data.classes) {
            QVERIFY(QString::fromStdString(info.name).toStdString() == info.name); // valid UTF-8
            QVERIFY(info.name.find('\n') == std::string::npos);
        }
    }
    void linksAreFollowedAndLoopsEnd() {
        for (const char* file : {"a/1.jpg", "a/deep/2.jpg", "b/1.jpg", "b/2.jpg", "store/3.jpg", "store/4.jpg"}) {
            touch(root_ + "/set/" + file);
        }
        fs::rename(root_ + "/set/store", root_ + "/store");
        fs::create_directory_symlink(root_ + "/store", root_ + "/set/linked");
        fs::create_directory_symlink("..", root_ + "/set/a/deep/up");
        fs::create_directory_symlink(".", root_ + "/set/a/self");
        fs::create_symlink("1.jpg", root_ + "/set/b/link.jpg");
        fs::create_symlink("ring.jpg", root_ + "/set/b/ring.jpg");
        const ImageFolder data = openImageFolder({root_ + "/set", {}, 0.5, 0});
        QCOMPARE(data.classes.size(), std::size_t{3});
        const auto train = data.train.countPerClass(3), val = data.val.countPerClass(3);
        QCOMPARE(train[0] + val[0], std::int64_t{2});
        QCOMPARE(train[1] + val[1], std::int64_t{3});
        QCOMPARE(train[2] + val[2], std::int64_t{2});
        QCOMPARE(data.unused.count(), std::int64_t{3});
    }
    void deepFoldersEnd() {
        std::string deep = root_ + "/a";
        for (int i = 0; i < 40; ++i) {
            deep += "/d";
        }
        for (const std::string& file :
             {deep + "/1.jpg", root_ + "/a/1.jpg", root_ + "/a/2.jpg", root_ + "/b/1.jpg", root_ + "/b/2.jpg"}) {
            touch(file);
        }
        const ImageFolder data = openImageFolder({root_, {}, 0.5, 0});
        QCOMPARE(data.train.size() + data.val.size(), std::size_t{4});
        QCOMPARE(data.unused.count(), std::int64_t{1});
    }
    void classNamesComeFromTheFile() {
        for (const char* file : {"n01/1.jpg", "n01/2.jpg", "n02/1.jpg", "n02/2.jpg", "n03/1.jpg", "n03/2.jpg"}) {
            touch(root_ + "/" + file);
        }
        const auto write = [&](const std::string& text) {
            test::writeBytes(root_ + "/classes.json", {text.begin(), text.end()});
        };
        write(R"({"n01": "tench", "n02": {"name": "goldfish"}, "other": "x"})");
        const ImageFolder data = openImageFolder({root_, {}, 0.5, 0});
        QCOMPARE(data.classes[0].name, std::string("tench"));
        QCOMPARE(data.classes[1].name, std::string("goldfish"));
        QCOMPARE(data.classes[2].name, std::string("n03"));
        write(R"({"classes": [{"folder": "n03", "name": "shark"}, 7, {"folder": 1}]})");
        QCOMPARE(openImageFolder({root_, {}, 0.5, 0}).classes[2].name, std::string("shark"));
        for (const char* text : {"[1, 2]", "{\"n01\": ", "", "\"x\""}) {
            write(text);
            const auto error = openError({root_, {}, 0.5, 0});
            QVERIFY(error && error->kind() == ErrorKind::Config);
            QVERIFY(error->message().text().find("classes.json") != std::string::npos);
        }
    }
    void classHashTellsClassesApart() {
        ImageFolder data;
        data.classes = {{"a", "x"}, {"b", "y"}};
        const std::string hash = data.classHash();
        data.classes[0].name = "renamed for people";
        QCOMPARE(data.classHash(), hash);
        std::swap(data.classes[0], data.classes[1]);
        QVERIFY(data.classHash() != hash);
        data.classes = {{"ab", ""}};
        QVERIFY(data.classHash() != hash);
    }
    void stopRequestEndsTheScan() {
        touch(root_ + "/a/1.jpg");
        std::stop_source stop;
        stop.request_stop();
        try {
            openImageFolder({root_, {}, 0.5, 0}, {}, stop.get_token());
            QFAIL("it went on");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Stopped);
        }
    }

private:
    std::unique_ptr<QTemporaryDir> dir_;
    std::string root_;
};

QTEST_APPLESS_MAIN(ImageFolderTest)
#include "tst_image_folder.moc"
