// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/trainer.h"

#include <memory>

#include "core/base/log.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/device/lost_device.h"
#include "core/device/memory_error_internal.h"
#include "core/interop/pth_writer.h"
#include "core/train/epoch_loop_internal.h"
#include "core/train/forwarding_observer.h"
#include "core/train/ranks/rank_team_internal.h"
#include "core/train/tensor_io_internal.h"

namespace studio {
namespace {

/// The best weights for PyTorch. They can be written again from the checkpoint, so trouble here fails no run.
void writeBestModel(RunSession& session) {
    if (session.position.bestEpoch == 0) {
        return; // stopped before the first validation
    }
    try {
        session.teller.enter(TrainPhase::Saving, "Writing best_model.pth");
        const std::string path = findCheckpoint(session.paths.folder, "best");
        CheckpointContent best = loadCheckpoint(path);
        if (best.ema) {
            takeAverage(best.tensors, displayText(path));
        }
        writePth(session.paths.bestModel, weightsOnly(std::move(best.tensors)));
        if (best.blurPool) {
            session.recorder->event(EventKind::Notice, "best_model.pth belongs to a network with BlurPool",
                                    "torchvision's plain network takes the same weights and gives other answers: blur "
                                    "the input of every strided convolution but the first, as FFCV does");
        }
        if (session.state.average) {
            session.recorder->event(EventKind::Notice,
                                    best.ema ? "best_model.pth holds the average of the weights"
                                             : "best_model.pth holds the weights themselves, not their average",
                                    "as validated best in epoch " + std::to_string(best.epoch));
        }
    } catch (const Error& error) {
        session.recorder->event(EventKind::Notice, "best_model.pth was not written", error.message().text());
    }
}

constexpr const char* kUnwritten = "The run's history could not be written";

/// What is lost, and what is not.
Error unwrittenHistory(const RunSession& session, std::int64_t savedStep, const Error& trouble) {
    const std::string saved =
        savedStep < 0 ? "There was nothing to save yet" : "The weights are saved up to step " + grouped(savedStep);
    return Error(trouble.kind(), Message{.title = kUnwritten,
                                         .place = displayText(session.paths.database),
                                         .done = saved + "; the last rows of the curves and of the journal are lost. " +
                                                 trouble.message().text(),
                                         .next = "See to the run's disk, then resume the run: it goes on from there."});
}

/// What waits for run.db goes with this process: a disk that may come back is waited for until a stop is asked for.
void writeHistoryAtLast(RunSession& session, TrainControl& control, std::int64_t savedStep) {
    constexpr double kRetrySeconds = 10;
    while (const std::optional<Error> trouble = session.recorder->unwritten()) {
        if (!mayPass(trouble->kind()) || control.isStopRequested()) {
            throw unwrittenHistory(session, savedStep, *trouble);
        }
        session.teller.setTrouble(Trouble::Saving, "The end of the run's history cannot be written yet. " +
                                                       trouble->message().text() + " It is tried again by itself.");
        session.teller.enter(TrainPhase::Saving, "Waiting for the run's disk to write the history");
        control.waitFor(kRetrySeconds);
        control.takeSnapshotRequest();
    }
    session.teller.setTrouble(Trouble::Saving, {});
}

/// Who ended a run that is not finished stands in its journal; what nobody wished is no stop but an interruption.
void recordEnd(RunSession& session, const TrainControl& control, bool finished) {
    const bool interrupted = !finished && control.isInterrupted();
    const std::string reason = finished ? session.earlyEnd : control.stopReason();
    session.recorder->setState(finished ? RunState::Finished : interrupted ? RunState::Interrupted : RunState::Stopped);
    session.recorder->event(finished ? EventKind::Finished : EventKind::Stopped,
                            finished      ? "Training finished"
                            : interrupted ? "Training interrupted"
                                          : "Training stopped",
                            "epoch " + std::to_string(session.position.epoch) + " of " +
                                std::to_string(session.config.epochs) + ", step " + grouped(session.position.step) +
                                (reason.empty() ? "" : " · " + reason));
}

/// `loop` is left to the caller: to take it down may mean to wait for decode threads that hang, and what became of the
/// run is recorded before.
void train(RunSession& session, const TrainRequest& request, TrainControl& control, RunReport& report,
           std::unique_ptr<EpochLoop>& loop) {
    openRun(session, request, control);
    if (session.ranks) {
        session.team = std::make_shared<RankTeam>(session, session.ranks);
        session.team->begin([&control] { return control.isStopRequested(); });
    }
    tellRunStarted(session);
    loop = std::make_unique<EpochLoop>(session, control);
    report.outcome = loop->run();
    const bool finished = report.outcome == RunOutcome::Finished;
    if (finished) {
        writeHistoryAtLast(session, control, loop->savedStep()); // it knows which checkpoint is the best
    }
    writeBestModel(session);
    if (control.takePlanWish()) {
        session.recorder->event(EventKind::Notice, kPlanNotChanged,
                                "It was asked for when the run was at its end. More epochs: resnet-train resume " +
                                    displayText(shellWord(session.paths.folder)) + " --set epochs=N");
    }
    recordEnd(session, control, finished);
    if (!finished && control.isInterrupted()) {
        report.interruptedBy = control.stopReason();
    }
    session.recorder->setValue("active_seconds", std::to_string(session.clock.seconds()));
    writeHistoryAtLast(session, control, loop->savedStep());
}

void fail(RunSession& session, RunReport& report, ErrorKind kind, Message message) {
    report.outcome = RunOutcome::Failed;
    report.errorKind = kind;
    report.error = std::move(message);
    if (!session.lastWords.empty()) {
        report.error.done += (report.error.done.empty() ? "" : " ") + session.lastWords;
    }
    logLine(LogLevel::Info, report.error.text()); // whoever asked for the run is told by the report
    if (session.team) {
        session.team->fail(kind, report.error.title);
    }
    if (session.recorder) {
        session.recorder->event(EventKind::Failed, report.error.title, report.error.text());
        session.recorder->setState(RunState::Failed);
        const std::optional<Error> trouble = session.recorder->unwritten();
        if (trouble && report.error.title != kUnwritten) {
            report.error.done += (report.error.done.empty() ? "" : " ") + (kUnwritten + std::string(" to its end: ")) +
                                 trouble->message().title + ".";
        }
    }
}

void failWithForeignError(RunSession& session, RunReport& report, const std::exception& error) {
    Message message = messageOf(error);
    const bool memory = isMemoryError(error), lost = isErrorOfALostCard(error);
    if (memory) {
        const TrainConfig& config = session.config;
        message = {.title = "There is not enough memory for this recipe",
                   .place = "batch size " + std::to_string(config.batchSize) + ", image size " +
                            std::to_string(config.imageSize),
                   .done = "Training stopped; the checkpoints saved before were kept.",
                   .next =
                       "Close other programs and resume, or start a new run with a smaller batch_size or image_size."};
    }
    if (lost) {
        message = {.title = "The card was lost",
                   .place = message.title,
                   .done = "Training stopped; the checkpoints saved before were kept.",
                   .next = "Resume the run in a new start of the program, not in this one (close the studio first): a "
                           "process that lost its card does not get it back. If it is lost again, the kernel's log "
                           "(dmesg, Xid) says why."};
    }
    const bool misbuilt = isErrorOfTheBuild(error);
    if (misbuilt) {
        message = {.title = "This program has no code for this card",
                   .place = message.title,
                   .done = "Training stopped; the checkpoints saved before were kept.",
                   .next = "A newer driver may be what it asks for; else use a LibTorch that was made for this card "
                           "(resnet-train system-info names both), or choose the device \"cpu\"."};
    }
    // What LibTorch refuses before the first step of a run it refuses again: no retry helps.
    const bool refused =
        misbuilt || (session.position.step == 0 && session.device && !session.device->info().accelerator);
    const bool compute = memory || lost || (dynamic_cast<const c10::Error*>(&error) != nullptr && !refused);
    if (!compute && !misbuilt) {
        message = {.title = "The network cannot be computed", .place = message.title, .done = {}, .next = {}};
    }
    fail(session, report, compute ? ErrorKind::Device : ErrorKind::Internal, std::move(message));
}

void fillReport(const RunSession& session, RunReport& report) {
    const RunPosition& position = session.position;
    report.epochsDone = position.epochEnd ? position.epoch : position.epoch - 1;
    report.bestTop1 = position.bestTop1;
    report.bestEpoch = position.bestEpoch;
    report.lastTop1 = position.lastTop1;
    report.activeSeconds = session.clock.seconds();
    report.fittingBatch = session.fittingBatch;
}

} // namespace

RunReport runTraining(const TrainRequest& request, TrainObserver& observer, TrainControl& control) {
    RunReport report;
    report.folder = request.runFolder;
    OneAtATime listener(observer);
    RunSession session(request.runFolder, listener);
    session.ranks = request.ranks;
    session.stallSeconds = request.stallSeconds;
    session.retrySeconds = request.retrySeconds;
    std::unique_ptr<EpochLoop> loop;
    try {
        train(session, request, control, report, loop);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Stopped) { // while the data set was listed, or other ranks were waited for
            report.outcome = RunOutcome::Stopped;
            if (control.isInterrupted()) {
                report.interruptedBy = control.stopReason();
            }
            if (session.team) {
                recordEnd(session, control, false);
            }
        } else {
            fail(session, report, error.kind(), error.message());
        }
    } catch (const std::exception& error) {
        failWithForeignError(session, report, error);
    }
    fillReport(session, report);
    return report;
}

} // namespace studio
