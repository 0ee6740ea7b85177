// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/rate_plan.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "core/base/error.h"
#include "core/recipe/picture_size.h"

namespace studio {

namespace {

constexpr std::size_t kMostChanges = 1000; ///< far more than a person makes, and few enough to be read with the recipe

std::string rateText(double rate) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", rate);
    return text;
}

Error refusal(std::string title, std::string why, std::string next) {
    return Error(ErrorKind::Config, {std::move(title), std::move(why), "Nothing was changed.", std::move(next)});
}

/// What is wrong with the values themselves, in the words of the recipe.
void requireValid(TrainConfig config, const PlanWish& wish) {
    config.learningRate = wish.learningRate.value_or(config.learningRate);
    for (const ConfigIssue& issue : validate(config)) {
        const bool asked = (issue.key == "learning_rate" && wish.learningRate) ||
                           ((issue.key == "epochs" || issue.key == "warmup_epochs") && wish.epochs);
        if (asked && !issue.warning)
            throw refusal("The plan of this run cannot be changed so", issue.message, {});
    }
}

/// With one for this epoch, its rate as it was. A run that was resumed from far back may have later ones: a new rate
/// takes their place, and all that are left have the new number of epochs.
std::vector<ScheduleChange> withChange(std::vector<ScheduleChange> changes, std::int64_t epochs, std::int64_t epoch,
                                       const PlanWish& wish) {
    if (changes.empty())
        changes.push_back({.epoch = 1, .epochs = epochs});
    if (wish.learningRate)
        std::erase_if(changes, [epoch](const ScheduleChange& change) { return change.epoch > epoch; });
    const auto at = std::find_if(changes.begin(), changes.end(),
                                 [epoch](const ScheduleChange& change) { return change.epoch >= epoch; });
    if (at == changes.end() || at->epoch != epoch)
        changes.insert(at, {.epoch = epoch, .epochs = epochs});
    for (ScheduleChange& change : changes) {
        if (change.epoch >= epoch)
            change.epochs = wish.epochs.value_or(epochs);
    }
    return changes;
}

/// A longer plan lets pictures grow more slowly: the next epoch may be one of smaller pictures than the last.
std::string shrinkWarning(const RunRecipe& before, const PlannedChange& plan) {
    const std::int64_t last = trainingSizeAt(before.config, before.changes, std::max<std::int64_t>(1, plan.epoch - 1));
    const std::int64_t next = trainingSizeAt(plan.recipe.config, plan.recipe.changes, plan.epoch);
    if (next >= last)
        return {};
    return "The longer plan makes the training pictures grow more slowly: they are smaller again from that epoch on, " +
           std::to_string(next) + " px instead of " + std::to_string(last) + ".";
}

/// The highest rate that the plan has from `epoch` on, as it is where epochs begin; before roll-backs.
double highestFrom(const RunRecipe& recipe, std::int64_t stepsPerEpoch, std::int64_t epoch) {
    const RatePlan rates(recipe.config, recipe.changes, stepsPerEpoch);
    double highest = 0;
    for (; epoch <= recipe.config.epochs; ++epoch)
        highest = std::max(highest, rates.at((epoch - 1) * stepsPerEpoch));
    return highest;
}

/// The highest rate that anybody chose: the recipe's, or the last that was wished.
double highestChosen(const RunRecipe& recipe) {
    double chosen = recipe.config.learningRate;
    for (const ScheduleChange& change : recipe.changes)
        chosen = change.learningRate > 0 ? std::max(recipe.config.learningRate, change.learningRate) : chosen;
    return chosen;
}

void addWarning(PlannedChange& plan, const std::string& sentence) {
    plan.warning += (plan.warning.empty() || sentence.empty() ? "" : " ") + sentence;
}

/// A rate that was changed late is many times what the schedule had by then; of a longer schedule, which is high again
/// there, as many times would be a rate that nobody chose.
void keepChosen(PlannedChange& plan, const RunRecipe& before, const PlanPosition& position) {
    const double most = highestChosen(before);
    const double highest = highestFrom(plan.recipe, position.stepsPerEpoch, plan.epoch);
    const double first = RatePlan(plan.recipe.config, plan.recipe.changes, position.stepsPerEpoch)
                             .at((plan.epoch - 1) * position.stepsPerEpoch);
    constexpr double kRounding = 1e-9;
    if (!(highest > most * (1 + kRounding)) || !(first > 0))
        return;
    const auto change = std::find_if(plan.recipe.changes.begin(), plan.recipe.changes.end(),
                                     [&plan](const ScheduleChange& each) { return each.epoch == plan.epoch; });
    change->learningRate = first * (most / highest);
    addWarning(plan, "The rate that was changed before would be " + rateText(highest * position.rateFactor) +
                         " in the longer schedule: it is kept at " + rateText(most * position.rateFactor) +
                         " at most, which is the highest that was chosen.");
}

} // namespace

RatePlan::RatePlan(const TrainConfig& config, const std::vector<ScheduleChange>& changes, std::int64_t stepsPerEpoch) {
    if (changes.empty())
        parts_.push_back({0, scheduleOf(config, stepsPerEpoch), 1});
    double factor = 1;
    for (const ScheduleChange& change : changes) {
        TrainConfig then = config;
        then.epochs = change.epochs;
        const Schedule schedule = scheduleOf(then, stepsPerEpoch);
        const std::int64_t firstStep = (change.epoch - 1) * stepsPerEpoch;
        const double planned = learningRateAt(schedule, firstStep);
        if (change.learningRate > 0 && planned > 0)
            factor = change.learningRate / planned;
        parts_.push_back({firstStep, schedule, factor});
    }
}

double RatePlan::at(std::int64_t step) const {
    const auto part =
        std::find_if(parts_.rbegin(), parts_.rend(), [step](const Part& each) { return each.firstStep <= step; });
    return part == parts_.rend() ? 0 : learningRateAt(part->schedule, step) * part->factor;
}

PlanWish PlanWish::over(const PlanWish& before) const {
    return {.learningRate = learningRate ? learningRate : before.learningRate,
            .epochs = epochs ? epochs : before.epochs};
}

std::string PlannedChange::text() const {
    std::string what;
    if (recipe.config.epochs != epochsBefore)
        what = std::to_string(epochsBefore) + " -> " + std::to_string(recipe.config.epochs) + " epochs";
    if (rateAfter != rateBefore)
        what += (what.empty() ? "Learning rate " : ", learning rate ") + rateText(rateBefore) + " -> " +
                rateText(rateAfter) + " from epoch " + std::to_string(epoch) + " on";
    return what.empty() ? "The plan is as it was" : what;
}

PlannedChange planChange(const RunRecipe& recipe, const PlanPosition& position, const PlanWish& wish) {
    PlannedChange plan{.recipe = recipe, .epoch = position.epoch + 1, .epochsBefore = recipe.config.epochs};
    plan.recipe.config.epochs = wish.epochs.value_or(plan.epochsBefore);
    requireValid(plan.recipe.config, wish);
    const std::int64_t epochs = plan.recipe.config.epochs;
    if (wish.epochs && epochs <= plan.epochsBefore)
        throw refusal("A run can be extended, not shortened",
                      std::to_string(plan.epochsBefore) + " epochs are planned, " + std::to_string(epochs) +
                          " were asked for.",
                      "Give more epochs, or stop the run after an epoch.");
    if (wish.learningRate && plan.epoch > epochs)
        throw refusal("The run is in its last epoch", "A new learning rate would hold from the next epoch on.",
                      "Let it train more epochs, too.");
    plan.recipe.changes = withChange(recipe.changes, plan.epochsBefore, plan.epoch, wish);
    if (plan.recipe.changes.size() > kMostChanges)
        throw refusal("The plan of this run was changed too often", "A run can keep 1,000 changes.", {});
    if (plan.epoch > epochs)
        return plan;
    plan.warning = shrinkWarning(recipe, plan);
    if (!wish.learningRate)
        keepChosen(plan, recipe, position);
    const std::int64_t firstStep = (plan.epoch - 1) * position.stepsPerEpoch;
    const RatePlan before(recipe.config, recipe.changes, position.stepsPerEpoch);
    plan.rateBefore = before.at(firstStep) * position.rateFactor;
    const RatePlan follows(plan.recipe.config, plan.recipe.changes, position.stepsPerEpoch);
    const double scheduled = follows.at(firstStep) * position.rateFactor;
    plan.rateAfter = scheduled;
    if (!wish.learningRate) {
        if (scheduled > kSteepRate * plan.rateBefore) // which is 0 at the end of most schedules
            addWarning(plan, "The longer schedule lifts the learning rate of that epoch from " +
                                 rateText(plan.rateBefore) + " to " + rateText(scheduled) +
                                 ": the loss may jump at first.");
        return plan;
    }
    if (!(scheduled > 0)) // nor where it is no number
        throw refusal("The schedule of this run is at its end", "Its learning rate is 0 from here on.",
                      "Let it train more epochs, too.");
    plan.rateAfter = *wish.learningRate;
    plan.recipe.changes.back().learningRate = *wish.learningRate / position.rateFactor; // none is later
    if (plan.rateAfter > kSteepRate * scheduled)
        addWarning(plan, "That is " + rateText(std::round(plan.rateAfter / scheduled * 10) / 10) +
                             " times what the schedule has for that epoch (" + rateText(scheduled) +
                             "): the loss may jump, or become no number.");
    if (!areSound(plan.recipe.changes, plan.recipe.config)) // what is written must be read again
        throw refusal("This learning rate cannot be kept", rateText(*wish.learningRate) + " is out of range.",
                      "Give one nearer to the schedule's.");
    return plan;
}

double rateFactorOf(const std::optional<std::string>& kept) {
    const double factor = std::strtod(kept.value_or("1").c_str(), nullptr);
    return factor > 0 && factor <= 1 ? factor : 1;
}

bool areSound(const std::vector<ScheduleChange>& changes, const TrainConfig& config) {
    if (changes.empty())
        return true;
    const bool ends = changes.front().epoch == 1 && changes.back().epochs == config.epochs;
    const bool rises = std::adjacent_find(changes.begin(), changes.end(), [](const auto& a, const auto& b) {
                           return b.epoch <= a.epoch;
                       }) == changes.end();
    return ends && rises && changes.size() <= kMostChanges &&
           std::all_of(changes.begin(), changes.end(), [](const ScheduleChange& change) {
               return change.epoch <= kMostEpochs + 1 && change.epochs >= 1 && change.epochs <= kMostEpochs &&
                      std::isfinite(change.learningRate) && change.learningRate >= 0 && change.learningRate <= 1e9;
           });
}

} // namespace studio
