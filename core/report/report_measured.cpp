// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What was measured of a run beside its history: the last evaluation, cost and energy.
#include <algorithm>
#include <numeric>

#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/report/chart_internal.h"
#include "core/report/report_parts_internal.h"

namespace studio {

namespace {

constexpr std::size_t kShortTable = 30;

std::string className(const ReportModel& model, std::size_t index) {
    const auto& classes = model.classes;
    return classes.size() == model.evaluation->counts.size() ? shown(classes[index].name)
                                                             : "class " + std::to_string(index);
}

std::vector<std::string> classRow(const ReportModel& model, std::size_t index) {
    const ClassCount& count = model.evaluation->counts[index];
    return {className(model, index), grouped(count.pictures), grouped(count.right), percent(count.top1()),
            count.confused > 0
                ? className(model, static_cast<std::size_t>(count.confusedWith)) + " (" + grouped(count.confused) + ")"
                : std::string()};
}

/// The worst first; of those alike the one with more pictures.
std::string classTables(const ReportModel& model, bool isWhole) {
    const std::vector<ClassCount>& counts = model.evaluation->counts;
    std::vector<std::size_t> order(counts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::erase_if(order, [&counts](std::size_t i) { return counts[i].pictures == 0; });
    std::stable_sort(order.begin(), order.end(), [&counts](std::size_t a, std::size_t b) {
        const double first = counts[a].top1(), second = counts[b].top1();
        return first != second ? first < second : counts[a].pictures > counts[b].pictures;
    });
    if (order.empty())
        return {};
    const auto table = [&](std::size_t first, std::size_t last) {
        std::vector<std::vector<std::string>> rows;
        for (std::size_t i = first; i < last; ++i)
            rows.push_back(classRow(model, order[i]));
        return tableOf({"class", "pictures", "right", "top-1 %", "most often taken for"}, rows, "t...t");
    };
    const std::size_t count = std::min(kShortTable, order.size());
    std::string out = heading("Classes, the worst first") + table(0, count);
    const auto rest = static_cast<std::int64_t>(order.size() - count);
    if (rest > 0)
        out += isWhole ? folded("The other " + grouped(rest) + " classes", table(count, order.size()))
                       : note("The other " + grouped(rest) + " classes are in the report as HTML.");
    if (const auto without = static_cast<std::int64_t>(counts.size() - order.size()); without > 0)
        out += note("Classes without a picture among those measured: " + grouped(without) + ".");
    return out;
}

/// A sentence where the run's best checkpoint is another one than was measured.
std::string betterText(const ReportModel& model, const std::string& command) {
    const RunEvaluation& found = *model.evaluation;
    const std::optional<CheckpointRecord>& best = model.summary.best;
    const bool isSame = best && best->file == found.checkpoint && best->savedUtcMs <= found.utcMs;
    if (!best || isSame)
        return {};
    const auto measured = std::find_if(model.checkpoints.begin(), model.checkpoints.end(),
                                       [&found](const CheckpointRecord& one) { return one.file == found.checkpoint; });
    if (measured != model.checkpoints.end() && measured->file != best->file && measured->valTop1 >= best->valTop1)
        return {};
    return "The run has a better checkpoint" + std::string(best->savedUtcMs > found.utcMs ? " since" : "") + ": " +
           displayText(best->file) + " of epoch " + std::to_string(best->epoch) + ", val top-1 " +
           percent(best->valTop1) + " %. To measure it: " + command;
}

} // namespace

std::string evaluationSection(const ReportModel& model, bool isWhole) {
    const std::string command = "resnet-train evaluate " + shellWord(model.summary.folder);
    if (!model.evaluation)
        return section("Evaluation", note("Not evaluated: " + displayText(command)));
    const RunEvaluation& found = *model.evaluation;
    const std::string left = found.badPictures > 0 ? "; " + grouped(found.badPictures) + " could not be read" : "";
    std::string out =
        factsOf({{"Top-1", percent(found.top1) + " %"},
                 {"Top-5", percent(found.top5) + " %"},
                 {"Loss", number("%.4f", found.loss)},
                 {"Checkpoint", displayText(found.checkpoint) + " of epoch " + std::to_string(found.epoch) + ", step " +
                                    grouped(found.step)},
                 {"Measured", momentText(found.utcMs) + " UTC, " + grouped(found.pictures) + " pictures" + left},
                 {"Pictures", found.measured}});
    if (!found.isOwnValidation)
        out +=
            note("These are not the pictures that the run validates on, so the figures are not those of its epochs.");
    if (const std::string better = betterText(model, command); !better.empty())
        out += note(better);
    return section("Evaluation", out + classTables(model, isWhole));
}

std::string costSection(const ReportModel& model) {
    std::vector<std::pair<std::string, std::string>> facts;
    if (model.price) {
        const CostForecast cost = costOf(*model.price, model.activeSeconds, model.remainingSeconds);
        facts.emplace_back("Price per hour", priceText(*model.price));
        facts.emplace_back("Cost so far", costText(cost.elapsed, model.price->currency) + " for " +
                                              durationText(model.activeSeconds) + " of training, pauses excluded");
        if (cost.remaining > 0)
            facts.emplace_back("Cost at the end", costText(cost.total, model.price->currency) + " with the " +
                                                      durationText(model.remainingSeconds) +
                                                      " that the planned epochs still take");
    }
    if (!model.energy) {
        facts.emplace_back("Energy of the card", "not measured");
        return section("Cost and energy", factsOf(facts));
    }
    const RunEnergy& energy = *model.energy;
    const bool isPart = isPartlyMeasured(energy, model.activeSeconds);
    std::string used = isPart ? usedText(energy, model.activeSeconds)
                              : energyText(energy.joules) + " in " + durationText(energy.seconds) + " of training";
    if (energy.seconds > 0)
        used += ", " + number("%.0f", energy.joules / energy.seconds) + " W in the mean";
    facts.emplace_back("Energy of the card", used);
    if (energy.pausedJoules > 0)
        facts.emplace_back("In pauses", energyText(energy.pausedJoules));
    if (const double total = energyAtEnd(energy, model.remainingSeconds); model.remainingSeconds > 0 && total >= 0)
        facts.emplace_back("Energy at the end",
                           (isPart ? "at least " : "") + energyText(total) + " with the planned epochs");
    facts.emplace_back("Measured of", energy.card + " as a whole, not of the machine around it");
    return section("Cost and energy", factsOf(facts));
}

} // namespace studio
