// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/follower.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/remote/followed_end_internal.h"
#include "core/remote/history_status_internal.h"
#include "core/remote/remote_run.h"
#include "core/run/run_folder.h"
#include "core/run/run_tail.h"

namespace studio {

namespace {

constexpr std::chrono::milliseconds kListen{100};
constexpr double kLookSeconds = 0.25;   ///< between two looks into run.db
constexpr double kStatusSeconds = 0.5;  ///< between two statuses made of run.db
constexpr double kConnectSeconds = 2;   ///< between two tries to reach the process
constexpr double kStartSeconds = 1;     ///< the run is shown without its trainer's word after that
constexpr double kTakeOverSeconds = 5;  ///< a run without a trainer may be taken over by the next one
constexpr double kLastWordSeconds = 3;  ///< from the end of the lock to the trainer's report
constexpr double kSilenceSeconds = 1;   ///< of the process, before it is told: it may be at its begin or its end
constexpr double kFaultSeconds = 5;     ///< of run.db, before it is told: a replaced one is whole in a moment
constexpr double kRefusalSeconds = 10;  ///< how long an answer to a wish is shown
constexpr double kOldStatusSeconds = 1; ///< a status that was under way when a wish was sent

RemoteCommand commandOf(TrainWish::Kind wish) {
    switch (wish) {
    case TrainWish::Stop:
        return RemoteCommand::Stop;
    case TrainWish::StopAfterEpoch:
        return RemoteCommand::StopAfterEpoch;
    case TrainWish::CancelStopAfterEpoch:
        return RemoteCommand::CancelStopAfterEpoch;
    case TrainWish::Pause:
        return RemoteCommand::Pause;
    case TrainWish::Resume:
        return RemoteCommand::Continue;
    case TrainWish::Validate:
        return RemoteCommand::Validate;
    case TrainWish::Plan:
        return RemoteCommand::Plan;
    case TrainWish::Snapshot:
        break;
    }
    return RemoteCommand::Snapshot;
}

const char* wordsOf(TrainWish::Kind wish) {
    switch (wish) {
    case TrainWish::Stop:
        return "The run was not stopped. ";
    case TrainWish::StopAfterEpoch:
        return "The run does not stop after this epoch. ";
    case TrainWish::CancelStopAfterEpoch:
        return "The stop after this epoch was not taken back. ";
    case TrainWish::Pause:
        return "The run was not paused. ";
    case TrainWish::Resume:
        return "The run was not continued. ";
    case TrainWish::Validate:
        return "No validation was asked for. ";
    case TrainWish::Plan:
        return "The plan was not changed. ";
    case TrainWish::Snapshot:
        break;
    }
    return "No checkpoint was asked for. ";
}

/// One following of one run, on the thread that calls run().
class Follower {
public:
    Follower(const std::string& folder, TrainObserver& observer, TrainControl& control)
        : folder_(folder)
        , observer_(observer)
        , control_(control)
        , tail_(folder)
        , shown_(folder)
        , end_(folder) {}

    RunReport run();

private:
    void connect();
    void noteSilence();
    void obey();
    void listen();
    void look();
    void tellNews(const RunNews& news);
    void tellStatus();
    std::optional<RunReport> ending();
    void readToTheEnd();
    std::string trouble() const;
    /// Nobody answers, and not only for the moment of a begin or an end.
    bool isSilent() const { return silentAt_ != 0 && monotonicSeconds() - silentAt_ > kSilenceSeconds; }

    std::string folder_;
    TrainObserver& observer_;
    TrainControl& control_;
    RunTail tail_;
    HistoryStatus shown_; ///< for a run whose trainer says nothing
    FollowedEnd end_;
    std::unique_ptr<RemoteRun> remote_;
    std::optional<RemoteStatus> heard_;
    std::optional<RunReport> ended_;
    std::optional<Error> fault_;
    std::string silence_; ///< why the process that trains cannot be asked; empty = it can, or was not tried yet
    std::string refusal_; ///< of the newest wish
    bool started_ = false, more_ = false, changed_ = true, seenTrained_ = false;
    double beganAt_ = monotonicSeconds(), connectAt_ = 0, lookAt_ = 0, statusAt_ = 0, sentAt_ = 0, refusedAt_ = 0;
    double lockedAt_ = monotonicSeconds(); ///< when somebody last trained the run
    double faultAt_ = 0, silentAt_ = 0;
};

RunReport Follower::run() {
    TrainStatus status;
    status.activity = "Looking for the process that trains this run";
    observer_.statusChanged(status);
    while (true) {
        connect();
        obey();
        listen();
        if (control_.isLeft()) {
            RunReport report;
            report.outcome = RunOutcome::Stopped;
            report.folder = folder_;
            report.left = true;
            return report;
        }
        look();
        if (std::optional<RunReport> report = ending()) {
            readToTheEnd();
            return *report;
        }
        tellStatus();
    }
}

void Follower::connect() {
    const double now = monotonicSeconds();
    if (remote_ || now < connectAt_)
        return;
    try {
        remote_ = RemoteRun::connect(folder_);
        silence_ = remote_ ? std::string()
                           : "Nobody answers for this run here: it is being prepared, or it trains on another machine, "
                             "for another user or with an older version. It is shown from its history; where it was "
                             "started it can be paused and stopped.";
    } catch (const Error& error) {
        silence_ = error.message().text() + " The run is shown from its history.";
    }
    // A trainer that was started for this has its socket in a moment.
    connectAt_ = now + (now - beganAt_ < kTakeOverSeconds ? kLookSeconds : kConnectSeconds);
    noteSilence();
}

void Follower::noteSilence() {
    if (silence_.empty() || silentAt_ == 0)
        silentAt_ = silence_.empty() ? 0 : monotonicSeconds();
    changed_ = true;
}

/// The seat of whoever steers is taken for the moment of the wishes alone: another terminal may want it tonight.
void Follower::obey() {
    const std::vector<TrainWish> wishes = control_.takeWishes();
    for (const TrainWish& wish : wishes) {
        refusal_.clear();
        try {
            connectAt_ = remote_ ? connectAt_ : 0;
            connect();
            if (!remote_)
                throw Error(ErrorKind::Io, silence_);
            remote_->send(commandOf(wish.kind), wish.plan);
            sentAt_ = monotonicSeconds();
        } catch (const Error& error) {
            refusal_ = wordsOf(wish.kind) + error.message().text();
            logLine(LogLevel::Info, refusal_);
        }
        refusedAt_ = monotonicSeconds();
        changed_ = true;
    }
    if (wishes.empty() || !remote_)
        return;
    try {
        remote_->release();
    } catch (const Error& error) {
        logLine(LogLevel::Info, error.message().text()); // the connection tells of its end by itself
    }
}

/// What the process says; where there is none it is waited as long.
void Follower::listen() {
    constexpr double kWait = std::chrono::duration<double>(kListen).count();
    if (!remote_) {
        control_.waitForLeave(more_ ? 0 : kWait);
        return;
    }
    RemoteNews news = remote_->next(more_ ? std::chrono::milliseconds(0) : kListen);
    if (news.status) {
        heard_ = std::move(news.status);
        changed_ = seenTrained_ = true;
        lockedAt_ = monotonicSeconds();
        if (lockedAt_ - sentAt_ > kOldStatusSeconds)
            control_.noteStopAfterEpoch(heard_->stopAfterEpoch);
    }
    if (news.ended)
        ended_ = std::move(news.ended);
    if (news.gone) {
        remote_.reset();
        heard_.reset();
        silence_ = "The connection to the process that trains has ended; it is tried again.";
        connectAt_ = monotonicSeconds() + kConnectSeconds / 2;
        lookAt_ = 0;
        noteSilence();
    }
}

void Follower::look() {
    const double now = monotonicSeconds();
    // The trainer's own words on the run's start are better than what its files say.
    if (!started_ && !heard_ && remote_ && now - beganAt_ < kStartSeconds)
        return;
    if (!more_ && now < lookAt_)
        return;
    const RunNews news = tail_.look();
    lookAt_ = monotonicSeconds() + kLookSeconds;
    more_ = news.more;
    if (news.fault) {
        if (!fault_)
            faultAt_ = now;
        fault_ = news.fault;
        return;
    }
    fault_.reset();
    tellNews(news);
}

void Follower::tellNews(const RunNews& news) {
    if (news.goesOnFrom) {
        RunStart start = shown_.start(); // in any case: the connection may break
        if (heard_)
            start = heard_->start;
        start.folder = folder_;
        start.resumedFromStep = *news.goesOnFrom;
        observer_.runStarted(start);
        started_ = true;
    }
    auto step = news.steps.begin();
    for (const EpochRecord& epoch : news.epochs) {
        for (; step != news.steps.end() && step->step <= epoch.step; ++step)
            observer_.stepDone(*step);
        observer_.epochDone(epoch);
    }
    for (; step != news.steps.end(); ++step)
        observer_.stepDone(*step);
    for (const CheckpointRecord& saved : news.checkpoints)
        observer_.checkpointSaved(saved);
    for (const EventRecord& event : news.events)
        observer_.eventHappened(event);
    shown_.add(news);
}

void Follower::tellStatus() {
    const double now = monotonicSeconds();
    if (!changed_ && (heard_ || now - statusAt_ < kStatusSeconds))
        return;
    changed_ = false;
    statusAt_ = now;
    if (!refusal_.empty() && now - refusedAt_ > kRefusalSeconds)
        refusal_.clear();
    TrainStatus status = heard_ ? heard_->status : shown_.status();
    status.unsteerable = isSilent();
    if (!heard_ && now - lockedAt_ > kLookSeconds * 4)
        status.activity = "Looking whether another process takes the run over";
    if (const std::string own = trouble(); !own.empty())
        status.trouble += (status.trouble.empty() ? "" : " ") + own;
    observer_.statusChanged(status);
}

std::string Follower::trouble() const {
    std::string text;
    const auto add = [&text](const std::string& one) { text += (text.empty() || one.empty() ? "" : " ") + one; };
    add(refusal_);
    if (isSilent() && refusal_.find(silence_) == std::string::npos)
        add(silence_);
    if (fault_ && monotonicSeconds() - faultAt_ > kFaultSeconds)
        add("The run's history cannot be read: " + fault_->message().text());
    return text;
}

/// The report, once the run has ended.
std::optional<RunReport> Follower::ending() {
    if (ended_) {
        ended_->folder = folder_;
        end_.nameCrash(*ended_);
        return ended_;
    }
    const double now = monotonicSeconds();
    if (remote_ && heard_ && now - lockedAt_ < kLastWordSeconds)
        return std::nullopt; // it speaks
    if (isRunLocked(folder_)) {
        lockedAt_ = now;
        seenTrained_ = true;
        return std::nullopt;
    }
    const double since = now - lockedAt_;
    const bool mayBeTakenOver = !seenTrained_ || !shown_.hasEnded();
    if (since < (mayBeTakenOver ? kTakeOverSeconds : remote_ ? kLastWordSeconds : kLookSeconds))
        return std::nullopt;
    return end_.report();
}

/// What was written until the lock was given up.
void Follower::readToTheEnd() {
    for (int tries = 0; tries < 10 && !control_.isLeft();) {
        const RunNews news = tail_.look();
        if (!news.fault)
            tellNews(news);
        else if (control_.waitForLeave(kLookSeconds))
            return;
        if (!news.fault && !news.more)
            return;
        tries += news.fault ? 1 : 0;
    }
}

} // namespace

RunReport followRun(const TrainRequest& request, TrainObserver& observer, TrainControl& control) {
    try {
        return Follower(request.runFolder, observer, control).run();
    } catch (const std::exception& error) {
        RunReport report;
        report.folder = request.runFolder;
        report.error = messageOf(error);
        return report;
    }
}

} // namespace studio
