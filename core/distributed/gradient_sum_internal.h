// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "core/device/device_sums_internal.h"
#include "core/device/step_program_internal.h"
#include "core/distributed/ranks_internal.h"

namespace studio {

/// What this rank tells the others with the figures of a step.
struct StepNews {
    std::int64_t badPictures = 0; ///< met in its share of the batch
    bool wantsStop = false;       ///< it was asked to end
};

/// The all-reduce of a step: gradients in buckets (the first of 1 MB, then of 25 MB) in the reverse order of the
/// parameters, each on its way while backward still computes the next (hooks behind each parameter's gradient). The
/// gradient of each rank is that of its share of the mean over the whole batch, so that a sum is all that is left.
/// Owned by the trainer; engine thread, its hooks the thread of LibTorch's backward pass, which the engine waits for.
class GradientSum final : public StepExchange {
public:
    /// `parameters` stay what they are while this lives; the same layout in all ranks.
    GradientSum(Ranks& ranks, const std::vector<at::Tensor>& parameters);
    ~GradientSum() override;
    GradientSum(const GradientSum&) = delete;
    GradientSum& operator=(const GradientSum&) = delete;

    /// From now on the sums are made on the device of the parameters.
    void useDevice(std::unique_ptr<DeviceSums> sums) { sums_ = std::move(sums); }
    /// Of this rank, for the next step.
    void setNews(const StepNews& news) { mine_ = news; }

    void beginStep() override;
    void forget() override;
    void beginBackward() override { isArmed_ = true; }
    void finish(const at::Tensor& figures) override;
    std::int64_t newsSize() const override { return 1 + ranks_.count(); }
    SharedNews newsOf(const double* news) const override;
    void await(const std::function<bool()>& isReached) override { ranks_.await(isReached); }
    bool isLost() const override { return ranks_.isLost(); }

private:
    struct Bucket;
    class Hook;
    void arrived(std::size_t parameter);
    void take(std::size_t parameter);
    void launchWhole();
    std::unique_ptr<SumUnderWay> begin(const at::Tensor& tensor);

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
    at::Tensor news_;                  ///< mine_ where the parameters are
    std::unique_ptr<DeviceSums> sums_; ///< null: the ranks sum on the CPU
};

} // namespace studio
