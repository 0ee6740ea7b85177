// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/gui_launch.h"

#include <algorithm>

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <unistd.h>

#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "core/queue/run_queue.h"
#include "core/queue/trainer_words.h"
#include "core/recipe/config.h"
#include "core/remote/background.h"

namespace studio {

namespace {

/// The run names its recipe by the file's name.
std::string fileNameOf(const std::string& recipeName) {
    std::string name = recipeName;
    std::replace(name.begin(), name.end(), '/', '-');
    return name.empty() || name == "." || name == ".." ? "recipe" : name.substr(0, 200);
}

std::string launch(const TrainRequest& request, const BackupWish& backup) {
    const QTemporaryDir folder; // 0700, and gone when the other process has read the recipe
    std::string recipe;
    if (!request.resume) {
        recipe = QFile::encodeName(folder.path()).toStdString() + "/" + fileNameOf(request.setup.recipeName);
        writeFileAtomically(recipe, configToJson(request.config));
    }
    return startInBackground({trainerProgram(), backgroundWords(request, recipe, backup), {}}).runFolder;
}

} // namespace

std::vector<std::string> backgroundWords(const TrainRequest& request, const std::string& recipeFile,
                                         const BackupWish& backup) {
    TrainerCall call;
    call.resumes = request.resume;
    call.run = request.runFolder;
    call.recipeFile = recipeFile;
    if (request.resume) {
        call.data.root = request.resumeData;
        call.data.val = request.resumeVal;
        call.settings = {"epochs=" + std::to_string(request.config.epochs)};
    } else {
        call.data = request.setup.data;
    }
    call.device = request.setup.device;
    call.workers = request.setup.workers;
    call.threads = request.setup.threads;
    std::vector<std::string> words = trainerWords(call);
    const std::vector<std::string> backupWords = wordsOf(backup);
    words.insert(words.end(), backupWords.begin(), backupWords.end());
    if (!request.resume && !request.beginsWith.empty())
        words.push_back("--init=" + request.beginsWith);
    return words;
}

std::function<std::string(const TrainRequest&, const BackupWish&)> backgroundLauncher() {
    return ::access(trainerProgram().c_str(), X_OK) == 0 ? launch : nullptr;
}

std::function<void()> queueStarter() {
    if (::access(trainerProgram().c_str(), X_OK) != 0)
        return nullptr;
    return [] {
        QProcess runner;
        runner.setProgram(QFile::decodeName(trainerProgram().c_str()));
        runner.setArguments({QStringLiteral("queue"), QStringLiteral("run"), QStringLiteral("--once")});
        runner.setStandardInputFile(QProcess::nullDevice());
        const QString log = QFile::decodeName((RunQueue::defaultFolder() + "/runner.log").c_str());
        runner.setStandardOutputFile(log, QIODevice::Append);
        runner.setStandardErrorFile(log, QIODevice::Append);
        if (!runner.startDetached())
            throw Error(ErrorKind::Internal,
                        {"The queue could not be started", displayText(trainerProgram()),
                         runner.errorString().toStdString() + ".", "Start it in a terminal: resnet-train queue run"});
    };
}

} // namespace studio
