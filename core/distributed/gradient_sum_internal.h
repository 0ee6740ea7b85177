// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/device/step_program_internal.h"
#include "core/distributed/ranks_internal.h"

namespace studio {

/// What the ranks tell each other with the figures of a step.
struct StepNews {
    std::int64_t badPictures = 0; ///< met in the step's batch
    bool wantsStop = false;       ///< this rank was asked to end
};

/// The all-reduce of a step: gradients in buckets (the first of 1 MB, then of 25 MB) in the reverse order of the
/// parameters, each on its way while backward still computes the next (hooks behind each parameter's gradient). The
/// gradient of each rank is that of its share of the mean over the whole batch, so that a sum is all that is left.
/// Owned by the trainer; engine thread.
class GradientSum final : public StepExchange {
public:
    /// `parameters` stay what they are while this lives.
    GradientSum(Ranks& ranks, const std::vector<at::Tensor>& parameters);
    ~GradientSum() override;
    GradientSum(const GradientSum&) = delete;
    GradientSum& operator=(const GradientSum&) = delete;

    /// Of this rank, for the next step.
    void setNews(const StepNews& news) { mine_ = news; }
    /// Of all ranks, from the last step: their sum, and the first rank that was asked to end; -1 = none.
    std::int64_t badPictures() const { return badPictures_; }
    int stopWishedBy() const { return stopWishedBy_; }

    void beginBackward() override { isArmed_ = true; }
    void finish(StepResult& result) override;

private:
    struct Bucket;
    class Hook;
    void arrived(std::size_t parameter);
    void take(std::size_t parameter);
    void launchWhole();
    void sumFigures(StepResult& result);

    Ranks& ranks_;
    std::vector<at::Tensor> parameters_;
    std::vector<std::shared_ptr<torch::autograd::Node>> accumulators_; ///< or they and their hooks would go
    std::vector<Bucket> buckets_;
    std::vector<std::size_t> bucketOf_;
    std::vector<at::Tensor> places_; ///< of each parameter in its bucket's memory
    std::vector<bool> taken_;
    std::size_t launched_ = 0; ///< buckets: in the same order in all ranks
    bool isArmed_ = false;
    StepNews mine_;
    std::int64_t badPictures_ = 0;
    int stopWishedBy_ = -1;
};

} // namespace studio
