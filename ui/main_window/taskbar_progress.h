// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QObject>

#include "ui/job/background_job.h"

namespace studio {

/// How far a run is, at the window's entry in docks and taskbars (KDE's, Ubuntu's and others, which listen for
/// com.canonical.Unity.LauncherEntry on the session's bus). Where there is no bus, nothing is shown. The bus is spoken
/// to off the GUI thread. Owned by WindowStatus; GUI thread.
class TaskbarProgress final : public QObject {
    Q_OBJECT

public:
    explicit TaskbarProgress(QObject* parent);
    /// Share of a run that trains, 0..1; nothing = none does. Told in whole per cent, and only what is new.
    void show(std::optional<double> fraction);

private:
    std::optional<int> percent_;
    BackgroundJob job_; // last: waited for before the rest goes
};

} // namespace studio
