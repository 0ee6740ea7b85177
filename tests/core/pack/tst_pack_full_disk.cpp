// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/pack/pack.h"
#include "core/pack/pack_writer.h"
#include "tests/support/packs.h"

using namespace studio;
using test::errorOf, test::opened, test::pairOf;
namespace fs = std::filesystem;

namespace {

/// A disk of so many bytes for the files of a pack; 0 = the real one.
std::uint64_t diskBytes = 0;
std::string diskFolder;

std::uint64_t usedBytes() {
    std::uint64_t sum = 0;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(diskFolder, error))
        sum += entry.is_regular_file() ? entry.file_size() : 0;
    return sum;
}

} // namespace

// In place of the C library's: the code under test is in this program, and so asks these.
extern "C" int statvfs(const char*, struct statvfs* info) noexcept {
    *info = {};
    info->f_frsize = info->f_bsize = 1;
    info->f_bavail = diskBytes == 0 ? 1u << 30 : diskBytes - std::min(diskBytes, usedBytes());
    return 0;
}

extern "C" ssize_t pwrite(int file, const void* bytes, size_t count, off_t offset) {
    const auto room = static_cast<std::size_t>(diskBytes - std::min(diskBytes, usedBytes()));
    if (diskBytes > 0 && count > room) {
        if (room == 0) {
            errno = ENOSPC;
            return -1;
        }
        count = room;
    }
    return ::syscall(SYS_pwrite64, file, bytes, count, offset);
}

/// Packing onto a disk that gets full: the same command goes on once there is room, and needs no more than what is
/// left.
class PackFullDiskTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        root_ = path("data");
        test::writePictureFolders(root_, 3, 400, 20);
        // The whole set has to be longer than what is written at once.
        for (const auto& entry : fs::recursive_directory_iterator(root_)) {
            if (entry.is_regular_file())
                std::ofstream(entry.path(), std::ios::binary | std::ios::app) << std::string(6'000, 'x');
        }
        data_ = opened(root_);
        diskBytes = 0;
        diskFolder = path("out") + "/originals";
    }
    void cleanup() { diskBytes = 0; }

    void estimateOfOriginalsIsExact() {
        std::uint64_t sum = 0;
        for (const auto& entry : fs::recursive_directory_iterator(root_))
            sum += entry.is_regular_file() ? entry.file_size() : 0;
        // One picture that is much larger than those a sample meets.
        const std::string large = root_ + "/val/c2/9999.jpg";
        fs::copy(root_ + "/val/c2/1419.jpg", large);
        std::ofstream(large, std::ios::binary | std::ios::app) << std::string(40u << 20, 'x');
        sum += fs::file_size(large);
        data_ = opened(root_);
        const auto estimate = estimatePack(data_, {"originals", path("out"), 2});
        QVERIFY(estimate && estimate->bytes >= sum && estimate->bytes < sum + 100'000);
        diskBytes = sum - (1u << 20); // told before anything is written
        const auto error = errorOf([&] { packPictures(data_, {"originals", path("out"), 2}); });
        QVERIFY(error && error->kind() == ErrorKind::DiskFull);
        QVERIFY(error->message().done.find("Nothing was written") != std::string::npos);
    }
    void fullDiskKeepsPagesAndGivesTheRestBack() {
        const std::string whole = pairOf(packPictures(data_, {"originals", path("whole"), 2}).folder);
        diskBytes = 5u << 20;
        const auto error = pack();
        QVERIFY(error && error->kind() == ErrorKind::DiskFull);
        QVERIFY2(error->message().done.find("are packed and kept") != std::string::npos, error->message().done.c_str());
        QVERIFY(error->message().done.find(" 0 of") == std::string::npos);
        // What is not kept does not take the disk.
        diskBytes = 0;
        const auto estimate = estimatePack(data_, {"originals", path("out"), 2});
        QVERIFY(estimate && estimate->done > 300);
        QVERIFY(usedBytes() <= estimate->bytes - estimate->bytesToWrite + 50'000);
        // Room for what is left, and no more.
        diskBytes = usedBytes() + estimate->bytesToWrite;
        const auto again = pack();
        QVERIFY2(!again, again ? again->message().text().c_str() : "");
        QVERIFY(pairOf(diskFolder) == whole);
    }
    void unfinishedPackThatNobodyNotedCountsAsFree() {
        const std::string whole = pairOf(packPictures(data_, {"originals", path("whole"), 2}).folder);
        const std::uint64_t needed = whole.size();
        // As a kill leaves it on a disk that is full to the last byte.
        fs::create_directories(diskFolder);
        std::ofstream(diskFolder + "/pictures.pack.partial", std::ios::binary)
            << std::string(static_cast<std::size_t>(needed + 10'000), 'x');
        diskBytes = needed + 10'000;
        const auto error = pack();
        QVERIFY2(!error, error ? error->message().text().c_str() : "");
        QVERIFY(pairOf(diskFolder) == whole);
    }

private:
    std::string path(const char* name) const { return dir_->filePath(QString::fromLatin1(name)).toStdString(); }
    /// The estimate is told before; that it lets the job begin on a small disk is left to other tests.
    std::optional<Error> pack() const {
        return errorOf([&] {
            const std::uint64_t size = diskBytes;
            const bool tooSmall = size < (9u << 20) && usedBytes() == 0;
            if (tooSmall)
                diskBytes = 0; // something else fills the disk later
            packPictures(data_, {"originals", path("out"), 2}, {}, [&](const PackStatus&) { diskBytes = size; });
        });
    }

    std::unique_ptr<QTemporaryDir> dir_;
    std::string root_;
    ImageFolder data_;
};

QTEST_APPLESS_MAIN(PackFullDiskTest)
#include "tst_pack_full_disk.moc"
