// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/runs_session.h"

#include <algorithm>
#include <filesystem>

#include "core/run/checkpoint.h"

namespace studio {

RunsSession::RunsSession(std::string folder, QObject* parent)
    : QObject(parent)
    , folder_(std::move(folder)) {}

void RunsSession::setFolder(const std::string& folder) {
    folder_ = folder;
    refresh();
}

void RunsSession::refresh() {
    if (job_.isRunning()) {
        again_ = true;
        return;
    }
    job_.start([this, folder = folder_, outside = outside_](std::stop_token) -> std::function<void()> {
        auto runs = listRuns(folder);
        for (const std::string& path : outside) {
            const bool listed =
                std::any_of(runs.begin(), runs.end(), [&](const RunSummary& run) { return run.folder == path; });
            if (!listed)
                runs.push_back(summariseRun(path));
        }
        return [this, runs = std::move(runs)] {
            runs_ = runs;
            Q_EMIT changed();
            if (again_) {
                again_ = false;
                refresh();
            }
        };
    });
}

const RunSummary* RunsSession::find(const std::string& runFolder) const {
    const auto at =
        std::find_if(runs_.begin(), runs_.end(), [&](const RunSummary& run) { return run.folder == runFolder; });
    return at == runs_.end() ? nullptr : &*at;
}

void RunsSession::addOutside(const std::string& runFolder) {
    if (std::filesystem::path(runFolder).parent_path() == std::filesystem::path(folder_) ||
        std::find(outside_.begin(), outside_.end(), runFolder) != outside_.end())
        return;
    outside_.push_back(runFolder);
    refresh();
}

void RunsSession::remove(const std::string& runFolder) {
    deleteRun(runFolder);
    std::erase(outside_, runFolder);
    refresh();
}

void RunsSession::pin(const std::string& runFolder, const std::string& file, bool pinned) {
    pinCheckpoint(runFolder, file, pinned);
    refresh();
}

void RunsSession::removeCheckpoint(const std::string& runFolder, const std::string& file) {
    deleteCheckpoint(runFolder, file);
    refresh();
}

} // namespace studio
