// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli_background.h"

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/exit_code.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/remote/background.h"

namespace studio {

namespace {

std::vector<std::string>& commandLine() {
    static std::vector<std::string> words;
    return words;
}

int startAgain() {
    BackgroundSpec spec;
    spec.program = trainerProgram();
    spec.arguments = commandLine();
    const BackgroundStart start = startInBackground(spec);
    std::printf("%s\nprocess %lld trains it in the background\n", displayText(start.runFolder).c_str(),
                static_cast<long long>(start.pid));
    std::fprintf(stderr, "resnet-train status %s tells how it goes, resnet-train stop %s saves and ends it\n",
                 displayText(shellWord(start.runFolder)).c_str(), displayText(shellWord(start.runFolder)).c_str());
    if (!start.note.empty())
        std::fprintf(stderr, "note: %s\n", start.note.c_str());
    return kExitDone;
}

int runHere(const std::function<int(BackgroundTrainer*)>& verb, BackgroundTrainer* trainer) {
    try {
        return verb(trainer);
    } catch (const std::exception& error) {
        if (trainer != nullptr)
            trainer->failed(error);
        throw;
    }
}

} // namespace

void rememberCommandLine(const std::vector<std::string>& words) {
    commandLine() = words;
}

BackgroundAction addBackgroundOption(CLI::App& verb) {
    auto wanted = std::make_shared<bool>(false);
    verb.add_flag("--background", *wanted,
                  "Train on without this terminal; prints the run folder and the process once training begins");
    return [wanted](const std::function<int(BackgroundTrainer*)>& action) {
        const std::unique_ptr<BackgroundTrainer> trainer = BackgroundTrainer::fromEnvironment();
        return *wanted && !trainer ? startAgain() : runHere(action, trainer.get());
    };
}

} // namespace studio
