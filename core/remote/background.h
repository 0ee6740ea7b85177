// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "core/base/file.h"
#include "core/train/forwarding_observer.h"

namespace studio {

/// What shall run by itself.
struct BackgroundSpec {
    std::string program;                  ///< path of resnet-train
    std::vector<std::string> arguments;   ///< without the program's name, as a person types them
    std::vector<std::string> environment; ///< "NAME=value", beside this process's own
};

/// A run that trains in the background now.
struct BackgroundStart {
    pid_t pid = 0;
    std::string runFolder;
    std::string note; ///< what may end it all the same, and what helps; empty = nothing known
};

inline constexpr const char* kBackgroundLog = "background.log"; ///< in the run folder: what the trainer prints

/// resnet-train beside the program that runs now.
std::string trainerProgram();

/// Starts a trainer that outlives this process, its terminal, its display and, where the system allows, its login: a
/// session of its own, no input, SIGHUP ignored; in a scope of the user's systemd where that stays after a logout.
/// Waits until it has taken its run and training begins. Throws the Error that the trainer fails with by then;
/// Error(Io) where it cannot be started, Error(Stopped) where `stop` asks before (it is told to end then). Any thread;
/// leaves no zombie.
BackgroundStart startInBackground(const BackgroundSpec& spec, const std::stop_token& stop = {});

/// The other end, in the trainer that was started so: owned by the verb that trains, for one run.
class BackgroundTrainer {
public:
    /// Null in a process that nobody started in the background.
    static std::unique_ptr<BackgroundTrainer> fromEnvironment();

    /// Training begins: standard output and error go to the run's background.log from now on, with what was printed
    /// before; whoever waits is told. Once.
    void started(const std::string& runFolder) noexcept;
    /// It came to nothing: whoever waits fails in the same words.
    void failed(const std::exception& error) noexcept;

private:
    explicit BackgroundTrainer(FileDescriptor pipe)
        : pipe_(std::move(pipe)) {}
    void tell(const std::string& line) noexcept;

    FileDescriptor pipe_;
};

/// Tells a BackgroundTrainer when the run begins; one that is null hears nothing. Called as any observer.
class BackgroundObserver final : public ForwardingObserver {
public:
    BackgroundObserver(TrainObserver& next, BackgroundTrainer* trainer)
        : ForwardingObserver(next)
        , trainer_(trainer) {}

    void runStarted(const RunStart& start) override {
        if (trainer_ != nullptr)
            trainer_->started(start.folder);
        ForwardingObserver::runStarted(start);
    }

private:
    BackgroundTrainer* trainer_;
};

} // namespace studio
