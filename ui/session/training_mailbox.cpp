// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/training_mailbox.h"

#include <algorithm>
#include <utility>

namespace studio {

namespace {

/// The same line of the journal, heard and read.
bool isSame(const EventRecord& a, const EventRecord& b) {
    return a.utcMs == b.utcMs && a.kind == b.kind && a.step == b.step && a.title == b.title && a.detail == b.detail;
}

} // namespace

void addEvents(std::vector<EventRecord>& newestFirst, const std::vector<EventRecord>& told) {
    for (const EventRecord& event : told) {
        if (std::none_of(newestFirst.begin(), newestFirst.end(), [&](const auto& old) { return isSame(old, event); }))
            newestFirst.insert(newestFirst.begin(), event);
    }
}

void letGo(TrainControl& control, bool follows) {
    if (follows)
        control.leave();
    else
        control.stopNow();
}

template<typename Change>
void TrainingMailbox::put(Change change) {
    const std::lock_guard lock(mutex_);
    change();
}

void TrainingMailbox::folderChosen(const std::string& folder) {
    put([&] { mail_.folder = folder; });
}

void TrainingMailbox::recipeRead(std::optional<RunRecipe> recipe) {
    put([&] { mail_.recipe = std::move(recipe); });
}

void TrainingMailbox::runStarted(const RunStart& start) {
    put([&] {
        // After a roll-back: what came before it and is still in the box is void.
        const auto past = [&](const auto& record) { return record.step > start.resumedFromStep; };
        std::erase_if(mail_.steps, past);
        std::erase_if(mail_.epochs, past);
        std::erase_if(mail_.checkpoints, past);
        mail_.start = start;
    });
}

void TrainingMailbox::stepDone(const StepRecord& record) {
    put([&] { mail_.steps.push_back(record); });
}

void TrainingMailbox::epochDone(const EpochRecord& record) {
    put([&] { mail_.epochs.push_back(record); });
}

void TrainingMailbox::checkpointSaved(const CheckpointRecord& record) {
    put([&] { mail_.checkpoints.push_back(record); });
}

void TrainingMailbox::eventHappened(const EventRecord& record) {
    put([&] { mail_.events.push_back(record); });
}

void TrainingMailbox::statusChanged(const TrainStatus& status) {
    put([&] { mail_.status = status; });
}

TrainingMail TrainingMailbox::drain() {
    const std::lock_guard lock(mutex_);
    return std::exchange(mail_, TrainingMail{});
}

void TrainingMailbox::post(TrainingJob job) {
    put([&] {
        owed_ = job.control;
        owedIsFollowed_ = job.follows;
        jobs_.push_back(std::move(job));
    });
    wake_.notify_all();
}

void TrainingMailbox::jobEnded(const RunReport& report) {
    put([&] {
        owed_ = nullptr;
        mail_.ended = report;
    });
    wake_.notify_all();
}

bool TrainingMailbox::stopAndWait(std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    if (owed_)
        letGo(*owed_, owedIsFollowed_);
    return wake_.wait_for(lock, limit, [this] { return owed_ == nullptr; });
}

std::optional<TrainingJob> TrainingMailbox::waitForJob(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    if (!wake_.wait(lock, stop, [this] { return !jobs_.empty(); }))
        return std::nullopt;
    TrainingJob job = std::move(jobs_.front());
    jobs_.pop_front();
    return job;
}

} // namespace studio
