// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/interop/plain_numbers.h"
#include "core/model/model_state.h"
#include "core/recipe/run_import.h"
#include "core/recipe/source_weights.h"
#include "core/run/checkpoint.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"

using namespace studio;

namespace {

namespace fs = std::filesystem;

QString joined(const std::vector<std::string>& lines) {
    QString all;
    for (const std::string& line : lines)
        all += QString::fromStdString(line) + u'\n';
    return all;
}

HostTensor ones(const std::string& name, std::vector<std::int64_t> shape) {
    constexpr float kOne = 1;
    HostTensor tensor = floatTensor(name, std::move(shape));
    for (std::size_t i = 0; i < tensor.bytes.size(); i += sizeof kOne)
        std::memcpy(tensor.bytes.data() + i, &kOne, sizeof kOne);
    return tensor;
}

} // namespace

/// Weights that a run is to begin with: what of them is taken over, and what is not.
class TestSourceWeights final : public QObject {
    Q_OBJECT

private:
    using Tensors = std::vector<HostTensor>;

    std::string at(const std::string& name) const { return dir_.filePath(QString::fromStdString(name)).toStdString(); }
    /// A ResNet-20 for three classes, all of it ones, changed, as a file of another program.
    std::string weights(const std::function<void(Tensors&)>& change = {}) const {
        Tensors tensors;
        for (const NamedShape& row : modelState({"resnet20", 3})) {
            if (!row.shape.empty())
                tensors.push_back(ones(row.name, row.shape));
        }
        if (change)
            change(tensors);
        writeSafetensors(at("weights.safetensors"), tensors, {{"format", "pt"}});
        return at("weights.safetensors");
    }
    static void dropHead(Tensors& tensors) {
        std::erase_if(tensors, [](const HostTensor& tensor) { return tensor.name.starts_with("linear."); });
    }
    /// A run of them, whose classes begin with `letter`.
    std::string imported(const char* name, char letter) const {
        std::ofstream list(at("list.txt"));
        for (int i = 0; i < 3; ++i)
            list << letter << i << '\n';
        list.close();
        ImportRequest request;
        request.file = weights();
        request.run = at(name);
        request.classesFile = at("list.txt");
        importRun(request);
        return request.run;
    }
    std::string pictures(char letter) const {
        const std::string root = at(std::string("pictures ") + letter);
        for (const char* set : {"train", "val"}) {
            for (int i = 0; i < 3; ++i) {
                const std::string folder = root + "/" + set + "/" + letter + std::to_string(i);
                fs::create_directories(folder);
                for (int n = 0; n < 4; ++n)
                    std::ofstream(folder + "/" + std::to_string(n) + ".jpg") << "not looked into";
            }
        }
        return root;
    }
    /// What a training on such pictures begins with.
    struct Begun {
        QString notes;
        HostTensor head;
    };
    Begun begun(const std::string& file, char letter) const {
        BeginRequest request;
        request.weights = file;
        request.run = at("begun");
        fs::remove_all(request.run);
        request.config.model = "resnet20";
        request.config.stem = "small";
        request.config.imageSize = request.config.evalSize = request.config.evalResize = 32;
        request.setup.data.root = pictures(letter);
        requireBeginning(file, request.config);
        Begun made{joined(beginRunWith(request).notes), {}};
        const CheckpointContent content = loadCheckpoint(findCheckpoint(request.run, "last"));
        for (const HostTensor& tensor : content.tensors) {
            if (tensor.name == "model.linear.weight")
                made.head = tensor;
        }
        return made;
    }
    static bool isZero(const HostTensor& tensor) {
        return !tensor.bytes.empty() && std::all_of(tensor.bytes.begin(), tensor.bytes.end(),
                                                    [](std::byte byte) { return byte == std::byte{0}; });
    }
    QString refusal(const std::string& file, const SourceOptions& options = {}) const {
        try {
            openForeignWeights(file, options);
        } catch (const Error& error) {
            return QString::fromStdString(error.message().text());
        }
        return {};
    }

private Q_SLOTS:
    void aLastLayerIsTakenOverForItsOwnClassesAlone() {
        const std::string run = imported("run a", 'a');
        const Begun same = begun(run, 'a'), others = begun(run, 'b');
        QVERIFY2(same.notes.contains(QStringLiteral("the last layer was taken over too")), qPrintable(same.notes));
        QCOMPARE(same.head.shape, std::vector<std::int64_t>({3, 64}));
        QVERIFY(!isZero(same.head) && isZero(others.head));
    }

    /// A checkpoint of one run, copied to those of another with as many classes.
    void aListOfOtherClassesNearACheckpointIsNotItsOwn() {
        const std::string stranger = imported("stranger", 'a'), host = imported("host", 'b');
        const std::string copy = RunPaths(host).checkpoints + "/" + checkpointFileName(7);
        fs::copy_file(findCheckpoint(stranger, "last"), copy);
        const Begun begin = begun(copy, 'b');
        QVERIFY2(begin.notes.contains(QStringLiteral("is not the list of their classes")), qPrintable(begin.notes));
        QVERIFY2(!begin.notes.contains(QStringLiteral("taken over")) && isZero(begin.head), qPrintable(begin.notes));
        QVERIFY(!isZero(begun(host, 'b').head)); // its own are its own
    }

    void namesThatADataSetShowsAreNoListOfACheckpointsClasses() {
        const std::string checkpoint = findCheckpoint(imported("plain", 'a'), "last");
        const std::string shown = "{\"church\": \"Kirche\", \"format\": \"Format\"}";
        for (const char* folder : {"set/weights", "set/checkpoints", "set"}) {
            fs::create_directories(at(folder));
            const std::string copy = at(folder) + "/" + fs::path(checkpoint).filename().string();
            fs::copy_file(checkpoint, copy);
            std::ofstream(at("set/classes.json")) << shown;
            const SourceWeights source = openOwnWeights(copy);
            QVERIFY2(source.classes.empty() && source.notes.empty(), folder);
        }
    }

    /// Both where `classify` looks for it, and where `--init` does.
    void theListOfARunIsFoundBesideACheckpointToo() {
        const std::string run = imported("moved", 'a');
        const std::string checkpoint = findCheckpoint(run, "last");
        fs::create_directories(at("kept"));
        const std::string copy = at("kept/step.safetensors");
        fs::copy_file(checkpoint, copy);
        fs::copy_file(RunPaths(run).classes, at("kept/classes.json"));
        QCOMPARE(openOwnWeights(copy).classes.size(), std::size_t{3});
        std::ofstream(at("kept/classes.json")) << "{\"format\": 1, \"classes\": [{\"index\": 0}]}";
        try {
            openOwnWeights(copy);
            QFAIL("it was read");
        } catch (const Error& error) {
            const QString text = QString::fromStdString(error.message().text());
            QVERIFY2(text.contains(QStringLiteral("damaged")) && !text.contains(QStringLiteral("json.exception")),
                     qPrintable(text));
        }
    }

    void aRunThatWasStoppedBeforeItsFirstValidationGivesItsNewestWeights() {
        const std::string run = imported("stopped", 'a');
        {
            RunDatabase database(RunPaths(run).database, RunDatabase::Mode::Write);
            std::vector<CheckpointRecord> checkpoints = database.checkpoints();
            QCOMPARE(checkpoints.size(), std::size_t{1});
            checkpoints.front().best = false;
            database.addCheckpoint(checkpoints.front());
        }
        QVERIFY_THROWS_EXCEPTION(Error, findCheckpoint(run, "best"));
        QVERIFY(openOwnWeights(run).text.find("step-000000000") != std::string::npos);
        fs::remove_all(RunPaths(run).checkpoints);
        QVERIFY_THROWS_EXCEPTION(Error, openOwnWeights(run));
    }

    void whichOfTwoWeightsWereTakenIsTold() {
        const std::string run = imported("plain run", 'a');
        QVERIFY(openOwnWeights(run).text.find("average") == std::string::npos);
        CheckpointContent content = loadCheckpoint(findCheckpoint(run, "last"));
        HostTensor average = floatTensor("ema.conv1.weight", {16, 3, 3, 3});
        content.tensors.push_back(average);
        for (const bool isBetter : {false, true}) {
            content.ema = isBetter;
            const CheckpointRecord saved = writeCheckpoint(RunPaths(run).checkpoints, content, true);
            const Begun begin = begun(RunPaths(run).checkpoints + "/" + saved.file, 'a');
            const char* const word = isBetter ? "and that was taken" : "the trained ones were taken";
            QVERIFY2(begin.notes.contains(QLatin1String(word)), qPrintable(begin.notes));
            const QString command = QStringLiteral("resnet-train export '%1' FILE.safetensors %2")
                                        .arg(QString::fromStdString(RunPaths(run).checkpoints + "/" + saved.file),
                                             QLatin1String(isBetter ? "--raw" : "--ema"));
            QVERIFY2(begin.notes.contains(command), qPrintable(begin.notes)); // a run's name has a blank
            const RunDatabase journal(RunPaths(at("begun")).database, RunDatabase::Mode::Read);
            QString lines;
            for (const EventRecord& event : journal.events())
                lines += QString::fromStdString(event.detail) + u'\n';
            QVERIFY2(lines.contains(QLatin1String(isBetter ? ", the average of the weights" : ", the trained weights")),
                     qPrintable(lines));
        }
        content.ema = content.averageCounts = false; // one that `export --ema` refuses is not advised
        const CheckpointRecord early = writeCheckpoint(RunPaths(run).checkpoints, content, true);
        const Begun begin = begun(RunPaths(run).checkpoints + "/" + early.file, 'a');
        QVERIFY2(!begin.notes.contains(QStringLiteral("--ema")), qPrintable(begin.notes));
    }

    void thatWeightsDoNotTellOfBlurPoolIsTold() {
        const Begun begin = begun(weights(), 'a');
        QVERIFY2(begin.notes.contains(QStringLiteral("no BlurPool, which weights alone do not tell")),
                 qPrintable(begin.notes));
        QVERIFY(begin.notes.contains(QStringLiteral("--set blurpool=true")));
        ImportRequest request;
        request.file = weights();
        request.run = at("blurred");
        std::ofstream(at("list.txt")) << "a\nb\nc\n";
        request.classesFile = at("list.txt");
        request.adjust = [](TrainConfig& config) { config.blurpool = true; };
        const QString notes = joined(importRun(request).notes);
        QVERIFY2(notes.contains(QStringLiteral("Taken to have BlurPool")), qPrintable(notes));
        QVERIFY(loadCheckpoint(findCheckpoint(request.run, "last")).blurPool);
        // Our own word of it is enough.
        Tensors tensors;
        for (const NamedShape& row : modelState({"resnet20", 3}))
            if (!row.shape.empty())
                tensors.push_back(ones(row.name, row.shape));
        writeSafetensors(at("said.safetensors"), tensors, {{"blurpool", "false"}});
        QVERIFY(!begun(at("said.safetensors"), 'a').notes.contains(QStringLiteral("BlurPool")));
    }

    void aTrainingBeginsWithWeightsWhoseHeadIsOfNoUse_data() {
        QTest::addColumn<int>("kind");
        for (const char* kind : {"none", "without bias", "of another width", "of two layers"})
            QTest::newRow(kind) << static_cast<int>(kind[0] == 'n' ? 0 : kind[0] == 'w' ? 1 : kind[3] == 'a' ? 2 : 3);
    }
    void aTrainingBeginsWithWeightsWhoseHeadIsOfNoUse() {
        QFETCH(int, kind);
        const std::string file = weights([kind](Tensors& tensors) {
            dropHead(tensors);
            if (kind == 1)
                tensors.push_back(ones("linear.weight", {3, 64}));
            if (kind == 2) {
                tensors.push_back(ones("linear.weight", {3, 32}));
                tensors.push_back(ones("linear.bias", {3}));
            }
            if (kind == 3) {
                tensors.push_back(ones("head.0.weight", {64, 64}));
                tensors.push_back(ones("head.2.weight", {16, 64}));
            }
        });
        const Begun begin = begun(file, 'a');
        QVERIFY2(begin.notes.contains(QStringLiteral("it is made anew")), qPrintable(begin.notes));
        QCOMPARE(begin.head.shape, std::vector<std::int64_t>({3, 64}));
        QVERIFY(isZero(begin.head));
        QCOMPARE(begin.notes.contains(QStringLiteral("Left out: head.0.weight, head.2.weight")), kind == 3);
        const QString refused = refusal(file);
        QVERIFY2(refused.contains(QStringLiteral("no last layer")) && refused.contains(QStringLiteral("train --init")),
                 qPrintable(refused));
    }

    void whatIsLeftOverIsToldToATrainingAndKeepsAnImport() {
        const std::string file = weights([](Tensors& tensors) { tensors.push_back(ones("criterion.weight", {3})); });
        const Begun begin = begun(file, 'a');
        QVERIFY2(begin.notes.contains(QStringLiteral("Left out: criterion.weight.")), qPrintable(begin.notes));
        QVERIFY(refusal(file).contains(QStringLiteral("--leave-out")));
    }

    void whatIsMissingBelowTheHeadIsMissingToATraining() {
        const std::string file = weights([](Tensors& tensors) {
            dropHead(tensors);
            std::erase_if(tensors, [](const HostTensor& tensor) { return tensor.name == "bn1.bias"; });
        });
        SourceOptions options;
        options.forTraining = true;
        QVERIFY2(refusal(file, options).contains(QStringLiteral("Missing: bn1.bias")),
                 qPrintable(refusal(file, options)));
    }

    void twoNetworksInOneFileAreNamed() {
        const std::string file = weights([](Tensors& tensors) {
            Tensors both;
            for (const char* prefix : {"module.encoder_q.", "module.encoder_k."}) {
                for (HostTensor tensor : tensors) {
                    tensor.name.insert(0, prefix);
                    both.push_back(std::move(tensor));
                }
            }
            both.push_back(ones("module.queue", {8, 8}));
            tensors = std::move(both);
        });
        const QString refused = refusal(file);
        QVERIFY2(refused.contains(QStringLiteral("more than one network")), qPrintable(refused));
        QVERIFY2(refused.contains(QStringLiteral("module.encoder_k, module.encoder_q")), qPrintable(refused));
        SourceOptions asked; // the same to a person who names the network
        asked.model = "resnet20";
        QVERIFY(refusal(file, asked).contains(QStringLiteral("more than one network")));
    }

    void aNetworkAmongOtherThingsIsNamed() {
        const std::string file = weights([](Tensors& tensors) {
            for (HostTensor& tensor : tensors)
                tensor.name.insert(0, "encoder.");
            for (int i = 0; i < 40; ++i)
                tensors.push_back(ones("decoder." + std::to_string(i) + ".weight", {4}));
        });
        const QString refused = refusal(file);
        QVERIFY2(refused.contains(QStringLiteral("a network and more")), qPrintable(refused));
        QVERIFY2(refused.contains(QStringLiteral("k.startswith(\"encoder.\")")), qPrintable(refused));
    }

    void namesOfTransformersAreToldAsSuch() {
        const std::string file = weights([](Tensors& tensors) {
            tensors = {ones("resnet.embedder.embedder.convolution.weight", {64, 3, 7, 7}),
                       ones("resnet.encoder.stages.0.layers.0.layer.0.convolution.weight", {64, 64, 1, 1})};
        });
        QVERIFY2(refusal(file).contains(QStringLiteral("Hugging Face")), qPrintable(refusal(file)));
    }

private:
    QTemporaryDir dir_;
};

QTEST_GUILESS_MAIN(TestSourceWeights)
#include "tst_source_weights.moc"
