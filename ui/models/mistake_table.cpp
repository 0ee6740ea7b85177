// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/mistake_table.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "core/base/csv.h"
#include "core/base/text.h"
#include "core/run/run_folder.h"
#include "ui/theme/format.h"
#include "ui/theme/table_roles.h"

namespace studio {

QString RunMistakes::nameOf(std::int32_t index) const {
    const auto at = static_cast<std::size_t>(index);
    return at < names.size() ? names[at] : MistakeTable::tr("class %1").arg(index);
}

double RunMistakes::shareOf(const Confusion& one) const {
    const std::int64_t pictures = evaluation.counts[static_cast<std::size_t>(one.label)].pictures;
    return pictures > 0 ? static_cast<double>(one.count) / static_cast<double>(pictures) : 0;
}

std::shared_ptr<const RunMistakes> RunMistakes::read(const std::string& run) {
    std::optional<RunEvaluation> found = readEvaluation(run);
    if (!found)
        return nullptr;
    const auto mistakes = std::make_shared<RunMistakes>();
    mistakes->evaluation = std::move(*found);
    const std::vector<ClassCount>& counts = mistakes->evaluation.counts;
    std::vector<Confusion>& confusions = mistakes->evaluation.confusions;
    if (confusions.empty()) {
        for (std::size_t i = 0; i < counts.size(); ++i) {
            if (counts[i].confused > 0)
                confusions.push_back({static_cast<std::int32_t>(i), counts[i].confusedWith, counts[i].confused, {}});
        }
        std::stable_sort(confusions.begin(), confusions.end(),
                         [](const Confusion& a, const Confusion& b) { return a.count > b.count; });
        confusions.resize(std::min(confusions.size(), Confusion::kMostPairs));
    }
    std::int64_t wrong = 0, told = 0; // sums of a hostile file cannot overflow: a count is at most 2^52
    for (const ClassCount& one : counts)
        wrong = std::min(wrong + one.pictures - one.right, std::int64_t{1} << 60);
    for (const Confusion& one : confusions)
        told = std::min(told + one.count, std::int64_t{1} << 60);
    mistakes->hasAllPairs = told >= wrong;
    const RunPaths paths(run);
    std::error_code error;
    mistakes->hasCheckpoint =
        std::filesystem::is_regular_file(paths.checkpoints + "/" + mistakes->evaluation.checkpoint, error);
    const std::vector<ClassInfo> classes = readClassesFile(paths.classes);
    if (classes.size() == counts.size()) {
        for (const ClassInfo& one : classes)
            mistakes->names.push_back(QString::fromStdString(displayText(one.name)));
    }
    return mistakes;
}

void MistakeTable::setMistakes(std::shared_ptr<const RunMistakes> mistakes) {
    beginResetModel();
    mistakes_ = std::move(mistakes);
    endResetModel();
}

const Confusion* MistakeTable::at(int row) const {
    return row >= 0 && row < rowCount() ? &mistakes_->evaluation.confusions[static_cast<std::size_t>(row)] : nullptr;
}

int MistakeTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !mistakes_ ? 0 : static_cast<int>(mistakes_->evaluation.confusions.size());
}

int MistakeTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int{ColumnCount};
}

QVariant MistakeTable::data(const QModelIndex& index, int role) const {
    const Confusion* one = at(index.row());
    if (one == nullptr)
        return {};
    const bool isFigure = index.column() >= Count;
    const double share = mistakes_->shareOf(*one);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        switch (index.column()) {
        case Label:
            return mistakes_->nameOf(one->label);
        case Answer:
            return mistakes_->nameOf(one->answer);
        case Count:
            return formatCount(one->count);
        default:
            return formatPercentNumber(share, 1);
        }
    case kSortRole:
        return index.column() == Count   ? QVariant(static_cast<qlonglong>(one->count))
               : index.column() == Share ? QVariant(share)
                                         : data(index, Qt::DisplayRole);
    case kSearchRole:
        return isFigure ? QVariant() : data(index, Qt::DisplayRole);
    case Qt::TextAlignmentRole:
        return static_cast<int>((isFigure ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case kStrongRole:
        return index.column() == Label;
    case kBarRole:
        return index.column() == Share ? QVariant(share) : QVariant();
    default:
        return {};
    }
}

QVariant MistakeTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == Count ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Share)
        return tr("Of the pictures of the class, so many were taken for that other one");
    if (role != Qt::DisplayRole)
        return {};
    return QStringList{tr("Is"), tr("Taken for"), tr("Pictures"), tr("Of its class, %")}.value(section);
}

std::string mistakesCsv(const RunMistakes& mistakes) {
    std::string csv = "class,taken_for,pictures,share_of_class\r\n";
    for (const Confusion& one : mistakes.evaluation.confusions) {
        char share[32];
        std::snprintf(share, sizeof share, "%.6f", mistakes.shareOf(one));
        csv += csvText(mistakes.nameOf(one.label).toStdString()) + "," +
               csvText(mistakes.nameOf(one.answer).toStdString()) + "," + std::to_string(one.count) + "," + share +
               "\r\n";
    }
    return csv;
}

} // namespace studio
