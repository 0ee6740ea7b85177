// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <cmath>
#include <random>
#include <stdexcept>
#include <vector>

#include "core/device/cuda/kernels/launch.cuh"
#include "tests/support/kernel_runner.h"

using namespace studio;
using namespace studio::test;
using namespace studio::cuda;

namespace {

struct Turn {
    float values[8];
};

/// Each thread takes what its neighbour has left.
__global__ void passOn(float* out) {
    auto& shared = blockShared<Turn>();
    shared.values[threadIdx.x] = static_cast<float>(10 * blockIdx.x + threadIdx.x);
    __syncthreads();
    out[blockIdx.x * blockDim.x + threadIdx.x] = shared.values[(threadIdx.x + 1) % blockDim.x];
}

__global__ void readTooEarly(float* out) {
    auto& shared = blockShared<Turn>();
    out[threadIdx.x] = shared.values[(threadIdx.x + 1) % blockDim.x];
    shared.values[threadIdx.x] = 1;
}

__global__ void comeNotAll(float*) {
    if (threadIdx.x != 3)
        __syncthreads();
}

__global__ void takeTickets(unsigned* ticket) {
    atomicInc(ticket, gridDim.x * blockDim.x - 1);
}

template<typename Pointer>
void run(void (*kernel)(Pointer), Pointer argument, unsigned blocks = 1) {
    LaunchPlan plan;
    plan.grid.x = blocks;
    plan.block.x = 8;
    QCOMPARE(launch(kernel, plan, nullptr, argument), 0);
}

constexpr KernelSchedule kSchedules[] = {
    {},
    {.threads = ThreadOrder::Reversed},
    {.threads = ThreadOrder::Shuffled, .shuffleBlocks = true, .blocksAtOnce = 2},
    {.systemThreads = true},
};

/// Whether `value`, rounded by `there`, came back as the nearest of the numbers that `back` gives, the even one of two.
template<typename T>
bool isNearest(float value, T (*there)(float), float (*back)(T)) {
    const T rounded = there(value);
    const auto distance = [&](int step) {
        const T other{static_cast<std::uint16_t>(rounded.bits + step)};
        return std::abs(static_cast<double>(back(other)) - static_cast<double>(value));
    };
    const double mine = distance(0), below = distance(-1), above = distance(1);
    const bool even = rounded.bits % 2 == 0;
    return mine <= std::min(below, above) && (even || (mine < below && mine < above));
}

} // namespace

class KernelRunnerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { setKernelSchedule({}); }

    void barrierShowsEachThreadWhatTheOthersWrote() {
        for (const KernelSchedule& schedule : kSchedules) {
            setKernelSchedule(schedule);
            std::vector<float> out(24);
            run(passOn, out.data(), 3);
            for (std::size_t i = 0; i < out.size(); ++i)
                QCOMPARE(out[i], static_cast<float>(10 * (i / 8) + (i % 8 + 1) % 8));
        }
    }
    void sharedMemoryBeginsAsNotANumber() {
        std::vector<float> out(8);
        run(readTooEarly, out.data());
        QVERIFY(std::isnan(out[0]));
        QCOMPARE(out[7], 1.0f); // thread 0 came first
        setKernelSchedule({.threads = ThreadOrder::Reversed});
        run(readTooEarly, out.data());
        QVERIFY(std::isnan(out[7]));
        QCOMPARE(out[0], 1.0f);
    }
    void barrierThatNotAllComeToIsReported() {
        float none = 0;
        QVERIFY_THROWS_EXCEPTION(std::logic_error, run(comeNotAll, &none));
    }
    void ticketsAreEachTakenOnceAndBeginAgain() {
        for (const KernelSchedule& schedule : kSchedules) {
            setKernelSchedule(schedule);
            unsigned ticket = 0;
            run(takeTickets, &ticket, 3);
            QCOMPARE(ticket, 0u);
        }
    }
    void everyHalfAndBfloat16ComesBackFromFloat() {
        for (unsigned bits = 0; bits <= 0xffff; ++bits) {
            const auto word = static_cast<std::uint16_t>(bits);
            const float half = __half2float({word}), brain = __bfloat162float({word});
            if (std::isnan(half))
                QVERIFY(std::isnan(__half2float(__float2half_rn(half))));
            else
                QCOMPARE(__float2half_rn(half).bits, word);
            if (std::isnan(brain))
                QVERIFY(std::isnan(__bfloat162float(__float2bfloat16_rn(brain))));
            else
                QCOMPARE(__float2bfloat16_rn(brain).bits, word);
        }
        QCOMPARE(__half2float({0x3c00}), 1.0f);
        QCOMPARE(__half2float({0xc400}), -4.0f);
        QCOMPARE(__half2float({0x7bff}), 65504.0f);
        QCOMPARE(__half2float({0x0001}), 0x1p-24f);
        QCOMPARE(__bfloat162float({0x4049}), 3.140625f);
    }
    void floatsRoundToTheNearestAndToEven() {
        std::mt19937 random(7);
        std::uniform_real_distribution<float> mantissa(1, 2);
        for (int i = 0; i < 200'000; ++i) {
            const float value = std::ldexp(mantissa(random), static_cast<int>(random() % 40) - 25);
            QVERIFY(isNearest(value, __float2bfloat16_rn, __bfloat162float));
            if (value < 65504 && value > 0x1p-24f)
                QVERIFY(isNearest(value, __float2half_rn, __half2float));
        }
        QCOMPARE(__float2half_rn(1 + 0x1p-11f).bits, std::uint16_t{0x3c00}); // in the middle
        QCOMPARE(__float2half_rn(1 + 3 * 0x1p-11f).bits, std::uint16_t{0x3c02});
        QCOMPARE(__float2half_rn(65519.99f).bits, std::uint16_t{0x7bff});
        QCOMPARE(__float2half_rn(65520.0f).bits, std::uint16_t{0x7c00});
        QCOMPARE(__float2half_rn(-1e30f).bits, std::uint16_t{0xfc00});
        QCOMPARE(__float2half_rn(0x1p-25f).bits, std::uint16_t{0});
        QCOMPARE(__float2half_rn(0x1.01p-25f).bits, std::uint16_t{1});
    }
};

QTEST_APPLESS_MAIN(KernelRunnerTest)
#include "tst_kernel_runner.moc"
