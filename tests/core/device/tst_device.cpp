// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/torch.h"

#include <chrono>
#include <future>

#include <QTest>

#include "core/device/cpu_device_internal.h"

using namespace studio;

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
};

QTEST_APPLESS_MAIN(DeviceTest)
#include "tst_device.moc"
