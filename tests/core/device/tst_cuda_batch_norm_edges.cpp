// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <limits>

#include "core/device/cuda/kernels/batch_norm_check.h"
#include "tests/support/batch_norm_run.h"
#include "tests/support/kernel_runner.h"

using namespace studio;
using namespace studio::test;
using cuda::Element;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN(), kInfinity = std::numeric_limits<double>::infinity();
constexpr Element kElements[] = {Element::Half, Element::BFloat16, Element::Float};

/// x with one number put in another's place.
void replace(Activation& activation, Element element, std::size_t index, double value) {
    Numbers values = activation.values();
    values[index] = value;
    activation = Activation(element, values);
}

bool isAll(const Numbers& values, std::size_t channel, std::size_t channels, bool (*holds)(double)) {
    for (std::size_t i = channel; i < values.size(); i += channels) {
        if (!holds(values[i]))
            return false;
    }
    return true;
}

bool isNan(double value) {
    return std::isnan(value);
}
bool isFinite(double value) {
    return std::isfinite(value);
}
bool isZero(double value) {
    return value == 0;
}

} // namespace

class CudaBatchNormEdgesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { setKernelSchedule({}); }

    void largeMeanAndSmallDeviationKeepTheirDigits_data() {
        QTest::addColumn<int>("channels");
        QTest::newRow("vectors") << 8;
        QTest::newRow("single elements") << 5;
    }
    void largeMeanAndSmallDeviationKeepTheirDigits() {
        QFETCH(int, channels);
        BatchNormLayer layer = randomLayer(Element::Float, 9000, channels, After::Nothing);
        std::mt19937 random(5);
        layer.x = Activation(Element::Float, randomNumbers(layer.count(), 1e3, 1e-2, random));
        layer.eps = 1e-12f;
        layer.gamma.assign(layer.gamma.size(), 1.0f);
        BatchNormOracle oracle = oracleOf(layer);
        oracle.useBatchStatistics();
        oracle.forward();
        layer.forward();
        for (std::size_t c = 0; c < oracle.channels; ++c) {
            // Half the distance of two floats at 1e3, and no more.
            QVERIFY(std::abs(static_cast<double>(layer.mean[c]) - oracle.mean[c]) <= 0x1p-15 * 1.02);
            const double invstd = 1 / std::sqrt(oracle.variance[c] + oracle.eps);
            QVERIFY(std::abs(static_cast<double>(layer.invstd[c]) / invstd - 1) < 2e-5);
        }
        // The mean is kept as a float (PyTorch's is one too): that much, in units of the deviation, is lost.
        QVERIFY(largestError(layer.y.values(), oracle.y) < 0x1p-15 / 1e-2 * 2);
        layer.backward();
        oracle.backward(layer.dy.values(), {});
        const Numbers dx = layer.dx.values();
        // The same of dx: that loss times the mean of dy, the largest normalised x and a slope of a hundred.
        for (std::size_t i = 0; i < dx.size(); ++i)
            QVERIFY(std::abs(dx[i] - oracle.dx[i]) < 0x1p-15 / 1e-2 * 0.11 * 4.5 * 100);
    }

    void oneFarValueCostsTheOthersNoDigits() {
        BatchNormLayer layer = randomLayer(Element::Float, 9000, 8, After::Nothing);
        for (const std::size_t pixel : {0u, 4321u, 8999u}) {
            BatchNormLayer far = layer;
            for (std::size_t c = 0; c < 8; ++c)
                replace(far.x, Element::Float, pixel * 8 + c, 3e4);
            BatchNormOracle oracle = oracleOf(far);
            oracle.useBatchStatistics();
            far.forward();
            for (std::size_t c = 0; c < 8; ++c) {
                const double invstd = 1 / std::sqrt(oracle.variance[c] + oracle.eps);
                QVERIFY(std::abs(static_cast<double>(far.invstd[c]) / invstd - 1) < 1e-5);
            }
        }
    }

    void notANumberStaysInItsChannel_data() {
        QTest::addColumn<double>("value");
        QTest::addColumn<int>("pixel");
        for (const int pixel : {0, 100, 699}) {
            QTest::addRow("NaN at %d", pixel) << kNan << pixel;
            QTest::addRow("infinity at %d", pixel) << kInfinity << pixel;
            QTest::addRow("-infinity at %d", pixel) << -kInfinity << pixel;
        }
    }
    void notANumberStaysInItsChannel() {
        QFETCH(double, value);
        QFETCH(int, pixel);
        for (const Element element : kElements) {
            BatchNormLayer layer = randomLayer(element, 700, 9, After::Relu);
            replace(layer.x, element, static_cast<std::size_t>(pixel) * 9 + 4, value);
            layer.forward();
            layer.backward();
            for (std::size_t c = 0; c < 9; ++c) {
                QVERIFY(isAll(layer.y.values(), c, 9, c == 4 ? isNan : isFinite));
                QVERIFY(isAll(layer.dx.values(), c, 9, c == 4 ? isNan : isFinite));
                QCOMPARE(std::isnan(layer.invstd[c]), c == 4);
                QCOMPARE(std::isnan(layer.runningVariance[c]), c == 4);
                QCOMPARE(std::isnan(layer.dgamma[c]), c == 4);
            }
        }
    }

    void notANumberThatOneThreadMeetsAloneIsSeen() {
        BatchNormLayer layer = randomLayer(Element::Float, 10, 8, After::Nothing);
        layer.size.threads = 1;
        replace(layer.x, Element::Float, 5 * 8 + 2, kNan);
        layer.forward();
        for (std::size_t c = 0; c < 8; ++c)
            QCOMPARE(std::isnan(layer.invstd[c]), c == 2);
    }

    void notANumberInTheResidualPassesTheReluAndLetsTheGradientThrough() {
        for (const Element element : kElements) {
            BatchNormLayer layer = randomLayer(element, 40, 8, After::AddRelu);
            replace(layer.residual, element, 17 * 8 + 3, kNan);
            replace(layer.residual, element, 18 * 8 + 3, kInfinity);
            replace(layer.residual, element, 19 * 8 + 3, -kInfinity);
            layer.forward();
            QVERIFY(std::isnan(layer.y.values()[17 * 8 + 3]));
            QCOMPARE(layer.y.values()[18 * 8 + 3], kInfinity);
            QCOMPARE(layer.y.values()[19 * 8 + 3], 0.0);
            QVERIFY(layer.isOpen(17, 3) && layer.isOpen(18, 3) && !layer.isOpen(19, 3));
            layer.backward();
            QCOMPARE(layer.dz.values()[17 * 8 + 3], layer.dy.values()[17 * 8 + 3]);
            QCOMPARE(layer.dz.values()[19 * 8 + 3], 0.0);
        }
    }

    void gradientThatIsNotANumberStaysInItsChannel() {
        BatchNormLayer layer = randomLayer(Element::Half, 200, 16, After::Nothing);
        replace(layer.dy, Element::Half, 50 * 16 + 9, kNan);
        layer.forward();
        layer.backward();
        for (std::size_t c = 0; c < 16; ++c)
            QVERIFY(isAll(layer.dx.values(), c, 16, c == 9 ? isNan : isFinite));
    }

    void evaluationPassesNotANumberOnWhereItStands() {
        BatchNormLayer layer = randomLayer(Element::Float, 30, 8, After::Relu);
        replace(layer.x, Element::Float, 77, kNan);
        layer.evaluate();
        const Numbers y = layer.y.values();
        for (std::size_t i = 0; i < y.size(); ++i)
            QCOMPARE(std::isnan(y[i]), i == 77);
    }

    void varianceBeyondFp32IsInfiniteAndNotNan() {
        BatchNormLayer layer = randomLayer(Element::BFloat16, 40, 8, After::Nothing);
        Numbers x = layer.x.values();
        for (std::size_t i = 0; i < x.size(); ++i)
            x[i] = i / 8 % 3 == 0 ? 1e20 : -1e20;
        layer.x = Activation(Element::BFloat16, x);
        layer.forward();
        QCOMPARE(layer.invstd, Channels(8, 0.0f));
        QVERIFY(isAll(layer.y.values(), 0, 1, isFinite));
    }

    void nothingPassesWhereAllSumsAreNegative() {
        for (const After after : {After::Relu, After::AddRelu}) {
            BatchNormLayer layer = randomLayer(Element::BFloat16, 300, 12, after);
            layer.beta.assign(12, -100.0f);
            layer.forward();
            layer.backward();
            for (std::size_t c = 0; c < 12; ++c) {
                QVERIFY(isAll(layer.y.values(), c, 12, isZero));
                QVERIFY(isAll(layer.dx.values(), c, 12, isZero));
                QVERIFY(after == After::Relu || isAll(layer.dz.values(), c, 12, isZero));
            }
            QCOMPARE(layer.dgamma, Channels(12, 0.0f));
            QCOMPARE(layer.dbeta, Channels(12, 0.0f));
        }
    }

    void sumOfExactlyZeroLetsNoGradientThrough() {
        for (const After after : {After::Relu, After::AddRelu}) {
            BatchNormLayer layer = randomLayer(Element::Float, 64, 8, after);
            layer.gamma.assign(8, 0.0f);
            layer.beta.assign(8, 0.0f);
            if (layer.adds())
                layer.residual = Activation(Element::Float, Numbers(layer.count(), 0));
            layer.forward();
            layer.backward();
            QCOMPARE(layer.dbeta, Channels(8, 0.0f));
        }
    }

    void gammaOfZeroStopsTheGradientOfXAlone() {
        BatchNormLayer layer = randomLayer(Element::Float, 500, 8, After::Relu);
        layer.gamma.assign(8, 0.0f);
        layer.beta.assign(8, 0.25f);
        BatchNormOracle oracle = oracleOf(layer);
        oracle.useBatchStatistics();
        oracle.forward();
        layer.forward();
        layer.backward();
        oracle.backward(layer.dy.values(), oracle.opened());
        QCOMPARE(layer.y.values(), Numbers(layer.count(), 0.25));
        QVERIFY(isAll(layer.dx.values(), 0, 1, isZero));
        QVERIFY(largestError(numbersOf(layer.dgamma), oracle.dgamma) < 1e-4);
    }

    void onePixelGivesBetaAndLeavesTheRunningVariance() {
        for (const Element element : kElements) {
            for (const int channels : {1, 8, 65, 2048}) {
                BatchNormLayer layer = randomLayer(element, 1, channels, After::Nothing);
                layer.forward();
                layer.backward();
                QCOMPARE(layer.runningVariance, Channels(static_cast<std::size_t>(channels), 1.5f));
                QVERIFY(largestError(layer.y.values(), numbersOf(layer.beta)) <= roundingOf(element));
                QVERIFY(isAll(layer.dx.values(), 0, 1, isZero));
            }
        }
    }

    void equalValuesHaveNoVarianceAtAll() {
        BatchNormLayer layer = randomLayer(Element::Float, 3000, 8, After::Nothing);
        layer.x = Activation(Element::Float, Numbers(layer.count(), 12345.678));
        layer.forward();
        QCOMPARE(layer.mean, Channels(8, 12345.678f));
        Numbers beta;
        for (std::size_t i = 0; i < layer.count(); ++i)
            beta.push_back(static_cast<double>(layer.beta[i % 8]));
        QCOMPARE(layer.y.values(), beta);
    }

    void maskHasNoBitForChannelsThatDoNotExist() {
        BatchNormLayer layer = randomLayer(Element::Half, 20, 11, After::AddRelu);
        layer.beta.assign(11, 100.0f);
        layer.forward();
        QCOMPARE(layer.mask.size(), std::size_t{40});
        for (std::size_t i = 0; i < layer.mask.size(); ++i)
            QCOMPARE(int{layer.mask[i]}, i % 2 == 0 ? 0xff : 0x07);
    }

    void sizesAndPointersThatCannotBeAreRefused() {
        BatchNormLayer layer = randomLayer(Element::Half, 4, 8, After::Relu);
        QVERIFY(cuda::batchNormForward({}, nullptr) != 0);
        QVERIFY(cuda::batchNormEvaluation({}, nullptr) != 0);
        QVERIFY(cuda::batchNormBackward({}, nullptr) != 0);
        for (const cuda::BatchNormSize& size : {cuda::BatchNormSize{Element::Half, 0, 8},
                                                {Element::Half, 4, 0},
                                                {Element::Half, 4, 8, 96},
                                                {Element::Half, 4, 8, 512},
                                                {Element::Half, 4, 2'000'000'000}})
            QVERIFY(!cuda::isValid(size));
        cuda::BatchNormEvaluation pass;
        pass.size = layer.size;
        pass.x = pass.residual = layer.x.data(); // an addition without a ReLU is in no ResNet
        pass.y = layer.dy.data();
        pass.gamma = pass.beta = pass.mean = pass.variance = layer.gamma.data();
        QVERIFY(cuda::batchNormEvaluation(pass, nullptr) != 0);
        pass.residual = nullptr;
        QCOMPARE(cuda::batchNormEvaluation(pass, nullptr), 0);
    }

    void plansKeepTheLimitsAndCoverEveryChannel() {
        for (const int channels : {1, 3, 8, 9, 64, 65, 256, 2048, 4096}) {
            for (const std::int64_t pixels : {1, 49, 12'544, 802'816, 3'211'264, 100'000'000}) {
                for (const int threads : {1, 32, 256}) {
                    const cuda::LaunchPlan sums = cuda::reducePlan(pixels, channels, 17, threads);
                    const cuda::LaunchPlan apply = cuda::applyPlan(pixels, channels, threads);
                    for (const cuda::LaunchPlan& plan : {sums, apply}) {
                        QCOMPARE(plan.block.x * plan.block.y, static_cast<unsigned>(threads));
                        QVERIFY(plan.grid.x >= 1 && plan.grid.y >= 1);
                        QVERIFY(static_cast<int>(plan.grid.y * plan.block.x) * cuda::kPack >= channels);
                    }
                    QVERIFY(sums.grid.x * sums.grid.y <= std::max<std::int64_t>(cuda::kReduceBlocks, sums.grid.y));
                    QCOMPARE(sums.tickets, std::size_t{sums.grid.y});
                    QCOMPARE(sums.partials, std::size_t{sums.grid.x} * sums.grid.y * sums.block.x * 17);
                }
            }
        }
        // A ResNet-50 at batch 256: enough blocks for an H100, and few for the one that combines their results.
        static_assert(cuda::reducePlan(3'211'264, 64, 17).grid.x == 384);
        static_assert(cuda::reducePlan(50'176, 1024, 17).grid.x == 24 &&
                      cuda::reducePlan(50'176, 1024, 17).grid.y == 16);
        static_assert(cuda::applyPlan(50'176, 2048).block.x == 32 && cuda::applyPlan(50'176, 64).block.x == 8);
    }
};

QTEST_APPLESS_MAIN(CudaBatchNormEdgesTest)
#include "tst_cuda_batch_norm_edges.moc"
