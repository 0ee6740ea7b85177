// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstring>
#include <filesystem>

#include <QTemporaryDir>
#include <QTest>

#include "core/export/training_state.h"
#include "core/interop/plain_numbers.h"
#include "core/model/model_state.h"
#include "core/recipe/rate_plan.h"
#include "core/run/checkpoint.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"

using namespace studio;

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kStepsPerEpoch = 10;

const PthValue* valueIn(const PthValue& dict, const char* key) {
    for (std::size_t i = 0; i + 1 < dict.items().size(); i += 2) {
        if (dict.items()[i].words() == key)
            return &dict.items()[i + 1];
    }
    return nullptr;
}

double realOf(const PthValue& value) {
    double number = 0;
    std::memcpy(&number, value.host().bytes.data(), sizeof number);
    return number;
}

double rateIn(const PthValue& state) {
    return realOf(*valueIn(valueIn(*valueIn(state, "optimizer"), "param_groups")->items().at(0), "lr"));
}

} // namespace

/// What a training state says beside its tensors. What PyTorch makes of one is tst_app_python_bridge's.
class TestTrainingState final : public QObject {
    Q_OBJECT

private:
    const std::vector<ClassInfo> classes_{{"a", "Anna"}, {"b", "Bert"}};

    std::string run() const { return dir_.filePath(QStringLiteral("run")).toStdString(); }
    static TrainConfig config() {
        TrainConfig config;
        config.model = "resnet20";
        config.stem = "small";
        config.schedule = "cosine";
        config.imageSize = config.evalSize = config.evalResize = 32;
        config.epochs = 4;
        config.warmupEpochs = 0;
        config.batchSize = 16;
        config.learningRate = 0.1;
        return config;
    }
    /// A run whose history has the steps `from` to `to`, each with its number as its rate.
    void makeRun(std::int64_t from, std::int64_t to, const std::vector<ScheduleChange>& changes = {}) const {
        fs::remove_all(run());
        createRunFolder(run(), runRecipeToJson(config(), {}, changes), classes_);
        RunDatabase database(RunPaths(run()).database, RunDatabase::Mode::Create);
        database.setValue("train_pictures", std::to_string(kStepsPerEpoch * config().batchSize));
        for (std::int64_t step = from; step <= to; ++step)
            database.addStep({.step = step, .epoch = 1, .learningRate = static_cast<double>(step)});
        database.flush();
    }
    CheckpointContent contentAt(std::int64_t step, bool isEnd = false) const {
        CheckpointContent content;
        content.model = "resnet20";
        content.stem = "small";
        content.imageSize = content.evalResize = 32;
        content.step = step;
        content.epoch = static_cast<std::int32_t>((step + kStepsPerEpoch - 1) / kStepsPerEpoch);
        content.stepInEpoch = static_cast<std::int32_t>(step - (content.epoch - 1) * kStepsPerEpoch);
        content.epochEnd = isEnd;
        content.valTop1 = isEnd ? 0.5 : -1;
        for (const NamedShape& row : modelState({"resnet20", std::ssize(classes_)})) {
            content.tensors.push_back(floatTensor("model." + row.name, row.shape));
            if (row.isParameter)
                content.tensors.push_back(floatTensor("momentum." + row.name, row.shape));
        }
        return content;
    }
    PthValue stateOf(const CheckpointContent& content, bool isNamed = true) const {
        return trainingStateOf(RunPaths(run()).checkpoints + "/" + checkpointFileName(content.step), content, classes_,
                               isNamed);
    }

private Q_SLOTS:
    void theRateIsThatOfItsOwnStep() {
        makeRun(1, 30);
        QCOMPARE(rateIn(stateOf(contentAt(7))), 7.0);
    }

    void whereItsStepIsMissingTheRateIsThatOfThePlan() {
        const std::vector<ScheduleChange> changes{{.epoch = 1, .epochs = 4},
                                                  {.epoch = 2, .epochs = 4, .learningRate = 0.02}};
        const RatePlan plan(config(), changes, kStepsPerEpoch);
        for (const std::int64_t step : {6, 20, 24}) {
            makeRun(step + 1, step + 3, changes);
            CheckpointContent content = contentAt(step, step == 20);
            content.learningRateScale = 0.5;
            content.rollbacks = 1;
            QCOMPARE(rateIn(stateOf(content)), plan.at(step - 1) * 0.5);
        }
        {
            RunDatabase database(RunPaths(run()).database, RunDatabase::Mode::Write);
            database.setValue("rollbacks", "2");
            database.setValue(kLearningRateScaleKey, "0.25");
        }
        const PthValue state = stateOf(contentAt(24)); // a checkpoint from before them
        QCOMPARE(rateIn(state), plan.at(23) * 0.25);
        QCOMPARE(realOf(*valueIn(state, "learning_rate_scale")), 0.25);
        QCOMPARE(QString::fromStdString(valueIn(state, "changes")->words()),
                 QStringLiteral("[{\"epoch\":1,\"epochs\":4,\"learning_rate\":0.0},"
                                "{\"epoch\":2,\"epochs\":4,\"learning_rate\":0.02}]"));
    }

    void whetherTheEpochWasDoneAndValidatedIsSaid() {
        makeRun(1, 30);
        const PthValue within = stateOf(contentAt(14)), end = stateOf(contentAt(20, true));
        QCOMPARE(valueIn(within, "epoch_done")->number(), 0);
        QCOMPARE(valueIn(within, "epoch")->number(), 2);
        QCOMPARE(valueIn(within, "step_in_epoch")->number(), 4);
        QVERIFY(valueIn(within, "validated") == nullptr);
        QCOMPARE(valueIn(end, "epoch_done")->number(), 1);
        QCOMPARE(valueIn(end, "validated")->words(), std::string("trained"));
        CheckpointContent imported = contentAt(0, true); // nobody has measured it
        imported.valTop1 = -1;
        QVERIFY(valueIn(stateOf(imported), "validated") == nullptr);
    }

    void namesThatNobodyGaveAreNotWritten() {
        makeRun(1, 10);
        for (const bool isNamed : {true, false}) {
            const PthValue state = stateOf(contentAt(10, true), isNamed);
            QCOMPARE(valueIn(state, "num_classes")->number(), 2);
            QCOMPARE(valueIn(state, "classes") != nullptr, isNamed);
            QCOMPARE(valueIn(state, "class_names") != nullptr, isNamed);
        }
    }

    void theRunIsFoundByEveryWayToItsCheckpoint() {
        makeRun(1, 10);
        const CheckpointContent content = contentAt(10, true);
        const std::string name = checkpointFileName(10), folder = RunPaths(run()).checkpoints;
        for (const std::string& path :
             {folder + "/./" + name, folder + "//" + name, folder + "/../checkpoints/" + name})
            QVERIFY(valueIn(trainingStateOf(path, content, classes_, true), "recipe") != nullptr);
        const fs::path before = fs::current_path();
        fs::current_path(folder);
        const PthValue state = trainingStateOf("./" + name, content, classes_, true);
        fs::current_path(before);
        QVERIFY(valueIn(state, "recipe") != nullptr);
    }

private:
    QTemporaryDir dir_;
};

QTEST_GUILESS_MAIN(TestTrainingState)
#include "tst_training_state.moc"
