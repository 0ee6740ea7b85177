// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace studio::test {

using Numbers = std::vector<double>;

/// Batch normalisation, addition and ReLU one after the other in double precision, each with its own gradient by the
/// chain rule through mean and variance: nothing is shared with the kernels. Activations are pixels x channels.
struct BatchNormOracle {
    std::size_t pixels = 0, channels = 0;
    Numbers x, residual, gamma, beta; // residual: empty = none
    bool relu = false;
    double eps = 1e-5;

    Numbers mean, variance, sum, y; // sum: before the ReLU
    Numbers dx, dz, dgamma, dbeta;

    void useBatchStatistics() {
        mean.assign(channels, 0);
        variance.assign(channels, 0);
        for (std::size_t i = 0; i < x.size(); ++i)
            mean[i % channels] += x[i] / static_cast<double>(pixels);
        for (std::size_t i = 0; i < x.size(); ++i)
            variance[i % channels] += std::pow(x[i] - mean[i % channels], 2) / static_cast<double>(pixels);
    }

    double normalised(std::size_t i) const {
        return (x[i] - mean[i % channels]) / std::sqrt(variance[i % channels] + eps);
    }

    void forward() {
        sum.resize(x.size());
        y.resize(x.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            sum[i] = gamma[i % channels] * normalised(i) + beta[i % channels];
            if (!residual.empty())
                sum[i] += residual[i];
            y[i] = relu && sum[i] <= 0 ? 0 : sum[i];
        }
    }

    /// After forward(). `open`: where the gradient passes the ReLU.
    void backward(const Numbers& dy, const std::vector<bool>& open) {
        dz.resize(x.size());
        for (std::size_t i = 0; i < x.size(); ++i)
            dz[i] = !relu || open[i] ? dy[i] : 0;
        dgamma.assign(channels, 0);
        dbeta.assign(channels, 0);
        Numbers toVariance(channels), toMean(channels), centred(channels);
        for (std::size_t i = 0; i < x.size(); ++i) {
            const std::size_t c = i % channels;
            dgamma[c] += dz[i] * normalised(i);
            dbeta[c] += dz[i];
            toVariance[c] += dz[i] * gamma[c] * (x[i] - mean[c]) * -0.5 * std::pow(variance[c] + eps, -1.5);
            toMean[c] -= dz[i] * gamma[c] / std::sqrt(variance[c] + eps);
            centred[c] += x[i] - mean[c];
        }
        const auto n = static_cast<double>(pixels);
        dx.resize(x.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            const std::size_t c = i % channels;
            dx[i] = dz[i] * gamma[c] / std::sqrt(variance[c] + eps) + toVariance[c] * 2 * (x[i] - mean[c]) / n +
                    (toMean[c] + toVariance[c] * -2 * centred[c] / n) / n;
        }
    }

    /// Where the sum is not <= 0.
    std::vector<bool> opened() const {
        std::vector<bool> out;
        out.reserve(sum.size());
        for (const double value : sum)
            out.push_back(!(value <= 0));
        return out;
    }
};

} // namespace studio::test
