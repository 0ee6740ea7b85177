// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/train_alerts.h"

#include <QPushButton>

#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/page_frame.h"

namespace studio {

TrainAlerts::TrainAlerts(Studio& studio, PageFrame& page)
    : QObject(&page)
    , studio_(studio)
    , page_(page) {
    const TrainingSession& training = studio.training;
    connect(&training, &TrainingSession::statusChanged, this, &TrainAlerts::showTrouble);
    connect(&training, &TrainingSession::stateChanged, this, &TrainAlerts::showTrouble);
    connect(&training, &TrainingSession::finished, this, &TrainAlerts::showMemory);
    connect(&training, &TrainingSession::statusChanged, this, &TrainAlerts::showPlace);
    connect(&training, &TrainingSession::stateChanged, this, &TrainAlerts::showPlace);
}

void TrainAlerts::clear(Banner*& banner) {
    page_.removeBanner(banner);
    banner = nullptr;
}

void TrainAlerts::showTrouble() {
    const TrainingSession& training = studio_.training;
    const QString text = training.isActive() ? displayOf(training.status().trouble) : QString();
    const bool lookOnly = !training.whyUnsteerable().empty();
    if (text.isEmpty() || lookOnly != troubleIsLookOnly_)
        clear(trouble_);
    troubleIsLookOnly_ = lookOnly;
    if (text.isEmpty())
        return;
    if (trouble_ != nullptr)
        return trouble_->setTexts(trouble_->title(), text);
    clear(memory_);
    // Nobody hears a wish there, and nothing is wrong with the run.
    trouble_ = lookOnly ? new Banner(Tone::Accent, tr("This run can be looked at only"), text)
                        : new Banner(Tone::Warning, tr("The run goes on, but needs you"), text);
    trouble_->setObjectName(QStringLiteral("troubleBanner"));
    if (!lookOnly)
        connect(trouble_->addButton(QStringLiteral("tryNow"), tr("Try now")), &QPushButton::clicked, this,
                [this] { studio_.training.snapshot(); }); // ends the wait, and saves
    page_.addBanner(trouble_);
}

/// How long a run takes is known once it has made some steps.
void TrainAlerts::showPlace() {
    constexpr double kLong = 3600;
    const TrainingSession& training = studio_.training;
    const bool here = training.isActive() && !training.isFollowing() && !studio_.isMovingToBackground() &&
                      training.state() != SessionState::Stopping;
    if (!here) {
        clear(place_);
        placeSaid_ = false;
        return;
    }
    const double left = training.status().remainingSeconds;
    if (placeSaid_ || left < kLong || !studio_.hasBackground() || studio_.recipe.place == RunPlace::Window)
        return;
    placeSaid_ = true;
    place_ = new Banner(Tone::Accent, tr("This run has about %1 to go, and ends with this window").arg(formatRemaining(left)),
                        tr("In the background it goes on without window, desktop and login; this studio follows it."));
    place_->setObjectName(QStringLiteral("placeBanner"));
    connect(place_->addButton(QStringLiteral("moveToBackground"), tr("Move to background")), &QPushButton::clicked,
            this, [this] { studio_.moveToBackground(); });
    place_->closable();
    connect(place_, &Banner::closed, this, [this] { place_ = nullptr; });
    page_.addBanner(place_);
}

void TrainAlerts::showMemory(const RunReport& report) {
    clear(memory_);
    if (report.fittingBatch <= 0)
        return;
    memory_ = Banner::fromMessage(report.error);
    memory_->setObjectName(QStringLiteral("memoryBanner"));
    const qint64 size = report.fittingBatch;
    connect(memory_->addButton(QStringLiteral("useFittingBatch"), tr("Use batch size %1").arg(size), true),
            &QPushButton::clicked, this, [this, size] {
                studio_.recipe.setValue("batch_size", std::to_string(size));
                clear(memory_);
                studio_.show(Page::Recipe);
            });
    connect(memory_, &Banner::closed, this, [this] { memory_ = nullptr; });
    page_.addBanner(memory_);
}

} // namespace studio
