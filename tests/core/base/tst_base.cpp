// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <cstring>
#include <filesystem>
#include <sys/resource.h>
#include <sys/stat.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/sha256.h"
#include "core/base/text.h"

using namespace studio;

class TestBase final : public QObject {
    Q_OBJECT

private:
    std::string path(const char* name) const { return dir_.filePath(QLatin1String(name)).toStdString(); }

private Q_SLOTS:
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
            QVERIFY_EXCEPTION_THROWN(unescapeBytes(text), Error);
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
        double sum = 0, squares = 0;
        for (int i = 0; i < 70'000; ++i) {
            ++counts[random.below(7)];
            const double u = random.uniform();
            QVERIFY(u >= 0 && u < 1);
            const double n = random.normal();
            sum += n;
            squares += n * n;
        }
        for (const int count : counts)
            QVERIFY(std::abs(count - 10'000) < 500); // five standard deviations
        QVERIFY(std::abs(sum / 70'000) < 0.02);
        QVERIFY(std::abs(squares / 70'000 - 1) < 0.03);
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
        QVERIFY_EXCEPTION_THROWN(readSmallFile(fifo, 100), Error);
        QVERIFY_EXCEPTION_THROWN(readSmallFile(path("nowhere"), 100), Error);
        QVERIFY_EXCEPTION_THROWN(writeFileAtomically(path("nowhere/x"), "y"), Error);
        QVERIFY_EXCEPTION_THROWN(readSmallFile(path("a.txt"), 2), Error);
    }

private:
    QTemporaryDir dir_;
};

QTEST_APPLESS_MAIN(TestBase)
#include "tst_base.moc"
