// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include "core/base/error.h"
#include "core/queue/queue_runner.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"

namespace studio {

namespace fs = std::filesystem;

std::set<std::string> devicesInUse(const std::string& runsFolder, const std::set<std::string>& own) {
    std::set<std::string> devices;
    std::error_code error;
    for (fs::directory_iterator at(runsFolder, error), end; !error && at != end; at.increment(error)) {
        const std::string run = at->path().string();
        if (own.contains(run) || !isRunLocked(run))
            continue;
        try {
            const RunDatabase database(RunPaths(run).database, RunDatabase::Mode::Read);
            devices.insert(database.value("device").value_or(""));
        } catch (const Error&) {
            // It is being made, or is damaged: which device it uses is not known then.
        }
    }
    devices.erase("");
    return devices;
}

std::string chooseDevice(const std::string& wanted, const std::vector<std::string>& devices,
                         const std::set<std::string>& busy) {
    for (const std::string& device : devices) {
        const bool suits = wanted == "auto" || wanted == device || (wanted == "cuda" && device.starts_with("cuda:"));
        if (suits && !busy.contains(device))
            return device;
    }
    return {};
}

} // namespace studio
