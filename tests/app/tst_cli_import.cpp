// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/interop/plain_numbers.h"
#include "core/interop/weights_file.h"
#include "core/model/model_state.h"
#include "core/run/checkpoint.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "tests/support/cli_runner.h"
#include "tests/support/picture_folders.h"

using namespace studio;
using namespace studio::test;

/// resnet-train import, and what the other verbs make of such a run.
class TestCliImport final : public QObject {
    Q_OBJECT

private:
    QString at(const char* name) const { return dir_.filePath(QLatin1String(name)); }
    QStringList importing(const QString& file, const char* run, const QString& classes) const {
        return {QStringLiteral("import"),
                file,
                at(run),
                QStringLiteral("--classes"),
                classes,
                QStringLiteral("--image-size"),
                QStringLiteral("16"),
                QStringLiteral("--set"),
                QStringLiteral("eval_resize=16"),
                QStringLiteral("--set"),
                QStringLiteral("epochs=1"),
                QStringLiteral("--set"),
                QStringLiteral("batch_size=16")};
    }
    QString list(const char* name, const char* lines) const {
        std::ofstream(at(name).toStdString()) << lines;
        return at(name);
    }
    /// The weights of the trained run, changed, as a file of another program.
    template<typename Change>
    QString changed(const char* name, const Change& change) const {
        WeightsFile file((trained_ + QStringLiteral("/best_model.pth")).toStdString());
        std::vector<HostTensor> tensors;
        for (const StoredTensor& tensor : file.tensors())
            tensors.push_back(file.read(tensor));
        change(tensors);
        writeSafetensors(at(name).toStdString(), tensors, {{"format", "pt"}});
        return at(name);
    }
    QJsonObject measured(const QString& run) const {
        return runTrain({QStringLiteral("evaluate"), run, QStringLiteral("--data"), data_, QStringLiteral("--threads"),
                         QStringLiteral("1"), QStringLiteral("--json")})
            .json()
            .object();
    }

private Q_SLOTS:
    void initTestCase() {
        data_ = at("data");
        trained_ = at("trained");
        writePictureFolders(data_.toStdString(), 3, 8, 4);
        const CliResult made = runTrain(
            QStringList{QStringLiteral("train"), QStringLiteral("--data"), data_, QStringLiteral("--run"), trained_} +
            tinyRecipe(2));
        QVERIFY2(made.code == 0, made.err);
        names_ = list("names.txt", "c0\nc1\nc2\n");
    }

    void theImportedNetworkIsTheOneThatWasTrained() {
        const CliResult made = runTrain(importing(trained_ + QStringLiteral("/best_model.pth"), "imported", names_));
        QVERIFY2(made.code == 0, made.err);
        QVERIFY2(made.err.contains("ResNet-20") && made.err.contains("ImageNet"), made.err);
        QCOMPARE(made.out.trimmed(), at("imported").toUtf8());
        const QJsonObject before = measured(trained_), after = measured(at("imported"));
        QCOMPARE(after[QStringLiteral("count")].toInt(), 12);
        QCOMPARE(after[QStringLiteral("loss")].toDouble(), before[QStringLiteral("loss")].toDouble());
        for (const char* verb : {"status", "report", "log"})
            QCOMPARE(runTrain({QLatin1String(verb), at("imported")}).code, 0);
        QVERIFY(runTrain({QStringLiteral("log"), at("imported")}).out.contains("best_model.pth (PyTorch)"));
    }

    void namesAndNumbersOfOtherProgramsAreRead() {
        const QString file = changed("other.safetensors", [](std::vector<HostTensor>& tensors) {
            std::erase_if(tensors, [](const HostTensor& t) { return t.name.ends_with("num_batches_tracked"); });
            for (HostTensor& tensor : tensors) {
                const auto last = tensor.name.find("linear.");
                tensor.name = "module._orig_mod." + (last == 0 ? "head.fc" + tensor.name.substr(6) : tensor.name);
                HostTensor wide{tensor.name, TensorType::F64, tensor.shape, {}};
                for (std::size_t i = 0; i < tensor.bytes.size(); i += sizeof(float)) {
                    float value = 0;
                    std::memcpy(&value, tensor.bytes.data() + i, sizeof value);
                    const double same = static_cast<double>(value);
                    wide.bytes.resize(wide.bytes.size() + sizeof same);
                    std::memcpy(wide.bytes.data() + wide.bytes.size() - sizeof same, &same, sizeof same);
                }
                tensor = std::move(wide);
            }
        });
        const CliResult made = runTrain(importing(file, "other", names_));
        QVERIFY2(made.code == 0 && made.err.contains("head.fc"), made.err);
        QCOMPARE(measured(at("other"))[QStringLiteral("loss")].toDouble(),
                 measured(trained_)[QStringLiteral("loss")].toDouble());
    }

    void classesAreSortedWithTheirRows() {
        const QString classes = list("names.json", "{\"0\": \"zebra\", \"1\": \"mouse\", \"2\": \"ape\"}");
        const CliResult made = runTrain(importing(trained_ + QStringLiteral("/best_model.pth"), "sorted", classes));
        QVERIFY2(made.code == 0 && made.err.contains("sorted by their names"), made.err);
        const auto answers = [&](const QString& run) {
            const QString picture = data_ + QStringLiteral("/val/c0/1008.jpg");
            QJsonObject byName;
            const auto result = runTrain({QStringLiteral("classify"), run, picture, QStringLiteral("--json")}).json();
            for (const auto& answer : result.object()[QStringLiteral("top")].toArray())
                byName[answer[QStringLiteral("class")].toString()] = answer[QStringLiteral("probability")];
            return byName;
        };
        const QJsonObject before = answers(trained_), after = answers(at("sorted"));
        QCOMPARE(after.size(), 3);
        QCOMPARE(after[QStringLiteral("zebra")], before[QStringLiteral("c0")]);
        QCOMPARE(after[QStringLiteral("mouse")], before[QStringLiteral("c1")]);
        QCOMPARE(after[QStringLiteral("ape")], before[QStringLiteral("c2")]);
    }

    void trainingGoesOnWithPicturesThatAreNamed() {
        QCOMPARE(runTrain(importing(trained_ + QStringLiteral("/best_model.pth"), "tuned", names_)).code, 0);
        const QStringList resume{QStringLiteral("resume"), at("tuned"), QStringLiteral("--threads"),
                                 QStringLiteral("1")};
        const CliResult without = runTrain(resume);
        QVERIFY2(without.code == 64 && without.err.contains("--data FOLDER"), without.err);
        const CliResult own = runTrain({QStringLiteral("evaluate"), at("tuned")});
        QVERIFY2(own.code == 64 && own.err.contains("--data"), own.err);
        const CliResult tuned = runTrain(resume + QStringList{QStringLiteral("--data"), data_});
        QVERIFY2(tuned.code == 0, tuned.err);
        const RunSummary run = summariseRun(at("tuned").toStdString());
        QVERIFY(run.state == RunState::Finished && run.epochsDone == 1 && run.bestEpoch == 1);
        const std::string log = runTrain({QStringLiteral("log"), at("tuned")}).out.toStdString();
        QVERIFY2(log.find("The run has pictures now") != std::string::npos, log.c_str());
        QVERIFY2(log.find("earlier version") == std::string::npos, log.c_str());
        // From here on it is a run like any other.
        const CliResult longer = runTrain(resume + QStringList{QStringLiteral("--set"), QStringLiteral("epochs=2")});
        QVERIFY2(longer.code == 0, longer.err);
        QCOMPARE(
            runTrain({QStringLiteral("evaluate"), at("tuned"), QStringLiteral("--threads"), QStringLiteral("1")}).code,
            0);
    }

    void trainingBeginsWithTheWeightsThatAreNamed() {
        const auto begun = [&](const char* run, const QString& init, const QString& data,
                               const QStringList& more = {}) {
            return runTrain(QStringList{QStringLiteral("train"), QStringLiteral("--data"), data,
                                        QStringLiteral("--run"), at(run), QStringLiteral("--init"), init} +
                            tinyRecipe(1) + more);
        };
        const CliResult same = begun("begun", trained_, data_);
        QVERIFY2(same.code == 0 && same.err.contains("the last layer was taken over too"), same.err);
        const QStringList first{
            QStringLiteral("evaluate"),  at("begun"),         QStringLiteral("--checkpoint"), QStringLiteral("0"),
            QStringLiteral("--threads"), QStringLiteral("1"), QStringLiteral("--json")};
        QCOMPARE(runTrain(first).json()[QStringLiteral("loss")].toDouble(),
                 measured(trained_)[QStringLiteral("loss")].toDouble());
        const QString fewer = at("fewer");
        writePictureFolders(fewer.toStdString(), 2, 8, 4);
        const CliResult other = begun("other classes", trained_ + QStringLiteral("/best_model.pth"), fewer);
        QVERIFY2(other.code == 0 && other.err.contains("the last layer begins at zero"), other.err);
        QCOMPARE(readClassesFile(RunPaths(at("other classes").toStdString()).classes).size(), std::size_t{2});
        const CliResult wrong =
            begun("wrong", trained_, data_, {QStringLiteral("--set"), QStringLiteral("model=resnet32")});
        QVERIFY2(wrong.code == 78 && wrong.err.contains("--set model=resnet20"), wrong.err);
        QVERIFY(!std::filesystem::exists(at("wrong").toStdString()));
        const CliResult blurred =
            begun("wrong", trained_, data_, {QStringLiteral("--set"), QStringLiteral("blurpool=true")});
        QVERIFY2(blurred.code == 78 && blurred.err.contains("--set blurpool=false"), blurred.err);
        QVERIFY(!std::filesystem::exists(at("wrong").toStdString()));
        // From a file that does not say it the recipe's word counts, and the run can go on.
        const CliResult unsaid = begun("blurred", trained_ + QStringLiteral("/best_model.pth"), data_,
                                       {QStringLiteral("--set"), QStringLiteral("blurpool=true")});
        QVERIFY2(unsaid.code == 0, unsaid.err);
    }

    void ourOwnExportComesBackWithItsClassesAndItsBlur() {
        const QString file = at("exported.safetensors");
        QCOMPARE(runTrain({QStringLiteral("export"), at("blurred"), file}).code, 0);
        QStringList line = importing(file, "returned", names_);
        line.remove(3, 2);
        const CliResult made = runTrain(line);
        QVERIFY2(made.code == 0, made.err);
        QCOMPARE(readClassesFile(RunPaths(at("returned").toStdString()).classes).size(), std::size_t{3});
        line.remove(3, 4); // without sizes: the file tells them
        line[2] = at("told");
        const CliResult told = runTrain(line);
        QVERIFY2(told.code == 0, told.err);
        QCOMPARE(measured(at("told"))[QStringLiteral("loss")].toDouble(),
                 measured(at("blurred"))[QStringLiteral("loss")].toDouble());
        QCOMPARE(measured(at("returned"))[QStringLiteral("loss")].toDouble(),
                 measured(at("blurred"))[QStringLiteral("loss")].toDouble());
    }

    /// Names of more classes than the last layer has rows: nothing is read behind them.
    void aListOfOtherClassesThanTheRowsIsNotBelieved() {
        const QString file = at("two rows.safetensors");
        WeightsFile weights((trained_ + QStringLiteral("/best_model.pth")).toStdString());
        std::vector<HostTensor> tensors;
        for (const StoredTensor& tensor : weights.tensors()) {
            tensors.push_back(weights.read(tensor));
            if (tensor.name.starts_with("linear.")) {
                tensors.back().bytes.resize(tensors.back().bytes.size() / 3 * 2);
                tensors.back().shape[0] = 2;
            }
        }
        writeSafetensors(file.toStdString(), tensors, {{"format", "pt"}, {"classes", "[\"c0\",\"c1\",\"c2\"]"}});
        const CliResult made =
            runTrain(QStringList{QStringLiteral("train"), QStringLiteral("--data"), data_, QStringLiteral("--run"),
                                 at("rows"), QStringLiteral("--init"), file} +
                     tinyRecipe(1));
        QVERIFY2(made.code == 0 && made.err.contains("the last layer begins at zero"), made.err);
        QStringList unnamed = importing(file, "unnamed", {});
        unnamed.remove(3, 2);
        const CliResult asked = runTrain(unnamed); // a list can be given: the window asks for one
        QVERIFY2(asked.code == 64 && asked.err.contains("names 3 classes, its last layer has 2"), asked.err);
        QVERIFY2(asked.err.contains("--classes FILE"), asked.err);
    }

    /// Answers under another run's names would look like good ones.
    void aCheckpointAmongThoseOfAnotherRunDoesNotAnswerWithItsNames() {
        const QString good = trained_ + QStringLiteral("/best_model.pth");
        QCOMPARE(runTrain(importing(good, "own", names_)).code, 0);
        QCOMPARE(runTrain(importing(good, "host", list("host.txt", "ape\nbee\ncat\n"))).code, 0);
        const std::string copy = RunPaths(at("host").toStdString()).checkpoints + "/step-000000007.safetensors";
        std::filesystem::copy_file(findCheckpoint(at("own").toStdString(), "last"), copy);
        const QString picture = data_ + QStringLiteral("/val/c0/1008.jpg");
        const auto classified = [&](const QString& weights) {
            return runTrain({QStringLiteral("classify"), weights, picture});
        };
        const CliResult stranger = classified(QString::fromStdString(copy));
        QVERIFY2(stranger.code == 65 && stranger.err.contains("do not belong together"), stranger.err);
        QCOMPARE(classified(at("host")).code, 0);
        // Names that a data set shows are no list of classes, and the checkpoint answers without one.
        const std::string alone = (std::filesystem::path(data_.toStdString()) / "weights.safetensors").string();
        std::filesystem::copy_file(copy, alone);
        list("data/classes.json", "{\"c0\": \"Kirche\"}");
        const CliResult unnamed = classified(QString::fromStdString(alone));
        QVERIFY2(unnamed.code == 0 && unnamed.out.contains("class 0"), unnamed.err);
        QVERIFY(std::filesystem::remove(alone) && QFile::remove(at("data/classes.json")));
    }

    void whatCannotBeImportedLeavesNothingBehind() {
        const QString good = trained_ + QStringLiteral("/best_model.pth");
        const auto refused = [&](const QString& file, const QString& classes, int code, const char* word) {
            QStringList line = importing(file, "refused", classes);
            if (classes.isEmpty())
                line.remove(3, 2);
            const CliResult result = runTrain(line);
            const bool isClean = !std::filesystem::exists(at("refused").toStdString());
            return result.code == code && result.err.contains(word) && isClean ? QByteArray() : result.err + word;
        };
        QCOMPARE(refused(good, {}, 64, "--classes"), QByteArray());
        QCOMPARE(refused(good,
                         list("two.txt", "\xEF\xBB\xBF"
                                         "a\nb\n"),
                         65, "2 classes"),
                 QByteArray());
        QCOMPARE(refused(good, list("same.txt", "a\nb\na\n"), 65, "twice"), QByteArray());
        QCOMPARE(refused(data_ + QStringLiteral("/val/c0/1008.jpg"), names_, 65, "no file of weights"), QByteArray());
        const std::string saved =
            RunPaths(trained_.toStdString()).checkpoints + "/" + summariseRun(trained_.toStdString()).last->file;
        QCOMPARE(refused(QString::fromStdString(saved), names_, 65, "checkpoint of this program"), QByteArray());
        const QString nan = changed("nan.safetensors", [](std::vector<HostTensor>& tensors) {
            const float value = std::numeric_limits<float>::quiet_NaN();
            std::memcpy(tensors[0].bytes.data(), &value, sizeof value);
        });
        QCOMPARE(refused(nan, names_, 65, "conv1.weight"), QByteArray());
        const QString negative = changed("negative.safetensors", [](std::vector<HostTensor>& tensors) {
            for (HostTensor& tensor : tensors) {
                const float value = -1;
                if (tensor.name == "bn1.running_var")
                    std::memcpy(tensor.bytes.data() + sizeof value, &value, sizeof value);
            }
        });
        QCOMPARE(refused(negative, names_, 65, "Below 0: bn1.running_var"), QByteArray());
        const QString whole = changed("whole.safetensors", [](std::vector<HostTensor>& tensors) {
            tensors[0].type = TensorType::I8;
            tensors[0].bytes.resize(tensors[0].bytes.size() / sizeof(float));
        });
        QCOMPARE(refused(whole, names_, 65, "quantised"), QByteArray());
        const QString less = changed("less.safetensors", [](std::vector<HostTensor>& tensors) {
            std::erase_if(tensors, [](const HostTensor& tensor) { return tensor.name == "bn1.bias"; });
            tensors.back().shape = {1, 3};
        });
        QCOMPARE(refused(less, names_, 65, "Missing: bn1.bias. Other shapes: linear.bias"), QByteArray());
        const QString more = changed("more.safetensors", [](std::vector<HostTensor>& tensors) {
            tensors.push_back(floatTensor("layer1.0.se.weight", {3}));
        });
        QCOMPARE(refused(more, names_, 65, "--leave-out"), QByteArray());
        QCOMPARE(runTrain(importing(more, "less", names_) + QStringList{QStringLiteral("--leave-out")}).code, 0);
        QCOMPARE(runTrain(importing(good, "less", names_)).code, 64); // it is there already
    }

    /// Resumed, it would train from random weights and say that it was imported.
    void anImportThatWasBrokenOffIsNoRun() {
        const QString weights = trained_ + QStringLiteral("/best_model.pth");
        QCOMPARE(runTrain(importing(weights, "broken", names_)).code, 0);
        const RunPaths run(at("broken").toStdString());
        const auto loseCheckpoints = [&] {
            std::filesystem::remove_all(run.checkpoints);
            std::filesystem::create_directory(run.checkpoints);
        };
        loseCheckpoints(); // as where it was killed before it had written them
        const CliResult resumed = runTrain({QStringLiteral("resume"), at("broken"), QStringLiteral("--data"), data_});
        QCOMPARE(resumed.code, 65);
        QVERIFY2(resumed.err.contains("weights that the run begins with"), resumed.err.constData());
        QVERIFY(std::filesystem::is_empty(run.checkpoints));
        const CliResult again = runTrain(importing(weights, "broken", names_));
        QVERIFY2(again.code == 0, again.err.constData());
        QVERIFY(summariseRun(run.folder).last.has_value());
    }

    void aFileThatTellsOfBlurPoolIsBelieved() {
        const QString blurred = changed("blurred.safetensors", [](std::vector<HostTensor>&) {});
        WeightsFile file(blurred.toStdString());
        std::vector<HostTensor> tensors;
        for (const StoredTensor& tensor : file.tensors())
            tensors.push_back(file.read(tensor));
        writeSafetensors(blurred.toStdString(), tensors, {{"blurpool", "true"}});
        const CliResult other = runTrain(importing(blurred, "blurred", names_) +
                                         QStringList{QStringLiteral("--set"), QStringLiteral("blurpool=false")});
        QCOMPARE(other.code, 64);
        QVERIFY2(other.err.contains("with BlurPool"), other.err.constData());
    }

    /// All weights are 0: what counts is who has named the file.
    void theClassesOfImagenetAreToldWhereTheyAreRecognised() {
        std::vector<HostTensor> tensors;
        for (const NamedShape& row : modelState({"resnet18", 1000})) {
            if (!row.shape.empty())
                tensors.push_back(floatTensor(row.name, row.shape));
        }
        const QString file = at("zeros.safetensors");
        writeSafetensors(file.toStdString(), tensors, {{"format", "pt"}});
        const auto imported = [this](const QString& from, const char* run, const QStringList& more) {
            return runTrain(QStringList{QStringLiteral("import"), from, at(run)} + more);
        };
        // A thousand classes are no proof.
        const CliResult unnamed = imported(file, "unnamed", {});
        QVERIFY2(unnamed.code == 64 && unnamed.err.contains("--classes imagenet-1k"), unnamed.err);
        const CliResult said = imported(file, "said", {QStringLiteral("--classes"), QStringLiteral("imagenet-1k")});
        QVERIFY2(said.code == 0, said.err);
        const std::vector<ClassInfo> classes = readClassesFile(RunPaths(at("said").toStdString()).classes);
        QVERIFY(classes.size() == 1000 && classes[1].folder == "n01443537" && classes[1].name == "goldfish");
        // The sum in a name is one, if it is the file's.
        const std::string sum = sha256Hex(readSmallFile(file.toStdString(), 1u << 27)).substr(0, 8);
        const QString published = at(("resnet18-" + sum + ".safetensors").c_str());
        const QString other = at(("resnet18-" + std::string(8, sum[0] == 'a' ? 'b' : 'a') + ".safetensors").c_str());
        QVERIFY(QFile::copy(file, published) && QFile::copy(file, other));
        QCOMPARE(imported(other, "other sum", {}).code, 64);
        const CliResult known = imported(published, "known", {});
        QVERIFY2(known.code == 0 && known.err.contains("ImageNet-1k in torchvision's order"), known.err);
        QCOMPARE(readClassesFile(RunPaths(at("known").toStdString()).classes)[1].name, std::string("goldfish"));
        QVERIFY(runTrain({QStringLiteral("log"), at("known")}).out.contains("ImageNet-1k"));
        QString lines;
        for (int i = 0; i < 1000; ++i)
            lines += QStringLiteral("k%1\n").arg(i, 3, 10, QLatin1Char('0'));
        const QString own = list("own.txt", lines.toLatin1().constData());
        const CliResult refused = imported(published, "refused", {QStringLiteral("--classes"), own});
        QVERIFY2(refused.code == 0 && !refused.err.contains("ImageNet-1k"), refused.err);
        QCOMPARE(readClassesFile(RunPaths(at("refused").toStdString()).classes)[1].name, std::string("k001"));
    }

private:
    QTemporaryDir dir_;
    QString data_, trained_, names_;
};

QTEST_GUILESS_MAIN(TestCliImport)
#include "tst_cli_import.moc"
