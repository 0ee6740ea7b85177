// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <clocale>

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/prepare/prepare_archive_internal.h"
#include "core/prepare/zip_name_internal.h"
#include "tests/support/prepare_place.h"
#include "tests/support/set_archives.h"

using namespace studio;
namespace fs = std::filesystem;

namespace {

/// Names of all members, whose bytes are read to their ends.
std::vector<std::string> readAll(const std::string& path, TarReader::Packing packing) {
    TarReader reader(path, packing);
    std::vector<std::string> names;
    std::array<char, 4096> block;
    for (TarMember member; reader.next(member);) {
        names.push_back(member.name);
        while (reader.read(block) > 0) {
        }
    }
    return names;
}

std::string threeMembers() {
    std::string tar;
    for (const char* name : {"a.jpg", "b.jpg", "c.jpg"})
        tar += test::tarMember(name, std::string(700, name[0]));
    return tar;
}

} // namespace

/// Where an archive ends, and what stands behind its end.
class ArchiveEndTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir dir_;
    std::string path(const char* name) const { return dir_.filePath(QString::fromLatin1(name)).toStdString(); }
    std::string errorOf(const std::string& bytes, TarReader::Packing packing = TarReader::Packing::Any) const {
        test::writeText(path("archive"), bytes);
        try {
            readAll(path("archive"), packing);
        } catch (const Error& error) {
            return error.kind() == ErrorKind::Data ? error.message().text() : "another kind: " + error.message().text();
        }
        return {};
    }
    /// Packed by the program of this name; empty where it is not here.
    std::string packedBy(const char* program, const std::string& bytes) const {
        test::writeText(path("plain"), bytes);
        fs::remove(path("packed"));
        QProcess process;
        process.setStandardInputFile(QString::fromStdString(path("plain")));
        process.setStandardOutputFile(QString::fromStdString(path("packed")));
        process.start(QString::fromLatin1(program), {QStringLiteral("-c")});
        if (!process.waitForFinished(30'000) || process.exitCode() != 0)
            return {};
        return readSmallFile(path("packed"), 1u << 20);
    }

private Q_SLOTS:
    void wholeTarsAreTaken_data() {
        QTest::addColumn<std::string>("bytes");
        const std::string tar = threeMembers();
        QTest::newRow("two blocks of zeros") << tar + test::tarEnd();
        QTest::newRow("one block") << tar + std::string(512, '\0');
        const auto padded = [&](std::size_t record) { return tar + std::string(record - tar.size() % record, '\0'); };
        QTest::newRow("records of 10 kB") << padded(10'240);
        QTest::newRow("records of 64 kB") << padded(65'536);
        QTest::newRow("records of 1 MB") << padded(1u << 20);
        QTest::newRow("mark across two records")
            << tar + test::tarMember("d.jpg", std::string(10'240 - tar.size() - 1024, 'd')) +
                   std::string(512 + 10'240, '\0');
    }
    void wholeTarsAreTaken() {
        QFETCH(const std::string, bytes);
        for (const std::string& packed : {bytes, test::gzipped(bytes)})
            QCOMPARE(errorOf(packed), std::string());
    }
    void halfTarsAreTold_data() {
        QTest::addColumn<std::string>("bytes");
        const std::string tar = threeMembers(), member = test::tarMember("d.jpg", std::string(700, 'd'));
        QTest::newRow("mark in the middle") << tar + test::tarEnd() + member + test::tarEnd();
        QTest::newRow("one block of zeros in the middle") << tar + std::string(512, '\0') + member + test::tarEnd();
        QTest::newRow("zeros to the end") << test::zeroedFrom(tar + std::string(40'960, 'x'), tar.size());
        QTest::newRow("megabytes of zeros") << tar + std::string(5u << 20, '\0');
        QTest::newRow("no mark") << tar;
        QTest::newRow("rubbish behind the mark") << tar + test::tarEnd() + std::string(512, 'x');
        QTest::newRow("two tars, one behind the other") << tar + test::tarEnd() + tar + test::tarEnd();
        QTest::newRow("cut in a member") << tar.substr(0, tar.size() - 600);
    }
    void halfTarsAreTold() {
        QFETCH(const std::string, bytes);
        for (const std::string& packed : {bytes, test::gzipped(bytes)}) {
            const std::string text = errorOf(packed);
            QVERIFY2(text.find("damaged or cut off") != std::string::npos, text.c_str());
        }
    }
    void membersThatAreSkippedEndToo() {
        const std::string tar = threeMembers();
        test::writeText(path("cut"), tar.substr(0, tar.size() - 600)); // in the last member's content
        TarReader reader(path("cut"), TarReader::Packing::Plain);
        TarMember member;
        QVERIFY_THROWS_EXCEPTION(Error, while (reader.next(member)){});
    }
    void innerTarsHaveEndsToo() {
        const std::string good = threeMembers() + test::tarEnd(),
                          bad = threeMembers() + test::tarEnd() + threeMembers() + test::tarEnd();
        for (const std::string& inner : {good, bad}) {
            test::writeText(path("outer"), test::tarMember("inner.tar", inner) + test::tarEnd());
            TarReader outer(path("outer"), TarReader::Packing::Plain);
            TarMember member;
            QVERIFY(outer.next(member));
            TarReader reader(outer, member.name);
            int seen = 0;
            try {
                for (TarMember file; reader.next(file);)
                    ++seen;
                QVERIFY(inner == good && !outer.next(member));
            } catch (const Error& error) {
                QVERIFY2(inner == bad, error.what());
            }
            QCOMPARE(seen, 3);
        }
    }
    void oneFlippedBitOfAGzipFileIsFound() {
        // Stored blocks: a flip there changes content and nothing else.
        const std::string tar = threeMembers() + test::tarEnd();
        std::string packed("\x1F\x8B\x08\0\0\0\0\0\0\x03", 10);
        const auto length = static_cast<unsigned>(tar.size());
        packed += {'\1', static_cast<char>(length & 0xFF), static_cast<char>(length >> 8),
                   static_cast<char>(~length & 0xFF), static_cast<char>((~length >> 8) & 0xFF)};
        const std::size_t content = packed.size();
        packed += tar;
        const auto sum =
            static_cast<unsigned>(crc32(0, reinterpret_cast<const Bytef*>(tar.data()), static_cast<uInt>(tar.size())));
        for (const unsigned number : {sum, length}) {
            for (unsigned shift = 0; shift < 32; shift += 8)
                packed += static_cast<char>(number >> shift & 0xFF);
        }
        QCOMPARE(errorOf(packed), std::string());
        for (const std::size_t at : {content + 600, packed.size() - 7, packed.size() - 2}) {
            std::string bad = packed;
            bad[at] = static_cast<char>(bad[at] ^ 1);
            const std::string text = errorOf(bad, TarReader::Packing::Gzip);
            QVERIFY2(text.find("incorrect") != std::string::npos, text.c_str());
        }
        QVERIFY(!errorOf(packed.substr(0, packed.size() - 4)).empty()); // the trailer is cut off
        QVERIFY(!errorOf(packed + "more").empty());
        QCOMPARE(errorOf(packed + std::string(300, '\0')), std::string()); // as tapes pad
        QCOMPARE(errorOf(packed + test::gzipped(std::string())), std::string());
    }
    void otherPackingsAreReadToTheirEnds() {
        int here = 0;
        for (const char* program : {"bzip2", "xz", "zstd"}) {
            const std::string packed = packedBy(program, threeMembers() + test::tarEnd());
            if (packed.empty())
                continue;
            ++here;
            QCOMPARE(errorOf(packed), std::string());
            QVERIFY2(!errorOf(packed.substr(0, packed.size() - 4)).empty(), program);
            const std::string half = packedBy(program, threeMembers() + test::tarEnd() + threeMembers());
            QVERIFY2(errorOf(half).find("end mark") != std::string::npos, program);
            std::string flipped = packed;
            flipped[packed.size() / 2] = static_cast<char>(flipped[packed.size() / 2] ^ 4);
            QVERIFY2(!errorOf(flipped).empty(), program);
        }
        if (here == 0)
            QSKIP("None of bzip2, xz and zstd is here");
    }
    void whatIsNoArchiveIsNamed() {
        for (const auto& [bytes, kind] : {std::pair{std::string("7z\xBC\xAF\x27\x1C and more"), "7-Zip"},
                                          {std::string("Rar!\x1A\x07\x01\x00 and more", 17), "RAR"},
                                          {std::string("<html><body>log in"), "web page"},
                                          {std::string("version https://git-lfs.github.com/spec/v1\n"), "Git LFS"}}) {
            const std::string text = errorOf(bytes);
            QVERIFY2(text.find(kind) != std::string::npos, text.c_str());
        }
    }
    void aTarWithABrokenFirstHeaderIsDamagedAndNoOtherKind() {
        std::string tar = threeMembers() + test::tarEnd();
        tar[20] = static_cast<char>(tar[20] ^ 1);
        const std::string text = errorOf(tar);
        QVERIFY2(text.find("damaged") != std::string::npos && text.find("another file") == std::string::npos,
                 text.c_str());
    }
    void encryptedMembersAreToldToBe() {
        std::string zip = test::zipOf({{"a/1.jpg", std::string(40, 'x')}});
        for (const char* mark : {"PK\x03\x04", "PK\x01\x02"}) { // the flag stands in both headers
            const std::size_t at = zip.find(mark) + (mark[2] == 3 ? 6 : 8);
            zip[at] = static_cast<char>(zip[at] | 1);
        }
        QVERIFY(errorOf(zip).find("needs a password") != std::string::npos);
    }
    void namesOfZipsDoNotDependOnTheLocale() {
        const std::string before = std::setlocale(LC_ALL, nullptr), name = "k\xC3\xA4tzchen/\xE7\x8C\xAB.jpg";
        for (const char* locale : {"C", "C.UTF-8"}) {
            if (std::setlocale(LC_ALL, locale) == nullptr)
                continue;
            test::writeText(path("zip"), test::zipOf({{name, "x"}}));
            QCOMPARE(readAll(path("zip"), TarReader::Packing::Any), std::vector<std::string>{name});
        }
        std::setlocale(LC_ALL, before.c_str());
    }
    void namesOfOldZipsAreRead_data() {
        QTest::addColumn<std::string>("bytes");
        QTest::addColumn<std::string>("name");
        QTest::newRow("ASCII") << std::string("cat.jpg") << std::string("cat.jpg");
        QTest::newRow("UTF-8 without the flag") << std::string("k\xC3\xA4tze") << std::string("k\xC3\xA4tze");
        QTest::newRow("DOS, German") << std::string("k\x84tzchen") << std::string("k\xC3\xA4tzchen");
        QTest::newRow("DOS, French") << std::string("\x82l\x8Aphant") << std::string("\xC3\xA9l\xC3\xA8phant");
        QTest::newRow("Windows") << std::string("k\xE4tzchen") << std::string("k\xC3\xA4tzchen");
        QTest::newRow("Japanese") << std::string("\x82\xCB\x82\xB1") << std::string("\xE3\x81\xAD\xE3\x81\x93");
        QTest::newRow("Chinese") << std::string("\xC3\xA8") + "\xB9\xB7" << std::string("\xE7\x8C\xAB\xE7\x8B\x97");
        QTest::newRow("none of them") << std::string("a\xFF\x81z") << std::string("a\xFF\x81z");
    }
    void namesOfOldZipsAreRead() {
        QFETCH(const std::string, bytes);
        QFETCH(const std::string, name);
        QCOMPARE(zipName(bytes), name);
    }
};

QTEST_APPLESS_MAIN(ArchiveEndTest)
#include "tst_archive_end.moc"
