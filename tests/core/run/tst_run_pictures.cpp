// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <iterator>

#include <sys/stat.h>

#include "core/base/error.h"
#include "core/run/run_pictures.h"
#include "tests/support/picture_folders.h"

using namespace studio;
namespace fs = std::filesystem;

/// What a run remembers of its pictures.
class RunPicturesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        root_ = dir_->path().toStdString() + "/D";
        list_ = dir_->path().toStdString() + "/pictures.list";
        for (const char* name : {"ant", "b\ne%e", "caf\xE9"}) {
            for (int i = 0; i < 9; ++i)
                touch(std::string(name) + "/" + std::to_string(i) + ".jpg");
        }
    }
    void cleanup() { fs::remove_all(dir_->path().toStdString()); }

    void theSameSetsComeBack() {
        const ImageFolder data = open();
        writeRunPictures(list_, picturesOf(data));
        const auto read = readRunPictures(list_);
        QVERIFY(read && read->split && read->seed == 5 && read->train.empty());
        const KnownSets known = knownSets(*read);
        const ImageFolder again = openImageFolder({root_, {}, 0.9, 77}, {}, {}, {{}, 0}, &known);
        QCOMPARE(namesDigest(again.val), namesDigest(data.val)); // whatever share and seed are said now
        QCOMPARE(namesDigest(again.train), namesDigest(data.train));
        QVERIFY(!compareNames(read->valNames, again.val).any());
    }

    void newPicturesAreForTrainingAndGoneOnesAreNamed() {
        const ImageFolder data = open();
        const RunPictures before = picturesOf(data);
        for (int i = 0; i < 30; ++i)
            touch("ant/new" + std::to_string(i) + ".jpg");
        const std::string gone(data.val.fileOf(0));
        fs::remove(root_ + "/" + gone);
        const KnownSets known = knownSets(before);
        const ImageFolder now = openImageFolder(data.spec, {}, {}, {{}, 0}, &known);
        QCOMPARE(now.val.size(), data.val.size() - 1);
        QCOMPARE(now.train.size(), data.train.size() + 30);
        const NameChanges train = compareNames(before.trainNames, now.train),
                          val = compareNames(before.valNames, now.val);
        QCOMPARE(train.came, std::int64_t{30});
        QCOMPARE(train.went, std::int64_t{0});
        QCOMPARE(val.went, std::int64_t{1});
        QCOMPARE(val.firstWent, gone);
    }

    void aValidationFolderStaysWhatItWas() {
        fs::rename(root_, root_ + "x");
        fs::create_directories(root_);
        fs::rename(root_ + "x", root_ + "/train");
        for (const char* name : {"val/ant/1.jpg", "val/ant/2.jpg", "val/b\ne%e/1.jpg"})
            touch(name);
        const ImageFolder data = open();
        const RunPictures before = picturesOf(data);
        QVERIFY(!before.split && before.val == "val");
        touch("val/ant/3.jpg");
        touch("val/zebra/1.jpg");
        const KnownSets known = knownSets(before);
        const ImageFolder now = openImageFolder(data.spec, {}, {}, {{}, 0}, &known);
        QCOMPARE(namesDigest(now.val), namesDigest(data.val));
        QCOMPARE(now.unused.count(UnusedReason::NewInValidation), std::int64_t{2});
        fs::rename(root_ + "/val", root_ + "/away");
        QCOMPARE(errorOf([&] { openImageFolder(data.spec, {}, {}, {{}, 0}, &known); }), ErrorKind::Io);
        fs::create_directories(root_ + "/val"); // an empty mount point
        QCOMPARE(errorOf([&] { openImageFolder(data.spec, {}, {}, {{}, 0}, &known); }), ErrorKind::Io);
        fs::create_directories(root_ + "/val/ant");
        QCOMPARE(errorOf([&] { openImageFolder(data.spec, {}, {}, {{}, 0}, &known); }), ErrorKind::Io);
        fs::remove_all(root_ + "/val");
        fs::create_directory_symlink("/nowhere", root_ + "/val");
        QCOMPARE(errorOf([&] { openImageFolder(data.spec, {}, {}, {{}, 0}, &known); }), ErrorKind::Io);
    }

    void whatIsDamagedIsRefused() {
        QVERIFY(!readRunPictures(list_));
        writeRunPictures(list_, picturesOf(open()));
        const std::string sound = content();
        QVERIFY(readRunPictures(list_));
        for (std::size_t at = 0; at < sound.size(); at += 3) {
            std::string bad = sound;
            bad[at] = static_cast<char>(bad[at] ^ 0x15);
            put(bad);
            QCOMPARE(errorOf([&] { readRunPictures(list_); }), ErrorKind::Corrupt);
            put(sound.substr(0, at));
            QCOMPARE(errorOf([&] { readRunPictures(list_); }), ErrorKind::Corrupt);
        }
        put(sound + '\0');
        QCOMPARE(errorOf([&] { readRunPictures(list_); }), ErrorKind::Corrupt);
        RunPictures evil;
        evil.trainNames.add("../../etc/passwd");
        writeRunPictures(list_, evil);
        QCOMPARE(errorOf([&] { readRunPictures(list_); }), ErrorKind::Corrupt);
        fs::remove(list_);
        QCOMPARE(::mkfifo(list_.c_str(), 0600), 0);
        QCOMPARE(errorOf([&] { readRunPictures(list_); }), ErrorKind::Corrupt);
    }

    void aMillionNamesAreQuick() {
        RunPictures large;
        ImageSet now;
        for (int i = 0; i < 1'000'000; ++i) {
            const std::string name = "n0" + std::to_string(1'440'764 + i / 1281) + "/n_" + std::to_string(i) + ".JPEG";
            large.trainNames.add(name);
            now.add(name, 0);
        }
        writeRunPictures(list_, large);
        QCOMPARE(readRunPictures(list_)->trainNames.size(), std::size_t{1'000'000});
        QVERIFY(!compareNames(large.trainNames, now).any());
        QVERIFY(fs::file_size(list_) < 40'000'000);
    }

private:
    void touch(const std::string& file) const {
        fs::create_directories(fs::path(root_ + "/" + file).parent_path());
        test::writeBytes(root_ + "/" + file, {});
    }
    ImageFolder open() const { return openImageFolder({root_, {}, 0.3, 5}); }
    std::string content() const {
        std::ifstream in(list_, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void put(const std::string& bytes) const { std::ofstream(list_, std::ios::binary | std::ios::trunc) << bytes; }
    template<typename Action>
    static ErrorKind errorOf(Action action) {
        try {
            action();
        } catch (const Error& error) {
            return error.kind();
        }
        return ErrorKind::Internal; // none
    }

    std::unique_ptr<QTemporaryDir> dir_;
    std::string root_, list_;
};

QTEST_APPLESS_MAIN(RunPicturesTest)
#include "tst_run_pictures.moc"
