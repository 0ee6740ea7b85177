// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <QObject>
#include <QStringList>

#include "core/report/resume_cost.h"
#include "core/run/run_folder.h"
#include "ui/job/background_job.h"

namespace studio {

class Banner;
class PageFrame;
class Studio;

/// An interrupted run, and what resuming it costs; nothing where its history cannot be read.
struct InterruptedRun {
    RunSummary run;
    std::optional<ResumeCost> cost;
};
/// What happened to it, and what resuming does again, in words.
QString recoveryTitle(const InterruptedRun& interrupted);
QString recoveryText(const InterruptedRun& interrupted);

/// A banner on Start for each run that was interrupted, the newest on top: to resume it, to look at it, or to leave it
/// alone. One that was closed stays away, also after a restart, until its run has gone on and was interrupted again. Of
/// very many the newest are offered and the rest are counted. Child of the page. GUI thread.
class Recovery final : public QObject {
    Q_OBJECT

public:
    static constexpr std::size_t kMostOffered = 5;

    /// `studio` outlives it.
    Recovery(Studio& studio, PageFrame& page);

private:
    struct Found {
        QString key; ///< by run and the step that it reached
        InterruptedRun interrupted;
        /// Both are told in the same words.
        bool operator==(const Found& other) const;
    };
    void refresh();
    void show(std::vector<Found> found);
    Banner* makeOffer(const Found& found, bool primary);
    Banner* makeRest(std::size_t count);
    void dismiss(const QStringList& keys);

    Studio& studio_;
    PageFrame& page_;
    std::vector<Found> found_; ///< newest first, without those that were dismissed
    std::vector<Banner*> banners_;
    QStringList dismissed_; ///< keys, newest first
    std::vector<std::string> reading_;
    bool again_ = false;
    BackgroundJob job_; // last: waited for before the rest goes
};

} // namespace studio
