// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/dataset/image_folder.h"
#include "core/prepare/get_set.h"
#include "tests/support/http_server.h"
#include "tests/support/set_place.h"

using namespace studio;
using test::classFolders;
using test::HttpServer;
using test::kPlain;
using test::kSplit;
using test::Members;
using Place = test::SetPlace;
using test::together;
namespace fs = std::filesystem;

namespace {

KnownSet cifarSet(const test::TinyCifar& tiny) {
    KnownSet set = *findKnownSet(tiny.hundred ? "cifar100" : "cifar10");
    set.sums = {};
    set.exact = false;
    set.train = tiny.perBatch * (tiny.hundred ? 1 : 5);
    set.val = tiny.test;
    set.classes = 0; // a few pictures do not have all of them
    return set;
}

} // namespace

class KnownSetsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void listTellsWhatPeopleShouldKnow() {
        std::set<std::string> ids;
        for (const KnownSet& set : knownSets()) {
            QVERIFY(ids.insert(set.id).second && findKnownSet(set.id) == &set);
            QVERIFY(set.url().starts_with("https://") && set.bytes > 50'000'000 && !set.terms.empty());
            QVERIFY(set.termsLink.starts_with("https://") && set.classes >= 10 && set.train > set.val);
            QVERIFY(!set.sums.any() || set.sums.md5.size() == 32);
            QVERIFY(set.names.empty() || std::ssize(set.names) == set.classes);
        }
        for (const char* id : {"cifar10", "cifar100", "imagenette", "imagenette320", "imagenette160", "imagewoof",
                               "imagewoof320", "imagewoof160"})
            QVERIFY(ids.contains(id));
        // fast.ai uploaded Imagewoof anew; many lists still have the sums of the archives before.
        for (const auto& [id, md5] : {std::pair{"imagewoof160", "3d200a7be99704a0d7509be2a9fbfe15"},
                                      {"imagewoof320", "0f46d997ec2264e97609196c95897a44"},
                                      {"imagewoof", "9aafe18bcdb1632c4249a76c458465ba"}})
            QCOMPARE(findKnownSet(id)->sums.md5, std::string(md5));
        QVERIFY(findKnownSet("imagenet21k") == nullptr);
        QCOMPARE(KnownSet().sumText(), std::string("no checksum is published"));
    }
    void mirrorNeedsNoSlashAtItsEnd() {
        const KnownSet& set = *findKnownSet("cifar10");
        QCOMPARE(set.url(), std::string("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"));
        for (const char* mirror : {"https://mirror.example", "https://mirror.example/"})
            QCOMPARE(set.url(mirror), std::string("https://mirror.example/cifar-10-binary.tar.gz"));
        const test::TinyCifar tiny;
        HttpServer server(
            test::serveFiles({{"/sets/cifar-10-binary.tar.gz", test::gzipped(test::tarOf(tiny.members()))}}));
        Place place;
        place.options.set = cifarSet(tiny);
        place.options.baseUrl = server.url("/sets");
        QVERIFY(getKnownSet(place.options).complete);
    }
    void foldersAreUnderstood_data() {
        QTest::addColumn<Members>("members");
        QTest::addColumn<std::set<std::string>>("tree");
        QTest::newRow("plain") << classFolders("") << kPlain;
        QTest::newRow("around") << classFolders("set/") << kPlain;
        QTest::newRow("twice around") << classFolders("./a/b/") << kPlain;
        QTest::newRow("train only") << classFolders("set/train/") << kPlain;
        for (const char* val : {"val", "valid", "Validation", "test"})
            QTest::newRow(val) << together(classFolders("set/train/"), classFolders(std::string("set/") + val + "/", 1))
                               << kSplit;
        const Members both = together(classFolders("train/"), classFolders("val/", 1));
        QTest::newRow("val and test") << together(both, classFolders("test/", 2)) << kSplit;
        QTest::newRow("strange val") << together(classFolders("train/"), {{"val/images/1.jpg", "x"}}) << kPlain;
        QTest::newRow("other things") << together(classFolders("set/"), {{"set/README.txt", "x"},
                                                                         {"set/loose.png", "x"},
                                                                         {"set/cat/.hidden.jpg", "x"},
                                                                         {"__MACOSX/set/cat/0.jpg", "x"},
                                                                         {"set/cat/notes.csv", "x"}})
                                      << kPlain;
        QTest::newRow("deeper") << together(classFolders("s/"), {{"s/dog/images/0.jpg", "x"}})
                                << std::set<std::string>{".get.json",       "train/cat/0.jpg",
                                                         "train/cat/1.jpg", "train/dog/0.jpg",
                                                         "train/dog/1.jpg", "train/dog/images_0.jpg"};
        for (const auto& [row, umlaut] : {std::pair{"UTF-8", "\xC3\xA4"}, {"Latin-1", "\xE4"}}) {
            const std::string folder = std::string("k") + umlaut + "tzchen/", file = std::string(umlaut) + ".jpg";
            QTest::newRow(row) << Members{{"s/dog/0.jpg", "dog0"},
                                          {"s/dog/1.jpg", "dog1"},
                                          {"s/" + folder + file, "x"},
                                          {"s/" + folder + "1.jpg", "y"}}
                               << std::set<std::string>{".get.json", "train/dog/0.jpg", "train/dog/1.jpg",
                                                        "train/" + folder + file, "train/" + folder + "1.jpg"};
        }
    }
    void foldersAreUnderstood() {
        QFETCH(const Members, members);
        QFETCH(const std::set<std::string>, tree);
        for (const auto& [name, bytes] : {std::pair{"a.tar", test::tarOf(members)},
                                          {"a.tgz", test::gzipped(test::tarOf(members))},
                                          {"a.zip", test::zipOf(members)}}) {
            if (name == std::string("a.zip") && QTest::currentDataTag() == std::string("Latin-1"))
                continue; // our zips say that their names are UTF-8
            Place place;
            place.archive(name, bytes);
            const GetResult result = getKnownSet(place.options);
            QVERIFY(result.complete && !result.wasThere);
            QVERIFY(place.tree() == tree);
            QCOMPARE(readSmallFile(place.options.out + "/train/dog/1.jpg", 100), std::string("dog1"));
            const ImageFolder data = openImageFolder({place.options.out, {}, 0.5, 0});
            QCOMPARE(data.classes.size(), std::size_t{2});
            QCOMPARE(result.val > 0, !data.valIsSplit);
        }
    }
    void evilArchivesAreRefusedWhole_data() {
        QTest::addColumn<std::string>("bytes");
        const auto tar = [](const std::string& member) {
            Members good = classFolders("set/");
            std::string bytes;
            for (const auto& [name, content] : good)
                bytes += test::tarMember(name, content);
            return bytes + member + test::tarEnd();
        };
        const auto zip = [](const std::string& name) {
            return test::zipOf(together(classFolders("set/"), {{name, "x"}}));
        };
        QTest::newRow("up") << tar(test::tarMember("../evil.jpg", "x"));
        QTest::newRow("up inside") << tar(test::tarMember("set/cat/../../../evil.jpg", "x"));
        QTest::newRow("absolute") << tar(test::tarMember("/tmp/evil.jpg", "x"));
        QTest::newRow("symbolic link") << tar(test::tarMember("set/cat/l.jpg", "", '2', "/etc/passwd"));
        QTest::newRow("link to a folder") << tar(test::tarMember("set/bird", "", '2', "/tmp"));
        QTest::newRow("hard link") << tar(test::tarMember("set/cat/l.jpg", "", '1', "../../evil"));
        QTest::newRow("pipe") << tar(test::tarMember("set/cat/p.jpg", "", '6'));
        QTest::newRow("device") << tar(test::tarMember("set/cat/d.jpg", "", '3'));
        QTest::newRow("newline") << tar(test::tarMember("set/cat/a\nb.jpg", "x"));
        QTest::newRow("backslash") << tar(test::tarMember("set\\..\\evil.jpg", "x"));
        QTest::newRow("long path") << tar(test::longNameMember("set/" + std::string(2'000, 'a') + ".jpg", "x"));
        QTest::newRow("deep path") << tar(test::tarMember("a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r.jpg", "x"));
        QTest::newRow("huge") << tar(test::tarMember("set/cat/h.jpg", "x", '0', "", "77777777777"));
        QTest::newRow("zip up") << zip("../evil.jpg");
        QTest::newRow("zip absolute") << zip("/tmp/evil.jpg");
        QTest::newRow("zip drive") << zip("C:evil.jpg");
        QTest::newRow("zip links") << test::zipOf(classFolders("set/"), 0120777);
        QTest::newRow("bomb") << test::gzipped(test::tarMember("set/cat/0.jpg", std::string(30u << 20, 'a')) +
                                               test::tarMember("set/dog/0.jpg", std::string(50u << 20, 'a')) +
                                               test::tarEnd());
        QTest::newRow("bomb beside the pictures")
            << test::gzipped(tar(test::tarMember("set/notes.bin", std::string(60u << 20, 'a')) +
                                 test::tarMember("set/more.bin", std::string(60u << 20, 'a'))));
    }
    void evilArchivesAreRefusedWhole() {
        QFETCH(const std::string, bytes);
        Place place;
        place.archive("a.bin", bytes);
        const std::string text = place.errorOf(ErrorKind::Data);
        QVERIFY2(!text.empty() && !text.starts_with("another"), text.c_str());
        QVERIFY(place.nothingCame());
    }
    void longFileThatIsNoPictureDoesNotHoldUpAStop() {
        std::string noise(16u << 20, '\0');
        unsigned seed = 1;
        for (char& c : noise)
            c = static_cast<char>((seed = seed * 1'664'525u + 1'013'904'223u) >> 24);
        Place place;
        place.archive("a.tgz", test::gzipped(test::tarOf(together({{"set/notes.bin", noise}}, classFolders("set/")))));
        std::stop_source stop;
        std::int64_t reached = 0;
        const auto watch = [&](const GetStatus& status) {
            reached = status.done;
            stop.request_stop();
        };
        QVERIFY(!getKnownSet(place.options, watch, stop.get_token()).complete);
        QVERIFY2(reached > 0 && reached < std::ssize(noise) / 2, std::to_string(reached).c_str());
        QVERIFY(getKnownSet(place.options).complete);
        QVERIFY(place.tree() == kPlain);
    }
    void whatIsNoArchiveIsTold() {
        Place place;
        for (const std::string& bytes : {std::string(), std::string("<html>"), test::tarOf({{"a.txt", "x"}}),
                                         test::tarOf(classFolders("set/")).substr(0, 1'300)}) {
            place.archive("a.tar", bytes);
            const std::string text = place.errorOf(ErrorKind::Data);
            QVERIFY2(!text.empty() && !text.starts_with("another"), text.c_str());
            QVERIFY(place.nothingCame());
        }
        place.options.source += "x";
        QVERIFY(!place.errorOf(ErrorKind::Usage).starts_with("another"));
    }
    void cifarBecomesLosslessPictures_data() {
        QTest::addColumn<bool>("hundred");
        QTest::newRow("10") << false;
        QTest::newRow("100") << true;
    }
    void cifarBecomesLosslessPictures() {
        QFETCH(const bool, hundred);
        const test::TinyCifar tiny{hundred};
        HttpServer server(test::serveFiles({{hundred ? "/cifar-100-binary.tar.gz" : "/cifar-10-binary.tar.gz",
                                             test::gzipped(test::tarOf(tiny.members()))}}));
        Place place;
        place.options.set = cifarSet(tiny);
        place.options.baseUrl = server.url();
        const GetResult result = getKnownSet(place.options);
        QVERIFY(result.complete);
        QCOMPARE(result.val, std::int64_t{tiny.test});
        QCOMPARE(place.tree().size(), static_cast<std::size_t>(result.train + result.val) + 1); // no archive is left
        for (const auto& [batch, picture] : {std::pair{1, 0}, {hundred ? 1 : 4, 3}, {0, 5}}) {
            char file[32];
            std::snprintf(file, sizeof file, "/%05d.png", (batch > 0 ? (batch - 1) * 10'000 : 0) + picture);
            const std::string path = place.options.out + (batch > 0 ? "/train/" : "/val/") +
                                     tiny.className(tiny.label(batch, picture)) + file;
            const cv::Mat pixels = cv::imread(path, cv::IMREAD_COLOR);
            QVERIFY2(pixels.rows == 32 && pixels.cols == 32, path.c_str());
            for (int at = 0; at < 1024; ++at) {
                const auto& bgr = pixels.at<cv::Vec3b>(at / 32, at % 32);
                for (int plane = 0; plane < 3; ++plane)
                    QCOMPARE(bgr[2 - plane], test::TinyCifar::pixel(batch, picture, plane, at));
            }
        }
    }
    void damagedCifarIsTold() {
        const test::TinyCifar tiny;
        std::vector<Members> wrong(6, tiny.members());
        wrong[0][2].second.pop_back();
        wrong[1][2].second[0] = 10;
        wrong[2][1].second = "one\ntwo\n";
        wrong[3][1].second.replace(0, 6, "../evi");
        wrong[4].erase(wrong[4].begin() + 1);
        wrong[5].pop_back();
        for (const Members& members : wrong) {
            Place place;
            place.options.set = cifarSet(tiny);
            place.options.set.base = place.root() + "/";
            test::writeText(place.root() + "/cifar-10-binary.tar.gz", test::gzipped(test::tarOf(members)));
            const std::string text = place.errorOf(ErrorKind::Data);
            QVERIFY2(!text.empty() && !text.starts_with("another"), text.c_str());
            QVERIFY(!fs::exists(place.options.out + "/train"));
        }
    }
    void countsDecide() {
        const test::TinyCifar tiny;
        Place place;
        place.options.set = cifarSet(tiny);
        place.options.set.train += 1;
        place.options.set.base = place.root() + "/";
        test::writeText(place.root() + "/cifar-10-binary.tar.gz", test::gzipped(test::tarOf(tiny.members())));
        QVERIFY(place.errorOf(ErrorKind::Data).find("21") != std::string::npos);
        QVERIFY(!fs::exists(place.options.out + "/train"));
    }
    void setIsFetchedCheckedAndNamed() {
        Members members;
        KnownSet set = *findKnownSet("imagenette160");
        for (const auto& [folder, name] : set.names) {
            members.emplace_back("imagenette2-160/train/" + folder + "/1.JPEG", folder);
            members.emplace_back("imagenette2-160/val/" + folder + "/2.JPEG", folder);
        }
        members.emplace_back("imagenette2-160/noisy_imagenette.csv", "path");
        const std::string bytes = test::gzipped(test::tarOf(members));
        HttpServer server(test::serveFiles({{"/imagenette2-160.tgz", bytes}}));
        Place place;
        place.options.baseUrl = server.url();
        place.options.set = set;
        QVERIFY(place.errorOf(ErrorKind::Data).find("not what was published") != std::string::npos);
        place.options.set.sums = {{}, sha256Hex(bytes)};
        place.options.set.train = place.options.set.val = 10;
        bool downloaded = false, checked = false, unpacked = false;
        const GetResult result = getKnownSet(place.options, [&](const GetStatus& status) {
            downloaded = downloaded || status.stage == GetStatus::Stage::Download;
            checked = checked || status.stage == GetStatus::Stage::Check;
            unpacked = unpacked || status.stage == GetStatus::Stage::Unpack;
        });
        QVERIFY(result.complete && downloaded && checked && unpacked);
        QCOMPARE(result.passedOver, std::int64_t{1});
        const ImageFolder data = openImageFolder({place.options.out, {}, 0.1, 0});
        QCOMPARE(data.classes[0].name, std::string("tench"));
        QVERIFY(!data.valIsSplit);
        QVERIFY(!fs::exists(place.options.out + "/.downloads") && !fs::exists(place.options.out + "/.unpacking"));
    }
};

QTEST_GUILESS_MAIN(KnownSetsTest)
#include "tst_known_sets.moc"
