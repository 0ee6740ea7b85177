// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/recipe/config.h"
#include "core/train/trainer.h"

namespace studio {

/// What the engine said since the last look.
struct TrainingMail {
    std::optional<std::string> folder; ///< chosen for a new run
    std::optional<RunRecipe> recipe;   ///< of a run that is followed
    std::optional<RunStart> start;
    std::vector<StepRecord> steps;
    std::vector<EpochRecord> epochs;
    std::vector<CheckpointRecord> checkpoints;
    std::vector<EventRecord> events;
    std::optional<TrainStatus> status;
    std::optional<RunReport> ended; ///< after all the rest
};

/// A run for the engine's thread.
struct TrainingJob {
    TrainRequest request;
    std::function<std::string()> chooseFolder = {}; ///< may be empty
    std::shared_ptr<TrainControl> control = std::make_shared<TrainControl>();
    bool follows = false;                                        ///< another process trains it
    std::function<std::string(const TrainRequest&)> launch = {}; ///< starts that process; empty = it trains already
};

/// Puts what was told, oldest first, before those of a journal that is newest first, unless it is there: of a run that
/// is followed again, or whose past was read, some lines are known.
void addEvents(std::vector<EventRecord>& newestFirst, const std::vector<EventRecord>& told);

/// Ends the engine's part in a run at the end of the session: a run of this process is stopped, a followed one left.
void letGo(TrainControl& control, bool follows);

/// The engine's observer: copies what it hears into one box that the GUI thread empties, and hands requests over. One
/// lock for all of it, so that the start of a resumed run is never seen after its first steps. Owned by the session
/// and by the engine's thread, which may outlive it; any thread.
class TrainingMailbox final : public TrainObserver {
public:
    void folderChosen(const std::string& folder);
    void recipeRead(std::optional<RunRecipe> recipe);
    void runStarted(const RunStart& start) override;
    void stepDone(const StepRecord& record) override;
    void epochDone(const EpochRecord& record) override;
    void checkpointSaved(const CheckpointRecord& record) override;
    void eventHappened(const EventRecord& record) override;
    void statusChanged(const TrainStatus& status) override;
    TrainingMail drain();

    void post(TrainingJob job);
    void jobEnded(const RunReport& report);
    /// As TrainingSession::stopAndWait().
    bool stopAndWait(std::chrono::milliseconds limit);
    /// Waits for the next job; nothing once `stop` is requested.
    std::optional<TrainingJob> waitForJob(std::stop_token stop);

private:
    template<typename Change>
    void put(Change change);

    std::mutex mutex_;
    std::condition_variable_any wake_;
    TrainingMail mail_;
    std::deque<TrainingJob> jobs_;
    std::shared_ptr<TrainControl> owed_; ///< of the job that is not done yet
    bool owedIsFollowed_ = false;
};

} // namespace studio
