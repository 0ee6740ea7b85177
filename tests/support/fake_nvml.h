// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace studio::test {

/// Where calls wait while a test wants it. Not a Gate: libstdc++'s atomic waits do not reach from one library that
/// hides its symbols into another.
class NvmlGate {
public:
    void close() { set(true); }
    void open() { set(false); }
    /// Until a call waits.
    void waitForCall() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return isReached_; });
    }
    void pass() {
        std::unique_lock lock(mutex_);
        isReached_ = isClosed_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return !isClosed_; });
    }

private:
    void set(bool closed) {
        const std::lock_guard lock(mutex_);
        isClosed_ = closed;
        isReached_ = false;
        changed_.notify_all();
    }
    std::mutex mutex_;
    std::condition_variable changed_;
    bool isClosed_ = false, isReached_ = false;
};

/// What the stand-in for the NVIDIA driver's library (fake_nvml.cpp) does: two cards, an NVIDIA T4 (7.5) and an NVIDIA
/// H200 (9.0). A test that loads it by its path gets this by `fakeNvml`; a process that finds it by LD_LIBRARY_PATH
/// takes initCode and valueCode from FAKE_NVML_INIT and FAKE_NVML_VALUE, countsEnergy from FAKE_NVML_COUNTS.
struct FakeNvml {
    std::atomic<int> initCode{0}; ///< of nvmlInit_v2, and so on
    std::atomic<int> countCode{0};
    std::atomic<int> handleCode{0}; ///< of the second card
    std::atomic<int> valueCode{0};  ///< of every value of the second card
    std::atomic<int> cards{2};
    std::atomic<int> capability{75}; ///< of the first card
    std::atomic<const char*> driver{"580.95.05"};
    std::atomic<int> readings{0}, opened{0};
    std::atomic<unsigned> milliwatts{69'500};               ///< of each card
    std::atomic<unsigned long long> millijoules{0};         ///< of the first card's counter
    std::atomic<unsigned long long> slowedBits{0x4};        ///< why the clock is held back, of each card
    std::atomic<bool> countsEnergy{true}, tellsPower{true}; ///< else "not supported"
    std::atomic<int> powerReadings{0};                      ///< of the first card's power
    NvmlGate gate;     ///< where readings of the utilisation wait while it is closed
    NvmlGate initGate; ///< where nvmlInit_v2 does
};

} // namespace studio::test
