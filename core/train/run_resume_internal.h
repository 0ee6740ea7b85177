// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/run/run_pictures.h"
#include "core/train/run_session_internal.h"

namespace studio {

/// The lock of a run that must exist already. Throws Error(Data) if there is no run, Error(Locked).
std::unique_ptr<RunLock> lockExistingRun(const RunPaths& paths);

/// What a resume changes in recipe.json.
struct RecipeChange {
    std::int64_t epochsBefore = 0;
    bool any = false;
    RunSetup setup; ///< as in the file, but for where the pictures are
};
/// Config and setup from recipe.json; more epochs, the device and the threads from the request. Writes nothing. Throws
/// Error.
RecipeChange readRecipe(RunSession& session, const TrainRequest& request);
/// Of a resume with the device "auto". Throws Error(Device) where the run was trained on a card and this machine has
/// one that cannot be used now.
void requireItsCard(const RunSession& session);
/// Tells and remembers where the run is computed on another device than before.
void noteDevice(RunSession& session);
/// Writes recipe.json where something changed, and tells the journal. More epochs are a change of the plan at
/// `position`, as one that is asked for while the run trains.
void writeRecipe(RunSession& session, RecipeChange change, const RunPosition& position, bool moved);

/// A state that a run can go back to, with all that has to be read for it.
struct ReturnPoint {
    std::optional<CheckpointContent> content; ///< nothing: the run's beginning
    RunPosition position;
    std::vector<std::string> passedOver; ///< newer checkpoints that verify and were not wanted
    int damaged = 0;                     ///< that do not
};
/// The newest checkpoint that verifies and is wanted (empty = any). Changes nothing but the journal, which is told of
/// the damaged ones. Throws Error(Data) for other classes, Error(Corrupt) for another network.
ReturnPoint findReturnPoint(RunSession& session, const std::function<bool(const CheckpointContent&)>& wanted);
/// The error where all checkpoints there are, are damaged.
void requireUndamaged(const RunSession& session, const ReturnPoint& point);
/// Puts weights, momentum and position there. run.db must have been cut back to it. Where it is the beginning the
/// network is left as it is. In memory alone: nothing but the device can fail.
void takeReturnPoint(RunSession& session, const ReturnPoint& point);

/// Removes what a killed writer left among the checkpoints, and gives those without a row theirs.
void tidyCheckpoints(RunSession& session);
/// Where a resume goes on from: the newest checkpoint that is good, and not of a past that was given up.
ReturnPoint returnPointOfResume(RunSession& session);
/// After a start: returns to that point and says so in the journal. `oldRun`: the names of its pictures are not known.
void restoreRun(RunSession& session, const ReturnPoint& point, bool oldRun);

/// What a resume found out about the pictures of the run before it changed anything.
struct PicturesThen {
    std::optional<RunPictures> record; ///< nothing: the run is from before there was one
    NameChanges train, val;            ///< since the record
    std::int64_t leftOut = 0;          ///< new ones in the validation folder
    bool moved = false;                ///< they are named at another place than the run's recipe says
    bool first = false;                ///< the run was imported, and had none until now
};

/// Lists the pictures into the session. `known`: as the run has them.
void listPictures(RunSession& session, TrainControl& control, const KnownSets* known);

/// The same for a run that is resumed, from where it has its pictures or from the place that is asked for (then
/// session.setup.data is that place). Writes nothing. Throws Error(Io) where they, or one of their sets, are not there;
/// Error(Data) for other classes than the run's, or other pictures at the new place.
PicturesThen findPictures(RunSession& session, const TrainRequest& request, TrainControl& control);

/// Tells the journal what findPictures() found, and brings the record up to it: for a run that goes on.
void notePictures(RunSession& session, PicturesThen& then);

/// For a run that was just made.
void recordPictures(const RunSession& session);

/// Before the marks of the best are used: where the validation set is not the one they were won on, none is. The best
/// checkpoint so far is then pinned, so that retention does not take it for a worse one.
void compareValidationSet(RunSession& session, const RunPosition& position);

} // namespace studio
