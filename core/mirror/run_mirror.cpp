// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mirror/run_mirror.h"

#include <condition_variable>
#include <cstdlib>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/shell_word.h"
#include "core/mirror/run_events.h"
#include "core/run/run_journal.h"

namespace studio {

std::string tensorBoardFolder(const std::string& runFolder) {
    return runFolder + "/tensorboard";
}

bool isMirrorUnwanted() {
    const char* value = std::getenv(kNoTensorBoard);
    return value != nullptr && *value != '\0' && std::string_view(value) != "0";
}

/// What the thread uses.
struct RunMirror::State {
    State(const std::string& runFolder, bool wanted, std::function<void(const EventRecord&)> teller)
        : folder(runFolder)
        , isWanted(wanted)
        , events(runFolder, tensorBoardFolder(runFolder), true)
        , tell(std::move(teller)) {}

    const std::string folder;
    const bool isWanted;
    RunEvents events;                  ///< the thread's
    std::optional<EventRecord> untold; ///< the thread's: not in the journal yet
    std::mutex telling;
    std::function<void(const EventRecord&)> tell; ///< empty once its owner is gone

    void work(const std::stop_token& stop, std::chrono::milliseconds every);
    void look(bool isLast);
    void emptyOld();
    void giveUp(const std::string& title, const std::string& why);
    void writeJournal();
    void fallSilent() {
        const std::lock_guard lock(telling);
        tell = nullptr;
    }
};

void RunMirror::State::work(const std::stop_token& stop, std::chrono::milliseconds every) {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    if (!isWanted)
        emptyOld();
    while (!stop.stop_requested() && (isWanted || untold)) {
        look(false);
        changed.wait_for(lock, stop, every, [] { return false; });
    }
    look(true);
}

void RunMirror::State::look(bool isLast) {
    if (isWanted && !events.isBroken()) {
        try {
            events.update(isLast);
        } catch (const std::exception& error) { // nothing may leave a thread
            if (events.isBroken())
                giveUp("The files for TensorBoard are not written any more",
                       messageOf(error).text() + " The run goes on.");
            else
                logLine(LogLevel::Info, "The mirror for TensorBoard waits: " + messageOf(error).text());
        }
    }
    if (untold)
        writeJournal();
}

/// What an earlier time has left shows a curve that is not the run's any more.
void RunMirror::State::emptyOld() {
    try {
        if (emptyEvents(tensorBoardFolder(folder)))
            giveUp("The files for TensorBoard were emptied",
                   "The run goes on without them, as was asked for, and they showed it as it was before.");
    } catch (const std::exception& error) { // nothing may leave a thread
        giveUp("The files for TensorBoard show the run as it was before",
               "It goes on without them, as was asked for, and they could not be emptied. " + messageOf(error).text());
    }
}

void RunMirror::State::giveUp(const std::string& title, const std::string& why) {
    EventRecord event;
    event.kind = EventKind::Notice;
    event.utcMs = utcMilliseconds();
    event.title = title;
    event.detail = why + " They are made anew when it is resumed with them, and by: resnet-train export " +
                   shellWord(folder) + " FOLDER --format tensorboard";
    untold = event;
    logLine(LogLevel::Info, event.title + ": " + why); // who watches is told below
    const std::lock_guard lock(telling);
    if (tell)
        tell(event);
}

/// The disk that refused our files may refuse this line, too: it is tried again at each look.
void RunMirror::State::writeJournal() {
    try {
        addToJournal(folder, *untold);
        untold.reset();
    } catch (const std::exception& error) {
        logLine(LogLevel::Info, messageOf(error).text());
    }
}

RunMirror::RunMirror(TrainObserver& next, RunMirrorOptions options)
    : ForwardingObserver(next_)
    , next_(next)
    , options_(options) {}

RunMirror::~RunMirror() {
    finish();
}

void RunMirror::runStarted(const RunStart& start) {
    ForwardingObserver::runStarted(start);
    if (state_)
        return; // after a roll-back: the thread finds out by itself
    state_ = std::make_shared<State>(start.folder, options_.isWanted,
                                     [this](const EventRecord& event) { next_.eventHappened(event); });
    thread_ = std::make_unique<PatientThread>(
        [state = state_, every = options_.every](const std::stop_token& stop) { state->work(stop, every); });
}

void RunMirror::finish() {
    if (!thread_)
        return;
    thread_->stop(options_.patience);
    thread_.reset();
    state_->fallSilent();
}

} // namespace studio
