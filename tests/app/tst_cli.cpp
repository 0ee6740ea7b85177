// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <utility>
#include <vector>

#include "core/run/run_evaluation.h"
#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/picture_folders.h"

using namespace studio;
using namespace studio::test;

namespace {

/// The stand-in for the NVIDIA driver's library while it lives; the environment is then as it was.
class FakeDriver {
public:
    FakeDriver() {
        for (const char* name : kNames) {
            before_.emplace_back(qEnvironmentVariableIsSet(name), qgetenv(name));
            qunsetenv(name);
        }
        qputenv("LD_LIBRARY_PATH", STUDIO_BIN_DIR "/../fake_nvml");
    }
    ~FakeDriver() {
        for (std::size_t i = 0; i < before_.size(); ++i) {
            if (before_[i].first)
                qputenv(kNames[i], before_[i].second);
            else
                qunsetenv(kNames[i]);
        }
    }
    FakeDriver(const FakeDriver&) = delete;
    FakeDriver& operator=(const FakeDriver&) = delete;

private:
    static constexpr const char* kNames[]{"LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER",
                                          "FAKE_NVML_INIT", "FAKE_NVML_VALUE"};
    std::vector<std::pair<bool, QByteArray>> before_;
};

} // namespace

/// The command line as a script meets it: the real program, real folders.
class TestCli final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(dir_.isValid());
        data_ = dir_.filePath(QStringLiteral("data"));
        run_ = dir_.filePath(QStringLiteral("run"));
        writePictureFolders(data_.toStdString(), 3, 16, 6);
    }

    void wrongWordsAreUsageErrors() {
        QCOMPARE(runTrain({QStringLiteral("frobnicate")}).code, 64);
        QCOMPARE(runTrain({QStringLiteral("train")}).code, 64);
        QCOMPARE(runTrain({}).code, 64);
        QCOMPARE(runTrain({QStringLiteral("--help")}).code, 0);
        QVERIFY(runTrain({QStringLiteral("--version")}).out.contains("ResNet Studio"));
    }

    void helpOfEveryVerbShowsItsOptions() {
        for (const char* verb : {"train", "resume", "evaluate", "classify", "export", "check", "prepare", "pack",
                                 "sample-data", "runs", "backup", "restore", "system-info"}) {
            const CliResult result = runTrain({QLatin1String(verb), QStringLiteral("--help")});
            QCOMPARE(result.code, 0);
            QVERIFY2(result.out.contains("Options"), verb);
        }
    }

    void aWrongRecipeIsNamedBeforeAnythingStarts() {
        const CliResult unknown = train({QStringLiteral("--set"), QStringLiteral("epoch=3")});
        QCOMPARE(unknown.code, 78);
        QVERIFY2(unknown.err.contains("Did you mean \"epochs\""), unknown.err);
        const CliResult zero = train({QStringLiteral("--set"), QStringLiteral("batch_size=0")});
        QCOMPARE(zero.code, 78);
        QVERIFY2(zero.err.contains("Batch size must be 1 or more"), zero.err);
        QVERIFY(!QDir(run_).exists());
    }

    void badDataNamesTheFolderAndTheWayOut() {
        const CliResult missing =
            runTrain({QStringLiteral("train"), QStringLiteral("--data"), dir_.filePath(QStringLiteral("nowhere"))});
        QCOMPARE(missing.code, 65);
        QVERIFY2(missing.err.contains("nowhere") && missing.err.contains("one folder per class"), missing.err);
        QDir().mkpath(dir_.filePath(QStringLiteral("single/only")));
        writeBytes(dir_.filePath(QStringLiteral("single/only/a.jpg")).toStdString(),
                   studio::encodeJpeg(colouredPicture(0, 0, 16), 90));
        const CliResult single = runTrain({QStringLiteral("check"), dir_.filePath(QStringLiteral("single"))});
        QCOMPARE(single.code, 65);
        QVERIFY2(single.err.contains("only one class"), single.err);
    }

    void trainingInAPipePrintsPlainLinesAndTheRunFolder() {
        const CliResult result = train({});
        QCOMPARE(result.code, 0);
        QVERIFY(!result.err.contains('\r'));
        QVERIFY2(result.err.contains("epoch   2"), result.err);
        QCOMPARE(result.out.split('\n').first(), run_.toUtf8());
        QVERIFY(result.out.contains("finished after 2 epochs"));
        for (const char* file : {"recipe.json", "run.db", "classes.json", "training_log.md", "best_model.pth"})
            QVERIFY2(QFile::exists(run_ + u'/' + QLatin1String(file)), file);
    }

    void aRunFolderThatExistsIsNotOverwritten() {
        const CliResult again = train({});
        QCOMPARE(again.code, 64);
        QVERIFY2(again.err.contains("exists already"), again.err);
    }

    void theRecipeOfARunMakesAnotherRun() {
        const QString second = dir_.filePath(QStringLiteral("more/second"));
        const QStringList line{QStringLiteral("train"),
                               QStringLiteral("--data"),
                               data_,
                               QStringLiteral("--run"),
                               second,
                               QStringLiteral("--recipe"),
                               run_ + QStringLiteral("/recipe.json"),
                               QStringLiteral("--threads"),
                               QStringLiteral("1")};
        QCOMPARE(runTrain(line + QStringList{QStringLiteral("--set"), QStringLiteral("epochs=1")}).code, 0);
        QCOMPARE(runTrain(line + QStringList{QStringLiteral("--preset"), QStringLiteral("quick-look")}).code, 64);
        const CliResult summary =
            runTrain({QStringLiteral("runs"), dir_.filePath(QStringLiteral("more")), QStringLiteral("--json")});
        const QJsonObject run = summary.json().array().first().toObject();
        QCOMPARE(run[QStringLiteral("model")].toString(), QStringLiteral("resnet20"));
        QCOMPARE(run[QStringLiteral("epochs")].toInt(), 1);
    }

    void sampleDataIsTheSameEveryTime() {
        QDir dir(dir_.path());
        for (const char* name : {"first", "again"})
            QCOMPARE(runTrain({QStringLiteral("sample-data"), dir.filePath(QLatin1String(name))}).code, 0);
        const QStringList classes =
            QDir(dir.filePath(QStringLiteral("first/train"))).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        QCOMPARE(classes.size(), 10);
        const QString picture = QStringLiteral("/train/") + classes.last() + QStringLiteral("/0007.jpg");
        QFile first(dir.filePath(QStringLiteral("first")) + picture),
            again(dir.filePath(QStringLiteral("again")) + picture);
        QVERIFY(first.open(QIODevice::ReadOnly) && again.open(QIODevice::ReadOnly));
        const QByteArray bytes = first.readAll();
        QVERIFY(bytes.size() > 500);
        QCOMPARE(bytes, again.readAll());
        QCOMPARE(runTrain({QStringLiteral("sample-data"), data_}).code, 64);
    }

    void sampleDataIsAsManyAndAsLargeAsAsked() {
        const QString folder = dir_.filePath(QStringLiteral("few"));
        QCOMPARE(
            runTrain({QStringLiteral("sample-data"), folder, QStringLiteral("--train"), QStringLiteral("3"),
                      QStringLiteral("--val"), QStringLiteral("2"), QStringLiteral("--size"), QStringLiteral("250")})
                .code,
            0);
        const QDir star(folder + QStringLiteral("/train/star"));
        QCOMPARE(star.entryList(QDir::Files).size(), 3);
        QCOMPARE(QDir(folder + QStringLiteral("/val/star")).entryList(QDir::Files).size(), 2);
        for (const auto& [size, smaller] : {std::pair{250, 0}, {251, 50}}) {
            const CliResult result = runTrain({QStringLiteral("check"), folder, QStringLiteral("--size"),
                                               QString::number(size), QStringLiteral("--json")});
            QCOMPARE(result.json().object()[QStringLiteral("smaller")][QStringLiteral("count")].toInt(-1), smaller);
        }
    }

    void runsListsItAsFinished() {
        const CliResult result = runTrain({QStringLiteral("runs"), dir_.path(), QStringLiteral("--json")});
        QCOMPARE(result.code, 0);
        const QJsonObject run = result.json().array().first().toObject();
        QCOMPARE(run[QStringLiteral("state")].toString(), QStringLiteral("finished"));
        QCOMPARE(run[QStringLiteral("epochs_done")].toInt(), 2);
    }

    void evaluateAgreesWithTheRunsOwnFigure() {
        const CliResult result =
            runTrain({QStringLiteral("evaluate"), run_, QStringLiteral("--data"), data_, QStringLiteral("--checkpoint"),
                      QStringLiteral("last"), QStringLiteral("--json")});
        QCOMPARE(result.code, 0);
        const QJsonObject figures = result.json().object();
        const CliResult runs = runTrain({QStringLiteral("runs"), dir_.path(), QStringLiteral("--json")});
        QCOMPARE(figures[QStringLiteral("count")].toInt(), 18);
        QCOMPARE(figures[QStringLiteral("top1")].toDouble(),
                 runs.json().array().first()[QStringLiteral("last_top1")].toDouble());
    }

    void evaluateLeavesItsResultForTheReport() {
        const auto report = [this] {
            return runTrain({QStringLiteral("report"), run_, QStringLiteral("--out"), QStringLiteral("/dev/stdout")});
        };
        const std::string file = evaluationFile(run_.toStdString());
        std::filesystem::remove(file);
        const QByteArray line = "resnet-train evaluate " + run_.toUtf8();
        QVERIFY(report().out.contains("Not evaluated: " + line));
        QCOMPARE(runTrain({QStringLiteral("evaluate"), run_}).code, 0); // as it is written there
        const auto found = readEvaluation(run_.toStdString());
        QVERIFY(found && found->isOwnValidation);
        QCOMPARE(found->counts.size(), std::size_t{3});
        QCOMPARE(found->counts[0].pictures + found->counts[1].pictures + found->counts[2].pictures, 18);
        const QByteArray html = report().out;
        QVERIFY(html.contains("Classes, the worst first") && !html.contains("Not evaluated"));
        QVERIFY(html.contains(QByteArray::fromStdString(found->checkpoint + " of epoch ")));

        const QString val = data_ + QStringLiteral("/train");
        QCOMPARE(runTrain({QStringLiteral("evaluate"), run_, QStringLiteral("--val"), val}).code, 0);
        QVERIFY(!readEvaluation(run_.toStdString())->isOwnValidation);
        QVERIFY(report().out.contains("not the pictures that the run validates on"));

        std::filesystem::remove(file);
        std::filesystem::create_directories(file + "/in the way");
        const CliResult kept = runTrain({QStringLiteral("evaluate"), run_});
        QVERIFY2(kept.code == 0 && kept.out.contains("top-1") && kept.err.contains("is not kept"), kept.err);
        std::filesystem::remove_all(file);
    }

    void aPyTorchFileIsRefusedAndItsImportNamed() {
        const CliResult result = runTrain(
            {QStringLiteral("evaluate"), run_ + QStringLiteral("/best_model.pth"), QStringLiteral("--data"), data_});
        QCOMPARE(result.code, 65);
        QVERIFY2(result.err.contains("resnet-train import"), result.err);
    }

    void exportWritesWhatOthersOpenAndSaysHow() {
        const QString target = dir_.filePath(QStringLiteral("net.onnx"));
        const CliResult result = runTrain({QStringLiteral("export"), run_, target, QStringLiteral("--json")});
        QCOMPARE(result.code, 0);
        const QJsonObject told = QJsonDocument::fromJson(result.out).object();
        QCOMPARE(told[QStringLiteral("classes")].toInt(), 3);
        QVERIFY(told[QStringLiteral("largest_difference")].toDouble(1) < 1e-3);
        QVERIFY(told[QStringLiteral("python")].toString().contains(QStringLiteral("onnxruntime")));
        QCOMPARE(runTrain({QStringLiteral("export"), run_, target}).code, 64); // it is there
        QCOMPARE(runTrain({QStringLiteral("export"), run_, target, QStringLiteral("--replace")}).code, 0);
        QCOMPARE(runTrain({QStringLiteral("export"), run_, dir_.filePath(QStringLiteral("net.h5"))}).code, 64);
    }

    void classifyAnswersEveryPictureAndNamesTheBadOne() {
        const QString bad = dir_.filePath(QStringLiteral("words.jpg"));
        writeBytes(bad.toStdString(), {'n', 'o', 't', ' ', 'a', ' ', 'j', 'p', 'g'});
        const CliResult result =
            runTrain({QStringLiteral("classify"), run_, data_ + QStringLiteral("/val/c1/1016.jpg"), bad,
                      QStringLiteral("--json"), QStringLiteral("--top"), QStringLiteral("2")});
        QCOMPARE(result.code, 65);
        const auto lines = result.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 2);
        const QJsonArray top = QJsonDocument::fromJson(lines[0])[QStringLiteral("top")].toArray();
        QCOMPARE(top.size(), 2);
        QVERIFY(top[0].toObject()[QStringLiteral("probability")].toDouble() >=
                top[1].toObject()[QStringLiteral("probability")].toDouble());
        QVERIFY(QJsonDocument::fromJson(lines[1])[QStringLiteral("error")].toString().contains(
            QStringLiteral("not a picture")));
    }

    void goingOnWithAnotherRecipeKeepsTheRunsOwn() {
        const CliResult result =
            runTrain({QStringLiteral("train"), QStringLiteral("--data"), data_, QStringLiteral("--run"), run_,
                      QStringLiteral("--resume"), QStringLiteral("auto"), QStringLiteral("--set"),
                      QStringLiteral("batch_size=32"), QStringLiteral("--threads"),
                      QStringLiteral("1")}); // of a preset of 90 epochs
        QVERIFY2(result.code == 0, result.err);
        QVERIFY2(result.out.contains("finished after 2 epochs"), result.out);
        QVERIFY2(result.err.contains("note: batch_size: the run keeps its own value 16"), result.err);
        QVERIFY2(!result.err.contains("Extended"), result.err);
    }

    void resumingAFinishedRunExtendsIt() {
        const CliResult result =
            runTrain({QStringLiteral("resume"), run_, QStringLiteral("--set"), QStringLiteral("epochs=3")});
        QCOMPARE(result.code, 0);
        QVERIFY2(result.out.contains("finished after 3 epochs"), result.out);
        QVERIFY2(result.err.contains("Extended from 2 to 3 epochs"), result.err);
        QVERIFY2(!result.err.contains("Another number of compute threads"), result.err); // one, as before
        const CliResult shorter =
            runTrain({QStringLiteral("resume"), run_, QStringLiteral("--set"), QStringLiteral("epochs=1")});
        QCOMPARE(shorter.code, 64);
        QVERIFY2(shorter.err.contains("only be made longer"), shorter.err);
        const CliResult other =
            runTrain({QStringLiteral("resume"), run_, QStringLiteral("--set"), QStringLiteral("seed=3")});
        QCOMPARE(other.code, 64);
    }

    void aResumeBeforeTheVolumeOfThePicturesIsThereAsksForARetry() {
        const QString away = data_ + QStringLiteral("-away");
        QVERIFY(QDir().rename(data_, away));
        const QStringList line{QStringLiteral("resume"), run_, QStringLiteral("--set"), QStringLiteral("epochs=4")};
        const CliResult gone = runTrain(line);
        QVERIFY(QDir().mkpath(data_)); // an empty mount point
        const CliResult empty = runTrain(line);
        QVERIFY(QDir().rmdir(data_));
        QVERIFY(QDir().rename(away, data_));
        QCOMPARE(gone.code, 75);
        QCOMPARE(empty.code, 75);
        QVERIFY2(gone.err.contains("Mount their volume"), gone.err);
        QCOMPARE(runTrain(line).code, 0);
    }

    void checkFindsTheBadPictureAndWritesCsv() {
        const QString bad = data_ + QStringLiteral("/train/c0/zz, cut.jpg");
        auto bytes = studio::encodeJpeg(colouredPicture(0, 7, 64), 90);
        bytes.resize(bytes.size() / 2);
        writeBytes(bad.toStdString(), bytes);
        const QString csv = dir_.filePath(QStringLiteral("bad.csv"));
        const CliResult result =
            runTrain({QStringLiteral("check"), data_, QStringLiteral("--json"), QStringLiteral("--csv"), csv});
        QFile::remove(bad);
        QCOMPARE(result.code, 65);
        const QJsonObject report = result.json().object();
        QCOMPARE(report[QStringLiteral("problems")].toArray().size(), 1);
        QVERIFY(report[QStringLiteral("complete")].toBool());
        QFile file(csv);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("/train/c0/zz, cut.jpg\",c0,train,"));
    }

    void checkFindsWhatIsInBothSets() {
        const QString copy = data_ + QStringLiteral("/val/c1/copy.jpg");
        QVERIFY(QFile::copy(data_ + QStringLiteral("/train/c0/1000.jpg"), copy));
        const CliResult result = runTrain({QStringLiteral("check"), data_, QStringLiteral("--json")});
        const CliResult words = runTrain({QStringLiteral("check"), data_});
        QFile::remove(copy);
        QCOMPARE(result.code, 0); // a copy can be trained on: it is told, not refused
        const QJsonObject copies = result.json().object()[QStringLiteral("duplicates")].toObject();
        QCOMPARE(copies[QStringLiteral("leaks")].toInt(), 1);
        QCOMPARE(copies[QStringLiteral("in_two_classes")].toInt(), 1);
        QVERIFY2(words.out.contains("1000.jpg, in the other set, in another class"), words.out);
    }

    void systemInfoIsJson() {
        const CliResult result = runTrain({QStringLiteral("system-info"), QStringLiteral("--json")});
        QCOMPARE(result.code, 0);
        QVERIFY(result.json().object()[QStringLiteral("cores")].toInt() >= 1);
    }

    void systemInfoDescribesTheCards() {
        const FakeDriver driver;
        const CliResult words = runAlone({QStringLiteral("system-info")});
        QCOMPARE(words.code, 0);
        QVERIFY2(words.out.contains("\nGPU 1    NVIDIA H200, 150 GB, "), words.out);
        QVERIFY2(words.out.contains("\nGPU      This build of ResNet Studio has no CUDA plug-in"), words.out);
        qputenv("FAKE_NVML_VALUE", "3"); // the second card does not tell what it has
        const CliResult json = runAlone({QStringLiteral("system-info"), QStringLiteral("--json")});
        const QJsonObject all = json.json().object();
        QCOMPARE(all[QStringLiteral("gpu_note")].toString(), QString()); // their numbers are those of nvidia-smi
        QVERIFY2(all[QStringLiteral("cuda_problem")].toString().contains(QStringLiteral("no CUDA plug-in")), json.out);
        QCOMPARE(all[QStringLiteral("gpu_problem")].toString(), QString());
        const QJsonArray cards = all[QStringLiteral("gpus")].toArray();
        QCOMPARE(cards.size(), 2);
        QCOMPARE(cards[0][QStringLiteral("compute_capability")].toString(), QStringLiteral("7.5"));
        QCOMPARE(cards[0][QStringLiteral("bf16")], QJsonValue(false));
        QCOMPARE(cards[0][QStringLiteral("usable")], QJsonValue(true));
        for (const char* unknown : {"compute_capability", "memory_bytes", "usable", "fp16"})
            QVERIFY2(cards[1][QLatin1String(unknown)].isNull(), json.out);
    }

    void withoutAPlugInNobodyIsSentToMendADriver() {
        const FakeDriver driver;
        qputenv("FAKE_NVML_INIT", "4");
        const CliResult info = runAlone({QStringLiteral("system-info")});
        const CliResult wanted = runAlone(QStringList{QStringLiteral("train"), QStringLiteral("--data"), data_,
                                                      QStringLiteral("--device"), QStringLiteral("cuda")} +
                                          tinyRecipe(1));
        QCOMPARE(info.code, 0);
        QVERIFY2(info.out.contains("\nGPU      This build of ResNet Studio has no CUDA plug-in: it computes on the "
                                   "CPU.\nGPU      A build with one could use no card either. This user may not use"),
                 info.out);
        QCOMPARE(wanted.code, 78);
        QVERIFY2(wanted.err.contains("This build of ResNet Studio has no CUDA plug-in"), wanted.err);
        QVERIFY2(!wanted.err.contains("NVIDIA"), wanted.err);
    }

private:
    /// In a folder where no CUDA plug-in is beside it, whatever this build has.
    CliResult runAlone(const QStringList& arguments) const {
        const QString program = dir_.filePath(QStringLiteral("alone-resnet-train"));
        if (!QFile::exists(program))
            QFile::copy(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"), program);
        return runProgram(program, arguments);
    }
    CliResult train(const QStringList& more) const {
        return runTrain(
            QStringList{QStringLiteral("train"), QStringLiteral("--data"), data_, QStringLiteral("--run"), run_} +
            tinyRecipe(2) + more);
    }

    QTemporaryDir dir_;
    QString data_, run_;
};

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
