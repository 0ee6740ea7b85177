// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/answers/answer_options.h"
#include "app/cli.h"
#include "app/cli_device.h"
#include "app/cli_output.h"
#include "app/cli_progress.h"
#include "app/cli_signals.h"
#include "app/exit_code.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/dataset/class_labels.h"
#include "core/device/device.h"
#include "core/infer/answers_file.h"
#include "core/infer/answers_list.h"
#include "core/run/run_evaluation.h"
#include "core/run/run_folder.h"
#include "core/train/evaluator.h"

namespace studio {

namespace {

struct EvaluateOptions {
    ModelOptions model;
    ResultOptions result;
    DataSpec data;
    std::string list, listRoot;
    int workers = 0;
    bool splitIsGiven = false;
};

nlohmann::ordered_json resultJson(const EvaluationResult& result, bool isKept) {
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
            {"kept", isKept},
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

/// In the run, for its report; a run that cannot be written to is measured all the same. That of a list is not: the
/// report would tell of a few pictures of anywhere, in place of those that the run validates on.
bool keepEvaluation(const std::string& run, const EvaluationResult& result) {
    if (!result.complete || !isRunFolder(run) || result.measured.kind == Measured::Kind::List)
        return false;
    try {
        writeEvaluation(run, evaluationToKeep(result));
        return true;
    } catch (const Error& error) {
        std::fprintf(stderr, "resnet-train: the result is not kept for the report of the run: %s\n",
                     displayText(error.message().text()).c_str());
        return false;
    }
}

/// The answers picture by picture, where a file is asked for.
class MeasuredRows {
public:
    MeasuredRows(const EvaluateOptions& options, const PictureListFile* list)
        : options_(options)
        , list_(list) {
        if (isAsked())
            layout_ = requireLayout(options.result);
    }

    bool isAsked() const { return !options_.result.file.empty(); }
    void listenTo(EvaluationRequest& request) {
        request.opened = [this, stop = request.stop](const std::vector<ClassInfo>& classes,
                                                     const std::string& checkpoint) {
            tellNotes(classes);
            if (!isAsked())
                return;
            classes_ = classes;
            file_.emplace(options_.result.file, classes, layout_, modelText(options_.model.model, checkpoint),
                          OutputFile::Manner{.keepsUnfinished = true, .stop = stop});
        };
        if (isAsked())
            request.answered = [this](const MeasuredPicture& picture) { take(picture); };
    }
    void commit(bool complete) {
        if (file_ && complete)
            file_->commit();
        else if (file_)
            tellUnfinished(file_->breakOff(), options_.result.file);
        keepApartFrom(options_.result.file);
    }

private:
    /// How the list was read, before time is spent on it.
    void tellNotes(const std::vector<ClassInfo>& classes) const {
        if (list_ == nullptr)
            return;
        for (const std::string& note : notesOfList(*list_, classesOfList(*list_, classes, true), classes))
            std::fprintf(stderr, "resnet-train: %s: %s\n", displayText(list_->file()).c_str(), note.c_str());
    }
    void take(const MeasuredPicture& picture) {
        AnswerRow row = answerRow(list_ != nullptr ? list_->nameOf(picture.index) : picture.path, picture.label,
                                  picture.probabilities, classes_, layout_.top);
        row.problem = picture.problem;
        file_->add(row);
    }

    const EvaluateOptions& options_;
    const PictureListFile* list_;
    AnswersLayout layout_;
    std::vector<ClassInfo> classes_;
    std::optional<AnswersFile> file_;
};

/// --list, or a list where a folder could be named.
std::optional<PictureListFile> listOf(const EvaluateOptions& options) {
    const auto isList = [](const std::string& path) { return !path.empty() && isListOrAnswers(path); };
    const std::string& root = options.data.root;
    const std::string& val = options.data.val;
    std::string file = options.list;
    if (file.empty() && (isList(val) || isList(root))) { // as --list excludes them
        if (options.splitIsGiven || (!val.empty() && !root.empty()))
            throw Error(ErrorKind::Usage,
                        {"A list says by itself which pictures are measured",
                         displayText(isList(val) ? val : root),
                         {},
                         "Leave the other of --data and --val out, and --split: a list goes with --list-root only."});
        file = isList(val) ? val : root;
    }
    if (file.empty() && !options.listRoot.empty())
        throw Error(ErrorKind::Usage, "--list-root is for --list");
    return file.empty() ? std::nullopt : std::optional(readListOrAnswers(file, options.listRoot));
}

void print(const EvaluateOptions& options, const EvaluationResult& result, bool isKept) {
    if (!result.complete)
        std::fputs("resnet-train: stopped; the figures are of the pictures seen so far\n", stderr);
    if (options.model.json) {
        std::printf("%s\n", resultJson(result, isKept).dump().c_str());
        return;
    }
    std::printf("top-1 %.2f %%  top-5 %.2f %%  loss %.4f  on %s pictures\n", result.top1 * 100, result.top5 * 100,
                result.loss, grouped(result.count).c_str());
    printMeasured(result);
    if (result.measured.kind == Measured::Kind::List && isRunFolder(options.model.model))
        std::puts("The run's report keeps what was measured before: a list's result is for --out");
}

EvaluationResult measure(const EvaluateOptions& options, const PictureListFile* list, MeasuredRows& rows) {
    std::stop_source stop;
    const SignalThread signals([&stop](int) { stop.request_stop(); });
    findCards(options.model.device, stop.get_token());
    CliCounter counter("Evaluating");
    EvaluationRequest request{.model = options.model.model,
                              .which = options.model.checkpoint,
                              .data = options.data,
                              .split = options.splitIsGiven,
                              .list = list,
                              .device = options.model.device,
                              .workers = options.workers,
                              .progress = [&](std::int64_t done, std::int64_t total) { counter.show(done, total); },
                              .stop = stop.get_token()};
    rows.listenTo(request);
    try {
        return evaluateModel(request);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Data) // none of them could be read: the result says why
            rows.commit(true);
        throw;
    }
}

int evaluate(const EvaluateOptions& options) {
    setComputeThreads(options.model.threads);
    const std::optional<PictureListFile> list = listOf(options);
    MeasuredRows rows(options, list ? &*list : nullptr);
    const EvaluationResult result = measure(options, list ? &*list : nullptr, rows);
    rows.commit(result.complete);
    const bool isKept = keepEvaluation(options.model.model, result);
    print(options, result, isKept);
    if (!result.complete && rows.isAsked())
        return kExitRetry;
    return result.badPictures > 0 && (list || rows.isAsked()) ? kExitData : kExitDone;
}

} // namespace

CliAction addEvaluateVerb(CLI::App& app) {
    auto options = std::make_shared<EvaluateOptions>();
    CLI::App* verb = app.add_subcommand("evaluate", "Measure a network on pictures that it was not trained on");
    addModelOptions(*verb, options->model);
    addDataOptions(*verb, options->data);
    verb->get_option("--data")->description(
        "Data set, folder with one folder per class, or list; without it a run's own pictures are measured");
    verb->get_option("--val")->description("Measure all pictures of this folder of class folders");
    verb->get_option("--split")->description("Measure this share of each class only (0 to 0.9)")->default_str("all");
    CLI::Option* list = verb->add_option(
        "--list", options->list,
        "Measure the pictures of this text file: a path a line, and its class as the run names it, or that one's place "
        "from 0; 65 if one of them cannot be read");
    for (const char* other : {"--data", "--val", "--split", "--split-seed"})
        list->excludes(verb->get_option(other));
    addListRoot(*verb, options->listRoot);
    verb->add_option("--workers", options->workers, "Decode threads; 0 = what suits cores and device")
        ->check(CLI::Range(0, 256))
        ->capture_default_str();
    addResultOptions(*verb, options->result);
    for (const char* ofRows : {"--top", "--all", "--replace"})
        verb->get_option(ofRows)->needs(verb->get_option("--out"));
    return [options, verb] {
        options->splitIsGiven = verb->count("--split") + verb->count("--split-seed") > 0;
        return evaluate(*options);
    };
}

} // namespace studio
