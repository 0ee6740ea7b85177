// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli_progress.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/model/model_spec.h"
#include "core/train/eta.h"

namespace studio {

namespace {

constexpr double kPlainEvery = 30; // seconds between lines in a pipe

int terminalWidth() {
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

template<typename... Values>
std::string formatted(const char* format, Values... values) {
    std::array<char, 400> text{};
    std::snprintf(text.data(), text.size(), format, values...);
    return text.data();
}

std::string statusText(const TrainStatus& s) {
    switch (s.phase) {
    case TrainPhase::Preparing:
        return "Preparing" + (s.activity.empty() ? "" : ": " + s.activity);
    case TrainPhase::Validating:
        return formatted("epoch %d/%d validating %2.0f %%", s.epoch, s.epochs, s.validationFraction * 100);
    case TrainPhase::Saving:
        return formatted("epoch %d/%d saving a checkpoint", s.epoch, s.epochs);
    case TrainPhase::Paused:
        return formatted("epoch %d/%d paused", s.epoch, s.epochs);
    case TrainPhase::Stopping:
        return "stopping: saving first";
    case TrainPhase::Training:
        break;
    }
    return formatted("epoch %d/%d step %d/%d  %.0f img/s  %s", s.epoch, s.epochs, s.stepInEpoch, s.stepsPerEpoch,
                     s.imagesPerSecond, remainingText(s.remainingSeconds).c_str());
}

} // namespace

std::string barText(double fraction, int width) {
    const int full = std::clamp(static_cast<int>(fraction * width), 0, width);
    return "[" + std::string(static_cast<std::size_t>(full), '#') +
           std::string(static_cast<std::size_t>(width - full), '-') + "]";
}

CliProgress::CliProgress()
    : terminal_(isatty(STDERR_FILENO) != 0)
    , lastPlain_(monotonicSeconds()) {}

CliProgress::~CliProgress() {
    clear();
}

void CliProgress::clear() {
    if (onLine_)
        std::fputs("\r\033[K", stderr);
    onLine_ = false;
}

void CliProgress::line(const std::string& text) {
    clear();
    std::fprintf(stderr, "%s\n", text.c_str());
}

void CliProgress::rewrite(const std::string& text) {
    const auto width = static_cast<std::size_t>(terminalWidth() - 1);
    std::fprintf(stderr, "\r\033[K%s", text.substr(0, width).c_str());
    std::fflush(stderr);
    onLine_ = true;
}

void CliProgress::runStarted(const RunStart& start) {
    line(modelDisplayName(start.model) + ", " + grouped(start.trainPictures) + " training and " +
         grouped(start.valPictures) + " validation pictures, " + grouped(start.classes) + " classes, " + start.device +
         formatted(", %d decode threads", start.workers));
    if (start.resumedFromStep > 0)
        line("Resuming from step " + grouped(start.resumedFromStep));
}

void CliProgress::epochDone(const EpochRecord& e) {
    line(formatted(
        "epoch %3d  train loss %.3f top-1 %5.2f %%   val loss %.3f top-1 %5.2f %% top-5 %5.2f %%   %.0f img/s  %s%s",
        e.epoch, e.trainLoss, e.trainTop1 * 100, e.valLoss, e.valTop1 * 100, e.valTop5 * 100, e.imagesPerSecond,
        durationText(e.seconds).c_str(), e.best ? "  best" : ""));
    if (e.hasAverage())
        line(formatted("           weights: val loss %.3f top-1 %5.2f %%   their average: val loss %.3f top-1 %5.2f %%",
                       e.weightsLoss, e.weightsTop1 * 100, e.averageLoss, e.averageTop1 * 100));
}

void CliProgress::eventHappened(const EventRecord& event) {
    switch (event.kind) {
    case EventKind::CheckpointFailed:
    case EventKind::CheckpointSkipped:
    case EventKind::BadPicture:
    case EventKind::Notice:
    case EventKind::RolledBack:
    case EventKind::Waiting:
    case EventKind::Verified:
    case EventKind::Changed:
    case EventKind::Validated:
    case EventKind::BackupFailed:
    case EventKind::Finished: // says why, where it came early
        line(event.title + (event.detail.empty() ? "" : ": " + event.detail));
        break;
    default:
        break;
    }
}

void CliProgress::statusChanged(const TrainStatus& status) {
    if (terminal_) {
        const double fraction =
            status.totalSteps > 0 ? static_cast<double>(status.step) / static_cast<double>(status.totalSteps) : 0;
        rewrite(barText(fraction, 24) + formatted(" %3.0f %%  ", fraction * 100) + statusText(status));
    } else if (monotonicSeconds() - lastPlain_ >= kPlainEvery) {
        lastPlain_ = monotonicSeconds();
        line(statusText(status));
    }
}

CliCounter::CliCounter(std::string verb)
    : verb_(std::move(verb))
    , terminal_(isatty(STDERR_FILENO) != 0)
    , last_(monotonicSeconds()) {}

CliCounter::~CliCounter() {
    if (onLine_)
        std::fputs("\r\033[K", stderr);
}

void CliCounter::show(long long done, long long total, double secondsLeft) {
    const double now = monotonicSeconds();
    if (now - last_ < (terminal_ ? 0.1 : kPlainEvery))
        return;
    last_ = now;
    const std::string text = verb_ + " " + grouped(done) + (total > 0 ? " of " + grouped(total) : "") +
                             (secondsLeft >= 0 ? ", " + durationText(secondsLeft) + " left" : "");
    std::fprintf(stderr, terminal_ ? "\r\033[K%s" : "%s\n", text.c_str());
    std::fflush(stderr);
    onLine_ = terminal_;
}

void CliStages::show(const std::string& verb, long long done, long long total, double secondsLeft,
                     const std::string& note) {
    if (verb != verb_ || (!note.empty() && note != note_))
        counter_.reset(); // ends its line
    if (!note.empty() && note != note_)
        std::fprintf(stderr, "%s\n", note.c_str());
    note_ = note;
    if (!counter_)
        counter_ = std::make_unique<CliCounter>(verb);
    verb_ = verb;
    counter_->show(done, total, secondsLeft);
}

} // namespace studio
