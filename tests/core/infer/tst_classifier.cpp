// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>

#include "core/infer/classifier.h"
#include "core/run/run_folder.h"
#include "core/train/evaluator.h"
#include "tests/support/engine_fixture.h"

using namespace studio;
using namespace studio::test;

namespace {

/// The error that `action` throws; kind Usage with an empty title if it does not.
template<typename Action>
Error errorOf(Action action) {
    try {
        action();
    } catch (const Error& error) {
        return error;
    }
    return Error(ErrorKind::Usage, std::string());
}

} // namespace

class ClassifierTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::string data_, run_;
    Recording seen_;

    std::string path(const QString& name) const { return folder_.filePath(name).toStdString(); }
    DataSpec dataSpec() const { return {.root = data_, .val = {}}; }

private Q_SLOTS:
    void initTestCase() {
        data_ = path(QStringLiteral("data"));
        run_ = path(QStringLiteral("run"));
        writeTinyData(data_, {});
        TrainControl control;
        const RunReport report = runTraining(tinyRequest(data_, run_, 10), seen_, control);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
    }

    void newPicturesAreRecognised() {
        const auto classifier = openClassifier(run_, "best");
        QCOMPARE(classifier->classes().size(), std::size_t{3});
        int right = 0;
        for (int c = 0; c < 3; ++c) {
            for (std::uint64_t i = 0; i < 10; ++i) {
                const Prediction answer = classifier->classify(tinyPicture(c, 5000 + i, 40), 1);
                right += answer.top.front().classIndex == c;
            }
        }
        QVERIFY2(right >= 24, qPrintable(QString::number(right))); // of 30; chance is 10
    }

    void answersAreProbabilitiesBestFirst() {
        const auto classifier = openClassifier(run_, "last");
        const Prediction answer = classifier->classify(tinyPicture(1, 1, 40), 50);
        QCOMPARE(answer.top.size(), std::size_t{3}); // no more than there are classes
        float sum = 0;
        for (std::size_t i = 0; i < answer.top.size(); ++i) {
            QVERIFY(i == 0 || answer.top[i].probability <= answer.top[i - 1].probability);
            sum += answer.top[i].probability;
        }
        QVERIFY(std::abs(sum - 1) < 1e-5f);
        QCOMPARE(answer.width, 40);
        QCOMPARE(answer.networkSize, 16);
        QVERIFY(answer.crop.width > 34 && answer.crop.width < 37); // 16 of 18 of 40 px
        QVERIFY(answer.milliseconds > 0);
    }

    void theAnswerHoldsThePixelsThatTheNetworkWasGiven() {
        const auto classifier = openClassifier(run_, "last");
        const Picture picture = tinyPicture(1, 1, 40);
        const Prediction answer = classifier->classify(picture, 1);
        std::vector<std::uint8_t> expected(std::size_t{16} * 16 * 3);
        Resizer().resize(picture, answer.crop, 16, 16, expected.data());
        QCOMPARE(answer.seen.size(), expected.size());
        QVERIFY(answer.seen == expected);
    }

    void theMapOfWhereItLooksIsOfTheSamePixelsAndChangesNoAnswer() {
        const auto classifier = openClassifier(run_, "last");
        const Picture picture = tinyPicture(1, 1, 40);
        const Prediction before = classifier->classify(picture, 3);
        QCOMPARE(before.probabilities.size(), std::size_t{3});
        for (const auto& answer : before.top)
            QCOMPARE(before.probabilities[static_cast<std::size_t>(answer.classIndex)], answer.probability);
        const Attention attention = classifier->attention(picture, before.top.front().classIndex);
        QCOMPARE(attention.size, 16);
        QCOMPARE(attention.heat.size(), std::size_t{16} * 16);
        QCOMPARE(*std::max_element(attention.heat.begin(), attention.heat.end()), 1.0f);
        QVERIFY(*std::min_element(attention.heat.begin(), attention.heat.end()) >= 0.0f);
        QVERIFY(classifier->classify(picture, 3).probabilities == before.probabilities);
        QCOMPARE(errorOf([&] { classifier->attention(picture, 3); }).kind(), ErrorKind::Usage);
    }

    void namesSayWhichModelItIs() {
        QCOMPARE(openClassifier(run_, "last")->name(), std::string("run, last, epoch 10"));
        QCOMPARE(openClassifier(run_ + "/", "10")->name(), std::string("run, epoch 10"));
        const auto file = openClassifier(newestCheckpointPath(run_), "");
        QCOMPARE(file->name(), std::string("step-000000060.safetensors"));
        QCOMPARE(file->epoch(), 10);
        QCOMPARE(file->classes()[2].name, std::string("kind2")); // classes.json of the run is one folder up
    }

    void aSingleFileWorksWithoutItsRun() {
        const QString copy = folder_.filePath(QStringLiteral("alone/weights.safetensors"));
        std::filesystem::create_directories(path(QStringLiteral("alone")));
        QVERIFY(QFile::copy(QString::fromStdString(newestCheckpointPath(run_)), copy));
        const auto classifier = openClassifier(copy.toStdString(), "best");
        QCOMPARE(classifier->classes().size(), std::size_t{3});
        QCOMPARE(classifier->classes()[1].name, std::string("class 1"));
    }

    void evaluationAgreesWithTheTrainersValidation() {
        std::int64_t lastDone = 0;
        const EvaluationResult result = evaluateModel(run_, "last", dataSpec(), "cpu", 2,
                                                      [&](std::int64_t done, std::int64_t) { lastDone = done; });
        const EpochRecord& epoch = seen_.epochs.back();
        QCOMPARE(result.top1, epoch.valTop1);
        QVERIFY(std::abs(result.loss - epoch.valLoss) < 1e-5); // other batch size, other order of sums
        QCOMPARE(result.count, 15);
        QCOMPARE(lastDone, 15);
        QVERIFY(result.complete);
        QCOMPARE(result.checkpoint, std::string("step-000000060.safetensors"));
        QCOMPARE(result.step, 60);
        QCOMPARE(result.epoch, 10);
        QVERIFY(result.measured.isOwnValidation);
    }

    /// Against the classifier, picture by picture.
    void theCountsByClassAreThoseOfTheAnswers() {
        const std::string data = path(QStringLiteral("counted"));
        writeTinyData(data, {});
        const std::string a = data + "/val/kind0", b = data + "/val/kind2"; // so that answers are wrong
        std::filesystem::rename(a, data + "/val/aside");
        std::filesystem::rename(b, a);
        std::filesystem::rename(data + "/val/aside", b);
        writeBytes(data + "/val/kind1/102.jpg", {0, 1, 2});
        const EvaluationResult result = evaluateModel(run_, "last", {.root = data, .val = {}}, "cpu", 1);
        const auto classifier = openClassifier(run_, "last");
        std::vector<std::int64_t> labels, answers;
        for (int kind = 0; kind < 3; ++kind) {
            for (const auto& file : std::filesystem::directory_iterator(data + "/val/kind" + std::to_string(kind))) {
                if (file.path().filename() == "102.jpg" && kind == 1)
                    continue;
                labels.push_back(kind);
                answers.push_back(classifier->classify(loadPicture(file.path().string()), 1).top[0].classIndex);
            }
        }
        QCOMPARE(labels.size(), std::size_t{14});
        QVERIFY(result.classCounts == countByClass(labels, answers, 3));
        QCOMPARE(result.classCounts[1].pictures, 4);
        std::int64_t confused = 0;
        for (const Confusion& one : result.confusions) {
            confused += one.count;
            QCOMPARE(static_cast<std::int64_t>(one.files.size()), one.count);
            for (const std::string& file : one.files) { // each is what it is said to be
                const std::string path = result.measured.folder + "/" + file;
                QVERIFY2(file.starts_with("kind" + std::to_string(one.label)), file.c_str());
                QCOMPARE(classifier->classify(loadPicture(path), 1).top[0].classIndex, one.answer);
            }
        }
        QVERIFY(confused > 0 && confused == 14 - result.classCounts[0].right - result.classCounts[1].right -
                                                result.classCounts[2].right);
        QVERIFY(result.classCounts[0].right < 3 && result.classCounts[0].confusedWith == 2);
        QVERIFY(!result.measured.isOwnValidation);
        QCOMPARE(result.classes[2].folder, std::string("kind2"));
    }

    /// Against the classifier, in the order of the list; one is named twice, one is broken, one is not there.
    void theAnswersForAListAreThoseOfTheClassifier() {
        const std::string data = path(QStringLiteral("listed"));
        writeTinyData(data, {});
        writeBytes(data + "/val/kind1/102.jpg", {0, 1, 2});
        const std::string file = data + "/list.txt";
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(data + "/val")) {
            if (entry.is_regular_file())
                names.push_back(entry.path().string().substr(data.size() + 1));
        }
        std::sort(names.rbegin(), names.rend());
        names.push_back(names.front());
        names.push_back("val/kind0/gone.jpg");
        std::ofstream out(file);
        for (const std::string& name : names)
            out << name << " kind1\n"; // as the list says, whatever their folders
        out.close();
        const PictureListFile list = readPictureList(file);
        const auto classifier = openClassifier(run_, "last");
        std::vector<MeasuredPicture> seen;
        std::vector<std::vector<float>> chances;
        EvaluationRequest request{.model = run_, .which = "last", .list = &list, .device = "cpu", .workers = 2};
        request.answered = [&](const MeasuredPicture& picture) {
            chances.emplace_back(picture.probabilities.begin(), picture.probabilities.end());
            seen.push_back(picture);
        };
        const EvaluationResult result = evaluateModel(request);
        QVERIFY(result.measured.kind == Measured::Kind::List && !result.measured.isOwnValidation);
        QCOMPARE(result.count, 15); // of 15 pictures one is broken, and one counts twice
        QCOMPARE(result.badPictures, 2);
        QCOMPARE(result.measured.missingClasses.size(), std::size_t{2});
        QCOMPARE(seen.size(), names.size());
        for (std::size_t i = 0; i < seen.size(); ++i) {
            QCOMPARE(seen[i].index, i);
            QCOMPARE(seen[i].path, data + "/" + names[i]);
            QCOMPARE(seen[i].label, 1);
            const bool isBad = names[i].ends_with("gone.jpg") || names[i] == "val/kind1/102.jpg";
            QCOMPARE(seen[i].problem.empty(), !isBad);
            QCOMPARE(chances[i].empty(), isBad);
            if (isBad)
                continue;
            const Prediction expected = classifier->classify(loadPicture(seen[i].path), 1);
            for (std::size_t k = 0; k < chances[i].size(); ++k) // a batch is summed in another order
                QVERIFY(std::abs(chances[i][k] - expected.probabilities[k]) < 1e-5f);
        }
        for (const Confusion& one : result.confusions) { // they are found where it is said
            for (const std::string& name : one.files)
                QVERIFY(std::filesystem::exists(result.measured.folder + "/" + name));
        }
    }

    void theMostCommonConfusionIsTold() {
        const std::vector<std::int64_t> labels{0, 0, 0, 0, 1, 1, 1, -1, 2}, answers{0, 2, 1, 2, 0, 2, 1, 1, 7};
        const std::vector<ClassCount> counts = countByClass(labels, answers, 4);
        QVERIFY(counts[0] == (ClassCount{4, 1, 2, 2}));
        QVERIFY(counts[1] == (ClassCount{3, 1, 0, 1})); // of two alike the first
        QVERIFY(counts[2] == ClassCount{} && counts[3] == ClassCount{});
        QVERIFY_THROWS_EXCEPTION(Error, countByClass(labels, std::span(answers).first(8), 4)); // not less, silently
    }

    void thePairsThatAreConfusedComeTheMostFrequentFirstWithTheirPictures() {
        const std::vector<std::int64_t> labels{0, 0, 1, 0, 1, 1, -1, 2, 2}, answers{2, 2, 0, 1, 0, 0, 1, 7, 2};
        const auto nameOf = [](std::size_t i) { return "p" + std::to_string(i); };
        const std::vector<Confusion> found = countConfusions(labels, answers, 3, nameOf);
        QVERIFY(found ==
                (std::vector<Confusion>{{1, 0, 3, {"p2", "p4", "p5"}}, {0, 2, 2, {"p0", "p1"}}, {0, 1, 1, {"p3"}}}));
        QVERIFY(countConfusions(labels, answers, 3)[0].files.empty());
        // Bounded, whatever is measured: pairs and names.
        std::vector<std::int64_t> many(30'000), other(30'000);
        for (std::size_t i = 0; i < many.size(); ++i) {
            many[i] = static_cast<std::int64_t>(i < 5000 ? 0 : i % 1000);
            other[i] = i < 5000 ? 1 : (many[i] + 1 + static_cast<std::int64_t>(i / 1000)) % 1000;
        }
        const std::vector<Confusion> bounded = countConfusions(many, other, 1000, nameOf);
        QCOMPARE(bounded.size(), Confusion::kMostPairs);
        QVERIFY(bounded[0].count >= 5000 && bounded[0].files.size() == Confusion::kMostFiles);
    }

    void unreadablePicturesAreLeftOutOfTheCount() {
        const std::string data = path(QStringLiteral("holes"));
        writeTinyData(data, {});
        writeBytes(data + "/val/kind1/102.jpg", {0, 1, 2});
        const EvaluationResult result = evaluateModel(run_, "best", {.root = data, .val = {}}, "cpu", 1);
        QCOMPARE(result.count, 14);
        QCOMPARE(result.badPictures, 1);
    }

    void anEvaluationCanBeStopped() {
        std::stop_source stop;
        int ended = 0;
        const Error error = errorOf([&] {
            const auto halt = [&](std::int64_t, std::int64_t) { stop.request_stop(); };
            QVERIFY(evaluateModel(run_, "best", dataSpec(), "cpu", 1, halt, stop.get_token()).complete); // one batch
            ++ended;
            QVERIFY(!evaluateModel(run_, "best", dataSpec(), "cpu", 1, halt, stop.get_token()).complete);
            ++ended;
        });
        QVERIFY(ended >= 1);
        QVERIFY(ended == 2 || error.message().title == "Stopped");
    }

    void otherClassesAreRefused() {
        const std::string data = path(QStringLiteral("others"));
        writeTinyData(data, {.prefix = "sort"});
        const Error error = errorOf([&] { evaluateModel(run_, "best", {.root = data, .val = {}}, "cpu", 1); });
        QCOMPARE(error.kind(), ErrorKind::Data);
    }

    /// Which of the run's folders are which a list says, also one that begins with what we call a class without a name.
    void aClassThatIsCalledLikeOneWithoutANameIsFoundByItsName() {
        const std::string folder = path(QStringLiteral("numbered")), data = path(QStringLiteral("numbered data"));
        std::filesystem::create_directories(folder);
        writeTinyData(data, {});
        CheckpointContent content = loadCheckpoint(newestCheckpointPath(run_));
        content.classHash.clear();
        writeCheckpoint(folder, content, false);
        const std::string file = folder + "/" + checkpointFileName(content.step);
        const auto measured = [&] { return evaluateModel(file, "", {.root = data, .val = {}}, "cpu", 1); };
        QCOMPARE(measured().count, 15); // without a list by their order
        writeClassesFile(folder + "/classes.json", {{"class 0", "a"}, {"kind1", "b"}, {"kind2", "c"}});
        QCOMPARE(errorOf(measured).kind(), ErrorKind::Data); // kind0 is none of them
        std::filesystem::rename(data + "/train/kind0", data + "/train/class 0");
        std::filesystem::rename(data + "/val/kind0", data + "/val/class 0");
        QCOMPARE(measured().classes[0].name, std::string("a"));
    }

    void foreignAndDamagedFilesAreRefused() {
        const std::string plain = path(QStringLiteral("plain.safetensors"));
        TensorFile content = readSafetensors(newestCheckpointPath(run_));
        content.metadata.clear();
        writeSafetensors(plain, content);
        QVERIFY(!errorOf([&] { openClassifier(plain, ""); }).message().title.empty());

        std::filesystem::resize_file(plain, 5000);
        QCOMPARE(errorOf([&] { openClassifier(plain, ""); }).kind(), ErrorKind::Corrupt);
        QCOMPARE(errorOf([&] { openClassifier(path(QStringLiteral("nowhere")), ""); }).kind(), ErrorKind::Data);
        QVERIFY(!errorOf([&] { openClassifier(run_, "77"); }).message().title.empty());
    }

    void aClassListOfAnotherLengthIsRefused() {
        const std::string run = path(QStringLiteral("copy"));
        std::filesystem::copy(run_, run, std::filesystem::copy_options::recursive);
        std::vector<ClassInfo> classes = readClassesFile(RunPaths(run).classes);
        classes.pop_back();
        writeClassesFile(RunPaths(run).classes, classes);
        QCOMPARE(errorOf([&] { openClassifier(run, "last"); }).kind(), ErrorKind::Corrupt);
    }

    void aClassListOfOtherNamesIsRefused() {
        const std::string run = path(QStringLiteral("others"));
        std::filesystem::copy(run_, run, std::filesystem::copy_options::recursive);
        std::vector<ClassInfo> classes = readClassesFile(RunPaths(run).classes);
        classes[0].name = "shown otherwise"; // which is nobody's loss
        writeClassesFile(RunPaths(run).classes, classes);
        QCOMPARE(openClassifier(run, "last")->classes()[0].name, std::string("shown otherwise"));
        classes[0].folder = "another";
        writeClassesFile(RunPaths(run).classes, classes);
        QCOMPARE(errorOf([&] { openClassifier(run, "last"); }).kind(), ErrorKind::Corrupt);
        QCOMPARE(errorOf([&] { evaluateModel(run, "last", dataSpec(), "cpu", 1, {}, {}); }).kind(), ErrorKind::Corrupt);
    }

    /// "-nan %" of a class would pass for an answer.
    void aNetworkThatAnswersWithNoNumbersSaysSo() {
        CheckpointContent content = loadCheckpoint(newestCheckpointPath(run_));
        for (HostTensor& tensor : content.tensors) {
            const float below = -1; // of a variance
            if (tensor.name == "model.bn1.running_var")
                std::memcpy(tensor.bytes.data(), &below, sizeof below);
        }
        const std::string folder = path(QStringLiteral("nonumbers"));
        std::filesystem::create_directories(folder);
        const std::string file = folder + "/" + writeCheckpoint(folder, content, true).file;
        const auto classifier = openClassifier(file, "");
        const Error refused = errorOf([&] { classifier->classify(tinyPicture(0, 1, 40), 1); });
        QCOMPARE(refused.kind(), ErrorKind::Data);
        QCOMPARE(refused.message().title, std::string("The network answers with no numbers"));
        const Error measured = errorOf([&] { evaluateModel(file, "", dataSpec(), "cpu", 1, {}, {}); });
        QCOMPARE(measured.message().title, refused.message().title);
    }

    void anEmptyPictureIsRefused() {
        const auto classifier = openClassifier(run_, "last");
        QVERIFY(!errorOf([&] { classifier->classify(Picture{}, 1); }).message().title.empty());
    }
};

QTEST_APPLESS_MAIN(ClassifierTest)
#include "tst_classifier.moc"
