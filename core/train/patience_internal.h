// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>

#include "core/base/error.h"
#include "core/loader/loader.h"
#include "core/train/checkpoint_keeper_internal.h"
#include "core/train/stall_watch_internal.h"

namespace studio {

/// Where a run gets its batches: a pictures' volume that is gone is waited for. It says so once, shows it, and tries
/// again after 1, 2, 4 ... 60 s; the batch is then the one it would have been. The time from when the batch was asked
/// for is none of the run's (ActiveClock); neither is one in which a volume blocked until it was called a stall. Engine
/// thread.
class Patience {
public:
    /// `settle` makes the state one that may be saved, before it is waited; false: it is void.
    Patience(RunSession& session, TrainControl& control, CheckpointKeeper& keeper, StallWatch& watch,
             std::function<bool()> settle);

    /// The loader's next batch. Nothing at the end, at a stop and where the state is void. Throws Error for all but Io.
    std::optional<Batch> next(Loader& loader);

private:
    void begin(const Error& trouble, double askedAt);
    bool tryAgain();
    void goOn();
    void end();

    RunSession& session_;
    TrainControl& control_;
    CheckpointKeeper& keeper_;
    StallWatch& watch_;
    std::function<bool()> settle_;
    double goneSince_ = -1; ///< -1 = not gone
    double backOff_ = 0;
};

/// Stands still on purpose while this lives: no training time and no stall.
class Rest {
public:
    Rest(ActiveClock& clock, StallWatch& watch);
    ~Rest();
    Rest(const Rest&) = delete;
    Rest& operator=(const Rest&) = delete;

private:
    ActiveClock& clock_;
    StallWatch& watch_;
    bool wasRunning_;
};

/// The wait before the next try: twice the last one, 1 to 60 s.
double nextBackOff(double last);

} // namespace studio
