// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/probes/probe_session.h"

#include <algorithm>
#include <utility>

#include "core/image/image_file.h"
#include "core/infer/classifier.h"
#include "core/run/checkpoint.h"
#include "core/run/run_folder.h"
#include "ui/session/settings.h"
#include "ui/session/training_session.h"

namespace studio {

namespace {

const QString kTrusted = QStringLiteral("followedRuns");

ProbeAnswer answerOf(Classifier& classifier, const CheckpointRecord& checkpoint, const Picture& picture) {
    const Prediction prediction = classifier.classify(picture, static_cast<int>(kMaxProbeClasses));
    ProbeAnswer answer;
    answer.step = checkpoint.step;
    answer.savedUtcMs = checkpoint.savedUtcMs;
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

ProbeSession::ProbeSession(StudioServices services, Settings& settings, const TrainingSession& training,
                           QObject* parent)
    : QObject(parent)
    , services_(std::move(services))
    , settings_(settings)
    , training_(training) {
    connect(&training, &TrainingSession::checkpointSaved, this, &ProbeSession::checkpointSaved);
}

void ProbeSession::setRun(const std::string& folder) {
    if (folder == run_)
        return;
    run_ = folder;
    pictures_.clear();
    problems_.clear();
    if (!run_.empty())
        training_.isActive() ? read(run_) : ask(run_); // old checkpoints have time until nothing trains
    Q_EMIT changed();
}

const ProbePicture* ProbeSession::find(const std::string& path) const {
    const auto at = std::find_if(pictures_.begin(), pictures_.end(),
                                 [&path](const ProbePicture& picture) { return picture.path == path; });
    return at == pictures_.end() ? nullptr : &*at;
}

Message ProbeSession::problemOf(const std::string& path) const {
    const auto at = problems_.find(path);
    return at == problems_.end() ? Message() : at->second;
}

bool ProbeSession::isTrusted(const std::string& run) const {
    return settings_.state(kTrusted).split('\0').contains(QByteArray::fromStdString(run));
}

void ProbeSession::trust(const std::string& run) {
    constexpr qsizetype kMostRuns = 200;
    if (isTrusted(run))
        return;
    QByteArrayList runs = settings_.state(kTrusted).split('\0');
    runs.prepend(QByteArray::fromStdString(run));
    settings_.setState(kTrusted, runs.mid(0, kMostRuns).join('\0'));
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
    trust(run_);
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
    for (ProbePicture& picture : done.pictures)
        cutAnswers(picture, checkpoints.empty() ? 0 : checkpoints.back().step);
    for (const CheckpointRecord& checkpoint : checkpoints) {
        if (failed.contains(keyOf(run, checkpoint)))
            continue;
        std::vector<std::string> missing;
        for (const ProbePicture& picture : done.pictures) {
            if (isMissing(picture, checkpoint.step, checkpoint.savedUtcMs) &&
                !failed.contains(keyOf(run, {}, picture.path)) &&
                !failed.contains(keyOf(run, checkpoint, picture.path)))
                missing.push_back(picture.path);
        }
        if (missing.empty() || control.isStopped())
            continue;
        done.hasMore = true;
        askAll(services, run, checkpoint, checkpoints.back().step, missing, done, control);
        return done;
    }
    return done;
}

/// The pictures are read first: without one of them no weights are.
void ProbeSession::askAll(const StudioServices& services, const std::string& run, const CheckpointRecord& checkpoint,
                          std::int64_t newestStep, const std::vector<std::string>& paths, Done& done,
                          const JobControl& control) {
    std::map<std::string, Picture> pictures;
    for (const std::string& path : paths) {
        try {
            pictures.emplace(path, loadPicture(path));
        } catch (const std::exception& error) {
            done.failed.insert(keyOf(run, {}, path));
            done.problems[path] = messageOf(error);
        }
    }
    if (pictures.empty())
        return;
    std::map<std::string, ProbeAnswer> answers;
    try {
        const std::string file = RunPaths(run).checkpoints + "/" + checkpoint.file;
        const std::unique_ptr<Classifier> classifier = services.openClassifier(file, "last");
        for (const auto& [path, picture] : pictures) {
            if (control.isStopped())
                return;
            answers.emplace(path, answerOf(*classifier, checkpoint, picture));
            done.problems[path] = {};
        }
    } catch (const std::exception& error) {
        done.failed.insert(keyOf(run, checkpoint));
        if (const std::vector<CheckpointRecord> now = checkpointsOfRun(run);
            std::any_of(now.begin(), now.end(), [&](const auto& one) { return one.file == checkpoint.file; }))
            done.problems[{}] = messageOf(error); // else retention took it meanwhile
    }
    if (answers.empty())
        return;
    // Into what is in the file by now: another window may have followed or dropped pictures meanwhile.
    std::vector<ProbePicture> now = readProbes(run);
    for (ProbePicture& picture : now) {
        cutAnswers(picture, newestStep);
        if (const auto answer = answers.find(picture.path); answer != answers.end())
            addAnswer(picture, answer->second);
    }
    writeProbes(run, now);
    done.pictures = std::move(now);
}

void ProbeSession::read(const std::string& run) {
    enqueue({run, [run](const JobControl&) {
                 Done done;
                 done.pictures = readProbes(run);
                 return done;
             }});
}

void ProbeSession::ask(const std::string& run) {
    if (!isTrusted(run))
        return read(run);
    enqueue({run, [services = services_, run, failed = failed_](const JobControl& control) {
                 Done done = askNext(services, run, failed, control);
                 done.hasMore = done.hasMore && !control.isStopped();
                 return done;
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
    job_.start(
        std::move(next.work), [this, run = next.run](const Done& done) { take(run, done); },
        [this, run = next.run](const Message& message) {
            if (run == run_)
                problems_[{}] = message;
            Q_EMIT changed();
            startNext();
        });
}

void ProbeSession::take(const std::string& run, const Done& done) {
    failed_.insert(done.failed.begin(), done.failed.end());
    if (run == run_) {
        pictures_ = done.pictures;
        for (const auto& [path, problem] : done.problems)
            problems_[path] = problem;
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
