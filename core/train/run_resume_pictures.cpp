// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "core/base/file.h"
#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/recipe/epoch_steps.h"
#include "core/run/run_database.h"
#include "core/train/run_resume_internal.h"

namespace studio {
namespace {

namespace fs = std::filesystem;

std::string count(std::size_t number) {
    return grouped(static_cast<std::int64_t>(number));
}

bool isSamePlace(const std::string& a, const std::string& b) {
    std::error_code error;
    return absolutePath(a) == absolutePath(b) || fs::equivalent(a, b, error);
}

/// Whether the sets are looked for at other places than the run had them.
struct Moved {
    bool train = false, val = false;
    bool any() const { return train || val; }
};

/// Goes to the places that are asked for. A validation folder that lay below the old place is looked for below the new
/// one.
Moved movePlaces(DataSpec& data, const TrainRequest& request, const std::optional<RunPictures>& record) {
    const DataSpec before = data;
    if (record && record->split && !request.resumeVal.empty()) {
        throw Error(ErrorKind::Usage,
                    Message{.title = "The run has no validation folder",
                            .place = displayText(request.resumeVal),
                            .done = "It was started without one and validates on the part of its pictures that it held "
                                    "back. The run was left as it was.",
                            .next = "Leave --val out, or start a new run with it."});
    }
    if (!request.resumeData.empty() && (before.root.empty() || !isSamePlace(request.resumeData, before.root))) {
        data.root = absolutePath(request.resumeData);
        const std::string below = before.root + "/";
        if (!before.root.empty() && before.val.starts_with(below)) {
            data.val = data.root + "/" + before.val.substr(below.size());
        }
    }
    const std::string val = data.val.empty() && record ? data.root + "/" + record->val : data.val;
    if (!request.resumeVal.empty() && (val.empty() || !isSamePlace(request.resumeVal, val))) {
        data.val = absolutePath(request.resumeVal);
    }
    const auto valOf = [&record](const DataSpec& spec) {
        return !spec.val.empty() ? spec.val : record ? spec.root + "/" + record->val : spec.root;
    };
    return {data.root != before.root, !isSamePlace(valOf(data), valOf(before))};
}

/// A run that comes back before its pictures' volume does (after a reboot, say) is to be tried again, not given up.
/// What is looked for elsewhere is left to the listing.
void requirePictures(const DataSpec& data, const Moved& moved, const std::string& run) {
    if (data.root.empty()) { // it was imported
        throw Error(ErrorKind::Usage,
                    {"The run has no pictures yet", displayText(run), "It was left as it was.",
                     "Name those to train on with: resnet-train resume " + shellWord(run) + " --data FOLDER"});
    }
    for (const std::string& path : {moved.train ? std::string() : data.root, moved.val ? std::string() : data.val}) {
        std::error_code problem;
        if (path.empty() || (fs::is_directory(path, problem) && !fs::is_empty(path, problem) && !problem)) {
            continue;
        }
        // A mount point that nobody may look into is how some keep programs out until the volume is there.
        const bool isClosed = problem && problem != std::errc::no_such_file_or_directory;
        throw Error(ErrorKind::Io,
                    {"The pictures of the run are not there",
                     displayText(path) + (isClosed ? ": " + problem.message() : std::string()),
                     "The run was left as it was.",
                     "Mount their volume or put the folder back, then resume the run. If they were moved, name the new "
                     "place: resnet-train resume " +
                         shellWord(run) + " --data FOLDER"});
    }
}

std::string namesOf(const std::vector<std::string>& folders) {
    constexpr std::size_t kShown = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(folders.size(), kShown); ++i) {
        text += (i > 0 ? ", " : "") + displayText(folders[i]);
    }
    return text + (folders.size() > kShown ? " ..." : "");
}

/// The classes are compared first: another list of them makes everything else different, too.
void requireClasses(const RunSession& session, bool first) {
    std::vector<ClassInfo> before;
    try {
        before = readClassesFile(session.paths.classes);
    } catch (const Error&) {
        return; // the checkpoint knows their hash
    }
    std::vector<std::string> came, went;
    const auto contains = [](const std::vector<ClassInfo>& list, const ClassInfo& wanted) {
        return std::any_of(list.begin(), list.end(),
                           [&wanted](const ClassInfo& info) { return info.folder == wanted.folder; });
    };
    for (const ClassInfo& info : session.data.classes) {
        if (!contains(before, info)) {
            came.push_back(info.folder);
        }
    }
    for (const ClassInfo& info : before) {
        if (!contains(session.data.classes, info)) {
            went.push_back(info.folder);
        }
    }
    if (came.empty() && went.empty()) {
        return;
    }
    throw Error(ErrorKind::Data,
                Message{.title = "The pictures have other classes than the run",
                        .place = displayText(session.data.train.folder),
                        .done = (came.empty() ? "" : "New: " + namesOf(came) + ". ") +
                                (went.empty() ? "" : "Gone: " + namesOf(went) + ". ") + "The run was left as it was.",
                        .next = first ? "To train for these classes with its weights: resnet-train train --init " +
                                            displayText(shellWord(session.paths.folder)) + " --data FOLDER"
                                      : "Put the class folders back as they were, or start a new run."});
}

/// Number of training pictures that the history knows; nothing if it does not say.
std::optional<std::string> trainCountBefore(const RunSession& session) {
    try {
        return RunDatabase(session.paths.database, RunDatabase::Mode::Read).value("train_pictures");
    } catch (const Error&) {
        return std::nullopt;
    }
}

[[noreturn]] void refuseOther(const RunSession& session, const std::string& differences) {
    throw Error(ErrorKind::Data,
                Message{.title = "These are not the pictures of the run",
                        .place = displayText(session.setup.data.root),
                        .done = differences + " The run was left as it was.",
                        .next = "Name the folder that holds the run's pictures, or start a new run with these."});
}

/// At another place only the same names are the same pictures.
void requireSame(const RunSession& session, const PicturesThen& then) {
    if (!then.record) {
        const std::string now = std::to_string(session.data.train.size());
        if (const std::string before = trainCountBefore(session).value_or(now); before != now) {
            refuseOther(session, "Training has " + now + " pictures; the run has " + before + ".");
        }
        return;
    }
    std::string text;
    if (then.train.any()) {
        text = "Training: " + then.train.text() + ".";
    }
    if (then.val.any()) {
        text += (text.empty() ? "Validation: " : " Validation: ") + then.val.text() + ".";
    }
    if (then.leftOut > 0) {
        text += (text.empty() ? "" : " ") + std::string("New in validation: ") + grouped(then.leftOut) + " (" +
                displayText(baseName(session.data.unused.first(UnusedReason::NewInValidation))) + ").";
    }
    if (!text.empty()) {
        refuseOther(session, text);
    }
}

/// What the run could read before, and may not now, is waited for: a ticket that ran out, a mount point that is closed.
void listAgain(RunSession& session, TrainControl& control, const KnownSets* known) {
    try {
        listPictures(session, control, known);
    } catch (const Error& error) {
        throw error.kind() == ErrorKind::NoRight ? Error(ErrorKind::Io, error.message()) : error;
    }
}

} // namespace

void listPictures(RunSession& session, TrainControl& control, const KnownSets* known) {
    session.teller.enter(TrainPhase::Preparing, "Reading the index");
    session.data = openImageFolder(session.setup.data, {}, control.stopToken(), defaultIndexPlace(), known);
    session.stepsPerEpoch =
        static_cast<std::int32_t>(stepsInEpoch(session.data.train.size(), session.config.batchSize));
    session.teller.status.epochs = static_cast<std::int32_t>(session.config.epochs);
    session.teller.status.stepsPerEpoch = session.stepsPerEpoch;
    session.teller.status.totalSteps = session.config.epochs * session.stepsPerEpoch;
}

PicturesThen findPictures(RunSession& session, const TrainRequest& request, TrainControl& control) {
    PicturesThen then;
    then.record = readRunPictures(session.paths.pictures);
    then.first = session.setup.data.root.empty();
    const Moved moved = movePlaces(session.setup.data, request, then.record);
    then.moved = moved.any();
    requirePictures(session.setup.data, moved, session.paths.folder);
    std::optional<KnownSets> known;
    if (then.record) {
        // A validation folder that is named now takes the place of the one that the data's folder held.
        known = knownSets(*then.record);
        known->movedTrain = moved.train;
        known->movedVal = moved.val;
        known->resumes = true;
    }
    const KnownSets* sets = known ? &*known : nullptr;
    then.moved ? listPictures(session, control, sets) : listAgain(session, control, sets);
    requireClasses(session, then.first);
    if (then.record) {
        then.train = compareNames(then.record->trainNames, session.data.train);
        then.val = compareNames(then.record->valNames, session.data.val);
        then.leftOut = session.data.unused.count(UnusedReason::NewInValidation);
    }
    if (then.moved) {
        requireSame(session, then);
    }
    return then;
}

void notePictures(RunSession& session, PicturesThen& then) {
    RunRecorder& recorder = *session.recorder;
    if (then.first) {
        recorder.event(EventKind::Notice, "The run has pictures now",
                       displayText(session.setup.data.root) + ": " + count(session.data.train.size()) +
                           " for training, " + count(session.data.val.size()) + " for validation");
        recordPictures(session);
        return;
    }
    if (then.moved) {
        recorder.event(EventKind::Notice, "The pictures are at another place now",
                       displayText(session.setup.data.root) +
                           (then.record ? "; their names are those of the run"
                                        : "; the run does not know their names, so only classes and number were "
                                          "compared"));
    }
    if (!then.record) {
        const std::string pictures = std::to_string(session.data.train.size());
        const bool same = trainCountBefore(session).value_or(pictures) == pictures;
        recorder.event(EventKind::Notice, "The run does not say which pictures it was validated on",
                       std::string("It was started by an earlier version: only classes and the number of training "
                                   "pictures could be compared.") +
                           (same ? " From here on it knows its " + count(session.data.train.size()) + " training and " +
                                       count(session.data.val.size()) + " validation pictures."
                                 : ""));
        if (same) {
            recordPictures(session);
        }
        return;
    }
    if (then.train.any()) {
        recorder.event(EventKind::Notice, "The training pictures changed",
                       then.train.text() + "; training goes on with the " + count(session.data.train.size()) +
                           " that are there, " + count(static_cast<std::size_t>(session.stepsPerEpoch)) +
                           " steps an epoch now, but not to the same bits; the learning rate goes on with the epochs");
        then.record->trainNames = picturesOf(session.data).trainNames;
        writeRunPictures(session.paths.pictures, *then.record);
    }
    if (then.val.went > 0) {
        recorder.event(EventKind::Notice, "Validation pictures are gone",
                       then.val.text() + ": " + count(session.data.val.size()) + " of " +
                           count(then.record->valNames.size()) +
                           " are left; figures from here on are not compared with those before");
    }
    if (then.leftOut > 0) {
        recorder.event(EventKind::Notice, "New validation pictures are left out",
                       grouped(then.leftOut) + " came after the run was started, for example " +
                           displayText(session.data.unused.first(UnusedReason::NewInValidation)) +
                           "; its validation stays what it was");
    }
    for (const std::string& note : session.data.notes) {
        recorder.event(EventKind::Notice, "The folder of the pictures changed", note);
    }
}

void recordPictures(const RunSession& session) {
    writeRunPictures(session.paths.pictures, picturesOf(session.data));
}

void compareValidationSet(RunSession& session, const RunPosition& position) {
    HistoryWriter& history = session.recorder->history();
    const std::string now = namesDigest(session.data.val);
    const auto stored = [&history](const char* key) {
        return history.call([key](RunDatabase& database) { return database.value(key); });
    };
    session.bestFromStep = std::strtoll(stored(kBestFromStepKey).value_or("-1").c_str(), nullptr, 10);
    const std::optional<std::string> before = stored(kValidationSetKey);
    if (!before) { // a run from before this was remembered
        session.recorder->setValue(kValidationSetKey, now);
    }
    // A run that never knew its sets, and whose number of pictures is another one: its split was drawn anew.
    const std::string trained = std::to_string(session.data.train.size());
    const bool isDrawnAnew = !before && stored("train_pictures").value_or(trained) != trained;
    if (!isDrawnAnew && before.value_or(now) == now) {
        return;
    }
    session.bestFromStep = position.step;
    const bool pinned = history.call([](RunDatabase& database) {
        bool found = false;
        for (const CheckpointRecord& row : database.checkpoints()) {
            if (row.best) {
                database.setPinned(row.file, true);
                found = true;
            }
        }
        return found;
    });
    session.recorder->setValue(kBestFromStepKey, std::to_string(position.step));
    session.recorder->setValue(kValidationSetKey, now);
    if (pinned && position.bestEpoch > 0) {
        session.recorder->event(EventKind::Notice, "The best is sought anew",
                                "The validation set is another one than before: the best checkpoint so far, of epoch " +
                                    std::to_string(position.bestEpoch) + ", is pinned and stays");
    }
}

} // namespace studio
