// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fstream>

#include <QFile>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "core/interop/weights_file.h"
#include "core/run/run_folder.h"
#include "tests/support/cli_runner.h"
#include "tests/support/picture_folders.h"
#include "tests/support/words.h"

using namespace studio;
using namespace studio::test;

/// What resnet-train export tells of what it writes, and the training state for PyTorch. What Python makes of one is
/// tst_python_bridge's.
class TestCliState final : public QObject {
    Q_OBJECT

private:
    QString at(const char* name) const { return dir_.filePath(QLatin1String(name)); }
    CliResult exported(const char* run, const char* file, const QStringList& more = {}) const {
        return runTrain(QStringList{text("export"), at(run), at(file)} + more);
    }
    CliResult imported(const char* file, const char* run, const QStringList& more = {}) const {
        return runTrain(QStringList{text("import"), at(file), at(run), text("--set"), text("batch_size=16")} + more);
    }
    /// Of a file that does not say with what pictures its network was measured.
    CliResult importedSmall(const char* file, const char* run, const QStringList& more) const {
        return imported(file, run,
                        QStringList{text("--image-size"), text("16"), text("--set"), text("eval_resize=16")} + more);
    }
    QByteArray fileOf(const char* name) const {
        QFile file(at(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    double lossOf(const char* run) const {
        const CliResult measured = runTrain({text("evaluate"), at(run), text("--data"), at("data"), text("--threads"),
                                             text("1"), text("--checkpoint"), text("last"), text("--json")});
        return measured.json().object()[text("loss")].toDouble(-1);
    }

private Q_SLOTS:
    void initTestCase() {
        writePictureFolders(at("data").toStdString(), 3, 8, 4);
        std::ofstream(at("names.txt").toStdString()) << "c0\nc1\nc2\n";
        for (const auto& [name, setting] : {std::pair("averaged", "ema_decay=0.5"), {"blurred", "blurpool=true"}}) {
            const CliResult made =
                runTrain(QStringList{text("train"), text("--data"), at("data"), text("--run"), at(name)} +
                         tinyRecipe(2) + QStringList{text("--set"), text(setting)});
            QVERIFY2(made.code == 0, made.err);
        }
    }

    void aTrainingStateComesBackWithItsClasses() {
        const CliResult made = exported("averaged", "state.pth",
                                        {text("--as"), text("training-state"), text("--checkpoint"), text("last")});
        QVERIFY2(made.code == 0, made.err);
        QVERIFY2(made.err.contains("trained weights and their average"), made.err);
        const WeightsFile file(at("state.pth").toStdString());
        QCOMPARE(file.part(), std::string("state_dict"));
        QCOMPARE(file.stated().classLists.at(0).names, (std::vector<std::string>{"c0", "c1", "c2"}));
        QCOMPARE(exported("averaged", "raw.pth", {text("--raw"), text("--checkpoint"), text("last")}).code, 0);
        const CliResult state = imported("state.pth", "from state");
        QVERIFY2(state.code == 0, state.err);
        QCOMPARE(importedSmall("raw.pth", "from raw", {text("--classes"), at("names.txt")}).code, 0);
        QCOMPARE(lossOf("from state"), lossOf("from raw"));
        QVERIFY(lossOf("from state") > 0);
    }

    void someClassesOfATrainingStateMayHaveNamesOfTheirOwn() {
        const std::string list = RunPaths(at("averaged").toStdString()).classes;
        const std::vector<ClassInfo> plain = readClassesFile(list);
        writeClassesFile(list, {{"c0", "c0"}, {"c1", "golden retriever"}, {"c2", "c2"}});
        const CliResult made = exported("averaged", "named.pth", {text("--as"), text("training-state")});
        writeClassesFile(list, plain);
        QVERIFY2(made.code == 0, made.err);
        const CliResult back = imported("named.pth", "from named");
        QVERIFY2(back.code == 0, back.err);
        const ClassInfo second = readClassesFile(RunPaths(at("from named").toStdString()).classes).at(1);
        QCOMPARE(second.folder, std::string("c1"));
        QCOMPARE(second.name, std::string("golden retriever"));
    }

    void aTrainingStateHasAllWeightsAndNoLinesForANetworkThatTorchvisionLacks() {
        const CliResult asked =
            exported("averaged", "never.pth", {text("--as"), text("training-state"), text("--ema")});
        QVERIFY2(asked.code == 64 && asked.err.contains("--ema"), asked.err);
        QVERIFY(!QFile::exists(at("never.pth")));
        const CliResult lines =
            exported("averaged", "lines.pth", {text("--as"), text("training-state"), text("--python")});
        QVERIFY2(lines.code == 0 && lines.out.isEmpty() && lines.err.contains("torchvision has no such"), lines.err);
    }

    void whichOfTwoWeightsAreWrittenIsTold() {
        const auto told = [this](const char* file, const QStringList& more) {
            return exported("averaged", file, more).err;
        };
        QVERIFY(told("a.pth", {text("--ema")}).contains(", average of the weights: "));
        QVERIFY(told("b.pth", {text("--raw")}).contains(", trained weights, not their average: "));
        QVERIFY(!exported("blurred", "c.onnx").err.contains("average"));
    }

    /// Before its second update it is a copy of the weights of some step.
    void anAverageThatIsNoneYetIsNotInTheState() {
        const QStringList asState{text("--as"), text("training-state"), text("--checkpoint"), text("last")};
        const CliResult early = runTrain(
            QStringList{text("train"), text("--data"), at("data"), text("--run"), at("early")} + tinyRecipe(1) +
            QStringList{text("--set"), text("ema_decay=0.5"), text("--set"), text("ema_steps=900")});
        QVERIFY2(early.code == 0, early.err);
        const auto weightsOf = [&](const char* run, const char* file) {
            const CliResult made = exported(run, file, asState + QStringList{text("--json")});
            return made.json().object()[text("weights")].toString();
        };
        QCOMPARE(weightsOf("averaged", "late.pth"), text("trained and average"));
        QCOMPARE(weightsOf("early", "early.pth"), text("trained"));
        QVERIFY(fileOf("late.pth").contains("average") && !fileOf("early.pth").contains("average"));
    }

    void theOpsetOfOnnxIsTold() {
        const CliResult made = exported("averaged", "net.onnx");
        QVERIFY2(made.code == 0 && made.err.contains("ONNX, opset 11"), made.err);
        const CliResult json = exported("averaged", "json.onnx", {text("--json")});
        QCOMPARE(json.json().object()[text("opset")].toInt(), 11);
        const CliResult other = exported("averaged", "json.pt", {text("--json")});
        QVERIFY2(other.code == 0 && !other.json().object().contains(text("opset")), other.err);
    }

    void aBlurThatWeightsDoNotShowIsToldAtBothEnds() {
        const CliResult made = exported("blurred", "blurred.pth");
        QVERIFY2(made.code == 0 && made.err.contains("--set blurpool=true"), made.err);
        QVERIFY(exported("blurred", "j.pth", {text("--json")}).json().object()[text("blurpool")].toBool());
        const CliResult tensors = exported("blurred", "blurred.safetensors");
        QVERIFY2(tensors.err.contains("BlurPool") && !tensors.err.contains("--set"), tensors.err);
        QVERIFY(!exported("blurred", "blurred.onnx").err.contains("BlurPool"));
        const CliResult state = exported("blurred", "whole.pth", {text("--as"), text("training-state")});
        QVERIFY2(state.err.contains("BlurPool") && !state.err.contains("--set"), state.err);
        const CliResult whole = imported("whole.pth", "taken whole");
        QVERIFY2(whole.code == 0 && !whole.err.contains("no BlurPool"), whole.err);
        const QStringList classes{text("--classes"), at("names.txt")};
        const CliResult silent = importedSmall("blurred.pth", "taken plain", classes);
        QVERIFY2(silent.code == 0 && silent.err.contains("no BlurPool, which weights alone do not tell"), silent.err);
        const CliResult said =
            importedSmall("blurred.pth", "taken blurred", classes + QStringList{text("--set"), text("blurpool=true")});
        QVERIFY2(said.code == 0 && !said.err.contains("no BlurPool"), said.err);
        QVERIFY(runTrain({text("log"), at("taken plain")}).out.contains("no BlurPool"));
        const CliResult best =
            runTrain({text("evaluate"), at("blurred"), text("--threads"), text("1"), text("--json")});
        QCOMPARE(lossOf("taken blurred"), best.json().object()[text("loss")].toDouble());
        QCOMPARE(lossOf("taken whole"), best.json().object()[text("loss")].toDouble());
        QVERIFY(lossOf("taken plain") > 0 && lossOf("taken plain") != lossOf("taken blurred"));
    }

private:
    QTemporaryDir dir_;
};

QTEST_GUILESS_MAIN(TestCliState)
#include "tst_cli_state.moc"
