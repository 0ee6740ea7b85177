// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>
#include <numeric>
#include <vector>

#include "core/base/random.h"
#include "core/image/jpeg_entropy_internal.h"

using namespace studio;

namespace {

constexpr int kBlocks = 4;

/// Numbers that a seed decides.
class Dice {
public:
    explicit Dice(std::uint64_t seed)
        : random_(seed, CounterRandom::Purpose::Split, 0, 0) {}
    int below(int limit) { return std::min(limit - 1, static_cast<int>(random_.uniform() * limit)); }

private:
    CounterRandom random_;
};

/// A code of random shape: as many symbols of each length as fit, with short ones as likely as in photographs.
JHUFF_TBL randomTable(Dice& dice, bool dc) {
    JHUFF_TBL table{};
    std::vector<UINT8> symbols(dc ? 12 : 256);
    std::iota(symbols.begin(), symbols.end(), UINT8{0});
    for (std::size_t i = symbols.size() - 1; i > 0; --i)
        std::swap(symbols[i], symbols[static_cast<std::size_t>(dice.below(static_cast<int>(i) + 1))]);
    if (dice.below(4) > 0) // the end of a block is usually among the most frequent
        std::swap(*std::find(symbols.begin(), symbols.end(), 0), symbols[static_cast<std::size_t>(dice.below(5))]);
    std::copy(symbols.begin(), symbols.end(), table.huffval);
    int free = 1, left = static_cast<int>(symbols.size());
    for (int length = 1; length <= 16; ++length) {
        free *= 2;
        // Few codes stay without a symbol: else nearly every bit of a stream would be damage.
        const int most = std::min(free - 1, left);
        const int here = 2 * free > left || length == 16 ? most : dice.below(std::min(most, 3) + 1);
        table.bits[length] = static_cast<UINT8>(here);
        free -= here;
        left -= here;
    }
    return table;
}

/// A scan of one MCU after another from random bytes with random codes.
struct Scan {
    HuffmanTable dc, ac;
    std::array<JpegBlock, kBlocks> blocks{};
    std::vector<std::uint8_t> bytes;

    bool make(std::uint64_t seed) {
        Dice dice(seed);
        bytes.assign(2000 + 4096, 0);
        std::generate_n(bytes.begin(), 2000, [&] { return static_cast<std::uint8_t>(dice.below(256)); });
        for (int i = 0; i < kBlocks; ++i)
            blocks[static_cast<std::size_t>(i)] = {&dc, &ac, i == 3 ? 1 : 0};
        return dc.make(randomTable(dice, true), true) && ac.make(randomTable(dice, false), false);
    }
};

/// Where a decoder stands after an MCU, and what it decoded.
struct State {
    bool good = true;
    JpegBits bits;
    std::array<int, 2> lastDc{};
    std::array<std::array<JCOEF, DCTSIZE2>, kBlocks> coefficients{};

    void step(DecodeJpegBlocks* decode, const Scan& scan, bool wanted) {
        JBLOCK room[kBlocks]{};
        JBLOCKROW rows[kBlocks]{room, room + 1, room + 2, room + 3};
        good = decode(bits, scan.blocks.data(), kBlocks, lastDc.data(), wanted ? rows : nullptr);
        for (std::size_t i = 0; wanted && i < kBlocks; ++i)
            std::copy_n(room[i], DCTSIZE2, coefficients[i].begin());
    }
    bool standsAs(const State& other) const {
        // The same place in the stream may be held as more or fewer bits in the buffer.
        const auto place = [](const State& state) { return state.bits.next - state.bits.left / 8; };
        return good == other.good && (!good || (lastDc == other.lastDc && place(*this) == place(other) &&
                                                bits.left % 8 == other.bits.left % 8));
    }
};

} // namespace

/// The blocks of an MCU from a stream of any bits with any code.
class JpegBlocksTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void passingOverABlockEndsWhereDecodingItEnds() {
        int mcus = 0, bad = 0;
        for (std::uint64_t seed = 0; seed < 3000; ++seed) {
            Scan scan;
            QVERIFY(scan.make(seed));
            State decoded{.bits = {.next = scan.bytes.data()}}, passed = decoded;
            const std::uint8_t* const end = scan.bytes.data() + 2000;
            while (decoded.good && decoded.bits.next < end) {
                decoded.step(decodeJpegBlocks, scan, true);
                passed.step(decodeJpegBlocks, scan, false);
                QVERIFY2(passed.standsAs(decoded), qPrintable(QString::number(seed)));
                ++mcus;
            }
            bad += decoded.good ? 0 : 1;
        }
        QVERIFY2(mcus > 30'000, qPrintable(QString::number(mcus)));
        QVERIFY2(bad > 300 && bad < 2999, qPrintable(QString::number(bad)));
    }
    void theFasterInstructionsDecodeTheSame() {
        if (bestDecodeJpegBlocks() == decodeJpegBlocks)
            QSKIP("this processor has none");
        for (std::uint64_t seed = 0; seed < 1000; ++seed) {
            Scan scan;
            QVERIFY(scan.make(seed));
            State plain{.bits = {.next = scan.bytes.data()}}, fast = plain;
            for (int mcu = 0; plain.good && plain.bits.next < scan.bytes.data() + 2000; ++mcu) {
                plain.step(decodeJpegBlocks, scan, mcu % 3 != 2);
                fast.step(bestDecodeJpegBlocks(), scan, mcu % 3 != 2);
                QVERIFY(fast.standsAs(plain));
                QVERIFY(!plain.good || fast.coefficients == plain.coefficients);
            }
        }
    }
};

QTEST_APPLESS_MAIN(JpegBlocksTest)
#include "tst_jpeg_blocks.moc"
