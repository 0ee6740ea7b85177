// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "core/notice/notice_outbox.h"
#include "core/train/forwarding_observer.h"

namespace studio {

class DiskWatch;

/// "RUN what", RUN being the name of its folder.
Notice noticeOfRun(NoticeLevel level, NoticeKind kind, const std::string& what, const std::string& text, NoticeRun run);
/// Of a line of the journal that tells of a failed backup.
Notice noticeOfBackup(const EventRecord& failed, NoticeRun run);
/// Hands a notice of a run on, unless it was told before for the same reason while machines start the run again and
/// again (core/run/told_once.h). Any thread.
void tellOnce(NoticeOutbox& outbox, const std::string& why, Notice notice, bool isLasting = false);
void tellFailedBackup(NoticeOutbox& outbox, const EventRecord& failed, NoticeRun run);

/// Hears a run on behalf of another observer and makes notices of what a person should know: one for each event of the
/// journal that matters, none for the rest. Costs the engine a copy of a few texts: the outbox does the rest. One for
/// each run, made and destroyed by who runs the engine; both observers and the outbox live longer.
class Notifier final : public ForwardingObserver {
public:
    /// `folder`: the run's, where it is known before it starts: also what comes before or without that has its name.
    Notifier(TrainObserver& next, NoticeOutbox& outbox, const std::string& folder = {});
    ~Notifier() override;

    void runStarted(const RunStart& start) override;
    void epochDone(const EpochRecord& epoch) override;
    void checkpointSaved(const CheckpointRecord& checkpoint) override;
    /// A failed backup, which its own thread tells, is looked up beside the logs: the same one is told once, however
    /// often a machine starts the run again.
    void eventHappened(const EventRecord& event) override;
    void statusChanged(const TrainStatus& status) override;

    /// The run is being ended from outside and can be resumed ("the machine shuts down"): told at once, and instead of
    /// "stopped". Any thread; the first one counts.
    void interrupted(const std::string& why);
    /// How it ended. Once, after the engine returned. Where machines start the run again and again, the same end is
    /// told once (core/run/told_once.h).
    void runEnded(const RunReport& report);

private:
    struct Link;
    NoticeRun runNow() const;
    void send(NoticeLevel level, NoticeKind kind, const std::string& what, const std::string& text);
    void watchDisk(const std::string& folder);

    NoticeOutbox& outbox_;
    mutable std::mutex mutex_; ///< what follows, but the watch
    NoticeRun run_;
    bool waits_ = false;         ///< it was told that the run waits
    bool interrupted_ = false;   ///< and that was told
    std::shared_ptr<Link> link_; ///< what the watch may call, which may be left behind in a disk that hangs
    std::unique_ptr<DiskWatch> disk_;
};

} // namespace studio
