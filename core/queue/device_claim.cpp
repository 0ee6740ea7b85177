// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/queue/device_claim.h"

#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <span>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/queue/queue_lock_internal.h"
#include "core/queue/run_queue.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

/// Those that killed processes left. One that was made just now is not locked yet, so whoever made it looks whether it
/// is still there.
void sweep(const std::string& folder) {
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        const std::string path = at->path().string();
        const FileDescriptor file = openToRead(path, O_NOFOLLOW);
        if (file.isOpen() && tryLockFile(file.get()) == 0)
            ::unlink(path.c_str());
    }
}

} // namespace

std::string DeviceClaim::defaultFolder() {
    return RunQueue::defaultFolder() + "/devices";
}

DeviceClaim::DeviceClaim(const std::string& runFolder, const std::string& device, const std::string& folder) {
    try {
        makeFolder(folder);
        sweep(folder);
        const std::string name = folder + "/" + std::to_string(::getpid()) + "-" + std::to_string(utcMilliseconds());
        constexpr int kTries = 10;
        for (int number = 0; number < kTries && !file_.isOpen(); ++number) {
            path_ = name + "-" + std::to_string(number);
            FileDescriptor file = openQueueLock(path_);
            if (takeQueueLock(file, path_) && isStillNamed(file.get(), path_))
                file_ = std::move(file);
        }
        const std::string text = device + "\n" + runFolder;
        if (file_.isOpen())
            static_cast<void>(writeAll(file_.get(), std::as_bytes(std::span(text))));
    } catch (const Error& error) {
        logLine(LogLevel::Info, "The queue is not told of this run's device: " + error.message().text());
    }
}

DeviceClaim::~DeviceClaim() {
    release();
}

void DeviceClaim::release() {
    if (!file_.isOpen())
        return;
    ::unlink(path_.c_str());
    file_.close();
}

std::map<std::string, std::string> claimedDevices(const std::string& folder) {
    constexpr std::size_t kMaxClaim = 8192;
    std::map<std::string, std::string> claims;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        try {
            const std::string path = at->path().string();
            if (!isQueueLockHeld(path))
                continue;
            const std::string text = readSmallFile(path, kMaxClaim);
            if (const std::size_t line = text.find('\n'); line != std::string::npos)
                claims[text.substr(line + 1)] = text.substr(0, line);
        } catch (const Error&) {
            // It has gone meanwhile.
        }
    }
    return claims;
}

} // namespace studio
