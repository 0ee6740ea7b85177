// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "core/base/patient_thread.h"
#include "core/train/forwarding_observer.h"

namespace studio {

/// Where a run's events lie: RUN/tensorboard.
std::string tensorBoardFolder(const std::string& runFolder);
/// An environment in which this is 1 (or anything but 0) wants none.
inline constexpr const char* kNoTensorBoard = "RESNET_STUDIO_NO_TENSORBOARD";
bool isMirrorUnwanted();

struct RunMirrorOptions {
    bool isWanted = true;                      ///< no: files of an earlier time are emptied, which is told
    std::chrono::milliseconds every{5'000};    ///< TensorBoard looks as often
    std::chrono::milliseconds patience{5'000}; ///< with a disk that hangs, at the end
};

/// Mirrors a run that trains into files for TensorBoard (RunEvents): what run.db has, read on a thread of its own, for
/// which neither the engine nor the writer of run.db ever waits. What cannot be written is told once, in the journal
/// and to `next`, and ends the mirror; the run goes on. An observer around another one, which outlives it; made and
/// destroyed by whoever calls runTraining(), on one thread. In a team of ranks only rank 0 has a run, and a mirror.
class RunMirror final : public ForwardingObserver {
public:
    explicit RunMirror(TrainObserver& next, RunMirrorOptions options = {});
    /// finish().
    ~RunMirror() override;
    RunMirror(const RunMirror&) = delete;
    RunMirror& operator=(const RunMirror&) = delete;

    void runStarted(const RunStart& start) override;
    /// The engine has returned: writes the last rows and how the run ended. A thread that hangs in a disk is left
    /// behind. Again: does nothing.
    void finish();

private:
    struct State;

    OneAtATime next_; ///< the mirror's thread tells, too
    const RunMirrorOptions options_;
    std::shared_ptr<State> state_; ///< shared with the thread
    std::unique_ptr<PatientThread> thread_;
};

} // namespace studio
