// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/device/cuda/kernels/prepare.h"
#include "tests/support/batch_norm_run.h"
#include "tests/support/kernel_runner.h"

using namespace studio;
using namespace studio::test;
using cuda::Element;

/// The kernels with a thread of the system for each of theirs, several blocks at once: what the thread sanitizer looks
/// at. Without it the results alone are compared.
class CudaThreadsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { setKernelSchedule({.systemThreads = true}); }

    void batchNormIsRightWhereBlocksRunAtOnce_data() {
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("pixels");
        QTest::addColumn<int>("after");
        QTest::newRow("one column") << 16 << 600 << static_cast<int>(After::AddRelu);
        QTest::newRow("channels that do not fill a pack") << 5 << 900 << static_cast<int>(After::Relu);
        QTest::newRow("two columns") << 136 << 50 << static_cast<int>(After::AddRelu);
    }
    void batchNormIsRightWhereBlocksRunAtOnce() {
        QFETCH(int, channels);
        QFETCH(int, pixels);
        QFETCH(int, after);
        BatchNormLayer layer = randomLayer(Element::Half, pixels, channels, static_cast<After>(after));
        layer.size.threads = 16;
        QVERIFY(cuda::forwardPlan(layer.size).grid.x * cuda::forwardPlan(layer.size).grid.y > 2);
        BatchNormOracle oracle = oracleOf(layer);
        oracle.useBatchStatistics();
        oracle.forward();
        for (int i = 0; i < 3; ++i) {
            layer.forward();
            layer.backward();
            oracle.backward(layer.dy.values(), oracle.opened());
            QVERIFY(largestError(numbersOf(layer.mean), oracle.mean) < 1e-5);
            QVERIFY(largestError(layer.y.values(), oracle.y) < 1e-3);
            QVERIFY(largestError(layer.dx.values(), oracle.dx) < 1e-3);
            QVERIFY(layer.areTicketsZero());
        }
    }

    void greyMeanIsRightWhereBlocksRunAtOnce() {
        constexpr int kSize = 24;
        std::vector<std::uint8_t> pixels(kSize * kSize * 3, 51);
        std::vector<unsigned> tickets(1);
        const cuda::PictureOps ops = cuda::pictureOps({.brightness = 2, .contrast = 0.5f});
        for (int i = 0; i < 3; ++i) {
            const cuda::LaunchPlan plan = cuda::preparePlan(1, kSize, 16);
            QVERIFY(plan.grid.x > 2);
            std::vector<float> partials(plan.partials), out(kSize * kSize * 3);
            float grey = 0;
            cuda::PrepareInput input;
            input.element = Element::Float;
            input.count = 1;
            input.size = kSize;
            input.outChannels = 3;
            input.pixels = pixels.data();
            input.ops = &ops;
            input.out = out.data();
            input.greyMeans = &grey;
            input.scratch = {partials.data(), tickets.data()};
            input.threads = 16;
            QCOMPARE(cuda::prepareInput(input, nullptr), 0);
            QVERIFY(std::abs(grey - 0.4f * 0.9999f) < 1e-4f);
        }
    }
};

QTEST_APPLESS_MAIN(CudaThreadsTest)
#include "tst_cuda_threads.moc"
