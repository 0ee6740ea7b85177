// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <QObject>
#include <QStringList>

#include "core/run/resume_cost.h"
#include "core/run/run_folder.h"

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
/// alone. One that was closed stays away, also after a restart, until its run has gone on and was interrupted again.
/// Child of the page. GUI thread.
class Recovery final : public QObject {
    Q_OBJECT

public:
    /// `studio` outlives it.
    Recovery(Studio& studio, PageFrame& page);

private:
    void refresh();
    void show(const std::vector<InterruptedRun>& found);
    Banner* makeBanner(const InterruptedRun& interrupted);
    void dismiss(const QString& key);

    Studio& studio_;
    PageFrame& page_;
    std::map<QString, Banner*> banners_; ///< by run and the step that it reached
    QStringList dismissed_;              ///< keys, newest first
    bool reading_ = false, again_ = false;
};

} // namespace studio
