// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that train in a process without a window: which of them do, moving one there, following and leaving it.
#include <exception>
#include <functional>
#include <utility>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/notice/notifier.h"
#include "core/recipe/run_recipe.h"
#include "core/run/told_once.h"
#include "ui/session/studio.h"

namespace studio {

namespace {

TrainRequest requestFor(const std::string& folder, const RunRecipe& own) {
    TrainRequest request;
    request.resume = true;
    request.runFolder = folder;
    request.config = own.config;
    request.setup = own.setup;
    return request;
}

/// Of a run that was saved on its way to another process, and that nobody trains now.
void tellLeftBehind(const std::function<void(const Notice&)>& notify, const std::string& folder,
                    const std::string& why) {
    const std::string what = "It is saved, but did not go on in the background" + why;
    logLine(LogLevel::Warning, what + " " + folder);
    NoticeRun run;
    run.folder = folder;
    if (notify)
        notify(noticeOfRun(NoticeLevel::Warning, NoticeKind::Interrupted, "is interrupted",
                           what + " resnet-train resume " + shellWord(folder), run));
}

} // namespace

RunForecast Studio::forecast() const {
    if (const double seconds = preflight.forecast().seconds; seconds >= 0)
        return {seconds, false, {}};
    ForecastQuestion question;
    question.config = recipe.config();
    if (const auto folders = data.data()) {
        question.dataName = displayText(baseName(data.spec().root));
        question.trainPictures = static_cast<std::int64_t>(folders->train.size());
        question.classes = static_cast<std::int64_t>(folders->classes.size());
    }
    const DeviceInfo* device = cards.find(recipe.device);
    question.accelerator = device != nullptr && device->accelerator;
    question.cores = monitor.info().cores;
    return forecastOf(question, runs.runs());
}

bool Studio::startsInBackground() const {
    return hasBackground() &&
           (recipe.place == RunPlace::Background || (recipe.place == RunPlace::Automatic && forecast().isLong()));
}

/// By the pace of the run itself; one that says nothing of it goes on in the window, where it can be moved.
bool Studio::resumesInBackground(const std::string& folder, std::int64_t epochs) const {
    if (!hasBackground() || recipe.place != RunPlace::Automatic)
        return hasBackground() && recipe.place == RunPlace::Background;
    const RunSummary* run = runs.find(folder);
    return run != nullptr && restOf(*run, epochs).isLong();
}

bool Studio::addToQueue() {
    if (const QString blocker = draftBlocker(); !blocker.isEmpty()) {
        report({tr("This run cannot be queued").toStdString(), {}, blocker.toStdString(), {}});
        return false;
    }
    QueueEntry entry;
    entry.data = data.spec();
    entry.recipe = configToJson(recipe.config());
    entry.recipeName = recipe.name();
    entry.device = recipe.device;
    entry.workers = recipe.workers;
    entry.company = wordsOf(settings.autoBackup());
    if (!recipe.beginsWith().empty())
        entry.company.push_back("--init=" + recipe.beginsWith());
    const std::string folder = withoutSlash(settings.runsFolder());
    if (!recipe.runName.empty())
        entry.run = folder + "/" + recipe.runName;
    queue.add(entry, recipe.config().model, folder);
    show(Page::Runs);
    return true;
}

/// One that is still being prepared has nothing yet that another process could go on with.
bool Studio::mayMove() const {
    return !moving_ && hasBackground() && training.isActive() && !training.isFollowing() &&
           training.state() != SessionState::Preparing && training.state() != SessionState::Stopping;
}

void Studio::moveToBackground() {
    if (!mayMove())
        return;
    moving_ = true;
    movedPaused_ = training.state() == SessionState::Paused;
    movedAfterEpoch_ = training.isStoppingAfterEpoch();
    training.leave();
    training.stopNow();
}

/// With what the settings say of its backups when it is asked for.
std::function<std::string(const TrainRequest&)> Studio::launcher() const {
    return [launch = services.launch, backup = settings.autoBackup()](const TrainRequest& request) {
        return launch(request, backup);
    };
}

void Studio::leaveRun() {
    if (!training.isFollowing())
        return;
    settings.setFollowedRun({});
    training.leave();
}

/// Not before the process that was started has taken the run: one that was refused is nothing to come back to.
void Studio::rememberFollowed() {
    if (training.isFollowing() && !training.isLaunching() && !training.isLeaving())
        settings.setFollowedRun(training.history()->folder);
}

/// As after a crash of the display or a new login. What a person opens or starts meanwhile comes first.
void Studio::followAgain() {
    const std::string folder = settings.followedRun();
    if (folder.empty() || !canFollow())
        return;
    enum class Found { Nothing, Ended, Trained }; // its volume may be mounted later
    lookAgain_.start(
        [folder](const JobControl&) {
            return !isRunFolder(folder) ? Found::Nothing : isRunLocked(folder) ? Found::Trained : Found::Ended;
        },
        [this, folder](Found found) {
            if (found == Found::Ended)
                settings.setFollowedRun({});
            if (found != Found::Trained || training.isActive() || training.history() != nullptr ||
                !training.opening().empty() || isStoppingWork())
                return;
            training.follow(folder);
            Q_EMIT followedAgain();
        });
}

void Studio::runEnded(const RunReport& ended) {
    if (moving_ && ended.outcome == RunOutcome::Stopped) {
        // Once everybody has heard of the end.
        QMetaObject::invokeMethod(
            this, [this, request = requestFor(ended.folder, training.history()->recipe)] { goOnInBackground(request); },
            Qt::QueuedConnection);
        return;
    }
    moving_ = false; // it came to its own end first
    isNewRun_ = false;
    if (!ended.left && ended.folder == settings.followedRun())
        settings.setFollowedRun({});
    if (ended.left)
        return openNext();
    if (ended.outcome == RunOutcome::Failed && ended.fittingBatch == 0) // page Train has an answer to that one
        report(ended.error);
    openNext();
}

void Studio::goOnInBackground(const TrainRequest& request) {
    moving_ = false;
    if (training.isActive() || isStoppingWork()) {
        tellLeftBehind(services.notify, request.runFolder, ", because the window was closed.");
        return;
    }
    // Nobody may be there to read why; a trainer that came to run has told it by itself.
    training.startInBackground(request, [launch = launcher(), notify = services.notify](const TrainRequest& wanted) {
        const bool wasTold = wasJustTold(wanted.runFolder); // of something else
        try {
            return launch(wanted);
        } catch (const std::exception& error) {
            if (wasTold || !wasJustTold(wanted.runFolder))
                tellLeftBehind(notify, wanted.runFolder, ": " + messageOf(error).text());
            throw;
        }
    });
    // What was wished of it here is wished there.
    if (movedAfterEpoch_)
        training.stopAfterEpoch();
    if (movedPaused_)
        training.pause();
}

/// What waited for the run that was followed to be left.
void Studio::openNext() {
    runs.refresh();
    if (const std::string next = std::exchange(openNext_, {}); !next.empty())
        openRun(next);
}

/// What this machine costs goes along with a run that begins; one that is gone on with keeps its own.
void Studio::priceNewRun() {
    if (!isNewRun_ || !training.isActive() || training.isLaunching() || training.runStart().folder.empty())
        return;
    isNewRun_ = false;
    if (const auto price = settings.price())
        setPrice(price);
}

bool Studio::openRun(const std::string& runFolder) {
    const std::string folder = withoutSlash(runFolder);
    lookAgain_.forget();
    startOn_.clear(); // who opens a run does not want to see another begin
    if (training.isActive() && training.runStart().folder == folder) {
        show(Page::Train);
        return true;
    }
    if (training.isActive() && !training.isFollowing()) {
        runs.addOutside(folder);
        show(Page::Runs);
        return true;
    }
    if (training.isFollowing()) {
        openNext_ = folder; // as soon as the other one is left
        leaveRun();
        return true;
    }
    isNewRun_ = false;
    training.showRun(folder); // its failure is reported as openFailed()
    show(Page::Train);
    if (canFollow())
        followIfTrained(folder);
    return true;
}

/// Beside the reading of its history, which may take seconds.
void Studio::followIfTrained(const std::string& folder) {
    files.run(
        this, [folder](const JobControl&) { return isRunFolder(folder) && isRunLocked(folder); },
        [this, folder](bool isTrained) {
            const RunHistory* shown = training.history();
            const bool wanted = training.opening() == folder || (shown != nullptr && shown->folder == folder);
            if (isTrained && wanted && !training.isActive() && !isStoppingWork())
                training.follow(folder);
        });
}

} // namespace studio
