// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/studio.h"

#include <algorithm>
#include <filesystem>

#include <QFile>

#include "core/base/atomic_file.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/net/download.h"
#include "core/recipe/presets.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

const QString kGetDataState = QStringLiteral("getData");

enum class DropKind { Nothing, Run, Weights, Pictures, PictureFolder, Data, ImageNet, Archive };

/// A folder of class folders is data; one that holds pictures only, pictures.
DropKind kindOfFolder(const std::string& folder) {
    if (isRunFolder(folder))
        return DropKind::Run;
    bool pictures = false;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        std::error_code entryError;
        if (at->is_directory(entryError))
            return DropKind::Data;
        pictures = pictures || hasPictureExtension(at->path().native());
    }
    return pictures ? DropKind::PictureFolder : DropKind::Nothing;
}

/// "runs/a/" is "runs/a": the last part of a path names it.
std::string withoutSlash(std::string path) {
    while (path.size() > 1 && path.back() == '/')
        path.pop_back();
    return path;
}

/// Beside the archives: their volume is the one that has room.
std::string folderForPictures(const std::vector<std::string>& archives) {
    if (archives.empty())
        return {};
    const std::string first = withoutSlash(archives.front());
    std::error_code error;
    const fs::path beside = fs::is_directory(first, error) ? fs::path(first) : fs::path(first).parent_path();
    return (beside / "imagenet").native();
}

DropKind kindOf(const std::vector<std::string>& paths) {
    if (paths.empty())
        return DropKind::Nothing;
    const auto isFolder = [](const std::string& path) {
        std::error_code error;
        return fs::is_directory(path, error);
    };
    std::error_code none;
    if (areImageNetSources(paths) && !fs::exists(fs::path(paths[0]) / ".prepare.json", none)) // what it made is data
        return DropKind::ImageNet;
    if (paths.size() == 1 && isFolder(paths[0]))
        return kindOfFolder(paths[0]);
    if (paths.size() == 1 && paths[0].ends_with(".safetensors"))
        return DropKind::Weights;
    for (const char* end : {".tar", ".tar.gz", ".tgz", ".tar.xz", ".zip"}) {
        if (paths.size() == 1 && paths[0].ends_with(end))
            return DropKind::Archive;
    }
    const bool pictures = std::all_of(paths.begin(), paths.end(), [&](const std::string& path) {
        return isFolder(path) ? !isRunFolder(path) : hasPictureExtension(path);
    });
    return pictures ? DropKind::Pictures : DropKind::Nothing;
}

} // namespace

std::string bytesOf(const QString& path) {
    return QFile::encodeName(path).toStdString();
}

QString displayOf(const std::string& bytes) {
    return QString::fromStdString(displayText(bytes));
}

QString dropVerb(const std::vector<std::string>& paths) {
    switch (kindOf(paths)) {
    case DropKind::Run:
        return QStringLiteral("Drop to open this run");
    case DropKind::Weights:
        return QStringLiteral("Drop to classify with these weights");
    case DropKind::Data:
        return QStringLiteral("Drop to use this folder as data");
    case DropKind::PictureFolder:
        return QStringLiteral("Drop to classify the pictures in this folder");
    case DropKind::Pictures:
        return paths.size() == 1 ? QStringLiteral("Drop to classify this picture")
                                 : QStringLiteral("Drop to classify %1 pictures").arg(paths.size());
    case DropKind::ImageNet:
        return QStringLiteral("Drop to unpack ImageNet's archives");
    case DropKind::Archive:
        return QStringLiteral("Drop to make a data set of this archive");
    case DropKind::Nothing:
        break;
    }
    return {};
}

Studio::Studio(StudioServices given, const QString& settingsFile, QObject* parent)
    : QObject(parent)
    , settings(settingsFile)
    , services(std::move(given))
    , training(services.train)
    , runs(settings.runsFolder())
    , classify(services)
    , monitor(settings.runsFolder()) {
    connect(&training, &TrainingSession::finished, this, [this](const RunReport& report) {
        if (report.outcome == RunOutcome::Failed && report.fittingBatch == 0) // page Train has an answer to that one
            this->report(report.error);
        runs.refresh();
    });
    connect(&training, &TrainingSession::openFailed, this, [this](const Message& message) { report(message); });
    connect(&training, &TrainingSession::historyReset, &runs, &RunsSession::refresh);
    connect(&training, &TrainingSession::checkpointsChanged, &runs, &RunsSession::refresh);
    connect(&data, &DataSession::changed, this, [this] {
        if (data.state() == DataState::Ready && data.data())
            settings.addRecentData(data.spec().root);
        if (data.state() == DataState::Ready || !data.data())
            pack.setData(data.data());
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
    connect(&pack, &PackSession::failed, this, [this](const Message& message) { report(message); });
    restoreGetData();
    runs.refresh();
}

Studio::~Studio() = default;

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

QString Studio::startBlocker() const {
    if (training.isActive())
        return QStringLiteral("A run is training. The next one can start when it has ended.");
    if (data.state() != DataState::Ready)
        return QStringLiteral("Choose pictures on the Data page first.");
    for (const ConfigIssue& issue : recipe.issues()) {
        if (!issue.warning)
            return QString::fromStdString(issue.message);
    }
    const std::string& name = recipe.runName;
    if (name.find('/') != std::string::npos || name == "." || name == "..")
        return QStringLiteral("The name of a run is one folder name, without a slash.");
    return {};
}

bool Studio::startTraining() {
    if (const QString blocker = startBlocker(); !blocker.isEmpty()) {
        report({"Training cannot start", {}, blocker.toStdString(), {}});
        return false;
    }
    TrainRequest request;
    request.config = recipe.config();
    request.setup.data = data.spec();
    request.setup.device = recipe.device;
    request.setup.workers = recipe.workers;
    request.setup.recipeName = recipe.name();
    request.runFolder = recipe.runName.empty()
                            ? newRunFolderName(settings.runsFolder(), request.config.model, request.setup.data.root)
                            : withoutSlash(settings.runsFolder()) + "/" + recipe.runName;
    settings.setLastRun(request.runFolder);
    training.start(request);
    show(Page::Train);
    return true;
}

bool Studio::resumeRun(const std::string& runFolder, std::int64_t epochs) {
    const std::string folder = withoutSlash(runFolder);
    if (training.isActive()) {
        report({"Another run is training",
                displayText(training.runStart().folder),
                {},
                "Resume this one when it has ended."});
        return false;
    }
    try {
        const RunPaths paths(folder);
        const RunRecipe recipeOfRun =
            runRecipeFromJson(readSmallFile(paths.recipe, 1u << 20), displayText(paths.recipe));
        TrainRequest request;
        request.resume = true;
        request.runFolder = folder;
        request.config = recipeOfRun.config;
        request.config.epochs = std::max(request.config.epochs, epochs);
        request.setup = recipeOfRun.setup;
        settings.setLastRun(folder);
        training.start(request);
        show(Page::Train);
        return true;
    } catch (const Error& error) {
        report(error.message());
        return false;
    }
}

bool Studio::openRun(const std::string& runFolder) {
    const std::string folder = withoutSlash(runFolder);
    if (training.isActive()) {
        runs.addOutside(folder);
        show(training.runStart().folder == folder ? Page::Train : Page::Runs);
        return true;
    }
    try {
        training.showRun(folder);
        runs.addOutside(folder);
        settings.setLastRun(folder);
        show(Page::Train);
        return true;
    } catch (const Error& error) {
        report(error.message());
        return false;
    }
}

void Studio::openSample(bool start) {
    if (training.isActive()) {
        report(
            {"A run is training", displayText(training.runStart().folder), {}, "Make the sample when it has ended."});
        return;
    }
    recipe.load("quick-look", findPreset("quick-look").config);
    const std::string folder = fs::path(withoutSlash(settings.runsFolder())).parent_path().native() + "/sample-data";
    startOn_ = start ? folder : std::string();
    dataBefore_ = data.data();
    data.openSample(folder);
    show(Page::Data);
}

bool Studio::openPaths(const std::vector<std::string>& paths) {
    switch (kindOf(paths)) {
    case DropKind::Run:
        return openRun(paths[0]);
    case DropKind::Weights:
        classify.setModel(paths[0], "last");
        show(Page::Classify);
        return true;
    case DropKind::Pictures:
    case DropKind::PictureFolder:
        classify.add(paths);
        show(Page::Classify);
        return true;
    case DropKind::Data:
        data.open({paths[0], {}, 0.1, 0});
        show(Page::Data);
        return true;
    case DropKind::ImageNet:
        chooseArchives(paths);
        return true;
    case DropKind::Archive:
        chooseArchive(paths[0]);
        return true;
    case DropKind::Nothing:
        break;
    }
    report({"This cannot be used here",
            paths.empty() ? std::string() : displayText(baseName(paths[0])),
            {},
            "Drop a picture folder, pictures, an archive of them, a run folder or a .safetensors file."});
    return false;
}

void Studio::chooseArchive(const std::string& path) {
    Q_EMIT getData.archiveOffered(QFile::decodeName(path.c_str()));
    show(Page::GetData);
}

void Studio::chooseArchives(const std::vector<std::string>& paths) {
    PrepareOptions options = getData.prepare();
    std::error_code none;
    const PrepareLook& look = getData.look();
    options.sources.clear();
    if (std::none_of(paths.begin(), paths.end(), [&](const auto& path) { return fs::is_directory(path, none); })) {
        for (const std::string& known : {look.train, look.val, look.devkit}) {
            const bool replaced =
                std::any_of(paths.begin(), paths.end(), [&](const auto& path) { return isSameArchive(path, known); });
            if (!known.empty() && !replaced)
                options.sources.push_back(known); // they come one by one, the later ones count
        }
    }
    options.sources.insert(options.sources.end(), paths.begin(), paths.end());
    if (options.out.empty())
        options.out = !paths.empty() && isUrl(paths.front())
                          ? (fs::path(settings.runsFolder()).parent_path() / "imagenet").native()
                          : folderForPictures(paths);
    getData.setPrepare(options);
    Q_EMIT getData.archiveOffered({});
    show(Page::GetData);
}

} // namespace studio
