// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/dropped.h"

#include <algorithm>
#include <filesystem>

#include <QTimer>

#include "core/dataset/image_folder.h"
#include "core/prepare/prepare_look.h"
#include "core/recipe/source_weights.h"
#include "core/run/run_folder.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr int kPatienceMs = 2000;

bool isFolder(const std::string& path) {
    std::error_code error;
    return fs::is_directory(path, error);
}

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

} // namespace

std::string withoutSlash(std::string path) {
    while (path.size() > 1 && path.back() == '/')
        path.pop_back();
    return path;
}

DropKind kindOfDrop(const std::vector<std::string>& paths) {
    if (paths.empty())
        return DropKind::Nothing;
    std::error_code none;
    if (areImageNetSources(paths) && !fs::exists(fs::path(paths[0]) / ".prepare.json", none)) // what it made is data
        return DropKind::ImageNet;
    if (paths.size() == 1 && isFolder(paths[0]))
        return kindOfFolder(paths[0]);
    if (paths.size() == 1 && paths[0].ends_with(".safetensors"))
        return isOwnWeights(paths[0]) ? DropKind::Weights : DropKind::ForeignWeights;
    for (const char* end : {".pth", ".pt", ".bin", ".ckpt", ".pth.tar"}) {
        if (paths.size() == 1 && paths[0].ends_with(end))
            return DropKind::ForeignWeights;
    }
    for (const char* end : {".tar", ".tar.gz", ".tgz", ".tar.xz", ".zip"}) {
        if (paths.size() == 1 && paths[0].ends_with(end))
            return DropKind::Archive;
    }
    const bool pictures = std::all_of(paths.begin(), paths.end(), [](const std::string& path) {
        return isFolder(path) ? !isRunFolder(path) : hasPictureExtension(path);
    });
    return pictures ? DropKind::Pictures : DropKind::Nothing;
}

QString dropVerb(DropKind kind, std::size_t count) {
    switch (kind) {
    case DropKind::Run:
        return DropLook::tr("Drop to open this run");
    case DropKind::Weights:
        return DropLook::tr("Drop to classify with these weights");
    case DropKind::ForeignWeights:
        return DropLook::tr("Drop to make a run of these weights");
    case DropKind::Data:
        return DropLook::tr("Drop to use this folder as data");
    case DropKind::PictureFolder:
        return DropLook::tr("Drop to classify the pictures in this folder");
    case DropKind::Pictures:
        return DropLook::tr("Drop to classify %Ln picture(s)", nullptr, static_cast<int>(count));
    case DropKind::ImageNet:
        return DropLook::tr("Drop to unpack ImageNet's archives");
    case DropKind::Archive:
        return DropLook::tr("Drop to make a data set of this archive");
    case DropKind::Nothing:
        break;
    }
    return {};
}

DropLook::DropLook(QObject* parent)
    : QObject(parent) {}

void DropLook::hover(const std::vector<std::string>& paths) {
    if (paths == hoverPaths_)
        return;
    hoverPaths_ = paths;
    hovered_ = DropKind::Nothing;
    hoverJob_.start([paths](const JobControl&) { return kindOfDrop(paths); },
                    [this](DropKind kind) {
                        hovered_ = kind;
                        Q_EMIT hoverChanged();
                    },
                    {}, BackgroundJob::Begin::AtOnce);
    Q_EMIT hoverChanged();
}

void DropLook::open(const std::vector<std::string>& paths) {
    hoverPaths_.clear(); // the next drag may find something else there
    // One for each: what hangs keeps neither a later one waiting nor is it forgotten for it.
    auto* job = new BackgroundJob(this);
    opening_.push_back(job);
    const auto ended = [this, job] {
        std::erase(opening_, job);
        job->deleteLater();
    };
    job->start([paths](const JobControl&) { return kindOfDrop(paths); },
               [this, ended, paths, classifies = classifies_](DropKind kind) { // as it was when it was dropped
                   ended();
                   Q_EMIT recognised(paths, meant(kind, classifies));
               },
               [this, ended](const Message& message) {
                   ended();
                   Q_EMIT failed(message);
               },
               BackgroundJob::Begin::AtOnce);
    QTimer::singleShot(kPatienceMs, job, [this, job, path = paths.empty() ? std::string() : paths.front()] {
        if (job->isRunning())
            Q_EMIT unanswered(path);
    });
}

void DropLook::requestStop() {
    hoverJob_.forget();
    for (BackgroundJob* job : opening_)
        job->forget();
}

} // namespace studio
