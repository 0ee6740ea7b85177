// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <utility>

#include "core/base/csv.h"
#include "core/base/text.h"
#include "core/report/run_comparison.h"

namespace studio {

namespace {

constexpr std::array<std::pair<const char*, const char*>, 23> kLabels{{
    {"state", "State"},
    {"best_top1", "Best top-1, %"},
    {"best_epoch", "Best epoch"},
    {"last_top1", "Last top-1, %"},
    {"best_val_loss", "Best validation loss"},
    {"epochs_done", "Epochs done"},
    {"epochs_planned", "Epochs planned"},
    {"active_time", "Active time"},
    {"speed", "Median speed, img/s"},
    {"device", "Computed on"},
    {"parameters", "Parameters"},
    {"data", "Data"},
    {"classes", "Classes"},
    {"class_names", "Names of the classes"},
    {"train_pictures", "Training pictures"},
    {"train_names", "Names of these"},
    {"val_pictures", "Validation pictures"},
    {"val_names", "Names of those"},
    {"val_source", "Validated on"},
    {"val_folder", "Validation folder"},
    {"split_share", "Held back of each class, %"},
    {"split_seed", "Seed of that split"},
    {"pictures_from", "Pictures read from"},
}};

} // namespace

bool isShown(const ComparisonRow& row, bool all) {
    return all || row.part != ComparisonPart::Recipe || row.differs();
}

std::string comparisonLabel(const ComparisonRow& row) {
    if (row.part == ComparisonPart::Recipe)
        return row.key;
    for (const auto& [key, label] : kLabels) {
        if (row.key == key)
            return label;
    }
    return row.key;
}

std::string comparisonText(const ComparisonRow& row, std::size_t run) {
    const ComparisonCell& cell = row.cells.at(run);
    if (!cell.known)
        return "-";
    if (row.key == "val_source")
        return cell.text == "split" ? "pictures held back" : "a folder";
    if (row.form != ComparisonForm::Names)
        return displayText(cell.text);
    if (run == 0)
        return "compared with these";
    if (!cell.differs)
        return "the same names";
    return "others: " + grouped(cell.onlyHere) + " only here, " + grouped(cell.onlyThere) + " only in the first";
}

std::string comparisonCsv(const RunComparison& comparison, bool all) {
    std::string out = "what";
    for (const ComparedColumn& column : comparison.columns)
        out += "," + csvText(column.name);
    out += "\r\n";
    for (const ComparisonRow& row : comparison.rows) {
        if (!isShown(row, all))
            continue;
        out += csvText(comparisonLabel(row));
        for (std::size_t i = 0; i < row.cells.size(); ++i)
            out += "," + csvText(comparisonText(row, i));
        out += "\r\n";
    }
    return out;
}

} // namespace studio
