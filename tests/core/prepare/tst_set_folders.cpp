// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/base/file.h"
#include "core/dataset/image_folder.h"
#include "core/prepare/get_set.h"
#include "tests/support/http_server.h"
#include "tests/support/prepare_place.h"
#include "tests/support/set_place.h"

using namespace studio;
using test::anyHolds;
using test::classFolders;
using test::HttpServer;
using test::kPlain;
using test::kSplit;
using test::Members;
using Place = test::SetPlace;
using test::together;
namespace fs = std::filesystem;

/// Archives of class folders as people make them: looked at before they are judged, and nothing dropped in silence.
class SetFoldersTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void picturesOfSubFoldersKeepNamesThatDiffer() {
        const Members members{{"ant/day1/2_3.jpg", "one"}, {"ant/day1_2/3.jpg", "two"}, {"ant/day1_2_3.jpg", "three"},
                              {"ant/day2/4.jpg", "four"},  {"bee/1.jpg", "five"},       {"bee/2.jpg", "six"}};
        std::set<std::string> first;
        for (const bool reversed : {false, true}) { // the order in the archive does not matter
            Place place;
            place.archive("a.zip", test::zipOf(reversed ? Members(members.rbegin(), members.rend()) : members));
            QCOMPARE(getKnownSet(place.options).train, std::int64_t{6});
            std::set<std::string> content;
            for (const auto& entry : fs::directory_iterator(place.options.out + "/train/ant"))
                content.insert(readSmallFile(entry.path().string(), 100));
            QVERIFY(content == (std::set<std::string>{"one", "two", "three", "four"}));
            QCOMPARE(readSmallFile(place.options.out + "/train/ant/day1_2_3.jpg", 100), std::string("three"));
            QVERIFY(fs::exists(place.options.out + "/train/ant/day2_4.jpg")); // the others keep theirs
            if (first.empty())
                first = place.tree();
            QVERIFY(place.tree() == first);
        }
    }
    void longPathsBecomeNamesThatFit() {
        const std::string deep =
            "cat/" + std::string(90, 'a') + "/" + std::string(90, 'b') + "/" + std::string(90, 'c');
        std::string tar;
        for (const auto& [name, content] : together(classFolders(""), {{deep + "/1.jpg", "x"}, {deep + "/2.jpg", "y"}}))
            tar += test::longNameMember(name, content);
        Place place;
        place.archive("a.tar", tar + test::tarEnd());
        QCOMPARE(getKnownSet(place.options).train, std::int64_t{6});
        QCOMPARE(openImageFolder({place.options.out, {}, 0.5, 0}).classes.size(), std::size_t{2});
    }
    void flatArchivesAreToldWithTheNamesInThem_data() {
        QTest::addColumn<Members>("members");
        QTest::addColumn<std::string>("named");
        const auto flat = [](const std::string& before) {
            return Members{{before + "cat.0.jpg", "x"}, {before + "dog.0.jpg", "y"}, {before + "cat.1.jpg", "z"}};
        };
        QTest::newRow("top") << flat("") << std::string("cat.0.jpg");
        QTest::newRow("train") << flat("train/") << std::string("train/cat.0.jpg");
        QTest::newRow("train and test") << together(flat("train/"), {{"test/1.jpg", "x"}}) << std::string("cat.0.jpg");
        QTest::newRow("deeper") << flat("set/images/") << std::string("set/images/cat.0.jpg");
        QTest::newRow("wrapped train") << flat("set/Training/") << std::string("set/Training/cat.0.jpg");
    }
    void flatArchivesAreToldWithTheNamesInThem() {
        QFETCH(const Members, members);
        QFETCH(const std::string, named);
        Place place;
        place.archive("a.zip", test::zipOf(members));
        const std::string text = place.errorOf(ErrorKind::Data);
        QVERIFY2(text.find("no class folders") != std::string::npos, text.c_str());
        QVERIFY2(text.find(named) != std::string::npos, text.c_str());
        QVERIFY(place.nothingCame());
    }
    void namesOfTrainingAndValidationAreThoseOfEverybody() {
        for (const auto& [train, val] : {std::pair{"train_set", "val_set"},
                                         {"Training", "valid"},
                                         {"TRAIN", "validation_set"},
                                         {"training_set", "test_set"}}) {
            Place place;
            place.archive("a.tar", test::tarOf(together(classFolders(std::string("s/") + train + "/"),
                                                        classFolders(std::string("s/") + val + "/", 1))));
            const GetResult result = getKnownSet(place.options);
            QVERIFY2(place.tree() == kSplit, train);
            QVERIFY(result.notes.empty());
        }
    }
    void trainIsAClassBesideOthers() {
        Place place;
        place.archive("a.tar", test::tarOf({{"bus/1.jpg", "x"}, {"train/1.jpg", "y"}, {"test/1.jpg", "z"}}));
        QCOMPARE(getKnownSet(place.options).classes, std::int64_t{3});
    }
    void whatIsLeftOutIsTold() {
        const Members both = together(classFolders("train/"), classFolders("val/", 1));
        Place place;
        place.archive("a.tar", test::tarOf(together(both, {{"validation/cat/7.jpg", "x"},
                                                           {"extra/cat/1.jpg", "x"},
                                                           {"extra/cat/2.jpg", "x"},
                                                           {"train/loose.jpg", "x"}})));
        const GetResult result = getKnownSet(place.options);
        QVERIFY(place.tree() == kSplit);
        QVERIFY2(anyHolds(result.notes, "2 in extra, 1 in train, 1 in validation"), result.notes.front().c_str());
        QVERIFY(!anyHolds(result.notes, "no validation pictures"));
    }
    void flatValidationIsToldToBeMissing() {
        Place place;
        place.archive("a.tar", test::tarOf(together(classFolders("train/"), {{"val/1.jpg", "x"}, {"val/2.jpg", "x"}})));
        const GetResult result = getKnownSet(place.options);
        QVERIFY(place.tree() == kPlain);
        QVERIFY(anyHolds(result.notes, "2 in val") && anyHolds(result.notes, "no validation pictures"));
    }
    void lastOneOfANameCountsAndIsTold() {
        for (const char* again : {"cat9", "longer than before"}) { // of the same length, and not
            Place place;
            place.archive("a.tar", test::tarOf(together(classFolders("set/"), {{"set/cat/0.jpg", again}})));
            const GetResult result = getKnownSet(place.options);
            QCOMPARE(readSmallFile(place.options.out + "/train/cat/0.jpg", 100), std::string(again));
            QVERIFY(anyHolds(result.notes, "set/cat/0.jpg comes more than once") && result.train == 4);
        }
    }
    void damagedPackingIsFoundBeforeAnythingIsUnpacked() {
        const std::string good = test::gzipped(test::tarOf(classFolders("set/")));
        for (const std::size_t fromEnd : {3u, 7u}) { // length and sum
            Place place;
            std::string bad = good;
            bad[bad.size() - fromEnd] = static_cast<char>(bad[bad.size() - fromEnd] ^ 1);
            place.archive("a.tgz", bad);
            QVERIFY(place.errorOf(ErrorKind::Data).find("damaged") != std::string::npos);
            QVERIFY(place.nothingCame());
        }
    }
    void halfArchiveOfFullLengthIsFetchedAgainAndLeadsToRightBytes() {
        const std::string good = test::tarOf(classFolders("set/", 3));
        std::string body = good;
        body.replace(body.find("cat0"), 4, "BAD!");
        body = test::zeroedFrom(body, good.find("set/dog/2.jpg")) + test::tarEnd();
        HttpServer server([&](const test::SeenRequest&) { return test::says(200, body); });
        Place place;
        place.options.source = server.url("/set.tar");
        body += std::string(20'480, '\0');
        QVERIFY(place.errorOf(ErrorKind::Data).find("goes on") != std::string::npos);
        body = good + std::string(body.size() - good.size(), '\0');
        body.resize((body.size() / 65'536 + 1) * 65'536); // padded, of another length
        const GetResult result = getKnownSet(place.options);
        QVERIFY(result.complete && result.train == 6);
        QCOMPARE(readSmallFile(place.options.out + "/train/cat/0.jpg", 100), std::string("cat0"));
        QVERIFY(anyHolds(result.notes, "over http"));
    }
    void emptiedPicturesAreNotCalledThere() {
        Place place;
        place.archive("a.tar", test::tarOf(classFolders("set/")));
        getKnownSet(place.options);
        QVERIFY(getKnownSet(place.options).wasThere);
        const std::string picture = place.options.out + "/train/cat/0.jpg";
        for (const std::uintmax_t bytes : {3, 0}) {
            fs::resize_file(picture, bytes);
            QVERIFY(place.errorOf(ErrorKind::Data).find("not complete any more") != std::string::npos);
        }
    }
    void leftoverOfAnotherAddressIsTold() {
        HttpServer server(test::serveFiles({{"/set.tar", test::tarOf(classFolders("set/"))}}));
        Place place;
        place.options.source = server.url("/set.tar");
        test::writeText(place.options.out + "/.downloads/other.tar.part", "of another address");
        test::writeText(place.options.out + "/.downloads/set.tar.part", "of nobody knows whom");
        const GetResult result = getKnownSet(place.options);
        QVERIFY(anyHolds(result.notes, "other.tar.part") && anyHolds(result.notes, "was given up"));
        QVERIFY(fs::exists(place.options.out + "/.downloads/other.tar.part"));
    }
};

QTEST_GUILESS_MAIN(SetFoldersTest)
#include "tst_set_folders.moc"
