// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/interop/weights_file.h"
#include "core/model/model_state.h"
#include "tests/support/cli_runner.h"
#include "tests/support/picture_folders.h"
#include "tests/support/pth_bytes.h"
#include "tests/support/words.h"

using namespace studio;
using namespace studio::test;

/// Files that a person names to resnet-train: what is not there, and weights that are odd.
class TestCliNamed final : public QObject {
    Q_OBJECT

private:
    QString at(const char* name) const { return dir_.filePath(QLatin1String(name)); }
    QStringList importing(const char* file, const char* run) const {
        return {text("import"),       at(file),   at(run),       text("--classes"),    at("names.txt"),
                text("--image-size"), text("16"), text("--set"), text("batch_size=16")};
    }
    /// A network whose tensors are all one number of a storage, as expand() leaves them; `type` is that of
    /// conv1.weight.
    void writeExpanded(const char* name, const std::string& type) const {
        std::vector<std::pair<std::string, std::string>> rows;
        for (const NamedShape& row : modelState({"resnet20", 3})) {
            const bool isOdd = row.name == "conv1.weight" && type != "FloatStorage";
            const PickledView view{row.shape, std::vector<std::int64_t>(row.shape.size(), 0),
                                   0,         isOdd ? "1" : "0",
                                   1,         isOdd ? type : "FloatStorage"};
            if (!row.shape.empty())
                rows.emplace_back(row.name, pickledTensor(view));
        }
        writeFileBytes(at(name).toStdString(),
                       pthOf(pickledDict(rows, true), {std::string("\0\0\0\x3f", 4), "12345678"}));
    }

private Q_SLOTS:
    void initTestCase() {
        writePictureFolders(at("data").toStdString(), 3, 8, 4);
        std::ofstream(at("names.txt").toStdString()) << "c0\nc1\nc2\n";
        const CliResult made =
            runTrain(QStringList{text("train"), text("--data"), at("data"), text("--run"), at("run")} + tinyRecipe(1));
        QVERIFY2(made.code == 0, made.err);
    }

    void whatIsNotThereIsBadInputAndNothingToTryAgain_data() {
        QTest::addColumn<QStringList>("line");
        const QString gone = at("gone"), data = at("data"), run = at("run");
        const auto row = [](const char* name, const QStringList& line) { QTest::newRow(name) << line; };
        row("import", {text("import"), gone + text(".pth"), at("new")});
        row("import, safetensors", {text("import"), gone + text(".safetensors"), at("new")});
        row("import, classes",
            {text("import"), run + text("/best_model.pth"), at("new"), text("--classes"), gone + text(".txt")});
        row("train --init", {text("train"), text("--data"), data, text("--run"), at("new"), text("--init"), gone});
        row("train --recipe", {text("train"), text("--data"), data, text("--run"), at("new"), text("--recipe"), gone});
        row("train --data", {text("train"), text("--data"), gone, text("--run"), at("new")});
        row("resume", {text("resume"), gone});
        row("preflight --recipe", {text("preflight"), text("--data"), data, text("--recipe"), gone});
        row("queue add", {text("queue"), text("add"), text("--data"), data, text("--recipe"), gone});
        row("evaluate", {text("evaluate"), gone, text("--data"), data});
        row("evaluate --list", {text("evaluate"), run, text("--list"), gone + text(".csv")});
        row("classify", {text("classify"), gone, data});
        row("classify a picture", {text("classify"), run, gone + text(".jpg")});
        row("classify a list", {text("classify"), run, gone + text(".txt")});
        row("classify --list", {text("classify"), run, text("--list"), gone});
        row("answers", {text("answers"), gone + text(".csv")});
        row("export", {text("export"), gone, at("new.pth")});
        row("check", {text("check"), gone});
        row("prepare", {text("prepare"), gone + text(".tar"), at("new")});
        row("pack", {text("pack"), gone});
        row("report", {text("report"), gone});
        row("compare", {text("compare"), run, gone});
        row("restore", {text("restore"), gone, at("new")});
        row("prune", {text("prune"), gone});
        row("notify", {text("notify"), text("add"), text("webhook"), u'@' + gone});
    }
    void whatIsNotThereIsBadInputAndNothingToTryAgain() {
        QFETCH(QStringList, line);
        const CliResult result = runTrain(line);
        QVERIFY2(result.code == 65, QByteArray::number(result.code) + ": " + result.err);
        QVERIFY2(result.err.contains("gone"), result.err);
        if (line.contains(text("--init"))) // no folder is promised to a script before the weights are known to fit
            QVERIFY2(!result.out.contains(at("new").toUtf8()), result.out);
        QVERIFY(!std::filesystem::exists(at("new").toStdString()));
    }

    /// As it is told for tables: no retry makes a folder.
    void aPlaceThatIsNotThereIsWrongUsage() {
        const QString place = at("gone") + text("/file.");
        for (const QStringList& line : {QStringList{text("export"), at("run"), place + text("pth")},
                                        {text("export"), at("run"), place + text("csv")},
                                        {text("report"), at("run"), text("--out"), place + text("html")},
                                        {text("check"), at("data"), text("--csv"), place + text("csv")}}) {
            const CliResult result = runTrain(line);
            QVERIFY2(result.code == 64 && result.err.contains("its folder is not there"), result.err);
        }
    }

    void aRunsOwnPartsAreNotWrittenOver_data() {
        QTest::addColumn<QStringList>("line");
        const QString run = at("run"), data = at("data"), replace = text("--replace");
        const auto row = [](const char* name, const QStringList& line) { QTest::newRow(name) << line; };
        const auto name = [](const auto& entry) { return QString::fromStdString(entry.path().filename().string()); };
        const std::filesystem::directory_iterator saved(run.toStdString() + "/checkpoints");
        const QString checkpoint = run + text("/checkpoints/") + name(*saved);
        std::filesystem::create_symlink(run.toStdString() + "/run.db", at("link.csv").toStdString());
        row("its checkpoint", {text("export"), run, checkpoint, replace});
        row("a checkpoint over itself", {text("export"), checkpoint, checkpoint, replace});
        row("its recipe", {text("export"), run, run + text("/recipe.json"), replace});
        row("its history, by a link", {text("export"), run, at("link.csv"), replace});
        row("files of TensorBoard into it", {text("export"), run, run, text("--format"), text("tensorboard"), replace});
        row("a result",
            {text("classify"), run, data + text("/val"), text("--out"), run + text("/classes.json"), replace});
        row("a report", {text("report"), run, text("--out"), run + text("/recipe.json")});
        row("problems of pictures", {text("check"), data, text("--csv"), run + text("/pictures.list")});
    }
    /// Also not where a person says that something may be replaced: nobody means a whole run by that.
    void aRunsOwnPartsAreNotWrittenOver() {
        QFETCH(QStringList, line);
        const auto bytes = [&] {
            std::map<std::string, QByteArray> all;
            for (const auto& entry : std::filesystem::recursive_directory_iterator(at("run").toStdString())) {
                QFile file(QString::fromStdString(entry.path().string()));
                if (entry.path().extension() != ".db-shm" && file.open(QIODevice::ReadOnly))
                    all[entry.path().string()] = file.readAll();
            }
            return all;
        };
        const auto before = bytes();
        const CliResult result = runTrain(line);
        QVERIFY2(result.code == 64 && result.err.contains("is a part of a run"), result.err);
        QVERIFY(bytes() == before);
        QCOMPARE(runTrain({text("classify"), at("run"), at("data") + text("/val")}).code, 0);
    }
    void whatLiesBesideARunsPartsMayBeReplaced() {
        for (int i = 0; i < 2; ++i) {
            const CliResult result =
                runTrain({text("export"), at("run"), at("run") + text("/weights.pth"), text("--replace")});
            QVERIFY2(result.code == 0, result.err);
        }
    }

    void expandedWeightsAreReadAsTheyAreSeen() {
        writeExpanded("wide.pth", "FloatStorage");
        const CliResult made = runTrain(importing("wide.pth", "wide"));
        QVERIFY2(made.code == 0, made.err);
        QCOMPARE(runTrain({text("export"), at("wide"), at("wide.safetensors")}).code, 0);
        WeightsFile file(at("wide.safetensors").toStdString());
        std::size_t halves = 0;
        for (const StoredTensor& tensor : file.tensors()) {
            const HostTensor read = file.read(tensor);
            for (std::size_t i = 3; read.type == TensorType::F32 && i < read.bytes.size(); i += 4)
                halves += read.bytes[i] == std::byte{0x3f} ? 1 : 0;
        }
        QVERIFY(halves > 270'000); // each of them is 0.5
    }

    void complexWeightsAreNamedWithTheWayOut() {
        writeExpanded("complex.pth", "ComplexFloatStorage");
        const CliResult refused = runTrain(importing("complex.pth", "complex"));
        QCOMPARE(refused.code, 65);
        QVERIFY2(refused.err.contains("conv1.weight: its numbers are complex (save its .real)"), refused.err);
        QVERIFY2(refused.err.contains("torch.save") && !refused.err.contains("damaged"), refused.err);
        QVERIFY(!std::filesystem::exists(at("complex").toStdString()));
    }

    void adviceLooksAtWhatTheRunBeginsWith() {
        const auto begun = [&](const char* run, const QStringList& more) {
            const QStringList line{text("train"), text("--data"), at("data"), text("--run"), at(run)};
            const CliResult result =
                runTrain(line + tinyRecipe(1) + QStringList{text("--set"), text("learning_rate=0.3")} + more);
            return result.code == 0 ? result.err : "failed: " + result.err;
        };
        const QByteArray random = begun("random", {}), tuned = begun("tuned", {text("--init"), at("run")});
        QVERIFY2(random.contains("note: warmup_epochs: ") && random.contains("from random weights"), random);
        QVERIFY2(!tuned.contains("warmup_epochs") && tuned.contains("these weights have learned"), tuned);
    }

private:
    QTemporaryDir dir_;
};

QTEST_GUILESS_MAIN(TestCliNamed)
#include "tst_cli_named.moc"
