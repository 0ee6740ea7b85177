// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <thread>
#include <vector>

namespace studio {

/// A thread of the window that may hang in a call of a disk that does not answer (NFS, a dying drive). It is asked to
/// stop and waited for, but not longer than kPatience after the first request; then it is left behind, so that closing
/// the window ends. It must therefore own, or share, all that it uses. Called on the thread that made it.
class LeavableThread {
public:
    /// Must not throw.
    using Body = std::function<void(const std::stop_token&)>;
    /// Whether requestStopAll() is for this thread too: not where it writes what was promised.
    enum class Asked { WithAll, Alone };

    LeavableThread() = default;
    /// Throws std::system_error where the system gives no thread.
    explicit LeavableThread(Body body, Asked asked = Asked::WithAll);
    LeavableThread(LeavableThread&& other) noexcept = default;
    /// Ends the thread before as the destructor does.
    LeavableThread& operator=(LeavableThread&& other) noexcept;
    ~LeavableThread();

    void requestStop();
    /// All that run now, before the window goes: each is waited for from this moment on, so that what hangs takes
    /// kPatience once and not once each. On the GUI thread, which made them.
    static void requestStopAll();
    /// Also where there is none.
    bool hasEnded() const;
    /// Threads that were left behind and still run, the engine's too: static objects must not be destroyed under them.
    static int leftBehind();

private:
    struct State;
    static std::vector<std::weak_ptr<State>>& living(); ///< those that requestStopAll() asks
    void leave();

    std::shared_ptr<State> state_;
    std::thread thread_;
};

} // namespace studio
