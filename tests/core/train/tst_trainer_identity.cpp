// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "core/base/file.h"
#include "core/recipe/run_recipe.h"
#include "core/run/run_folder.h"
#include "core/run/run_pictures.h"
#include "core/train/evaluator.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/name_faults.h"

using namespace studio;
using namespace studio::test;
namespace fs = std::filesystem;

/// What a run trains and validates on is part of what it is.
class TrainerIdentityTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::string data_, run_;
    Recording seen_;

    std::string path(const std::string& name) const { return folder_.path().toStdString() + "/" + name; }

    RunReport train(const TrainRequest& request) {
        seen_ = {};
        TrainControl control;
        return runTraining(request, seen_, control);
    }
    RunReport resume(int epochs, const std::string& data = {}) {
        TrainRequest request = tinyRequest({}, run_, epochs);
        request.resume = true;
        request.resumeData = data;
        return train(request);
    }
    bool told(const std::string& title) const {
        return std::any_of(seen_.events.begin(), seen_.events.end(),
                           [&](const EventRecord& event) { return event.title == title; });
    }
    /// Class folders alone: a share of them is held back.
    void makeFlat(const std::string& root) {
        writeTinyData(root + "x", {.classes = 2, .trainPerClass = 10, .valPerClass = 1});
        fs::rename(root + "x/train", root);
    }
    std::string recipe() const { return readSmallFile(run_ + "/recipe.json", 1u << 20); }
    /// All that a refusal must leave as it was.
    std::string state() const {
        std::string text = recipe() + readSmallFile(run_ + "/pictures.list", 1u << 20);
        for (const auto& entry : fs::directory_iterator(run_ + "/checkpoints"))
            text += entry.path().filename().string();
        const RunDatabase database(run_ + "/run.db", RunDatabase::Mode::Read);
        return text + std::to_string(database.events(10'000).size()) + database.value("state").value_or("");
    }

private Q_SLOTS:
    void init() {
        static int number = 0;
        data_ = path("D" + std::to_string(++number));
        run_ = path("R" + std::to_string(number));
    }

    void picturesThatWereAllRenamedAreNotTrainedOnAndMeasuredAsNone() {
        makeFlat(data_);
        QCOMPARE(train(tinyRequest(data_, run_, 1)).outcome, RunOutcome::Finished);
        const std::string before = state();
        fs::copy(data_, data_ + "copy", fs::copy_options::recursive);
        for (const char* kind : {"kind0", "kind1"}) {
            std::vector<fs::path> files;
            for (const auto& entry : fs::directory_iterator(data_ + "/" + kind))
                files.push_back(entry.path());
            for (const fs::path& file : files)
                fs::rename(file, file.parent_path() / ("x" + file.filename().string()));
        }
        const RunReport report = resume(2);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QCOMPARE(report.error.title, std::string("The validation pictures of the run are not there"));
        QVERIFY(state() == before);
        // A copy elsewhere, one picture fewer: not the run's folder, but not new to it either.
        fs::remove(fs::directory_iterator(data_ + "copy/kind0")->path());
        const EvaluationResult result = evaluateModel(run_, "last", {data_ + "copy", {}, 0.1, 0}, "cpu", 1);
        QVERIFY2(result.measured.text.find("bear names of pictures that the run was trained on") != std::string::npos,
                 result.measured.text.c_str());
    }

    void aVanishedValidationFolderIsWaitedForAndNothingIsGuessed_data() {
        QTest::addColumn<QString>("how");
        for (const char* how : {"gone", "empty", "dangling", "empty classes"})
            QTest::newRow(how) << QString::fromLatin1(how);
    }
    void aVanishedValidationFolderIsWaitedForAndNothingIsGuessed() {
        QFETCH(QString, how);
        writeTinyData(data_, {.classes = 2, .trainPerClass = 8, .valPerClass = 3});
        QCOMPARE(train(tinyRequest(data_, run_, 1)).outcome, RunOutcome::Finished);
        const std::string before = state();
        fs::rename(data_ + "/val", data_ + "-away");
        if (how == QLatin1String("dangling"))
            fs::create_directory_symlink("/nowhere/at/all", data_ + "/val");
        else if (how != QLatin1String("gone"))
            fs::create_directories(data_ + (how == QLatin1String("empty") ? "/val" : "/val/kind0"));
        const RunReport report = resume(2);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QCOMPARE(report.errorKind, ErrorKind::Io); // exit 75
        QVERIFY2(report.error.title == "The validation pictures of the run are not there", report.error.text().c_str());
        QCOMPARE(state(), before);
        fs::remove_all(data_ + "/val");
        fs::rename(data_ + "-away", data_ + "/val");
        QCOMPARE(resume(2).outcome, RunOutcome::Finished);
        QCOMPARE(seen_.starts[0].valPictures, std::int64_t{6});
    }

    void whatWasHeldBackStaysHeldBackWhenPicturesCome() {
        makeFlat(data_);
        QCOMPARE(train(tinyRequest(data_, run_, 1)).outcome, RunOutcome::Finished);
        const auto before = readRunPictures(run_ + "/pictures.list");
        for (int i = 0; i < 20; ++i)
            writeBytes(data_ + "/kind0/new" + std::to_string(i) + ".jpg",
                       encodeJpeg(tinyPicture(0, 7'000 + static_cast<std::uint64_t>(i), 24), 90));
        QCOMPARE(resume(2).outcome, RunOutcome::Finished);
        QVERIFY(told("The training pictures changed"));
        QCOMPARE(seen_.starts[0].valPictures, std::int64_t{2});
        QCOMPARE(seen_.starts[0].trainPictures, std::int64_t{38});
        const auto after = readRunPictures(run_ + "/pictures.list");
        QCOMPARE(after->trainNames.size(), std::size_t{38});
        for (std::size_t i = 0; i < 2; ++i)
            QCOMPARE(std::string(after->valNames[i]), std::string(before->valNames[i]));
        QCOMPARE(resume(3).outcome, RunOutcome::Finished);
        QVERIFY(!told("The training pictures changed")); // once
        const EvaluationResult result = evaluateModel(run_, "last", {.root = data_, .val = {}}, "cpu", 1);
        QCOMPARE(result.count, std::int64_t{2});
        QVERIFY(result.measured.kind == Measured::Kind::HeldBack);
    }

    void theLearningRateGoesOnWithTheEpochsWhenPicturesComeOrGo_data() {
        QTest::addColumn<int>("change");
        QTest::newRow("as many again") << 40;
        QTest::newRow("half of them") << -20;
    }
    void theLearningRateGoesOnWithTheEpochsWhenPicturesComeOrGo() {
        QFETCH(int, change);
        writeTinyData(data_, {.classes = 2, .trainPerClass = 20, .valPerClass = 2});
        TrainRequest first = tinyRequest(data_, run_, 2);
        first.config.learningRate = 0.1;
        first.config.warmupEpochs = 0;
        first.config.schedule = "cosine";
        QCOMPARE(train(first).outcome, RunOutcome::Finished);
        for (int i = 0; i < change; ++i)
            writeBytes(data_ + "/train/kind0/new" + std::to_string(i) + ".jpg",
                       encodeJpeg(tinyPicture(0, 7'000 + static_cast<std::uint64_t>(i), 24), 90));
        for (const char* kind : {"/train/kind0", "/train/kind1"}) {
            std::vector<fs::path> files(fs::directory_iterator(data_ + kind), {});
            for (int i = 0; i < -change / 2; ++i)
                fs::remove(files.at(static_cast<std::size_t>(i)));
        }
        QCOMPARE(resume(4).outcome, RunOutcome::Finished);
        QVERIFY(told("The training pictures changed"));
        std::map<int, double> began;
        for (const StepRecord& step : seen_.steps)
            began.try_emplace(step.epoch, step.learningRate);
        QVERIFY2(std::abs(began[3] - 0.05) < 1e-9, std::to_string(began[3]).c_str()); // half of a cosine
        QVERIFY2(std::abs(began[4] - 0.1 * (1 - std::sqrt(0.5)) / 2) < 1e-9, std::to_string(began[4]).c_str());
        QVERIFY(seen_.steps.back().learningRate > 0 && seen_.steps.back().learningRate < began[4]);
        QVERIFY(seen_.epochs.back().learningRate == seen_.steps.back().learningRate);
    }

    void aGrownValidationFolderIsUsedAsItWas() {
        writeTinyData(data_, {.classes = 2, .trainPerClass = 8, .valPerClass = 3});
        QCOMPARE(train(tinyRequest(data_, run_, 1)).outcome, RunOutcome::Finished);
        fs::copy_file(data_ + "/val/kind0/100.jpg", data_ + "/val/kind0/late.jpg");
        QCOMPARE(resume(2).outcome, RunOutcome::Finished);
        QVERIFY(told("New validation pictures are left out"));
        QCOMPARE(seen_.starts[0].valPictures, std::int64_t{6});
        QVERIFY(told("1 name in the folders is not used"));
        QCOMPARE(resume(3).outcome, RunOutcome::Finished);
        QVERIFY(!told("1 name in the folders is not used")); // once
        writeBytes(data_ + "/train/kind0/page.html", {0x3C});
        QCOMPARE(resume(4).outcome, RunOutcome::Finished);
        QVERIFY(told("2 names in the folders are not used"));
    }

    void aShrunkValidationSetIsToldAndItsMarksAreNotCompared() {
        writeTinyData(data_, {.classes = 2, .trainPerClass = 8, .valPerClass = 3});
        QCOMPARE(train(tinyRequest(data_, run_, 1)).outcome, RunOutcome::Finished);
        const std::string best = fs::path(findCheckpoint(run_, "best")).filename().string();
        fs::remove(data_ + "/val/kind1/100.jpg");
        const RunReport report = resume(2);
        QCOMPARE(report.outcome, RunOutcome::Finished);
        QVERIFY(told("Validation pictures are gone"));
        QVERIFY(told("The best is sought anew"));
        QCOMPARE(report.bestEpoch, 2); // the first of the new set, whatever came before
        QCOMPARE(summariseRun(run_).bestEpoch, 2);
        const auto rows = RunDatabase(run_ + "/run.db", RunDatabase::Mode::Read).checkpoints();
        QVERIFY(std::any_of(rows.begin(), rows.end(),
                            [&](const CheckpointRecord& row) { return row.file == best && row.pinned; }));
        QCOMPARE(resume(3).outcome, RunOutcome::Finished);
        QVERIFY(!told("The best is sought anew"));
    }

    void movedPicturesAreGoneOnWithAndOthersAreRefused() {
        makeFlat(data_);
        QCOMPARE(train(tinyRequest(data_, run_, 1)).outcome, RunOutcome::Finished);
        const std::string moved = data_ + "-moved", other = data_ + "-other";
        fs::copy(data_, other, fs::copy_options::recursive);
        fs::copy_file(other + "/kind0/101.jpg", other + "/kind0/more.jpg");
        fs::rename(data_, moved);
        const std::string before = state();
        RunReport report = resume(2);
        QCOMPARE(report.errorKind, ErrorKind::Io);
        QVERIFY2(report.error.next.find("resnet-train resume") != std::string::npos, report.error.text().c_str());
        report = resume(2, other);
        QCOMPARE(report.errorKind, ErrorKind::Data);
        QVERIFY2(report.error.done.find("1 new (kind0/more.jpg)") != std::string::npos, report.error.text().c_str());
        report = resume(2, path("nowhere"));
        QCOMPARE(report.errorKind, ErrorKind::Data);
        QCOMPARE(state(), before);
        QCOMPARE(resume(2, moved).outcome, RunOutcome::Finished);
        QVERIFY(told("The pictures are at another place now"));
        QCOMPARE(seen_.count(EventKind::Verified), 0); // at an epoch's end: nothing was open
        QCOMPARE(readRunRecipe(run_ + "/recipe.json").setup.data.root, moved);
        QCOMPARE(resume(3).outcome, RunOutcome::Finished); // and it knows the place from then on
    }

    void whatMayNotBeReadAnyMoreIsWaitedForAndNotAtAPlaceThatIsNamed() {
        makeFlat(data_);
        QCOMPARE(train(tinyRequest(data_, run_, 1)).outcome, RunOutcome::Finished);
        const std::string before = state(), copy = data_ + "-copy";
        fs::copy(data_, copy, fs::copy_options::recursive);
        {
            const test::NameFault closed(data_ + "/kind0", EACCES), copyClosed(copy + "/kind0", EACCES);
            QCOMPARE(resume(2).errorKind, ErrorKind::Io);
            QCOMPARE(resume(2, copy).errorKind, ErrorKind::NoRight);
        }
        {
            const test::NameFault silent(copy, ESTALE);
            QCOMPARE(resume(2, copy).errorKind, ErrorKind::Io);
        }
        {
            const test::NameFault run(run_ + "/recipe.json", ESTALE);
            QCOMPARE(resume(2).errorKind, ErrorKind::Io);
        }
        QCOMPARE(state(), before);
        QCOMPARE(resume(2, copy).outcome, RunOutcome::Finished);
    }

    void otherClassesLeaveTheRunAsItWas() {
        makeFlat(data_);
        QCOMPARE(train(tinyRequest(data_, run_, 1)).outcome, RunOutcome::Finished);
        const std::string before = state();
        fs::copy(data_ + "/kind0", data_ + "/kind9", fs::copy_options::recursive);
        const RunReport report = resume(5);
        QCOMPARE(report.errorKind, ErrorKind::Data);
        QVERIFY2(report.error.done.find("New: kind9") != std::string::npos, report.error.text().c_str());
        QCOMPARE(state(), before);
    }

    void aRunFromBeforeTheRecordGoesOnAndSaysWhatItCannotCompare() {
        makeFlat(data_);
        QCOMPARE(train(tinyRequest(data_, run_, 1)).outcome, RunOutcome::Finished);
        fs::remove(run_ + "/pictures.list");
        QCOMPARE(resume(2).outcome, RunOutcome::Finished);
        QVERIFY(told("The run does not say which pictures it was validated on"));
        QVERIFY(fs::exists(run_ + "/pictures.list"));
        QCOMPARE(resume(3).outcome, RunOutcome::Finished);
        QVERIFY(!told("The run does not say which pictures it was validated on"));
    }

    void aDamagedRecordIsRefused() {
        makeFlat(data_);
        QCOMPARE(train(tinyRequest(data_, run_, 1)).outcome, RunOutcome::Finished);
        fs::resize_file(run_ + "/pictures.list", 60);
        const std::string before = recipe();
        QCOMPARE(resume(2).errorKind, ErrorKind::Corrupt);
        QCOMPARE(recipe(), before);
    }

    void theOnlyPictureOfAClassInValidationMayBeBad() {
        writeTinyData(data_, {.classes = 2, .trainPerClass = 8, .valPerClass = 3});
        for (const char* file : {"/val/kind0/101.jpg", "/val/kind0/102.jpg"})
            fs::remove(data_ + file);
        writeBytes(data_ + "/val/kind0/100.jpg", {1, 2, 3});
        QCOMPARE(train(tinyRequest(data_, run_, 2)).outcome, RunOutcome::Finished);
        QVERIFY(told("Validation pictures cannot be used"));
        const EvaluationResult result = evaluateModel(run_, "last", {.root = data_, .val = {}}, "cpu", 1);
        QCOMPARE(result.count, std::int64_t{3});
        QCOMPARE(result.badFiles.size(), std::size_t{1});
        fs::remove_all(data_ + "/val/kind1"); // nothing is left to measure
        fs::create_directories(data_ + "/val/kind1");
        const RunReport report = resume(3);
        QCOMPARE(report.errorKind, ErrorKind::Data);
        QVERIFY2(report.error.title == "None of the pictures to measure can be read", report.error.text().c_str());
    }

    void anEvaluationMeasuresWhatIsMeant() {
        makeFlat(data_);
        QCOMPARE(train(tinyRequest(data_, run_, 1)).outcome, RunOutcome::Finished);
        const std::string other = data_ + "-other", one = data_ + "-one";
        fs::copy(data_, other, fs::copy_options::recursive);
        fs::create_directories(one);
        fs::copy(data_ + "/kind1", one + "/kind1", fs::copy_options::recursive);
        const auto measure = [this](const std::string& data, const std::string& val = {}) {
            return evaluateModel(run_, "last", {.root = data, .val = val}, "cpu", 1);
        };
        EvaluationResult result = measure(data_);
        QVERIFY(result.measured.kind == Measured::Kind::HeldBack && result.count == 2);
        result = measure({}); // the run knows its pictures
        QVERIFY(result.measured.kind == Measured::Kind::HeldBack && result.count == 2);
        result = measure(other); // the same names, but not the run's own folder
        QVERIFY(result.measured.kind == Measured::Kind::Folder && result.count == 20);
        result = measure(data_, other);
        QVERIFY(result.measured.kind == Measured::Kind::Folder && result.count == 20);
        result = measure(one);
        QVERIFY(result.count == 10 && result.measured.classes == 1);
        QCOMPARE(result.measured.missingClasses, (std::vector<std::string>{"kind0"}));
        fs::rename(data_, data_ + "-moved"); // now the same names are all there is to tell by
        result = measure(data_ + "-moved");
        QVERIFY(result.measured.kind == Measured::Kind::HeldBack && result.count == 2);
        result = measure(one);
        QVERIFY(result.count == 10);
    }

    void runAndDataSetMayStandInEachOther() {
        makeFlat(data_);
        run_ = data_ + "/myrun";
        QCOMPARE(train(tinyRequest(data_, run_, 1)).outcome, RunOutcome::Finished);
        QCOMPARE(resume(2).outcome, RunOutcome::Finished);
        QCOMPARE(seen_.starts[0].classes, std::int64_t{2});
    }
};

QTEST_APPLESS_MAIN(TrainerIdentityTest)
#include "tst_trainer_identity.moc"
