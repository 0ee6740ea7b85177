// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/feed_advice.h"

#include <algorithm>
#include <cmath>

#include <QCoreApplication>

#include "ui/session/run_history.h"

namespace studio {

namespace {

/// Waiting below this costs less than any remedy.
constexpr double kNoticeable = 0.15;
constexpr std::ptrdiff_t kRecentSteps = 100;
constexpr double kMostOfTheTime = 0.5;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(studio::FeedAdvice)
};

int percent(double part, double whole) {
    return whole > 0 ? static_cast<int>(std::lround(100 * part / whole)) : 0;
}

} // namespace

double RecentSteps::waiting() const {
    return seconds > 0 ? std::clamp(waitSeconds / seconds, 0.0, 1.0) : -1;
}

RecentSteps recentSteps(const RunHistory* history) {
    RecentSteps recent;
    if (history == nullptr)
        return recent;
    recent.count = std::min(kRecentSteps, static_cast<std::ptrdiff_t>(history->steps.size()));
    for (auto step = history->steps.end() - recent.count; step != history->steps.end(); ++step) {
        recent.seconds += step->seconds;
        recent.waitSeconds += step->waitSeconds;
    }
    return recent;
}

QString feedAdvice(double waiting, const DecodeMeter& feed) {
    if (waiting < 0)
        return Words::tr("Measured from the first steps on.");
    if (waiting <= kNoticeable)
        return Words::tr("Pictures arrive in time; the network takes nearly all of it. Nothing to change.");
    if (feed.pictures <= 0)
        return Words::tr("Pictures hold it up: more decode threads or a faster disk help.");
    if (feed.read > kMostOfTheTime * feed.busy())
        return Words::tr(
                   "The disk holds it up: %1 % of the decode threads' work is reading. A packed set or a faster disk "
                   "helps.")
            .arg(percent(feed.read, feed.busy()));
    if (feed.idle > kMostOfTheTime * (feed.busy() + feed.idle))
        return Words::tr("Pictures come in bursts: the decode threads rest %1 % of the time. A larger batch helps.")
            .arg(percent(feed.idle, feed.busy() + feed.idle));
    return Words::tr("Decoding holds it up: %1 % of the threads' work. More decode threads, or a packed set of smaller "
                     "pictures, help.")
        .arg(percent(feed.decode + feed.resize, feed.busy()));
}

QString feedShares(const DecodeMeter& feed) {
    const double all = feed.busy() + feed.idle;
    if (feed.pictures <= 0 || all <= 0)
        return {};
    const QString threads =
        QCoreApplication::translate("studio::FeedAdvice", "%n decode thread(s)", nullptr, feed.threads);
    return Words::tr("%1: %2 % decoding, %3 % resizing, %4 % reading, %5 % idle")
        .arg(threads)
        .arg(percent(feed.decode, all))
        .arg(percent(feed.resize, all))
        .arg(percent(feed.read, all))
        .arg(percent(feed.idle, all));
}

} // namespace studio
