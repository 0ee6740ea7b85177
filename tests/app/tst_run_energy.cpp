// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdlib>
#include <string>

#include <QTemporaryDir>
#include <QTest>
#include <unistd.h>

#include "app/cli_run.h"
#include "core/device/cpu_device_internal.h"
#include "core/run/run_energy.h"
#include "tests/support/engine_fixture.h"

using namespace studio;
using namespace studio::test;

namespace {

/// Bears the name of the card of the stand-in for the driver, and computes on the CPU.
class CardInName final : public CpuDevice {
public:
    static DeviceInfo about() { return {.id = "cuda:0", .name = "NVIDIA T4", .accelerator = true}; }
    DeviceInfo info() const override { return about(); }
};

} // namespace

/// A whole run, as the command line trains it: what its card uses is measured and kept, over all its sessions.
class TestRunEnergy final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theEnergyOfARunIsThatOfAllItsSessions() {
        const std::string data = dir_.filePath(QStringLiteral("data")).toStdString();
        const std::string run = dir_.filePath(QStringLiteral("run")).toStdString();
        writeTinyData(data, {});
        registerDevice(CardInName::about(), [] { return std::make_unique<CardInName>(); });
        RunCompany company;
        company.noNotices = true;
        TrainRequest request = tinyRequest(data, run, 3);
        request.setup.device = "cuda:0";
        QCOMPARE(runToEnd(request, company), 0);
        const auto first = readEnergy(run);
        QVERIFY(first && first->joules > 0 && first->card == "NVIDIA T4");
        QVERIFY(std::abs(first->joules / first->seconds - 69.5) < 0.01);
        request.resume = true;
        request.config.epochs = 5;
        QCOMPARE(runToEnd(request, company), 0);
        const auto both = readEnergy(run);
        QVERIFY(both && both->joules > first->joules && both->seconds > first->seconds);
        request = tinyRequest(data, dir_.filePath(QStringLiteral("cpu")).toStdString(), 1);
        QCOMPARE(runToEnd(request, company), 0);
        QVERIFY(!energyIfKnown(request.runFolder));
    }

private:
    QTemporaryDir dir_;
};

/// The program looks for the driver's library by its name alone, which the loader settles when a process begins.
int main(int argc, char** argv) {
    if (::getenv("LD_LIBRARY_PATH") == nullptr || std::string(::getenv("LD_LIBRARY_PATH")) != STUDIO_FAKE_NVML_DIR) {
        ::setenv("LD_LIBRARY_PATH", STUDIO_FAKE_NVML_DIR, 1);
        ::unsetenv("CUDA_VISIBLE_DEVICES");
        ::setenv("FAKE_NVML_COUNTS", "0", 1);
        ::execv("/proc/self/exe", argv);
        return 1;
    }
    QCoreApplication app(argc, argv);
    TestRunEnergy test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_run_energy.moc"
