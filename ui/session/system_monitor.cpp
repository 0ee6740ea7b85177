// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/system_monitor.h"

#include <sys/statvfs.h>

#include "core/base/paths.h"

namespace studio {

namespace {

constexpr int kEveryMs = 2000;

} // namespace

SystemMonitor::SystemMonitor(std::string diskPath, QObject* parent)
    : QObject(parent)
    , diskPath_(std::move(diskPath))
{
    timer_.setInterval(kEveryMs);
    connect(&timer_, &QTimer::timeout, this, &SystemMonitor::read);
    timer_.start();
    read();
}

void SystemMonitor::setDiskPath(const std::string& path)
{
    diskPath_ = path;
    read();
}

void SystemMonitor::read()
{
    load_ = systemLoad();
    diskFree_ = freeBytes(diskPath_);
    struct statvfs info {};
    diskTotal_ = ::statvfs(diskPath_.c_str(), &info) == 0 ? static_cast<std::uint64_t>(info.f_blocks) * info.f_frsize : 0;
    Q_EMIT changed();
}

} // namespace studio
