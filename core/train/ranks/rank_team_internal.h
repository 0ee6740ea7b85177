// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/distributed/gradient_sum_internal.h"
#include "core/loader/loader.h"
#include "core/train/evaluator.h"

namespace studio {

struct RunSession;
class TrainControl;

/// What rank 0 wants of the others next. All that a person, a disk or a number may decide is decided by rank 0 alone.
struct RankOrder {
    enum class Kind : std::int64_t {
        Train,          ///< open the training of an epoch from a batch on, by the plan that is told with it
        Step,           ///< one optimiser step
        BadPictures,    ///< which they met in steps since the last time
        MeasureAverage, ///< a validation of the average of the weights
        Measure,        ///< the validation after `epoch`; 0: in the middle of one
        Statistics,     ///< averageStatistics()
        State,          ///< shareState()
        End
    };
    Kind kind = Kind::End;
    std::int64_t epoch = 0;
    std::int64_t batch = 0; ///< of Train: the first; of Step: in its epoch
    std::int64_t step = 0;
    double learningRate = 0;
};

/// What a run says to its other ranks and hears of them. The statistics of batch norm are those of each rank's own
/// pictures while it trains, as in PyTorch's DDP; before a validation and in a checkpoint they are the mean over the
/// ranks, and so are those in the average of the weights (EMA). That average each rank keeps for itself: the weights
/// that it follows are the same in all. Owned by the run's session; engine thread.
class RankTeam {
public:
    /// `wantsStop`: whether this rank was asked to end; rank 0 needs none.
    RankTeam(RunSession& session, std::shared_ptr<Ranks> ranks, std::function<bool()> wantsStop = {});
    /// Rank 0: the others end, too.
    ~RankTeam();
    RankTeam(const RankTeam&) = delete;
    RankTeam& operator=(const RankTeam&) = delete;

    /// Rank 0, once its run is open: tells the others which it is, and waits until they are ready, which may take them
    /// as long as listing their pictures does. Throws Error(Stopped) where `wantsStop` says so meanwhile.
    void begin(std::function<bool()> wantsStop = {});
    Ranks& ranks() { return *ranks_; }
    bool leads() const { return ranks_->rank() == 0; }
    /// Once the device is open: where gradients are summed on devices, all of them meet there. Throws Error where they
    /// cannot.
    void meetOnDevices();
    StepExchange* exchange() { return &sum_; }

    /// Rank 0 ends by a failure: where the others may wait for its part of a step, and hear no order, they are told.
    void fail(ErrorKind kind, const std::string& words) noexcept;

    /// Rank 0 says, the others hear. Nothing is said while the others compute. A person may change the run's plan at
    /// any time, and with it the size of pictures to come: the others learn it with each Train.
    void order(const RankOrder& order);
    RankOrder hear();

    /// Before each step; `badPictures`: in this rank's share of it. Rank 0 orders it.
    void beginStep(const RankOrder& step, std::int64_t badPictures);
    void endStep();
    /// After BadPictures: those that the other ranks met.
    std::vector<BadPicture> othersBadPictures(std::span<const BadPicture> mine);

    /// Around a validation: the same network in all ranks, then the figures of all pictures.
    void beginMeasuring();
    void combine(EvaluationResult& result);
    /// Rank 0 has no use for the rest of it (a stop).
    bool isMeasuringOver();

    /// The state is rank 0's from here on.
    void shareState();
    void averageStatistics();
    /// Rank 0, before a checkpoint.
    void averageForCheckpoint();

private:
    std::vector<BadPicture> gatherBad(const std::string& mine);

    RunSession& session_;
    std::shared_ptr<Ranks> ranks_;
    std::function<bool()> wantsStop_;
    GradientSum sum_;
    bool isOnDevices_ = false;  ///< results of steps come later than orders
    bool isBusy_ = false;       ///< a step or a validation is under way: the others hear no order
    bool isApart_ = false;      ///< the statistics of batch norm have moved on since they were averaged
    std::int64_t measured_ = 0; ///< validations
    double measuredSince_ = 0;
};

/// What rank 0 tells at the beginning, as one text.
std::string rankBriefing(const RunSession& session);
/// Takes the recipe and its place from it, lists the pictures and opens the device. `findDevices`: see
/// RankSurroundings. Throws Error where the pictures are not those of rank 0.
void openByBriefing(RunSession& session, TrainControl& control, const std::string& briefing,
                    const std::function<void(const std::string& device)>& findDevices);

} // namespace studio
