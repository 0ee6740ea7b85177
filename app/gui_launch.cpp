// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui_launch.h"

#include <algorithm>
#include <cstdio>

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>

#include "app/exit_code.h"
#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "core/recipe/config.h"
#include "core/recipe/run_recipe.h"

namespace studio {

namespace {

constexpr int kStartLimitMs = 10 * 60 * 1000; ///< a data set of millions of pictures on a slow disk is listed by then
constexpr std::size_t kMostWords = 20'000;    ///< of stderr that are told

std::string exactly(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.17g", value);
    return text;
}

/// The run names its recipe by the file's name.
std::string fileNameOf(const std::string& recipeName) {
    std::string name = recipeName;
    std::replace(name.begin(), name.end(), '/', '-');
    return name.empty() || name == "." || name == ".." ? "recipe" : name.substr(0, 200);
}

ErrorKind kindOf(int code) {
    switch (code) {
    case kExitUsage:
        return ErrorKind::Usage;
    case kExitData:
        return ErrorKind::Data;
    case kExitRetry:
        return ErrorKind::Io;
    case kExitConfig:
        return ErrorKind::Config;
    default:
        return ErrorKind::Internal;
    }
}

std::string launch(const QString& program, const TrainRequest& request) {
    const QTemporaryDir folder; // 0700, and gone when the other process has read the recipe
    std::string recipe;
    if (!request.resume) {
        recipe = QFile::encodeName(folder.path()).toStdString() + "/" + fileNameOf(request.setup.recipeName);
        writeFileAtomically(recipe, configToJson(request.config));
    }
    QStringList words;
    for (const std::string& word : backgroundWords(request, recipe))
        words << QFile::decodeName(word.c_str());
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(program, words);
    if (!process.waitForStarted() || !process.waitForFinished(kStartLimitMs)) {
        process.kill();
        process.waitForFinished();
        throw Error(ErrorKind::Io, {"The run in the background did not begin",
                                    displayText(request.runFolder),
                                    process.errorString().toStdString() + ".",
                                    "Try again, or train it in this window."});
    }
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != kExitDone)
        throw errorOfProgram(process.exitStatus() == QProcess::NormalExit ? process.exitCode() : kExitFailed,
                             process.readAllStandardError().toStdString());
    return request.runFolder;
}

} // namespace

std::vector<std::string> backgroundWords(const TrainRequest& request, const std::string& recipeFile) {
    const RunSetup& setup = request.setup;
    std::vector<std::string> words;
    const auto add = [&words](const char* option, const std::string& value) {
        words.emplace_back(option);
        words.push_back(value);
    };
    if (request.resume) {
        words = {"resume", request.runFolder};
        add("--set", "epochs=" + std::to_string(request.config.epochs));
        if (!request.resumeData.empty())
            add("--data", request.resumeData);
        if (!request.resumeVal.empty())
            add("--val", request.resumeVal);
    } else {
        words = {"train", "--run", request.runFolder};
        add("--recipe", recipeFile);
        add("--data", setup.data.root);
        if (!setup.data.val.empty())
            add("--val", setup.data.val);
        add("--split", exactly(setup.data.split));
        add("--split-seed", std::to_string(setup.data.splitSeed));
    }
    add("--device", setup.device);
    add("--workers", std::to_string(setup.workers));
    add("--threads", std::to_string(setup.threads));
    words.emplace_back("--background");
    return words;
}

Error errorOfProgram(int code, const std::string& stderrText) {
    // "resnet-train: title", then a line each for place, what was done and what to do next, those that there are.
    const std::string start = "resnet-train: ";
    const std::size_t at = stderrText.rfind(start);
    if (at == std::string::npos)
        return Error(kindOf(code), {"The run in the background did not begin",
                                    {},
                                    "resnet-train ended with code " + std::to_string(code) + ". " +
                                        displayText(stderrText.substr(0, kMostWords)),
                                    {}});
    std::vector<std::string> lines;
    std::size_t from = at + start.size();
    while (from < stderrText.size() && lines.size() < 4) {
        const std::size_t end = std::min(stderrText.find('\n', from), stderrText.size());
        const std::string line = stderrText.substr(from, end - from);
        lines.push_back(displayText(line.substr(std::min(line.find_first_not_of(' '), line.size()))));
        from = end + 1;
    }
    lines.resize(4);
    // Which of the parts are missing cannot be told: all that was said is kept, in its order.
    return Error(kindOf(code), {lines[0], lines[1], lines[2], lines[3]});
}

std::function<std::string(const TrainRequest&)> backgroundLauncher() {
    const QString program = QCoreApplication::applicationDirPath() + QStringLiteral("/resnet-train");
    if (!QFileInfo(program).isExecutable())
        return nullptr;
    return [program](const TrainRequest& request) { return launch(program, request); };
}

} // namespace studio
