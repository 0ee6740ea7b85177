// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/run_history.h"

#include <algorithm>
#include <cmath>

#include "core/recipe/run_recipe.h"
#include "core/run/run_database.h"

namespace studio {

namespace {

constexpr std::int64_t kChunk = 20'000; ///< steps read between two looks at the stop token

// A loss that is no number counts as greater than any.
bool isLess(const StepRecord& a, const StepRecord& b) {
    if (!std::isfinite(a.loss) || !std::isfinite(b.loss))
        return std::isfinite(a.loss) && !std::isfinite(b.loss);
    return a.loss < b.loss;
}

RunHistory readWithoutSteps(const std::string& folder, const RunDatabase& database) {
    const RunPaths paths(folder);
    RunHistory history;
    history.folder = folder;
    history.recipe = readRunRecipe(paths.recipe);
    history.summary = summariseRun(folder);
    history.epochs = database.epochs();
    history.checkpoints = database.checkpoints();
    history.events = database.events();
    if (!history.epochs.empty() && history.epochs.front().epoch > 0)
        history.stepsPerEpoch = history.epochs.front().step / history.epochs.front().epoch;
    return history;
}

} // namespace

void cutBack(RunHistory& history, std::int64_t step) {
    const auto past = [step](const auto& record) { return record.step > step; };
    std::erase_if(history.steps, past);
    std::erase_if(history.epochs, past);
    std::erase_if(history.checkpoints, past);
    history.smoothedLoss.resize(std::min(history.smoothedLoss.size(), history.steps.size()));
}

RunHistory loadRunOverview(const std::string& folder) {
    return readWithoutSteps(folder, RunDatabase(RunPaths(folder).database, RunDatabase::Mode::Read));
}

RunHistory loadRunHistory(const std::string& folder, const std::stop_token& stop) {
    const RunDatabase database(RunPaths(folder).database, RunDatabase::Mode::Read);
    RunHistory history = readWithoutSteps(folder, database);
    StepThinner thinner;
    for (std::int64_t after = 0; !stop.stop_requested();) {
        const std::vector<StepRecord> part = database.steps(after, kChunk);
        for (const StepRecord& record : part)
            thinner.add(record);
        if (static_cast<std::int64_t>(part.size()) < kChunk)
            break;
        after = part.back().step;
    }
    thinner.finish(history);
    return history;
}

StepThinner::StepThinner(std::size_t groups)
    : limit_(std::max<std::size_t>(2, groups)) {}

void StepThinner::add(const StepRecord& record) {
    if (std::isfinite(record.loss)) {
        average_ = kLossSmoothing * average_ + (1 - kLossSmoothing) * record.loss;
        norm_ = kLossSmoothing * norm_ + (1 - kLossSmoothing);
    }
    last_ = {record, static_cast<float>(norm_ > 0 ? average_ / norm_ : record.loss)};
    const Group one{last_, last_, record.seconds, record.waitSeconds, static_cast<double>(record.count), 1};
    if (!groups_.empty() && groups_.back().steps < width_)
        return join(groups_.back(), one);
    if (groups_.size() >= limit_)
        halve();
    if (!groups_.empty() && groups_.back().steps < width_)
        return join(groups_.back(), one);
    groups_.push_back(one);
}

void StepThinner::join(Group& into, const Group& next) {
    if (isLess(next.low.record, into.low.record))
        into.low = next.low;
    if (isLess(into.high.record, next.high.record))
        into.high = next.high;
    into.seconds += next.seconds;
    into.waitSeconds += next.waitSeconds;
    into.pictures += next.pictures;
    into.steps += next.steps;
}

void StepThinner::halve() {
    width_ *= 2;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < groups_.size(); i += 2) {
        Group group = groups_[i];
        if (i + 1 < groups_.size())
            join(group, groups_[i + 1]);
        groups_[kept++] = group;
    }
    groups_.resize(kept);
}

void StepThinner::finish(RunHistory& history) {
    history.steps.clear();
    history.smoothedLoss.clear();
    const auto keep = [&history](const Kept& one, const Group& group) {
        const auto steps = static_cast<double>(group.steps);
        StepRecord& record = history.steps.emplace_back(one.record);
        record.seconds = group.seconds / steps;
        record.waitSeconds = group.waitSeconds / steps;
        record.count = static_cast<std::int32_t>(std::lround(group.pictures / steps));
        history.smoothedLoss.push_back(one.smoothed);
    };
    for (const Group& group : groups_) {
        const bool lowFirst = group.low.record.step <= group.high.record.step;
        keep(lowFirst ? group.low : group.high, group);
        if (group.low.record.step != group.high.record.step)
            keep(lowFirst ? group.high : group.low, group);
    }
    if (!groups_.empty() && history.steps.back().step != last_.record.step)
        keep(last_, groups_.back());
    if (width_ == 1)
        history.smoothedLoss.clear();
    groups_.clear();
}

} // namespace studio
