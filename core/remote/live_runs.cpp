// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/live_runs.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <unistd.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/remote/remote_run.h"
#include "core/run/run_folder.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

/// What RunLock wrote there.
std::int64_t ownerOf(const std::string& runFolder) {
    constexpr std::size_t kMaxLockBytes = 64;
    std::int64_t pid = 0;
    try {
        const std::string text = readSmallFile(RunPaths(runFolder).lock, kMaxLockBytes);
        std::from_chars(text.data(), text.data() + text.size(), pid);
    } catch (const Error&) {
        // The run is found without the number.
    }
    return std::max<std::int64_t>(pid, 0);
}

} // namespace

std::optional<LiveRun> findTrainer(const std::string& runFolder) {
    if (!isRunLocked(runFolder))
        return std::nullopt;
    LiveRun run;
    run.folder = runFolder;
    run.pid = ownerOf(runFolder);
    run.own = run.pid == ::getpid();
    if (run.own)
        return run;
    try {
        run.steerable = RemoteRun::connect(runFolder) != nullptr;
    } catch (const Error& error) {
        run.silence = error.message().text();
    }
    return run;
}

std::vector<LiveRun> listLiveRuns(const std::string& runsFolder, const std::stop_token& stop) {
    std::vector<LiveRun> runs;
    std::error_code error;
    for (fs::directory_iterator at(runsFolder, error), end; !error && at != end && !stop.stop_requested();
         at.increment(error)) {
        if (const auto run = findTrainer(at->path().string()))
            runs.push_back(*run);
    }
    std::sort(runs.begin(), runs.end(), [](const LiveRun& a, const LiveRun& b) { return a.folder < b.folder; });
    return runs;
}

} // namespace studio
