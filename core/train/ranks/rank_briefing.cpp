// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "core/base/text.h"
#include "core/run/run_pictures.h"
#include "core/train/picture_origin_internal.h"
#include "core/train/ranks/rank_team_internal.h"
#include "core/train/run_resume_internal.h"

namespace studio {
namespace {

enum BriefingPart : std::size_t { kFolder, kTrainNames, kValNames, kOrigin, kRecipe, kParts };

std::array<std::string, kParts> partsOf(const std::string& briefing) {
    std::array<std::string, kParts> parts;
    std::size_t at = 0;
    for (std::string& part : parts) {
        const std::size_t end = briefing.find('\n', at);
        if (end == std::string::npos)
            throw Error(ErrorKind::Internal, "Rank 0 sends what is no run");
        part = unescapeBytes(briefing.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

void requireEqual(const std::string& mine, const std::string& theirs, const RunSession& session, const char* what) {
    if (mine == theirs)
        return;
    throw Error(ErrorKind::Data, Message{.title = "A rank has other pictures than rank 0",
                                         .place = displayText(session.setup.data.root),
                                         .done = what,
                                         .next = "Give all machines the same files at the same path."});
}

} // namespace

std::string rankBriefing(const RunSession& session) {
    std::array<std::string, kParts> parts;
    parts[kFolder] = session.paths.folder;
    parts[kTrainNames] = namesDigest(session.data.train);
    parts[kValNames] = namesDigest(session.data.val);
    parts[kOrigin] = pictureOrigin(session);
    RunSetup setup = session.setup;
    setup.threads = session.asked.threads; // what suits is for each machine to say
    setup.workers = session.asked.workers;
    parts[kRecipe] = runRecipeToJson(session.config, setup, session.changes);
    std::string text;
    for (const std::string& part : parts)
        text += escapeBytes(part) + "\n";
    return text;
}

void openByBriefing(RunSession& session, TrainControl& control, const std::string& briefing,
                    const std::function<void(const std::string&)>& findDevices) {
    const std::array<std::string, kParts> parts = partsOf(briefing);
    RunRecipe recipe = runRecipeFromJson(parts[kRecipe], "rank 0");
    session.config = recipe.config;
    session.setup = recipe.setup;
    session.changes = recipe.changes;
    // Where the run's folder is seen from here, it says which pictures belong to the run though others came since.
    const std::optional<RunPictures> record = readRunPictures(RunPaths(parts[kFolder]).pictures);
    std::optional<KnownSets> known;
    if (record) {
        known = knownSets(*record);
        known->resumes = true;
    }
    listPictures(session, control, known ? &*known : nullptr);
    requireEqual(namesDigest(session.data.train), parts[kTrainNames], session,
                 "The names of training pictures differ.");
    requireEqual(namesDigest(session.data.val), parts[kValNames], session, "The names of validation pictures differ.");
    openPictureOrigin(session, parts[kOrigin]);
    requireEqual(pictureOrigin(session), parts[kOrigin], session,
                 "Rank 0 has them from a packed set that is not found here, or the other way round.");
    if (findDevices) {
        findDevices(session.setup.device);
    }
    makeComputing(session);
    session.rates = RatePlan(session.config, session.changes, session.stepsPerEpoch);
}

} // namespace studio
