// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli_run.h"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "app/cli_device.h"
#include "app/cli_progress.h"
#include "app/cli_signals.h"
#include "app/exit_code.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/device/device.h"
#include "core/net/url.h"
#include "core/notice/notifier.h"
#include "core/remote/background.h"
#include "core/remote/run_server.h"
#include "core/run/run_energy.h"
#include "core/service/run_service.h"

namespace studio {

namespace {

constexpr double kNoticeSeconds = 8; ///< the longest wait for notices at the end of the process

/// Nobody wished this end: whoever supervises the run goes on with it, on this machine or the next.
[[noreturn]] void tellInterrupted(const RunReport& report, const std::string& reason) {
    throw Error(ErrorKind::Device, {"The run was interrupted and will resume", displayText(report.folder),
                                    reason + ". What it has learned is saved.",
                                    "Go on with it: resnet-train resume " + shellWord(report.folder)});
}

struct Ended {
    RunReport report;
    std::string interruptedBy; ///< empty: it was not
    bool backupFailed = false; ///< the last one; not one that a person ended
    bool isKept = true;        ///< whole in its backup, where one was asked for
};

/// The run, with notices to `outbox` where there is one.
Ended runInCompany(const TrainRequest& request, const RunCompany& company, RunServiceOptions serviceOptions,
                   NoticeOutbox* outbox, BackgroundTrainer* background) {
    TrainControl control;
    CliProgress progress;
    std::unique_ptr<Notifier> notifier = outbox != nullptr ? std::make_unique<Notifier>(progress, *outbox) : nullptr;
    std::stop_source endBackup;
    std::atomic<bool> trained{false}, wasEnded{false}; ///< the second: somebody asked for the end of the backup
    const SignalThread signals([&](int number) {
        if (trained) {
            std::fputs("\nEnding the backup; the run itself has ended.\n", stderr);
            wasEnded = true;
            endBackup.request_stop();
            return;
        }
        std::fputs("\nStopping: saving first. Interrupt again to leave at once.\n", stderr);
        control.stopFor(signalName(number));
        wasEnded = true;
        endBackup.request_stop();
        if (notifier && number != SIGINT)
            notifier->interrupted("The machine or the session it runs in asked it to end.");
    });
    findCards(request.setup.device, control.stopToken());
    BackupObserver backup(notifier ? static_cast<TrainObserver&>(*notifier) : progress, request.runFolder,
                          company.backup, endBackup);
    Ended ended;
    serviceOptions.device = request.setup.device;
    serviceOptions.devices = listDevices;
    RunService service(backup, control, std::move(serviceOptions));
    {
        BackgroundObserver observer(service, background);
        ended.report = runServed(request, observer, control, runTraining);
    }
    trained = true;
    if (ended.report.outcome == RunOutcome::Stopped && control.isInterrupted())
        ended.interruptedBy = control.stopReason();
    if (notifier && !ended.interruptedBy.empty())
        notifier->interrupted(ended.interruptedBy + ".");
    if (notifier)
        notifier->runEnded(ended.report);
    if (ended.report.outcome == RunOutcome::Finished && !company.backup.target.empty()) {
        service.finishing("Copying the finished run to its backup");
        ended.isKept = backup.runFinished();
        ended.backupFailed = !ended.isKept && !wasEnded;
    }
    service.end(ended.report.outcome);
    return ended;
}

} // namespace

void printResult(const RunReport& report) {
    if (report.bestTop1 >= 0)
        std::printf("best top-1 %.2f %% in epoch %d, last %.2f %%, %s\n", report.bestTop1 * 100, report.bestEpoch,
                    report.lastTop1 * 100, durationText(report.activeSeconds).c_str());
    if (const std::optional<RunEnergy> energy = energyIfKnown(report.folder))
        std::printf("the card used %s\n", energyText(energy->joules).c_str());
    std::printf("%s after %d epochs\n%s\n", report.outcome == RunOutcome::Finished ? "finished" : "stopped",
                report.epochsDone, report.folder.c_str());
}

void addCompanyOptions(CLI::App& verb, RunCompany& company) {
    addBackupOptions(verb, company.backup);
    addUnattendedOptions(verb, company.unattended);
    verb.add_flag("--no-notices", company.noNotices, "Send nothing to the channels of resnet-train notify list");
}

int runToEnd(const TrainRequest& request, const RunCompany& company, BackgroundTrainer* background) {
    RunServiceOptions service = serviceOf(company.unattended); // before there are other threads
    const std::unique_ptr<NoticeOutbox> outbox = company.noNotices ? nullptr : std::make_unique<NoticeOutbox>();
    const Ended ended = runInCompany(request, company, std::move(service), outbox.get(), background);
    if (outbox)
        outbox->finish(kNoticeSeconds, [] { std::fputs("Sending the last notices\n", stderr); });
    if (ended.report.outcome == RunOutcome::Failed)
        throw Error(ended.report.errorKind, ended.report.error);
    if (!ended.interruptedBy.empty())
        tellInterrupted(ended.report, ended.interruptedBy);
    printResult(ended.report);
    if (ended.backupFailed)
        throw Error(ErrorKind::Io, {"The run is finished, but its backup is not", displayText(ended.report.folder),
                                    "The run is whole where it is; the machine stays on.",
                                    "Back it up: resnet-train backup " + shellWord(ended.report.folder) + " " +
                                        displayUrl(company.backup.target)});
    if (ended.report.outcome == RunOutcome::Finished && ended.isKept)
        powerOffAtEnd(company.unattended);
    return kExitDone;
}

} // namespace studio
