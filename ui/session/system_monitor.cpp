// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/system_monitor.h"

#include <filesystem>
#include <sys/statvfs.h>

namespace studio {

namespace {

constexpr int kEveryMs = 2000;
constexpr int kPatience = 3; ///< readings; older figures of a disk are no figures

} // namespace

SystemMonitor::SystemMonitor(std::string diskPath, QObject* parent)
    : QObject(parent)
    , diskPath_(std::move(diskPath)) {
    timer_.setInterval(kEveryMs);
    connect(&timer_, &QTimer::timeout, this, &SystemMonitor::read);
    timer_.start();
    infoJob_.start([](const JobControl&) { return systemInfo(); },
                   [this](SystemInfo info) {
                       info_ = std::move(info);
                       Q_EMIT infoKnown();
                   });
    read();
}

SystemMonitor::Disk SystemMonitor::readDisk(const std::string& path) {
    struct statvfs info {};
    for (std::filesystem::path at = path; !at.empty(); at = at.parent_path()) {
        if (::statvfs(at.c_str(), &info) == 0)
            return {static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize,
                    static_cast<std::uint64_t>(info.f_blocks) * info.f_frsize};
        if (at == at.parent_path())
            break;
    }
    return {};
}

void SystemMonitor::setDiskPath(const std::string& path) {
    diskPath_ = path;
    disk_ = {};
    diskJob_.forget(); // what it says is of the other volume
    read();
    Q_EMIT changed();
}

void SystemMonitor::requestStop() {
    timer_.stop();
    infoJob_.forget();
    diskJob_.forget();
}

void SystemMonitor::read() {
    load_ = systemLoad(); // the kernel's own figures: no disk is behind them
    if (!diskJob_.isRunning()) {
        unanswered_ = 0;
        diskJob_.start([path = diskPath_](const JobControl&) { return readDisk(path); },
                       [this](Disk disk) {
                           disk_ = disk;
                           Q_EMIT changed();
                       });
    } else if (++unanswered_ >= kPatience) {
        disk_ = {};
    }
    Q_EMIT changed();
}

} // namespace studio
