// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/data_check_text.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include <QCoreApplication>

#include "core/base/text.h"
#include "core/dataset/class_balance.h"
#include "ui/theme/format.h"

namespace studio {

namespace {

constexpr std::size_t kMaxReasons = 4;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(studio::DataPage)
};

/// Of a text that the extractor knows by QT_TRANSLATE_N_NOOP.
QString counted(const char* text, std::int64_t count) {
    constexpr std::int64_t kMost = std::numeric_limits<int>::max();
    return QCoreApplication::translate("studio::DataPage", text, nullptr, static_cast<int>(std::min(count, kMost)));
}

/// How many pictures have it: "19 end too early".
QString reasonText(const std::string& reason, std::int64_t count) {
    const std::pair<const char*, const char*> known[] = {
        {"The picture ends too early", QT_TRANSLATE_N_NOOP("studio::DataPage", "%Ln end(s) too early")},
        {"The file is empty", QT_TRANSLATE_N_NOOP("studio::DataPage", "%Ln are empty")},
        {"This is not a picture", QT_TRANSLATE_N_NOOP("studio::DataPage", "%Ln are no picture(s)")},
        {"GIF pictures cannot be used", QT_TRANSLATE_N_NOOP("studio::DataPage", "%Ln are GIF(s)")},
        {"The picture is damaged", QT_TRANSLATE_N_NOOP("studio::DataPage", "%Ln are damaged")}};
    for (const auto& [named, text] : known) {
        if (reason == named)
            return counted(text, count);
    }
    return formatCount(count) + QStringLiteral(" \u201C") + QString::fromStdString(displayText(reason)) +
           QStringLiteral("\u201D");
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
    for (std::size_t i = 0; i < std::min(sorted.size(), kMaxReasons); ++i) {
        QString text = reasonText(sorted[i].second, -sorted[i].first);
        if (const qsizetype gap = text.indexOf(u' '); gap >= 0)
            text[gap] = QChar(kNoBreakSpace); // the count stays with its word
        parts << text;
    }
    if (sorted.size() > kMaxReasons)
        parts << Words::tr("and others");
    return parts.join(QStringLiteral(", "));
}

QString checkedText(const CheckReport& report) {
    if (report.finishedUtcMs == 0)
        return {};
    const QString when = formatMoment(report.finishedUtcMs);
    return report.complete ? Words::tr("checked %1, all %2 pictures decoded").arg(when, formatCount(report.checked))
                           : Words::tr("checked %1, %2 of %3 pictures")
                                 .arg(when, formatCount(report.checked), formatCount(report.total));
}

QString copiesTitle(const CheckReport& report) {
    if (report.leakCount > 0)
        return counted(QT_TRANSLATE_N_NOOP("studio::DataPage", "%Ln picture(s) are in training and in validation"),
                       report.leakCount);
    if (report.duplicateCount > 0)
        return counted(QT_TRANSLATE_N_NOOP("studio::DataPage", "%Ln picture(s) are there twice"),
                       report.duplicateCount);
    return {};
}

QString copiesText(const CheckReport& report) {
    QStringList parts;
    if (report.leakCount > 0)
        parts << Words::tr(
            "Validation would look better than it is: the network has learnt these by heart. Remove them from "
            "one of the two.");
    else
        parts << Words::tr("Files with the same bytes; training sees them more often than others.");
    if (const std::int64_t rest = report.duplicateCount - report.leakCount; report.leakCount > 0 && rest > 0)
        parts << counted(QT_TRANSLATE_N_NOOP("studio::DataPage", "%Ln more are there twice."), rest);
    if (report.conflictCount > 0)
        parts << counted(QT_TRANSLATE_N_NOOP("studio::DataPage", "%Ln are in two classes."), report.conflictCount);
    return parts.join(u' ');
}

QString oddTitle(const CheckReport& report) {
    if (report.oddCount == 0)
        return {};
    return counted(QT_TRANSLATE_N_NOOP("studio::DataPage", "%Ln picture(s) are odd, but whole"), report.oddCount);
}

QString oddText(const CheckReport& report) {
    std::vector<std::pair<std::int64_t, std::string>> sorted;
    for (const auto& [kind, pictures] : report.oddKinds)
        sorted.emplace_back(-pictures, kind);
    std::sort(sorted.begin(), sorted.end());
    QStringList parts;
    for (std::size_t i = 0; i < std::min(sorted.size(), kMaxReasons); ++i)
        parts << QStringLiteral("%1: %2").arg(QString::fromStdString(displayText(sorted[i].second)),
                                              formatCount(-sorted[i].first));
    if (sorted.size() > kMaxReasons)
        parts << Words::tr("and others");
    return Words::tr("%1. No pixel is missing, and all of them are used.").arg(parts.join(QStringLiteral("; ")));
}

QString balanceText(const std::vector<std::int64_t>& counts) {
    const ClassBalance balance = classBalance(counts);
    QStringList parts{Words::tr("largest first")};
    if (balance.ratio >= 1.05)
        parts << Words::tr("%1 to 1").arg(formatNumber(balance.ratio, balance.ratio < 10 ? 1 : 0));
    if (!balance.few.empty())
        parts << counted(QT_TRANSLATE_N_NOOP("studio::DataPage", "%Ln class(es) below %1"),
                         static_cast<std::int64_t>(balance.few.size()))
                     .arg(formatCount(ClassBalance::kFewPictures));
    return parts.join(QStringLiteral("  \u00B7  "));
}

} // namespace studio
