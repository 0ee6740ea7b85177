// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include "core/base/system_info.h"

namespace studio {

/// CPU, memory and disk readings for the status bar, every two seconds while someone looks. Called on the GUI thread.
class SystemMonitor final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SystemMonitor)

public:
    explicit SystemMonitor(std::string diskPath, QObject* parent = nullptr);
    const SystemLoad& load() const { return load_; }
    std::uint64_t diskFreeBytes() const { return diskFree_; }
    std::uint64_t diskTotalBytes() const { return diskTotal_; }
    void setDiskPath(const std::string& path);

Q_SIGNALS:
    void changed();

private:
    void read();

    std::string diskPath_;
    SystemLoad load_;
    std::uint64_t diskFree_ = 0, diskTotal_ = 0;
    QTimer timer_;
};

} // namespace studio
