// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/runs_session.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <unordered_set>
#include <utility>

#include "core/base/paths.h"
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
    // One that reads the same may hang: it is waited for. Another list does not wait for it.
    if (job_.isRunning() && listed_ == std::pair(folder_, outside_)) {
        again_ = true;
        return;
    }
    again_ = false;
    listed_ = {folder_, outside_};
    job_.start(
        [this, folder = folder_, outside = outside_](std::stop_token) -> std::function<void()> {
            auto runs = listRuns(folder);
            std::unordered_set<std::string> listed;
            for (const RunSummary& run : runs)
                listed.insert(run.folder);
            for (const std::string& path : outside) {
                if (!listed.contains(path))
                    runs.push_back(summariseRun(path));
            }
            return [this, runs = std::move(runs), room = studio::freeBytes(folder)] {
                runs_ = runs;
                freeBytes_ = room;
                Q_EMIT changed();
                if (std::exchange(again_, false))
                    refresh();
            };
        },
        BackgroundJob::Begin::AtOnce,
        [this](const Message& message) {
            again_ = false;
            Q_EMIT failed(message);
        });
}

const RunSummary* RunsSession::find(const std::string& runFolder) const {
    const auto at =
        std::find_if(runs_.begin(), runs_.end(), [&](const RunSummary& run) { return run.folder == runFolder; });
    return at == runs_.end() ? nullptr : &*at;
}

bool RunsSession::addOutside(const std::string& runFolder) {
    if (std::filesystem::path(runFolder).parent_path() == std::filesystem::path(folder_) ||
        std::find(outside_.begin(), outside_.end(), runFolder) != outside_.end())
        return false;
    outside_.push_back(runFolder);
    refresh();
    return true;
}

void RunsSession::watch(const std::string& runFolder) {
    if (watched_ != runFolder) {
        watched_ = runFolder;
        overview_.reset();
        overviewProblem_ = {};
        overviewAgain_ = false;
    }
    readOverview();
}

void RunsSession::readOverview() {
    if (watched_.empty() || isRemoving(watched_))
        return;
    if (overviewJob_.isRunning() && reading_ == watched_) {
        overviewAgain_ = true;
        return;
    }
    reading_ = watched_;
    overviewJob_.start(
        [this, folder = watched_](std::stop_token) -> std::function<void()> {
            std::shared_ptr<const RunHistory> overview;
            Message problem;
            try {
                overview = std::make_shared<const RunHistory>(loadRunOverview(folder));
            } catch (const std::exception& error) {
                problem = messageOf(error);
            }
            return [this, folder, overview, problem] {
                if (folder != watched_)
                    return;
                overview_ = overview;
                overviewProblem_ = problem;
                Q_EMIT overviewChanged();
                if (std::exchange(overviewAgain_, false))
                    readOverview();
            };
        },
        BackgroundJob::Begin::AtOnce);
}

void RunsSession::pin(const std::string& runFolder, const std::string& file, bool pinned) {
    enqueue({[=] { pinCheckpoint(runFolder, file, pinned); }, {}});
}

void RunsSession::remove(const std::string& runFolder) {
    removeBy(runFolder, [runFolder] { deleteRun(runFolder); });
}

void RunsSession::removeBy(const std::string& runFolder, std::function<void()> work, bool isKept) {
    if (!removing_.insert(runFolder).second)
        return;
    if (isKept)
        movingAway_.insert(runFolder);
    const auto gone = std::make_shared<bool>(false);
    enqueue({[work = std::move(work), gone] {
                 work();
                 *gone = true;
             },
             [this, runFolder, gone] {
                 removing_.erase(runFolder);
                 movingAway_.erase(runFolder);
                 if (*gone)
                     std::erase(outside_, runFolder);
             }});
    Q_EMIT changed();
}

void RunsSession::removeCheckpoint(const std::string& runFolder, const std::string& file) {
    enqueue({[=] { deleteCheckpoint(runFolder, file); }, {}});
}

void RunsSession::prune(const std::string& runFolder, const RetentionPolicy& policy,
                        const std::vector<std::string>& files) {
    enqueue({[=] { pruneCheckpoints(runFolder, policy, files); }, {}});
}

void RunsSession::enqueue(Task task) {
    tasks_.push_back(std::move(task));
    startNext();
}

void RunsSession::startNext() {
    if (taskJob_.isRunning() || tasks_.empty())
        return;
    Task next = std::move(tasks_.front());
    tasks_.pop_front();
    const auto ended = [this, done = next.done](const std::optional<Message>& problem) {
        if (done)
            done();
        startNext();
        if (problem)
            Q_EMIT failed(*problem);
        refresh();
        readOverview();
    };
    taskJob_.start([work = next.work](const JobControl&) { work(); }, [ended] { ended({}); },
                   [ended](const Message& message) { ended(message); });
}

} // namespace studio
