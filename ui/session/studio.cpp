// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/studio.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <QFile>

#include "core/base/atomic_file.h"
#include "core/base/paths.h"
#include "core/base/system_info.h"
#include "core/base/text.h"
#include "core/net/download.h"
#include "core/recipe/presets.h"
#include "core/recipe/run_recipe.h"
#include "studio_version.h"
#include "ui/session/actions.h"
#include "ui/session/weights_import.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

const QString kGetDataState = QStringLiteral("getData");

} // namespace

std::string bytesOf(const QString& path) {
    return QFile::encodeName(path).toStdString();
}

QString displayOf(const std::string& bytes) {
    return QString::fromStdString(displayText(bytes));
}

QString systemText(const Studio& studio) {
    SystemFacts facts{kVersion, studio.monitor.info(), {}, studio.runs.folder(), studio.monitor.diskFreeBytes(), "Qt "};
    facts.toolkit += qVersion();
    for (const DeviceInfo& device : studio.cards.devices())
        facts.devices.emplace_back(device.id, device.name);
    if (studio.cards.found().hasPlugin)
        facts.gpus = cardLines(studio.cards.found().report, true);
    return QString::fromStdString(systemText(facts));
}

Studio::Studio(StudioServices given, const QString& settingsFile, QObject* parent)
    : QObject(parent)
    , settings(settingsFile)
    , services(std::move(given))
    , cards(services)
    , training(services.train, services.follow)
    , cardMonitor(services, cards, training)
    , preflight(services.preflight, data, recipe, training)
    , runs(settings.runsFolder())
    , queue(services.startQueue)
    , backup(settings, training)
    , classify(services)
    , monitor(settings.runsFolder()) {
    monitor.follow(training);
    connect(&training, &TrainingSession::finished, this, &Studio::runEnded);
    connect(&training, &TrainingSession::historyReset, this, &Studio::rememberFollowed);
    connect(&training, &TrainingSession::historyReset, this, [this](HistoryChange change) {
        if (change == HistoryChange::CutBack) // the engine has begun it: before that its folder may be another run's
            priceNewRun();
    });
    connect(&training, &TrainingSession::openFailed, this, [this](const Message& message) { report(message); });
    connect(&training, &TrainingSession::historyReset, this, [this](HistoryChange change) {
        const bool isOpened = change == HistoryChange::OtherRun && !training.isActive(); // and is one
        if (!isOpened || !runs.addOutside(training.history()->folder))
            runs.refresh();
    });
    connect(&training, &TrainingSession::checkpointsChanged, &runs, &RunsSession::refresh);
    connect(&runs, &RunsSession::failed, this, [this](const Message& message) { report(message); });
    connect(&data, &DataSession::changed, this, [this] {
        if (data.state() == DataState::Ready && data.data())
            settings.addRecentData(data.spec());
        if (data.state() == DataState::Ready || !data.data()) {
            pack.setData(data.data());
            recipe.setTrainPictures(data.data() ? static_cast<std::int64_t>(data.data()->train.size()) : 0);
        }
        const bool busy = data.state() == DataState::Drawing || data.state() == DataState::Scanning;
        if (busy && data.spec().root == startOn_)
            return;
        // Anything but the sample becoming ready (a cancel, another folder) takes the wish to start back.
        const bool start =
            data.state() == DataState::Ready && data.spec().root == startOn_ && data.data() != dataBefore_;
        startOn_.clear();
        dataBefore_.reset();
        if (start)
            startTraining();
    });
    connect(&drops, &DropLook::recognised, this, &Studio::openRecognised);
    connect(&drops, &DropLook::unanswered, this, [this](const std::string& path) {
        report({tr("The disk has not answered yet").toStdString(), displayText(path),
                tr("It is opened as soon as it is known what it is.").toStdString(),
                tr("Check whether the volume is there.").toStdString()});
    });
    connect(&classify, &ClassifySession::failed, this, [this](const Message& message) { report(message); });
    connect(&drops, &DropLook::failed, this, [this](const Message& message) { report(message); });
    connect(&queue, &QueueSession::failed, this, [this](const Message& message) { report(message); });
    connect(&backup, &BackupSession::ended, this, &Studio::backupEnded);
    connect(&files, &FileWork::failed, this, [this](const Message& message) { report(message); });
    connect(&pack, &PackSession::changed, this, [this] {
        if (pack.state() == PackState::Ready || pack.state() == PackState::Missing)
            preflight.setPacked(pack.found().has_value());
    });
    connect(&pack, &PackSession::failed, this, [this](const Message& message) { report(message); });
    connect(&stopping_, &QTimer::timeout, this, &Studio::waitForStop);
    recipe.place = settings.runPlace();
    restoreGetData();
    runs.refresh();
    followAgain();
}

Studio::~Studio() {
    requestStop(); // of all at once: each is waited for then, but not for long
    training.requestEnd();
}

Actions& Studio::actions() {
    if (!actions_)
        actions_ = std::make_unique<Actions>(*this);
    return *actions_;
}

/// A job that was broken off, also with the program, is found as it was left. What deletes archives is not kept.
void Studio::restoreGetData() {
    const QByteArray kept = settings.state(kGetDataState);
    if (!kept.isEmpty()) {
        PrepareOptions options;
        for (const QByteArray& path : kept.split('\0'))
            options.sources.push_back(path.toStdString());
        options.out = options.sources.front();
        options.sources.erase(options.sources.begin());
        getData.setPrepare(options);
    }
    connect(&getData, &GetDataSession::lookChanged, this, [this] {
        if (getData.state() == GetDataState::Done && getData.target() == getData.prepare().out)
            return; // nothing is left to go on with
        const PrepareOptions& options = getData.prepare();
        // Passwords and signatures of addresses are in no file of ours.
        const bool secret = std::any_of(options.sources.begin(), options.sources.end(), [](const auto& source) {
            return isUrl(source) && displayUrl(source) != source;
        });
        QByteArray paths = QByteArray::fromStdString(options.out);
        for (const std::string& source : options.sources)
            paths += '\0' + QByteArray::fromStdString(source);
        settings.setState(kGetDataState, options.sources.empty() || secret ? QByteArray() : paths);
    });
    connect(&getData, &GetDataSession::changed, this, [this] {
        if (getData.state() == GetDataState::Done && getData.target() == getData.prepare().out)
            settings.setState(kGetDataState, {});
    });
}

/// Why that recipe makes no run, whatever the pictures are; empty = it does.
static QString recipeBlocker(const RecipeDraft& recipe) {
    if (!recipe.reading().empty())
        return Studio::tr("The weights to begin with are still being read.");
    if (!recipe.lost().empty())
        return Studio::tr(
                   "The weights to begin with, %1, cannot be read. Choose them again, others, or random weights.")
            .arg(displayOf(baseName(recipe.lost())));
    for (const ConfigIssue& issue : recipe.issues()) {
        if (!issue.warning)
            return QString::fromStdString(issue.message);
    }
    const std::string& name = recipe.runName;
    if (name.find('/') != std::string::npos || name == "." || name == "..")
        return Studio::tr("The name of a run is one folder name, without a slash.");
    return {};
}

QString Studio::startBlocker() const {
    if (isStoppingWork())
        return tr("The window is closing.");
    if (training.isActive())
        return training.isFollowing()
                   ? tr("A run in the background is followed. Stop following it to start another one.")
                   : tr("A run is training. The next one can start when it has ended.");
    if (preflight.isMeasuring())
        return tr("The recipe is being measured. Cancel that first, or wait for it.");
    return draftBlocker();
}

QString Studio::draftBlocker() const {
    if (data.state() != DataState::Ready)
        return tr("Choose pictures on the Data page first.");
    return recipeBlocker(recipe);
}

bool Studio::startTraining() {
    if (!startOn_.empty() && (data.state() == DataState::Scanning || data.state() == DataState::Drawing))
        return false; // it begins with them
    if (const QString blocker = startBlocker(); !blocker.isEmpty()) {
        report({tr("Training cannot start").toStdString(), {}, blocker.toStdString(), {}});
        return false;
    }
    TrainRequest request;
    request.config = recipe.config();
    request.setup.data = data.spec();
    request.setup.device = recipe.device;
    request.setup.workers = recipe.workers;
    request.setup.recipeName = recipe.name();
    request.beginsWith = recipe.beginsWith();
    const std::string folder = withoutSlash(settings.runsFolder());
    std::function<std::string()> chooseFolder;
    if (recipe.runName.empty())
        chooseFolder = [folder, model = request.config.model, root = request.setup.data.root] {
            return newRunFolderName(folder, model, root);
        };
    else
        request.runFolder = folder + "/" + recipe.runName;
    startRun(request, chooseFolder, startsInBackground());
    return true;
}

void Studio::startOnceListed() {
    const QString why =
        isStoppingWork() || training.isActive() || preflight.isMeasuring() ? startBlocker() : recipeBlocker(recipe);
    if (!why.isEmpty())
        return report({tr("Training cannot start").toStdString(), {}, why.toStdString(), {}});
    startOn_ = data.spec().root;
    dataBefore_ = data.data();
    show(Page::Data); // where it is seen what is waited for
}

bool Studio::resumeRun(const std::string& runFolder, std::int64_t epochs) {
    const std::string folder = withoutSlash(runFolder);
    if (isStoppingWork())
        return false;
    lookAgain_.forget();
    if (training.isActive()) {
        report({tr("Another run is training").toStdString(),
                displayText(training.runStart().folder),
                {},
                training.isFollowing() ? tr("Stop following it, then resume this one.").toStdString()
                                       : tr("Resume this one when it has ended.").toStdString()});
        return false;
    }
    files.run(
        this, [folder](const JobControl&) { return readRunRecipe(RunPaths(folder).recipe); },
        [this, folder, epochs](const RunRecipe& recipeOfRun) {
            if (training.isActive() && training.runStart().folder == folder)
                return;                                    // asked for twice
            if (training.isActive() || isStoppingWork()) { // another one began meanwhile
                resumeRun(folder, epochs);
                return;
            }
            TrainRequest request;
            request.resume = true;
            request.runFolder = folder;
            request.config = recipeOfRun.config;
            request.config.epochs = std::max(request.config.epochs, epochs);
            request.setup = recipeOfRun.setup;
            startRun(request, {}, resumesInBackground(folder, request.config.epochs));
        });
    return true;
}

void Studio::startRun(const TrainRequest& request, const std::function<std::string()>& chooseFolder,
                      bool inBackground) {
    lookAgain_.forget();
    isNewRun_ = !request.resume;
    if (inBackground)
        training.startInBackground(request, launcher(), chooseFolder);
    else
        training.start(request, chooseFolder);
    show(Page::Train);
}

void Studio::openRecipe(const std::string& path) {
    files.run(
        this, [path](const JobControl&) { return configFromJson(readSmallFile(path, 1u << 20), displayText(path)); },
        [this, path](const TrainConfig& config) {
            recipe.load(displayText(baseName(path)), config, path);
            settings.addRecentRecipe(path);
            show(Page::Recipe);
        });
}

/// Of a file that nobody chose just now: another program, or another window, may have written there since it was read.
static void requireKnown(const std::string& path, const std::vector<TrainConfig>& known) {
    if (!fs::exists(path))
        return;
    const std::string text = readSmallFile(path, kMaxRecipeBytes);
    try {
        const TrainConfig found = configFromJson(text, displayText(path));
        if (std::find(known.begin(), known.end(), found) != known.end())
            return;
    } catch (const Error&) {
        // what is no recipe is not ours either
    }
    throw Error(ErrorKind::Config, {Studio::tr("The file has been changed since it was read").toStdString(),
                                    displayText(path), Studio::tr("Nothing was written.").toStdString(),
                                    Studio::tr("Save under another name, or choose this file there to write over it; "
                                               "opening it takes what it holds now.")
                                        .toStdString()});
}

void Studio::saveRecipe(const std::string& path, bool isOver) {
    const TrainConfig config = recipe.config();
    std::vector<TrainConfig> known{recipe.base(), config};
    if (saving_)
        known.push_back(*saving_);
    saving_ = config;
    files.writeBy(
        path,
        [path, config, known, isOver] {
            if (!isOver)
                requireKnown(path, known);
            writeFileAtomically(path, configToJson(config));
        },
        [this, path, config, name = recipe.name(), file = recipe.file()](const std::optional<Message>& problem) {
            const std::vector<std::string> waiting = files.writing();
            if (std::find(waiting.begin(), waiting.end(), path) == waiting.end())
                saving_.reset();
            if (problem)
                return report(*problem);
            settings.addRecentRecipe(path);
            if ((recipe.name() == name && recipe.file() == file) || recipe.file() == path)
                recipe.setSaved(displayText(baseName(path)), config, path); // else another one was chosen meanwhile
        });
}

void Studio::openSample(bool start) {
    if (training.isActive()) {
        report({tr("A run is training").toStdString(),
                displayText(training.runStart().folder),
                {},
                tr("Make the sample when it has ended.").toStdString()});
        return;
    }
    recipe.beginWith({});
    recipe.load("quick-look", findPreset("quick-look").config);
    const std::string folder = fs::path(withoutSlash(settings.runsFolder())).parent_path().native() + "/sample-data";
    startOn_ = start ? folder : std::string();
    dataBefore_ = data.data();
    data.openSample(folder);
    show(Page::Data);
}

void Studio::openPaths(const std::vector<std::string>& paths) {
    drops.open(paths);
}

void Studio::openRecognised(const std::vector<std::string>& paths, DropKind kind) {
    switch (kind) {
    case DropKind::Run:
        openRun(paths[0]);
        return;
    case DropKind::Weights:
        classify.setModel(paths[0], "last");
        show(Page::Classify);
        return;
    case DropKind::ForeignWeights:
        importWeights(*this, paths[0]);
        return;
    case DropKind::Pictures:
    case DropKind::PictureFolder:
        classify.add(paths);
        show(Page::Classify);
        return;
    case DropKind::Data:
        data.open(settings.dataAt(paths[0]));
        show(Page::Data);
        return;
    case DropKind::ImageNet:
        chooseArchives(paths);
        return;
    case DropKind::Archive:
        chooseArchive(paths[0]);
        return;
    case DropKind::Nothing:
        break;
    }
    report(
        {tr("This cannot be used here").toStdString(),
         paths.empty() ? std::string() : displayText(baseName(paths[0])),
         {},
         tr("Drop a picture folder, pictures, an archive of them, a run folder or a file of weights.").toStdString()});
}

void Studio::chooseArchive(const std::string& path) {
    Q_EMIT getData.archiveOffered(QFile::decodeName(path.c_str()));
    show(Page::GetData);
}

void Studio::chooseArchives(const std::vector<std::string>& paths) {
    getData.addSources(paths, (fs::path(settings.runsFolder()).parent_path() / "imagenet").native());
    Q_EMIT getData.archiveOffered({});
    show(Page::GetData);
}

} // namespace studio
