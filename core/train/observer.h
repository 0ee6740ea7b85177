// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/train/progress.h"

namespace studio {

/// Hears what a trainer does. All calls come from the engine thread; return quickly, do not throw.
class TrainObserver {
public:
    virtual ~TrainObserver() = default;
    virtual void runStarted(const RunStart&) {}
    virtual void stepDone(const StepRecord&) {}
    virtual void epochDone(const EpochRecord&) {}
    virtual void checkpointSaved(const CheckpointRecord&) {}
    virtual void eventHappened(const EventRecord&) {}
    virtual void statusChanged(const TrainStatus&) {}
};

} // namespace studio
