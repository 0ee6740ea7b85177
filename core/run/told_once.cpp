// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/told_once.h"

#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/base/sha256.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

bool isStartedAgain() {
    const std::string_view pair(kStartedAgain);
    const std::size_t equals = pair.find('=');
    const char* value = std::getenv(std::string(pair.substr(0, equals)).c_str());
    return value != nullptr && value == pair.substr(equals + 1);
}

/// How far the run is for good: steps after its last checkpoint are made anew each time.
std::string placeOf(const std::string& run) {
    const auto last = isRunThere(run) ? summariseRun(run).last : std::nullopt;
    return last ? "step " + std::to_string(last->step) : "no checkpoint";
}

} // namespace

bool isNewsOfRun(const std::string& run, const std::string& what) {
    constexpr std::size_t kMostRuns = 500, kMostBytes = 256;
    try {
        const std::string path = absolutePath(run), folder = defaultLogFolder() + "/told";
        const std::string file = folder + "/" + sha256Hex(path + "\n" + what), place = placeOf(path);
        if (isStartedAgain() && std::filesystem::exists(file) && readSmallFile(file, kMostBytes) == place)
            return false;
        makeFolder(folder);
        writeFileAtomically(file, place);
        keepNewestFiles(folder, kMostRuns);
    } catch (const std::exception& error) {
        logLine(LogLevel::Info, "What was told of the run is not kept: " + messageOf(error).text());
    }
    return true;
}

} // namespace studio
