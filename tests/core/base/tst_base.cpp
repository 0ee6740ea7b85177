// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/csv.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/random.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/base/thread.h"
#include "core/base/unicode_form.h"

using namespace studio;

class TestBase final : public QObject {
    Q_OBJECT

private:
    std::string path(const char* name) const { return dir_.filePath(QLatin1String(name)).toStdString(); }
    static std::vector<std::string> namesIn(const std::string& folder) {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(folder))
            names.push_back(entry.path().filename().string());
        return names;
    }

private Q_SLOTS:
    void columnsAreCountedAsATerminalShowsThem() {
        QCOMPARE(displayWidth("abc"), std::size_t{3});
        QCOMPARE(displayWidth("caf\xC3\xA9"), std::size_t{4});
        QCOMPARE(displayWidth("cafe\xCC\x81"), std::size_t{4});             // the accent is a mark of its own
        QCOMPARE(displayWidth("\xE7\x8C\xAB\xE7\x8A\xAC"), std::size_t{4}); // two wide ones
        QCOMPARE(displayWidth("\xE9"
                              "x"),
                 std::size_t{2}); // no UTF-8
        QCOMPARE(paddedTo(6, "\xE7\x8C\xAB"), std::string("\xE7\x8C\xAB    "));
        QCOMPARE(paddedTo(2, "abc"), std::string("abc"));
        QCOMPARE(displayText("a\xC2\x9B"
                             "2J\x1B[2J"),
                 std::string("a 2J [2J"));
    }

    void aSpreadsheetGetsTextsAndNumbersAndNoFormula() {
        for (const char* text : {"=1+1", "@SUM(A1)", "+cmd", "-2+3", "-A1", "\t=1"})
            QCOMPARE(csvText(text), "'" + std::string(text));
        for (const char* text : {"-0.5", "+3", "-1e-05", "-", "", "a=b", "baseline-2"})
            QCOMPARE(csvText(text), std::string(text));
        QCOMPARE(csvText("=a,b"), std::string("\"'=a,b\""));
        QCOMPARE(csvField("=a"), std::string("=a"));
    }

    void bytesSurviveEscaping_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("plain") << QByteArray("cat/0001.jpg");
        QTest::newRow("utf-8") << QByteArray("caf\xC3\xA9");
        QTest::newRow("latin-1") << QByteArray("caf\xE9");
        QTest::newRow("percent") << QByteArray("100%41");
        QTest::newRow("newline and quote") << QByteArray("a\nb\"c");
        QTest::newRow("overlong and surrogate") << QByteArray("\xC0\x80\xED\xA0\x80");
        QTest::newRow("cut utf-8") << QByteArray("\xE2\x82");
    }
    void bytesSurviveEscaping() {
        QFETCH(QByteArray, bytes);
        const std::string escaped = escapeBytes(bytes.toStdString());
        QCOMPARE(QByteArray::fromStdString(unescapeBytes(escaped)), bytes);
        QCOMPARE(QString::fromStdString(escaped).toUtf8().toStdString(), escaped); // valid UTF-8
        QVERIFY(escaped.find('\n') == std::string::npos);
    }
    void malformedEscapesAreRefused() {
        for (const char* text : {"%", "%4", "%zz", "a%"})
            QVERIFY_THROWS_EXCEPTION(Error, unescapeBytes(text));
    }
    void namesAreShownWithoutControlCharacters() {
        QCOMPARE(displayText("a\nb\xE9"), std::string("a b\xEF\xBF\xBD"));
        QCOMPARE(baseName("/a/b/"), std::string("b"));
        QCOMPARE(baseName("/"), std::string("/"));
    }
    void numbersReadWell() {
        QCOMPARE(grouped(1'281'167), std::string("1,281,167"));
        QCOMPARE(grouped(-1000), std::string("-1,000"));
        QCOMPARE(grouped(999), std::string("999"));
        QCOMPARE(byteText(196'000'000), std::string("196 MB"));
        QCOMPARE(byteText(1'200'000'000), std::string("1.2 GB"));
        QCOMPARE(durationText(38), std::string("38 s"));
        QCOMPARE(durationText(372), std::string("6 min 12 s"));
        QCOMPARE(durationText(176'220), std::string("2 d 0 h 57 min"));
    }
    void digestsMatchThePublishedVectors() {
        QCOMPARE(sha256Hex(std::string()),
                 std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QCOMPARE(sha256Hex(std::string("abc")),
                 std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }
    void foreignErrorsLoseTheirBacktrace() {
        const std::runtime_error error("bad shape\nException raised from f at x.cpp:1\nframe #0: ...");
        QCOMPARE(messageOf(error).title, std::string("bad shape"));
        QCOMPARE(Error(ErrorKind::Io, Message{"a", "b", "c.", "d."}).message().text(), std::string("a: b. c. d."));
    }

    void randomStreamsDependOnTheirKeyAlone() {
        using P = CounterRandom::Purpose;
        const auto first = [](std::uint64_t seed, P purpose, std::uint32_t epoch, std::uint64_t index) {
            return CounterRandom(seed, purpose, epoch, index).next32();
        };
        QCOMPARE(first(1, P::Crop, 2, 3), first(1, P::Crop, 2, 3));
        QVERIFY(first(1, P::Crop, 2, 3) != first(2, P::Crop, 2, 3));
        QVERIFY(first(1, P::Crop, 2, 3) != first(1, P::Flip, 2, 3));
        QVERIFY(first(1, P::Crop, 2, 3) != first(1, P::Crop, 3, 3));
        QVERIFY(first(1, P::Crop, 2, 3) != first(1, P::Crop, 2, 4));
    }
    void randomNumbersAreEven() {
        CounterRandom random(5, CounterRandom::Purpose::Sample, 0, 0);
        int counts[7] = {};
        double sum = 0;
        for (int i = 0; i < 70'000; ++i) {
            ++counts[random.below(7)];
            const double u = random.uniform();
            QVERIFY(u >= 0 && u < 1);
            sum += u;
        }
        for (const int count : counts)
            QVERIFY(std::abs(count - 10'000) < 500); // five standard deviations
        QVERIFY(std::abs(sum / 70'000 - 0.5) < 0.006);
    }

    void aFileIsReplacedWholeOrNotAtAll() {
        const std::string file = path("a.txt");
        writeFileAtomically(file, "old");
        {
            AtomicFile half(file);
            half.write(std::string_view("new but never committed"));
        }
        QCOMPARE(readSmallFile(file, 100), std::string("old"));
        QVERIFY(!std::filesystem::exists(file + ".partial"));
        writeFileAtomically(file, "new");
        QCOMPARE(readSmallFile(file, 100), std::string("new"));
    }
    void aPartialFileOfAKilledWriterIsNoObstacle() {
        const std::string file = path("b.txt");
        writeFileAtomically(file + ".partial", "rubbish");
        writeFileAtomically(file, "good");
        QCOMPARE(readSmallFile(file, 100), std::string("good"));
    }
    void writersOfOneFileNeverMix() {
        const std::string file = path("shared.json");
        AtomicFile slow(file);
        slow.write(std::string_view("half of"));
        writeFileAtomically(file, "fast");
        QCOMPARE(readSmallFile(file, 100), std::string("fast"));
        AtomicFile given(file); // one more of the same process, that is given up
        given.write(std::string_view("nothing"));
        slow.write(std::string_view(" the slow one"));
        slow.commit();
        QCOMPARE(readSmallFile(file, 100), std::string("half of the slow one"));
    }
    void manyThreadsAndProcessesWriteOneFile() {
        const std::string folder = path("many"), file = folder + "/shared.json";
        std::filesystem::create_directories(folder);
        const auto write = [&](char mark) {
            for (int i = 1; i <= 100; ++i)
                writeFileAtomically(file, std::string(static_cast<std::size_t>(i) * 501, mark));
        };
        std::vector<pid_t> children;
        for (const char mark : {'a', 'b', 'c'}) {
            const pid_t child = ::fork();
            QVERIFY(child >= 0);
            if (child == 0) {
                try {
                    write(mark);
                } catch (const std::exception&) {
                    ::_exit(1);
                }
                ::_exit(0);
            }
            children.push_back(child);
        }
        std::atomic<int> failed{0}, running{3};
        std::vector<std::jthread> threads;
        for (const char mark : {'d', 'e', 'f'}) {
            threads.push_back(startThread([&, mark] {
                try {
                    write(mark);
                } catch (const std::exception&) {
                    ++failed;
                }
                --running;
            }));
        }
        while (running > 0) {
            std::error_code missing;
            if (!std::filesystem::exists(file, missing))
                continue;
            const std::string content = readSmallFile(file, 1u << 20);
            QVERIFY(!content.empty() && content.size() % 501 == 0);
            QCOMPARE(content.find_first_not_of(content[0]), std::string::npos);
        }
        threads.clear();
        for (const pid_t child : children) {
            int status = -1;
            QCOMPARE(::waitpid(child, &status, 0), child);
            QCOMPARE(status, 0);
        }
        QCOMPARE(failed.load(), 0);
        QCOMPARE(namesIn(folder), std::vector<std::string>{"shared.json"});
    }
    void whatAKilledWriterLeftMakesRoom() {
        const std::string folder = path("killed"), file = folder + "/note.json";
        std::filesystem::create_directories(folder);
        const pid_t child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            AtomicFile half(file);
            half.write(std::string_view("half"));
            ::raise(SIGKILL);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status));
        QCOMPARE(namesIn(folder), std::vector<std::string>{"note.json.partial"});
        writeFileAtomically(file, "whole");
        QCOMPARE(readSmallFile(file, 100), std::string("whole"));
        QCOMPARE(namesIn(folder), std::vector<std::string>{"note.json"});
    }
    void aLinkInThePlaceOfTheTemporaryFileIsNotWrittenThrough() {
        const std::string file = path("linked.txt"), victim = path("victim.txt");
        writeFileAtomically(victim, "years of work");
        std::filesystem::create_symlink(victim, file + ".partial");
        writeFileAtomically(file, "mine");
        QCOMPARE(readSmallFile(victim, 100), std::string("years of work"));
        QCOMPARE(readSmallFile(file, 100), std::string("mine"));
        QCOMPARE(mkfifo((file + ".partial").c_str(), 0600), 0);
        writeFileAtomically(file, "again");
        QCOMPARE(readSmallFile(file, 100), std::string("again"));
        std::filesystem::create_directories(file + ".partial/in the way");
        QVERIFY_THROWS_EXCEPTION(Error, writeFileAtomically(file, "third"));
        QCOMPARE(readSmallFile(file, 100), std::string("again"));
    }
    void aDescriptorIsClosedByItsLastOwner() {
        const std::string file = path("owned.txt");
        writeFileAtomically(file, "0123456789");
        int number = -1;
        {
            FileDescriptor first = openToRead(file);
            QVERIFY(first.isOpen());
            number = first.get();
            FileDescriptor second = std::move(first);
            QVERIFY(second.get() == number && ::fcntl(number, F_GETFD) >= 0);
        }
        QCOMPARE(::fcntl(number, F_GETFD), -1);
        const FileDescriptor again = openToRead(file);
        std::array<std::byte, 8> bytes{};
        QCOMPARE(readAt(again.get(), bytes, 0).value_or(99), std::size_t{8});
        QCOMPARE(readAt(again.get(), bytes, 6).value_or(99), std::size_t{4}); // as much as there is
        QCOMPARE(readAt(again.get(), bytes, 50).value_or(99), std::size_t{0});
        QVERIFY(!readAt(-1, bytes, 0) && errno == EBADF);
        QVERIFY(writeAllAt(again.get(), bytes, 0) == 0 && errno == EBADF); // open for reading alone
        QCOMPARE(readThrough(again.get()), 0);
        QCOMPARE(readThrough(openFolder(path("")).get()), EISDIR);
        QVERIFY(isStillNamed(again.get(), file));
        writeFileAtomically(file, "replaced");
        QVERIFY(!isStillNamed(again.get(), file));
    }
    void shortWritesAreContinued() {
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        FileDescriptor in(ends[0]), out(ends[1]);
        const std::vector<std::byte> sent(1u << 20, std::byte{7}); // more than a pipe holds
        std::size_t got = 0;
        std::jthread reader = startThread([&] {
            std::array<std::byte, 1000> some{};
            while (const ssize_t bytes = readSome(in.get(), some))
                got += static_cast<std::size_t>(bytes);
        });
        QCOMPARE(writeAll(out.get(), sent), sent.size());
        out.close();
        reader.join();
        QCOMPARE(got, sent.size());
    }
    void theNearestFolderThatExistsIsFound() {
        const std::string here = std::filesystem::absolute(path("")).parent_path().string();
        QCOMPARE(nearestExisting(here + "/not/yet/made"), here);
        QCOMPARE(nearestExisting(here), here);
        QCOMPARE(nearestExisting("/no such folder/at all"), std::string("/"));
        QCOMPARE(nearestExisting("not made here"), std::filesystem::current_path().string());
        QVERIFY(freeBytes(here + "/not/yet/made") > 0);
        QCOMPARE(folderOf("a"), std::string("."));
        QCOMPARE(folderOf("/a"), std::string("/"));
        QCOMPARE(folderOf("b/a"), std::string("b"));
    }
    void aFullDiskLeavesTheOldFileAndSaysSo() {
        const std::string file = path("c.txt");
        writeFileAtomically(file, "old");
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        rlimit small = before;
        small.rlim_cur = 4096;
        setrlimit(RLIMIT_FSIZE, &small);
        ErrorKind kind = ErrorKind::Internal;
        std::string text;
        try {
            writeFileAtomically(file, std::string(100'000, 'x'));
        } catch (const Error& error) {
            kind = error.kind();
            text = error.what();
        }
        setrlimit(RLIMIT_FSIZE, &before);
        QCOMPARE(kind, ErrorKind::DiskFull);
        QVERIFY(text.find("c.txt") != std::string::npos);
        QCOMPARE(readSmallFile(file, 100), std::string("old"));
        QVERIFY(!std::filesystem::exists(file + ".partial"));
    }
    void aFifoIsRefusedWithoutWaiting() {
        const std::string fifo = path("fifo");
        QCOMPARE(mkfifo(fifo.c_str(), 0600), 0);
        QVERIFY_THROWS_EXCEPTION(Error, readSmallFile(fifo, 100));
        QVERIFY_THROWS_EXCEPTION(Error, readSmallFile(path("nowhere"), 100));
        QVERIFY_THROWS_EXCEPTION(Error, writeFileAtomically(path("nowhere/x"), "y"));
        QVERIFY_THROWS_EXCEPTION(Error, readSmallFile(path("a.txt"), 2));
    }

private:
    QTemporaryDir dir_;
};

QTEST_APPLESS_MAIN(TestBase)
#include "tst_base.moc"
