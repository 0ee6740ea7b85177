// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/system_monitor.h"

#include <filesystem>
#include <sys/statvfs.h>

#include "ui/session/training_session.h"

namespace studio {

namespace {

constexpr int kEveryMs = 2000;

} // namespace

SystemMonitor::SystemMonitor(std::string diskPath, QObject* parent)
    : QObject(parent)
    , disk_{std::move(diskPath)} {
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

SystemMonitor::Room SystemMonitor::readRoom(const std::string& path) {
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
    setPath(disk_, path);
}

void SystemMonitor::follow(const TrainingSession& training) {
    const auto look = [this, &training] { takeRun(training); };
    connect(&training, &TrainingSession::stateChanged, this, look);
    connect(&training, &TrainingSession::historyReset, this, look);
}

void SystemMonitor::takeRun(const TrainingSession& training) {
    const RunHistory* run = training.isActive() ? training.history() : nullptr;
    const std::string folder = run != nullptr ? run->folder : std::string();
    if (folder != runDisk_.path)
        setPath(runDisk_, folder);
}

void SystemMonitor::setPath(Volume& volume, const std::string& path) {
    volume.job.forget(); // what it says is of the other volume
    volume.path = path;
    volume.room = {};
    volume.unanswered = 0;
    ask(volume);
    Q_EMIT changed();
}

void SystemMonitor::requestStop() {
    timer_.stop();
    infoJob_.forget();
    disk_.job.forget();
    runDisk_.job.forget();
}

/// At once: a volume that was asked before and hangs must not hold up another one.
void SystemMonitor::ask(Volume& volume) {
    if (volume.path.empty())
        return;
    if (!volume.job.isRunning()) {
        volume.unanswered = 0;
        volume.job.start([path = volume.path](const JobControl&) { return readRoom(path); },
                         [this, &volume](Room room) {
                             volume.room = room;
                             Q_EMIT changed();
                         },
                         {}, BackgroundJob::Begin::AtOnce);
    } else if (++volume.unanswered >= kPatience) {
        volume.room = {};
    }
}

void SystemMonitor::read() {
    load_ = systemLoad(); // the kernel's own figures: no disk is behind them
    ask(disk_);
    ask(runDisk_);
    Q_EMIT loadRead();
    Q_EMIT changed();
}

} // namespace studio
