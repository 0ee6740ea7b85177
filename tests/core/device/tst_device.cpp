// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/torch.h"

#include <chrono>
#include <future>

#include <QTest>

#include "core/base/clock.h"
#include "core/device/cpu_device_internal.h"
#include "tests/support/trained_on_device.h"

using namespace studio;
using namespace studio::test;

/// The list of devices.
class DeviceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whileADeviceIsOpenedOthersMayBeAskedFor() {
        std::future<std::vector<DeviceInfo>> asked;
        bool answered = false;
        registerDevice({.id = "slow", .name = "Takes long to open"}, [&] {
            registerDevice({.id = "second", .name = "Found by the first"}, makeCpuDevice);
            asked = std::async(std::launch::async, listDevices);
            answered = asked.wait_for(std::chrono::seconds(20)) == std::future_status::ready;
            return makeCpuDevice();
        });
        QCOMPARE(openDevice("slow")->info().id, std::string("cpu"));
        QVERIFY(answered);
        QCOMPARE(asked.get().size(), std::size_t{3});
        QCOMPARE(openDevice("second")->info().id, std::string("cpu"));
    }

    void theCpuMeasuresEachStepByItsParts() {
        for (const double clipNorm : {0.0, 0.5}) { // with it the weights are averaged, too
            for (const int inParts : {1, 3}) {
                Trained cpu(makeCpuDevice(), false, 0.1, clipNorm);
                QCOMPARE(cpu.program->takeParts().step, std::int64_t{0});
                const double since = monotonicSeconds();
                cpu.step(Pictures(6), inParts);
                const double passed = monotonicSeconds() - since;
                const StepParts parts = cpu.program->takeParts();
                QCOMPARE(parts.step, std::int64_t{1});
                QVERIFY(parts.input > 0 && parts.forward > 0 && parts.backward > 0 && parts.optimiser > 0);
                QCOMPARE(parts.exchange, 0.0); // nobody else trains it
                QCOMPARE(cpu.program->takeParts().step, std::int64_t{0});
                QVERIFY(parts.seconds() <= passed);
                QVERIFY2(parts.seconds() > 0.5 * passed, "most of the step is in no part");
                cpu.step(Pictures(6), inParts);
                QCOMPARE(cpu.program->takeParts().step, std::int64_t{2});
            }
        }
    }

    void aMeanOfMeasuredStepsFollowsThem() {
        StepParts mean;
        mean.follow({.step = 3, .forward = 2, .optimiser = 4}, 0.25); // there is nothing else yet
        QCOMPARE(mean.forward, 2.0);
        mean.follow({.step = 9, .forward = 6, .optimiser = 4}, 0.25);
        QCOMPARE(mean.step, std::int64_t{9});
        QCOMPARE(mean.forward, 3.0);
        QCOMPARE(mean.seconds(), 7.0);
    }
};

QTEST_APPLESS_MAIN(DeviceTest)
#include "tst_device.moc"
