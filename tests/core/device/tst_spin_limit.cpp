// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/torch.h"

#include <filesystem>
#include <thread>

#include <QTest>

#include "core/device/spin_limit_internal.h"

using namespace studio;

namespace {

int threadsOfThisProcess() {
    int threads = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/task"))
        ++threads;
    return threads;
}

/// An operation that LibTorch shares among its threads.
void computeTogether() {
    at::zeros({1 << 18}).add_(1);
}

} // namespace

class SpinLimitTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        at::set_num_threads(2);
        computeTogether(); // this thread's own team
    }
    void itsThreadHasATeamOfItsOwn() {
        const int before = threadsOfThisProcess();
        const SpinLimit limit;
        // OpenMP counts the members of teams: without the second thread the limit would do nothing.
        QCOMPARE(threadsOfThisProcess(), before + 2);
    }
    void theNumberOfComputeThreadsStays() {
        at::set_num_threads(3);
        for (int i = 0; i < 50; ++i) {
            const SpinLimit limit;
            // Another number in a thread that is made now, the one of the backward pass, would change a run's bits.
            int ofANewThread = 0;
            std::thread([&] { ofANewThread = at::get_num_threads(); }).join();
            QCOMPARE(ofANewThread, 3);
            computeTogether();
            QCOMPARE(at::get_num_threads(), 3);
        }
        at::set_num_threads(2);
    }
};

QTEST_APPLESS_MAIN(SpinLimitTest)
#include "tst_spin_limit.moc"
