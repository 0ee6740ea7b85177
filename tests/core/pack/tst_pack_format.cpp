// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

#include "core/pack/pack.h"
#include "core/pack/pack_format_internal.h"
#include "core/pack/pack_writer.h"
#include "tests/support/packs.h"
#include "tests/support/peak_memory.h"

using namespace studio;
namespace fs = std::filesystem;

namespace {

ErrorKind kindOf(const std::function<void()>& body) {
    const auto error = test::errorOf(body);
    return error ? error->kind() : ErrorKind::Internal;
}

void writeText(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

} // namespace

/// What the files of a pack may say, and what is not believed.
class PackFormatTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        const std::string root = dir_->filePath(QStringLiteral("data")).toStdString();
        test::writePictureFolders(root, 3, 40, 7);
        data_ = test::opened(root);
    }
    void everyDamageOfTheIndexIsRefused() {
        const std::string folder = packPictures(data_, {"originals", {}, 2}).folder;
        const std::string file = folder + "/pictures.index";
        const std::string good = test::wholeFile(file);
        for (std::size_t at = 0; at < good.size(); at += 7) {
            std::string bad = good;
            bad[at] = static_cast<char>(bad[at] ^ 0x40);
            writeText(file, bad);
            const bool identity = at >= kIndexMagic.size() && at < kIndexMagic.size() + kIdentityBytes;
            QCOMPARE(kindOf([&] { Pack::open(folder, data_); }),
                     identity ? ErrorKind::Data : ErrorKind::Corrupt); // it reads as one of other pictures
            bad = good.substr(0, at);
            writeText(file, bad);
            QCOMPARE(kindOf([&] { Pack::open(folder, data_); }), ErrorKind::Corrupt);
        }
        writeText(file, good);
        QVERIFY(Pack::open(folder, data_));
        const std::string packFile = folder + "/pictures.pack";
        fs::resize_file(packFile, fs::file_size(packFile) - 1);
        QCOMPARE(kindOf([&] { Pack::open(folder, data_); }), ErrorKind::Corrupt);
    }
    void evilNumbersOfAnIndexAreRefused_data() {
        QTest::addColumn<int>("change");
        for (int change = 0; change < 6; ++change)
            QTest::addRow("%d", change) << change;
    }
    /// With a right checksum around them.
    void evilNumbersOfAnIndexAreRefused() {
        QFETCH(int, change);
        PackIndex index{
            std::string(64, 'a'), "originals", 16, 1, 1, kPackHeaderBytes + 7, {{{3, 1, 3, 0}, {4, 1, 4, 0}}, {}}};
        QCOMPARE(readPackIndex(writePackIndex(index), "x").table, index.table);
        if (change == 0)
            index.shuffled = 0xffffffff;
        else if (change == 1)
            index.pagePictures = 0;
        else if (change == 2)
            index.packBytes += 1;
        else if (change == 3)
            index.table.damaged[7] = "no such position";
        else if (change == 4) {
            index.table.entries[0].length = static_cast<std::uint32_t>(kMaxFileBytes) + 1;
            index.packBytes += kMaxFileBytes - 2;
        } else
            index.table.damaged[0] = "has bytes all the same";
        QCOMPARE(kindOf([&] { readPackIndex(writePackIndex(index), "x"); }), ErrorKind::Corrupt);
    }
    void hostileLengthsCostNoMemory() {
        // Sparse files, as long as one likes: nothing that could not be in an index of these pictures is read.
        const std::string folder = packPictures(data_, {"originals", {}, 2}).folder;
        const std::string file = folder + "/pictures.index", good = test::wholeFile(file);
        const std::int64_t before = test::peakMemory();
        for (const std::size_t kept : {kPackHeaderBytes, good.size()}) {
            writeText(file, good.substr(0, kept));
            fs::resize_file(file, std::uintmax_t{600} << 20);
            QCOMPARE(kindOf([&] { Pack::open(folder, data_); }), ErrorKind::Corrupt);
        }
        writeText(file, "no index");
        fs::resize_file(file, std::uintmax_t{600} << 20);
        QCOMPARE(kindOf([&] { Pack::open(folder, data_); }), ErrorKind::Corrupt);
        QVERIFY(test::peakMemory() - before < 200);
    }
    void pagesOfAJournalAreTakenWithoutCopyingThoseBefore() {
        constexpr int kPages = 2000;
        PackTable one;
        one.entries.resize(16);
        const std::string record = packPageRecord(one, 0);
        PackTable table;
        int moves = 0; // of the whole table to a larger place
        for (int page = 0; page < kPages; ++page) {
            const std::size_t room = table.entries.capacity();
            std::string_view rest(record);
            QVERIFY(takePackPage(rest, table) && rest.empty());
            moves += table.entries.capacity() != room ? 1 : 0;
        }
        QCOMPARE(table.entries.size(), std::size_t{kPages} * 16);
        QVERIFY2(moves < 30, qPrintable(QString::number(moves)));
    }
    void pictureLongerThanAnyFileIsNoPageOfAJournal() {
        PackTable one;
        one.entries.resize(3);
        one.entries[1].length = static_cast<std::uint32_t>(kMaxFileBytes) + 1;
        PackTable table;
        const std::string record = packPageRecord(one, 0);
        std::string_view rest(record);
        QVERIFY(!takePackPage(rest, table) && table.entries.empty());
    }

private:
    std::unique_ptr<QTemporaryDir> dir_;
    ImageFolder data_;
};

QTEST_APPLESS_MAIN(PackFormatTest)
#include "tst_pack_format.moc"
