// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

#include <QTest>

#include "core/dataset/image_folder.h"
#include "core/prepare/prepare_devkit_internal.h"
#include "tests/support/prepare_place.h"

using namespace studio;
using Place = test::PreparePlace;
using test::anyHolds;
using test::TinyImageNet;
namespace fs = std::filesystem;

namespace {

/// A tar of the same length, with other content in place of one picture's.
std::string withWrongBytes(const std::string& tar, const std::string& picture) {
    std::string bad = tar;
    const std::string content = TinyImageNet::pictureOf(picture);
    bad.replace(bad.find(content) + 20, 12, "wrong bytes!");
    return bad;
}

/// Writes the file anew and gives it the date that it had: as wget -N and copies do.
void writeWithSameDate(const std::string& path, const std::string& bytes) {
    const auto date = fs::last_write_time(path);
    test::writeText(path, bytes);
    fs::last_write_time(path, date);
}

} // namespace

/// Nothing is deleted, and nothing is called there, that was not proved whole.
class PrepareProofTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void archiveThatEndsInTheMiddleIsKept_data() {
        QTest::addColumn<std::string>("train");
        QTest::addColumn<std::string>("val");
        const TinyImageNet set;
        const std::string train = set.trainTar(), val = set.valTar();
        const std::size_t middle = train.find("n03126707.tar"); // the third class
        QTest::newRow("zeros to the end") << test::zeroedFrom(train, middle) << val;
        QTest::newRow("mark between classes") << train.substr(0, middle) + test::tarEnd() + train.substr(middle) << val;
        QTest::newRow("no mark") << train.substr(0, train.size() - 1024) << val;
        QTest::newRow("mark in a class") << set.trainTar(test::tarEnd() + test::tarMember("n01440764_99.JPEG", "x"))
                                         << val;
        QTest::newRow("mark between validation pictures")
            << train << val.substr(0, val.size() - 1024 - 1536) + test::tarEnd() + val.substr(val.size() - 1536);
    }
    void archiveThatEndsInTheMiddleIsKept() {
        QFETCH(const std::string, train);
        QFETCH(const std::string, val);
        for (const bool alone : {false, true}) {
            Place place;
            test::writeText(place.train(), train);
            test::writeText(place.val(), val);
            if (alone && val != place.set.valTar())
                continue;
            if (alone)
                place.options.sources = {place.train()};
            place.options.deleteArchives = true;
            const std::string text = place.errorOf(ErrorKind::Data);
            QVERIFY2(!text.empty() && !text.starts_with("another"), text.c_str());
            QVERIFY(place.allArchivesAreThere());
            // The good ones of the same names, length and date are taken, and lead to right pictures.
            writeWithSameDate(place.train(), place.set.trainTar());
            writeWithSameDate(place.val(), place.set.valTar());
            place.options.sources = {place.archives()};
            const PrepareResult result = prepareImageNet(place.options);
            QVERIFY(result.complete && place.treeIsRight());
            QCOMPARE(result.deleted.size(), std::size_t{3});
        }
    }
    void trainingArchiveAloneIsDeletedOnlyWhenItsSumIsRight() {
        for (const bool vouched : {false, true}) {
            Place place;
            place.options.sources = {place.train()};
            place.options.deleteArchives = true;
            if (vouched) {
                place.options.sums.train = test::md5Of(place.train());
                place.options.verifyMd5 = true;
            }
            const PrepareResult result = prepareImageNet(place.options);
            QVERIFY(result.complete);
            QCOMPARE(fs::exists(place.train()), !vouched);
            QCOMPARE(anyHolds(result.notes, "was not deleted"), !vouched);
            QVERIFY(anyHolds(result.notes, "no validation pictures"));
        }
        Place place; // nor later, beside one that is gone
        place.options.sources = {place.train()};
        QVERIFY(prepareImageNet(place.options).complete);
        place.options.sources.push_back(place.root() + "/ILSVRC2012_img_train_2.tar");
        place.options.deleteArchives = true;
        const PrepareResult again = prepareImageNet(place.options);
        QVERIFY(again.complete && again.deleted.empty() && fs::exists(place.train()));
        QVERIFY(anyHolds(again.notes, "(--verify-md5)"));
        place.options.verifyMd5 = true; // as was advised
        place.options.sums.train = std::string(32, '0');
        QVERIFY(!place.errorOf(ErrorKind::Data).empty() && fs::exists(place.train()));
        place.options.sums.train = test::md5Of(place.train());
        std::stop_source stopped;
        stopped.request_stop();
        for (const bool compares : {false, true}) {
            place.options.verifyMd5 = compares;
            const PrepareResult held = prepareImageNet(place.options, {}, stopped.get_token());
            QVERIFY(held.deleted.empty() && anyHolds(held.notes, "it was stopped") && fs::exists(place.train()));
        }
        QCOMPARE(prepareImageNet(place.options).deleted.size(), std::size_t{1});
    }
    void anEarlierVersionsNoteOfARightSumIsAProof() {
        for (const bool compared : {false, true}) {
            Place place;
            place.options.sources = {place.train()};
            place.options.sums.train = test::md5Of(place.train());
            place.options.verifyMd5 = compared;
            QVERIFY(prepareImageNet(place.options).complete);
            const std::string note = place.options.out + "/.prepare.json", proof = compared ? ",1]" : ",0]";
            std::string text = readSmallFile(note, 1u << 20);
            const std::size_t at = text.find(proof, text.find("\"whole\""));
            QVERIFY(at != std::string::npos);
            test::writeText(note, text.replace(at, proof.size(), "]")); // it knew no sixth number
            place.options.verifyMd5 = false;
            place.options.sources.push_back(place.root() + "/ILSVRC2012_img_train_2.tar");
            place.options.deleteArchives = true;
            const PrepareResult again = prepareImageNet(place.options);
            QVERIFY(again.complete);
            QCOMPARE(again.deleted.size(), std::size_t{compared ? 1u : 0u});
        }
    }
    void wrongBytesOfTheRightSizeAreWrittenAnew_data() {
        QTest::addColumn<bool>("ended65");
        QTest::addColumn<bool>("sameDate");
        QTest::newRow("after damage, same date") << true << true;
        QTest::newRow("after damage, another date") << true << false;
        QTest::newRow("another archive") << false << false;
    }
    void wrongBytesOfTheRightSizeAreWrittenAnew() {
        QFETCH(const bool, ended65);
        QFETCH(const bool, sameDate);
        Place place;
        std::string bad = withWrongBytes(place.set.trainTar(), place.set.trainPicture(place.set.classes[1], 2));
        if (ended65)
            bad = test::zeroedFrom(bad, bad.find("n01443537.tar"));
        test::writeText(place.train(), bad);
        QCOMPARE(place.errorOf(ErrorKind::Data).empty(), !ended65);
        if (sameDate)
            writeWithSameDate(place.train(), place.set.trainTar());
        else
            test::writeText(place.train(), place.set.trainTar());
        fs::last_write_time(place.train(), fs::last_write_time(place.train()) + std::chrono::seconds(sameDate ? 0 : 3));
        place.options.deleteArchives = true;
        const PrepareResult result = prepareImageNet(place.options);
        QVERIFY(result.complete && place.treeIsRight());
        QCOMPARE(result.deleted.size(), std::size_t{3});
        QVERIFY(result.written < 17); // what was right was not written again
    }
    void sumFoundRightVouchesForNothingThatWasUnpackedBefore() {
        Place place;
        const std::string good = place.set.trainTar();
        test::writeText(place.train(), good);
        place.options.sums = {test::md5Of(place.train()), test::md5Of(place.val()), test::md5Of(place.devkit())};
        writeWithSameDate(place.train(), withWrongBytes(good, place.set.trainPicture(place.set.classes[0], 0)));
        QVERIFY(prepareImageNet(place.options).complete && !place.treeIsRight());
        writeWithSameDate(place.train(), good);
        place.options.verifyMd5 = true;
        QCOMPARE(prepareImageNet(place.options).written, std::int64_t{1});
        QVERIFY(place.treeIsRight());
        QCOMPARE(prepareImageNet(place.options).written, std::int64_t{0});
    }
    void emptiedCutAndChangedPicturesAreNotCalledThere() {
        Place place;
        prepareImageNet(place.options);
        fs::resize_file(place.picture(0, 0), 0);
        fs::resize_file(place.picture(1, 1), 300);
        const std::string changed = place.picture(3, 2);
        std::string bytes = readSmallFile(changed, 1u << 20);
        bytes[30] = '!';
        test::writeText(changed, bytes);
        fs::last_write_time(changed, fs::last_write_time(changed) + std::chrono::seconds(2));
        fs::resize_file(place.valPicture(2), 0);
        place.options.deleteArchives = true;
        const PrepareResult result = prepareImageNet(place.options);
        QCOMPARE(result.written, std::int64_t{4});
        QVERIFY(place.treeIsRight() && result.deleted.size() == 3);
        // Without archives nothing can be put right, and it is not called whole.
        fs::resize_file(place.picture(0, 0), 0);
        QVERIFY(place.errorOf(ErrorKind::Usage).find("Missing") != std::string::npos);
    }
    void archivesLeftByAnInterruptedDeletionStayWherePicturesChanged() {
        Place place;
        prepareImageNet(place.options);
        fs::remove(place.train());
        fs::remove(place.val());
        std::string bytes = readSmallFile(place.picture(1, 1), 1u << 20);
        bytes[30] = '!';
        test::writeText(place.picture(1, 1), bytes);
        fs::last_write_time(place.picture(1, 1), fs::last_write_time(place.picture(1, 1)) + std::chrono::seconds(2));
        place.options.deleteArchives = true;
        const PrepareResult result = prepareImageNet(place.options);
        QVERIFY(result.deleted.empty() && anyHolds(result.notes, "written anew") && fs::exists(place.devkit()));
    }
    void picturesOfAKilledJobAreComparedWithTheArchive() {
        Place place;
        for (const std::int64_t pictures : {5, 14}) {
            const pid_t child = ::fork();
            if (child == 0) {
                prepareImageNet(place.options, [&](const PrepareStatus& status) {
                    if (status.done == pictures)
                        ::kill(::getpid(), SIGKILL);
                });
                ::_exit(1);
            }
            int status = 0;
            QCOMPARE(::waitpid(child, &status, 0), child);
            QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
            const std::string there = place.picture(0, 0); // of the right size, as a lying disk leaves it
            test::writeText(there, std::string(fs::file_size(there), '\0'));
        }
        QVERIFY(prepareImageNet(place.options).complete && place.treeIsRight());
    }
    void flippedBitInTheDevkitIsFound() {
        Place place;
        const std::string good = readSmallFile(place.devkit(), 1u << 20);
        const ImageNetLists right = readDevkit(place.devkit());
        int told = 0;
        for (std::size_t at = 20; at < good.size(); at += 5) {
            std::string bad = good;
            bad[at] = static_cast<char>(bad[at] ^ 2);
            test::writeText(place.devkit(), bad);
            try { // some bits of packed content mean the same either way
                QVERIFY2(readDevkit(place.devkit()).valClass == right.valClass, std::to_string(at).c_str());
            } catch (const Error&) {
                ++told;
            }
        }
        QVERIFY2(told > 50, std::to_string(told).c_str());
    }
    void devkitThatIsNotThePublishedOneIsSaidToBe() {
        Place place;
        const PrepareResult other = prepareImageNet(place.options);
        QVERIFY(anyHolds(other.notes, "fa75699e90414af021442c21a62c3abf"));
        place.options.sums.devkit = test::md5Of(place.devkit());
        QVERIFY(!anyHolds(prepareImageNet(place.options).notes, "devkit"));
    }
    void rightDevkitAfterAWrongOneSortsAnew() {
        Place place;
        TinyImageNet wrong = place.set;
        wrong.truth = {3, 1, 4, 1, 1};
        wrong.classes[0].words = "not a crane";
        test::writeText(place.devkit(), wrong.devkit(wrong.metaMat()));
        QVERIFY(prepareImageNet(place.options).complete);
        test::writeText(place.devkit(), place.set.devkit(place.set.metaMat()));
        const PrepareResult result = prepareImageNet(place.options);
        QVERIFY(result.complete && place.treeIsRight());
        QVERIFY(anyHolds(result.notes, "were moved"));
        QCOMPARE(openImageFolder({place.options.out, {}, 0.1, 0}).classes[2].name, std::string("crane (n02012849)"));
    }
    void classesOfAWrongDevkitLeaveNothingBehind() {
        Place place;
        TinyImageNet wrong = place.set;
        wrong.classes[3].id = "n09999999";
        wrong.classes[2].id = "n08888888";
        test::writeText(place.devkit(), wrong.devkit(wrong.metaMat()));
        QVERIFY(place.errorOf(ErrorKind::Data).find("refused") != std::string::npos);
        fs::create_directories(place.options.out + "/train/n07777777"); // as an older version left them
        test::writeText(place.devkit(), place.set.devkit(place.set.metaMat()));
        QVERIFY(prepareImageNet(place.options).complete);
        QVERIFY(place.treeIsRight());
        for (const char* id : {"n09999999", "n08888888", "n07777777"})
            QVERIFY(!fs::exists(place.options.out + "/train/" + id) && !fs::exists(place.options.out + "/val/" + id));
    }
    void whatIsNotOfThisSetIsNamed() {
        Place place;
        prepareImageNet(place.options);
        const std::string train = place.options.out + "/train/", val = place.options.out + "/val/";
        place.options.deleteArchives = true;
        for (const auto& [stranger, named] :
             {std::pair{train + "n01440764/holiday.jpg", std::string("train/n01440764/holiday.jpg")},
              {val + place.valClass(0) + "/" + place.set.valPicture(3), place.set.valPicture(3)},
              {train + "n01440764/more/1.JPEG", std::string("train/n01440764/more")},
              {val + "loose.JPEG", std::string("val/loose.JPEG")}}) {
            test::writeText(stranger, "not of this set");
            const std::string text = place.errorOf(ErrorKind::Data);
            QVERIFY2(text.find(named) != std::string::npos, text.c_str());
            QVERIFY(place.allArchivesAreThere() && fs::exists(stranger));
            fs::remove_all(named.ends_with("more") ? train + "n01440764/more" : stranger);
        }
        // Named as one of the set, but in no archive.
        const std::string extra = place.options.out + "/train/n01440764/n01440764_99.JPEG";
        test::writeText(extra, "x");
        QVERIFY(place.errorOf(ErrorKind::Data).find("n01440764_99.JPEG") != std::string::npos);
        QVERIFY(place.allArchivesAreThere());
    }
    void classesThatDifferWithAnEqualSumAreTold() {
        Place place;
        TinyImageNet other = place.set;
        --other.classes[0].train;
        ++other.classes[1].train;
        test::writeText(place.train(), other.trainTar());
        place.options.deleteArchives = true;
        const std::string text = place.errorOf(ErrorKind::Data);
        QVERIFY2(text.find("n02012849 (2 of 3)") != std::string::npos, text.c_str());
        QVERIFY2(text.find("n01440764 (5 of 4)") != std::string::npos, text.c_str());
        QVERIFY(place.allArchivesAreThere());
    }
    void namesThatComeTwiceAreTold() {
        const TinyImageNet set;
        const std::string picture = set.trainPicture(set.classes[1], 0);
        for (const bool whole : {false, true}) {
            Place place;
            test::writeText(place.train(), whole ? set.trainTar({}, test::tarMember(set.classes[0].id + ".tar",
                                                                                    set.classTar(set.classes[0])))
                                                 : set.trainTar(test::tarMember(picture, "another one")));
            const std::string text = place.errorOf(ErrorKind::Data);
            QVERIFY2(text.find("came before") != std::string::npos, text.c_str());
            QVERIFY(readSmallFile(place.picture(1, 0), 1u << 20) == TinyImageNet::pictureOf(picture));
        }
    }
    void kagglesEmptyPicturesAndCutListsAreTold() {
        Place place;
        const std::string kaggle = place.root() + "/kaggle", data = kaggle + "/ILSVRC/Data/CLS-LOC";
        place.set.writeKaggle(kaggle);
        place.options.sources = {kaggle};
        const std::string empty = data + "/train/n01440764/n01440764_10.JPEG";
        test::writeText(empty, "");
        QVERIFY(place.errorOf(ErrorKind::Data).find("n01440764_10.JPEG: it is empty") != std::string::npos);
        test::writeText(empty, TinyImageNet::pictureOf("n01440764_10.JPEG"));
        for (const char* list : {"/LOC_val_solution.csv", "/LOC_synset_mapping.txt"}) {
            const std::string text = readSmallFile(kaggle + list, 1u << 20);
            test::writeText(kaggle + list, text.substr(0, text.rfind('\n', text.size() - 2) + 1));
            const std::string told = place.errorOf(ErrorKind::Data);
            QVERIFY2(told.find("cut off") != std::string::npos && told.find(list) != std::string::npos, told.c_str());
            test::writeText(kaggle + list, text);
        }
        QVERIFY(prepareImageNet(place.options).complete && place.treeIsRight());
    }
    void oneArchiveGivenTwiceIsNoGuess() {
        Place place;
        const std::string other = place.root() + "/ILSVRC2012_img_val.tar";
        fs::copy_file(place.val(), other);
        place.options.sources = {place.train(), place.val(), place.devkit(), other};
        QVERIFY(place.errorOf(ErrorKind::Usage).find("given twice") != std::string::npos);
        place.options.sources.back() = place.val();
        QVERIFY(prepareImageNet(place.options).complete);
    }
    void archiveThatChangesWhileItIsReadIsKept() {
        Place place;
        place.options.deleteArchives = true;
        const PrepareResult result = prepareImageNet(place.options, [&](const PrepareStatus& status) {
            if (status.done == 3)
                fs::last_write_time(place.train(), fs::last_write_time(place.train()) + std::chrono::seconds(5));
        });
        QVERIFY(fs::exists(place.train()) && anyHolds(result.notes, "changed while"));
        QCOMPARE(result.deleted.size(), std::size_t{2});
    }
};

QTEST_APPLESS_MAIN(PrepareProofTest)
#include "tst_prepare_proof.moc"
