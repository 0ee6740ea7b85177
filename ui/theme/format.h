// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <QDateTime>
#include <QLocale>
#include <QString>

namespace studio {

/// Numbers as the window shows them: system locale, a non-breaking space before units, U+2212 as minus, an en dash for
/// what is unknown (negative where a negative value has no meaning, or not finite).
inline constexpr char16_t kNoBreakSpace = u'\u00A0';
QString unknownText();
/// `number` + non-breaking space + `unit`; the number alone if it is unknown.
QString withUnit(const QString& number, const QString& unit);

QString formatNumber(double value, int decimals, const QLocale& locale = QLocale());
QString formatCount(std::int64_t value, const QLocale& locale = QLocale()); ///< "1,281,167"
/// Fraction 0..1 as per cent without the unit: "60.42".
QString formatPercentNumber(double fraction, int decimals = 2, const QLocale& locale = QLocale());
QString formatPercent(double fraction, int decimals = 2, const QLocale& locale = QLocale()); ///< "60.42 %"
/// Share of a run, rounded down: 100 % means done.
QString formatProgress(double fraction, const QLocale& locale = QLocale());
QString formatProbability(double probability, const QLocale& locale = QLocale()); ///< "83.9 %", "< 0.1 %"
QString formatLoss(double loss, const QLocale& locale = QLocale());               ///< three decimals
QString formatLearningRate(double rate, const QLocale& locale = QLocale());       ///< "0.0349", "3.2e-6"
QString formatStepTime(double seconds, const QLocale& locale = QLocale());        ///< "6.4 ms", "310 ms", "3.12 s"
QString formatSpeed(double perSecond, const QLocale& locale = QLocale());         ///< "243", "7.4": without "img/s"
QString formatBytes(std::uint64_t bytes, const QLocale& locale = QLocale());      ///< files and disk: kB MB GB (1000)
QString formatMemory(std::uint64_t bytes, const QLocale& locale = QLocale());     ///< MiB GiB (1024)

QString formatDuration(double seconds, const QLocale& locale = QLocale());  ///< "2 d 0 h 57 min"
QString formatRemaining(double seconds, const QLocale& locale = QLocale()); ///< two parts at most: "3 d 11 h"
/// "11:38" today, "Wed 17:05" this week, "29 Mar, 18:12" this year, else "2025-11-03 18:12".
QString formatMoment(std::int64_t utcMs, const QDateTime& now = QDateTime::currentDateTime(),
                     const QLocale& locale = QLocale());
/// A moment to come: "today 14:20", else "Sun 19 Apr, 22:45".
QString formatFinish(const QDateTime& moment, const QDateTime& now = QDateTime::currentDateTime(),
                     const QLocale& locale = QLocale());

} // namespace studio
