// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/loader/sampler.h"

using namespace studio;

namespace {

constexpr std::size_t kSamples = 20'000, kPage = 100, kClasses = 10;

/// Pages of a packed set: samples in random order; a sample's class is what it gives modulo 10 of its thousand.
SamplePages pagesOf(std::size_t samples, std::size_t page) {
    SamplePages pages;
    pages.samples = epochOrder(77, 0, samples);
    for (std::size_t begin = 0; begin < samples; begin += page)
        pages.begins.push_back(static_cast<std::uint32_t>(begin));
    return pages;
}

std::size_t classOf(std::uint32_t sample) {
    return sample / (kSamples / kClasses);
}

/// Chi-square of the classes of each batch of 100 against equal shares, mean over the batches. For a uniform shuffle it
/// is near its 9 degrees of freedom.
double classMix(const std::vector<std::uint32_t>& order) {
    constexpr std::size_t kBatch = 100;
    double sum = 0;
    for (std::size_t begin = 0; begin < order.size(); begin += kBatch) {
        std::vector<double> counts(kClasses);
        for (std::size_t i = begin; i < begin + kBatch; ++i)
            ++counts[classOf(order[i])];
        for (const double count : counts)
            sum += (count - kBatch / kClasses) * (count - kBatch / kClasses) / (kBatch / kClasses);
    }
    return sum / (static_cast<double>(order.size()) / kBatch);
}

/// Mean distance between the places of a sample in two epochs, as a share of the epoch: 1/3 for uniform shuffles.
double meanMove(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
    std::vector<double> place(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        place[a[i]] = static_cast<double>(i);
    double sum = 0;
    for (std::size_t i = 0; i < b.size(); ++i)
        sum += std::abs(place[b[i]] - static_cast<double>(i));
    return sum / static_cast<double>(a.size()) / static_cast<double>(a.size());
}

} // namespace

class PageOrderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eachSampleComesOnce_data() {
        QTest::addColumn<int>("samples");
        QTest::addColumn<int>("page");
        QTest::addColumn<int>("window");
        QTest::newRow("usual") << 5000 << 100 << 8;
        QTest::newRow("short last page") << 5050 << 100 << 8;
        QTest::newRow("one page held") << 1000 << 64 << 1;
        QTest::newRow("window of nothing") << 1000 << 64 << 0;
        QTest::newRow("window larger than the set") << 100 << 16 << 1000;
        QTest::newRow("one sample") << 1 << 16 << 4;
        QTest::newRow("none") << 0 << 16 << 4;
    }
    void eachSampleComesOnce() {
        QFETCH(int, samples);
        QFETCH(int, page);
        QFETCH(int, window);
        const SamplePages pages = pagesOf(static_cast<std::size_t>(samples), static_cast<std::size_t>(page));
        std::vector<std::uint32_t> order = pagedEpochOrder(1, 1, pages, static_cast<std::size_t>(window));
        std::sort(order.begin(), order.end());
        std::vector<std::uint32_t> all(static_cast<std::size_t>(samples));
        std::iota(all.begin(), all.end(), 0u);
        QVERIFY(order == all);
    }
    void isAFunctionOfSeedAndEpoch() {
        const SamplePages pages = pagesOf(5000, 100);
        QVERIFY(pagedEpochOrder(1, 1, pages, 8) == pagedEpochOrder(1, 1, pages, 8));
        QVERIFY(pagedEpochOrder(1, 1, pages, 8) != pagedEpochOrder(1, 2, pages, 8));
        QVERIFY(pagedEpochOrder(1, 1, pages, 8) != pagedEpochOrder(2, 1, pages, 8));
    }
    /// No page is begun before room for it is in the window: memory for so many pages is enough.
    void holdsNoMoreThanTheWindow() {
        const SamplePages pages = pagesOf(kSamples, kPage);
        std::vector<std::size_t> pageOf(kSamples), left(pages.begins.size(), kPage);
        for (std::size_t i = 0; i < kSamples; ++i)
            pageOf[pages.samples[i]] = i / kPage;
        std::vector<bool> begun(pages.begins.size());
        std::size_t open = 0, most = 0;
        for (const std::uint32_t sample : pagedEpochOrder(3, 1, pages, 16)) {
            const std::size_t page = pageOf[sample];
            open += begun[page] ? 0 : 1;
            begun[page] = true;
            most = std::max(most, open);
            open -= --left[page] == 0 ? 1 : 0;
        }
        // Pages that are nearly used up stay: uniform draws leave tails of about log(page) windows.
        QVERIFY2(most <= 16 * 6, qPrintable(QString::number(most)));
    }
    void mixesClassesAsAUniformShuffleDoes() {
        const SamplePages pages = pagesOf(kSamples, kPage);
        // 200 batches: the standard error of the mean chi-square is sqrt(18 / 200) = 0.3; four of them are allowed.
        for (std::uint32_t epoch = 1; epoch <= 3; ++epoch) {
            const double uniform = classMix(epochOrder(5, epoch, kSamples));
            const double paged = classMix(pagedEpochOrder(5, epoch, pages, 32));
            QVERIFY2(std::abs(uniform - 9) < 1.2, qPrintable(QString::number(uniform)));
            QVERIFY2(std::abs(paged - 9) < 1.2, qPrintable(QString::number(paged)));
        }
        // The measure can fail: pages of one class each.
        SamplePages sorted = pages;
        std::iota(sorted.samples.begin(), sorted.samples.end(), 0u);
        QVERIFY(classMix(pagedEpochOrder(5, 1, sorted, 4)) > 30);
    }
    void movesSamplesFarFromEpochToEpoch() {
        const SamplePages pages = pagesOf(kSamples, kPage);
        // The places of 200 pages move by 1/3 in the mean with a standard error of 0.24 / sqrt(200) = 0.017.
        const double paged = meanMove(pagedEpochOrder(5, 1, pages, 32), pagedEpochOrder(5, 2, pages, 32));
        QVERIFY2(std::abs(paged - 1.0 / 3) < 0.05, qPrintable(QString::number(paged)));
    }
    void givesNewNeighboursInEachEpoch() {
        const SamplePages pages = pagesOf(kSamples, kPage);
        const auto batches = [&](std::uint32_t epoch) {
            std::vector<std::size_t> batch(kSamples);
            const auto order = pagedEpochOrder(5, epoch, pages, 32);
            for (std::size_t i = 0; i < order.size(); ++i)
                batch[order[i]] = i / 100;
            return batch;
        };
        // How often do two samples of one page share a batch of 100? With 32 pages held: about 100 / 3,200.
        const auto batch = batches(1);
        std::size_t together = 0, pairs = 0;
        for (std::size_t i = 0; i + 1 < kSamples; i += 2, ++pairs)
            together += batch[pages.samples[i]] == batch[pages.samples[i + 1]] ? 1 : 0;
        QVERIFY2(static_cast<double>(together) < 0.06 * static_cast<double>(pairs),
                 qPrintable(QString::number(together)));
    }
    void defaultWindowHoldsThousandsOfSamples() {
        QCOMPARE(defaultPageWindow(pagesOf(12'800, 128)), std::size_t{33});
        QCOMPARE(defaultPageWindow(pagesOf(1600, 16)), std::size_t{257});
        QCOMPARE(defaultPageWindow(pagesOf(0, 16)), std::size_t{4096});
    }
};

QTEST_APPLESS_MAIN(PageOrderTest)
#include "tst_page_order.moc"
