// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/torch.h"

#include <QTest>

#include "tests/support/batch_norm_run.h"
#include "tests/support/kernel_runner.h"

using namespace studio;
using namespace studio::test;

namespace {

/// Pixels x channels as a picture of one row in channels_last, which is the same memory.
at::Tensor tensorOf(const Numbers& values, std::int64_t pixels, std::int64_t channels) {
    const at::Tensor flat = at::tensor(at::ArrayRef<double>(values)).to(at::kFloat);
    return flat.view({1, 1, pixels, channels}).permute({0, 3, 1, 2});
}

Numbers numbersOf(const at::Tensor& tensor) {
    const at::Tensor flat = tensor.permute({0, 2, 3, 1}).contiguous().to(at::kDouble);
    return {flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()};
}

Numbers channelNumbers(const at::Tensor& tensor) {
    const at::Tensor flat = tensor.to(at::kDouble).contiguous();
    return {flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()};
}

at::Tensor channelTensor(const Channels& values) {
    return at::tensor(at::ArrayRef<float>(values));
}

} // namespace

class CudaTorchParityTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void trainingPassesEqualLibTorchsBatchNormAddAndRelu_data() {
        QTest::addColumn<int>("after");
        QTest::addColumn<int>("channels");
        for (const int channels : {3, 64, 65}) {
            QTest::addRow("alone, %d channels", channels) << static_cast<int>(After::Nothing) << channels;
            QTest::addRow("relu, %d channels", channels) << static_cast<int>(After::Relu) << channels;
            QTest::addRow("add, relu, %d channels", channels) << static_cast<int>(After::AddRelu) << channels;
        }
    }
    void trainingPassesEqualLibTorchsBatchNormAddAndRelu() {
        QFETCH(int, after);
        QFETCH(int, channels);
        constexpr std::int64_t kPixels = 600;
        BatchNormLayer layer = randomLayer(cuda::Element::Float, kPixels, channels, static_cast<After>(after));
        at::Tensor x = tensorOf(layer.x.values(), kPixels, channels).set_requires_grad(true);
        at::Tensor gamma = channelTensor(layer.gamma).set_requires_grad(true);
        at::Tensor beta = channelTensor(layer.beta).set_requires_grad(true);
        at::Tensor runningMean = channelTensor(layer.runningMean), residual;
        at::Tensor runningVariance = channelTensor(layer.runningVariance);
        at::Tensor y = at::batch_norm(x, gamma, beta, runningMean, runningVariance, true, 0.1, 1e-5, false);
        if (layer.adds()) {
            residual = tensorOf(layer.residual.values(), kPixels, channels).set_requires_grad(true);
            y = y + residual;
        }
        if (layer.relu)
            y = at::relu(y);
        y.backward(tensorOf(layer.dy.values(), kPixels, channels));

        layer.forward();
        layer.backward();
        QVERIFY(largestError(layer.y.values(), numbersOf(y)) < 2e-5);
        QVERIFY(largestError(test::numbersOf(layer.runningMean), channelNumbers(runningMean)) < 2e-6);
        QVERIFY(largestError(test::numbersOf(layer.runningVariance), channelNumbers(runningVariance)) < 1e-5);
        QVERIFY(largestError(layer.dx.values(), numbersOf(x.grad())) < 5e-5);
        QVERIFY(largestError(test::numbersOf(layer.dgamma), channelNumbers(gamma.grad())) < 1e-4);
        QVERIFY(largestError(test::numbersOf(layer.dbeta), channelNumbers(beta.grad())) < 1e-4);
        if (layer.adds())
            QVERIFY(largestError(layer.dz.values(), numbersOf(residual.grad())) == 0);
    }

    void evaluationEqualsLibTorchs() {
        BatchNormLayer layer = randomLayer(cuda::Element::Float, 200, 65, After::Relu);
        const at::Tensor y = at::relu(at::batch_norm(tensorOf(layer.x.values(), 200, 65), channelTensor(layer.gamma),
                                                     channelTensor(layer.beta), channelTensor(layer.runningMean),
                                                     channelTensor(layer.runningVariance), false, 0.1, 1e-5, false));
        layer.evaluate();
        QVERIFY(largestError(layer.y.values(), numbersOf(y)) < 2e-5);
    }

    void notANumberPassesAsInLibTorch() {
        BatchNormLayer layer = randomLayer(cuda::Element::Float, 50, 8, After::AddRelu);
        Numbers spoiled = layer.residual.values();
        spoiled[11] = std::nan("");
        spoiled[12] = HUGE_VAL;
        layer.residual = Activation(cuda::Element::Float, spoiled);
        Numbers x = layer.x.values();
        x[21] = HUGE_VAL; // of channel 5
        layer.x = Activation(cuda::Element::Float, x);
        at::Tensor input = tensorOf(x, 50, 8).set_requires_grad(true);
        at::Tensor residual = tensorOf(spoiled, 50, 8).set_requires_grad(true);
        at::Tensor y = at::relu(at::batch_norm(input, channelTensor(layer.gamma), channelTensor(layer.beta),
                                               channelTensor(layer.runningMean), channelTensor(layer.runningVariance),
                                               true, 0.1, 1e-5, false) +
                                residual);
        y.backward(tensorOf(layer.dy.values(), 50, 8));
        layer.forward();
        layer.backward();
        QVERIFY(largestError(layer.y.values(), numbersOf(y)) < 2e-5);
        QVERIFY(largestError(layer.dx.values(), numbersOf(input.grad())) < 5e-5);
        QVERIFY(largestError(layer.dz.values(), numbersOf(residual.grad())) == 0);
    }
};

QTEST_APPLESS_MAIN(CudaTorchParityTest)
#include "tst_cuda_torch_parity.moc"
