// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include "core/recipe/rate_plan.h"
#include "core/train/progress.h"
#include "ui/job/background_job.h"
#include "ui/job/leavable_thread.h"
#include "ui/session/run_history.h"
#include "ui/session/services.h"

namespace studio {

class TrainingMailbox;
struct TrainingJob;

enum class SessionState {
    Idle,       ///< nothing runs; a run that ended or was opened may be shown
    Preparing,  ///< the engine reads the index, builds the network or loads a checkpoint
    Training,   ///< steps of an epoch
    Validating, ///< the epoch's evaluation
    Saving,     ///< a checkpoint is being written
    Paused,     ///< the engine waits for resume()
    Stopping,   ///< stop was asked for; the engine finishes its step and saves
};

/// Why history() is another one than a moment ago.
enum class HistoryChange {
    OtherRun,   ///< a run was started, resumed or opened
    PastJoined, ///< the past of the resumed run stands before what it did since; nothing that was shown is gone
    CutBack,    ///< the engine began, or fell back: records past runStart().resumedFromStep are gone
};

/// The one adapter of the engine: owns the engine thread and turns its records into signals on the GUI thread, 30 times
/// a second at most. Also holds the history of the run that is shown: the live one, one opened from disk, or one that
/// another process trains (follow()), which looks and is steered as one of its own.
/// Called on the GUI thread. The destructor stops the engine and waits for its checkpoint; a followed run goes on, and
/// a follower that hangs in a call of a dead disk is left behind.
class TrainingSession final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TrainingSession)

public:
    /// `follower` may be null: nothing is followed then.
    explicit TrainingSession(TrainEngine engine, TrainEngine follower = {}, QObject* parent = nullptr);
    ~TrainingSession() override;

    /// Requires state() == Idle (does nothing otherwise). The past of a resumed run is read in the background; it joins
    /// history() with historyReset(PastJoined). `chooseFolder` names the folder of a new run in place of the request;
    /// it asks a disk, so it is called on the engine's thread, and runStart().folder is empty until it has answered.
    void start(const TrainRequest& request, std::function<std::string()> chooseFolder = {});
    /// Shows the run that another process trains in this folder, as start() does one of its own: its past is read
    /// beside, the calls below steer it, finished() says how it ended. Requires Idle and a follower.
    void follow(const std::string& folder);
    /// The same for a run that no process trains yet: `launch` starts one (StudioServices::launch), on the engine's
    /// thread; what it throws becomes the report. A process that was started trains on in any case.
    void startInBackground(const TrainRequest& request, std::function<std::string(const TrainRequest&)> launch,
                           std::function<std::string()> chooseFolder = {});
    /// Follows no longer: the run goes on, and finished() comes with `left`. In this process: it is to go on elsewhere.
    void leave();
    bool isFollowing() const { return isActive() && follows_; }
    bool isLeaving() const; ///< leave() was called, and finished() has not come yet
    /// The end of the session begins: a followed run is left now, so that the destructor waits less long.
    void requestEnd();
    /// Whether another process trains the run that is active, or did so with the last one.
    bool isElsewhere() const { return follows_; }
    /// After startInBackground(): it is not known yet whether the process trains, or why it does not.
    bool isLaunching() const { return isActive() && launching_; }
    void pause();
    void resume();
    void stopNow();
    void stopAfterEpoch();
    void cancelStopAfterEpoch();
    void snapshot();
    /// Measures the present weights beside the epochs' validations.
    void validateNow();
    /// From the next epoch on; what cannot be the trainer refuses in the journal. False where the run is at its end.
    bool changePlan(const PlanWish& wish);
    /// For the end of the process: stops the engine and waits until its checkpoint is written, without an event loop
    /// and without a signal; a followed run is left. False where it was still busy after `limit`. Any thread but the
    /// engine's.
    bool stopAndWait(std::chrono::milliseconds limit);

    SessionState state() const { return state_; }
    bool isActive() const { return state_ != SessionState::Idle; }
    bool isStoppingAfterEpoch() const;
    /// Why a followed run can be looked at only; empty = it can be paused and stopped, as far as is known.
    std::string whyUnsteerable() const;

    /// Shows a run from disk (curves, journal). Requires Idle. It is read in the background: opening() until
    /// historyReset() or openFailed(), also for a folder that is no run; what was shown stays until then. Opening
    /// another run or starting one forgets it.
    void showRun(const std::string& folder);
    /// The price of the run that is active, as its folder has it now.
    void setPrice(const std::optional<RunPrice>& price);
    /// A line that the journal in the run's folder has now, and no trainer told of; nothing where another run is shown.
    void addEvent(const std::string& folder, const EventRecord& event);
    /// Folder of the run that is being read; empty = none.
    const std::string& opening() const { return opening_; }
    /// The run shown, to be looked at now; null before the first. Who keeps it keeps sharedHistory().
    const RunHistory* history() const { return history_.get(); }
    std::shared_ptr<const RunHistory> sharedHistory() const { return history_; }
    const TrainStatus& status() const { return status_; }
    const RunStart& runStart() const { return runStart_; }
    /// How the last run of this session ended; empty while one is active or for a run opened from disk.
    const std::optional<RunReport>& lastReport() const { return report_; }

Q_SIGNALS:
    void stateChanged();
    void statusChanged();
    /// history() is another one: redraw everything from it. Of signals that tell of the same change it comes first.
    /// Where `change` is not OtherRun the run is the same: zoom, scroll position and selection may stay.
    void historyReset(studio::HistoryChange change);
    /// Records were appended to history(); `firstStep`/`firstEpoch` index the new ones.
    void historyGrew(int firstStep, int firstEpoch);
    void openingChanged();
    void openFailed(const studio::Message& message);
    void checkpointsChanged();
    /// Each that the engine tells of, also one of a run that is followed; checkpointsChanged() comes first.
    void checkpointSaved(const studio::CheckpointRecord& checkpoint);
    void eventsChanged();
    void finished(const studio::RunReport& report);

private:
    void begin(TrainingJob job);
    void drain();
    void applyFolder(const std::string& folder);
    void applyRecipe(const RunRecipe& recipe);
    void applyStart(const RunStart& start);
    void load(const std::string& folder);
    void notLoaded(int number, const Message& message);
    void loaded(const std::shared_ptr<RunHistory>& history);
    void joinPast(RunHistory& past);
    void forgetLoad();
    void addCheckpoints(const std::vector<CheckpointRecord>& saved);
    void readKept();
    void forgetKept();
    void readChangedPlan(const std::vector<EventRecord>& events);
    void applyKept(const std::set<std::string>& known, const std::map<std::string, bool>& kept, bool newest);
    static void addReport(RunHistory& history, const RunReport& report);
    struct Engines;
    static RunReport carryOut(const Engines& engines, TrainingMailbox& mailbox, TrainingJob& job);
    void conclude(const RunReport& report);
    void setState(SessionState state);

    bool mayFollow_;
    SessionState state_ = SessionState::Idle;
    TrainStatus status_;
    RunStart runStart_;
    std::optional<RunReport> report_;
    std::shared_ptr<RunHistory> history_;
    std::string opening_;
    int loadNumber_ = 0; ///< tells a reading that is wanted from one that was forgotten
    std::int64_t goesOnFrom_ = std::numeric_limits<std::int64_t>::max(); ///< step the live run started or fell back to
    bool follows_ = false;                                               ///< what control_ steers is followed
    bool launching_ = false;      ///< until the process that was started has taken the run
    bool priced_ = false;         ///< setPrice() was called for this run: what is read of its past is older
    bool toldAfterEpoch_ = false; ///< isStoppingAfterEpoch() as of the last signal
    std::shared_ptr<TrainControl> control_;
    std::shared_ptr<TrainingMailbox> mailbox_; ///< the engine's thread may outlive this session
    QTimer drainTimer_;
    BackgroundJob loader_;
    BackgroundJob keptReader_; ///< looks up which checkpoints are left
    bool readKeptAgain_ = false;
    BackgroundJob recipeReader_; ///< of the recipe, once its plan was changed
    LeavableThread worker_;
};

} // namespace studio
