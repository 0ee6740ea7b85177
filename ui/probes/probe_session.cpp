// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/probes/probe_session.h"

#include <algorithm>
#include <utility>

#include "core/image/image_file.h"
#include "core/infer/classifier.h"
#include "core/run/checkpoint.h"
#include "core/run/run_folder.h"
#include "ui/session/training_session.h"

namespace studio {

namespace {

ProbeAnswer answerOf(Classifier& classifier, const CheckpointRecord& checkpoint, const std::string& path) {
    const Prediction prediction = classifier.classify(loadPicture(path), static_cast<int>(kMaxProbeClasses));
    ProbeAnswer answer;
    answer.step = checkpoint.step;
    answer.epoch = checkpoint.epoch;
    for (const auto& one : prediction.top)
        answer.top.push_back({classifier.classes().at(static_cast<std::size_t>(one.classIndex)).folder,
                              static_cast<double>(one.probability)});
    return answer;
}

std::string keyOf(const std::string& run, const CheckpointRecord& checkpoint, const std::string& path = {}) {
    return run + "\n" + checkpoint.file + "\n" + path;
}

} // namespace

ProbeSession::ProbeSession(StudioServices services, const TrainingSession& training, QObject* parent)
    : QObject(parent)
    , services_(std::move(services))
    , training_(training) {
    connect(&training, &TrainingSession::checkpointSaved, this, &ProbeSession::checkpointSaved);
}

void ProbeSession::setRun(const std::string& folder) {
    if (folder == run_)
        return;
    run_ = folder;
    pictures_.clear();
    problem_ = {};
    if (!run_.empty())
        ask(run_);
    Q_EMIT changed();
}

const ProbePicture* ProbeSession::find(const std::string& path) const {
    const auto at = std::find_if(pictures_.begin(), pictures_.end(),
                                 [&path](const ProbePicture& picture) { return picture.path == path; });
    return at == pictures_.end() ? nullptr : &*at;
}

/// On what is in the file then: another window may follow pictures of the same run.
void ProbeSession::change(const std::function<void(Pictures&)>& edit) {
    edit(pictures_);
    Q_EMIT changed();
    enqueue({run_, [run = run_, edit](const JobControl&) {
                 Done done;
                 done.pictures = readProbes(run);
                 edit(done.pictures);
                 writeProbes(run, done.pictures);
                 done.hasMore = true;
                 return done;
             }});
}

void ProbeSession::follow(const std::string& path) {
    if (run_.empty() || isFull())
        return;
    change([path](Pictures& pictures) {
        const auto isThis = [&path](const ProbePicture& picture) { return picture.path == path; };
        if (pictures.size() < kMaxProbes && std::none_of(pictures.begin(), pictures.end(), isThis))
            pictures.push_back({path, {}});
    });
}

void ProbeSession::unfollow(const std::string& path) {
    change([path](Pictures& pictures) {
        std::erase_if(pictures, [&path](const ProbePicture& picture) { return picture.path == path; });
    });
}

/// Asks the oldest checkpoint that has not answered for all pictures, and writes down what it says.
ProbeSession::Done ProbeSession::askNext(const StudioServices& services, const std::string& run,
                                         const std::set<std::string>& failed, const JobControl& control) {
    Done done;
    done.pictures = readProbes(run);
    if (done.pictures.empty())
        return done;
    std::vector<CheckpointRecord> checkpoints = checkpointsOfRun(run);
    std::reverse(checkpoints.begin(), checkpoints.end());
    for (const CheckpointRecord& checkpoint : checkpoints) {
        std::vector<ProbePicture*> missing;
        for (ProbePicture& picture : done.pictures) {
            if (answerAt(picture, checkpoint.step) == nullptr && !failed.contains(keyOf(run, checkpoint)) &&
                !failed.contains(keyOf(run, checkpoint, picture.path)))
                missing.push_back(&picture);
        }
        if (missing.empty() || control.isStopped())
            continue;
        done.hasMore = true;
        std::unique_ptr<Classifier> classifier;
        try {
            classifier = services.openClassifier(RunPaths(run).checkpoints + "/" + checkpoint.file, "last");
        } catch (const std::exception& error) { // retention may have taken it a moment ago
            done.failed.insert(keyOf(run, checkpoint));
            done.problem = messageOf(error);
            return done;
        }
        for (ProbePicture* picture : missing) {
            try {
                addAnswer(*picture, answerOf(*classifier, checkpoint, picture->path));
            } catch (const std::exception& error) {
                done.failed.insert(keyOf(run, checkpoint, picture->path));
                done.problem = messageOf(error);
            }
        }
        writeProbes(run, done.pictures);
        return done;
    }
    return done;
}

void ProbeSession::ask(const std::string& run) {
    enqueue({run, [services = services_, run, failed = failed_](const JobControl& control) {
                 return askNext(services, run, failed, control);
             }});
}

void ProbeSession::enqueue(Task task) {
    tasks_.push_back(std::move(task));
    startNext();
}

void ProbeSession::startNext() {
    if (job_.isRunning() || tasks_.empty())
        return;
    Task next = std::move(tasks_.front());
    tasks_.pop_front();
    job_.start(std::move(next.work), [this, run = next.run](const Done& done) { take(run, done); },
               [this, run = next.run](const Message& message) {
                   if (run == run_)
                       problem_ = message;
                   Q_EMIT changed();
                   startNext();
               });
}

void ProbeSession::take(const std::string& run, const Done& done) {
    failed_.insert(done.failed.begin(), done.failed.end());
    if (run == run_) {
        pictures_ = done.pictures;
        if (!done.problem.title.empty())
            problem_ = done.problem;
    }
    if (done.hasMore)
        ask(run);
    else
        startNext();
    Q_EMIT changed();
}

void ProbeSession::checkpointSaved(const CheckpointRecord&) {
    if (training_.history() != nullptr)
        ask(training_.history()->folder);
}

void ProbeSession::requestStop() {
    tasks_.clear();
    job_.requestStop();
}

} // namespace studio
