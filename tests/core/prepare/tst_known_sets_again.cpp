// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTest>

#include "core/base/file.h"
#include "core/base/sha256.h"
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
using test::SeenRequest;
using test::together;
using test::treeOf;
namespace fs = std::filesystem;

namespace {

/// How many pictures still get their name before this process dies by a signal; below 0 = all.
int renamesBeforeDeath = -1;

} // namespace

// In place of the C library's: the code under test is in this program, and so asks this one.
extern "C" int renameat(int from, const char* name, int to, const char* newName) noexcept {
    if (renamesBeforeDeath >= 0 && renamesBeforeDeath-- == 0)
        ::kill(::getpid(), SIGKILL);
    return static_cast<int>(::syscall(SYS_renameat2, from, name, to, newName, 0));
}

/// What earlier calls left: the same call goes on, another one does not take it for its own.
class KnownSetsAgainTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void secondCallHasNothingToDo() {
        Place place;
        place.archive("a.zip", test::zipOf(classFolders("set/")));
        QVERIFY(!getKnownSet(place.options).wasThere);
        fs::remove(place.options.source);
        const GetResult again = getKnownSet(place.options);
        QVERIFY(again.complete && again.wasThere);
        QCOMPARE(again.train, std::int64_t{4});
        fs::remove(place.options.out + "/train/cat/0.jpg");
        QVERIFY(place.errorOf(ErrorKind::Data).find("not complete any more") != std::string::npos);
        place.archive("other.zip", test::zipOf(classFolders("")));
        QVERIFY(place.errorOf(ErrorKind::Usage).find("a.zip") != std::string::npos);
    }
    void anotherArchiveOfTheSameNameIsAnotherSet() {
        Place place;
        place.archive("set.tar", test::tarOf(classFolders("")));
        getKnownSet(place.options);
        const std::string first = place.options.source;
        place.archive("b/set.tar", test::tarOf(classFolders("", 3)));
        QVERIFY(place.errorOf(ErrorKind::Usage).find("another one of this name") != std::string::npos);
        fs::rename(first, place.options.source); // moved, it is the same
        QVERIFY(getKnownSet(place.options).wasThere);
        place.archive("b/set.tar", test::tarOf(classFolders("", 4))); // a new one in its place
        QVERIFY(place.errorOf(ErrorKind::Usage).find("another data set") != std::string::npos);

        Place fetched;
        HttpServer server(test::serveFiles({{"/set.php?id=1", test::tarOf(classFolders(""))},
                                            {"/set.php?id=1&Signature=x", test::tarOf(classFolders(""))}}));
        fetched.options.source = server.url("/set.php?id=1");
        getKnownSet(fetched.options);
        fetched.options.source = server.url("/set.php?id=1&Signature=x");
        QVERIFY(getKnownSet(fetched.options).wasThere);
        fetched.options.source = server.url("/set.php?id=2");
        QVERIFY(fetched.errorOf(ErrorKind::Usage).find("another data set") != std::string::npos);
    }
    void halfOfAnotherArchiveOfTheSameNameIsNotGoneOnWith() {
        Place place;
        const Members cats{{"set/cat/1.jpg", "a"}, {"set/cow/2.jpg", "b"}},
            dogs{{"set/dog/1.jpg", "a"}, {"set/doe/2.jpg", "b"}};
        for (const Members& members : {cats, dogs}) { // of one length
            place.archive("set.tar", test::tarOf(members));
            fs::last_write_time(place.options.source,
                                fs::file_time_type() + std::chrono::seconds(members == cats ? 1 : 2));
            std::stop_source stop;
            const auto watch = [&](const GetStatus& status) {
                if (status.stage == GetStatus::Stage::Unpack && members == cats)
                    stop.request_stop();
            };
            QCOMPARE(getKnownSet(place.options, watch, stop.get_token()).complete, members == dogs);
        }
        QVERIFY(place.tree() == (std::set<std::string>{".get.json", "train/doe/2.jpg", "train/dog/1.jpg"}));
    }
    void folderWithOtherThingsIsLeftAlone() {
        Place place;
        place.archive("a.zip", test::zipOf(classFolders("")));
        test::writeText(place.options.out + "/train/mine/1.jpg", "mine");
        QVERIFY(place.errorOf(ErrorKind::Usage).find("not empty") != std::string::npos);
        QCOMPARE(place.tree().size(), std::size_t{1});
    }
    void stoppedAnywhereItGoesOn() {
        const std::string bytes = test::gzipped(test::tarOf(classFolders("set/", 40)));
        HttpServer server(test::serveFiles({{"/set.tgz", bytes}}));
        for (int after = 0; after < 12; ++after) {
            Place place;
            place.options.source = server.url("/set.tgz");
            std::stop_source stop;
            int calls = 0;
            const auto watch = [&](const GetStatus&) {
                if (calls++ == after)
                    stop.request_stop();
            };
            const GetResult first = getKnownSet(place.options, watch, stop.get_token());
            QVERIFY(first.complete || !fs::exists(place.options.out + "/train"));
            const GetResult second = getKnownSet(place.options);
            QVERIFY(second.complete);
            QCOMPARE(second.train, std::int64_t{80});
            QCOMPARE(place.tree().size(), std::size_t{81});
        }
    }
    void killedAnywhereItGoesOn() {
        Place place;
        place.archive("set.tar", test::tarOf(classFolders("set/", 300)));
        std::ptrdiff_t there = 0;
        for (const int more : {0, 149, 1, 170, 279}) { // at the first picture, in both classes, at the last one
            const pid_t child = ::fork();
            if (child == 0) {
                renamesBeforeDeath = more;
                getKnownSet(place.options);
                ::_exit(1);
            }
            int status = 0;
            QCOMPARE(::waitpid(child, &status, 0), child);
            QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
            QVERIFY(!fs::exists(place.options.out + "/train"));
            const std::set<std::string> left = treeOf(place.options.out + "/.unpacking/train");
            there += more; // what an earlier round wrote is not written again
            QCOMPARE(std::count_if(left.begin(), left.end(), [](const auto& name) { return name.ends_with(".jpg"); }),
                     there);
            QCOMPARE(std::ssize(left), there + 1); // and one that has no name yet
        }
        QCOMPARE(getKnownSet(place.options).train, std::int64_t{600});
        QCOMPARE(place.tree().size(), std::size_t{601});
    }
    void moveThatWasInterruptedIsFinished() {
        Place place;
        place.archive("a.tar", test::tarOf(together(classFolders("train/"), classFolders("val/", 1))));
        getKnownSet(place.options);
        const std::string out = place.options.out; // as after the first of the moves
        fs::create_directories(out + "/.unpacking");
        fs::rename(out + "/train", out + "/.unpacking/train");
        fs::rename(out + "/.get.json", out + "/.unpacking/.get.json");
        fs::remove(place.options.source);
        QVERIFY(getKnownSet(place.options).complete);
        QVERIFY(place.tree() == kSplit);
    }
    void folderOfAnotherArchiveIsNotGoneOnWith() {
        Place place;
        place.archive("a.tar", test::tarOf(classFolders("set/")));
        test::writeText(place.options.out + "/.unpacking/train/mouse/1.jpg", "of another archive");
        QVERIFY(getKnownSet(place.options).complete);
        QVERIFY(place.tree() == kPlain);
        Place linked;
        linked.archive("a.tar", test::tarOf(classFolders("set/")));
        fs::create_directories(linked.options.out);
        fs::create_directories(linked.root() + "/elsewhere");
        fs::create_directory_symlink(linked.root() + "/elsewhere", linked.options.out + "/.unpacking");
        QVERIFY(!linked.errorOf(ErrorKind::Data).starts_with("another"));
        QVERIFY(fs::is_empty(linked.root() + "/elsewhere"));
    }
    void damagedArchiveWithoutASumIsFetchedAgain() {
        std::string bytes = test::tarOf(classFolders("set/"));
        bool cut = true;
        HttpServer server([&](const SeenRequest&) { return test::says(200, cut ? bytes.substr(0, 1'300) : bytes); });
        Place place;
        place.options.source = server.url("/set.tar");
        QVERIFY(place.errorOf(ErrorKind::Data).find("cut off") != std::string::npos);
        cut = false;
        QVERIFY(getKnownSet(place.options).complete);
    }
    void filesOfAForeignFolderAreNeitherTakenNorDeleted() {
        const std::string bytes = test::tarOf(classFolders("set/"));
        HttpServer server(test::serveFiles({{"/set.tar", bytes}}));
        Place place;
        place.options.source = server.url("/set.tar");
        place.options.downloads = place.root() + "/Downloads";
        const std::string file = place.options.downloads + "/set.tar";
        // Nobody vouches for it, though it would do; then the sum says that it is another one.
        test::writeText(file, bytes);
        QVERIFY(place.errorOf(ErrorKind::Usage).find("set.tar") != std::string::npos);
        QVERIFY(readSmallFile(file, 1u << 20) == bytes);
        test::writeText(file, "mine");
        place.options.sums = {{}, sha256Hex(bytes)};
        QVERIFY(place.errorOf(ErrorKind::Usage).find("left as it is") != std::string::npos);
        QCOMPARE(readSmallFile(file, 100), std::string("mine"));
        fs::remove(file);
        test::writeText(file + ".part", "a browser's");
        QVERIFY(place.errorOf(ErrorKind::Usage).find(".part") != std::string::npos);
        QCOMPARE(readSmallFile(file + ".part", 100), std::string("a browser's"));
        fs::remove(file + ".part");
        QVERIFY(server.requests().empty());
        // The right one is taken, and stays.
        test::writeText(file, bytes);
        QVERIFY(getKnownSet(place.options).complete);
        QVERIFY(readSmallFile(file, 1u << 20) == bytes && server.requests().empty());
    }
    void damagedFileOfAForeignFolderIsKept() {
        const std::string bytes = test::tarOf({{"a.txt", "x"}}); // no class folders in it
        Place place;
        place.options.source = "http://127.0.0.1:9/set.tar";
        place.options.downloads = place.root() + "/Downloads";
        place.options.sums = {{}, sha256Hex(bytes)};
        test::writeText(place.options.downloads + "/set.tar", bytes);
        QVERIFY(place.errorOf(ErrorKind::Data).find("no class folders") != std::string::npos);
        QVERIFY(fs::exists(place.options.downloads + "/set.tar"));
    }
    void archiveFetchedToAForeignFolderIsOursUntilItIsUnpacked() {
        HttpServer server(test::serveFiles({{"/set.tar", test::tarOf(classFolders("set/", 40))}}));
        Place place;
        place.options.source = server.url("/set.tar");
        place.options.downloads = place.root() + "/Downloads";
        test::writeText(place.options.downloads + "/other.txt", "mine");
        std::stop_source stop;
        const auto watch = [&](const GetStatus& status) {
            if (status.stage == GetStatus::Stage::Unpack)
                stop.request_stop();
        };
        QVERIFY(!getKnownSet(place.options, watch, stop.get_token()).complete);
        QVERIFY(fs::exists(place.options.downloads + "/set.tar"));
        QVERIFY(getKnownSet(place.options).complete); // the same call goes on
        QCOMPARE(treeOf(place.options.downloads), std::set<std::string>{"other.txt"});
        QCOMPARE(server.requests().size(), std::size_t{1});
        QCOMPARE(place.tree().size(), std::size_t{81});
    }
    void fetchedArchiveCanBeKept() {
        HttpServer server(test::serveFiles({{"/set.tar", test::tarOf(classFolders("set/"))}}));
        Place place;
        place.options.source = server.url("/set.tar");
        place.options.downloads = place.root() + "/kept";
        place.options.keepArchive = true;
        getKnownSet(place.options);
        QVERIFY(fs::exists(place.root() + "/kept/set.tar"));
    }
};

QTEST_GUILESS_MAIN(KnownSetsAgainTest)
#include "tst_known_sets_again.moc"
