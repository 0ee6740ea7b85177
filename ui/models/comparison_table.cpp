// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/comparison_table.h"

#include <array>
#include <cmath>
#include <utility>

#include "core/base/text.h"
#include "core/run/run_folder.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/theme/run_state_look.h"
#include "ui/theme/table_roles.h"

namespace studio {

namespace {

QString partText(ComparisonPart part) {
    switch (part) {
    case ComparisonPart::Results:
        return ComparisonTable::tr("Results");
    case ComparisonPart::Recipe:
        return ComparisonTable::tr("Recipe");
    case ComparisonPart::Data:
        break;
    }
    return ComparisonTable::tr("Data");
}

QString labelText(const ComparisonRow& row) {
    const std::array<std::pair<const char*, QString>, 23> labels{{
        {"state", ComparisonTable::tr("State")},
        {"best_top1", ComparisonTable::tr("Best top-1, %")},
        {"best_epoch", ComparisonTable::tr("Best epoch")},
        {"last_top1", ComparisonTable::tr("Last top-1, %")},
        {"best_val_loss", ComparisonTable::tr("Best validation loss")},
        {"epochs_done", ComparisonTable::tr("Epochs done")},
        {"epochs_planned", ComparisonTable::tr("Epochs planned")},
        {"active_time", ComparisonTable::tr("Active time")},
        {"speed", ComparisonTable::tr("Median speed, img/s")},
        {"device", ComparisonTable::tr("Computed on")},
        {"parameters", ComparisonTable::tr("Parameters")},
        {"data", ComparisonTable::tr("Folder")},
        {"classes", ComparisonTable::tr("Classes")},
        {"class_names", ComparisonTable::tr("Names of the classes")},
        {"train_pictures", ComparisonTable::tr("Training pictures")},
        {"train_names", ComparisonTable::tr("Which, by name")},
        {"val_pictures", ComparisonTable::tr("Validation pictures")},
        {"val_names", ComparisonTable::tr("Which, by name")},
        {"val_source", ComparisonTable::tr("Validated on")},
        {"val_folder", ComparisonTable::tr("Validation folder")},
        {"split_share", ComparisonTable::tr("Held back of each class, %")},
        {"split_seed", ComparisonTable::tr("Seed of that split")},
        {"pictures_from", ComparisonTable::tr("Pictures read from")},
    }};
    for (const auto& [key, text] : labels) {
        if (row.part != ComparisonPart::Recipe && row.key == key)
            return text;
    }
    return QString::fromStdString(row.key);
}

QString namesText(const ComparisonCell& cell, std::size_t run) {
    if (run == 0)
        return ComparisonTable::tr("compared with these");
    if (!cell.differs)
        return ComparisonTable::tr("the same");
    QStringList parts;
    if (cell.onlyHere > 0)
        parts += ComparisonTable::tr("%1 only here").arg(formatCount(cell.onlyHere));
    if (cell.onlyThere > 0)
        parts += ComparisonTable::tr("%1 only in the first").arg(formatCount(cell.onlyThere));
    return ComparisonTable::tr("others: %1").arg(parts.join(QStringLiteral(", ")));
}

QString stateText(const std::string& name) {
    for (int i = 0; i <= static_cast<int>(RunState::Damaged); ++i) {
        if (name == runStateName(static_cast<RunState>(i)))
            return lookOf(static_cast<RunState>(i)).word;
    }
    return QString::fromStdString(name);
}

} // namespace

void ComparisonTable::setComparison(RunComparison comparison) {
    beginResetModel();
    comparison_ = std::move(comparison);
    choose();
    endResetModel();
}

void ComparisonTable::setAll(bool all) {
    beginResetModel();
    all_ = all;
    choose();
    endResetModel();
}

void ComparisonTable::choose() {
    lines_.clear();
    for (std::size_t i = 0; i < comparison_.rows.size(); ++i) {
        const ComparisonRow& row = comparison_.rows[i];
        const bool first = i == 0 || comparison_.rows[i - 1].part != row.part;
        if (first)
            lines_.push_back({row.part});
        if (isShown(row, all_))
            lines_.push_back({row.part, static_cast<int>(i)});
    }
}

int ComparisonTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(lines_.size());
}

int ComparisonTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(comparison_.columns.size()) + 1;
}

QString ComparisonTable::cellText(const ComparisonRow& row, std::size_t run) const {
    const ComparisonCell& cell = row.cells[run];
    if (!cell.known)
        return unknownText();
    switch (row.form) {
    case ComparisonForm::Percent:
        return formatPercentNumber(cell.number, decimalsOf(row.form));
    case ComparisonForm::Loss:
    case ComparisonForm::Speed:
        return formatNumber(cell.number, decimalsOf(row.form));
    case ComparisonForm::Count:
        return formatCount(std::llround(cell.number));
    case ComparisonForm::Duration:
        return formatDuration(std::round(cell.number)); // as the other durations that it was compared with
    case ComparisonForm::Names:
        return namesText(cell, run);
    case ComparisonForm::Text:
        break;
    }
    if (row.key == "val_source")
        return cell.text == "split" ? tr("pictures held back") : tr("a folder");
    return row.key == "state" ? stateText(cell.text) : QString::fromStdString(displayText(cell.text));
}

QVariant ComparisonTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const Line& line = lines_[static_cast<std::size_t>(index.row())];
    const bool head = line.row < 0, name = index.column() == 0;
    if (head) {
        // Of the recipe, that there is nothing to show is worth a word.
        const bool bare =
            line.part == ComparisonPart::Recipe && lines_[static_cast<std::size_t>(index.row()) + 1].part != line.part;
        if (role == Qt::DisplayRole)
            return name ? partText(line.part) : bare && index.column() == 1 ? tr("no difference known") : QString();
        return role == kStrongRole ? QVariant(name) : QVariant();
    }
    const ComparisonRow& row = comparison_.rows[static_cast<std::size_t>(line.row)];
    if (name) {
        if (role == Qt::DisplayRole)
            return labelText(row);
        return role == kQuietRole ? QVariant(true) : QVariant();
    }
    const auto run = static_cast<std::size_t>(index.column() - 1);
    const bool differs = row.cells[run].differs;
    if (role == Qt::DisplayRole)
        return QString((differs ? QStringLiteral("\u2260 ") : QString()) + cellText(row, run));
    if (role == kStrongRole)
        return differs;
    if (role == Qt::ToolTipRole)
        return toolTipText(cellText(row, run));
    if (role == Qt::AccessibleTextRole && differs)
        return tr("%1, not as in the first run").arg(cellText(row, run));
    return {};
}

QVariant ComparisonTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section == 0)
        return {};
    const ComparedColumn& column = comparison_.columns[static_cast<std::size_t>(section - 1)];
    if (role == Qt::DisplayRole)
        return QString::fromStdString(column.name);
    if (role == Qt::ToolTipRole)
        return toolTipText(QString::fromStdString(displayText(column.folder)));
    return {};
}

} // namespace studio
