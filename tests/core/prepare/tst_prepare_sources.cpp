// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/stat.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/dataset/image_folder.h"
#include "core/prepare/prepare.h"
#include "tests/support/http_server.h"
#include "tests/support/prepare_place.h"

using namespace studio;
using test::HttpServer;
using test::md5Of;
using test::TinyImageNet;
namespace fs = std::filesystem;

namespace {

struct Place : test::PreparePlace {
    Place() { options.sources = {train(), val(), devkit()}; }
    std::string nameOfFirstClass() const { return openImageFolder({options.out, {}, 0.3, 0}).classes[0].name; }
    bool isWhole() const {
        const ImageFolder data = openImageFolder({options.out, {}, 0.3, 0});
        return !data.valIsSplit && data.train.size() == 12 && data.val.size() == 5;
    }
};

/// The archives of a place on a server, with their true sums.
struct Served {
    Place place;
    HttpServer server;
    Served()
        : server(test::serveFiles({{"/in/ILSVRC2012_img_train.tar", readSmallFile(place.train(), 1u << 24)},
                                   {"/in/ILSVRC2012_img_val.tar", readSmallFile(place.val(), 1u << 24)},
                                   {"/in/ILSVRC2012_devkit_t12.tar.gz", readSmallFile(place.devkit(), 1u << 24)}})) {
        place.options.sums = {md5Of(place.train()), md5Of(place.val()), md5Of(place.devkit())};
        place.options.sources = {server.url("/in/ILSVRC2012_img_train.tar"), server.url("/in/ILSVRC2012_img_val.tar"),
                                 server.url("/in/ILSVRC2012_devkit_t12.tar.gz")};
    }
    /// Paths of the files that were fetched, not only asked about.
    std::vector<std::string> fetched() const {
        std::vector<std::string> paths;
        for (const test::SeenRequest& request : server.requests()) {
            if (request.header("range") != "bytes=0-0")
                paths.push_back(request.target);
        }
        return paths;
    }
};

} // namespace

class PrepareSourcesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void addressesAreFetchedCheckedAndUnpacked() {
        Served served;
        bool fetched = false;
        const PrepareResult result = prepareImageNet(served.place.options, [&](const PrepareStatus& status) {
            fetched = fetched || status.stage == PrepareStatus::Stage::Download;
        });
        QVERIFY(result.complete && fetched && served.place.isWhole());
        QCOMPARE(served.fetched()[0], std::string("/in/ILSVRC2012_devkit_t12.tar.gz")); // the smallest
        QVERIFY(fs::exists(served.place.options.out + "/.downloads/ILSVRC2012_img_val.tar"));
        QVERIFY(prepareImageNet(served.place.options).complete);
        QCOMPARE(served.fetched().size(), std::size_t{3});
    }
    void roomForArchivesAndPicturesIsLookedForBeforeTheFirstByte() {
        Place place;
        // Each alone would find room.
        const std::uint64_t bytes = fs::space(place.root()).available / 4 * 3;
        HttpServer server([&](const test::SeenRequest&) {
            return test::says(206, "x", {"Content-Range: bytes 0-0/" + std::to_string(bytes)});
        });
        place.options.sources = {server.url("/ILSVRC2012_img_train.tar")};
        place.options.sums = {};
        place.options.sums.train = md5Of(place.train());
        const std::string text = place.errorOf(ErrorKind::DiskFull);
        QVERIFY2(text.find("the archives and their pictures") != std::string::npos, text.c_str());
        for (const auto& request : server.requests())
            QCOMPARE(request.header("range"), std::string("bytes=0-0"));
        QVERIFY(!fs::exists(place.options.out + "/.downloads"));
    }
    void fetchedArchivesGoWhenAllIsVerified() {
        Served served;
        served.place.options.deleteArchives = true;
        QCOMPARE(prepareImageNet(served.place.options).deleted.size(), std::size_t{3});
        QVERIFY(!fs::exists(served.place.options.out + "/.downloads"));
        QVERIFY(fs::exists(served.place.train()) && served.place.isWhole()); // other copies are nobody's business
        const PrepareResult again = prepareImageNet(served.place.options);
        QVERIFY(again.complete && again.written == 0);
        QCOMPARE(served.fetched().size(), std::size_t{3});
    }
    void someAddressesAndSomeFilesGoTogether() {
        Served served;
        served.place.options.sources[0] = served.place.train();
        served.place.options.downloads = served.place.root() + "/elsewhere";
        QVERIFY(prepareImageNet(served.place.options).complete);
        QVERIFY(served.place.isWhole() && !fs::exists(served.place.options.out + "/.downloads"));
        QVERIFY(fs::exists(served.place.root() + "/elsewhere/ILSVRC2012_img_val.tar"));
    }
    void addressOfOtherContentIsRefused() {
        Served served;
        served.place.options.sums.val = std::string(32, '0');
        QVERIFY(served.place.errorOf(ErrorKind::Data).find("MD5") != std::string::npos);
        QVERIFY(!fs::exists(served.place.options.out + "/train"));
        served.place.options.sources = {served.server.url("/in/pictures.tar")};
        QVERIFY(served.place.errorOf(ErrorKind::Usage).find("does not say which") != std::string::npos);
    }
    void deletingThatWasInterruptedIsMadeUpFor() {
        for (const bool asFolder : {true, false}) {
            for (const int gone : {1, 2}) {
                Place place;
                const std::vector<std::string> all = place.options.sources;
                prepareImageNet(place.options);
                for (int i = 0; i < gone; ++i) // in this order they go
                    fs::remove(all[static_cast<std::size_t>(i)]);
                if (asFolder)
                    place.options.sources = {place.archives()};
                place.options.deleteArchives = true;
                const PrepareResult result = prepareImageNet(place.options);
                QVERIFY(result.complete && place.isWhole());
                QCOMPARE(std::ssize(result.deleted), std::ptrdiff_t{3} - gone);
                QVERIFY(fs::is_empty(place.archives()));
            }
        }
        Served served;
        prepareImageNet(served.place.options);
        fs::remove(served.place.options.out + "/.downloads/ILSVRC2012_img_train.tar");
        served.place.options.deleteArchives = true;
        QCOMPARE(prepareImageNet(served.place.options).deleted.size(), std::size_t{2});
        QVERIFY(!fs::exists(served.place.options.out + "/.downloads"));
        QCOMPARE(served.fetched().size(), std::size_t{3});
    }
    void archiveThatTheFolderWasNotMadeFromIsNotDeleted() {
        Place place;
        prepareImageNet(place.options);
        fs::remove(place.train());
        fs::remove(place.val());
        test::writeText(place.devkit(), "something else");
        place.options.sources = {place.archives()};
        place.options.deleteArchives = true;
        QVERIFY(place.errorOf(ErrorKind::Usage).find("Missing") != std::string::npos);
        QCOMPARE(readSmallFile(place.devkit(), 100), std::string("something else"));
    }
    void finishedFolderNeedsNoArchives() {
        Place place;
        place.options.deleteArchives = true;
        prepareImageNet(place.options);
        for (const std::vector<std::string>& sources : {place.options.sources,
                                                        std::vector<std::string>{place.archives()},
                                                        {place.train()},
                                                        {place.root() + "/gone"}}) {
            place.options.sources = sources;
            const PrepareResult result = prepareImageNet(place.options);
            QVERIFY(result.complete && result.written == 0 && result.deleted.empty());
            QCOMPARE(result.trainPictures, std::int64_t{12});
            QCOMPARE(result.valPictures, std::int64_t{5});
        }
        fs::remove(place.options.out + "/val/n01440764/ILSVRC2012_val_00000001.JPEG");
        QVERIFY(!place.errorOf(ErrorKind::Usage).empty()); // something is missing, and nothing to take it from
    }
    void trainingArchiveAloneIsEnoughToBegin() {
        Place place;
        place.options.sources = {place.train()};
        const PrepareResult first = prepareImageNet(place.options);
        QVERIFY(first.complete);
        QCOMPARE(first.trainPictures, std::int64_t{12});
        QCOMPARE(first.valPictures, std::int64_t{0});
        QVERIFY(!fs::exists(place.options.out + "/val"));
        QCOMPARE(place.nameOfFirstClass(), std::string("n01440764"));
        QCOMPARE(prepareImageNet(place.options).written, std::int64_t{0});
        place.options.sources = {place.train(), place.val(), place.devkit()};
        QCOMPARE(prepareImageNet(place.options).written, std::int64_t{5});
        QVERIFY(place.isWhole());
        QCOMPARE(place.nameOfFirstClass(), std::string("tench"));
        place.options.sources = {place.train()}; // does not take the names away again
        QVERIFY(prepareImageNet(place.options).complete);
        QCOMPARE(place.nameOfFirstClass(), std::string("tench"));
    }
    void namesThatSomebodyChangedStay() {
        Place place;
        prepareImageNet(place.options);
        const std::string path = place.options.out + "/classes.json";
        std::string text = readSmallFile(path, 1u << 20);
        text.replace(text.find("tench"), 5, "my fish");
        test::writeText(path, text);
        fs::remove(place.options.out + "/train/n01440764/n01440764_10.JPEG");
        QCOMPARE(prepareImageNet(place.options).written, std::int64_t{1});
        QCOMPARE(readSmallFile(path, 1u << 20), text);
        QCOMPARE(place.nameOfFirstClass(), std::string("my fish"));
        fs::remove(path); // missing: it is made again
        prepareImageNet(place.options);
        QCOMPARE(place.nameOfFirstClass(), std::string("tench"));
    }
    void restCanBeAddedWhenTheTrainingArchiveIsGone() {
        Place place;
        place.options.sources = {place.train()};
        place.options.deleteArchives = place.options.verifyMd5 = true;
        place.options.sums.train = md5Of(place.train());
        prepareImageNet(place.options);
        QVERIFY(!fs::exists(place.train()));
        place.options.deleteArchives = place.options.verifyMd5 = false;
        place.options.sources = {place.val(), place.devkit()};
        QCOMPARE(prepareImageNet(place.options).written, std::int64_t{5});
        QVERIFY(place.isWhole());
        fs::remove(place.options.out + "/train/n01440764/n01440764_10.JPEG");
        QVERIFY(place.errorOf(ErrorKind::Data).find("n01440764") != std::string::npos);
    }
    void listsAloneOrPicturesWithoutListsAreNotEnough() {
        Place place;
        for (const auto& sources :
             {std::vector{place.devkit()}, std::vector{place.val()}, std::vector{place.val(), place.devkit()},
              std::vector{place.train(), place.val()}}) {
            place.options.sources = sources;
            QVERIFY(place.errorOf(ErrorKind::Usage).find("Missing") != std::string::npos);
        }
        test::writeText(place.train(), test::tarMember("photo.jpg", "x") + test::tarEnd());
        place.options.sources = {place.train()};
        QVERIFY(place.errorOf(ErrorKind::Data).find("no classes") != std::string::npos);
    }
    void kagglesFolderOnAnotherVolumeIsCopied() {
        Place place;
        const QTemporaryDir memory(QStringLiteral("/dev/shm/studio-XXXXXX"));
        struct stat here {
        }, there{};
        if (!memory.isValid() || ::stat(place.root().c_str(), &here) != 0 ||
            ::stat(memory.path().toStdString().c_str(), &there) != 0 || here.st_dev == there.st_dev)
            QSKIP("There is no second volume here");
        const std::string kaggle = memory.path().toStdString() + "/kaggle";
        place.set.writeKaggle(kaggle);
        place.options.sources = {kaggle};
        QCOMPARE(prepareImageNet(place.options).written, std::int64_t{17});
        QVERIFY(place.isWhole());
        const std::string picture = place.options.out + "/train/n01440764/n01440764_10.JPEG";
        QCOMPARE(fs::hard_link_count(picture), std::uintmax_t{1});
        QVERIFY(readSmallFile(picture, 1u << 16) == TinyImageNet::pictureOf("n01440764_10.JPEG"));
        QCOMPARE(prepareImageNet(place.options).written, std::int64_t{0});
    }
};

QTEST_GUILESS_MAIN(PrepareSourcesTest)
#include "tst_prepare_sources.moc"
