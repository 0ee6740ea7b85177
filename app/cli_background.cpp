// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli_background.h"

#include <cstdio>
#include <memory>
#include <stop_token>

#include <CLI/CLI.hpp>

#include "app/cli_signals.h"
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
    std::stop_source stop;
    BackgroundStart start;
    {
        const SignalThread signals([&stop](int) { stop.request_stop(); }); // or it would train on, unseen
        start = startInBackground(spec, stop.get_token());
    }
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
        const int code = verb(trainer);
        if (trainer != nullptr) // nobody hears it once training has begun
            trainer->failed(Error(ErrorKind::Stopped, {"Nothing is trained in the background",
                                                       {},
                                                       "The run is finished already, or was stopped before it began.",
                                                       {}}));
        return code;
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
