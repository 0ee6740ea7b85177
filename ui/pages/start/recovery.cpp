// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/start/recovery.h"

#include <algorithm>
#include <exception>
#include <stop_token>
#include <utility>

#include <QFontMetrics>
#include <QPushButton>

#include "core/base/text.h"
#include "ui/session/studio.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/page_frame.h"
#include "ui/widgets/when_seen.h"

namespace studio {

namespace {

constexpr int kLongestName = 60; ///< characters: a banner breaks between words only
constexpr qsizetype kMostDismissed = 1000;
const QString kDismissed = QStringLiteral("recoveryDismissed");

std::int64_t reachedBy(const InterruptedRun& interrupted) {
    return interrupted.cost ? interrupted.cost->reached : interrupted.run.step;
}

QString keyOf(const InterruptedRun& interrupted) {
    return QString::number(reachedBy(interrupted)) + u' ' + QString::fromStdString(escapeBytes(interrupted.run.folder));
}

/// As they are now: the list may be older than a trainer that has begun since, here or elsewhere.
std::vector<InterruptedRun> readInterrupted(const std::vector<std::string>& folders, const std::stop_token& stop) {
    std::vector<InterruptedRun> found;
    for (const std::string& folder : folders) {
        InterruptedRun interrupted;
        interrupted.run = summariseRun(folder);
        if (stop.stop_requested() || interrupted.run.state != RunState::Interrupted || !interrupted.run.mayGoOn)
            continue;
        try {
            interrupted.cost = resumeCostOf(folder, stop);
        } catch (const std::exception&) { // said with the run
        }
        found.push_back(std::move(interrupted));
    }
    return found;
}

/// "1,020 steps (about 9 min)"; without the time where none was noted.
QString againText(const ResumeCost& cost) {
    const auto steps = static_cast<int>(std::min<std::int64_t>(cost.reached - cost.from, 2'000'000'000));
    const QString count = Recovery::tr("%Ln step(s)", nullptr, steps);
    return cost.seconds < 1 ? count : Recovery::tr("%1 (about %2)").arg(count, formatRemaining(cost.seconds));
}

QString costText(const std::optional<ResumeCost>& known) {
    if (!known)
        return Recovery::tr("Its history cannot be read. Resuming goes on from its newest checkpoint that verifies.");
    const ResumeCost& cost = *known;
    if (cost.reached == 0)
        return Recovery::tr("Nothing is lost: it had done no step yet, and resuming begins it.");
    if (cost.from == 0)
        return Recovery::tr("It has no checkpoint: resuming begins it anew and repeats %1.").arg(againText(cost));
    if (cost.from == cost.reached)
        return Recovery::tr("Nothing is lost: its newest checkpoint is of its last step, and resuming gives the same "
                            "result as if nothing had happened.");
    return Recovery::tr(
               "Its newest checkpoint is of step %1. Resuming from it repeats %2, and gives the same result as "
               "if nothing had happened.")
        .arg(formatCount(cost.from), againText(cost));
}

} // namespace

QString recoveryTitle(const InterruptedRun& interrupted) {
    const RunSummary& run = interrupted.run;
    const QFontMetrics metrics(roleFont(TextRole::Body, QFont::DemiBold));
    const QString name = metrics.elidedText(QString::fromStdString(run.name), Qt::ElideMiddle,
                                            kLongestName * metrics.averageCharWidth());
    const std::int64_t reached = reachedBy(interrupted);
    if (reached == 0)
        return Recovery::tr("%1 was interrupted").arg(name);
    if (reached == run.step)
        return Recovery::tr("%1 was interrupted after epoch %2").arg(name, QString::number(run.epochsDone));
    return Recovery::tr("%1 was interrupted in epoch %2, at step %3")
        .arg(name, QString::number(run.epochsDone + 1), formatCount(reached));
}

QString recoveryText(const InterruptedRun& interrupted) {
    const RunSummary& run = interrupted.run;
    return (run.crashReport.empty() ? QString()
                                    : Recovery::tr("The program crashed; what it could say is in %1 in the run's "
                                                   "folder. ")
                                          .arg(displayOf(run.crashReport))) +
           costText(interrupted.cost);
}

Recovery::Recovery(Studio& studio, PageFrame& page)
    : QObject(&page)
    , studio_(studio)
    , page_(page)
    , dismissed_(QString::fromUtf8(studio.settings.state(kDismissed)).split(u'\n', Qt::SkipEmptyParts)) {
    auto* looking = new WhenSeen(&page, [this] { refresh(); });
    connect(&studio_.runs, &RunsSession::changed, looking, &WhenSeen::run);
    connect(&studio_.training, &TrainingSession::stateChanged, this, &Recovery::refresh);
    refresh();
}

bool Recovery::Found::operator==(const Found& other) const {
    return key == other.key && interrupted.cost == other.interrupted.cost &&
           interrupted.run.crashReport == other.interrupted.run.crashReport;
}

void Recovery::refresh() {
    // No other can be resumed beside one that trains here.
    if (studio_.training.isActive()) {
        job_.forget();
        again_ = false;
        return show({});
    }
    std::vector<std::string> folders;
    for (const RunSummary& run : studio_.runs.runs()) {
        if (run.state == RunState::Interrupted && run.mayGoOn)
            folders.push_back(run.folder);
    }
    // One that reads the same may hang: it is waited for. Another list does not wait for it.
    if (job_.isRunning() && reading_ == folders) {
        again_ = true;
        return;
    }
    again_ = false;
    reading_ = folders;
    job_.start([folders](const JobControl& job) { return readInterrupted(folders, job.stop()); },
               [this](const std::vector<InterruptedRun>& read) {
                   std::vector<Found> found;
                   for (const InterruptedRun& interrupted : read)
                       found.push_back({keyOf(interrupted), interrupted});
                   show(std::move(found));
                   if (std::exchange(again_, false))
                       refresh();
               },
               [this](const Message&) { again_ = false; }, BackgroundJob::Begin::AtOnce);
}

void Recovery::show(std::vector<Found> found) {
    std::erase_if(found, [this](const Found& one) { return dismissed_.contains(one.key); });
    if (found == found_)
        return;
    found_ = std::move(found);
    const std::vector<Banner*> before = std::exchange(banners_, {});
    const std::size_t offered = std::min(found_.size(), kMostOffered);
    for (std::size_t i = 0; i < offered; ++i)
        banners_.push_back(makeOffer(found_[i], i == 0)); // one filled button a page
    if (found_.size() > offered)
        banners_.push_back(makeRest(found_.size() - offered));
    // The new ones first: as long as there are banners the page stays unfolded.
    for (Banner* banner : banners_)
        page_.addBannerBelow(banner);
    for (Banner* banner : before)
        page_.removeBanner(banner);
}

Banner* Recovery::makeOffer(const Found& found, bool primary) {
    const InterruptedRun& interrupted = found.interrupted;
    auto* banner = new Banner(Tone::Warning, recoveryTitle(interrupted), recoveryText(interrupted));
    banner->setObjectName(QStringLiteral("recoveryBanner"));
    const QString name = QString::fromStdString(interrupted.run.name);
    const std::string folder = interrupted.run.folder;
    QPushButton* open = banner->addButton(QStringLiteral("recoveryOpen"), tr("Open only"));
    open->setAccessibleName(tr("Open %1 only").arg(name));
    connect(open, &QPushButton::clicked, this, [this, folder] { studio_.openRun(folder); });
    QPushButton* resume = banner->addButton(QStringLiteral("recoveryResume"), tr("Resume"), primary);
    resume->setAccessibleName(tr("Resume %1").arg(name));
    connect(resume, &QPushButton::clicked, this, [this, folder] { studio_.resumeRun(folder); });
    banner->closable();
    connect(banner, &Banner::closed, this, [this, key = found.key] { dismiss({key}); });
    return banner;
}

/// Of those that are not offered.
Banner* Recovery::makeRest(std::size_t count) {
    auto* banner = new Banner(Tone::Warning, tr("%Ln more run(s) were interrupted", nullptr, static_cast<int>(count)),
                              tr("They are in the list of all runs, and can be resumed there."));
    banner->setObjectName(QStringLiteral("recoveryRest"));
    connect(banner->addButton(QStringLiteral("recoveryAll"), tr("Show all runs")), &QPushButton::clicked, this,
            [this] { studio_.show(Page::Runs); });
    banner->closable();
    connect(banner, &Banner::closed, this, [this] {
        QStringList rest;
        for (std::size_t i = kMostOffered; i < found_.size(); ++i)
            rest += found_[i].key;
        dismiss(rest);
    });
    return banner;
}

void Recovery::dismiss(const QStringList& keys) {
    dismissed_ = (keys + dismissed_).mid(0, kMostDismissed);
    studio_.settings.setState(kDismissed, dismissed_.join(u'\n').toUtf8());
    show(found_);
}

} // namespace studio
