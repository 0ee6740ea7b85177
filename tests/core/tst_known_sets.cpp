// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <set>

#include <QTemporaryDir>
#include <QTest>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/data/download.h"
#include "core/data/image_folder.h"
#include "core/data/known_sets.h"
#include "tests/support/http_server.h"
#include "tests/support/set_archives.h"

using namespace studio;
using test::Answer;
using test::HttpServer;
using test::Members;
using test::SeenRequest;
namespace fs = std::filesystem;

namespace {

/// Files below a folder, hidden ones too, relative to it.
std::set<std::string> treeOf(const std::string& folder) {
    std::set<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_symlink() || !entry.is_directory())
            files.insert(fs::relative(entry.path(), folder).string());
    }
    return files;
}

struct Place {
    QTemporaryDir dir;
    GetOptions options;
    Place() { options.out = root() + "/out"; }
    ~Place() { // QTemporaryDir cannot remove names that are no UTF-8
        std::error_code error;
        fs::remove_all(root(), error);
    }
    std::string root() const { return dir.path().toStdString(); }
    void archive(const std::string& name, const std::string& bytes) {
        options.source = root() + "/" + name;
        test::writeText(options.source, bytes);
    }
    std::set<std::string> tree() const { return treeOf(options.out); }
    std::string errorOf(ErrorKind kind) {
        try {
            getKnownSet(options);
        } catch (const Error& error) {
            return error.kind() == kind ? error.message().text() : "another kind: " + error.message().text();
        }
        return {};
    }
    /// Nothing but what was put there lies beside OUT, and no picture in it.
    bool nothingCame() const {
        for (const auto& entry : fs::directory_iterator(root())) {
            if (entry.path() != options.out && entry.path() != options.source)
                return false;
        }
        for (const std::string& file : tree()) {
            if (file != ".unpacking/.from")
                return false;
        }
        return true;
    }
};

Members classFolders(const std::string& before, int perClass = 2) {
    Members members;
    for (const char* name : {"cat", "dog"}) {
        for (int i = 0; i < perClass; ++i)
            members.emplace_back(before + name + "/" + std::to_string(i) + ".jpg",
                                 std::string(name) + std::to_string(i));
    }
    return members;
}

Members together(Members a, const Members& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

const std::set<std::string> kPlain{".get.json", "train/cat/0.jpg", "train/cat/1.jpg", "train/dog/0.jpg",
                                   "train/dog/1.jpg"};
const std::set<std::string> kSplit{".get.json",       "train/cat/0.jpg", "train/cat/1.jpg", "train/dog/0.jpg",
                                   "train/dog/1.jpg", "val/cat/0.jpg",   "val/dog/0.jpg"};

KnownSet cifarSet(const test::TinyCifar& tiny) {
    KnownSet set = *findKnownSet(tiny.hundred ? "cifar100" : "cifar10");
    set.sums = {};
    set.exact = false;
    set.train = tiny.perBatch * (tiny.hundred ? 1 : 5);
    set.val = tiny.test;
    set.classes = 0; // a few pictures do not have all of them
    return set;
}

/// How many pictures still get their name before this process dies by a signal; below 0 = all.
int renamesBeforeDeath = -1;

} // namespace

// In place of the C library's: the code under test is in this program, and so asks this one.
extern "C" int renameat(int from, const char* name, int to, const char* newName) noexcept {
    if (renamesBeforeDeath >= 0 && renamesBeforeDeath-- == 0)
        ::kill(::getpid(), SIGKILL);
    return static_cast<int>(::syscall(SYS_renameat2, from, name, to, newName, 0));
}

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
        const Members cats{{"set/cat/1.jpg", "a"}, {"set/cat/2.jpg", "b"}},
            dogs{{"set/dog/1.jpg", "a"}, {"set/dog/2.jpg", "b"}};
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
        QVERIFY(place.tree() == (std::set<std::string>{".get.json", "train/dog/1.jpg", "train/dog/2.jpg"}));
    }
    void folderWithOtherThingsIsLeftAlone() {
        Place place;
        place.archive("a.zip", test::zipOf(classFolders("")));
        test::writeText(place.options.out + "/train/mine/1.jpg", "mine");
        QVERIFY(place.errorOf(ErrorKind::Usage).find("not empty") != std::string::npos);
        QCOMPARE(place.tree().size(), std::size_t{1});
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

QTEST_GUILESS_MAIN(KnownSetsTest)
#include "tst_known_sets.moc"
