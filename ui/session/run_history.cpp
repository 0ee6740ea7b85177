// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/run_history.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/atomic_file.h"
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
    history.recipe = runRecipeFromJson(readSmallFile(paths.recipe, 1u << 20), paths.recipe);
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
    history.meanLoss.resize(std::min(history.meanLoss.size(), history.steps.size()));
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
    last_ = record;
    const bool finite = std::isfinite(record.loss);
    const Group one{record,
                    record,
                    record.seconds,
                    record.waitSeconds,
                    static_cast<double>(record.count),
                    finite ? record.loss : 0.0,
                    1,
                    finite ? std::size_t{1} : 0};
    if (!groups_.empty() && groups_.back().steps < width_)
        return join(groups_.back(), one);
    if (groups_.size() >= limit_)
        halve();
    if (!groups_.empty() && groups_.back().steps < width_)
        return join(groups_.back(), one);
    groups_.push_back(one);
}

void StepThinner::join(Group& into, const Group& next) {
    if (isLess(next.low, into.low))
        into.low = next.low;
    if (isLess(into.high, next.high))
        into.high = next.high;
    into.seconds += next.seconds;
    into.waitSeconds += next.waitSeconds;
    into.pictures += next.pictures;
    into.losses += next.losses;
    into.steps += next.steps;
    into.finite += next.finite;
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
    history.meanLoss.clear();
    const auto keep = [&history](const StepRecord& one, const Group& group) {
        const auto steps = static_cast<double>(group.steps);
        StepRecord& record = history.steps.emplace_back(one);
        record.seconds = group.seconds / steps;
        record.waitSeconds = group.waitSeconds / steps;
        record.count = static_cast<std::int32_t>(std::lround(group.pictures / steps));
        history.meanLoss.push_back(group.finite > 0
                                       ? static_cast<float>(group.losses / static_cast<double>(group.finite))
                                       : std::numeric_limits<float>::quiet_NaN());
    };
    for (const Group& group : groups_) {
        const bool lowFirst = group.low.step <= group.high.step;
        keep(lowFirst ? group.low : group.high, group);
        if (group.low.step != group.high.step)
            keep(lowFirst ? group.high : group.low, group);
    }
    if (!groups_.empty() && history.steps.back().step != last_.step)
        keep(last_, groups_.back());
    if (width_ == 1)
        history.meanLoss.clear();
    groups_.clear();
}

} // namespace studio
