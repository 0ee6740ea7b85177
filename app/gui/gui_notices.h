// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/notice/notice_outbox.h"
#include "core/train/trainer.h"
#include "ui/pages/notices/desktop_notices.h"

namespace studio {

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
    /// Of what no engine tells. Any thread; returns at once.
    void add(const Notice& notice) { outbox_.add(notice); }
    /// On a thread that may wait.
    Delivery test(const ChannelSettings& channel, const std::stop_token& stop) const;

private:
    ChannelFactory factory() const;
    DesktopNotices desktop_;
    NoticeOutbox outbox_; // last: its channels use the desktop
};

} // namespace studio
