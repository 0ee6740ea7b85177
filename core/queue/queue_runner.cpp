// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/queue/queue_runner.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/queue/queue_child_internal.h"
#include "core/queue/queue_lock_internal.h"
#include "core/queue/queue_verdict_internal.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

constexpr double kTroubleSeconds = 5, kElsewhereSeconds = 5;

/// False: a stop was asked for.
bool pauseFor(double seconds, const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any().wait_for(lock, stop, std::chrono::duration<double>(seconds), [] { return false; });
    return !stop.stop_requested();
}

std::string runnerNumber(const std::string& lockFile) {
    try {
        return displayText(readSmallFile(lockFile, 64));
    } catch (const Error&) {
        return {}; // what is said of it does without
    }
}

/// Nothing: a stop was asked for. One that lasts is a runner's: whoever asks (hasRunner) holds it for a moment.
std::optional<FileDescriptor> lockAsRunner(const RunQueue& queue, const RunnerPlan& plan, const std::stop_token& stop) {
    constexpr int kMostTries = 20;
    constexpr auto kPause = std::chrono::milliseconds(10);
    const std::string path = queue.runnerLock();
    FileDescriptor file = openQueueLock(path);
    bool hasWaited = false;
    for (int tries = 1; !takeQueueLock(file, path); ++tries) {
        const std::string owner = tries == kMostTries ? runnerNumber(path) : std::string();
        if (tries == kMostTries && !plan.waits)
            throw Error(ErrorKind::Locked, {"Another runner serves this queue", displayText(queue.folder()),
                                            owner.empty() ? "" : "It is process " + owner + ".",
                                            "Leave the queue to it: what is added is started by it."});
        hasWaited = tries >= kMostTries;
        if (tries == kMostTries)
            plan.tell("waits: " + (owner.empty() ? "another runner" : "process " + owner) + " serves this queue");
        if (tries < kMostTries)
            std::this_thread::sleep_for(kPause);
        else if (!pauseFor(plan.lookSeconds, stop))
            return std::nullopt;
    }
    if (hasWaited)
        plan.tell("the queue is served by this runner now");
    const std::string pid = std::to_string(::getpid());
    if (::ftruncate(file.get(), 0) == 0) // for the message alone
        static_cast<void>(writeAll(file.get(), std::as_bytes(std::span(pid))));
    return file;
}

class QueueRunner {
public:
    QueueRunner(RunQueue& queue, const RunnerPlan& plan, const std::stop_token& stop)
        : queue_(queue)
        , plan_(plan)
        , stop_(stop) {}

    void run() {
        while (!stop_.stop_requested()) {
            try {
                if (!look())
                    return;
                wait(plan_.lookSeconds);
            } catch (const Error& error) {
                if (!mayPass(error.kind()) && error.kind() != ErrorKind::Locked)
                    throw;
                tellTrouble(error.message().text());
                wait(kTroubleSeconds);
            }
        }
        stopChildren();
    }

private:
    struct Trainer {
        QueueEntry entry;                ///< as it was started
        std::optional<QueueChild> child; ///< none: of a runner before this one
    };

    /// False when there is nothing more to do (`once`).
    bool look() {
        lookAtTrainers();
        writeEnds();
        const QueueContent content = queue_.content();
        tellNote(content.note);
        if (recognise(content))
            return true; // they may wait now
        const bool more = startWhatCan(content);
        return !plan_.once || more || !trainers_.empty() || !ends_.empty();
    }

    void wait(double seconds) { pauseFor(seconds, stop_); }

    void lookAtTrainers() {
        for (auto at = trainers_.begin(); at != trainers_.end();) {
            Trainer& trainer = at->second;
            const std::optional<int> code = trainer.child ? trainer.child->ended() : std::nullopt;
            const bool lives = trainer.child ? !code : isQueueLockHeld(queue_.lockOf(at->first));
            if (lives) {
                ++at;
                continue;
            }
            TrainerEnd end = endOf(trainer.entry, queue_.logOf(at->first), code);
            if (code == 0 && end.state != RunState::Finished && !stop_.stop_requested())
                wait(plan_.togetherSeconds);
            end.seen = true;
            end.stopping = stop_.stop_requested();
            ends_.emplace(at->first, end);
            at = trainers_.erase(at);
        }
    }

    /// What is not written stays for the next time: the disk may come back.
    void writeEnds() {
        while (!ends_.empty()) {
            const auto& [id, end] = *ends_.begin();
            std::string told;
            std::optional<QueueEntry> givenUp;
            const bool isThere = queue_.update(id, [&, &found = end](QueueEntry& entry) {
                if (judge(entry, found, plan_.retries))
                    givenUp = entry;
                told = std::string(queueStateName(entry.state)) + ": " + displayText(entry.run) + ": " + entry.message;
            });
            plan_.tell("entry " + std::to_string(id) + " " +
                       (isThere ? told : "ended, and is not in the queue any more"));
            ends_.erase(ends_.begin());
            if (givenUp)
                plan_.gaveUp(*givenUp);
        }
    }

    /// Entries that say "running" though nothing is known of them here: a runner before this one started them.
    /// Whether the queue was changed: their trainers are gone.
    bool recognise(const QueueContent& content) {
        for (const QueueEntry& entry : content.entries) {
            if (entry.state != QueueState::Running || trainers_.contains(entry.id))
                continue;
            if (isQueueLockHeld(queue_.lockOf(entry.id))) {
                trainers_.emplace(entry.id, Trainer{entry, std::nullopt});
                plan_.tell("entry " + std::to_string(entry.id) + " trains since before this runner on " +
                           entry.usedDevice + ": " + displayText(entry.run));
            } else {
                ends_.emplace(entry.id, endOf(entry, queue_.logOf(entry.id), std::nullopt));
            }
        }
        const bool isAnyGone = !ends_.empty();
        writeEnds();
        return isAnyGone;
    }

    std::set<std::string> busyDevices() {
        if (monotonicSeconds() >= lookElsewhereAt_) {
            std::set<std::string> own;
            for (const auto& [id, trainer] : trainers_)
                own.insert(trainer.entry.run);
            elsewhere_.clear();
            for (const std::string& device : plan_.busyElsewhere(own)) {
                const std::string served = chooseDevice(device, plan_.devices, {});
                elsewhere_.insert(served.empty() ? device : served);
            }
            lookElsewhereAt_ = monotonicSeconds() + kElsewhereSeconds;
        }
        std::set<std::string> busy = elsewhere_;
        for (const auto& [id, trainer] : trainers_)
            busy.insert(trainer.entry.usedDevice);
        return busy;
    }

    /// Whether anything waits that this runner can start sooner or later.
    bool startWhatCan(const QueueContent& content) {
        bool more = false;
        for (const QueueEntry& entry : content.entries) {
            if (entry.state != QueueState::Waiting)
                continue;
            if (chooseDevice(entry.device, plan_.devices, {}).empty()) {
                tellNoDevice(entry);
                continue;
            }
            more = true;
            if (stop_.stop_requested() || !isDue(entry, plan_.retries, utcMilliseconds()))
                continue;
            const std::string device = chooseDevice(entry.device, plan_.devices, busyDevices());
            if (device.empty() && chooseDevice(entry.device, plan_.devices, elsewhere_).empty())
                tellWhy(entry, "waits: a run that the queue did not start uses the device");
            else if (!device.empty() && isRunLocked(entry.run))
                tellWhy(entry, "waits: another process trains this run");
            else if (!device.empty())
                start(entry, device);
        }
        return more;
    }

    void tellNoDevice(const QueueEntry& entry) {
        std::string served;
        for (const std::string& device : plan_.devices)
            served += (served.empty() ? "" : ", ") + device;
        tellWhy(entry, "waits for " + entry.device + "; the runner serves " + served);
    }

    void tellWhy(const QueueEntry& entry, const std::string& message) {
        if (entry.message != message)
            queue_.update(entry.id, [&message](QueueEntry& changed) { changed.message = message; });
    }

    /// First the lock, then the word "running", then the process: killed between two of them the next runner sees that
    /// nobody holds the lock.
    void start(const QueueEntry& waiting, const std::string& device) {
        FileDescriptor lock = openQueueLock(queue_.lockOf(waiting.id));
        if (!takeQueueLock(lock, queue_.lockOf(waiting.id)))
            return; // its last trainer is about to end
        QueueEntry entry;
        bool mayStart = false;
        queue_.update(waiting.id, [&](QueueEntry& now) {
            mayStart = now.state == QueueState::Waiting; // a person may have held it just now
            if (!mayStart)
                return;
            now.state = QueueState::Running;
            now.usedDevice = device;
            now.startedUtcMs = utcMilliseconds();
            now.stopsWithRunner = false;
            now.message = "trains on " + device;
            entry = now;
        });
        if (!mayStart)
            return;
        try {
            QueueChild child(plan_.program, wordsFor(queue_, entry, device), queue_.logOf(entry.id), std::move(lock),
                             entry.attempts > 0);
            trainers_.emplace(entry.id, Trainer{entry, std::move(child)});
            plan_.tell("entry " + std::to_string(entry.id) + " started on " + device + ": " + displayText(entry.run));
        } catch (const Error& error) {
            couldNotStart(entry.id, error);
        }
    }

    void couldNotStart(std::int64_t id, const Error& error) {
        const std::string why = error.message().text();
        std::optional<QueueEntry> givenUp;
        queue_.update(id, [&](QueueEntry& entry) {
            const bool mayHelp = mayPass(error.kind());
            if (!mayHelp) {
                entry.state = QueueState::Failed;
                entry.message = why;
            }
            if (!mayHelp || tryAgain(entry, why, plan_.retries, utcMilliseconds()))
                givenUp = entry;
        });
        plan_.tell("entry " + std::to_string(id) + " could not be started: " + why);
        if (givenUp)
            plan_.gaveUp(*givenUp);
    }

    /// That they are to go on is written before they are asked: the runner may be killed while they save.
    void stopChildren() {
        for (const auto& [id, trainer] : trainers_) {
            if (!trainer.child)
                continue; // of a runner before this one: it trains on, as it did without one
            try {
                queue_.update(id, [](QueueEntry& entry) { entry.stopsWithRunner = true; });
            } catch (const Error& error) {
                tellTrouble(error.message().text());
            }
            trainer.child->askToStop();
        }
        std::erase_if(trainers_, [](const auto& item) { return !item.second.child; });
        if (!trainers_.empty())
            plan_.tell("waiting until " + std::to_string(trainers_.size()) + " trainers have saved");
        while (!trainers_.empty()) {
            lookAtTrainers();
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        writeEnds();
    }

    /// What waited is not started: whoever added it must know.
    void tellNote(const std::string& note) {
        if (note == note_)
            return;
        note_ = note;
        if (note.empty()) // a person has read it
            return;
        plan_.tell(note);
        plan_.noted(note);
    }

    void tellTrouble(const std::string& text) {
        if (text != trouble_)
            plan_.tell("the queue cannot be used at the moment, it is tried again: " + text);
        trouble_ = text;
    }

    RunQueue& queue_;
    const RunnerPlan& plan_;
    std::stop_token stop_;
    std::map<std::int64_t, Trainer> trainers_;
    std::map<std::int64_t, TrainerEnd> ends_; ///< not yet in the queue
    std::set<std::string> elsewhere_;
    double lookElsewhereAt_ = 0;
    std::string trouble_, note_; ///< told last
};

} // namespace

void runQueue(RunQueue& queue, const RunnerPlan& plan, const std::stop_token& stop) {
    queue.update(0, [](QueueEntry&) {}); // makes the folder
    if (const std::optional<FileDescriptor> lock = lockAsRunner(queue, plan, stop))
        QueueRunner(queue, plan, stop).run();
}

bool hasRunner(const RunQueue& queue) {
    return isQueueLockHeld(queue.runnerLock());
}

} // namespace studio
