// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <QObject>

#include "core/base/error.h"
#include "core/infer/probe_record.h"
#include "core/metric/records.h"
#include "ui/job/background_job.h"
#include "ui/session/services.h"

namespace studio {

class Settings;
class TrainingSession;

/// Follows pictures over the checkpoints of runs: asks each checkpoint that is there once, with a copy of the weights of
/// its own, one after the other, and keeps what it says in the run's folder; each further one as it is saved, while the
/// studio is open. The record of a run may come from somebody else and names files: only those of runs in which a person
/// follows a picture here are read. Owned by page Classify. GUI thread; the work is on a job's.
class ProbeSession final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ProbeSession)

public:
    ProbeSession(StudioServices services, Settings& settings, const TrainingSession& training,
                 QObject* parent = nullptr);

    /// The run that is looked at; its record is read, and what its checkpoints have not been asked is. Empty = none.
    void setRun(const std::string& folder);
    const std::string& run() const { return run_; }
    /// Of that run; null where the picture is not followed, or the record is not read yet.
    const ProbePicture* find(const std::string& path) const;
    bool isFull() const { return pictures_.size() >= kMaxProbes; }
    void follow(const std::string& path);
    /// What is known of it is forgotten.
    void unfollow(const std::string& path);
    /// Whether something is being read or asked.
    bool isBusy() const { return job_.isRunning(); }
    /// What went wrong last with that picture, or with the run (empty path); empty title = nothing.
    Message problemOf(const std::string& path) const;
    /// The window closes: nothing more is asked.
    void requestStop();

Q_SIGNALS:
    void changed();

private:
    using Pictures = std::vector<ProbePicture>;
    struct Done {
        Pictures pictures;            ///< the record, as it is by now
        std::set<std::string> failed; ///< what could not be asked: not tried again in this session
        std::map<std::string, Message> problems; ///< of pictures by path, of a checkpoint without one
        bool hasMore = false;
    };
    struct Task {
        std::string run;
        std::function<Done(const JobControl&)> work;
    };
    static Done askNext(const StudioServices& services, const std::string& run, const std::set<std::string>& failed,
                        const JobControl& control);
    static void askAll(const StudioServices& services, const std::string& run, const CheckpointRecord& checkpoint,
                       std::int64_t newestStep, const std::vector<std::string>& paths, Done& done, const JobControl& control);
    void change(const std::function<void(Pictures&)>& edit);
    void ask(const std::string& run);
    void read(const std::string& run);
    bool isTrusted(const std::string& run) const;
    void trust(const std::string& run);
    void enqueue(Task task);
    void startNext();
    void take(const std::string& run, const Done& done);
    void checkpointSaved(const CheckpointRecord& checkpoint);

    StudioServices services_;
    Settings& settings_;
    const TrainingSession& training_;
    std::string run_;
    Pictures pictures_;
    std::map<std::string, Message> problems_;
    std::set<std::string> failed_;
    std::deque<Task> tasks_;
    BackgroundJob job_;
};

} // namespace studio
