// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QObject>

#include "core/preflight/preflight.h"
#include "ui/job/background_job.h"

namespace studio {

class DataSession;
class RecipeDraft;
class TrainingSession;

/// Measures what the draft would take on this machine, on a job's thread, and keeps the last result. Nothing is
/// measured beside a run: one that begins ends it. Owned by Studio; GUI thread.
class PreflightSession final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PreflightSession)

public:
    /// `engine` may be null: nothing can be measured then.
    PreflightSession(PreflightEngine engine, const DataSession& data, const RecipeDraft& recipe,
                     const TrainingSession& training, QObject* parent = nullptr);

    bool isThere() const { return engine_ != nullptr; }
    /// Why measure() would refuse; `draftBlocker`: why the draft is no run. Empty = it would not.
    QString blocker(const QString& draftBlocker) const;
    /// Requires a draft that is a run, and none that trains.
    void measure();
    /// Whether the data set has a packed copy now: a measure of before it was made, or deleted, holds no more.
    void setPacked(bool isPacked);
    /// The result of before stays. Heard between two steps.
    void cancel();
    void requestStop() { cancel(); }

    bool isMeasuring() const { return job_.isRunning(); }
    bool isStopping() const { return isMeasuring() && stopping_; }
    PreflightStage stage() const { return stage_; }
    double fraction() const { return fraction_; } ///< of all stages, 0..1
    const std::optional<PreflightMeasure>& measured() const { return measured_; }
    /// Whether it holds for the draft: the same work, on the same pictures and device.
    bool isFresh() const;
    /// What it says of the draft; without a time where it is not fresh.
    PreflightForecast forecast() const;
    /// Why the last one came to nothing; empty title = it did not.
    const Message& error() const { return error_; }

Q_SIGNALS:
    void changed();

private:
    PreflightRequest request() const;

    PreflightEngine engine_;
    const DataSession& data_;
    const RecipeDraft& recipe_;
    const TrainingSession& training_;
    bool stopping_ = false;
    PreflightStage stage_ = PreflightStage::Preparing;
    double fraction_ = 0;
    std::optional<PreflightMeasure> measured_;
    PreflightRequest asked_; ///< what measured_ is of
    Message error_;
    BackgroundJob job_; // last: stopped before the rest goes
};

} // namespace studio
