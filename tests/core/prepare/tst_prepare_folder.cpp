// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/net/download.h"
#include "core/prepare/get_set.h"
#include "core/prepare/known_sets.h"
#include "core/prepare/prepare.h"
#include "core/prepare/prepare_folder_internal.h"
#include "tests/support/http_server.h"
#include "tests/support/set_archives.h"

using namespace studio;
namespace fs = std::filesystem;

namespace {

/// Errors of a file system that cannot do what is asked; 0 = it can.
struct Faults {
    int renameFlag = 0, link = 0, syncFolder = 0;
} faults;

} // namespace

// In place of the C library's: the code under test is in this program, and so asks these.
extern "C" int renameat2(int from, const char* name, int to, const char* newName, unsigned flags) noexcept {
    errno = faults.renameFlag;
    return faults.renameFlag != 0 && flags != 0
               ? -1
               : static_cast<int>(::syscall(SYS_renameat2, from, name, to, newName, flags));
}

extern "C" int linkat(int from, const char* name, int to, const char* newName, int flags) noexcept {
    errno = faults.link;
    return faults.link != 0 ? -1 : static_cast<int>(::syscall(SYS_linkat, from, name, to, newName, flags));
}

extern "C" int fsync(int fd) {
    struct stat info {};
    const bool folder = ::fstat(fd, &info) == 0 && S_ISDIR(info.st_mode);
    errno = faults.syncFolder;
    return folder && faults.syncFolder != 0 ? -1 : static_cast<int>(::syscall(SYS_fsync, fd));
}

/// Folders on file systems that lack something: NFS, FUSE, 9p, other people's files.
class PrepareFolderTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir dir_;
    std::string root() const { return dir_.path().toStdString(); }
    PrepareOptions kaggle(const std::string& name) const {
        test::TinyImageNet().writeKaggle(root() + "/" + name);
        PrepareOptions options;
        options.sources = {root() + "/" + name};
        options.out = root() + "/" + name + "-out";
        return options;
    }
    /// Longer than the disk has room for, without taking any.
    void makeHuge(const std::string& path) const {
        test::writeText(path, "x");
        fs::resize_file(path, fs::space(root()).available + (std::uintmax_t{1} << 36));
    }

private Q_SLOTS:
    void cleanup() { faults = {}; }

    void setIsPutInPlaceWithoutTheFlagOfRename() {
        for (const int error : {EINVAL, ENOSYS, ENOTSUP}) {
            faults.renameFlag = error;
            GetOptions options;
            options.source = root() + "/set.tar";
            options.out = root() + "/out" + std::to_string(error);
            test::writeText(options.source, test::tarOf({{"train/a/1.jpg", "1"}, {"val/a/2.jpg", "2"}}));
            QVERIFY(getKnownSet(options).complete);
            QCOMPARE(readSmallFile(options.out + "/val/a/2.jpg", 10), std::string("2"));
        }
    }
    void whatIsThereIsNotReplacedWithoutThatFlagEither() {
        faults.renameFlag = EINVAL;
        test::writeText(root() + "/from/train/1.jpg", "new");
        test::writeText(root() + "/to/train", "old");
        const PinnedFolder from(root() + "/from", false), to(root() + "/to", false);
        QVERIFY_THROWS_EXCEPTION(Error, from.move("train", to));
        QCOMPARE(readSmallFile(root() + "/to/train", 10), std::string("old"));
        QVERIFY(!from.move("val", to)); // there is none
    }
    void downloadNeedsNoSyncOfItsFolder() {
        test::HttpServer server(test::serveFiles({{"/file", "data"}}));
        for (const int error : {EINVAL, ENOTSUP}) {
            faults.syncFolder = error;
            DownloadOptions options;
            options.url = server.url("/file");
            options.out = root() + "/file" + std::to_string(error);
            QVERIFY(download(options).complete);
        }
        faults.syncFolder = EIO;
        DownloadOptions options;
        options.url = server.url("/file");
        options.out = root() + "/broken";
        QVERIFY_THROWS_EXCEPTION(Error, download(options));
    }
    void linksThatAreRefusedBecomeCopies() {
        for (const int error : {EPERM, EXDEV}) { // files of others, two mounts of one volume
            faults.link = error;
            const PrepareOptions options = kaggle("copied" + std::to_string(error));
            QCOMPARE(prepareImageNet(options).written, std::int64_t{17});
            const std::string picture = options.out + "/train/n01440764/n01440764_10.JPEG";
            QCOMPARE(fs::hard_link_count(picture), std::uintmax_t{1});
            QVERIFY(readSmallFile(picture, 1u << 16) == test::TinyImageNet::pictureOf("n01440764_10.JPEG"));
        }
    }
    void roomForCopiesIsLookedForBeforeTheyAreMade() {
        const PrepareOptions options = kaggle("large");
        const std::string data = options.sources[0] + "/ILSVRC/Data/CLS-LOC";
        makeHuge(data + "/test/ILSVRC2012_test_00000001.JPEG"); // is not copied, and so needs no room
        makeHuge(data + "/val/ILSVRC2012_val_00000001.JPEG");
        faults.link = EPERM;
        try {
            prepareImageNet(options);
            QFAIL("There cannot be room for it");
        } catch (const Error& error) {
            QVERIFY(error.kind() == ErrorKind::DiskFull);
            QVERIFY2(error.message().text().find("Nothing was written") != std::string::npos, error.what());
        }
        QVERIFY(!fs::exists(options.out + "/train"));
        // What OUT holds already needs no room a second time.
        makeHuge(options.out + "/val/n01440764/ILSVRC2012_val_00000001.JPEG");
        fs::resize_file(options.out + "/val/n01440764/ILSVRC2012_val_00000001.JPEG",
                        fs::file_size(data + "/val/ILSVRC2012_val_00000001.JPEG"));
        fs::last_write_time(options.out + "/val/n01440764/ILSVRC2012_val_00000001.JPEG", // by which a copy is known
                            fs::last_write_time(data + "/val/ILSVRC2012_val_00000001.JPEG"));
        QCOMPARE(prepareImageNet(options).written, std::int64_t{16});
        QCOMPARE(prepareImageNet(options).written, std::int64_t{0});
        faults.link = 0; // a link takes none
        fs::remove_all(options.out);
        QCOMPARE(prepareImageNet(options).written, std::int64_t{17});
    }
    void roomForASetIsLookedForLessWhatWasUnpackedBefore() {
        constexpr std::uint64_t kMember = 64u << 20, kHead = 512;
        const std::string size = "00400000000"; // the same in octal
        const std::uint64_t count = fs::space(root()).available / kMember + 256;
        GetOptions options;
        options.source = root() + "/huge.tar";
        options.out = root() + "/huge";
        { // pictures of zeros that take no room in the archive
            std::ofstream tar(options.source, std::ios::binary);
            tar << test::tarMember("set/cat/small.jpg", "small");
            const auto begin = static_cast<std::uint64_t>(tar.tellp());
            for (std::uint64_t i = 0; i < count; ++i) {
                tar.seekp(static_cast<std::streamoff>(begin + i * (kHead + kMember)));
                tar << test::tarMember("set/dog/" + std::to_string(i) + ".jpg", {}, '0', {}, size);
            }
            tar.seekp(static_cast<std::streamoff>(begin + count * (kHead + kMember)));
            tar << test::tarEnd();
        }
        try {
            getKnownSet(options);
            QFAIL("There cannot be room for it");
        } catch (const Error& error) {
            QVERIFY2(error.kind() == ErrorKind::DiskFull, error.what());
        }
        for (std::uint64_t i = 0; i < count; ++i) { // as if an earlier call had come far
            const std::string picture = options.out + "/.unpacking/train/dog/" + std::to_string(i) + ".jpg";
            test::writeText(picture, {});
            fs::resize_file(picture, kMember);
        }
        QVERIFY(getKnownSet(options).complete);
        QCOMPARE(readSmallFile(options.out + "/train/cat/small.jpg", 10), std::string("small"));
    }
};

QTEST_GUILESS_MAIN(PrepareFolderTest)
#include "tst_prepare_folder.moc"
