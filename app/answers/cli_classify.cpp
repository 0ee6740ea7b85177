// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <memory>
#include <new>
#include <optional>
#include <vector>

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
#include "core/dataset/picture_walk.h"
#include "core/device/device.h"
#include "core/infer/answers_list.h"
#include "core/infer/answers_summary.h"
#include "core/infer/classifier.h"

namespace studio {

namespace {

struct ClassifyOptions {
    ModelOptions model;
    ResultOptions result;
    std::string csv, listRoot;
    std::vector<std::string> pictures, lists;
    std::int64_t maxPixels = kMaxPixels;
    bool ignoresLabels = false;
};

/// A picture that is asked about.
struct Asked {
    std::string name, path;
    std::int32_t truth = -1; ///< its class, as a list tells it
};

void printAnswer(const AnswerRow& row, bool json) {
    nlohmann::ordered_json top = nlohmann::ordered_json::array();
    if (!json)
        std::printf("%s\n", displayText(row.picture).c_str());
    for (const AnswerRow::Answer& answer : row.top) {
        if (json)
            top.push_back({{"index", answer.index},
                           {"class", escapeBytes(answer.folder)},
                           {"name", answer.name},
                           {"probability", answer.probability}});
        else
            std::printf("  %5.1f %%  %s\n", static_cast<double>(answer.probability) * 100, answer.name.c_str());
    }
    if (!json)
        return;
    nlohmann::ordered_json line{{"file", escapeBytes(row.picture)}};
    if (!row.truth.empty())
        line["label"] = escapeBytes(row.truth);
    line["top"] = top;
    if (!row.probabilities.empty())
        line["probabilities"] = row.probabilities;
    std::printf("%s\n", line.dump().c_str());
}

/// One picture after the other, to stdout or into the file where one is asked for.
class Classifying {
public:
    Classifying(const ClassifyOptions& options, const std::optional<AnswersLayout>& layout, Classifier& classifier,
                const std::stop_token& stop)
        : options_(options)
        , classifier_(classifier)
        , folders_(classifier.classes())
        , top_(layout ? layout->top : options.result.top) {
        if (layout)
            file_.emplace(options.result.file, classifier.classes(), *layout, classifier.name(),
                          OutputFile::Manner{.keepsUnfinished = true, .stop = stop});
    }

    void take(const Asked& asked) {
        ++taken_;
        std::optional<AnswerRow> row = answerTo(asked);
        if (!row)
            return;
        digest_.add(*row);
        if (file_)
            return file_->add(*row);
        if (!options_.result.all)
            row->probabilities.clear();
        if (asked.truth < 0)
            row->truth.clear(); // what the folder's name tells is for the file
        printAnswer(*row, options_.model.json);
    }
    /// It is no picture: the file has no row for it.
    void unreadFolder(const std::string& folder) {
        ++unreadFolders_;
        tell("folder", folder, {"The folder cannot be read", displayText(folder), {}, {}});
    }
    /// The file as a whole, or the rows so far beside it.
    void finish(bool isStopped) {
        if (file_ && !isStopped)
            file_->commit(unreadFolders_ == 0);
        else if (file_)
            unfinished_ = file_->breakOff();
    }
    std::int64_t taken() const { return taken_; }
    std::int64_t problems() const { return problems_; }
    std::int64_t unreadFolders() const { return unreadFolders_; }
    const std::string& unfinished() const { return unfinished_; }
    WalkedPast& past() { return past_; }
    AnswersSummary summary() const { return digest_.summary(); }

private:
    /// Nothing where it cannot be read: that is told then. A device that fails is no picture's fault.
    std::optional<AnswerRow> answerTo(const Asked& asked) {
        try {
            const Picture picture = loadPicture(asked.path, options_.maxPixels);
            const Prediction prediction = classifier_.classify(picture, 1);
            return answerRow(asked.name, truthOf(asked), prediction.probabilities, classifier_.classes(), top_);
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::Device || error.kind() == ErrorKind::Internal)
                throw;
            problem(asked, error.message());
        } catch (const std::bad_alloc&) {
            problem(asked, {"There is not enough memory for this picture", displayText(asked.path), {}, {}});
        }
        return std::nullopt;
    }
    std::int32_t truthOf(const Asked& asked) const {
        return asked.truth >= 0 || options_.ignoresLabels ? asked.truth : folders_.of(asked.path).value_or(-1);
    }
    void problem(const Asked& asked, const Message& message) {
        ++problems_;
        if (file_) {
            AnswerRow row = answerRow(asked.name, truthOf(asked), {}, classifier_.classes(), top_);
            row.problem = message.text();
            file_->add(row);
        }
        tell("file", asked.name, message);
    }
    void tell(const char* what, const std::string& name, const Message& message) const {
        if (options_.model.json && !file_)
            std::printf("%s\n",
                        nlohmann::ordered_json{{what, escapeBytes(name)}, {"error", message.text()}}.dump().c_str());
        else
            std::fprintf(stderr, "resnet-train: %s\n", Error(ErrorKind::Data, message).what());
    }

    const ClassifyOptions& options_;
    Classifier& classifier_;
    FolderTruth folders_;
    int top_;
    std::optional<AnswersFile> file_;
    AnswersDigest digest_{AnswersDigest::Keep::Nothing, 0};
    std::int64_t taken_ = 0, problems_ = 0, unreadFolders_ = 0;
    WalkedPast past_;
    std::string unfinished_;
};

/// What was named: a list, or a picture or folder.
struct Named {
    std::string path;
    std::optional<PictureListFile> list;
    std::vector<std::int32_t> classes; ///< of the list's pictures
};

/// Lists are read before anything is computed: what is wrong with one is told at once.
std::vector<Named> readNamed(const ClassifyOptions& options) {
    std::vector<Named> all;
    for (const std::string& path : options.pictures)
        all.push_back({path,
                       isListOrAnswers(path) ? std::optional(readListOrAnswers(path, options.listRoot)) : std::nullopt,
                       {}});
    for (const std::string& path : options.lists)
        all.push_back({path, readListOrAnswers(path, options.listRoot), {}});
    if (all.empty())
        throw Error(ErrorKind::Usage, {"It is not said which pictures", {}, {}, "Name pictures, folders or a list."});
    return all;
}

void findLabels(std::vector<Named>& all, const ClassifyOptions& options, const Classifier& classifier) {
    for (Named& named : all) {
        if (named.list && options.ignoresLabels)
            named.classes.assign(named.list->size(), -1);
        if (!named.list || options.ignoresLabels)
            continue;
        named.classes = classesOfList(*named.list, classifier.classes(), false);
        for (const std::string& note : notesOfList(*named.list, named.classes, classifier.classes()))
            std::fprintf(stderr, "resnet-train: %s: %s\n", displayText(named.path).c_str(), note.c_str());
    }
}

void classifyAll(const std::vector<Named>& all, Classifying& work, bool isCounted, const std::stop_token& stop) {
    std::int64_t total = 0;
    for (const Named& named : all) {
        isCounted = isCounted && named.list;
        total += named.list ? static_cast<std::int64_t>(named.list->size()) : 0;
    }
    std::optional<CliCounter> counter;
    if (isCounted)
        counter.emplace("Classifying");
    for (const Named& named : all) {
        for (std::size_t i = 0; named.list && i < named.list->size() && !stop.stop_requested(); ++i) {
            work.take({named.list->nameOf(i), named.list->pathOf(i), named.classes[i]});
            if (counter)
                counter->show(work.taken(), total);
        }
        if (named.list)
            continue;
        const auto unread = walkPictures(
            named.path,
            [&](const std::string& file) {
                work.take({file, file});
                return !stop.stop_requested();
            },
            stop, &work.past());
        for (const std::string& folder : unread)
            work.unreadFolder(folder);
    }
}

void printJsonEnd(const ClassifyOptions& options, Classifying& work, bool isStopped) {
    const AnswersSummary sum = work.summary();
    const nlohmann::ordered_json json{
        {"file", escapeBytes(work.unfinished().empty() ? options.result.file : work.unfinished())},
        {"complete", !isStopped && work.unreadFolders() == 0},
        {"pictures", work.taken()},
        {"problems", work.problems()},
        {"unread_folders", work.unreadFolders()},
        {"labelled", sum.labelled},
        {"top1", sum.labelled > 0 ? nlohmann::ordered_json(sum.top1()) : nullptr},
        {"unused", unusedJson(work.past().names)}};
    std::printf("%s\n", json.dump().c_str());
}

void printEnd(const ClassifyOptions& options, Classifying& work, bool isList, bool isStopped) {
    const bool isToFile = !options.result.file.empty();
    if (isToFile || isStopped || isList || work.unreadFolders() > 0)
        std::fprintf(stderr, "resnet-train: %s%s pictures were classified; %s could not be read%s\n",
                     isStopped ? "stopped; " : "", grouped(work.taken() - work.problems()).c_str(),
                     grouped(work.problems()).c_str(),
                     work.unreadFolders() > 0 ? ("; folders that could not: " + grouped(work.unreadFolders())).c_str()
                                              : "");
    tellUnfinished(work.unfinished(), options.result.file);
    for (const std::string& sentence : work.past().sentences())
        std::fprintf(stderr, "resnet-train: not used: %s\n", sentence.c_str());
    const AnswersSummary sum = work.summary();
    if (sum.labelled > 0 && (isToFile || isList))
        std::fprintf(stderr, "resnet-train: top-1 %.2f %% of the %s whose class is known\n", sum.top1() * 100,
                     grouped(sum.labelled).c_str());
    keepApartFrom(options.result.file);
    if (isToFile && options.model.json)
        printJsonEnd(options, work, isStopped);
}

/// --csv in other words, and what would change nothing. Throws Error(Usage).
void settle(ClassifyOptions& options) {
    if (!options.csv.empty()) {
        options.result.file = options.csv;
        options.result.format = "csv";
        options.result.all = true;
    }
    if (options.result.all && options.result.file.empty() && !options.model.json)
        throw Error(ErrorKind::Usage, "--all is for --out and --json");
    if (options.result.replace && options.result.file.empty())
        throw Error(ErrorKind::Usage, "--replace is for --out");
}

int classify(ClassifyOptions options) {
    settle(options);
    setComputeThreads(options.model.threads);
    std::stop_source stop;
    const SignalThread signals([&stop](int) { stop.request_stop(); });
    findCards(options.model.device, stop.get_token());
    std::optional<AnswersLayout> layout;
    if (!options.result.file.empty())
        layout = requireLayout(options.result);
    std::vector<Named> all = readNamed(options);
    const auto classifier = openClassifier(options.model.model, options.model.checkpoint, options.model.device);
    findLabels(all, options, *classifier);
    Classifying work(options, layout, *classifier, stop.get_token());
    classifyAll(all, work, layout.has_value(), stop.get_token());
    const bool isStopped = stop.stop_requested();
    if (work.taken() == 0 && work.unreadFolders() == 0 && !isStopped)
        throw Error(ErrorKind::Data, Message{"There are no pictures in what was named",
                                             displayText(all[0].path),
                                             {},
                                             "Name pictures, or a folder that holds some."});
    work.finish(isStopped);
    const bool isList = std::any_of(all.begin(), all.end(), [](const Named& named) { return named.list.has_value(); });
    printEnd(options, work, isList, isStopped);
    if (isStopped && layout)
        return kExitRetry;
    return work.problems() + work.unreadFolders() > 0 ? kExitData : kExitDone;
}

} // namespace

CliAction addClassifyVerb(CLI::App& app) {
    auto options = std::make_shared<ClassifyOptions>();
    CLI::App* verb = app.add_subcommand("classify", "Say what is on pictures");
    addModelOptions(*verb, options->model);
    verb->add_option("pictures", options->pictures,
                     "Picture files, folders that are looked through, and lists: .txt, .csv, .tsv or .lst with a path "
                     "a line, and its class if that is known, or a result of --out");
    verb->add_option("--list", options->lists, "A list with another name")->take_all()->allow_extra_args(false);
    addListRoot(*verb, options->listRoot);
    verb->add_flag("--ignore-labels", options->ignoresLabels, "Take a list's paths alone");
    addResultOptions(*verb, options->result);
    verb->add_option("--csv", options->csv, "The same as --out FILE --format csv --all")
        ->excludes(verb->get_option("--out"));
    addMaxPixels(*verb, options->maxPixels);
    return [options] { return classify(*options); };
}

} // namespace studio
