// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <QObject>

#include "core/base/error.h"
#include "core/run/retention.h"
#include "core/run/run_folder.h"
#include "ui/job/background_job.h"
#include "ui/session/run_history.h"

namespace studio {

/// The list of runs in the runs folder, one of them in detail, and what can be done to them. Everything that touches
/// a disk happens off the GUI thread. Called on the GUI thread.
class RunsSession final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RunsSession)

public:
    explicit RunsSession(std::string folder, QObject* parent = nullptr);

    const std::string& folder() const { return folder_; }
    void setFolder(const std::string& folder);
    /// Reads again; changed() follows. Cheap to call often: requests while one runs become one more.
    void refresh();
    bool isReading() const { return job_.isRunning(); }
    const std::vector<RunSummary>& runs() const { return runs_; }
    /// Valid until the next changed(): copy what is needed after a question.
    const RunSummary* find(const std::string& runFolder) const;
    std::uint64_t freeBytes() const { return freeBytes_; } ///< on the volume of folder(), when it was read last
    /// A run outside the runs folder that was opened by hand; stays in the list. Returns whether the list is read for
    /// it: not where it was there already.
    bool addOutside(const std::string& runFolder);

    /// The run whose recipe and checkpoints are wanted; empty = none. Reads them, again where it is the same run;
    /// overviewChanged() follows.
    void watch(const std::string& runFolder);
    /// Of the watched run, as read last; null until it is read and where it cannot be (overviewProblem() says why).
    const std::shared_ptr<const RunHistory>& overview() const { return overview_; }
    const Message& overviewProblem() const { return overviewProblem_; }

    /// These begin at once and end later: one after the other, each with changed(), or with failed().
    /// Keeps a checkpoint from being deleted as newer ones come, or lets it go again; also while a trainer owns the
    /// run.
    void pin(const std::string& runFolder, const std::string& file, bool pinned);
    void remove(const std::string& runFolder);
    /// The same by other means: `work`, on the job's thread, takes the folder away (to the trash) or throws. `isKept`:
    /// it can be had back.
    void removeBy(const std::string& runFolder, std::function<void()> work, bool isKept = false);
    void removeCheckpoint(const std::string& runFolder, const std::string& file);
    /// Deletes those of `files` that may go under the policy then.
    void prune(const std::string& runFolder, const RetentionPolicy& policy, const std::vector<std::string>& files);
    bool isRemoving(const std::string& runFolder) const { return removing_.contains(runFolder); }
    const std::set<std::string>& removing() const { return removing_; }
    bool isMovingAway(const std::string& runFolder) const { return movingAway_.contains(runFolder); } ///< and kept

Q_SIGNALS:
    void changed();
    void overviewChanged();
    void failed(const studio::Message& message);

private:
    struct Task {
        std::function<void()> work; ///< on the job's thread; may throw
        std::function<void()> done; ///< on the GUI thread; may be empty
    };
    void readOverview();
    void enqueue(Task task);
    void startNext();

    std::string folder_;
    std::vector<std::string> outside_;
    std::vector<RunSummary> runs_;
    std::uint64_t freeBytes_ = 0;
    bool again_ = false;
    std::pair<std::string, std::vector<std::string>> listed_; ///< folder and runs outside that job_ reads
    std::string watched_, reading_;
    std::shared_ptr<const RunHistory> overview_;
    Message overviewProblem_;
    bool overviewAgain_ = false;
    std::set<std::string> removing_, movingAway_; ///< the latter are those of the former that are kept
    std::deque<Task> tasks_;
    BackgroundJob job_, overviewJob_, taskJob_;
};

} // namespace studio
