// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/run/run_pictures.h"
#include "core/train/run_session_internal.h"

namespace studio {

/// What a resume found out about the pictures of the run before it changed anything.
struct PicturesThen {
    std::optional<RunPictures> record; ///< nothing: the run is from before there was one
    NameChanges train, val;            ///< since the record
    std::int64_t leftOut = 0;          ///< new ones in the validation folder
    bool moved = false;                ///< they are named at another place than the run's recipe says
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
