// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "core/train/observer.h"

namespace studio {

/// Shows a run on stderr: on a terminal one line that is rewritten, in a pipe a line per epoch and one every half
/// minute. Called on the engine's thread (main's, in resnet-train).
class CliProgress final : public TrainObserver {
public:
    CliProgress();
    ~CliProgress() override;

    void runStarted(const RunStart& start) override;
    void epochDone(const EpochRecord& epoch) override;
    void eventHappened(const EventRecord& event) override;
    void statusChanged(const TrainStatus& status) override;
    /// Takes the line that is rewritten away: others write now.
    void clear();

private:
    void line(const std::string& text);
    void rewrite(const std::string& text);

    bool terminal_;
    bool onLine_ = false;
    double lastPlain_ = 0;
};

/// A counter for other long jobs, in the same two forms: "Checking 1,200 of 2,900, 6 min 12 s left".
class CliCounter {
public:
    explicit CliCounter(std::string verb);
    ~CliCounter();
    /// `secondsLeft` below 0 = unknown.
    void show(long long done, long long total, double secondsLeft = -1);

private:
    std::string verb_;
    bool terminal_;
    bool onLine_ = false;
    double last_ = 0;
};

/// Counters of a job with several stages, one after another; a note takes a line of its own.
class CliStages {
public:
    void show(const std::string& verb, long long done, long long total, double secondsLeft, const std::string& note);

private:
    std::unique_ptr<CliCounter> counter_;
    std::string verb_, note_;
};

/// "[#####-----]" of `width` characters.
std::string barText(double fraction, int width);

} // namespace studio
