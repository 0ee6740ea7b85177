// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/infer/grad_cam_internal.h"

using namespace studio;

namespace {

/// Its "last stage" says for each of 4 x 4 fields how red, green and blue it is; its head adds these up with weights
/// that are written here: class 0 is red and not blue, class 1 is green, class 2 is nothing at all.
struct ColourNetwork final : Network {
    ColourNetwork()
        : weights(register_parameter(
              "weights", torch::tensor({1.0f, 0.0f, -1.0f, 0.0f, 2.0f, 0.0f, 0.0f, 0.0f, 0.0f}).reshape({3, 3}))) {}
    at::Tensor features(at::Tensor input) override { return at::adaptive_avg_pool2d(input, {4, 4}); }
    at::Tensor head(const at::Tensor& features) override { return at::linear(features.mean({2, 3}), weights); }

    at::Tensor weights;
};

/// 16 x 16 px, black but for one field of a colour.
at::Tensor withField(int channel, int row, int column) {
    at::Tensor input = at::zeros({1, 3, 16, 16});
    input[0][channel].slice(0, row * 4, row * 4 + 4).slice(1, column * 4, column * 4 + 4).fill_(1);
    return input;
}

} // namespace

/// The map over a network whose answer is known by hand.
class TestGradCam final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFieldThatSpeaksForTheClassIsHotAndNothingElse() {
        ColourNetwork network;
        const at::Tensor heat = gradCam(network, withField(0, 0, 3) + withField(1, 3, 0), 0);
        QCOMPARE(heat.size(0), 16);
        QCOMPARE(heat.size(1), 16);
        QCOMPARE(heat[0][15].item<float>(), 1.0f); // the red corner
        QCOMPARE(heat[15][0].item<float>(), 0.0f); // the green one
        QCOMPARE(heat[8][4].item<float>(), 0.0f);
        const at::Tensor other = gradCam(network, withField(0, 0, 3) + withField(1, 3, 0), 1);
        QCOMPARE(other[0][15].item<float>(), 0.0f);
        QCOMPARE(other[15][0].item<float>(), 1.0f);
    }
    /// Between the middles of two fields it is enlarged bilinearly: a quarter of the way is a quarter of the heat.
    void itIsEnlargedBilinearly() {
        ColourNetwork network;
        const at::Tensor heat = gradCam(network, withField(0, 0, 0), 0);
        QCOMPARE(heat[0][1].item<float>(), 1.0f);
        QCOMPARE(heat[0][2].item<float>(), 0.875f);
        QCOMPARE(heat[0][5].item<float>(), 0.125f);
        QCOMPARE(heat[0][6].item<float>(), 0.0f);
    }
    void whatSpeaksAgainstTheClassIsLeftOut() {
        ColourNetwork network;
        const at::Tensor heat = gradCam(network, withField(2, 1, 1), 0); // blue is no red
        QCOMPARE(heat.abs().sum().item<float>(), 0.0f);
        QCOMPARE(gradCam(network, withField(0, 1, 1), 2).abs().sum().item<float>(), 0.0f); // no gradient at all
    }
    void theNetworkIsLeftAsItWas() {
        ColourNetwork network;
        const at::Tensor before = network.weights.detach().clone();
        {
            const torch::NoGradGuard noGrad; // as while a run measures
            gradCam(network, withField(0, 0, 0), 0);
        }
        QVERIFY(!network.weights.grad().defined());
        QVERIFY(network.weights.requires_grad());
        QVERIFY(at::equal(before, network.weights.detach()));
    }
    void realNetworksSayItForTheirInput_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("CIFAR") << "resnet20";
        QTest::newRow("torchvision") << "resnet18";
    }
    void realNetworksSayItForTheirInput() {
        QFETCH(QString, name);
        const auto network = makeNetwork({name.toStdString(), 3, Stem::Standard}, 1);
        network->eval();
        const at::Tensor input = withField(0, 1, 2).repeat({1, 1, 4, 4});
        const at::Tensor heat = gradCam(*network, input, 1);
        QCOMPARE(heat.size(0), 64);
        QVERIFY(heat.min().item<float>() >= 0);
        QVERIFY(heat.max().item<float>() == 1 || heat.max().item<float>() == 0);
        for (const at::Tensor& parameter : network->parameters())
            QVERIFY(!parameter.grad().defined());
    }
};

QTEST_GUILESS_MAIN(TestGradCam)
#include "tst_grad_cam.moc"
