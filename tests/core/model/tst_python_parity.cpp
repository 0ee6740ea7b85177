// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "core/device/host_copy_internal.h"
#include "core/interop/pth_writer.h"
#include "core/model/network_internal.h"
#include "core/train/tensor_io_internal.h"
#include "test_places.h"

using namespace studio;

namespace {

constexpr int kClasses = 11;

/// What PyTorch prints; empty if it could not run.
QByteArray python(const QStringList& arguments) {
    const QString script = QStringLiteral(STUDIO_SOURCE_DIR "/tests/support/parity.py");
    QProcess process;
    process.start(QStringLiteral("/usr/bin/python3"), QStringList{script} + arguments);
    if (!process.waitForFinished(240'000) || process.exitCode() != 0) {
        qWarning("%s", process.readAllStandardError().constData());
        return {};
    }
    return process.readAllStandardOutput();
}

/// The same whole numbers on both sides, so the inputs are equal to the bit.
at::Tensor formulaInput(std::int64_t size) {
    const at::Tensor index = at::arange(2 * 3 * size * size, at::kLong);
    return (index * 7919).remainder(1000).to(at::kFloat).div(500).sub(1).view({2, 3, size, size});
}

/// Moves the batch-norm statistics off 0 and 1, so that they count in the comparison.
void settleStatistics(Network& network, std::int64_t size) {
    const torch::NoGradGuard noGrad;
    network.train();
    for (int i = 0; i < 12; ++i) {
        network.forward(formulaInput(size));
    }
    network.eval();
}

} // namespace

class PythonParityTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        if (python({QStringLiteral("probe")}).trimmed() != "ok") {
            QSKIP("python3-torch or python3-torchvision is not installed");
        }
    }
    void everyStateDictHasPythonsNamesShapesAndOrder() {
        QStringList arguments{QStringLiteral("keys"), QString::number(kClasses)};
        for (const std::string& name : modelNames()) {
            arguments << QString::fromStdString(name);
        }
        const QJsonObject reference = QJsonDocument::fromJson(python(arguments)).object();
        QCOMPARE(static_cast<std::size_t>(reference.size()), modelNames().size());
        for (const std::string& name : modelNames()) {
            const QJsonArray keys = reference[QString::fromStdString(name)].toArray();
            const auto state = stateDict(*makeNetwork({name, kClasses, Stem::Standard}, 1));
            QCOMPARE(static_cast<std::size_t>(keys.size()), state.size());
            for (std::size_t i = 0; i < state.size(); ++i) {
                const QJsonArray key = keys[static_cast<int>(i)].toArray();
                QCOMPARE(state[i].first, key[0].toString().toStdString());
                QJsonArray shape;
                for (const std::int64_t side : state[i].second.sizes()) {
                    shape.append(static_cast<int>(side));
                }
                QCOMPARE(shape, key[1].toArray());
            }
        }
    }
    void logitsAgreeWithPython_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("size");
        QTest::newRow("resnet18") << "resnet18" << 224;
        QTest::newRow("resnet50") << "resnet50" << 224;
        QTest::newRow("resnext50_32x4d") << "resnext50_32x4d" << 96;
        QTest::newRow("resnet20") << "resnet20" << 32;
    }
    void logitsAgreeWithPython() {
        QFETCH(QString, name);
        QFETCH(int, size);
        QTemporaryDir folder;
        const QString weights = folder.filePath(QStringLiteral("best_model.pth"));
        const auto network = makeNetwork({name.toStdString(), kClasses, Stem::Standard}, 5);
        settleStatistics(*network, std::min(size, 96));
        TrainState state;
        state.network = network;
        state.sgd = std::make_unique<Sgd>(NamedTensors(), SgdOptions{});
        writePth(weights.toStdString(), weightsOnly(*copyOnHost(state.tensors(), {})->wait()));

        const torch::NoGradGuard noGrad;
        const at::Tensor mine = network->forward(formulaInput(size)).flatten();
        const QJsonArray theirs =
            QJsonDocument::fromJson(
                python({QStringLiteral("logits"), name, QString::number(kClasses), weights, QString::number(size)}))
                .array();
        QCOMPARE(static_cast<std::int64_t>(theirs.size()), mine.numel());
        double worst = 0, largest = 0;
        for (int i = 0; i < theirs.size(); ++i) {
            worst = std::max(worst, std::abs(theirs[i].toDouble() - mine[i].item<double>()));
            largest = std::max(largest, std::abs(theirs[i].toDouble()));
        }
        qInfo("%s: largest logit %.3g, largest difference %.3g", qPrintable(name), largest, worst);
        QVERIFY(worst <= 1e-5 * std::max(1.0, largest));
    }
};

QTEST_GUILESS_MAIN(PythonParityTest)
#include "tst_python_parity.moc"
