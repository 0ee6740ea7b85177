// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/data_check_text.h"

#include <algorithm>
#include <map>

#include <QCoreApplication>

#include "core/base/text.h"
#include "core/dataset/class_balance.h"
#include "ui/theme/format.h"

namespace studio {

namespace {

constexpr std::size_t kMaxReasons = 4;

QString tr(const char* text) {
    return QCoreApplication::translate("DataPage", text);
}

/// The reason as the end of a sentence about one picture or several.
QString reasonText(const std::string& reason, std::int64_t count) {
    const bool one = count == 1;
    if (reason == "The picture ends too early")
        return one ? tr("ends too early") : tr("end too early");
    if (reason == "The file is empty")
        return one ? tr("is empty") : tr("are empty");
    if (reason == "This is not a picture")
        return one ? tr("is not a picture") : tr("are not pictures");
    if (reason == "GIF pictures cannot be used")
        return one ? tr("is a GIF") : tr("are GIFs");
    if (reason == "The picture is damaged")
        return one ? tr("is damaged") : tr("are damaged");
    return QStringLiteral("\u201C") + QString::fromStdString(displayText(reason)) + QStringLiteral("\u201D");
}

} // namespace

QString reasonSummary(const std::vector<CheckProblem>& problems) {
    std::map<std::string, std::int64_t> counts;
    for (const CheckProblem& problem : problems)
        ++counts[problem.reason.substr(0, problem.reason.find(": "))];
    std::vector<std::pair<std::int64_t, std::string>> sorted;
    for (const auto& [reason, count] : counts)
        sorted.emplace_back(-count, reason);
    std::sort(sorted.begin(), sorted.end());
    QStringList parts;
    for (std::size_t i = 0; i < std::min(sorted.size(), kMaxReasons); ++i)
        parts << formatCount(-sorted[i].first) + QChar(kNoBreakSpace) + reasonText(sorted[i].second, -sorted[i].first);
    if (sorted.size() > kMaxReasons)
        parts << tr("and others");
    return parts.join(QStringLiteral(", "));
}

QString checkedText(const CheckReport& report) {
    if (report.finishedUtcMs == 0)
        return {};
    const QString when = formatMoment(report.finishedUtcMs);
    return report.complete
               ? tr("checked %1, all %2 pictures decoded").arg(when, formatCount(report.checked))
               : tr("checked %1, %2 of %3 pictures").arg(when, formatCount(report.checked), formatCount(report.total));
}

QString copiesTitle(const CheckReport& report) {
    if (report.leakCount > 0)
        return report.leakCount == 1
                   ? tr("1 picture is in training and in validation")
                   : tr("%1 pictures are in training and in validation").arg(formatCount(report.leakCount));
    if (report.duplicateCount > 0)
        return report.duplicateCount == 1 ? tr("1 picture is there twice")
                                          : tr("%1 pictures are there twice").arg(formatCount(report.duplicateCount));
    return {};
}

QString copiesText(const CheckReport& report) {
    QStringList parts;
    if (report.leakCount > 0)
        parts << tr("Validation would look better than it is: the network has learnt these by heart. Remove them from "
                    "one of the two.");
    else
        parts << tr("Files with the same bytes; training sees them more often than others.");
    if (const std::int64_t rest = report.duplicateCount - report.leakCount; report.leakCount > 0 && rest > 0)
        parts << tr("%1 more are there twice.").arg(formatCount(rest));
    if (report.conflictCount > 0)
        parts << (report.conflictCount == 1 ? tr("1 is in two classes.")
                                            : tr("%1 are in two classes.").arg(formatCount(report.conflictCount)));
    return parts.join(u' ');
}

QString balanceText(const std::vector<std::int64_t>& counts) {
    const ClassBalance balance = classBalance(counts);
    QStringList parts{tr("largest first")};
    if (balance.ratio >= 1.05)
        parts << tr("%1 to 1").arg(formatNumber(balance.ratio, balance.ratio < 10 ? 1 : 0));
    if (!balance.few.empty())
        parts << (balance.few.size() == 1 ? tr("1 class below %1").arg(formatCount(ClassBalance::kFewPictures))
                                          : tr("%1 classes below %2")
                                                .arg(formatCount(static_cast<std::int64_t>(balance.few.size())),
                                                     formatCount(ClassBalance::kFewPictures)));
    return parts.join(QStringLiteral("  \u00B7  "));
}

} // namespace studio
