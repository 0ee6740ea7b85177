// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <cmath>

#include "core/base/error.h"
#include "core/optim/sgd_internal.h"

using namespace studio;

namespace {

/// One number followed by hand: PyTorch's published update rule in double precision.
double byHand(const SgdOptions& options, double weight, const std::vector<double>& gradients, double learningRate) {
    double buffer = 0;
    bool first = true;
    for (const double raw : gradients) {
        const double gradient = raw + options.weightDecay * weight;
        buffer = first ? gradient : options.momentum * buffer + gradient;
        first = false;
        weight -= learningRate * (options.nesterov ? gradient + options.momentum * buffer : buffer);
    }
    return weight;
}

at::Tensor parameter(double value, at::IntArrayRef shape) {
    return at::full(shape, value, at::kDouble).set_requires_grad(true);
}

double bySgd(const SgdOptions& options, double weight, const std::vector<double>& gradients, double learningRate,
             at::IntArrayRef shape) {
    const at::Tensor tensor = parameter(weight, shape);
    Sgd sgd({{"w", tensor}}, options);
    for (const double gradient : gradients) {
        sgd.zeroGrad();
        (tensor * gradient).sum().backward();
        sgd.step(learningRate);
    }
    return tensor.detach().flatten()[0].item<double>();
}

} // namespace

class SgdTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theHeadGoesAtItsOwnRate() {
        const SgdOptions options{.momentum = 0.9, .weightDecay = 0.01, .headRate = 10};
        const at::Tensor body = parameter(0.5, {2, 2}), weight = parameter(0.5, {2, 2}), bias = parameter(0.5, {2});
        Sgd sgd({{"layer4.0.conv1.weight", body}, {"fc.weight", weight}, {"linear.bias", bias}}, options);
        for (const double gradient : {1.0, -0.25, 3.0}) {
            sgd.zeroGrad();
            ((body.sum() + weight.sum() + bias.sum()) * gradient).backward();
            sgd.step(0.01);
        }
        QVERIFY(std::abs(body.detach().mean().item<double>() - byHand(options, 0.5, {1, -0.25, 3}, 0.01)) < 1e-12);
        for (const at::Tensor& head : {weight, bias}) {
            QVERIFY(std::abs(head.detach().mean().item<double>() - byHand(options, 0.5, {1, -0.25, 3}, 0.1)) < 1e-12);
        }
    }

    void whatHasNoGradientStaysAsItIs() {
        const at::Tensor frozen = parameter(0.5, {2, 2}).set_requires_grad(false), free = parameter(0.5, {2, 2});
        Sgd sgd({{"conv1.weight", frozen}, {"layer1.0.conv1.weight", free}}, {.momentum = 0.9, .weightDecay = 0.1});
        sgd.zeroGrad();
        ((frozen + free) * 2).sum().backward();
        sgd.step(0.1);
        QVERIFY(frozen.equal(at::full({2, 2}, 0.5, at::kDouble)));
        QCOMPARE(sgd.momentumBuffers().size(), std::size_t{2}); // a checkpoint holds the same as ever
        QVERIFY(sgd.momentumBuffers()[0].second.eq(0).all().item<bool>());
        QVERIFY(!free.detach().equal(at::full({2, 2}, 0.5, at::kDouble)));
    }

    void followsTheFormula_data() {
        QTest::addColumn<double>("momentum");
        QTest::addColumn<double>("decay");
        QTest::addColumn<bool>("nesterov");
        QTest::newRow("plain") << 0.0 << 0.0 << false;
        QTest::newRow("momentum") << 0.9 << 0.0 << false;
        QTest::newRow("momentum and decay") << 0.9 << 0.01 << false;
        QTest::newRow("nesterov") << 0.9 << 0.01 << true;
    }
    void followsTheFormula() {
        QFETCH(double, momentum);
        QFETCH(double, decay);
        QFETCH(bool, nesterov);
        const SgdOptions options{.momentum = momentum, .weightDecay = decay, .nesterov = nesterov};
        const std::vector<double> gradients{0.5, -1.25, 2, 0.125};
        const double expected = byHand(options, 3, gradients, 0.1);
        const double got = bySgd(options, 3, gradients, 0.1, {2, 2});
        QVERIFY2(std::abs(got - expected) < 1e-12, qPrintable(QString::number(got - expected)));
    }
    void biasesMayGoWithoutDecay() {
        const SgdOptions options{.momentum = 0, .weightDecay = 0.5, .nesterov = false, .decayNormAndBias = false};
        QCOMPARE(bySgd(options, 1, {0.0}, 0.1, {4}), 1.0);
        QVERIFY(std::abs(bySgd(options, 1, {0.0}, 0.1, {2, 2}) - 0.95) < 1e-12);
    }
    void momentumGoesOnFromASavedBuffer() {
        const SgdOptions options{.momentum = 0.9, .weightDecay = 0};
        const at::Tensor whole = parameter(1, {3}), half = parameter(1, {3});
        Sgd first({{"w", whole}}, options), second({{"w", half}}, options);
        for (int i = 0; i < 2; ++i) {
            first.zeroGrad();
            (whole * whole).sum().backward();
            first.step(0.1);
        }
        half.data().copy_(whole.data());
        second.setMomentum("w", first.momentumBuffers().front().second);
        for (auto [sgd, tensor] : {std::pair{&first, whole}, std::pair{&second, half}}) {
            sgd->zeroGrad();
            (tensor * tensor).sum().backward();
            sgd->step(0.1);
        }
        QVERIFY(at::equal(whole, half));
    }
    void foreignMomentumIsRefused() {
        Sgd sgd({{"w", parameter(1, {3})}}, {});
        QVERIFY_THROWS_EXCEPTION(Error, sgd.setMomentum("v", at::zeros({3})));
        QVERIFY_THROWS_EXCEPTION(Error, sgd.setMomentum("w", at::zeros({4})));
    }
    void parametersWithoutGradientStay() {
        const at::Tensor tensor = parameter(2, {3});
        Sgd sgd({{"w", tensor}}, {});
        sgd.step(0.1);
        QCOMPARE(tensor[0].item<double>(), 2.0);
    }
};

QTEST_APPLESS_MAIN(SgdTest)
#include "tst_sgd.moc"
