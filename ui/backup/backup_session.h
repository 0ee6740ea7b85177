// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QDeadlineTimer>
#include <QObject>
#include <QTimer>

#include "core/backup/backup.h"
#include "core/base/error.h"
#include "core/metric/records.h"
#include "core/train/progress.h"
#include "ui/job/background_job.h"

namespace studio {

class Settings;
class TrainingSession;

/// A copy of a run to a place, or the way back.
struct BackupTask {
    enum class Kind { BackUp, Restore };
    Kind kind = Kind::BackUp;
    std::string run;   ///< folder: the one that is copied, or that is made
    std::string place; ///< target, or source
    BackupOptions options;
    bool automatic = false; ///< nobody pressed a button for it
};

struct BackupOutcome {
    BackupTask task;
    std::optional<BackupResult> result; ///< none: it failed, or it was left while its place did not answer
    Message problem;                    ///< where it failed
    bool isComplete() const { return result && result->complete; }
    bool hasFailed() const { return !problem.title.empty(); }
};

/// Backups of this window, one after the other, and going back to one. Those of the runs that train in this window come
/// by themselves, as the settings say. A stop that a place does not hear within two seconds leaves it to itself: what
/// was sent stays. So does a silence of kBackupSilence, which is a failure. The next one begins then; those that come by
/// themselves to a place that still hangs wait for its answer, as long as a silence may last. GUI thread; the work is on
/// a job's.
class BackupSession final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BackupSession)

public:
    BackupSession(const Settings& settings, const TrainingSession& training, QObject* parent = nullptr);

    /// Begins it, or puts it behind what is under way. One that waits already is not put there twice.
    void start(const BackupTask& task);
    /// Ends what is under way; the next one begins then.
    void cancel();
    /// All of them, for the end of the window; those that were to come by themselves are told as not made.
    void requestStop();

    bool isRunning() const { return task_.has_value(); }
    bool isStopping() const { return stopping_.isActive(); }
    const std::optional<BackupTask>& task() const { return task_; }
    const std::deque<BackupTask>& waiting() const { return waiting_; }
    /// Those that wait for the answer of a place that hangs.
    std::size_t heldUp() const { return heldUp_.size(); }
    const BackupStatus& status() const { return status_; }
    const std::optional<BackupOutcome>& last() const { return last_; }

    /// How long one may tell nothing, in place of kBackupSilence; for tests.
    void setSilence(std::chrono::milliseconds limit) { silence_.setInterval(limit); }

    /// Asks the window for the place where a person says what to back up; empty = no run in particular.
    void ask(const std::string& run) { Q_EMIT asked(run); }

Q_SIGNALS:
    void asked(const std::string& run);
    /// Anything of the above.
    void changed();
    void ended(const studio::BackupOutcome& outcome);

private:
    void next();
    void conclude(const std::optional<BackupResult>& result, const Message& problem);
    void tell(const BackupOutcome& outcome);
    void holdUpWhatHangs();
    void goOnWithHeldUp();
    void tellUndone(const BackupTask& task);
    void giveUp(const Message& problem);
    bool hangs(const std::string& place);
    void checkpointSaved(const CheckpointRecord& checkpoint);
    void runEnded(const RunReport& report);
    void startAutomatic(const std::string& run);

    const Settings& settings_;
    const TrainingSession& training_;
    std::optional<BackupTask> task_;
    std::deque<BackupTask> waiting_;
    struct HeldUp {
        BackupTask task;
        QDeadlineTimer until;
    };
    std::deque<HeldUp> heldUp_;
    BackupStatus status_;
    std::optional<BackupOutcome> last_;
    QTimer stopping_, silence_, look_; ///< the last one while something is held up
    /// Lives as long as the work at its place does, wherever that hangs.
    struct Work {
        std::string place;
    };
    std::weak_ptr<const Work> work_;              ///< of task_
    std::vector<std::weak_ptr<const Work>> left_; ///< given up while they hung
    BackgroundJob job_;
};

} // namespace studio
