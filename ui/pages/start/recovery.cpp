// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/start/recovery.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <QPushButton>

#include "core/base/text.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/page_frame.h"

namespace studio {

namespace {

constexpr qsizetype kMostDismissed = 100;
const QString kDismissed = QStringLiteral("recoveryDismissed");

std::int64_t reachedBy(const InterruptedRun& interrupted) {
    return interrupted.cost ? interrupted.cost->reached : interrupted.run.step;
}

QString keyOf(const InterruptedRun& interrupted) {
    return QString::number(reachedBy(interrupted)) + u' ' +
           QString::fromStdString(escapeBytes(interrupted.run.folder));
}

/// "1,020 steps, about 9 min"; without the time where none was noted.
QString againText(const ResumeCost& cost) {
    const auto steps = static_cast<int>(std::min<std::int64_t>(cost.reached - cost.from, 2'000'000'000));
    const QString count = Recovery::tr("%Ln step(s)", nullptr, steps);
    return cost.seconds < 1 ? count : Recovery::tr("%1, about %2").arg(count, formatRemaining(cost.seconds));
}

QString costText(const std::optional<ResumeCost>& known) {
    if (!known)
        return Recovery::tr("Its history cannot be read. Resuming goes on from its newest checkpoint that verifies.");
    const ResumeCost& cost = *known;
    if (cost.reached == 0)
        return Recovery::tr("Nothing is lost: it had done no step yet, and resuming begins it.");
    if (cost.from == 0)
        return Recovery::tr("It has no checkpoint: resuming begins it again, %1.").arg(againText(cost));
    if (cost.from == cost.reached)
        return Recovery::tr("Nothing is lost: its newest checkpoint is of its last step, and resuming gives the same "
                            "result as if nothing had happened.");
    return Recovery::tr("Its newest checkpoint is of step %1. Resuming does %2 again, and gives the same result as if "
                        "nothing had happened.")
        .arg(formatCount(cost.from), againText(cost));
}

} // namespace

QString recoveryTitle(const InterruptedRun& interrupted) {
    const RunSummary& run = interrupted.run;
    const QString name = QString::fromStdString(run.name);
    const std::int64_t reached = reachedBy(interrupted);
    if (reached == 0)
        return Recovery::tr("%1 was interrupted").arg(name);
    if (reached == run.step)
        return Recovery::tr("%1 was interrupted after epoch %2").arg(name).arg(run.epochsDone);
    return Recovery::tr("%1 was interrupted in epoch %2, at step %3")
        .arg(name)
        .arg(run.epochsDone + 1)
        .arg(formatCount(reached));
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
    connect(&studio_.runs, &RunsSession::changed, this, &Recovery::refresh);
    connect(&studio_.training, &TrainingSession::stateChanged, this, &Recovery::refresh);
    refresh();
}

void Recovery::refresh() {
    // One that trains here now may still be listed as it was before, and no other can be resumed beside it.
    if (studio_.training.isActive())
        return show({});
    if (std::exchange(reading_, true)) {
        again_ = true;
        return;
    }
    std::vector<InterruptedRun> found;
    for (const RunSummary& run : studio_.runs.runs()) {
        if (run.state == RunState::Interrupted && run.mayGoOn)
            found.push_back({run, {}});
    }
    studio_.files.run(
        this,
        [found](const JobControl& job) mutable {
            for (InterruptedRun& interrupted : found) {
                try {
                    if (!job.isStopped())
                        interrupted.cost = resumeCostOf(interrupted.run.folder);
                } catch (const std::exception&) { // said with the run
                }
            }
            return found;
        },
        [this](const std::vector<InterruptedRun>& read) {
            reading_ = false;
            if (std::exchange(again_, false))
                return refresh();
            show(studio_.training.isActive() ? std::vector<InterruptedRun>() : read);
        });
}

void Recovery::show(const std::vector<InterruptedRun>& found) {
    std::map<QString, const InterruptedRun*> wanted;
    for (const InterruptedRun& interrupted : found) {
        if (const QString key = keyOf(interrupted); !dismissed_.contains(key))
            wanted[key] = &interrupted;
    }
    std::erase_if(banners_, [this, &wanted](const auto& shown) {
        const auto kept = wanted.find(shown.first);
        if (kept == wanted.end())
            page_.removeBanner(shown.second);
        else
            shown.second->setTexts(recoveryTitle(*kept->second), recoveryText(*kept->second));
        return kept == wanted.end();
    });
    std::for_each(found.rbegin(), found.rend(), [this, &wanted](const InterruptedRun& interrupted) {
        const QString key = keyOf(interrupted);
        if (wanted.contains(key) && !banners_.contains(key)) // each is put on top: the newest comes last
            banners_[key] = makeBanner(interrupted);
    });
}

Banner* Recovery::makeBanner(const InterruptedRun& interrupted) {
    auto* banner = new Banner(Tone::Warning, recoveryTitle(interrupted), recoveryText(interrupted));
    banner->setObjectName(QStringLiteral("recoveryBanner"));
    const QString key = keyOf(interrupted), name = QString::fromStdString(interrupted.run.name);
    const std::string folder = interrupted.run.folder;
    QPushButton* open = banner->addButton(QStringLiteral("recoveryOpen"), tr("Open only"));
    open->setAccessibleName(tr("Open %1 only").arg(name));
    connect(open, &QPushButton::clicked, this, [this, folder] { studio_.openRun(folder); });
    QPushButton* resume = banner->addButton(QStringLiteral("recoveryResume"), tr("Resume"), true);
    resume->setAccessibleName(tr("Resume %1").arg(name));
    connect(resume, &QPushButton::clicked, this, [this, folder] { studio_.resumeRun(folder); });
    banner->closable();
    connect(banner, &Banner::closed, this, [this, key] { dismiss(key); });
    page_.addBanner(banner);
    return banner;
}

void Recovery::dismiss(const QString& key) {
    banners_.erase(key); // the page takes it away itself
    dismissed_.prepend(key);
    dismissed_ = dismissed_.mid(0, kMostDismissed);
    studio_.settings.setState(kDismissed, dismissed_.join(u'\n').toUtf8());
}

} // namespace studio
