// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli_run.h"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "app/cli_device.h"
#include "app/cli_given_up.h"
#include "app/cli_progress.h"
#include "app/cli_signals.h"
#include "app/exit_code.h"
#include "core/backup/backup_command.h"
#include "core/base/file.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/device/device.h"
#include "core/mirror/run_mirror.h"
#include "core/notice/notifier.h"
#include "core/remote/background.h"
#include "core/remote/run_server.h"
#include "core/run/run_energy.h"
#include "core/run/told_once.h"
#include "core/service/login_manager.h"
#include "core/service/run_service.h"

namespace studio {

namespace {

/// Nobody wished this end: whoever supervises the run goes on with it, on this machine or the next. `backup`: where one
/// of it was asked for.
[[noreturn]] void tellInterrupted(const RunReport& report, const std::optional<LastBackup>& backup) {
    std::string kept;
    if (backup)
        kept = backup->isWhole   ? " So is its backup, to here."
               : backup->failure ? " Its backup is not up to here: " + backup->failure->message().text()
                                 : " Its backup was ended before it was whole.";
    throw Error(ErrorKind::Device, {"The run was interrupted and will resume", displayText(report.folder),
                                    report.interruptedBy + ". What it has learned is saved." + kept,
                                    "Go on with it: resnet-train resume " + shellWord(report.folder)});
}

/// The copy of a finished run is owed. Where time may cure that, or nobody wished its end, whoever supervises the run
/// starts the same command again, which makes up for it.
[[noreturn]] void tellUnkept(const std::string& folder, const RunCompany& company, const LastBackup& backup) {
    const std::string command = backupCommand(folder, company.backup.target, company.backup.endpoint);
    if (!backup.failure)
        throw Error(ErrorKind::Io,
                    {"The run is finished, but its backup was ended before it was whole", displayText(folder),
                     "The run is whole where it is.", "The same command makes up for it, and so does: " + command});
    const std::string whole = company.unattended.powerOffMinutes
                                  ? "The run is whole where it is; the machine stays on. "
                                  : "The run is whole where it is. ";
    throw Error(backup.failure->kind(), {"The run is finished, but its backup is not", displayText(folder),
                                         whole + backup.failure->message().text(), "Back it up: " + command});
}

/// Whom a signal speaks to: what is under way now. Signals are caught for as long as this lives, so that none of them
/// takes the exit code of a run that has ended. Main's.
class SignalRelay {
public:
    /// From now on `act` is called, on a thread of its own, and the one before no longer; at once for a signal that
    /// came before there was any.
    void now(std::function<void(int)> act) {
        const std::lock_guard lock(mutex_);
        act_ = std::move(act);
        if (const int number = act_ ? std::exchange(early_, 0) : 0; number != 0)
            act_(number);
    }

private:
    void hear(int number) {
        const std::lock_guard lock(mutex_);
        if (act_)
            act_(number);
        else
            early_ = number;
    }

    std::mutex mutex_;
    std::function<void(int)> act_;
    int early_ = 0;
    const SignalThread thread_{[this](int number) { hear(number); }}; // last: it uses the others
};

/// A run in this process with all that goes along and all that follows it, to the power-off. Main's, once.
class RunCourse {
public:
    /// `device`: of the recipe; empty where nothing is trained.
    RunCourse(const std::string& folder, const RunCompany& company, const std::string& device = {});
    ~RunCourse() { signals_.now({}); }
    RunCourse(const RunCourse&) = delete;
    RunCourse& operator=(const RunCourse&) = delete;

    int train(const TrainRequest& request, BackgroundTrainer* background);
    int follow(const RunReport& finished);
    /// Of a run that finished at an earlier start, which may have reached nobody.
    void tellAgain(const RunReport& finished) {
        if (notifier_ && isStartedAgain())
            notifier_->runEnded(finished);
    }

private:
    void stopTraining(int number);
    void endWhatFollows(int number);
    void endAll(int number);
    bool isCarriedAway(int number);
    void sendNotices();

    const RunCompany& company_;
    RunServiceOptions serviceOptions_; // made before there are other threads
    SignalRelay signals_;
    std::stop_source asked_; ///< somebody asked for the end: of the run, or of what follows it
    std::stop_source endBackup_;
    std::atomic<bool> isCopyUnwanted_{false}; ///< a person at the terminal wished it so
    std::atomic<bool> isHurried_{false};      ///< the machine goes away, and has said so once more
    std::unique_ptr<NoticeOutbox> outbox_;
    TrainControl control_;
    CliProgress progress_;
    std::unique_ptr<Notifier> notifier_;
    BackupObserver backup_;
    RunMirror mirror_;
    RunService service_;
};

std::string powerOffMark(const std::string& run) {
    return run + "/.powered-off";
}

/// Once a run: whoever switches the machine on again, with the same command at its start, wants to look at it.
bool mayPowerOff(const std::string& run) {
    if (::access(powerOffMark(run).c_str(), F_OK) != 0)
        return true;
    std::fputs("note: the machine was powered off after this run once; it stays on.\n", stderr);
    return false;
}

/// Where it cannot be written the machine goes all the same: that was asked for.
void markPoweredOff(const std::string& run) {
    const FileDescriptor mark(::open(powerOffMark(run).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644));
    if (!mark.isOpen())
        std::fputs("note: it could not be noted that the machine is powered off after this run.\n", stderr);
}

RunServiceOptions serviceOn(const std::string& device, const UnattendedOptions& unattended) {
    RunServiceOptions options = serviceOf(unattended);
    options.device = device;
    options.devices = listDevices;
    return options;
}

RunCourse::RunCourse(const std::string& folder, const RunCompany& company, const std::string& device)
    : company_(company)
    , serviceOptions_(serviceOn(device, company.unattended))
    , outbox_(company.noNotices ? nullptr : std::make_unique<NoticeOutbox>())
    , notifier_(outbox_ ? std::make_unique<Notifier>(progress_, *outbox_, folder) : nullptr)
    , backup_(notifier_ ? static_cast<TrainObserver&>(*notifier_) : progress_, folder, company.backup, endBackup_)
    , mirror_(backup_, {.isWanted = !company.noTensorBoard})
    , service_(mirror_, control_, std::move(serviceOptions_)) {}

void RunCourse::stopTraining(int number) {
    std::fputs("\nStopping: saving first. Interrupt again to leave at once.\n", stderr);
    control_.stopFor(signalName(number));
    if (!isCarriedAway(number))
        endAll(number);
    if (notifier_ && number != SIGINT)
        notifier_->interrupted("The machine or the session it runs in asked it to end.");
}

/// A machine that goes away asks each program to end, too: the copy of the run has the time until it asks again.
bool RunCourse::isCarriedAway(int number) {
    return company_.backup.interrupted && control_.isInterrupted() && number != SIGINT && !isHurried_.exchange(true);
}

void RunCourse::endWhatFollows(int number) {
    if (isCarriedAway(number))
        return;
    std::fputs("\nThe run itself has ended; what follows it is being ended.\n", stderr);
    endAll(number);
}

/// Whoever ends a service, a session or a machine has said nothing about the copy of the run: it is still owed then.
void RunCourse::endAll(int number) {
    if (number == SIGINT)
        isCopyUnwanted_ = true;
    asked_.request_stop();
    endBackup_.request_stop();
}

void RunCourse::sendNotices() {
    if (outbox_)
        outbox_->finish(NoticeOutbox::kAtTheEnd, [] { std::fputs("Sending the last notices\n", stderr); });
}

int RunCourse::train(const TrainRequest& request, BackgroundTrainer* background) {
    forgetTold(request.runFolder);
    signals_.now([this](int number) { stopTraining(number); });
    findCards(request.setup.device, control_.stopToken());
    BackgroundObserver observer(service_, background);
    const RunReport report = runServed(request, observer, control_, runTraining, deviceIdOf);
    mirror_.finish(); // it tells nobody any more
    signals_.now([this](int number) { endWhatFollows(number); });
    progress_.clear();
    if (notifier_ && !report.interruptedBy.empty())
        notifier_->interrupted(report.interruptedBy + ".");
    if (notifier_)
        notifier_->runEnded(report);
    if (report.outcome == RunOutcome::Finished)
        return follow(report);
    std::optional<LastBackup> backup;
    if (isBackupDue(company_.backup, report)) {
        service_.finishing("Copying the interrupted run to its backup");
        backup = backup_.backUpNow(); // whoever goes on with the run needs none of it where this machine comes back
    }
    service_.end(report.outcome);
    sendNotices();
    if (report.outcome == RunOutcome::Failed)
        throw Error(report.errorKind, report.error);
    if (!report.interruptedBy.empty())
        tellInterrupted(report, backup);
    printResult(report);
    return kExitDone;
}

/// The service manager hears of the end when all of it is over: what comes after that has little time.
int RunCourse::follow(const RunReport& finished) {
    signals_.now([this](int number) { endWhatFollows(number); });
    LastBackup backup{true, std::nullopt};
    if (isBackupDue(company_.backup, finished)) {
        service_.finishing("Copying the finished run to its backup");
        backup = backup_.backUpNow();
    }
    const bool isOwed = !backup.isWhole && !isCopyUnwanted_;
    sendNotices();
    progress_.clear();
    printResult(finished);
    bool isPoweredOff = false;
    if (backup.isWhole && company_.unattended.powerOffMinutes && mayPowerOff(finished.folder)) {
        service_.finishing("Waiting to power the machine off");
        isPoweredOff = countDownToPowerOff(*company_.unattended.powerOffMinutes, asked_.get_token());
    }
    service_.end(finished.outcome);
    if (isOwed)
        tellUnkept(finished.folder, company_, backup);
    if (isPoweredOff) {
        markPoweredOff(finished.folder);
        LoginManager::powerOff();
    }
    return kExitDone;
}

} // namespace

void printResult(const RunReport& report) {
    if (report.bestTop1 >= 0)
        std::printf("best top-1 %.2f %% in epoch %d, last %.2f %%, %s\n", report.bestTop1 * 100, report.bestEpoch,
                    report.lastTop1 * 100, durationText(report.activeSeconds).c_str());
    if (const std::optional<RunEnergy> energy = energyIfKnown(report.folder))
        std::printf("the card used %s\n", usedText(*energy, report.activeSeconds).c_str());
    std::printf("%s after %d epochs\n%s\n", report.outcome == RunOutcome::Finished ? "finished" : "stopped",
                report.epochsDone, report.folder.c_str());
}

void addCompanyOptions(CLI::App& verb, RunCompany& company) {
    addBackupOptions(verb, company.backup);
    addUnattendedOptions(verb, company.unattended);
    verb.add_flag("--no-notices", company.noNotices, "Send nothing to the channels of resnet-train notify list");
    verb.add_flag("--no-tensorboard", company.noTensorBoard,
                  "Keep no files for TensorBoard in the run's folder; those of an earlier time are emptied")
        ->envname(kNoTensorBoard);
}

int runToEnd(const TrainRequest& request, const RunCompany& company, BackgroundTrainer* background) {
    std::optional<RunCourse> course;
    beginTold(request.runFolder, company.noNotices,
              [&] { course.emplace(request.runFolder, company, request.setup.device); });
    return course->train(request, background);
}

int followFinished(const RunReport& report, const RunCompany& company, BackgroundTrainer* background) {
    RunCourse course(report.folder, company);
    if (background != nullptr)
        background->started(report.folder);
    course.tellAgain(report);
    return course.follow(report);
}

} // namespace studio
