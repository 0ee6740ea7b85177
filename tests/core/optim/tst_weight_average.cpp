// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <cmath>
#include <map>

#include "core/base/error.h"
#include "core/device/host_copy_internal.h"
#include "core/model/zero_gamma_internal.h"
#include "core/optim/gradient_clip_internal.h"
#include "core/optim/train_state_internal.h"
#include "core/train/tensor_io_internal.h"

using namespace studio;

namespace {

std::shared_ptr<Network> network(std::uint64_t seed) {
    return makeNetwork({.name = "resnet20", .classes = 5}, seed);
}

std::vector<double> valuesOf(const at::Tensor& tensor) {
    const at::Tensor flat = tensor.detach().to(at::kDouble).contiguous().flatten();
    return {flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()};
}

} // namespace

class WeightAverageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void followsTheFormula_data() {
        QTest::addColumn<qint64>("every");
        QTest::addColumn<qint64>("followUntil");
        QTest::newRow("each step") << qint64{1} << qint64{0};
        QTest::newRow("every third") << qint64{3} << qint64{0};
        QTest::newRow("a copy while the rate warms up") << qint64{1} << qint64{4};
    }
    void followsTheFormula() {
        QFETCH(qint64, every);
        QFETCH(qint64, followUntil);
        constexpr double kDecay = 0.8;
        const std::shared_ptr<Network> trained = network(1);
        const WeightAverage average(network(2), *trained,
                                    {.decay = kDecay, .every = every, .followUntil = followUntil});
        const auto state = stateDict(*trained);
        std::map<std::string, std::vector<double>> expected;
        for (const auto& [name, tensor] : average.tensors()) {
            QVERIFY(name.find("num_batches_tracked") == std::string::npos);
        }
        for (const auto& [name, tensor] : state) {
            expected[name] = valuesOf(tensor); // begins as a copy
        }
        const torch::NoGradGuard noGrad;
        for (std::int64_t step = 1; step <= 9; ++step) {
            for (const auto& [name, tensor] : state) {
                if (tensor.is_floating_point()) {
                    tensor.add_(0.1 * std::sin(static_cast<double>(step)));
                }
            }
            average.update(step);
            if (step % every != 0 && step != 1) {
                continue;
            }
            const bool copies = step <= std::max(every, followUntil);
            for (const auto& [name, tensor] : state) {
                const std::vector<double> now = valuesOf(tensor);
                for (std::size_t i = 0; i < now.size(); ++i) {
                    double& value = expected[name][i];
                    value = copies ? now[i] : kDecay * value + (1 - kDecay) * now[i];
                }
            }
        }
        std::size_t statistics = 0;
        for (const auto& [name, tensor] : average.tensors()) {
            statistics += name.find("running_") != std::string::npos ? 1 : 0;
            const std::vector<double> got = valuesOf(tensor);
            for (std::size_t i = 0; i < got.size(); ++i) {
                QVERIFY2(std::abs(got[i] - expected[name][i]) < 2e-6, name.c_str());
            }
        }
        QCOMPARE(statistics, std::size_t{2 * 19}); // buffers are averaged, too
    }

    void theNetworkThatIsMeasuredIsTheAverage() {
        const std::shared_ptr<Network> trained = network(1);
        const WeightAverage average(network(2), *trained, {.decay = 0.5});
        const torch::NoGradGuard noGrad;
        trained->eval();
        const at::Tensor input = at::ones({1, 3, 16, 16});
        QVERIFY(at::equal(average.network().forward(input), trained->forward(input)));
        average.update(1);
        trained->parameters().front().add_(1);
        average.update(2);
        QVERIFY(!at::equal(average.network().forward(input), trained->forward(input)));
        average.follow();
        QVERIFY(at::equal(average.network().forward(input), trained->forward(input)));
    }

    void theStateHoldsIt() {
        TrainState state;
        state.network = network(1);
        state.sgd = std::make_unique<Sgd>(state.network->named_parameters().pairs(), SgdOptions{});
        const std::size_t before = state.tensors().size();
        state.average = std::make_unique<WeightAverage>(network(2), *state.network, AverageOptions{});
        const NamedTensors all = state.tensors();
        QCOMPARE(all.size(), before + state.average->tensors().size());
        QCOMPARE(all[before].first, std::string("ema.conv1.weight"));
    }

    void aSavedAverageComesBackAndAMissingOneBeginsAnew() {
        TrainState state;
        state.network = network(1);
        state.sgd = std::make_unique<Sgd>(state.network->named_parameters().pairs(), SgdOptions{});
        state.average = std::make_unique<WeightAverage>(network(2), *state.network, AverageOptions{.decay = 0.5});
        const torch::NoGradGuard noGrad;
        const at::Tensor weight = state.network->parameters().front();
        const at::Tensor& averaged = state.average->tensors().front().second;
        for (std::int64_t step = 1; step <= 2; ++step) {
            weight.add_(1);
            state.average->update(step);
        }
        const at::Tensor kept = averaged.clone();
        std::vector<HostTensor> saved = *copyOnHost(state.tensors(), {})->wait();
        weight.add_(1);
        state.average->update(3);
        QVERIFY(!at::equal(averaged, kept));
        restoreAverage(state.average.get(), saved, "a checkpoint");
        QVERIFY(at::equal(averaged, kept));
        std::vector<HostTensor> used = saved;
        takeAverage(used, "a checkpoint");
        restoreNetwork(*state.network, used, "a checkpoint");
        QVERIFY(at::equal(weight, kept));

        std::vector<HostTensor> torn = saved;
        std::erase_if(torn, [](const HostTensor& each) { return each.name == "ema.conv1.weight"; });
        QVERIFY_THROWS_EXCEPTION(Error, requireFit(*state.network, *state.sgd, state.average.get(), torn, "torn"));
        std::erase_if(saved, [](const HostTensor& each) { return each.name.starts_with("ema."); });
        requireFit(*state.network, *state.sgd, state.average.get(), saved, "older"); // from before there was one
        QVERIFY_THROWS_EXCEPTION(Error, takeAverage(saved, "older"));
        weight.fill_(0.25);
        restoreAverage(state.average.get(), saved, "older");
        QVERIFY(at::equal(averaged, weight));
    }

    void gradientsAreClippedAsPyTorchDoes_data() {
        QTest::addColumn<double>("largest");
        QTest::newRow("shorter than the limit") << 1000.0;
        QTest::newRow("longer") << 0.75;
    }
    void gradientsAreClippedAsPyTorchDoes() {
        QFETCH(double, largest);
        const std::vector<at::Tensor> gradients{at::arange(1, 7, at::kDouble).view({2, 3}),
                                                at::full({4}, -2.5, at::kDouble)};
        std::vector<double> before;
        double squares = 0;
        for (const at::Tensor& each : gradients) {
            for (const double value : valuesOf(each)) {
                before.push_back(value);
                squares += value * value;
            }
        }
        const double norm = std::sqrt(squares), factor = std::min(1.0, largest / (norm + 1e-6));
        QVERIFY(std::abs(clipGradients(gradients, largest).item<double>() - norm) < 1e-12);
        std::size_t at = 0;
        for (const at::Tensor& each : gradients) {
            for (const double value : valuesOf(each)) {
                QVERIFY(std::abs(value - before[at++] * factor) < 1e-12);
            }
        }
    }

    void blocksBeginAsTheirShortcuts_data() {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("last");
        QTest::addColumn<int>("blocks");
        QTest::newRow("basic") << QStringLiteral("resnet18") << QStringLiteral(".bn2.weight") << 8;
        QTest::newRow("bottleneck") << QStringLiteral("resnet50") << QStringLiteral(".bn3.weight") << 16;
        QTest::newRow("cifar") << QStringLiteral("resnet20") << QStringLiteral(".bn2.weight") << 9;
    }
    void blocksBeginAsTheirShortcuts() {
        QFETCH(QString, model);
        QFETCH(QString, last);
        QFETCH(int, blocks);
        const auto made = makeNetwork({.name = model.toStdString(), .classes = 5}, 1);
        zeroLastGammas(*made);
        int zeros = 0;
        for (const auto& [name, tensor] : stateDict(*made)) {
            const bool isZero = name.ends_with("weight") && tensor.dim() == 1 && tensor.eq(0).all().item<bool>();
            QCOMPARE(isZero, QString::fromStdString(name).endsWith(last));
            zeros += isZero ? 1 : 0;
        }
        QCOMPARE(zeros, blocks);
    }
};

QTEST_APPLESS_MAIN(WeightAverageTest)
#include "tst_weight_average.moc"
