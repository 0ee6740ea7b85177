// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <optional>

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <opencv2/dnn.hpp>
#include <sys/stat.h>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/device/host_copy_internal.h"
#include "core/export/model_export.h"
#include "core/interop/onnx_file.h"
#include "core/interop/safetensors.h"
#include "core/model/network_internal.h"
#include "core/run/checkpoint.h"
#include "core/run/run_folder.h"
#include "core/train/tensor_io_internal.h"

using namespace studio;

namespace {

constexpr int kClasses = 7;

at::Tensor formulaInput(std::int64_t side) {
    const at::Tensor index = at::arange(2 * 3 * side * side, at::kLong);
    return (index * 7919).remainder(1000).to(at::kFloat).div(500).sub(1).view({2, 3, side, side});
}

/// A network with statistics that count, and the file that a run would have of it.
struct Trained {
    Trained(const QTemporaryDir& dir, const std::string& name, Stem stem, int side, bool blurPool = false)
        : network(makeNetwork({name, kClasses, stem, blurPool}, 1)) {
        const torch::NoGradGuard noGrad;
        network->train();
        for (int i = 0; i < 3; ++i)
            network->forward(formulaInput(side));
        network->eval();
        answer = network->forward(formulaInput(side));
        save(dir.path().toStdString(), name, stem, side, blurPool);
    }
    void save(const std::string& folder, const std::string& name, Stem stem, int side, bool blurPool) {
        CheckpointContent content;
        content.model = name;
        content.stem = stem == Stem::Small ? "small" : "standard";
        content.blurPool = blurPool;
        content.imageSize = side;
        content.evalResize = side + 8;
        content.epoch = 3;
        content.step = 30;
        content.tensors = *copyOnHost(stateDict(*network), {})->wait();
        for (HostTensor& tensor : content.tensors)
            tensor.name = "model." + tensor.name;
        writeCheckpoint(folder, content, false);
        file = folder + "/" + checkpointFileName(content.step);
    }
    std::shared_ptr<Network> network;
    at::Tensor answer; ///< to formulaInput()
    std::string file;
};

/// What Python prints; empty, with a warning, where it fails.
QByteArray python(const QString& script, const QString& folder) {
    QProcess process;
    process.setWorkingDirectory(folder);
    process.start(QStringLiteral("/usr/bin/python3"), QStringList{QStringLiteral("-c"), script});
    if (!process.waitForFinished(240'000) || process.exitCode() != 0) {
        qWarning("%s", process.readAllStandardError().constData());
        return {};
    }
    return process.readAllStandardOutput();
}

double differenceOf(const at::Tensor& a, const at::Tensor& b) {
    return (a - b).abs().max().item<double>() / std::max(1.0, b.abs().max().item<double>());
}

} // namespace

/// Files for other programs: each is opened by one that is not ours.
class TestModelExport final : public QObject {
    Q_OBJECT

    static ExportResult exported(const Trained& trained, const std::string& target) {
        return exportModel({.model = trained.file, .target = target, .format = exportFormatOf(target)});
    }
    static void nameClasses(const QTemporaryDir& dir) {
        std::vector<ClassInfo> classes;
        for (int i = 0; i < kClasses; ++i)
            classes.push_back({"n" + std::to_string(i), "name " + std::to_string(i)});
        writeClassesFile(dir.filePath(QStringLiteral("classes.json")).toStdString(), classes);
    }

private Q_SLOTS:
    void everyKindOfNetworkAnswersFromEveryFile_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("small");
        QTest::addColumn<int>("side");
        QTest::addColumn<bool>("blurPool");
        QTest::newRow("two convolutions") << QStringLiteral("resnet18") << false << 64 << false;
        QTest::newRow("small first layer") << QStringLiteral("resnet18") << true << 32 << false;
        QTest::newRow("bottleneck") << QStringLiteral("resnet50") << false << 64 << false;
        QTest::newRow("groups") << QStringLiteral("resnext50_32x4d") << false << 64 << false;
        QTest::newRow("no projection") << QStringLiteral("resnet20") << true << 32 << false;
        QTest::newRow("blurred") << QStringLiteral("resnet18") << false << 64 << true;
        QTest::newRow("blurred bottleneck") << QStringLiteral("resnet50") << false << 64 << true;
        QTest::newRow("blurred, no projection") << QStringLiteral("resnet20") << true << 32 << true;
    }
    void everyKindOfNetworkAnswersFromEveryFile() {
        QFETCH(QString, name);
        QFETCH(bool, small);
        QFETCH(int, side);
        QFETCH(bool, blurPool);
        const QTemporaryDir dir;
        const Trained trained(dir, name.toStdString(), small ? Stem::Small : Stem::Standard, side, blurPool);
        for (const ExportFormatInfo& info : exportFormats()) {
            if (info.format == ExportFormat::TrainingState) // is of a run: tst_cli_state
                continue;
            const std::string target = dir.filePath(QStringLiteral("net")).toStdString() + info.extension;
            const ExportResult result = exported(trained, target);
            QCOMPARE(result.bytes, std::filesystem::file_size(target));
            QVERIFY2(result.difference < 1e-4, info.name);
            QCOMPARE(result.classes, kClasses);
            QCOMPARE(result.opset, info.format == ExportFormat::Onnx ? 11 : 0);
            const bool isWhole = info.format == ExportFormat::Onnx || info.format == ExportFormat::TorchScript;
            QCOMPARE(losesBlurPool(result), blurPool && !isWhole);
        }
        // OpenCV's reader of ONNX shares nothing with ours.
        cv::dnn::Net net = cv::dnn::readNetFromONNX(dir.filePath(QStringLiteral("net.onnx")).toStdString());
        at::Tensor input = formulaInput(side);
        const int sizes[] = {2, 3, side, side};
        net.setInput(cv::Mat(4, sizes, CV_32F, input.data_ptr<float>()));
        const cv::Mat said = net.forward();
        const double difference = differenceOf(at::from_blob(said.data, {2, kClasses}), trained.answer);
        qInfo("OpenCV: %.1e", difference);
        QVERIFY(difference < 1e-4);
    }

    void pyTorchOpensWeightsAndTorchScript() {
        if (python(QStringLiteral("import torch, torchvision; print('ok')"), QStringLiteral("/")).isEmpty())
            QSKIP("python3-torch or python3-torchvision is not installed");
        const QTemporaryDir dir;
        const Trained trained(dir, "resnet18", Stem::Standard, 64);
        for (const char* name : {"net.pth", "net.pt"})
            exported(trained, dir.filePath(QLatin1String(name)).toStdString());
        const QString script = QStringLiteral(
            "import torch, torchvision, sys\n"
            "x = ((torch.arange(2 * 3 * 64 * 64) * 7919) % 1000).float().div(500).sub(1).view(2, 3, 64, 64)\n"
            "net = torchvision.models.resnet18(num_classes=7)\n"
            "net.load_state_dict(torch.load('net.pth', weights_only=True), strict=True)\n"
            "script = torch.jit.load('net.pt')\n"
            "net.load_state_dict(script.state_dict(), strict=True)\n"
            "torch.set_grad_enabled(False)\n"
            "print(*net.eval()(x).flatten().tolist())\n"
            "print(*script(x).flatten().tolist())\n"
            "print(*script.train()(torch.cat([x, x]))[:2].flatten().tolist())\n");
        const QList<QByteArray> lines = python(script, dir.path()).trimmed().split('\n');
        QCOMPARE(lines.size(), 3);
        for (const QByteArray& line : lines) {
            std::vector<float> values;
            for (const QByteArray& word : line.split(' '))
                values.push_back(word.toFloat());
            QCOMPARE(values.size(), std::size_t{2 * kClasses});
            const double difference = differenceOf(torch::tensor(values).view({2, kClasses}), trained.answer);
            qInfo("Python: %.1e", difference);
            QVERIFY(difference < 1e-4);
        }
    }

    void theCheckerOfOnnxTakesTheGraph() {
        if (python(QStringLiteral("import onnx; print('ok')"), QStringLiteral("/")).isEmpty())
            QSKIP("python3-onnx is not installed");
        const QTemporaryDir dir;
        nameClasses(dir);
        for (const char* name : {"resnet50", "resnet20"}) {
            const Trained trained(dir, name, Stem::Standard, 32);
            const std::string target = dir.filePath(QLatin1String(name)).toStdString() + ".onnx";
            exported(trained, target);
            const QString script = QStringLiteral("import json, onnx\n"
                                                  "m = onnx.load('%1.onnx')\n"
                                                  "onnx.checker.check_model(m, full_check=True)\n"
                                                  "data = {p.key: p.value for p in m.metadata_props}\n"
                                                  "print(len(json.loads(data['classes'])), data['mean'])\n")
                                       .arg(QLatin1String(name));
            QCOMPARE(python(script, dir.path()).trimmed(), QByteArray("7 [0.485,0.456,0.406]"));
        }
    }

    /// "class 0" would come back as the name of a folder.
    void onlyNamesThatSomebodyGaveAreWritten() {
        const QTemporaryDir dir;
        const Trained trained(dir, "resnet20", Stem::Small, 32);
        for (const bool isNamed : {false, true}) {
            if (isNamed)
                nameClasses(dir);
            const std::string name =
                dir.filePath(isNamed ? QStringLiteral("named") : QStringLiteral("bare")).toStdString();
            exported(trained, name + ".safetensors");
            exported(trained, name + ".onnx");
            for (const auto& metadata :
                 {readSafetensorsMetadata(name + ".safetensors"), readOnnx(name + ".onnx").metadata}) {
                QCOMPARE(metadata.contains("classes"), isNamed);
                QCOMPARE(metadata.contains("folders"), isNamed);
                QVERIFY(metadata.contains("mean"));
            }
        }
        QCOMPARE(
            readOnnx(dir.filePath(QStringLiteral("named.onnx")).toStdString()).metadata.at("folders").substr(0, 11),
            std::string("[\"n0\",\"n1\","));
    }

    void theLinesOfPythonRun() {
        const QTemporaryDir dir;
        if (python(QStringLiteral("from PIL import Image\nimport torchvision\n"
                                  "Image.new('RGB', (90, 70), (200, 30, 40)).save('picture.jpg')\nprint('ok')"),
                   dir.path())
                .isEmpty())
            QSKIP("python3-torchvision is not installed");
        const Trained trained(dir, "resnet18", Stem::Small, 32);
        for (const char* name : {"net.pth", "net.pt"}) {
            const ExportResult result = exported(trained, dir.filePath(QLatin1String(name)).toStdString());
            const QByteArray said = python(QString::fromStdString(pythonFor(result)), dir.path());
            QVERIFY2(said.contains("values"), said.constData());
        }
        const Trained other(dir, "resnet20", Stem::Small, 32); // torchvision has no such network
        QVERIFY(pythonFor(exported(other, dir.filePath(QStringLiteral("c.pth")).toStdString())).empty());
    }

    void nothingIsReplacedUnasked() {
        const QTemporaryDir dir;
        const Trained trained(dir, "resnet20", Stem::Small, 32);
        const std::string target = dir.filePath(QStringLiteral("net.onnx")).toStdString();
        writeFileAtomically(target, "mine");
        QVERIFY_THROWS_EXCEPTION(Error, exported(trained, target));
        QCOMPARE(readSmallFile(target, 100), std::string("mine"));
        exportModel({.model = trained.file, .target = target, .format = ExportFormat::Onnx, .replaces = true});
        QCOMPARE(readOnnx(target).metadata.at("image_size"), std::string("32"));
        QVERIFY_THROWS_EXCEPTION(
            Error, exportModel({.model = trained.file, .target = dir.path().toStdString(), .replaces = true}));
        QVERIFY_THROWS_EXCEPTION(Error, exportFormatOf("net.h5"));
    }

    void aLinkIsFollowedAndAPipeIsNoFile() {
        const QTemporaryDir dir;
        const Trained trained(dir, "resnet20", Stem::Small, 32);
        const std::string file = dir.filePath(QStringLiteral("w.pth")).toStdString(),
                          link = dir.filePath(QStringLiteral("link.pth")).toStdString(),
                          pipe = dir.filePath(QStringLiteral("pipe.pth")).toStdString();
        writeFileAtomically(file, "old");
        std::filesystem::create_symlink("w.pth", link);
        exportModel({.model = trained.file, .target = link, .format = ExportFormat::Pth, .replaces = true});
        QVERIFY(std::filesystem::is_symlink(link));
        QVERIFY(std::filesystem::file_size(file) > 1000);
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        QVERIFY_THROWS_EXCEPTION(
            Error, exportModel({.model = trained.file, .target = pipe, .format = ExportFormat::Pth, .replaces = true}));
        QVERIFY(std::filesystem::is_fifo(pipe));
    }

    void theAverageOrTheTrainedWeightsAreWrittenAsAsked() {
        const QTemporaryDir dir;
        const Trained trained(dir, "resnet20", Stem::Small, 32);
        const std::string target = dir.filePath(QStringLiteral("net.safetensors")).toStdString();
        QVERIFY_THROWS_EXCEPTION(Error, exportModel({.model = trained.file,
                                                     .target = target,
                                                     .format = ExportFormat::Safetensors,
                                                     .average = true})); // none is kept
        CheckpointContent content = loadCheckpoint(trained.file);
        HostTensor average{"ema.linear.bias", TensorType::F32, {kClasses}, {}};
        average.bytes.resize(kClasses * sizeof(float)); // zeros, which the trained ones are not
        content.tensors.push_back(average);
        for (const bool isBetter : {false, true}) { // whose figures the checkpoint bears
            content.ema = isBetter;
            const CheckpointRecord saved = writeCheckpoint(dir.path().toStdString(), content, false);
            for (const std::optional<bool> asked : {std::optional<bool>(), std::optional(false), std::optional(true)}) {
                const ExportResult result =
                    exportModel({.model = dir.filePath(QString::fromStdString(saved.file)).toStdString(),
                                 .target = target,
                                 .format = ExportFormat::Safetensors,
                                 .replaces = true,
                                 .average = asked});
                const bool wanted = asked.value_or(isBetter);
                const TensorFile file = readSafetensors(target);
                QCOMPARE(file.find("linear.bias")->bytes == average.bytes, wanted);
                QCOMPARE(result.ema, wanted);
                QVERIFY(result.keepsAverage);
                QCOMPARE(file.metadata.at("weights"), std::string(wanted ? "average" : "trained"));
            }
        }
    }

    void aCheckpointThatLiesInNoRunHasNoTrainingState() {
        const QTemporaryDir dir;
        const Trained trained(dir, "resnet20", Stem::Small, 32);
        const std::string target = dir.filePath(QStringLiteral("state.pth")).toStdString();
        try {
            exportModel({.model = trained.file, .target = target, .format = exportFormatOf("training-state")});
            QFAIL("it was written");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Usage);
            QVERIFY(error.message().text().find("--as pth") != std::string::npos);
        }
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files).size(), 1); // the checkpoint
        QCOMPARE(exportFormatOf("state.pth"), ExportFormat::Pth);
    }

    void weightsThatAreNoNumbersAreRefused() {
        const QTemporaryDir dir;
        const Trained trained(dir, "resnet20", Stem::Small, 32);
        TensorFile file = readSafetensors(trained.file);
        for (HostTensor& tensor : file.tensors)
            if (tensor.name == "model.conv1.weight")
                reinterpret_cast<float*>(tensor.bytes.data())[0] = std::numeric_limits<float>::quiet_NaN();
        writeSafetensors(trained.file, file);
        for (const ExportFormatInfo& info : exportFormats()) {
            const std::string target = dir.filePath(QStringLiteral("net")).toStdString() + info.extension;
            QVERIFY_THROWS_EXCEPTION(Error, exported(trained, target));
            QVERIFY(!std::filesystem::exists(target));
        }
    }

    void aTornFileIsNoGraph() {
        const QTemporaryDir dir;
        const Trained trained(dir, "resnet20", Stem::Small, 32);
        const std::string target = dir.filePath(QStringLiteral("net.onnx")).toStdString();
        exported(trained, target);
        const std::string bytes = readSmallFile(target, std::size_t{1} << 30);
        for (std::size_t length = 41; length < bytes.size(); length += 29'973) {
            writeFileAtomically(target, std::string_view(bytes).substr(0, length), AtomicFile::Kind::Cache);
            QVERIFY_THROWS_EXCEPTION(Error, readOnnx(target));
        }
    }
};

QTEST_GUILESS_MAIN(TestModelExport)
#include "tst_model_export.moc"
