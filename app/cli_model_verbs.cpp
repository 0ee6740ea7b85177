// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/cli_device.h"
#include "app/cli_output.h"
#include "app/cli_progress.h"
#include "app/cli_signals.h"
#include "app/cli_train_options.h"
#include "app/exit_code.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/output_file.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/dataset/picture_walk.h"
#include "core/device/device.h"
#include "core/infer/answers_csv.h"
#include "core/recipe/config.h"
#include "core/recipe/run_import.h"
#include "core/run/run_evaluation.h"
#include "core/run/run_folder.h"
#include "core/train/evaluator.h"

namespace studio {

namespace {

struct ModelOptions {
    std::string model, checkpoint = "best", device = "auto", csv;
    DataSpec data;
    int workers = 0, threads = 0, top = 5;
    std::int64_t maxPixels = kMaxPixels;
    bool json = false, splitIsGiven = false;
    std::vector<std::string> pictures;
};

void addModelOptions(CLI::App& verb, ModelOptions& options) {
    verb.add_option("model", options.model, "Run folder or weights file (.safetensors)")->required();
    verb.add_option("--checkpoint", options.checkpoint, "best, last or an epoch number, for a run folder")
        ->capture_default_str();
    verb.add_option("--device", options.device, kDeviceHelp)->capture_default_str();
    verb.add_option("--threads", options.threads, "Compute threads on the CPU; 0 = usable cores")
        ->check(CLI::Range(0, kMaxComputeThreads))
        ->capture_default_str();
    verb.add_flag("--json", options.json, "Machine-readable result on stdout");
}

nlohmann::ordered_json resultJson(const EvaluationResult& result) {
    const Measured& measured = result.measured;
    nlohmann::ordered_json missing = nlohmann::ordered_json::array(), bad = nlohmann::ordered_json::array();
    for (const std::string& folder : measured.missingClasses)
        missing.push_back(escapeBytes(folder));
    for (const BadFile& file : result.badFiles)
        bad.push_back({{"file", escapeBytes(file.path)}, {"reason", displayText(file.reason)}});
    return {{"top1", result.top1},
            {"top5", result.top5},
            {"loss", result.loss},
            {"count", result.count},
            {"checkpoint", escapeBytes(result.checkpoint)},
            {"weights", result.ema ? "ema" : "trained"},
            {"flip_test", result.flipTest},
            {"complete", result.complete},
            {"measured", measuredKindName(measured.kind)},
            {"measured_text", measured.text},
            {"folder", escapeBytes(measured.folder)},
            {"pictures", measured.pictures},
            {"classes", measured.classes},
            {"missing_classes", missing},
            {"trained_on", measured.trainedOn},
            {"bad", result.badPictures},
            {"bad_files", bad},
            {"unused", unusedJson(measured.unused)}};
}

void printMeasured(const EvaluationResult& result) {
    constexpr std::size_t kShown = 20;
    const Measured& measured = result.measured;
    std::printf("%s\n", measured.text.c_str());
    if (result.ema)
        std::puts("With the average of the weights (EMA), which was validated better than the weights themselves");
    if (result.flipTest)
        std::puts("Mean over each picture and its mirror image (flip_test), as the run validates");
    if (!measured.missingClasses.empty()) {
        std::string names;
        for (std::size_t i = 0; i < std::min(measured.missingClasses.size(), kShown); ++i)
            names += (i > 0 ? ", " : "") + displayText(measured.missingClasses[i]);
        std::printf("%lld of %zu classes; there are no pictures of %s%s\n", static_cast<long long>(measured.classes),
                    static_cast<std::size_t>(measured.classes) + measured.missingClasses.size(), names.c_str(),
                    measured.missingClasses.size() > kShown ? ", ..." : "");
    }
    if (result.badPictures > 0)
        std::printf("%s of %s pictures could not be read and were left out\n", grouped(result.badPictures).c_str(),
                    grouped(measured.pictures).c_str());
    for (std::size_t i = 0; i < std::min(result.badFiles.size(), kShown); ++i)
        std::printf("%s: %s\n", displayText(result.badFiles[i].path).c_str(),
                    displayText(result.badFiles[i].reason).c_str());
    for (const std::string& sentence : measured.unused.sentences())
        std::printf("Not used: %s\n", sentence.c_str());
}

/// In the run, for its report; a run that cannot be written to is measured all the same.
void keepEvaluation(const std::string& run, const EvaluationResult& result) {
    if (!result.complete || !isRunFolder(run))
        return;
    try {
        writeEvaluation(run, evaluationToKeep(result));
    } catch (const Error& error) {
        std::fprintf(stderr, "resnet-train: the result is not kept for the report of the run: %s\n",
                     displayText(error.message().text()).c_str());
    }
}

int evaluate(const ModelOptions& options) {
    setComputeThreads(options.threads);
    std::stop_source stop;
    EvaluationResult result;
    {
        const SignalThread signals([&stop](int) { stop.request_stop(); });
        findCards(options.device, stop.get_token());
        CliCounter counter("Evaluating");
        result = evaluateModel(
            options.model, options.checkpoint, options.data, options.device, options.workers,
            [&](std::int64_t done, std::int64_t total) { counter.show(done, total); }, stop.get_token(),
            options.splitIsGiven);
    }
    keepEvaluation(options.model, result);
    if (!result.complete)
        std::fputs("resnet-train: stopped; the figures are of the pictures seen so far\n", stderr);
    if (options.json) {
        std::printf("%s\n", resultJson(result).dump().c_str());
    } else {
        std::printf("top-1 %.2f %%  top-5 %.2f %%  loss %.4f  on %s pictures\n", result.top1 * 100, result.top5 * 100,
                    result.loss, grouped(result.count).c_str());
        printMeasured(result);
    }
    return kExitDone;
}

void printPrediction(const std::string& file, const Prediction& prediction, const Classifier& classifier, bool json) {
    const auto& classes = classifier.classes();
    nlohmann::ordered_json top = nlohmann::ordered_json::array();
    if (!json)
        std::printf("%s\n", displayText(file).c_str());
    for (const auto& answer : prediction.top) {
        const ClassInfo& info = classes[static_cast<std::size_t>(answer.classIndex)];
        if (json)
            top.push_back({{"index", answer.classIndex},
                           {"class", escapeBytes(info.folder)},
                           {"name", info.name},
                           {"probability", answer.probability}});
        else
            std::printf("  %5.1f %%  %s\n", static_cast<double>(answer.probability) * 100, info.name.c_str());
    }
    if (json)
        std::printf("%s\n", nlohmann::ordered_json{{"file", escapeBytes(file)}, {"top", top}}.dump().c_str());
}

/// One picture after the other, to stdout and into the file where one is asked for.
class Classifying {
public:
    Classifying(const ModelOptions& options, Classifier& classifier)
        : options_(options)
        , classifier_(classifier) {
        if (!options.csv.empty())
            csv_.emplace(options.csv, classifier.classes());
    }

    void take(const std::string& file) {
        ++taken_;
        Prediction prediction;
        try {
            prediction =
                classifier_.classify(loadPicture(file, options_.maxPixels), std::max(options_.top, AnswersCsv::kBest));
        } catch (const Error& error) {
            problem(file, error);
            return;
        }
        if (csv_)
            csv_->add(file, prediction);
        else
            print(file, std::move(prediction));
    }
    void unreadFolder(const std::string& folder) {
        problem(folder, Error(ErrorKind::Data, Message{"The folder cannot be read", displayText(folder), {}, {}}));
    }
    void commit() {
        if (csv_)
            csv_->commit();
    }
    std::int64_t taken() const { return taken_; }
    std::int64_t problems() const { return problems_; }

private:
    void print(const std::string& file, Prediction prediction) const {
        if (prediction.top.size() > static_cast<std::size_t>(options_.top))
            prediction.top.resize(static_cast<std::size_t>(options_.top));
        printPrediction(file, prediction, classifier_, options_.json);
    }
    void problem(const std::string& file, const Error& error) {
        ++problems_;
        if (csv_)
            csv_->addProblem(file, error.message().text());
        if (options_.json && !csv_)
            std::printf(
                "%s\n",
                nlohmann::ordered_json{{"file", escapeBytes(file)}, {"error", error.message().text()}}.dump().c_str());
        else
            std::fprintf(stderr, "resnet-train: %s\n", error.what());
    }

    const ModelOptions& options_;
    Classifier& classifier_;
    std::optional<AnswersCsv> csv_;
    std::int64_t taken_ = 0, problems_ = 0;
};

int classify(const ModelOptions& options) {
    setComputeThreads(options.threads);
    std::stop_source stop;
    const SignalThread signals([&stop](int) { stop.request_stop(); });
    findCards(options.device, stop.get_token());
    if (!options.csv.empty())
        requireWritable(options.csv);
    const auto classifier = openClassifier(options.model, options.checkpoint, options.device);
    Classifying work(options, *classifier);
    for (const std::string& path : options.pictures) {
        const auto unread = walkPictures(
            path,
            [&](const std::string& file) {
                work.take(file);
                return !stop.stop_requested();
            },
            stop.get_token());
        for (const std::string& folder : unread)
            work.unreadFolder(folder);
    }
    work.commit();
    if (!options.csv.empty() || stop.stop_requested())
        std::fprintf(stderr, "resnet-train: %s%s pictures were classified; %s could not be read\n",
                     stop.stop_requested() ? "stopped; " : "", grouped(work.taken() - work.problems()).c_str(),
                     grouped(work.problems()).c_str());
    if (work.taken() == 0 && work.problems() == 0 && !stop.stop_requested())
        throw Error(ErrorKind::Data, Message{"There are no pictures in what was named",
                                             displayText(options.pictures[0]),
                                             {},
                                             "Name pictures, or a folder that holds some."});
    return work.problems() > 0 ? kExitData : kExitDone;
}

struct ImportOptions {
    ImportRequest request;
    std::vector<std::string> settings;
    std::int64_t imageSize = 0;
};

int importWeights(ImportOptions options) {
    ImportRequest& request = options.request;
    request.run = absolute(request.run);
    requireRunPlace(request.run);
    if (options.imageSize > 0)
        options.settings.insert(options.settings.begin(), "image_size=" + std::to_string(options.imageSize));
    request.adjust = [&options](TrainConfig& config) { applySettings(config, options.settings); };
    const ImportReport report = importRun(request);
    std::fprintf(stderr, "%s, %s classes, of %s\n", report.model.c_str(), grouped(report.classes).c_str(),
                 report.source.c_str());
    for (const std::string& note : report.notes)
        std::fprintf(stderr, "note: %s\n", note.c_str());
    const std::string run = shellWord(request.run);
    std::fprintf(stderr,
                 "Use it: resnet-train classify %s PICTURE, resnet-train evaluate %s --data FOLDER\n"
                 "Train on with it: resnet-train resume %s --data FOLDER\n",
                 run.c_str(), run.c_str(), run.c_str());
    std::printf("%s\n", request.run.c_str());
    return kExitDone;
}

} // namespace

CliAction addImportVerb(CLI::App& app) {
    auto options = std::make_shared<ImportOptions>();
    ImportRequest& request = options->request;
    CLI::App* verb = app.add_subcommand("import", "Make a run of weights that were trained elsewhere");
    verb->add_option("file", request.file, "Weights of a ResNet: .pth or .pt of PyTorch, or .safetensors")->required();
    verb->add_option("run", request.run, "Run folder to make")->required();
    verb->add_option("--model", request.model, "Which network it is")
        ->check(CLI::IsMember(modelNames()))
        ->default_str("recognised");
    verb->add_option("--classes", request.classesFile,
                     "Its classes in the order of the last layer: a text file with one a line, or JSON")
        ->default_str("as the file names them");
    verb->add_option("--image-size", options->imageSize, "Pictures it is for, px; as --set image_size=N")
        ->check(CLI::Range(16, 1024))
        ->default_str("224; 32 with a small stem");
    verb->add_option(
            "--set", options->settings,
            "key=value of the recipe that training goes on with; epochs=10 and learning_rate=0.005 unless said")
        ->take_all()
        ->allow_extra_args(false);
    verb->add_flag("--unchecked", request.unchecked, "Take a file whose checksums do not match");
    verb->add_flag("--leave-out", request.leaveOut, "Leave out weights that the network has no place for");
    return [options] { return importWeights(*options); };
}

CliAction addEvaluateVerb(CLI::App& app) {
    auto options = std::make_shared<ModelOptions>();
    CLI::App* verb = app.add_subcommand("evaluate", "Measure a network on pictures that it was not trained on");
    addModelOptions(*verb, *options);
    addDataOptions(*verb, options->data);
    verb->get_option("--data")->description(
        "Data set, or folder with one folder per class; without it a run's own pictures are measured");
    verb->get_option("--val")->description("Measure all pictures of this folder of class folders");
    verb->get_option("--split")->description("Measure this share of each class only (0 to 0.9)")->default_str("all");
    verb->add_option("--workers", options->workers, "Decode threads; 0 = what suits cores and device")
        ->check(CLI::Range(0, 256))
        ->capture_default_str();
    return [options, verb] {
        options->splitIsGiven = verb->count("--split") + verb->count("--split-seed") > 0;
        return evaluate(*options);
    };
}

CliAction addClassifyVerb(CLI::App& app) {
    auto options = std::make_shared<ModelOptions>();
    CLI::App* verb = app.add_subcommand("classify", "Say what is on pictures");
    addModelOptions(*verb, *options);
    verb->add_option("pictures", options->pictures, "Picture files, and folders that are looked through")->required();
    verb->add_option(
        "--csv", options->csv,
        "Write the probability of every class to this file, a row a picture, instead of answers to stdout");
    verb->add_option("--top", options->top, "Answers per picture")->check(CLI::Range(1, 100))->capture_default_str();
    addMaxPixels(*verb, options->maxPixels);
    return [options] { return classify(*options); };
}

} // namespace studio
