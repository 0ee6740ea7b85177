// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QObject>
#include <QTimer>

#include "core/base/system_info.h"
#include "ui/job/background_job.h"

namespace studio {

/// CPU, memory and disk readings for the window, every two seconds. The disk is asked on a thread of its own: it may be
/// a network's that does not answer; after some seconds without an answer it counts as unknown. GUI thread.
class SystemMonitor final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SystemMonitor)

public:
    explicit SystemMonitor(std::string diskPath, QObject* parent = nullptr);
    /// The volume to look at from now on.
    void setDiskPath(const std::string& path);
    const SystemLoad& load() const { return load_; }
    /// Of this machine; infoKnown() once, soon after the start.
    const SystemInfo& info() const { return info_; }
    /// Of the volume that the path is on, or will be on once it is made; 0 = unknown.
    std::uint64_t diskFreeBytes() const { return disk_.free; }
    std::uint64_t diskTotalBytes() const { return disk_.total; }
    /// The window closes.
    void requestStop();

Q_SIGNALS:
    void changed();
    void infoKnown();

private:
    struct Disk {
        std::uint64_t free = 0, total = 0;
    };
    static Disk readDisk(const std::string& path);
    void read();

    std::string diskPath_;
    SystemLoad load_;
    SystemInfo info_;
    Disk disk_;
    int unanswered_ = 0; ///< readings since the disk was asked
    QTimer timer_;
    BackgroundJob infoJob_, diskJob_;
};

} // namespace studio
