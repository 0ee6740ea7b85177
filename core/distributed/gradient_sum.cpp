// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/distributed/gradient_sum_internal.h"

#include <cmath>
#include <utility>

namespace studio {
namespace {

/// A small first one begins its way early, while the large layers of the network's end are still to come.
constexpr std::int64_t kFirstBytes = 1 << 20, kBytes = 25 << 20;

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
            // In the layout of the parameter (channels_last on a card), as the optimiser wants it.
            places_[i] = bucket.memory.as_strided(parameters_[i].sizes(), parameters_[i].strides(), at);
            at += parameters_[i].numel();
        }
        bucket.missing = bucket.parameters.size();
    }
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        accumulators_.push_back(torch::autograd::impl::grad_accumulator(parameters_[i]));
        accumulators_.back()->add_post_hook(std::make_unique<Hook>(*this, i));
    }
    news_ = at::zeros({newsSize()}, at::TensorOptions(at::kDouble).device(parameters_.front().device()));
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

std::unique_ptr<SumUnderWay> GradientSum::begin(const at::Tensor& tensor) {
    if (!sums_) {
        return ranks_.startSum(tensor);
    }
    sums_->begin(tensor);
    return nullptr;
}

void GradientSum::launchWhole() {
    while (launched_ < buckets_.size() && buckets_[launched_].missing == 0) {
        Bucket& bucket = buckets_[launched_];
        bucket.sum = begin(bucket.memory);
        ++launched_;
    }
}

void GradientSum::beginStep() {
    news_.zero_();
    if (mine_.badPictures > 0) {
        news_[0].fill_(static_cast<double>(mine_.badPictures));
    }
    if (mine_.wantsStop) {
        news_[1 + ranks_.rank()].fill_(1);
    }
}

void GradientSum::forget() {
    isArmed_ = false;
    taken_.assign(taken_.size(), false);
    launched_ = 0;
    for (Bucket& bucket : buckets_) {
        bucket.missing = bucket.parameters.size();
        bucket.sum.reset();
    }
}

void GradientSum::finish(const at::Tensor& figures) {
    isArmed_ = false;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        take(i);
    }
    launchWhole();
    figures.narrow(0, figures.size(0) - newsSize(), newsSize()).copy_(news_);
    const std::unique_ptr<SumUnderWay> sum = begin(figures);
    if (sums_) {
        sums_->finish();
    } else {
        sum->wait();
    }
    for (Bucket& bucket : buckets_) {
        if (bucket.sum) {
            bucket.sum->wait();
        }
    }
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        parameters_[i].mutable_grad() = places_[i];
    }
    forget();
}

SharedNews GradientSum::newsOf(const double* news) const {
    SharedNews shared{.badPictures = std::llround(news[0])};
    for (int rank = ranks_.count() - 1; rank >= 0; --rank) {
        shared.stopWishedBy = news[1 + rank] != 0 ? rank : shared.stopWishedBy;
    }
    return shared;
}

} // namespace studio
