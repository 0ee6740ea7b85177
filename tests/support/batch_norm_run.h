// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <random>
#include <stdexcept>
#include <vector>

#include "core/device/cuda/kernels/batch_norm.h"
#include "core/device/cuda/kernels/host_words.h"
#include "tests/support/batch_norm_oracle.h"

namespace studio::test {

inline std::size_t bytesOf(cuda::Element element) {
    return element == cuda::Element::Float ? 4 : 2;
}

/// The largest error of rounding to the type, relative.
inline double roundingOf(cuda::Element element) {
    return element == cuda::Element::Half ? 0x1p-11 : element == cuda::Element::BFloat16 ? 0x1p-8 : 0x1p-23;
}

/// Elements as they lie in memory, with a pattern before and behind that must stay. `offset` elements from a multiple
/// of sixteen bytes.
class Activation {
public:
    Activation() = default;
    Activation(cuda::Element element, const Numbers& values, std::size_t offset = 0)
        : element_(element)
        , count_(values.size())
        , begin_(16 + offset * bytesOf(element))
        , bytes_(begin_ + count_ * bytesOf(element) + kGuard, std::uint8_t{0xa5}) {
        for (std::size_t i = 0; i < count_; ++i)
            set(i, static_cast<float>(values[i]));
    }
    void* data() { return bytes_.empty() ? nullptr : bytes_.data() + begin_; }
    const std::vector<std::uint8_t>& bytes() const { return bytes_; }

    Numbers values() const {
        Numbers out(count_);
        for (std::size_t i = 0; i < count_; ++i)
            out[i] = get(i);
        return out;
    }
    bool isGuardIntact() const {
        for (std::size_t i = 0; i < bytes_.size(); ++i) {
            const bool guard = i < begin_ || i >= begin_ + count_ * bytesOf(element_);
            if (guard && bytes_[i] != 0xa5)
                return false;
        }
        return true;
    }

private:
    static constexpr std::size_t kGuard = 16;
    float get(std::size_t i) const {
        const std::uint8_t* at = bytes_.data() + begin_ + i * bytesOf(element_);
        std::uint16_t half = 0;
        float whole = 0;
        if (element_ == cuda::Element::Float)
            std::memcpy(&whole, at, 4);
        else
            std::memcpy(&half, at, 2);
        return element_ == cuda::Element::Float  ? whole
               : element_ == cuda::Element::Half ? cuda::__half2float({half})
                                                 : cuda::__bfloat162float({half});
    }
    void set(std::size_t i, float value) {
        std::uint8_t* at = bytes_.data() + begin_ + i * bytesOf(element_);
        const std::uint16_t half =
            element_ == cuda::Element::Half ? cuda::__float2half_rn(value).bits : cuda::__float2bfloat16_rn(value).bits;
        if (element_ == cuda::Element::Float)
            std::memcpy(at, &value, 4);
        else
            std::memcpy(at, &half, 2);
    }

    cuda::Element element_ = cuda::Element::Float;
    std::size_t count_ = 0, begin_ = 0;
    std::vector<std::uint8_t> bytes_;
};

using Channels = std::vector<float>;

inline Channels channelsOf(const Numbers& values) {
    return {values.begin(), values.end()};
}
inline Numbers numbersOf(const Channels& values) {
    return {values.begin(), values.end()};
}

inline void expectSuccess(int code) {
    if (code != 0)
        throw std::runtime_error("a launch returned " + std::to_string(code));
}

/// One layer's memory, and the passes over it.
struct BatchNormLayer {
    cuda::BatchNormSize size;
    bool relu = false;
    float momentum = 0.1f, eps = 1e-5f;
    Activation x, residual, dy, dySecond, y, dx, dz; // residual, dySecond: empty = none
    std::vector<std::uint8_t> mask;
    Channels gamma, beta, mean, invstd, runningMean, runningVariance, dgamma, dbeta;
    std::vector<float> partials;
    std::vector<unsigned> tickets;

    std::size_t count() const {
        return static_cast<std::size_t>(size.pixels) * static_cast<std::size_t>(size.channels);
    }
    bool adds() { return residual.data() != nullptr; }

    void forward() {
        prepareScratch(cuda::forwardPlan(size));
        y = dx = dz = Activation(size.element, Numbers(count(), -7));
        mask.assign(adds() ? static_cast<std::size_t>(size.pixels * cuda::maskBytes(size.channels)) : 0, 0xff);
        cuda::BatchNormForward pass;
        pass.size = size;
        pass.x = x.data();
        pass.residual = residual.data();
        pass.relu = relu;
        pass.y = y.data();
        pass.mask = adds() ? mask.data() : nullptr;
        pass.gamma = gamma.data();
        pass.beta = beta.data();
        pass.mean = mean.data();
        pass.invstd = invstd.data();
        pass.runningMean = runningMean.data();
        pass.runningVariance = runningVariance.data();
        pass.momentum = momentum;
        pass.eps = eps;
        pass.scratch = {partials.data(), tickets.data()};
        expectSuccess(cuda::batchNormForward(pass, nullptr));
    }

    void evaluate() {
        y = Activation(size.element, Numbers(count(), -7));
        cuda::BatchNormEvaluation pass;
        pass.size = size;
        pass.x = x.data();
        pass.residual = residual.data();
        pass.relu = relu;
        pass.y = y.data();
        pass.gamma = gamma.data();
        pass.beta = beta.data();
        pass.mean = runningMean.data();
        pass.variance = runningVariance.data();
        pass.eps = eps;
        expectSuccess(cuda::batchNormEvaluation(pass, nullptr));
    }

    void backward() {
        prepareScratch(cuda::backwardPlan(size));
        cuda::BatchNormBackward pass;
        pass.size = size;
        pass.dy = dy.data();
        pass.dySecond = dySecond.data();
        pass.x = x.data();
        pass.relu = relu;
        pass.mask = adds() ? mask.data() : nullptr;
        pass.dx = dx.data();
        pass.dz = adds() ? dz.data() : nullptr;
        pass.gamma = gamma.data();
        pass.beta = beta.data();
        pass.mean = mean.data();
        pass.invstd = invstd.data();
        pass.dgamma = dgamma.data();
        pass.dbeta = dbeta.data();
        pass.scratch = {partials.data(), tickets.data()};
        expectSuccess(cuda::batchNormBackward(pass, nullptr));
    }

    bool areTicketsZero() const { return tickets == std::vector<unsigned>(tickets.size(), 0); }
    bool areGuardsIntact() const { return y.isGuardIntact() && dx.isGuardIntact() && dz.isGuardIntact(); }
    bool isOpen(std::size_t pixel, std::size_t channel) const {
        const auto row = static_cast<std::size_t>(cuda::maskBytes(size.channels));
        return (mask[pixel * row + channel / 8] >> (channel % 8) & 1) != 0;
    }

private:
    /// Partials of an earlier pass must not matter, so they are NaN; tickets stay as the last pass left them.
    void prepareScratch(const cuda::LaunchPlan& plan) {
        partials.assign(plan.partials, std::nanf(""));
        if (tickets.size() < plan.tickets)
            tickets.resize(plan.tickets);
    }
};

/// What follows the normalisation in a test.
enum class After { Nothing, Relu, AddRelu };

inline Numbers randomNumbers(std::size_t count, double mean, double deviation, std::mt19937& random) {
    std::normal_distribution<double> draw(mean, deviation);
    Numbers out(count);
    for (double& value : out)
        value = draw(random);
    return out;
}

/// A layer of random numbers; each channel has its own mean and deviation.
inline BatchNormLayer randomLayer(cuda::Element element, std::int64_t pixels, int channels, After after,
                                  std::uint32_t seed = 1) {
    std::mt19937 random(seed);
    BatchNormLayer out;
    out.size = {element, pixels, channels, cuda::kThreads};
    out.relu = after != After::Nothing;
    const auto wide = static_cast<std::size_t>(channels);
    const Numbers means = randomNumbers(wide, 0, 2, random);
    Numbers x = randomNumbers(out.count(), 0, 1, random);
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] = x[i] * (0.5 + 0.1 * static_cast<double>(i % wide % 9)) + means[i % wide];
    out.x = Activation(element, x);
    if (after == After::AddRelu)
        out.residual = Activation(element, randomNumbers(out.count(), 0, 1, random));
    out.dy = Activation(element, randomNumbers(out.count(), 0.1, 1, random));
    out.gamma = channelsOf(randomNumbers(wide, 1, 0.5, random));
    out.beta = channelsOf(randomNumbers(wide, 0, 0.5, random));
    out.runningMean = channelsOf(randomNumbers(wide, 0, 1, random));
    out.runningVariance.assign(wide, 1.5f);
    out.mean = out.invstd = out.dgamma = out.dbeta = Channels(wide, std::nanf(""));
    return out;
}

/// The same numbers, as they are once rounded to the layer's type, for the composition in double precision.
inline BatchNormOracle oracleOf(BatchNormLayer& layer) {
    BatchNormOracle out;
    out.pixels = static_cast<std::size_t>(layer.size.pixels);
    out.channels = static_cast<std::size_t>(layer.size.channels);
    out.x = layer.x.values();
    if (layer.adds())
        out.residual = layer.residual.values();
    out.gamma = numbersOf(layer.gamma);
    out.beta = numbersOf(layer.beta);
    out.relu = layer.relu;
    out.eps = static_cast<double>(layer.eps);
    return out;
}

/// The largest |a - b| / (1 + |b|); NaN where only one of them is NaN.
inline double largestError(const Numbers& a, const Numbers& b) {
    double largest = 0;
    for (std::size_t i = 0; i < b.size(); ++i) {
        if (std::isnan(a[i]) != std::isnan(b[i]))
            return std::nan("");
        if (!std::isnan(b[i]))
            largest = std::max(largest, std::abs(a[i] - b[i]) / (1 + std::abs(b[i])));
    }
    return largest;
}

} // namespace studio::test
