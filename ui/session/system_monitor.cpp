// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/system_monitor.h"

#include <filesystem>
#include <sys/statvfs.h>

#include "core/base/paths.h"

namespace studio {

namespace {

constexpr int kEveryMs = 2000;

/// Size of the volume `path` is on, or will be on once it is made; 0 if unknown.
std::uint64_t volumeBytes(const std::string& path) {
    struct statvfs info {};
    for (std::filesystem::path at = path; !at.empty(); at = at.parent_path()) {
        if (::statvfs(at.c_str(), &info) == 0)
            return static_cast<std::uint64_t>(info.f_blocks) * info.f_frsize;
        if (at == at.parent_path())
            break;
    }
    return 0;
}

} // namespace

SystemMonitor::SystemMonitor(std::string diskPath, QObject* parent)
    : QObject(parent)
    , diskPath_(std::move(diskPath)) {
    timer_.setInterval(kEveryMs);
    connect(&timer_, &QTimer::timeout, this, &SystemMonitor::read);
    timer_.start();
    read();
}

void SystemMonitor::setDiskPath(const std::string& path) {
    diskPath_ = path;
    read();
}

void SystemMonitor::read() {
    load_ = systemLoad();
    diskFree_ = freeBytes(diskPath_);
    diskTotal_ = volumeBytes(diskPath_);
    Q_EMIT changed();
}

} // namespace studio
