// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/recipe/config.h"

namespace studio {

/// The learning rate of every step of a run: its recipe's schedule, with what was changed while it trained. A value,
/// and a pure function of the recipe and the changes: a run that was interrupted has the same rates. Any thread.
class RatePlan {
public:
    RatePlan() = default;
    /// `changes` as a RunRecipe has them.
    RatePlan(const TrainConfig& config, const std::vector<ScheduleChange>& changes, std::int64_t stepsPerEpoch);
    /// Of optimiser step `step` (0-based), before roll-backs lower it.
    double at(std::int64_t step) const;
    std::int64_t totalSteps() const { return parts_.empty() ? 0 : parts_.back().schedule.totalSteps; }

private:
    struct Part {
        std::int64_t firstStep = 0;
        Schedule schedule;
        double factor = 1;
    };
    std::vector<Part> parts_; ///< by first step; none = a rate of 0
};

/// The most epochs that a run can have.
inline constexpr std::int64_t kMostEpochs = 10'000;

/// What a person wants to be another one while a run trains; empty = as it is.
struct PlanWish {
    std::optional<double> learningRate = {}; ///< of the next epoch's first step; the schedule keeps its shape after it
    std::optional<std::int64_t> epochs = {}; ///< planned in all: more than now
    bool operator==(const PlanWish&) const = default;
    /// This one, and what `before` wished beside it.
    PlanWish over(const PlanWish& before) const;
};

/// Where a run stands, for a change of its plan.
struct PlanPosition {
    std::int64_t epoch = 1;         ///< the present one, or the last that is done
    std::int64_t stepsPerEpoch = 1; ///< >= 1
    double rateFactor = 1;          ///< what roll-backs have made of the learning rate
};

/// What comes of a wish. Nothing is changed by it.
struct PlannedChange {
    RunRecipe recipe;                     ///< with the number of epochs and the changes as they are then
    std::int64_t epoch = 0;               ///< it takes hold with this one
    double rateBefore = 0, rateAfter = 0; ///< of that epoch's first step; 0 = the run ends before it
    std::int64_t epochsBefore = 0;        ///< planned
    std::string warning{};                ///< what is unusual, a sentence; empty = nothing
    std::string text() const;             ///< "90 -> 120 epochs, learning rate 0.05 -> 0.01 from epoch 12 on"
};

/// Title of the journal's notice where the trainer refused a wish.
inline constexpr const char* kPlanNotChanged = "The plan was not changed";
/// Key of run.db's meta table: PlanPosition::rateFactor, where it is not 1.
inline constexpr const char* kLearningRateScaleKey = "learning_rate_scale";

/// Of what run.db keeps under that key: above 0, at most 1; 1 where nothing is kept, or nothing that can be.
double rateFactorOf(const std::optional<std::string>& kept);

/// The rate that is wished is unusual above so many times that of the schedule.
inline constexpr double kSteepRate = 4;

/// Throws Error(Config) where it cannot be, with what could.
PlannedChange planChange(const RunRecipe& recipe, const PlanPosition& position, const PlanWish& wish);

/// Whether the changes that a file names can be those of this recipe.
bool areSound(const std::vector<ScheduleChange>& changes, const TrainConfig& config);

} // namespace studio
