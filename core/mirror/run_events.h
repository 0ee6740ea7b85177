// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/mirror/event_file.h"
#include "core/mirror/followed_pictures.h"
#include "core/mirror/history_rows.h"
#include "core/recipe/run_recipe.h"
#include "core/run/run_folder.h"

namespace studio {

/// Steps that TensorBoard is given: all of the first 8,192, then half of them in each doubling, so that a long run
/// stays some megabytes. A step is shown or not whatever comes after it.
bool isStepShown(std::int64_t step);

/// Where a run's own files are not brought up to date any more they would show a past of it: leaves some that show
/// nothing, also to a TensorBoard that is open. False: there was nothing to show. Makes no folder. Throws Error.
bool emptyEvents(const std::string& target);

/// A run's history as the files that TensorBoard opens: figures of steps and epochs and the recipe as hyperparameters
/// in the folder itself, followed pictures in its sub-folder "followed". run.db is the truth: after a resume or a
/// roll-back, and where somebody removed or moved them, the files are made anew from it, so that no step is there
/// twice. One thread.
class RunEvents {
public:
    /// `isRuns`: the target lies in the run's own folder (EventFolder). Does nothing yet.
    RunEvents(const std::string& runFolder, std::string target, bool isRuns);

    /// Brings the files up to what run.db says now; `isLast`: how the run ended, too. Throws Error; where run.db could
    /// not be read the next call may do.
    void update(bool isLast);
    /// Something could not be written: the files are not to be brought up to anything any more.
    bool isBroken() const { return isBroken_; }
    /// The steps of the run so far, those that are not shown included.
    std::int64_t steps() const { return rows_.steps(); }

private:
    using FileId = std::pair<std::uint64_t, std::uint64_t>;

    template<typename Body>
    void write(const Body& body) {
        try {
            body();
        } catch (...) {
            isBroken_ = true;
            throw;
        }
    }
    bool isAway();
    void begin(const RunDatabase& database);
    void addRows(const RunDatabase& database);
    void addEnd(const RunDatabase& database);
    void updateFollowed();

    RunPaths paths_;
    std::string target_;
    std::string lastFile_; ///< that was taken away
    bool isRuns_;
    std::unique_ptr<EventFolder> folder_;
    std::unique_ptr<EventFile> file_; ///< before folder_ goes
    std::unique_ptr<FollowedPictures> followed_;
    std::optional<PublishedFile> followedFile_; ///< the last one of followed_
    bool isPublished_ = false, isBroken_ = false, isFollowedDue_ = false;
    HistoryRows rows_;
    double startSeconds_ = 0, lastSeconds_ = 0;
    std::int64_t lastStep_ = 0;
    FileId id_;
    RunDatabase::Cuts cuts_;
};

} // namespace studio
