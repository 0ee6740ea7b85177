// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include "core/base/error.h"
#include "core/queue/queue_runner.h"
#include "core/recipe/run_recipe.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

/// Where a run that a trainer owns is computed: as its history says, else as was asked for. Empty: nobody knows.
std::string deviceOf(const std::string& run) {
    try {
        const RunDatabase database(RunPaths(run).database, RunDatabase::Mode::Read);
        if (const std::string device = database.value("device").value_or(""); !device.empty())
            return device;
    } catch (const Error&) {
        // It is being made, or is damaged.
    }
    try {
        return readRunRecipe(RunPaths(run).recipe).setup.device;
    } catch (const Error&) {
        return {};
    }
}

} // namespace

std::set<std::string> devicesInUse(const std::string& runsFolder, const std::set<std::string>& own,
                                   const std::string& claimsFolder) {
    const std::map<std::string, std::string> claims = claimedDevices(claimsFolder);
    std::set<std::string> devices;
    for (const auto& [run, device] : claims) {
        if (!own.contains(run))
            devices.insert(device);
    }
    std::error_code error;
    for (fs::directory_iterator at(runsFolder, error), end; !error && at != end; at.increment(error)) {
        const std::string run = at->path().string();
        if (!own.contains(run) && !claims.contains(run) && isRunLocked(run))
            devices.insert(deviceOf(run));
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
