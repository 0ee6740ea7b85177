// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>
#include <random>

#include "core/device/cuda/kernels/prepare.h"
#include "tests/support/batch_norm_run.h"
#include "tests/support/kernel_runner.h"

using namespace studio;
using namespace studio::test;
using cuda::Element;

namespace {

/// A batch of pictures and what the CPU makes of it.
struct Batch {
    int count = 0, size = 0;
    std::vector<std::uint8_t> pixels;
    std::vector<PixelOps> ops;
    std::vector<unsigned> tickets;
    std::vector<float> greyMeans;
    int threads = cuda::kThreads;
    bool anyColour = true, anyContrast = true;

    std::size_t pictureBytes() const { return static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3; }

    /// NHWC as `element`.
    Activation prepared(Element element, int outChannels) {
        const auto values =
            static_cast<std::size_t>(count) * pictureBytes() / 3 * static_cast<std::size_t>(outChannels);
        Activation out(element, Numbers(values, -7));
        std::vector<cuda::PictureOps> forDevice;
        for (const PixelOps& each : ops)
            forDevice.push_back(cuda::pictureOps(each));
        const cuda::LaunchPlan plan = cuda::preparePlan(count, size, threads);
        std::vector<float> partials(plan.partials, std::nanf(""));
        tickets.resize(std::max(tickets.size(), plan.tickets));
        greyMeans.assign(static_cast<std::size_t>(count), std::nanf(""));
        cuda::PrepareInput input;
        input.element = element;
        input.count = count;
        input.size = size;
        input.pixels = pixels.data();
        input.ops = forDevice.data();
        input.anyColour = anyColour;
        input.anyContrast = anyContrast;
        input.outChannels = outChannels;
        input.out = out.data();
        input.greyMeans = anyContrast ? greyMeans.data() : nullptr;
        if (anyContrast)
            input.scratch = {partials.data(), tickets.data()};
        input.threads = threads;
        expectSuccess(cuda::prepareInput(input, nullptr));
        return out;
    }

    /// applyPixelOps() in the same order of elements.
    Numbers expected(int outChannels) const {
        const std::size_t area = pictureBytes() / 3, step = static_cast<std::size_t>(outChannels);
        Numbers out(static_cast<std::size_t>(count) * area * step, 0);
        std::vector<float> planes(pictureBytes());
        for (std::size_t n = 0; n < static_cast<std::size_t>(count); ++n) {
            applyPixelOps(pixels.data() + n * pictureBytes(), size, ops[n], {}, planes.data());
            for (std::size_t i = 0; i < area * 3; ++i)
                out[(n * area + i % area) * step + i / area] = static_cast<double>(planes[i]);
        }
        return out;
    }
};

PixelOps randomOps(std::mt19937& random) {
    std::uniform_real_distribution<float> factor(0.4f, 1.6f), hue(-0.5f, 0.5f);
    PixelOps ops;
    ops.flip = random() % 2 == 0;
    for (float* each : {&ops.brightness, &ops.contrast, &ops.saturation})
        *each = random() % 4 == 0 ? 1 : factor(random);
    ops.hue = random() % 4 == 0 ? 0 : hue(random);
    std::shuffle(ops.order.begin(), ops.order.end(), random);
    return ops;
}

Batch randomBatch(int count, int size, bool colour, std::uint32_t seed = 1) {
    std::mt19937 random(seed);
    Batch out;
    out.count = count;
    out.size = size;
    out.pixels.resize(static_cast<std::size_t>(count) * out.pictureBytes());
    for (std::uint8_t& value : out.pixels)
        value = static_cast<std::uint8_t>(random() % 8 == 0 ? 255 * (random() % 2) : random() % 256);
    for (int i = 0; i < count; ++i) {
        PixelOps ops = randomOps(random);
        if (!colour)
            ops = PixelOps{.flip = ops.flip};
        out.ops.push_back(ops);
    }
    out.anyColour = out.anyContrast = colour;
    return out;
}

/// Normalising divides by about 0.22; a hue's sectors amplify rounding a little more.
double toleranceOf(Element element) {
    return roundingOf(element) + 3e-5;
}

} // namespace

class CudaPrepareTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { setKernelSchedule({}); }

    void batchEqualsWhatTheCpuMakesOfIt_data() {
        QTest::addColumn<int>("element");
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("outChannels");
        QTest::addColumn<bool>("colour");
        const char* const names[] = {"fp16", "bf16", "fp32"};
        for (int element = 0; element < 3; ++element) {
            for (const int size : {1, 7, 32, 65}) {
                for (const int channels : {3, 4}) {
                    for (const bool colour : {false, true})
                        QTest::addRow("%s, %d, %d channels, %s", names[element], size, channels,
                                      colour ? "jitter" : "flip alone")
                            << element << size << channels << colour;
                }
            }
        }
    }
    void batchEqualsWhatTheCpuMakesOfIt() {
        QFETCH(int, element);
        QFETCH(int, size);
        QFETCH(int, outChannels);
        QFETCH(bool, colour);
        Batch batch = randomBatch(size > 7 ? 2 : 6, size, colour);
        Activation out = batch.prepared(static_cast<Element>(element), outChannels);
        QVERIFY(largestError(out.values(), batch.expected(outChannels)) <= toleranceOf(static_cast<Element>(element)));
        QVERIFY(out.isGuardIntact());
    }

    void everyOrderOfTheFourEqualsTheCpus() {
        Batch batch = randomBatch(24, 9, true);
        std::array<std::uint8_t, 4> order{0, 1, 2, 3};
        for (PixelOps& ops : batch.ops) {
            ops = {
                .flip = false, .brightness = 1.3f, .contrast = 0.6f, .saturation = 1.5f, .hue = -0.2f, .order = order};
            std::next_permutation(order.begin(), order.end());
        }
        QVERIFY(largestError(batch.prepared(Element::Float, 3).values(), batch.expected(3)) <= 3e-5);
    }

    void flipAloneIsTheSameToTheBitBesideJitteredPictures() {
        Batch plain = randomBatch(4, 33, false), mixed = plain;
        mixed.ops[2].contrast = 0.5f;
        mixed.anyColour = mixed.anyContrast = true;
        const Numbers one = plain.prepared(Element::Float, 4).values(),
                      other = mixed.prepared(Element::Float, 4).values();
        for (std::size_t i = 0; i < one.size(); ++i)
            QVERIFY(one[i] == other[i] || i / (33 * 33 * 4) == 2);
        QVERIFY(largestError(other, mixed.expected(4)) <= 3e-5);
    }

    void jitterWithoutContrastNeedsNoScratch() {
        Batch batch = randomBatch(3, 20, true);
        for (PixelOps& ops : batch.ops)
            ops.contrast = 1;
        batch.anyContrast = false;
        QVERIFY(largestError(batch.prepared(Element::Float, 3).values(), batch.expected(3)) <= 3e-5);
    }

    void orderOfBlocksAndThreadsDoesNotShowInAnyBit() {
        Batch batch = randomBatch(2, 100, true);
        for (PixelOps& ops : batch.ops)
            ops.contrast = 0.7f;
        QVERIFY(cuda::preparePlan(2, 100).grid.x > 1);
        const Activation first = batch.prepared(Element::Float, 3);
        const std::vector<float> means = batch.greyMeans;
        for (std::uint32_t seed = 1; seed <= 3; ++seed) {
            setKernelSchedule(
                {.threads = ThreadOrder::Shuffled, .shuffleBlocks = true, .blocksAtOnce = 3, .seed = seed});
            const Activation again = batch.prepared(Element::Float, 3);
            QCOMPARE(batch.greyMeans, means);
            QCOMPARE(again.bytes(), first.bytes());
            QCOMPARE(batch.tickets, std::vector<unsigned>(batch.tickets.size(), 0));
        }
    }

    void inputThatCannotBeIsRefused() {
        QVERIFY(cuda::prepareInput({}, nullptr) != 0);
        Batch batch = randomBatch(1, 4, false);
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, batch.prepared(Element::Half, 5));
        batch.threads = 3;
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, batch.prepared(Element::Half, 3));
    }
};

QTEST_APPLESS_MAIN(CudaPrepareTest)
#include "tst_cuda_prepare.moc"
