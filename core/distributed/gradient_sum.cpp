// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/distributed/gradient_sum_internal.h"

#include <cmath>
#include <utility>

namespace studio {
namespace {

/// A small first one begins its way early, while the large layers of the network's end are still to come.
constexpr std::int64_t kFirstBytes = 1 << 20, kBytes = 25 << 20;

enum SummedFigure { kLoss, kCorrect1, kCorrect5, kNotFinite, kBadPictures, kFigures };

} // namespace

struct GradientSum::Bucket {
    at::Tensor memory;
    std::vector<std::size_t> parameters;
    std::size_t missing = 0; ///< gradients that are not in it yet
    std::unique_ptr<SumUnderWay> sum;
};

class GradientSum::Hook final : public torch::autograd::FunctionPostHook {
public:
    Hook(GradientSum& sum, std::size_t parameter)
        : sum_(sum)
        , parameter_(parameter) {}
    torch::autograd::variable_list operator()(const torch::autograd::variable_list& outputs,
                                              const torch::autograd::variable_list&) override {
        sum_.arrived(parameter_);
        return outputs;
    }

private:
    GradientSum& sum_;
    std::size_t parameter_;
};

GradientSum::GradientSum(Ranks& ranks, const std::vector<at::Tensor>& parameters)
    : ranks_(ranks)
    , parameters_(parameters)
    , bucketOf_(parameters.size())
    , places_(parameters.size())
    , taken_(parameters.size(), false) {
    std::int64_t room = 0;
    for (std::size_t i = parameters_.size(); i-- > 0;) {
        const auto bytes = static_cast<std::int64_t>(parameters_[i].nbytes());
        if (buckets_.empty() || bytes > room) {
            room = buckets_.empty() ? kFirstBytes : kBytes;
            buckets_.emplace_back();
        }
        room -= bytes;
        buckets_.back().parameters.push_back(i);
        bucketOf_[i] = buckets_.size() - 1;
    }
    for (Bucket& bucket : buckets_) {
        std::int64_t count = 0, at = 0;
        for (const std::size_t i : bucket.parameters) {
            count += parameters_[i].numel();
        }
        bucket.memory = at::zeros({count}, parameters_.front().options().requires_grad(false));
        for (const std::size_t i : bucket.parameters) {
            places_[i] = bucket.memory.narrow(0, at, parameters_[i].numel()).view(parameters_[i].sizes());
            at += parameters_[i].numel();
        }
        bucket.missing = bucket.parameters.size();
    }
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        accumulators_.push_back(torch::autograd::impl::grad_accumulator(parameters_[i]));
        accumulators_.back()->add_post_hook(std::make_unique<Hook>(*this, i));
    }
}

GradientSum::~GradientSum() = default;

void GradientSum::arrived(std::size_t parameter) {
    if (isArmed_) {
        take(parameter);
        launchWhole();
    }
}

void GradientSum::take(std::size_t parameter) {
    if (taken_[parameter]) {
        return;
    }
    taken_[parameter] = true;
    const torch::NoGradGuard noGrad;
    const at::Tensor& gradient = parameters_[parameter].grad();
    if (gradient.defined()) {
        places_[parameter].copy_(gradient);
    } else {
        places_[parameter].zero_();
    }
    --buckets_[bucketOf_[parameter]].missing;
}

void GradientSum::launchWhole() {
    while (launched_ < buckets_.size() && buckets_[launched_].missing == 0) {
        Bucket& bucket = buckets_[launched_];
        bucket.sum = ranks_.startSum(bucket.memory);
        ++launched_;
    }
}

void GradientSum::finish(StepResult& result) {
    isArmed_ = false;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        take(i);
    }
    launchWhole();
    sumFigures(result);
    for (Bucket& bucket : buckets_) {
        std::exchange(bucket.sum, nullptr)->wait();
        bucket.missing = bucket.parameters.size();
    }
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        parameters_[i].mutable_grad() = places_[i];
    }
    taken_.assign(taken_.size(), false);
    launched_ = 0;
}

void GradientSum::sumFigures(StepResult& result) {
    const at::Tensor figures = at::zeros({kFigures + ranks_.count()}, at::kDouble);
    auto* const values = figures.data_ptr<double>();
    values[kLoss] = std::isfinite(result.loss) ? result.loss : 0;
    values[kCorrect1] = static_cast<double>(result.correct1);
    values[kCorrect5] = static_cast<double>(result.correct5);
    values[kNotFinite] = result.finite ? 0 : 1;
    values[kBadPictures] = static_cast<double>(mine_.badPictures);
    values[kFigures + ranks_.rank()] = mine_.wantsStop ? 1 : 0;
    ranks_.sum(figures);
    result.finite = values[kNotFinite] == 0;
    result.loss = result.finite ? values[kLoss] : NAN;
    result.correct1 = std::llround(values[kCorrect1]);
    result.correct5 = std::llround(values[kCorrect5]);
    badPictures_ = std::llround(values[kBadPictures]);
    stopWishedBy_ = -1;
    for (int rank = ranks_.count() - 1; rank >= 0; --rank) {
        stopWishedBy_ = values[kFigures + rank] != 0 ? rank : stopWishedBy_;
    }
}

} // namespace studio
