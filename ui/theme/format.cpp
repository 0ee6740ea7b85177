// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/format.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <QCoreApplication>

namespace studio {

QString unknownText() {
    return QString(QChar(u'\u2013'));
}

QString withUnit(const QString& number, const QString& unit) {
    return number == unknownText() ? number : QString(number + QChar(kNoBreakSpace) + unit);
}

QString formatNumber(double value, int decimals, const QLocale& locale) {
    if (!std::isfinite(value))
        return unknownText();
    QString text = locale.toString(std::fabs(value), 'f', decimals);
    // "-0.00" is not a number people write.
    const QString zero = locale.toString(0.0, 'f', decimals);
    return value < 0 && text != zero ? QString(QChar(u'\u2212') + text) : text;
}

QString formatCount(std::int64_t value, const QLocale& locale) {
    return value < 0 ? unknownText() : locale.toString(static_cast<qlonglong>(value));
}

QString formatPercentNumber(double fraction, int decimals, const QLocale& locale) {
    return fraction < 0 ? unknownText() : formatNumber(fraction * 100, decimals, locale);
}

QString formatPercent(double fraction, int decimals, const QLocale& locale) {
    return withUnit(formatPercentNumber(fraction, decimals, locale), QStringLiteral("%"));
}

QString formatProgress(double fraction, const QLocale& locale) {
    if (!(fraction >= 0))
        return unknownText();
    // A hair is added first: 0.29 * 100 is 28.999...
    return withUnit(formatNumber(std::floor(std::min(fraction, 1.0) * 100 + 1e-9), 0, locale), QStringLiteral("%"));
}

QString formatProbability(double probability, const QLocale& locale) {
    if (!(probability >= 0))
        return unknownText();
    if (probability < 0.001)
        return QString(QStringLiteral("<") + QChar(kNoBreakSpace) + formatPercent(0.001, 1, locale));
    if (probability > 0.999)
        return QString(QStringLiteral(">") + QChar(kNoBreakSpace) + formatPercent(0.999, 1, locale));
    return formatPercent(probability, 1, locale);
}

QString formatLoss(double loss, const QLocale& locale) {
    return loss < 0 ? unknownText() : formatNumber(loss, 3, locale);
}

QString formatLearningRate(double rate, const QLocale& locale) {
    if (!std::isfinite(rate) || rate < 0)
        return unknownText();
    if (rate == 0)
        return formatNumber(0, 0, locale);
    int exponent = static_cast<int>(std::floor(std::log10(rate)));
    if (exponent < -5) {
        double mantissa = rate / std::pow(10.0, exponent);
        if (mantissa >= 9.95) {
            mantissa /= 10;
            ++exponent;
        }
        return QString(formatNumber(mantissa, 1, locale) + QStringLiteral("e") + QString::number(exponent));
    }
    if (rate >= 9.995 * std::pow(10.0, exponent)) // rounded it has a digit more before
        ++exponent;
    return formatNumber(rate, std::clamp(2 - exponent, 0, 7), locale);
}

QString formatStepTime(double seconds, const QLocale& locale) {
    if (!std::isfinite(seconds) || seconds < 0)
        return unknownText();
    if (seconds < 0.9995)
        return withUnit(formatNumber(seconds * 1000, seconds < 0.00995 ? 1 : 0, locale), QStringLiteral("ms"));
    return seconds < 60 ? withUnit(formatNumber(seconds, seconds < 9.995 ? 2 : 1, locale), QStringLiteral("s"))
                        : formatDuration(seconds);
}

QString formatSpeed(double perSecond, const QLocale& locale) {
    if (!std::isfinite(perSecond) || perSecond <= 0)
        return unknownText();
    return formatNumber(perSecond, perSecond < 9.95 ? 1 : 0, locale);
}

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(studio::Format)
};

QString scaled(std::uint64_t bytes, double base, const std::array<const char*, 5>& units, const QLocale& locale) {
    double value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= base && unit + 1 < units.size()) {
        value /= base;
        ++unit;
    }
    const int decimals = unit >= 3 || (unit == 2 && value < 10) ? 1 : 0;
    return withUnit(formatNumber(value, value >= 100 ? 0 : decimals, locale), QLatin1String(units[unit]));
}

QString part(std::int64_t value, const char* unit) {
    return QString(QString::number(value) + QChar(kNoBreakSpace) + QLatin1String(unit));
}

} // namespace

QString formatBytes(std::uint64_t bytes, const QLocale& locale) {
    return scaled(bytes, 1000, {"B", "kB", "MB", "GB", "TB"}, locale);
}

QString formatMemory(std::uint64_t bytes, const QLocale& locale) {
    return scaled(bytes, 1024, {"B", "KiB", "MiB", "GiB", "TiB"}, locale);
}

QString formatDuration(double seconds, const QLocale& locale) {
    if (!std::isfinite(seconds) || seconds < 0)
        return unknownText();
    if (seconds < 1)
        return withUnit(formatNumber(seconds, 1, locale), QStringLiteral("s"));
    const auto total = static_cast<std::int64_t>(seconds);
    const std::int64_t days = total / 86400, hours = total / 3600 % 24, minutes = total / 60 % 60;
    const QChar space(kNoBreakSpace);
    if (days > 0)
        return QString(part(days, "d") + space + part(hours, "h") + space + part(minutes, "min"));
    if (hours > 0)
        return QString(part(hours, "h") + space + part(minutes, "min"));
    return minutes > 0 ? QString(part(minutes, "min") + space + part(total % 60, "s")) : part(total, "s");
}

QString formatRemaining(double seconds, const QLocale& locale) {
    if (!std::isfinite(seconds) || seconds < 0)
        return unknownText();
    const auto total = static_cast<std::int64_t>(std::llround(seconds));
    if (total < 86400)
        return formatDuration(static_cast<double>(total < 3600 ? std::max<std::int64_t>(total, 1) : total), locale);
    return QString(part(total / 86400, "d") + QChar(kNoBreakSpace) + part(total / 3600 % 24, "h"));
}

QString formatMoment(std::int64_t utcMs, const QDateTime& now, const QLocale& locale) {
    if (utcMs <= 0)
        return unknownText();
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(utcMs);
    const qint64 days = moment.date().daysTo(now.date());
    if (days == 0)
        return locale.toString(moment.time(), QStringLiteral("HH:mm"));
    if (days > 0 && days < 7)
        return locale.toString(moment, QStringLiteral("ddd HH:mm"));
    if (moment.date().year() == now.date().year())
        return locale.toString(moment, QStringLiteral("d MMM, HH:mm"));
    return moment.toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

QString formatFinish(const QDateTime& moment, const QDateTime& now, const QLocale& locale) {
    if (!moment.isValid())
        return unknownText();
    if (moment.date() == now.date())
        return Words::tr("today %1").arg(locale.toString(moment.time(), QStringLiteral("HH:mm")));
    return locale.toString(moment, QStringLiteral("ddd d MMM, HH:mm"));
}

} // namespace studio
