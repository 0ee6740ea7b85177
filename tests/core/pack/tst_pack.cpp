// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <limits>
#include <numeric>
#include <set>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/loader/loader.h"
#include "core/pack/pack.h"
#include "core/pack/pack_format_internal.h"
#include "core/pack/pack_layout_internal.h"
#include "core/pack/pack_places.h"
#include "core/pack/pack_writer.h"
#include "core/transform/geometry.h"
#include "tests/support/fault_points.h"
#include "tests/support/picture_folders.h"

using namespace studio;
namespace fs = std::filesystem;

namespace {

/// A device that fails: pread(2) of this executable gives EIO for packs from this offset on.
constexpr off_t kNever = std::numeric_limits<off_t>::max();
std::atomic<off_t> failingFrom{kNever};
std::atomic<int> failedReads{0};

std::string packIdentity(const ImageFolder& data) {
    return PackLayout(data).identity();
}

} // namespace

extern "C" ssize_t pread(int file, void* into, std::size_t length, off_t offset) {
    char target[4096];
    const std::string link = "/proc/self/fd/" + std::to_string(file);
    const ssize_t named = offset < failingFrom ? 0 : ::readlink(link.c_str(), target, sizeof target);
    const std::string_view path(target, named > 0 ? static_cast<std::size_t>(named) : 0);
    if (path.find("/pictures.pack") != std::string_view::npos) {
        ++failedReads;
        errno = EIO;
        return -1;
    }
    return ::syscall(SYS_pread64, file, into, length, offset);
}

namespace {

constexpr int kClasses = 3, kTrain = 40, kVal = 7;

std::string bytesOf(const PictureSource& source, std::uint32_t index) {
    std::vector<std::uint8_t> bytes;
    source.read(index, bytes);
    return {bytes.begin(), bytes.end()};
}

ErrorKind kindOf(const std::function<void()>& body) {
    try {
        body();
    } catch (const Error& error) {
        return error.kind();
    }
    return ErrorKind::Internal;
}

void writeText(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

/// What a loader gives for a whole set: pixels, and what it says of bad pictures.
struct Delivered {
    std::vector<std::uint8_t> pixels;
    std::vector<std::string> bad;
    bool operator==(const Delivered&) const = default;
};

Delivered deliver(const ImageSet& set, const PictureSource* source) {
    LoaderPlan plan;
    plan.set = &set;
    plan.order.resize(set.size());
    std::iota(plan.order.begin(), plan.order.end(), 0u);
    plan.batchSize = 8;
    plan.imageSize = 16;
    plan.crop = trainCropPlanner({}, 5, 1);
    plan.source = source;
    plan.workers = 2;
    Loader loader(std::move(plan));
    Delivered out;
    while (const auto batch = loader.next()) {
        out.pixels.insert(out.pixels.end(), batch->pixels.begin(), batch->pixels.end());
        for (const BadPicture& bad : batch->bad)
            out.bad.push_back(bad.path + ": " + bad.reason + " -> " + std::to_string(bad.replacedBy));
    }
    return out;
}

ImageFolder opened(const std::string& root) {
    DataSpec spec;
    spec.root = root;
    return openImageFolder(spec);
}

} // namespace

class PackTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        root_ = dir_->filePath(QStringLiteral("data")).toStdString();
        notes_ = dir_->filePath(QStringLiteral("notes")).toStdString();
        test::writePictureFolders(root_, kClasses, kTrain, kVal);
        data_ = opened(root_);
    }
    void originalsAreTheBytesOfTheFiles() {
        const auto pack = packed("originals");
        for (std::uint32_t i = 0; i < data_.train.size(); ++i)
            QCOMPARE(bytesOf(pack->train(), i), test::wholeFile(data_.train.pathOf(i)));
        for (std::uint32_t i = 0; i < data_.val.size(); ++i)
            QCOMPARE(bytesOf(pack->val(), i), test::wholeFile(data_.val.pathOf(i)));
        QCOMPARE(pack->damaged(), 0);
    }
    void loaderGivesTheSamePixelsAndComplaints() {
        // One file cut short, one empty, one that is no picture: all as without a pack.
        const std::string folder = root_ + "/train/c0/";
        fs::resize_file(folder + "1003.jpg", fs::file_size(folder + "1003.jpg") / 2);
        fs::resize_file(folder + "1005.jpg", 0);
        writeText(folder + "1007.jpg", "no picture");
        const auto pack = packed("originals");
        const Delivered files = deliver(data_.train, nullptr);
        QVERIFY(files == deliver(data_.train, &pack->train()));
        QVERIFY(files.bad.size() >= 2);
        // Encoded again, the bad ones are noted when packing, in the same words. A loader that reads the file may be
        // lucky with the cut one: its crop may end before the cut.
        const auto small = packed("max500-q90");
        QCOMPARE(small->damaged(), 3);
        const Delivered again = deliver(data_.train, &small->train());
        QCOMPARE(again.bad.size(), 3u);
        for (const std::string& bad : files.bad)
            QVERIFY2(std::find(again.bad.begin(), again.bad.end(), bad) != again.bad.end(), bad.c_str());
    }
    void splitDoesNotMatter() {
        const std::string root = root_ + "/train";
        ImageFolder first = openImageFolder({root, "", 0.2, 1});
        const PackResult result = packPictures(first, {"originals", {}, 2});
        QVERIFY(result.complete);
        const ImageFolder other = openImageFolder({root, "", 0.3, 7});
        QVERIFY(other.valIsSplit && other.val.size() != first.val.size());
        QCOMPARE(packIdentity(first), packIdentity(other));
        const auto pack = Pack::open(result.folder, other);
        for (std::uint32_t i = 0; i < other.val.size(); ++i)
            QCOMPARE(bytesOf(pack->val(), i), test::wholeFile(other.val.pathOf(i)));
        for (std::uint32_t i = 0; i < other.train.size(); ++i)
            QCOMPARE(bytesOf(pack->train(), i), test::wholeFile(other.train.pathOf(i)));
        QCOMPARE(pack->trainPages().samples.size(), other.train.size());
    }
    void splitDoesNotMatterInNestedFolders() {
        // Names that sort otherwise as whole paths than folder by folder, where '/' is no lower than other bytes.
        const std::string root = root_ + "/train";
        for (const char* below : {"s", "s-1", "s.b", "s a", "s/t", "s/t-1"}) {
            for (const char* name : {"c0/", "c2/"}) {
                fs::create_directories(root + "/" + name + below);
                for (int i = 0; i < 6; ++i)
                    fs::copy(root + "/c1/1000.jpg", root + "/" + name + below + "/" + std::to_string(i) + ".jpg");
            }
        }
        const std::string identity = packIdentity(openImageFolder({root, "", 0.1, 0}));
        for (const double split : {0.2, 0.5, 0.8}) {
            for (std::uint64_t seed = 0; seed < 5; ++seed)
                QCOMPARE(packIdentity(openImageFolder({root, "", split, seed})), identity);
        }
    }
    void identityOfAFlatSetStays() {
        // Packs that exist are found by it: SHA-256 of the rows "T0/a/x.jpg" in the order of the listing, a zero byte
        // each.
        const std::string root = dir_->filePath(QStringLiteral("flat")).toStdString();
        for (const char* name : {"a", "b"}) {
            fs::create_directories(root + "/" + name);
            for (const char* file : {"x.jpg", "x-1.jpg", "x 2.jpg", "xy.jpg", "\x01.jpg", "\xc3\xa4.jpg"})
                fs::copy(root_ + "/train/c1/1000.jpg", root + "/" + name + "/" + file);
        }
        QCOMPARE(packIdentity(openImageFolder({root, "", 0.3, 4})),
                 std::string("da2ad50b668b4018586cbec47d37dd4b9a09b37970479cd019897d973a8ce64c"));
    }
    void pagesHoldEachTrainingPictureOnceInRandomOrder() {
        const auto pack = packed("originals");
        const SamplePages pages = pack->trainPages();
        QCOMPARE(std::set<std::uint32_t>(pages.samples.begin(), pages.samples.end()).size(), data_.train.size());
        QCOMPARE(pages.begins.size(), (data_.train.size() + 15) / 16); // 16 a page in so small a set
        // Each page of 16 out of three equal classes holds two of them at least (else: chance 1e-6 a page).
        for (const std::uint32_t begin : pages.begins) {
            std::set<std::uint32_t> classes;
            for (std::size_t i = begin; i < std::min<std::size_t>(begin + 16, pages.samples.size()); ++i)
                classes.insert(data_.train.classOf(pages.samples[i]));
            QVERIFY(classes.size() >= 2);
        }
    }
    void isFoundBesideTheDataAndWhereItWasNoted() {
        QVERIFY(!findPack(data_, {}, notes_));
        const std::string out = dir_->filePath(QStringLiteral("elsewhere")).toStdString();
        const PackResult result = packPictures(data_, {"short256-q90", out, 2});
        QVERIFY(!findPack(data_, {}, notes_)); // packPictures() notes in the user's folder
        notePackFolder(data_, out, notes_);
        QCOMPARE(findPack(data_, {}, notes_)->folder(), result.folder);
        packed("originals");
        packed("max500-q90");
        QCOMPARE(findPack(data_, {}, notes_)->preset().name, std::string("max500-q90"));
        QCOMPARE(findPack(data_, "originals", notes_)->preset().name, std::string("originals"));
        deletePack(packFolder(data_, "max500-q90"));
        QCOMPARE(findPack(data_, {}, notes_)->folder(), result.folder);
        deletePack(packFolder(data_, "originals"));
        QVERIFY(!fs::exists(root_ + "/.resnet-studio-pack"));
    }
    void placesWhereNothingIsLeftAreToldUntilTheyAreForgotten() {
        const std::string out = dir_->filePath(QStringLiteral("elsewhere")).toStdString();
        const std::string one = packPictures(data_, {"originals", out, 2}).folder;
        const std::string two = packPictures(data_, {"short256-q90", out, 2}).folder;
        notePackFolder(data_, out, notes_);
        QVERIFY(missingPackPlaces(data_, notes_).empty());
        fs::rename(out, out + ".away");
        QCOMPARE(missingPackPlaces(data_, notes_), std::vector<std::string>{out});
        fs::rename(out + ".away", out);
        deletePack(one);
        forgetPackFolder(data_, one, notes_); // the other one is still there
        QCOMPARE(findPack(data_, {}, notes_)->folder(), two);
        deletePack(two);
        forgetPackFolder(data_, two, notes_);
        QVERIFY(missingPackPlaces(data_, notes_).empty());
        // Beside the data a link may lead to another volume.
        fs::create_directory_symlink(out, root_ + "/.resnet-studio-pack");
        QCOMPARE(missingPackPlaces(data_, notes_).size(), std::size_t{1});
    }
    void otherPicturesDoNotMatch() {
        const auto pack = packed("originals");
        const std::string folder = pack->folder();
        fs::copy(root_ + "/train/c0/1000.jpg", root_ + "/train/c0/2000.jpg");
        const ImageFolder more = opened(root_);
        QCOMPARE(kindOf([&] { Pack::open(folder, more); }), ErrorKind::Data);
        QVERIFY(!findPack(more, {}, notes_));
        fs::remove(root_ + "/train/c0/2000.jpg");
        QVERIFY(findPack(opened(root_), {}, notes_));
        // The same names, other files.
        for (std::size_t i = 0; i < data_.train.size(); ++i)
            writeText(data_.train.pathOf(i), "other");
        QVERIFY(!findPack(opened(root_), {}, notes_));
    }
    void movesWithItsData() {
        packed("originals");
        const std::string moved = dir_->filePath(QStringLiteral("moved")).toStdString();
        fs::rename(root_, moved);
        QVERIFY(findPack(opened(moved), {}, notes_));
    }
    void damagedPictureIsOneBadPicture() {
        const auto pack = packed("originals");
        const std::string file = pack->folder() + "/pictures.pack";
        std::string bytes = test::wholeFile(file);
        bytes[kPackHeaderBytes + 5] = static_cast<char>(bytes[kPackHeaderBytes + 5] ^ 1);
        writeText(file, bytes);
        const auto hurt = Pack::open(pack->folder(), data_);
        const std::uint32_t first = hurt->trainPages().samples[0];
        std::vector<std::uint8_t> got;
        QCOMPARE(kindOf([&] { hurt->train().read(first, got); }), ErrorKind::Data);
        QCOMPARE(deliver(data_.train, &hurt->train()).bad.size(), 1u);
        const PackCheck check = verifyPack(pack->folder(), data_);
        QVERIFY(check.complete);
        QCOMPARE(check.problemCount, 1);
        QVERIFY(check.problems[0].find("damaged in the packed set") != std::string::npos);
    }
    void verifyNamesFilesThatChanged() {
        const auto pack = packed("short256-q90");
        QCOMPARE(verifyPack(pack->folder(), data_).problemCount, 0);
        const std::string file = root_ + "/val/c1/1041.jpg";
        fs::last_write_time(file, fs::last_write_time(file) + std::chrono::seconds(5));
        const PackCheck check = verifyPack(pack->folder(), data_);
        QCOMPARE(check.problemCount, 1);
        QVERIFY(check.problems[0].find("1041.jpg") != std::string::npos);
    }
    void verifyThatIsStoppedSaysSo() {
        const auto pack = packed("originals");
        std::stop_source stop;
        stop.request_stop();
        const PackCheck check = verifyPack(pack->folder(), data_, {}, stop.get_token());
        QVERIFY(!check.complete && check.checked == 0 && check.total == 141);
    }
    void verifyNamesTheFilesOfASmallSet() {
        // So small that each file is looked at when the pack is opened: a run takes the files then.
        const std::string small = dir_->filePath(QStringLiteral("small")).toStdString();
        test::writePictureFolders(small, 2, 5, 2);
        const ImageFolder data = opened(small);
        const std::string folder = packPictures(data, {"originals", {}, 2}).folder;
        std::ofstream(small + "/train/c1/1003.jpg", std::ios::app) << "more";
        QVERIFY(!findPack(data, {}, notes_));
        const PackCheck check = verifyPack(folder, data);
        QCOMPARE(check.problemCount, 1);
        QVERIFY(check.problems[0].find("1003.jpg: the file has another length") != std::string::npos);
    }
    void vanishedVolumeIsNoBadPicture() {
        const auto pack = packed("originals");
        std::vector<std::uint8_t> got;
        failingFrom = 0;
        QCOMPARE(kindOf([&] { pack->train().read(0, got); }), ErrorKind::Io);
        failingFrom = kPackHeaderBytes; // the begin can be read: it is this part, not the volume
        QCOMPARE(kindOf([&] { pack->train().read(0, got); }), ErrorKind::Data);
        failingFrom = kNever;
        QCOMPARE(bytesOf(pack->train(), 0), test::wholeFile(data_.train.pathOf(0)));
        // While its handle is dead and the file gone, too; it is opened again when it is back.
        const std::string file = pack->folder() + "/pictures.pack";
        fs::rename(file, file + ".away");
        failingFrom = 0;
        QCOMPARE(kindOf([&] { pack->train().read(0, got); }), ErrorKind::Io);
        QCOMPARE(kindOf([&] { Pack::open(pack->folder(), data_); }), ErrorKind::Io);
        fs::rename(file + ".away", file);
        failingFrom = kNever;
        QCOMPARE(bytesOf(pack->train(), 0), test::wholeFile(data_.train.pathOf(0)));
    }
    void afterAStopNoReadThatFailedIsTriedAgain() {
        const auto pack = packed("originals");
        std::stop_source stop;
        stop.request_stop();
        std::vector<std::uint8_t> got;
        failedReads = 0;
        failingFrom = 0;
        const ErrorKind kind = kindOf([&] { pack->train().read(0, got, stop.get_token()); });
        failingFrom = kNever;
        QCOMPARE(kind, ErrorKind::Io);
        QCOMPARE(failedReads.load(), 1); // each may take minutes
    }
    void readErrorIsNoForeignPack() {
        const auto pack = packed("originals");
        failingFrom = 0;
        const ErrorKind kind = kindOf([&] { Pack::open(pack->folder(), data_); });
        failingFrom = kNever;
        QCOMPARE(kind, ErrorKind::Io); // nothing is known about what it holds
        QVERIFY(Pack::open(pack->folder(), data_));
        // And whoever packs leaves it alone.
        failingFrom = 0;
        const ErrorKind packing = kindOf([&] { packPictures(data_, {"originals", {}, 2}); });
        failingFrom = kNever;
        QCOMPARE(packing, ErrorKind::Io);
        QVERIFY(packPictures(data_, {"originals", {}, 2}).already);
        // One that can be read and is another's is told apart.
        std::string bytes = test::wholeFile(pack->folder() + "/pictures.pack");
        bytes[20] = static_cast<char>(bytes[20] ^ 1);
        writeText(pack->folder() + "/pictures.pack", bytes);
        QCOMPARE(kindOf([&] { Pack::open(pack->folder(), data_); }), ErrorKind::Corrupt);
    }
    void readaheadHintsAreHarmless() {
        const auto pack = packed("originals");
        std::vector<std::uint32_t> all(data_.train.size());
        std::iota(all.begin(), all.end(), 0u);
        pack->train().willNeed(all);
        pack->train().willNeed({});
        pack->readWholePages();
        for (int i = 0; i < 3; ++i)
            pack->train().willNeed(all);
        QCOMPARE(bytesOf(pack->train(), 5), test::wholeFile(data_.train.pathOf(5)));
    }

private:
    std::shared_ptr<Pack> packed(const std::string& preset) {
        const PackResult result = packPictures(data_, {preset, {}, 2});
        return Pack::open(result.folder, data_);
    }

    std::unique_ptr<QTemporaryDir> dir_;
    std::string root_, notes_;
    ImageFolder data_;
};

QTEST_APPLESS_MAIN(PackTest)
#include "tst_pack.moc"
