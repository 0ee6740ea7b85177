// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <thread>

namespace studio {

/// A thread of the window that may hang in a call of a disk that does not answer (NFS, a dying drive). It is asked to
/// stop and waited for, but not longer than kPatience after the first request; then it is left behind, so that closing
/// the window ends. It must therefore own, or share, all that it uses. Called on the thread that made it.
class LeavableThread {
public:
    /// Must not throw.
    using Body = std::function<void(const std::stop_token&)>;

    LeavableThread() = default;
    explicit LeavableThread(Body body);
    LeavableThread(LeavableThread&& other) noexcept = default;
    /// Ends the thread before as the destructor does.
    LeavableThread& operator=(LeavableThread&& other) noexcept;
    ~LeavableThread();

    void requestStop();
    /// Also where there is none.
    bool hasEnded() const;
    /// Threads that were left behind and still run: static objects must not be destroyed under them.
    static int leftBehind();

private:
    struct State;
    void leave();

    std::shared_ptr<State> state_;
    std::thread thread_;
};

} // namespace studio
