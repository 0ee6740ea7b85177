// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <sys/resource.h>
#include <utility>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/random.h"
#include "core/dataset/image_folder.h"
#include "core/prepare/prepare.h"
#include "core/prepare/prepare_devkit_internal.h"
#include "core/prepare/prepare_mat_internal.h"
#include "tests/support/prepare_place.h"

using namespace studio;
using test::TinyImageNet;
namespace fs = std::filesystem;

namespace {

/// Archives in ARCHIVES, the data set in OUT, and nothing else in the folder.
struct Place : test::PreparePlace {
    /// Also no other file or link anywhere.
    bool treeIsRight() const {
        std::size_t found = 0;
        for (const auto& entry : fs::recursive_directory_iterator(options.out))
            found += entry.is_directory() && !entry.is_symlink() ? 0 : 1;
        const std::size_t notes = fs::exists(options.out + "/.prepare.json") ? 2 : 1; // and classes.json
        return PreparePlace::treeIsRight() && found == pictures() + notes;
    }
    bool nothingOutside() const {
        std::size_t entries = 0;
        for (const auto& entry : fs::directory_iterator(root()))
            entries += entry.path() == archives() || entry.path() == options.out ? 0 : 1;
        return entries == 0;
    }
};

} // namespace

class PrepareTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sortsThePicturesIntoTheirClasses() {
        Place place;
        const PrepareResult result = prepareImageNet(place.options);
        QVERIFY(result.complete && result.refused.empty());
        QCOMPARE(result.trainPictures, std::int64_t{12});
        QCOMPARE(result.valPictures, std::int64_t{5});
        QCOMPARE(result.classes, std::int64_t{4});
        QCOMPARE(result.written, std::int64_t{17});
        QVERIFY(place.treeIsRight());
        const ImageFolder data = openImageFolder({place.options.out, {}, 0.1, 0});
        QCOMPARE(data.classes[0].folder, std::string("n01440764"));
        QCOMPARE(data.classes[0].name, std::string("tench"));
        QCOMPARE(data.classes[1].name, std::string("goldfish"));
        QCOMPARE(data.classes[2].name, std::string("crane (n02012849)")); // the bird; the machine has the same word
        QCOMPARE(data.val.size(), std::size_t{5});
        QCOMPARE(std::string(data.val.fileOf(0)), std::string("n01440764/ILSVRC2012_val_00000001.JPEG"));
    }
    void secondRunHasNothingToDo() {
        Place place;
        prepareImageNet(place.options);
        const std::string picture = place.options.out + "/train/n01440764/n01440764_10.JPEG";
        const auto written = fs::last_write_time(picture);
        QCOMPARE(prepareImageNet(place.options).written, std::int64_t{0});
        QCOMPARE(fs::last_write_time(picture), written);
        fs::remove(picture);
        fs::resize_file(place.options.out + "/val/n01440764/ILSVRC2012_val_00000001.JPEG", 5);
        fs::remove(place.options.out + "/.prepare.json"); // without it sizes are compared
        QCOMPARE(prepareImageNet(place.options).written, std::int64_t{2});
        QVERIFY(place.treeIsRight());
    }
    void pictureThatWasTakenAwayIsWrittenAgain() {
        Place place;
        prepareImageNet(place.options);
        fs::remove(place.options.out + "/train/n03126707/n03126707_10.JPEG");
        test::writeText(place.options.out + "/train/n03126707/.n03126707_10.JPEG.partial", "left by a killed process");
        QCOMPARE(prepareImageNet(place.options).written, std::int64_t{1});
        QVERIFY(place.treeIsRight());
    }
    void stoppedAnywhereItGoesOn() {
        for (std::int64_t after = 0; after < 17; after += 2) {
            Place place;
            const auto stoppedAt = [&](std::int64_t pictures) {
                std::stop_source stop;
                if (pictures == 0)
                    stop.request_stop();
                const auto watch = [&](const PrepareStatus& status) {
                    QCOMPARE(status.total, std::int64_t{17});
                    if (status.done == pictures)
                        stop.request_stop();
                };
                return prepareImageNet(place.options, watch, stop.get_token());
            };
            const PrepareResult first = stoppedAt(after);
            QVERIFY(!first.complete && first.deleted.empty());
            QCOMPARE(first.written, after);
            if (after % 4 == 0)
                fs::remove(place.options.out + "/.prepare.json"); // as if it had been killed
            const PrepareResult second = stoppedAt(-1);
            QVERIFY(second.complete);
            QCOMPARE(second.written, 17 - after);
            QVERIFY(place.treeIsRight());
        }
    }
    void evilMembersAreRefused_data() {
        QTest::addColumn<std::string>("member");
        const std::string jpeg = "n01440764_99.JPEG", outside = "../../../evil.JPEG";
        QTest::newRow("up") << test::tarMember(outside, "x");
        QTest::newRow("up behind the class") << test::tarMember("n01440764/../../../" + jpeg, "x");
        QTest::newRow("absolute") << test::tarMember("/tmp/" + jpeg, "x");
        QTest::newRow("symbolic link") << test::tarMember(jpeg, "", '2', "/etc/passwd");
        QTest::newRow("hard link") << test::tarMember(jpeg, "", '1', outside);
        QTest::newRow("pipe") << test::tarMember(jpeg, "", '6');
        QTest::newRow("character device") << test::tarMember(jpeg, "", '3');
        QTest::newRow("block device") << test::tarMember(jpeg, "", '4');
        QTest::newRow("long name") << test::longNameMember(std::string(300, 'a') + ".JPEG", "x");
        QTest::newRow("name with a newline") << test::tarMember("n01440764_9\n.JPEG", "x");
        QTest::newRow("picture of another class") << test::tarMember("n01443537_99.JPEG", "x");
        QTest::newRow("empty") << test::tarMember(jpeg, "");
        QTest::newRow("hidden") << test::tarMember(".prepare.json", "{}");
    }
    void evilMembersAreRefused() {
        QFETCH(const std::string, member);
        for (int where = 0; where < 3; ++where) {
            Place place;
            test::writeText(place.train(), place.set.trainTar(where == 0 ? member : "", where == 1 ? member : ""));
            test::writeText(place.val(), place.set.valTar(where == 2 ? member : ""));
            place.options.deleteArchives = true;
            const std::string text = place.errorOf(ErrorKind::Data);
            QVERIFY2(text.find("refused") != std::string::npos, text.c_str());
            QVERIFY(place.treeIsRight()); // the good ones are there, and no link and no pipe beside them
            QVERIFY(place.nothingOutside());
            QVERIFY(fs::exists(place.train()) && fs::exists(place.val()) && fs::exists(place.devkit()));
            QVERIFY(!place.errorOf(ErrorKind::Data).empty()); // told again the next time
        }
    }
    void hugeSizeIsNotBelieved() {
        // The largest that the octal field holds, and the largest of the binary form.
        for (const std::string& size :
             {std::string("77777777777"), "\x80" + std::string(3, '\0') + std::string(8, '\x7F'),
              std::string(12, '\xFF')}) {
            Place place;
            test::writeText(place.val(),
                            place.set.valTar(test::tarMember("ILSVRC2012_val_00000001.JPEG", "x", '0', "", size)));
            QVERIFY(!place.errorOf(ErrorKind::Data).starts_with("another"));
            QVERIFY(!place.errorOf(ErrorKind::Data).empty());
            QVERIFY(place.nothingOutside());
        }
    }
    void hardLinkWithContentWritesNothing() {
        Place place;
        const std::string link = test::tarMember("n01440764_99.JPEG", "evil", '1', "n01440764_10.JPEG");
        test::writeText(place.train(), place.set.trainTar(link));
        QVERIFY(!place.errorOf(ErrorKind::Data).empty());
        QVERIFY(!fs::exists(place.options.out + "/train/n01440764/n01440764_99.JPEG"));
        QVERIFY(place.nothingOutside());
    }
    void linksInTheFolderAreNotWrittenThrough() {
        for (const char* name : {"/train", "/train/n01440764"}) {
            Place place;
            fs::create_directories(place.root() + "/elsewhere");
            fs::create_directories(fs::path(place.options.out + name).parent_path());
            fs::create_directory_symlink(place.root() + "/elsewhere", place.options.out + name);
            const std::string text = place.errorOf(ErrorKind::Data);
            QVERIFY2(!text.empty() && !text.starts_with("another"), text.c_str());
            QVERIFY(fs::is_empty(place.root() + "/elsewhere"));
        }
    }
    void cutArchivesAreTold() {
        for (const double part : {0.2, 0.5, 0.9}) {
            Place place;
            const auto size = static_cast<double>(fs::file_size(place.train()));
            fs::resize_file(place.train(), static_cast<std::uintmax_t>(size * part) / 512 * 512 + 100);
            const std::string text = place.errorOf(ErrorKind::Data);
            QVERIFY2(text.find("cut off") != std::string::npos, text.c_str());
            QVERIFY(text.find("img_train.tar") != std::string::npos);
            test::writeText(place.train(), place.set.trainTar());
            QVERIFY(prepareImageNet(place.options).complete);
            QVERIFY(place.treeIsRight());
        }
    }
    void wrongArchivesAreTold() {
        Place place;
        test::writeText(place.train(), place.set.valTar());
        QVERIFY(!place.errorOf(ErrorKind::Data).empty());
        test::writeText(place.train(), std::string(5000, 'x'));
        QVERIFY(place.errorOf(ErrorKind::Data).find("not a tar") != std::string::npos);
        test::writeText(place.train(), {});
        QVERIFY(!place.errorOf(ErrorKind::Data).empty());
        fs::remove(place.train());
        QVERIFY(place.errorOf(ErrorKind::Usage).find("img_train.tar") != std::string::npos);
    }
    void missingPicturesAreCounted() {
        Place place;
        TinyImageNet fewer = place.set;
        fewer.classes[1].train = 2;
        test::writeText(place.train(), fewer.trainTar());
        place.options.deleteArchives = true;
        const std::string text = place.errorOf(ErrorKind::Data);
        QVERIFY2(text.find("n01440764 (2 of 4)") != std::string::npos, text.c_str());
        QVERIFY(fs::exists(place.train()));
        place.options.expect = PrepareExpect::ImageNet;
        QVERIFY(place.errorOf(ErrorKind::Data).find("1,281,167") != std::string::npos);
    }
    void sumsDecideBeforeAnythingIsWritten() {
        Place place;
        place.options.verifyMd5 = true;
        QVERIFY(place.errorOf(ErrorKind::Data).find("MD5") != std::string::npos);
        QVERIFY(!fs::exists(place.options.out));
        test::writeText(place.devkit(), "abc");
        place.options.sums = {{}, {}, "900150983cd24fb0d6963f7d28e17f72"};
        QVERIFY(place.errorOf(ErrorKind::Data).find("MD5") == std::string::npos); // the sum is right, the tar is none
    }
    void missingSpaceIsToldBeforeAnythingIsWritten() {
        Place place;
        fs::resize_file(place.val(), fs::space(place.root()).available + (std::uintmax_t{1} << 30)); // a sparse file
        QVERIFY(place.errorOf(ErrorKind::DiskFull).find("not enough space") != std::string::npos);
        QVERIFY(!fs::exists(place.options.out + "/classes.json"));
    }
    void diskThatFillsUpIsToldAndTheJobGoesOnLater() {
        Place place;
        std::stop_source stop;
        prepareImageNet(
            place.options, [&](const PrepareStatus&) { stop.request_stop(); }, stop.get_token());
        const auto before = std::signal(SIGXFSZ, SIG_IGN);
        rlimit limit{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &limit), 0);
        const rlimit small{400, limit.rlim_max}; // shorter than a picture
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
        const std::string text = place.errorOf(ErrorKind::DiskFull);
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &limit), 0);
        std::signal(SIGXFSZ, before);
        QVERIFY2(text.find("Cannot write a picture") != std::string::npos, text.c_str());
        QVERIFY(prepareImageNet(place.options).complete);
        QVERIFY(place.treeIsRight());
    }
    void oneFolderIsPreparedByOneProcess() {
        Place place;
        bool locked = false;
        prepareImageNet(place.options, [&](const PrepareStatus&) {
            if (!std::exchange(locked, true))
                QVERIFY(!place.errorOf(ErrorKind::Locked).starts_with("another kind"));
        });
        QVERIFY(locked && place.treeIsRight());
    }
    void archivesGoOnlyWhenAllIsVerified() {
        Place place;
        place.options.deleteArchives = true;
        QCOMPARE(prepareImageNet(place.options).deleted.size(), std::size_t{3});
        QVERIFY(fs::is_empty(place.archives()));
        QVERIFY(place.treeIsRight());
    }
    void folderOfOtherPicturesIsLeftAlone() {
        Place place;
        test::writeText(place.options.out + "/train/cats/1.jpg", "mine");
        QVERIFY(place.errorOf(ErrorKind::Data).find("cats") != std::string::npos);
        QVERIFY(!fs::exists(place.options.out + "/classes.json"));
    }
    void kagglesFolderIsLinked() {
        Place place;
        const std::string kaggle = place.root() + "/kaggle";
        place.set.writeKaggle(kaggle);
        place.options.sources = {kaggle};
        const PrepareResult result = prepareImageNet(place.options);
        QVERIFY(result.complete);
        QCOMPARE(result.written, std::int64_t{17});
        QVERIFY(place.treeIsRight());
        QCOMPARE(fs::hard_link_count(place.options.out + "/val/n01440764/ILSVRC2012_val_00000001.JPEG"),
                 std::uintmax_t{2});
        QCOMPARE(prepareImageNet(place.options).written, std::int64_t{0});
        fs::remove(kaggle + "/ILSVRC/Data/CLS-LOC/val/ILSVRC2012_val_00000002.JPEG");
        fs::create_symlink("/etc/passwd", kaggle + "/ILSVRC/Data/CLS-LOC/val/ILSVRC2012_val_00000002.JPEG");
        fs::remove_all(place.options.out);
        QVERIFY(place.errorOf(ErrorKind::Data).find("4 validation") != std::string::npos);
        place.options.deleteArchives = true;
        QVERIFY(!place.errorOf(ErrorKind::Usage).empty());
    }
    void classListIsReadPackedAndPlain() {
        const TinyImageNet set;
        for (const bool pack : {true, false}) {
            const MatStruct table = readMatStruct(set.metaMat(pack), "synsets");
            QCOMPARE(table.rows.size(), std::size_t{5});
            QCOMPARE(table.rows[1][table.column("words")].text, std::string("tench, Tinca tinca"));
            QCOMPARE(table.rows[3][table.column("ILSVRC2012_ID")].numbers, std::vector<double>{4});
        }
    }
    void aDevkitOfImageNetsSizeWithOtherAnswersIsRefused() {
        Place place;
        // ImageNet's answers for its first four pictures, as positions among the sorted ids; here the ids stand in
        // the opposite order in the list, so that position i has number 1000 - i.
        place.set.classes.clear();
        for (int i = 999; i >= 0; --i) {
            char id[16];
            std::snprintf(id, sizeof id, "n%08d", 1'440'764 + 13 * i);
            place.set.classes.push_back({id, "class " + std::to_string(i), 1});
        }
        place.set.truth.assign(50'000, 1);
        std::copy_n(std::array{1000 - 65, 1000 - 970, 1000 - 230, 1000 - 809}.begin(), 4, place.set.truth.begin());
        test::writeText(place.devkit(), place.set.devkit(place.set.metaMat()));
        const ImageNetLists right = readDevkit(place.devkit());
        QCOMPARE(right.valClass.size(), std::size_t{50'000});
        checkValClasses(right, place.devkit());
        std::swap(place.set.truth[2], place.set.truth[3]);
        test::writeText(place.devkit(), place.set.devkit(place.set.metaMat()));
        const std::string told = place.errorOf(ErrorKind::Data);
        QVERIFY2(told.find("ILSVRC2012_val_00000003 has class") != std::string::npos, told.c_str());
        QVERIFY(!fs::exists(place.options.out));
    }
    void damagedDevkitNeverCrashes() {
        const TinyImageNet set;
        const QTemporaryDir dir;
        const std::string path = dir.path().toStdString() + "/devkit.tar.gz";
        CounterRandom random(5, CounterRandom::Purpose::Sample, 0, 0);
        int refused = 0;
        const auto attempt = [&](const auto& read) {
            try {
                read();
            } catch (const Error& error) {
                QVERIFY(error.kind() == ErrorKind::Data);
                ++refused;
            }
        };
        for (int round = 0; round < 3000; ++round) {
            std::string mat = set.metaMat(round % 2 == 0);
            for (unsigned flips = 0; flips <= random.below(3); ++flips)
                mat[random.below(static_cast<std::uint32_t>(mat.size()))] = static_cast<char>(random.below(256));
            if (round % 5 == 0)
                mat.resize(random.below(static_cast<std::uint32_t>(mat.size())));
            attempt([&] { readMatStruct(mat, "synsets"); });
            if (round % 10 == 0) {
                std::string devkit = set.devkit(set.metaMat());
                devkit[random.below(static_cast<std::uint32_t>(devkit.size()))] ^=
                    static_cast<char>(1 + random.below(255));
                test::writeText(path, round % 20 == 0 ? devkit : set.devkit(mat));
                attempt([&] { readDevkit(path); });
            }
        }
        QVERIFY(refused > 1000);
    }
};

QTEST_APPLESS_MAIN(PrepareTest)
#include "tst_prepare.moc"
