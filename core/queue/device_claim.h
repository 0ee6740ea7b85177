// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "core/base/file.h"

namespace studio {

/// That a trainer of this user is about to use a device, told to the queue from its first moment on: it may list the
/// pictures for minutes before its run says where it trains. A file that the kernel unlocks with its process. Owned by
/// whoever starts the engine, one thread; a claim that cannot be made is a line in the log.
class DeviceClaim {
public:
    /// `device`: "cpu" or "cuda:N"; "auto" or "cuda" only as long as nobody knows which one that is.
    DeviceClaim(const std::string& runFolder, const std::string& device, const std::string& folder = defaultFolder());
    ~DeviceClaim();
    DeviceClaim(const DeviceClaim&) = delete;
    DeviceClaim& operator=(const DeviceClaim&) = delete;

    /// The run itself tells now.
    void release();

    /// Beside the queue.
    static std::string defaultFolder();

private:
    std::string path_;
    FileDescriptor file_;
};

/// The claims that are held now: the device for each run folder. Never throws.
std::map<std::string, std::string> claimedDevices(const std::string& folder = DeviceClaim::defaultFolder());

} // namespace studio
