// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli_run.h"

#include <csignal>
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/cli_device.h"
#include "app/cli_progress.h"
#include "app/cli_signals.h"
#include "app/exit_code.h"
#include "core/base/text.h"
#include "core/notice/notifier.h"
#include "core/remote/run_server.h"

namespace studio {

namespace {

constexpr double kNoticeSeconds = 8; ///< the longest wait for notices at the end of the process

void printResult(const RunReport& report) {
    if (report.bestTop1 >= 0)
        std::printf("best top-1 %.2f %% in epoch %d, last %.2f %%, %s\n", report.bestTop1 * 100, report.bestEpoch,
                    report.lastTop1 * 100, durationText(report.activeSeconds).c_str());
    std::printf("%s after %d epochs\n%s\n", report.outcome == RunOutcome::Finished ? "finished" : "stopped",
                report.epochsDone, report.folder.c_str());
}

/// The run, with notices to `outbox` where there is one.
RunReport runInCompany(const TrainRequest& request, const RunCompany& company, NoticeOutbox* outbox) {
    TrainControl control;
    CliProgress progress;
    std::unique_ptr<Notifier> notifier = outbox != nullptr ? std::make_unique<Notifier>(progress, *outbox) : nullptr;
    std::stop_source endBackup;
    const SignalThread signals([&](int number) {
        std::fputs("\nStopping: saving first. Interrupt again to leave at once.\n", stderr);
        control.stopNow();
        endBackup.request_stop();
        if (notifier && number != SIGINT)
            notifier->interrupted("The machine or the session it runs in asked it to end.");
    });
    findCards(request.setup.device, control.stopToken());
    BackupObserver observer(notifier ? static_cast<TrainObserver&>(*notifier) : progress, request.runFolder,
                            company.backup, endBackup);
    const RunReport report = runServed(request, observer, control, runTraining);
    if (report.outcome == RunOutcome::Finished)
        observer.runFinished();
    if (notifier)
        notifier->runEnded(report);
    return report;
}

} // namespace

void addCompanyOptions(CLI::App& verb, RunCompany& company) {
    addBackupOptions(verb, company.backup);
    verb.add_flag("--no-notices", company.noNotices, "Send nothing to the channels of resnet-train notify list");
}

int runToEnd(const TrainRequest& request, const RunCompany& company) {
    const std::unique_ptr<NoticeOutbox> outbox = company.noNotices ? nullptr : std::make_unique<NoticeOutbox>();
    const RunReport report = runInCompany(request, company, outbox.get());
    if (outbox)
        outbox->finish(kNoticeSeconds, [] { std::fputs("Sending the last notices\n", stderr); });
    if (report.outcome == RunOutcome::Failed)
        throw Error(report.errorKind, report.error);
    printResult(report);
    return kExitDone;
}

} // namespace studio
