// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/run_session_internal.h"

#include <algorithm>
#include <filesystem>

#include "core/base/clock.h"
#include "core/base/system_info.h"
#include "core/base/text.h"
#include "core/dataset/check_record.h"
#include "core/distributed/ranks_internal.h"
#include "core/model/frozen_layers.h"
#include "core/model/zero_gamma_internal.h"
#include "core/recipe/average_reach.h"
#include "core/recipe/run_import.h"
#include "core/run/reopened_history.h"
#include "core/run/run_database.h"
#include "core/run/run_volume.h"
#include "core/train/feeder_internal.h"
#include "core/train/picture_origin_internal.h"
#include "core/train/ranks/rank_check.h"
#include "core/train/run_resume_internal.h"

namespace studio {
namespace {

/// After the network is where it is computed.
void makeAverage(RunSession& session) {
    const TrainConfig& config = session.config;
    if (config.emaDecay <= 0) {
        return;
    }
    const auto classes = static_cast<std::int64_t>(session.data.classes.size());
    const std::shared_ptr<Network> network = makeNetwork(modelSpecOf(config, classes), 0);
    session.device->place(*network);
    session.state.average = std::make_unique<WeightAverage>(
        network, *session.state.network,
        AverageOptions{.decay = config.emaDecay,
                       .every = config.emaSteps,
                       .followUntil = scheduleOf(config, session.stepsPerEpoch).warmupSteps});
}

int ranksHere(const RunSession& session) {
    return session.ranks ? session.ranks->place().localCount : 1;
}

void requireRanksCan(const RunSession& session) {
    if (session.ranks) {
        requireForRanks(session.config, session.setup.device, session.ranks->place());
    }
}

/// A run may be resumed from another working folder.
void makeAbsolute(DataSpec& data) {
    for (std::string* path : {&data.root, &data.val}) {
        if (!path->empty()) {
            *path = std::filesystem::absolute(*path).lexically_normal().string();
        }
    }
}

void openRecorder(RunSession& session, std::unique_ptr<RunDatabase> database) {
    session.crashReports = std::make_unique<CrashReportScope>(session.paths.folder);
    session.recorder = std::make_unique<RunRecorder>(std::move(database), session.observer, session.paths);
}

/// What a resume compares with, to tell what changed.
void rememberCircumstances(RunSession& session) {
    session.recorder->setValue("train_pictures", std::to_string(session.data.train.size()));
    session.recorder->setValue("threads", std::to_string(session.setup.threads));
    session.recorder->setValue(kDeviceKey, session.device->info().id);
    session.recorder->setValue(kDeviceNameKey, session.device->info().name);
    session.recorder->setValue(kRanksKey, std::to_string(session.ranks ? session.ranks->count() : 1));
    session.recorder->setValue(kValidationSetKey, namesDigest(session.data.val));
}

/// What is known about the run's disk and may surprise somebody days later.
void warnOfVolume(RunSession& session) {
    const auto classes = static_cast<std::int64_t>(session.data.classes.size());
    const std::string& folder = session.paths.folder;
    for (const Message& warning : volumeWarnings(folder, volumeOf(folder), checkpointBytes(session.config, classes),
                                                 session.config.keepLast + 1)) {
        session.recorder->event(EventKind::Notice, warning.title, warning.text());
    }
}

/// A half precision (autocast) is a wish: where the device cannot grant it, the journal says so.
void tellOfPrecision(RunSession& session) {
    const DeviceInfo device = session.device->info();
    const PrecisionChoice choice = choosePrecision(session.config.precision, device.precisions, device.name);
    if (!choice.instead.empty()) {
        session.recorder->event(EventKind::Notice,
                                choice.precision == Precision::Fp32 ? "This device has no mixed precision"
                                                                    : "Another precision than the recipe's",
                                choice.instead);
    }
}

/// Whoever looks at a run that learns little should see at once what was not to learn.
void tellOfFrozen(RunSession& session) {
    constexpr const char* kToldKey = "frozen_told";
    const auto told = session.recorder->history().call([](RunDatabase& database) { return database.value(kToldKey); });
    if (session.config.freeze.empty() || told) {
        return;
    }
    session.recorder->setValue(kToldKey, "1");
    std::int64_t all = 0, learning = 0;
    for (const at::Tensor& parameter : session.state.network->parameters()) {
        all += parameter.numel();
        learning += parameter.requires_grad() ? parameter.numel() : 0;
    }
    session.recorder->event(EventKind::Notice, "Layers are frozen",
                            displayText(session.config.freeze) + "; " + grouped(learning) + " of " + grouped(all) +
                                " weights learn");
}

/// What lies in the folders and is not used. A resume says it again only where it is something else by now.
void tellOfUnused(RunSession& session) {
    constexpr const char* kToldKey = "unused_names";
    std::string text;
    for (const std::string& sentence : session.data.unused.sentences()) {
        text += (text.empty() ? "" : "; ") + sentence;
    }
    const auto told = session.recorder->history().call([](RunDatabase& database) { return database.value(kToldKey); });
    if (told.value_or("") == text) {
        return;
    }
    session.recorder->setValue(kToldKey, text);
    if (!text.empty()) {
        const std::int64_t count = session.data.unused.count();
        session.recorder->event(EventKind::Notice,
                                count == 1 ? "1 name in the folders is not used"
                                           : grouped(count) + " names in the folders are not used",
                                text);
    }
}

/// What the recipe asks for and this run is too short, or its ranks too many, to give.
void warnOfShares(RunSession& session) {
    constexpr std::int64_t kFewPictures = 8;
    constexpr const char* kToldKey = "shares_told";
    if (session.recorder->history().call([](RunDatabase& database) { return database.value(kToldKey); })) {
        return;
    }
    session.recorder->setValue(kToldKey, "1");
    const TrainConfig& config = session.config;
    const std::int64_t steps = config.epochs * session.stepsPerEpoch;
    if (session.state.average && !session.state.average->countsAt(steps)) {
        session.recorder->event(EventKind::Notice, "The average of the weights is never taken",
                                "ema_steps is " + grouped(config.emaSteps) + ", and the run has " + grouped(steps) +
                                    " steps; during warm-up the average is a copy of the weights");
    } else if (const auto issue = averageReachIssue(config, static_cast<std::int64_t>(session.data.train.size()))) {
        session.recorder->event(EventKind::Notice, "The average of the weights reaches far back", issue->message);
    }
    const std::int64_t ranks = session.ranks ? session.ranks->count() : 1;
    const std::int64_t each = config.batchSize / ranks / std::max<std::int64_t>(1, config.accumulation);
    if (ranks > 1 && each < kFewPictures) {
        session.recorder->event(EventKind::Notice, "Batch norm sees few pictures at a time",
                                std::to_string(std::max<std::int64_t>(1, each)) + " of each batch of " +
                                    grouped(config.batchSize) + " in each of " + std::to_string(ranks) +
                                    " ranks: fewer than " + std::to_string(kFewPictures) +
                                    " have a poor mean and variance (Wu and He 2018); fewer ranks learn better");
    }
}

void createRun(RunSession& session, const TrainRequest& request, TrainControl& control) {
    openUnrecorded(session, request.config, request.setup, control);
    RunSetup asAsked = session.setup;
    asAsked.workers = request.setup.workers;
    asAsked.threads = request.setup.threads;
    createRunFolder(session.paths.folder, runRecipeToJson(session.config, asAsked), session.data.classes);
    session.lock = std::make_unique<RunLock>(session.paths.folder);
    recordPictures(session);
    openRecorder(session, std::make_unique<RunDatabase>(session.paths.database, RunDatabase::Mode::Create));
    session.recorder->setValue("state", runStateName(RunState::Training));
    session.recorder->setValue("started_utc_ms", std::to_string(utcMilliseconds()));
    rememberCircumstances(session);
    session.clock.start(0);
    session.recorder->event(EventKind::Started, "Training started",
                            modelDisplayName(session.config.model) + ", " +
                                grouped(static_cast<std::int64_t>(session.data.train.size())) + " pictures");
    tellOfPrecision(session);
    notePictureOrigin(session, {});
    for (const std::string& note : session.data.notes) { // what may surprise in their layout
        session.recorder->event(EventKind::Notice, "About the folders", note);
    }
    tellOfUnused(session);
    const std::string known = knownProblemsText(loadCheckRecord(session.data));
    if (!known.empty()) {
        session.recorder->event(EventKind::Notice, "The last check of these pictures found problems", known);
    }
    warnOfVolume(session);
}

/// All that can be refused is looked at before anything is written: a refused resume leaves the run as it was.
void reopenRun(RunSession& session, const TrainRequest& request, TrainControl& control) {
    session.lock = lockExistingRun(session.paths);
    const RecipeChange change = readRecipe(session, request);
    requireItsCard(session);
    requireRanksCan(session);
    PicturesThen then = findPictures(session, request, control);
    ReopenedHistory history = reopenHistory(session.paths);
    openRecorder(session, std::move(history.database));
    session.recorder->tellLoss(history.loss);
    const std::string before = pictureOriginBefore(session, !history.loss.empty());
    openPictureOrigin(session, before);
    makeComputing(session);
    session.teller.enter(TrainPhase::Preparing, "Loading the checkpoint");
    tidyCheckpoints(session);
    const ReturnPoint point = returnPointOfResume(session);
    session.recorder->setPosition(point.position.step, point.position.epoch); // where what is told now belongs
    writeRecipe(session, change, point.position, then.moved);
    notePictures(session, then);
    tellOfUnused(session);
    restoreRun(session, point, !then.record);
    if (!history.loss.empty() || then.first) {
        rememberCircumstances(session);
    }
    tellOfPrecision(session);
    notePictureOrigin(session, before);
    if (before.empty()) {
        tellLostOrigin(session);
    }
    warnOfVolume(session);
}

/// The run is made with a checkpoint from before its first step; what is to be done from there on.
TrainRequest begunWithWeights(RunSession& session, const TrainRequest& request, TrainControl& control) {
    session.teller.enter(TrainPhase::Preparing, "Reading the weights to begin with");
    TrainRequest goesOn = request;
    makeAbsolute(goesOn.setup.data);
    if (session.ranks) {
        requireForRanks(request.config, request.setup.device, session.ranks->place()); // before there is a folder
    }
    beginRunWith({request.beginsWith, request.runFolder, request.config, goesOn.setup, control.stopToken()});
    for (const EventRecord& event : RunDatabase(session.paths.database, RunDatabase::Mode::Read).events()) {
        session.observer.eventHappened(event); // written already: whoever looks on sees them, too
    }
    goesOn.resume = true;
    goesOn.resumeData = goesOn.setup.data.root;
    goesOn.resumeVal = goesOn.setup.data.val;
    return goesOn;
}

} // namespace

void makeComputing(RunSession& session) {
    session.teller.enter(TrainPhase::Preparing, "Building the network");
    const int all = std::max(1, systemInfo().cores);
    const int threads = session.setup.threads > 0 ? session.setup.threads : std::max(1, all / ranksHere(session));
    session.asked = {session.setup.threads, session.setup.workers};
    session.setup.threads = threads;
    at::set_num_threads(threads); // sums are split by the number of threads: the same number gives the same bits
    session.spinLimit = std::make_unique<SpinLimit>();
    session.device =
        openDevice(session.ranks ? deviceOfRank(session.setup.device, session.ranks->place()) : session.setup.device);
    if (session.setup.workers <= 0)
        session.setup.workers = std::max(1, workersFor(*session.device).count / ranksHere(session));

    const TrainConfig& config = session.config;
    session.parts = static_cast<int>(config.accumulation);
    session.state.network = firstNetwork(session);
    session.device->place(*session.state.network);
    session.state.sgd = std::make_unique<Sgd>(session.state.network->named_parameters().pairs(),
                                              SgdOptions{.momentum = config.momentum,
                                                         .weightDecay = config.weightDecay,
                                                         .nesterov = config.nesterov,
                                                         .decayNormAndBias = config.decayNormAndBias,
                                                         .headRate = config.headRate});
    const DeviceInfo device = session.device->info();
    session.precision = choosePrecision(config.precision, device.precisions, device.name).precision;
    if (session.precision == Precision::Fp16) {
        session.state.scale = std::make_unique<LossScale>(session.state.network->parameters().front().device());
    }
    makeAverage(session);
}

void ActiveClock::start(double secondsSoFar) {
    before_ = secondsSoFar;
    startedAt_ = monotonicSeconds();
}

void ActiveClock::pause() {
    pauseAt(monotonicSeconds());
}

void ActiveClock::pauseAt(double moment) {
    if (isRunning()) {
        before_ += std::max(0.0, moment - startedAt_);
        startedAt_ = -1;
    }
}

void ActiveClock::resume() {
    startedAt_ = monotonicSeconds();
}

void ActiveClock::leaveOut(double seconds) {
    before_ -= seconds;
}

double ActiveClock::seconds() const {
    return startedAt_ < 0 ? before_ : before_ + monotonicSeconds() - startedAt_;
}

RunSession::RunSession(const std::string& folder, TrainObserver& trainObserver)
    : paths(folder)
    , observer(trainObserver)
    , teller(trainObserver) {}

void openUnrecorded(RunSession& session, const TrainConfig& config, const RunSetup& setup, TrainControl& control) {
    throwIfInvalid(config);
    session.config = config;
    session.setup = setup;
    requireRanksCan(session);
    makeAbsolute(session.setup.data);
    listPictures(session, control, nullptr);
    openPictureOrigin(session, {});
    makeComputing(session);
    session.rates = RatePlan(session.config, {}, session.stepsPerEpoch);
}

void placeInSchedule(RunSession& session) {
    const RunPosition& position = session.position;
    const std::int64_t beyond = position.step - position.planStep(session.stepsPerEpoch); // 0 unless pictures changed
    session.teller.status.totalSteps = session.config.epochs * session.stepsPerEpoch + beyond;
    if (session.state.average) {
        const std::int64_t warmup = scheduleOf(session.config, session.stepsPerEpoch).warmupSteps;
        session.state.average->setFollowUntil(warmup + beyond);
    }
}

void openRun(RunSession& session, const TrainRequest& request, TrainControl& control) {
    if (request.resume) {
        reopenRun(session, request, control);
    } else if (!request.beginsWith.empty()) {
        reopenRun(session, begunWithWeights(session, request, control), control);
    } else {
        createRun(session, request, control);
    }
    session.rates = RatePlan(session.config, session.changes, session.stepsPerEpoch);
    if (session.position.step == 0) {
        tellOfFrozen(session);
        warnOfShares(session);
    }
}

std::shared_ptr<Network> firstNetwork(const RunSession& session) {
    const auto classes = static_cast<std::int64_t>(session.data.classes.size());
    std::shared_ptr<Network> network =
        makeNetwork(modelSpecOf(session.config, classes), static_cast<std::uint64_t>(session.config.seed));
    if (session.config.zeroInitGamma) {
        zeroLastGammas(*network);
    }
    network->freeze(layerNames(session.config.freeze));
    return network;
}

void tellEvent(RunSession& session, EventKind kind, const std::string& title, const std::string& detail) {
    if (session.recorder) {
        session.recorder->event(kind, title, detail);
    } else {
        session.observer.eventHappened({.kind = kind, .title = title, .detail = detail});
    }
}

void tellRunStarted(const RunSession& session) {
    RunStart start;
    start.folder = session.paths.folder;
    start.model = session.config.model;
    start.device = session.device->info().name;
    if (session.ranks)
        start.device += ", " + std::to_string(session.ranks->count()) + " ranks";
    start.trainPictures = static_cast<std::int64_t>(session.data.train.size());
    start.valPictures = static_cast<std::int64_t>(session.data.val.size());
    start.classes = static_cast<std::int64_t>(session.data.classes.size());
    start.epochs = static_cast<std::int32_t>(session.config.epochs);
    start.stepsPerEpoch = session.stepsPerEpoch;
    start.resumedFromStep = session.position.step;
    start.parameters = modelSize(modelSpecOf(session.config, start.classes), 32).parameters;
    start.workers = session.setup.workers;
    start.threads = session.setup.threads;
    session.observer.runStarted(start);
}

RetentionPolicy retentionOf(const TrainConfig& config) {
    return {static_cast<int>(config.keepLast), static_cast<int>(config.keepEvery)};
}

} // namespace studio
