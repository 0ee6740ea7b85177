// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>

#include "core/device/cuda/kernels/max_pool.h"
#include "tests/support/batch_norm_run.h"
#include "tests/support/kernel_runner.h"

using namespace studio;
using namespace studio::test;
using cuda::Element;

namespace {

/// A batch in NHWC order, its maxima and gradients; the plain way beside the kernels' one.
struct Pool {
    cuda::MaxPoolSize size;
    Activation x, y, dy, dx;
    std::vector<std::uint8_t> winner;
    Numbers wantedY, wantedDx;

    std::size_t at(int picture, int row, int column, int channel, bool pooled) const {
        const int high = pooled ? cuda::pooledEdge(size.height) : size.height;
        const int wide = pooled ? cuda::pooledEdge(size.width) : size.width;
        return static_cast<std::size_t>(((picture * high + row) * wide + column) * size.channels + channel);
    }
    std::size_t pooledCount() const { return at(size.count, 0, 0, 0, true); }

    void forward() {
        y = Activation(size.element, Numbers(pooledCount(), -7));
        winner.assign(pooledCount() + 16, 0xa5);
        expectSuccess(cuda::maxPoolForward({size, x.data(), y.data(), winner.data()}, nullptr));
    }
    void backward() {
        dx = Activation(size.element, Numbers(at(size.count, 0, 0, 0, false), -7));
        const std::vector<std::uint8_t> exact(winner.begin(), winner.end() - 16); // a sanitizer sees what is read behind
        expectSuccess(cuda::maxPoolBackward({size, dy.data(), exact.data(), dx.data()}, nullptr));
    }
    bool areGuardsIntact() const {
        const auto isGuard = [](std::uint8_t byte) { return byte == 0xa5; };
        return y.isGuardIntact() && dx.isGuardIntact() && std::all_of(winner.end() - 16, winner.end(), isGuard);
    }

    /// Window by window, one value at a time.
    void computePlainly() {
        const Numbers values = x.values(), slopes = dy.values();
        wantedY.assign(pooledCount(), 0);
        wantedDx.assign(values.size(), 0);
        for (int n = 0; n < size.count; ++n) {
            for (int row = 0; row < cuda::pooledEdge(size.height); ++row) {
                for (int column = 0; column < cuda::pooledEdge(size.width); ++column) {
                    for (int c = 0; c < size.channels; ++c)
                        computeWindow(values, slopes, n, row, column, c);
                }
            }
        }
    }

private:
    void computeWindow(const Numbers& values, const Numbers& slopes, int n, int row, int column, int c) {
        std::size_t best = values.size();
        for (int i = std::max(0, 2 * row - 1); i <= std::min(size.height - 1, 2 * row + 1); ++i) {
            for (int j = std::max(0, 2 * column - 1); j <= std::min(size.width - 1, 2 * column + 1); ++j) {
                const std::size_t here = at(n, i, j, c, false);
                if (best == values.size() || values[here] > values[best] || std::isnan(values[here]))
                    best = here;
            }
        }
        const std::size_t to = at(n, row, column, c, true);
        wantedY[to] = values[best];
        wantedDx[best] += slopes[to];
    }
};

/// Few different values, so that many windows have more than one largest, and small whole gradients, whose sums are
/// exact in every type.
Pool randomPool(Element element, int height, int width, int channels, std::uint32_t seed = 1) {
    std::mt19937 random(seed);
    Pool pool;
    pool.size = {.element = element, .count = 2, .height = height, .width = width, .channels = channels};
    Numbers x(pool.at(2, 0, 0, 0, false)), dy(pool.pooledCount());
    for (double& value : x)
        value = static_cast<double>(random() % 6) - 4;
    for (double& value : dy)
        value = static_cast<double>(random() % 9) - 4;
    pool.x = Activation(element, x);
    pool.dy = Activation(element, dy);
    pool.computePlainly();
    return pool;
}

} // namespace

/// The kernels of the pooling on the CPU.
class CudaMaxPoolTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { setKernelSchedule({}); }

    void maximaAndGradientsAreThoseOfThePlainWay_data() {
        QTest::addColumn<int>("element");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("channels");
        const char* const names[] = {"fp16", "bf16", "fp32"};
        for (const Element element : {Element::Half, Element::BFloat16, Element::Float}) {
            const char* const name = names[static_cast<int>(element)];
            for (const auto& [height, width, channels] :
                 {std::tuple(8, 8, 16), std::tuple(7, 9, 8), std::tuple(6, 5, 11), std::tuple(1, 1, 8),
                  std::tuple(1, 7, 3), std::tuple(12, 2, 72)}) {
                QTest::addRow("%s, %d x %d, %d channels", name, height, width, channels)
                    << static_cast<int>(element) << height << width << channels;
            }
        }
    }
    void maximaAndGradientsAreThoseOfThePlainWay() {
        QFETCH(int, element);
        QFETCH(int, height);
        QFETCH(int, width);
        QFETCH(int, channels);
        Pool pool = randomPool(static_cast<Element>(element), height, width, channels);
        pool.forward();
        pool.backward();
        QCOMPARE(pool.y.values(), pool.wantedY);
        QCOMPARE(pool.dx.values(), pool.wantedDx);
        QVERIFY(pool.areGuardsIntact());
    }

    void aNumberThatIsNoneWinsAndGetsTheGradient() {
        Pool pool = randomPool(Element::Half, 6, 6, 8);
        Numbers x = pool.x.values();
        x[pool.at(1, 3, 3, 5, false)] = std::nan("");
        x[pool.at(0, 0, 0, 2, false)] = -std::numeric_limits<double>::infinity();
        pool.x = Activation(Element::Half, x);
        pool.computePlainly();
        pool.forward();
        pool.backward();
        QVERIFY(std::isnan(pool.y.values()[pool.at(1, 1, 1, 5, true)]));
        QCOMPARE(largestError(pool.y.values(), pool.wantedY), 0.0);
        QCOMPARE(pool.dx.values(), pool.wantedDx);
    }

    void orderOfBlocksAndThreadsDoesNotShowInAnyBit() {
        Pool plain = randomPool(Element::Half, 11, 10, 24);
        plain.size.threads = 32;
        Pool other = plain;
        plain.forward();
        plain.backward();
        for (std::uint32_t seed = 1; seed <= 4; ++seed) {
            setKernelSchedule(
                {.threads = ThreadOrder::Shuffled, .shuffleBlocks = true, .blocksAtOnce = 3, .seed = seed});
            other.forward();
            other.backward();
            QCOMPARE(other.y.bytes(), plain.y.bytes());
            QCOMPARE(other.winner, plain.winner);
            QCOMPARE(other.dx.bytes(), plain.dx.bytes());
        }
    }

    void activationsThatBeginAnywhereGiveTheSame() {
        Pool pool = randomPool(Element::Half, 7, 8, 16), moved = pool;
        moved.x = Activation(Element::Half, pool.x.values(), 1);
        moved.dy = Activation(Element::Half, pool.dy.values(), 3);
        for (Pool* each : {&pool, &moved}) {
            each->forward();
            each->backward();
        }
        QCOMPARE(moved.y.bytes(), pool.y.bytes());
        QCOMPARE(moved.dx.bytes(), pool.dx.bytes());
    }

    void withoutWinnersTheMaximaAreTheSame() {
        Pool pool = randomPool(Element::Float, 9, 9, 8);
        pool.y = Activation(Element::Float, Numbers(pool.pooledCount(), -7));
        expectSuccess(cuda::maxPoolForward({pool.size, pool.x.data(), pool.y.data(), nullptr}, nullptr));
        QCOMPARE(pool.y.values(), pool.wantedY);
    }

    void sizesAndPointersThatCannotBeAreRefused() {
        Pool pool = randomPool(Element::Half, 4, 4, 8);
        pool.forward();
        cuda::MaxPoolForward pass{pool.size, pool.x.data(), pool.y.data(), nullptr};
        for (int cuda::MaxPoolSize::*member :
             {&cuda::MaxPoolSize::count, &cuda::MaxPoolSize::height, &cuda::MaxPoolSize::width,
              &cuda::MaxPoolSize::channels, &cuda::MaxPoolSize::threads}) {
            cuda::MaxPoolForward wrong = pass;
            wrong.size.*member = 0;
            QVERIFY(cuda::maxPoolForward(wrong, nullptr) != 0);
        }
        cuda::MaxPoolForward large = pass;
        large.size.count = 1 << 30;
        QVERIFY(!cuda::canPool(large.size));
        pass.y = nullptr;
        QVERIFY(cuda::maxPoolForward(pass, nullptr) != 0);
        QVERIFY(cuda::maxPoolBackward({pool.size, pool.dy.data(), nullptr, pool.y.data()}, nullptr) != 0);
    }
};

QTEST_APPLESS_MAIN(CudaMaxPoolTest)
#include "tst_cuda_max_pool.moc"
