// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <functional>
#include <string>

#include <QObject>
#include <QTimer>

#include "core/queue/run_queue.h"
#include "ui/job/background_job.h"

namespace studio {

/// The runs of this user that wait for a device, and whether something starts them. The queue is a file that other
/// processes edit, too: while somebody looks (setWatched()) it is read again every two seconds. All of it happens off
/// the GUI thread, one after the other. Called on the GUI thread.
class QueueSession final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(QueueSession)

public:
    /// `startRunner`: starts `resnet-train queue run` beside the window, on a job's thread; null where there is none.
    explicit QueueSession(std::function<void()> startRunner, QObject* parent = nullptr);

    const QueueContent& content() const { return content_; }
    /// Whether a process starts what waits.
    bool hasRunner() const { return hasRunner_; }
    bool canRun() const { return startRunner_ != nullptr; }
    /// A change is not in the file yet.
    bool isEditing() const { return editing_ || !edits_.empty(); }
    void setWatched(bool watched);
    void refresh();

    /// Chooses a folder below `runsFolder`, named by network and data, where the entry names none.
    void add(const QueueEntry& entry, const std::string& model, const std::string& runsFolder);
    /// So many places later, or earlier, than it stands once all that was asked for before is done.
    void moveBy(std::int64_t id, std::int64_t places);
    void hold(std::int64_t id);
    void release(std::int64_t id);
    void remove(std::int64_t id);
    /// What has ended goes.
    void clear();
    void startRunner();

Q_SIGNALS:
    void changed();
    void failed(const studio::Message& message);

private:
    void edit(std::function<void(RunQueue&)> change);
    void next();

    std::function<void()> startRunner_;
    QueueContent content_;
    bool hasRunner_ = false;
    bool editing_ = false; ///< the job under way changes something
    std::string fault_; ///< of the last look; empty = it went well
    QTimer timer_;
    std::deque<std::function<void(RunQueue&)>> edits_;
    BackgroundJob job_;
};

} // namespace studio
