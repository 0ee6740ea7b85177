// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <utility>

#include "tests/support/batch_norm_run.h"
#include "tests/support/kernel_runner.h"

using namespace studio;
using namespace studio::test;
using cuda::Element;

namespace {

constexpr std::pair<Element, const char*> kElements[] = {
    {Element::Half, "fp16"}, {Element::BFloat16, "bf16"}, {Element::Float, "fp32"}};
constexpr std::pair<After, const char*> kAfter[] = {
    {After::Nothing, "alone"}, {After::Relu, "relu"}, {After::AddRelu, "add, relu"}};

/// Odd numbers of both; more than one block in a column, more than one column, columns that are not full.
constexpr std::pair<int, std::int64_t> kShapes[] = {{1, 1037},  {3, 515},  {7, 4097}, {8, 4500},
                                                    {64, 1100}, {65, 300}, {264, 37}, {2048, 5}};

void shapeRows() {
    QTest::addColumn<int>("element");
    QTest::addColumn<int>("after");
    QTest::addColumn<int>("channels");
    QTest::addColumn<qint64>("pixels");
    for (const auto& [element, elementName] : kElements) {
        for (const auto& [after, afterName] : kAfter) {
            for (const auto& [channels, pixels] : kShapes) {
                // Types differ in how an element is read and written, which has nothing to do with shapes.
                if (element == Element::BFloat16 && channels != 65 && channels != 2048)
                    continue;
                QTest::addRow("%s, %s, %d channels, %d pixels", elementName, afterName, channels,
                              static_cast<int>(pixels))
                    << static_cast<int>(element) << static_cast<int>(after) << channels << qint64{pixels};
            }
        }
    }
}

BatchNormLayer layerOfRow() {
    QFETCH(int, element);
    QFETCH(int, after);
    QFETCH(int, channels);
    QFETCH(qint64, pixels);
    return randomLayer(static_cast<Element>(element), pixels, channels, static_cast<After>(after));
}

/// What a result in the layer's type may be off: its rounding, and fp32 sums of a few thousand terms.
double toleranceOf(const BatchNormLayer& layer) {
    return roundingOf(layer.size.element) + 1e-5;
}

/// Where the kernels let the gradient through.
std::vector<bool> openedBy(BatchNormLayer& layer) {
    std::vector<bool> out(layer.count());
    const auto channels = static_cast<std::size_t>(layer.size.channels);
    const Numbers y = layer.y.values();
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = layer.adds() ? layer.isOpen(i / channels, i % channels) : !(y[i] <= 0);
    return out;
}

bool isNear(const char* what, const Numbers& is, const Numbers& should, double tolerance) {
    const double error = largestError(is, should);
    if (!(error <= tolerance))
        qWarning("%s is off by %g, allowed %g", what, error, tolerance);
    return error <= tolerance;
}

/// invstd, running mean and running variance as PyTorch's.
bool areStatisticsNear(const BatchNormLayer& layer, const BatchNormLayer& before, const BatchNormOracle& oracle) {
    const auto n = static_cast<double>(oracle.pixels);
    Numbers invstd, runningMean, runningVariance;
    for (std::size_t c = 0; c < oracle.channels; ++c) {
        invstd.push_back(1 / std::sqrt(oracle.variance[c] + oracle.eps));
        runningMean.push_back(0.9 * static_cast<double>(before.runningMean[c]) + 0.1 * oracle.mean[c]);
        runningVariance.push_back(0.9 * static_cast<double>(before.runningVariance[c]) +
                                  0.1 * oracle.variance[c] * n / (n - 1));
    }
    return isNear("mean", numbersOf(layer.mean), oracle.mean, 2e-6) &&
           isNear("invstd", numbersOf(layer.invstd), invstd, 1e-5) &&
           isNear("running mean", numbersOf(layer.runningMean), runningMean, 2e-6) &&
           isNear("running variance", numbersOf(layer.runningVariance), runningVariance, 1e-5);
}

/// The oracle of a layer, both after their forward pass in training.
BatchNormOracle forwardBeside(BatchNormLayer& layer) {
    BatchNormOracle oracle = oracleOf(layer);
    oracle.useBatchStatistics();
    oracle.forward();
    layer.forward();
    return oracle;
}

} // namespace

class CudaBatchNormTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { setKernelSchedule({}); }

    void oracleGradientsEqualFiniteDifferences() {
        std::mt19937 random(3);
        BatchNormOracle oracle;
        oracle.pixels = 5;
        oracle.channels = 3;
        oracle.relu = true;
        oracle.x = randomNumbers(15, 0.3, 1, random);
        oracle.residual = randomNumbers(15, 0, 1, random);
        oracle.gamma = randomNumbers(3, 1, 0.5, random);
        oracle.beta = randomNumbers(3, 0, 0.5, random);
        const Numbers dy = randomNumbers(15, 0.2, 1, random);
        const auto loss = [&] {
            oracle.useBatchStatistics();
            oracle.forward();
            double sum = 0;
            for (std::size_t i = 0; i < dy.size(); ++i)
                sum += dy[i] * oracle.y[i];
            return sum;
        };
        loss();
        oracle.backward(dy, oracle.opened());
        const BatchNormOracle exact = oracle;
        const auto isSlope = [&](Numbers& values, const Numbers& gradient) {
            for (std::size_t i = 0; i < values.size(); ++i) {
                const double kept = std::exchange(values[i], values[i] + 1e-6);
                const double up = loss();
                values[i] = kept - 1e-6;
                const double slope = (up - loss()) / 2e-6;
                values[i] = kept;
                if (std::abs(slope - gradient[i]) > 1e-7)
                    return false;
            }
            return true;
        };
        QVERIFY(isSlope(oracle.x, exact.dx));
        QVERIFY(isSlope(oracle.residual, exact.dz));
        QVERIFY(isSlope(oracle.gamma, exact.dgamma));
        QVERIFY(isSlope(oracle.beta, exact.dbeta));
    }

    void forwardPassEqualsTheCompositionInDoublePrecision_data() { shapeRows(); }
    void forwardPassEqualsTheCompositionInDoublePrecision() {
        BatchNormLayer layer = layerOfRow();
        const BatchNormLayer before = layer;
        BatchNormOracle oracle = forwardBeside(layer);
        QVERIFY(areStatisticsNear(layer, before, oracle));
        QVERIFY(isNear("y", layer.y.values(), oracle.y, toleranceOf(layer)));
        QVERIFY(layer.areGuardsIntact());
        QVERIFY(layer.areTicketsZero());
    }

    void aColumnOfManyBlocksIsSummedInManyTurns() {
        BatchNormLayer layer = randomLayer(Element::Half, 3000, 64, After::Relu);
        layer.size.threads = 32;
        const cuda::LaunchPlan plan = cuda::forwardPlan(layer.size);
        QVERIFY(plan.grid.x > 8 * plan.block.y); // of the block that comes last
        const BatchNormLayer before = layer;
        BatchNormOracle oracle = forwardBeside(layer);
        QVERIFY(areStatisticsNear(layer, before, oracle));
        layer.backward();
        oracle.backward(layer.dy.values(), openedBy(layer));
        QVERIFY(isNear("dbeta", numbersOf(layer.dbeta), oracle.dbeta, 1e-6 * 3000));
    }

    void backwardPassEqualsTheCompositionInDoublePrecision_data() { shapeRows(); }
    void backwardPassEqualsTheCompositionInDoublePrecision() {
        BatchNormLayer layer = layerOfRow();
        BatchNormOracle oracle = forwardBeside(layer);
        const std::vector<bool> open = openedBy(layer);
        if (layer.relu) { // rounding may tell the two apart only beside 0
            for (std::size_t i = 0; i < open.size(); ++i)
                QVERIFY(open[i] == !(oracle.sum[i] <= 0) || std::abs(oracle.sum[i]) < 1e-5);
        }
        layer.backward();
        oracle.backward(layer.dy.values(), open);
        const double sums = 1e-6 * static_cast<double>(layer.size.pixels);
        QVERIFY(isNear("dbeta", numbersOf(layer.dbeta), oracle.dbeta, sums));
        QVERIFY(isNear("dgamma", numbersOf(layer.dgamma), oracle.dgamma, sums));
        // Three numbers of which little may be left, times an invstd that five pixels may make large.
        QVERIFY(isNear("dx", layer.dx.values(), oracle.dx, toleranceOf(layer) + 3e-5));
        if (layer.adds())
            QCOMPARE(layer.dz.values(), oracle.dz);
        QVERIFY(layer.areGuardsIntact());
        QVERIFY(layer.areTicketsZero());
    }

    void aGradientInTwoPartsIsTheGradientOfTheirSum_data() {
        QTest::addColumn<int>("element");
        QTest::addColumn<int>("channels");
        for (const auto& [element, name] : kElements) {
            QTest::addRow("%s, whole packs", name) << static_cast<int>(element) << 24;
            QTest::addRow("%s, a part of one", name) << static_cast<int>(element) << 13;
        }
    }
    void aGradientInTwoPartsIsTheGradientOfTheirSum() {
        QFETCH(int, element);
        QFETCH(int, channels);
        BatchNormLayer whole = randomLayer(static_cast<Element>(element), 333, channels, After::AddRelu);
        std::mt19937 random(9);
        BatchNormLayer parts = whole;
        parts.dySecond = Activation(whole.size.element, randomNumbers(whole.count(), 0, 2, random));
        Numbers sum = whole.dy.values();
        const Numbers second = parts.dySecond.values();
        for (std::size_t i = 0; i < sum.size(); ++i)
            sum[i] = static_cast<double>(static_cast<float>(sum[i]) + static_cast<float>(second[i]));
        whole.dy = Activation(whole.size.element, sum);
        for (BatchNormLayer* each : {&whole, &parts}) {
            each->forward();
            each->backward();
        }
        QCOMPARE(parts.dz.bytes(), whole.dz.bytes());
        QCOMPARE(parts.dx.bytes(), whole.dx.bytes());
        QCOMPARE(parts.dgamma, whole.dgamma);
        QCOMPARE(parts.dbeta, whole.dbeta);
        QVERIFY(parts.areGuardsIntact());
    }

    void evaluationEqualsTheCompositionInDoublePrecision_data() { shapeRows(); }
    void evaluationEqualsTheCompositionInDoublePrecision() {
        BatchNormLayer layer = layerOfRow();
        BatchNormOracle oracle = oracleOf(layer);
        oracle.mean = numbersOf(layer.runningMean);
        oracle.variance = numbersOf(layer.runningVariance);
        oracle.forward();
        layer.evaluate();
        QVERIFY(isNear("y", layer.y.values(), oracle.y, toleranceOf(layer)));
        QVERIFY(layer.y.isGuardIntact());
    }

    void activationsThatBeginAnywhereGiveTheSame_data() {
        QTest::addColumn<int>("element");
        for (const auto& [element, name] : kElements)
            QTest::newRow(name) << static_cast<int>(element);
    }
    void activationsThatBeginAnywhereGiveTheSame() {
        QFETCH(int, element);
        BatchNormLayer layer = randomLayer(static_cast<Element>(element), 77, 16, After::AddRelu), moved = layer;
        moved.x = Activation(layer.size.element, layer.x.values(), 1);
        moved.residual = Activation(layer.size.element, layer.residual.values(), 3);
        moved.dy = Activation(layer.size.element, layer.dy.values(), 1);
        for (BatchNormLayer* each : {&layer, &moved}) {
            each->forward();
            each->backward();
        }
        QCOMPARE(moved.y.bytes(), layer.y.bytes());
        QCOMPARE(moved.mask, layer.mask);
        QCOMPARE(moved.dx.bytes(), layer.dx.bytes());
        QCOMPARE(moved.dz.bytes(), layer.dz.bytes());
        QCOMPARE(moved.dgamma, layer.dgamma);
    }

    void orderOfBlocksAndThreadsDoesNotShowInAnyBit_data() {
        QTest::addColumn<int>("threads");
        QTest::addColumn<int>("blocksAtOnce");
        for (const int blocks : {1, 3}) {
            QTest::addRow("forward, %d", blocks) << static_cast<int>(ThreadOrder::Forward) << blocks;
            QTest::addRow("reversed, %d", blocks) << static_cast<int>(ThreadOrder::Reversed) << blocks;
            QTest::addRow("shuffled, %d", blocks) << static_cast<int>(ThreadOrder::Shuffled) << blocks;
        }
    }
    void orderOfBlocksAndThreadsDoesNotShowInAnyBit() {
        QFETCH(int, threads);
        QFETCH(int, blocksAtOnce);
        const BatchNormLayer fresh = randomLayer(Element::Half, 1500, 72, After::AddRelu);
        BatchNormLayer plain = fresh;
        plain.forward();
        plain.backward();
        for (std::uint32_t seed = 1; seed <= 6; ++seed) {
            setKernelSchedule({.threads = static_cast<ThreadOrder>(threads),
                               .shuffleBlocks = true,
                               .blocksAtOnce = blocksAtOnce,
                               .seed = seed});
            BatchNormLayer layer = fresh;
            layer.forward();
            layer.backward();
            QCOMPARE(layer.mean, plain.mean);
            QCOMPARE(layer.invstd, plain.invstd);
            QCOMPARE(layer.runningVariance, plain.runningVariance);
            QCOMPARE(layer.y.bytes(), plain.y.bytes());
            QCOMPARE(layer.mask, plain.mask);
            QCOMPARE(layer.dgamma, plain.dgamma);
            QCOMPARE(layer.dbeta, plain.dbeta);
            QCOMPARE(layer.dx.bytes(), plain.dx.bytes());
            QCOMPARE(layer.dz.bytes(), plain.dz.bytes());
        }
    }

    void blocksThatOvertakeEachOtherAnywhereDoNotShowInAnyBit() {
        BatchNormLayer fresh = randomLayer(Element::Half, 500, 16, After::Relu);
        fresh.size.threads = 16;
        QVERIFY(cuda::forwardPlan(fresh.size).grid.x > 3);
        BatchNormLayer plain = fresh;
        plain.forward();
        plain.backward();
        for (std::uint32_t seed = 1; seed <= 150; ++seed) {
            setKernelSchedule(
                {.threads = ThreadOrder::Shuffled, .shuffleBlocks = true, .blocksAtOnce = 4, .seed = seed});
            BatchNormLayer layer = fresh;
            layer.forward();
            layer.backward();
            QCOMPARE(layer.mean, plain.mean);
            QCOMPARE(layer.invstd, plain.invstd);
            QCOMPARE(layer.dgamma, plain.dgamma);
            QCOMPARE(layer.dx.bytes(), plain.dx.bytes());
        }
    }

    void oneScratchServesLaunchAfterLaunch() {
        BatchNormLayer layer = randomLayer(Element::Float, 2500, 24, After::Relu);
        layer.forward();
        layer.backward();
        const BatchNormLayer first = layer;
        QVERIFY(cuda::forwardPlan(layer.size).grid.x > 1);
        for (int i = 0; i < 3; ++i) {
            QVERIFY(layer.areTicketsZero());
            layer.forward();
            layer.backward();
            QCOMPARE(layer.mean, first.mean);
            QCOMPARE(layer.y.bytes(), first.y.bytes());
            QCOMPARE(layer.dx.bytes(), first.dx.bytes());
            QCOMPARE(layer.dgamma, first.dgamma);
        }
    }
};

QTEST_APPLESS_MAIN(CudaBatchNormTest)
#include "tst_cuda_batch_norm.moc"
