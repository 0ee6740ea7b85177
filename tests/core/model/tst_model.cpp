// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/error.h"
#include "core/device/cpu_device_internal.h"
#include "core/model/blur_pool_internal.h"
#include "core/model/frozen_layers.h"
#include "core/model/model_state.h"
#include "core/model/network_internal.h"

using namespace studio;

namespace {

bool sameWeights(const Network& a, const Network& b) {
    const auto first = stateDict(a), second = stateDict(b);
    return std::equal(first.begin(), first.end(), second.begin(), second.end(),
                      [](const auto& x, const auto& y) { return x.first == y.first && at::equal(x.second, y.second); });
}

at::Tensor find(const Network& network, const std::string& name) {
    for (const auto& [key, tensor] : stateDict(network)) {
        if (key == name) {
            return tensor;
        }
    }
    return {};
}

} // namespace

class ModelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void builtNetworksHaveTheCountedSize_data() {
        QTest::addColumn<QString>("name");
        for (const std::string& name : modelNames()) {
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
        }
    }
    void builtNetworksHaveTheCountedSize() {
        QFETCH(QString, name);
        for (const Stem stem : {Stem::Standard, Stem::Small}) {
            const ModelSpec spec{name.toStdString(), 37, stem};
            const auto network = makeNetwork(spec, 1);
            std::int64_t parameters = 0, buffers = 0;
            for (const auto& parameter : network->parameters()) {
                parameters += parameter.numel();
            }
            for (const auto& buffer : network->buffers()) {
                buffers += buffer.numel();
            }
            const ModelSize size = modelSize(spec, 64);
            QCOMPARE(size.parameters, parameters);
            QCOMPARE(size.buffers, buffers);
            std::vector<NamedShape> state;
            for (const auto& [key, tensor] : stateDict(*network)) {
                state.push_back({key, tensor.sizes().vec(), network->named_parameters().contains(key)});
            }
            QVERIFY(state == modelState(spec));
        }
    }
    void seedAloneDecidesTheWeights() {
        torch::manual_seed(1);
        const auto first = makeNetwork({"resnet18", 10, Stem::Standard}, 7);
        torch::manual_seed(2);
        at::rand({1000});
        const auto second = makeNetwork({"resnet18", 10, Stem::Standard}, 7);
        const auto other = makeNetwork({"resnet18", 10, Stem::Standard}, 8);
        QVERIFY(sameWeights(*first, *second));
        QVERIFY(!sameWeights(*first, *other));
    }
    void namesFollowPython() {
        const auto state = stateDict(*makeNetwork({"resnet50", 10, Stem::Standard}, 1));
        const std::vector<std::string> begin{"conv1.weight",         "bn1.weight",      "bn1.bias",
                                             "bn1.running_mean",     "bn1.running_var", "bn1.num_batches_tracked",
                                             "layer1.0.conv1.weight"};
        for (std::size_t i = 0; i < begin.size(); ++i) {
            QCOMPARE(state[i].first, begin[i]);
        }
        QCOMPARE(state.back().first, std::string("fc.bias"));
        QCOMPARE(state.size(), std::size_t{320});
        const auto cifar = stateDict(*makeNetwork({"resnet20", 10, Stem::Standard}, 1));
        QCOMPARE(cifar.back().first, std::string("linear.bias"));
    }
    void weightsAreDrawnAsTorchvisionDoes() {
        const auto network = makeNetwork({"resnet50", 1000, Stem::Standard}, 3);
        const at::Tensor wide = find(*network, "layer4.0.conv2.weight"); // 512 x 512 x 3 x 3, fan-out 4608
        const double deviation = wide.std().item<double>();
        QVERIFY(std::abs(deviation / std::sqrt(2.0 / 4608) - 1) < 0.01); // 2.4 M draws: 0.05 % expected
        const at::Tensor last = find(*network, "fc.weight");             // uniform within 1 / sqrt(2048)
        QVERIFY(last.abs().max().item<double>() <= 1 / std::sqrt(2048.0));
        QVERIFY(std::abs(last.std().item<double>() * std::sqrt(3 * 2048.0) - 1) < 0.01);
        QVERIFY(find(*network, "bn1.weight").eq(1).all().item<bool>());
        const at::Tensor cifar = find(*makeNetwork({"resnet110", 10, Stem::Standard}, 3), "layer3.5.conv1.weight");
        QVERIFY(std::abs(cifar.std().item<double>() / std::sqrt(2.0 / 576) - 1) < 0.03); // 37 k draws
    }
    void logitsHaveOneColumnAClass_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("small");
        QTest::addColumn<int>("size");
        QTest::newRow("resnet20") << "resnet20" << false << 32;
        QTest::newRow("resnet20 at an odd size") << "resnet20" << false << 17;
        QTest::newRow("resnet18, small stem") << "resnet18" << true << 32;
        QTest::newRow("resnet50") << "resnet50" << false << 64;
        QTest::newRow("resnext50_32x4d") << "resnext50_32x4d" << false << 64;
    }
    void logitsHaveOneColumnAClass() {
        QFETCH(QString, name);
        QFETCH(bool, small);
        QFETCH(int, size);
        const auto network = makeNetwork({name.toStdString(), 5, small ? Stem::Small : Stem::Standard}, 1);
        const at::Tensor logits = network->forward(at::ones({3, 3, size, size}));
        QCOMPARE(logits.size(0), 3);
        QCOMPARE(logits.size(1), 5);
        logits.sum().backward();
        for (const auto& parameter : network->parameters()) {
            QVERIFY(parameter.grad().defined());
        }
    }
    void frozenLayersNeitherLearnNorCount_data() {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QStringList>("layers");
        QTest::newRow("from the input on") << "resnet18" << QStringList{"conv1", "bn1", "layer1"};
        QTest::newRow("in the middle") << "resnet18" << QStringList{"layer3.1", "layer2"};
        QTest::newRow("a CIFAR network's") << "resnet20" << QStringList{"layer2.0.bn1", "layer1"};
        QTest::newRow("all but the head") << "resnet20" << QStringList{"conv1", "bn1", "layer1", "layer2", "layer3"};
    }
    void frozenLayersNeitherLearnNorCount() {
        QFETCH(QString, model);
        QFETCH(QStringList, layers);
        const auto network = makeNetwork({model.toStdString(), 3}, 1);
        std::vector<std::string> names;
        for (const QString& layer : layers) {
            names.push_back(layer.toStdString());
        }
        network->freeze(names);
        std::map<std::string, at::Tensor> before;
        for (const auto& [name, tensor] : stateDict(*network)) {
            before[name] = tensor.detach().clone();
        }
        network->eval(); // a validation comes and goes
        network->train();
        network->forward(at::rand({4, 3, 64, 64})).sum().backward();
        for (const auto& [name, tensor] : stateDict(*network)) {
            const bool isFrozen = std::any_of(
                names.begin(), names.end(), [&name = name](const std::string& layer) { return isPartOf(name, layer); });
            const bool isStatistic = name.find("running") != std::string::npos || name.ends_with("tracked");
            if (isStatistic) {
                QVERIFY2(tensor.equal(before[name]) == isFrozen, name.c_str());
            } else {
                QVERIFY2(tensor.grad().defined() != isFrozen, name.c_str());
            }
        }
    }

    void layersThatAreNotThereAreNotFrozen() {
        const auto said = [](const std::vector<std::string>& layers) {
            try {
                makeNetwork({"resnet20", 3}, 1)->freeze(layers);
            } catch (const Error& error) {
                return error.message().text();
            }
            return std::string();
        };
        QVERIFY(said({"layer1.7"}).find("layer1.7") != std::string::npos);
        QVERIFY(said({"conv"}).find("no such layer") != std::string::npos);
        QVERIFY(said(topLayers("resnet20")).find("nothing is left to learn") != std::string::npos);
        QCOMPARE(said({"layer1.1"}), std::string());
    }

    void unknownNameIsRefused() {
        QVERIFY_THROWS_EXCEPTION(Error, makeNetwork({"resnet49", 10, Stem::Standard}, 1));
        QVERIFY_THROWS_EXCEPTION(Error, makeNetwork({"resnet50", 0, Stem::Standard}, 1));
    }
    void stridedConvolutionsSeeABlurredInput_data() {
        QTest::addColumn<int>("kernel");
        QTest::addColumn<int>("size");
        for (const int kernel : {1, 3}) {
            for (const int size : {1, 8, 13})
                QTest::addRow("%d x %d at %d px", kernel, kernel, size) << kernel << size;
        }
    }
    void stridedConvolutionsSeeABlurredInput() {
        QFETCH(int, kernel);
        QFETCH(int, size);
        torch::manual_seed(1);
        torch::nn::Conv2d strided(torch::nn::Conv2dOptions(16, 4, kernel).stride(2).padding(kernel / 2).bias(false));
        const at::Tensor x = at::randn({2, 16, size, size}).contiguous(at::MemoryFormat::ChannelsLast);
        // By the definition: one filter for each channel, a border of zeros.
        const at::Tensor line = at::tensor({1.f, 2.f, 1.f});
        const at::Tensor filter = (at::outer(line, line) / 16).view({1, 1, 3, 3}).repeat({16, 1, 1, 1});
        const at::Tensor expected =
            at::conv2d(at::conv2d(x, filter, {}, 1, 1, 1, 16), strided->weight, {}, 2, kernel / 2);
        const at::Tensor result = convolve(*strided, x, true);
        QVERIFY(result.sizes() == expected.sizes());
        QVERIFY(at::allclose(result, expected, 1e-5, 1e-5));
        QVERIFY(at::equal(convolve(*strided, x, false), strided->forward(x)));
        torch::nn::Conv2d whole(torch::nn::Conv2dOptions(16, 4, kernel).padding(kernel / 2));
        QVERIFY(at::equal(convolve(*whole, x, true), whole->forward(x)));
    }
    void blurPoolAddsWorkAndNoWeights_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"resnet18", "resnet50", "resnet20"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void blurPoolAddsWorkAndNoWeights() {
        QFETCH(QString, name);
        const ModelSpec plain{name.toStdString(), 5, Stem::Standard};
        ModelSpec blurs = plain;
        blurs.blurPool = true;
        const auto first = makeNetwork(plain, 3), second = makeNetwork(blurs, 3);
        QVERIFY(sameWeights(*first, *second));
        first->eval();
        second->eval();
        const at::Tensor x = at::randn({2, 3, 48, 48});
        QVERIFY(!at::allclose(first->forward(x), second->forward(x)));
        QCOMPARE(modelSize(blurs, 224).parameters, modelSize(plain, 224).parameters);
        if (name == QStringLiteral("resnet50")) { // 9 for each value of a 3x3's input, and of what a 1x1 looks at
            const std::int64_t blurred =
                128 * 56 * 56 + 256 * 28 * 28 + 256 * 28 * 28 + 512 * 14 * 14 + 512 * 14 * 14 + 1024 * 7 * 7;
            QCOMPARE(modelSize(blurs, 224).multiplyAdds - modelSize(plain, 224).multiplyAdds, 9 * blurred);
        }
    }
    void cpuIsAlwaysThereAndOthersAreRefusedByName() {
        QCOMPARE(listDevices().back().id, std::string("cpu"));
        QCOMPARE(findDevice("auto").id, listDevices().front().id);
        QVERIFY(findDevice("cpu").precisions == std::vector{Precision::Fp32});
        for (const char* wrong : {"cuda:99", "tpu", ""}) {
            QVERIFY_THROWS_EXCEPTION(Error, findDevice(wrong));
        }
    }
    void batchesAreNormalisedPlanes() {
        const std::vector<std::uint8_t> pixels{255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255}; // 2 x 2
        const std::vector<std::int64_t> labels{3};
        HostBatch batch;
        batch.count = 1;
        batch.pixels = pixels;
        batch.labels = labels;
        CpuDevice device;
        const at::Tensor input = device.prepare(batch, 2, {});
        const Normalisation norm;
        const at::Tensor red = (at::tensor({1.f, 0.f, 0.f, 1.f}).view({2, 2}) - norm.mean[0]) / norm.std[0];
        QVERIFY(at::allclose(input[0][0], red, 0, 1e-6));
        PixelOps flip;
        flip.flip = true;
        const at::Tensor flipped = device.prepare(batch, 2, std::span(&flip, 1));
        QVERIFY(at::allclose(flipped, input.flip({3}), 0, 1e-6));
    }
};

QTEST_APPLESS_MAIN(ModelTest)
#include "tst_model.moc"
