// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report_curves.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/report/chart_internal.h"

namespace studio {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kMostPoints = 1200;

/// Every epoch, or an even share of very many; the newest always.
template<typename Value>
Chart::Line epochLine(const ReportModel& model, const char* name, int colour, bool overSteps, const Value& value) {
    Chart::Line line{name, colour, {}};
    const std::size_t stride = model.epochs.size() / kMostPoints + 1;
    for (std::size_t i = 0; i < model.epochs.size(); ++i) {
        const EpochRecord& epoch = model.epochs[i];
        if (i % stride == 0 || i + 1 == model.epochs.size())
            line.points.push_back({static_cast<double>(overSteps ? epoch.step : epoch.epoch), value(epoch)});
    }
    return line;
}

double middleOf(const StepColumn& column) {
    return (static_cast<double>(column.first) + static_cast<double>(column.last)) / 2;
}

void addMarks(Chart& chart, const ReportModel& model) {
    for (const StepMark& mark : model.marks)
        chart.marks.push_back({static_cast<double>(mark.step), mark.rolledBack});
}

/// What counts, what the weights themselves have, and what their average has.
struct OfValidation {
    double EpochRecord::*counts;
    double EpochRecord::*weights = nullptr;
    double EpochRecord::*average = nullptr;
};

/// Where an average of the weights was validated, it has a line of its own.
void addValidation(Chart& chart, const ReportModel& model, bool overSteps, const OfValidation& of, double scale) {
    const bool both = of.average != nullptr && std::any_of(model.epochs.begin(), model.epochs.end(),
                                                           [](const EpochRecord& each) { return each.hasAverage(); });
    chart.lines.push_back(epochLine(model, "validation", 1, overSteps, [&](const EpochRecord& each) {
        return scale * (both && each.hasAverage() ? each.*of.weights : each.*of.counts);
    }));
    if (!both)
        return;
    chart.lines.push_back(epochLine(model, "average of the weights", 1, overSteps, [&](const EpochRecord& each) {
        return each.hasAverage() ? scale * each.*of.average : kNone;
    }));
    chart.lines.back().dashed = true;
}

Chart lossChart(const ReportModel& model) {
    Chart chart;
    chart.title = "Loss";
    chart.xName = "step";
    Chart::Line mean{"training, mean", 0, {}};
    bool spread = false;
    for (const StepColumn& column : model.steps.columns()) {
        const double x = middleOf(column);
        if (column.finite == 0) {
            mean.points.push_back({x, kNone});
            chart.band.push_back({x, kNone, kNone});
            continue;
        }
        mean.points.push_back({x, column.lossSum / static_cast<double>(column.finite)});
        chart.band.push_back({x, column.low, column.high});
        spread = spread || column.finite > 1;
    }
    if (spread)
        chart.bandName = "least to greatest";
    else
        chart.band.clear();
    if (mean.points.empty())
        mean = epochLine(model, "training", 0, true, [](const EpochRecord& epoch) { return epoch.trainLoss; });
    chart.lines = {mean};
    addValidation(chart, model, true, {&EpochRecord::valLoss, &EpochRecord::weightsLoss, &EpochRecord::averageLoss}, 1);
    addMarks(chart, model);
    return chart;
}

Chart accuracyChart(const ReportModel& model, const char* title, double EpochRecord::*train, const OfValidation& of) {
    double EpochRecord::*const val = of.counts;
    Chart chart;
    chart.title = title;
    chart.xName = "epoch";
    chart.lines = {epochLine(model, "training", 0, false, [&](const EpochRecord& one) { return one.*train * 100; })};
    addValidation(chart, model, false, of, 100);
    for (const EpochRecord& epoch : model.epochs) {
        if (epoch.epoch == model.bestEpoch() && std::isfinite(epoch.*val))
            chart.best = {{static_cast<double>(epoch.epoch), epoch.*val * 100}};
    }
    return chart;
}

Chart rateChart(const ReportModel& model) {
    Chart chart;
    chart.title = "Learning rate";
    chart.xName = "step";
    chart.fromZero = chart.compact = true;
    Chart::Line rate{"learning rate", 0, {}};
    for (const StepColumn& column : model.steps.columns())
        rate.points.push_back({static_cast<double>(column.last), column.learningRate});
    if (rate.points.empty())
        rate = epochLine(model, "learning rate", 0, true, [](const EpochRecord& epoch) { return epoch.learningRate; });
    chart.lines = {rate};
    addMarks(chart, model);
    return chart;
}

} // namespace

std::vector<ReportCurve> reportCurves(const ReportModel& model) {
    std::vector<Chart> charts{
        lossChart(model), accuracyChart(model, "Top-1 accuracy, %", &EpochRecord::trainTop1,
                                        {&EpochRecord::valTop1, &EpochRecord::weightsTop1, &EpochRecord::averageTop1})};
    if (model.classes.size() > 5)
        charts.push_back(accuracyChart(model, "Top-5 accuracy, %", &EpochRecord::trainTop5, {&EpochRecord::valTop5}));
    charts.push_back(rateChart(model));
    std::vector<ReportCurve> curves;
    for (const Chart& chart : charts) {
        if (!chart.isEmpty())
            curves.push_back({chart.title, chart.svg()});
    }
    return curves;
}

} // namespace studio
