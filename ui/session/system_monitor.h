// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QObject>
#include <QTimer>

#include "core/base/system_info.h"
#include "ui/job/background_job.h"

namespace studio {

class TrainingSession;

/// CPU, memory and disk readings for the window, every two seconds. Each of the two volumes is asked on a thread of its
/// own: it may be a network's that does not answer; after some seconds without an answer it counts as unknown, and
/// nothing else waits for it. GUI thread.
class SystemMonitor final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SystemMonitor)

public:
    explicit SystemMonitor(std::string diskPath, QObject* parent = nullptr);
    /// The volume to look at from now on.
    void setDiskPath(const std::string& path);
    /// Looks at the volume of the run that trains, too, while one does. `training` is there longer.
    void follow(const TrainingSession& training);
    const SystemLoad& load() const { return load_; }
    /// Of this machine; infoKnown() once, soon after the start.
    const SystemInfo& info() const { return info_; }
    /// Of the volume that the path is on, or will be on once it is made; 0 = unknown.
    std::uint64_t diskFreeBytes() const { return disk_.room.free; }
    std::uint64_t diskTotalBytes() const { return disk_.room.total; }
    /// The same of the volume that the run writes to.
    std::uint64_t runDiskFreeBytes() const { return runDisk_.room.free; }
    std::uint64_t runDiskTotalBytes() const { return runDisk_.room.total; }
    /// Why it is not known: it was asked some seconds ago and has not answered.
    bool isRunDiskSilent() const { return runDisk_.unanswered >= kPatience; }
    /// The window closes.
    void requestStop();

Q_SIGNALS:
    void changed();
    /// load() was read: once each time, before changed().
    void loadRead();
    void infoKnown();

private:
    static constexpr int kPatience = 3; ///< readings; older figures of a disk are no figures
    struct Room {
        std::uint64_t free = 0, total = 0;
    };
    struct Volume {
        std::string path; ///< empty = none is asked
        Room room{};
        int unanswered = 0; ///< readings since it was asked
        BackgroundJob job{};
    };
    static Room readRoom(const std::string& path);
    void read();
    void ask(Volume& volume);
    void takeRun(const TrainingSession& training);
    void setPath(Volume& volume, const std::string& path);

    SystemLoad load_;
    SystemInfo info_;
    QTimer timer_;
    BackgroundJob infoJob_;
    Volume disk_, runDisk_;
};

} // namespace studio
