// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>
#include <string>

#include "core/notice/notice_outbox.h"
#include "core/train/trainer.h"
#include "ui/pages/notices/desktop_notices.h"

namespace studio {

class Notifier;

/// Notices of the runs that train in the window. Made and destroyed on the GUI thread, after the application; the
/// destructor waits some seconds for what is under way. Its channels: those of resnet-train, and the desktop.
class WindowNotices {
public:
    WindowNotices();
    ~WindowNotices();
    WindowNotices(const WindowNotices&) = delete;
    WindowNotices& operator=(const WindowNotices&) = delete;

    /// Runs the engine and tells of it. On the engine's thread, which waits for no delivery.
    RunReport train(const TrainEngine& engine, const TrainRequest& request, TrainObserver& observer,
                    TrainControl& control);
    /// What is told of the run that trains, or is on its way to another process, in the place of "was stopped": the
    /// window is being ended from outside. Nothing where there is none. Any thread; returns at once.
    void interrupted(const std::string& why);
    /// Another process is being started for the run that train() let go: from here on whoever starts it tells. Any
    /// thread.
    void takenOver();
    /// Delivers what was told, for a process that ends without destructors: nothing is taken any more. Some seconds.
    void finish();
    /// Of what no engine tells. Any thread; returns at once.
    void add(const Notice& notice) { outbox_.add(notice); }
    /// On a thread that may wait.
    Delivery test(const ChannelSettings& channel, const std::stop_token& stop) const;

private:
    class Live;
    ChannelFactory factory() const;
    DesktopNotices desktop_;
    std::mutex mutex_;         ///< what follows
    Notifier* live_ = nullptr; ///< of the run that trains
    std::string letGo_;        ///< the folder of the run that is on its way to another process
    std::string why_;          ///< why the window is being ended; mostly empty
    NoticeOutbox outbox_;      // last: its channels use the desktop
};

} // namespace studio
