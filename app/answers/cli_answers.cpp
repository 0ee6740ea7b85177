// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/cli_output.h"
#include "app/exit_code.h"
#include "core/base/text.h"
#include "core/infer/answers_read.h"
#include "core/infer/answers_summary.h"

namespace studio {

namespace {

using Json = nlohmann::ordered_json;

struct AnswersOptions {
    std::string file, show = "mistakes";
    int limit = 20;
    bool json = false;
};

AnswersDigest::Keep keepOf(const std::string& show) {
    return show == "mistakes" ? AnswersDigest::Keep::Mistakes
           : show == "unsure" ? AnswersDigest::Keep::Unsure
           : show == "unread" ? AnswersDigest::Keep::Unread
                              : AnswersDigest::Keep::Nothing;
}

Json numberJson(float value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json rowJson(const AnswerRow& row) {
    Json json{{"file", escapeBytes(row.picture)}};
    if (!row.truth.empty())
        json["label"] = escapeBytes(row.truth);
    if (!row.problem.empty())
        json["error"] = displayText(row.problem);
    Json top = Json::array();
    for (const AnswerRow::Answer& answer : row.top)
        top.push_back({{"class", escapeBytes(answer.folder)},
                       {"name", displayText(answer.name)},
                       {"probability", numberJson(answer.probability)}});
    if (row.problem.empty())
        json["top"] = top;
    return json;
}

void printJson(const AnswersOptions& options, const AnswersAbout& about, const AnswersDigest& digest) {
    const AnswersSummary sum = digest.summary();
    Json classes = Json::array(), rows = Json::array();
    for (const AnswersSummary::Class& one : sum.classes)
        classes.push_back({{"class", escapeBytes(one.folder)}, {"pictures", one.pictures}, {"right", one.right}});
    for (const AnswerRow& row : digest.kept())
        rows.push_back(rowJson(row));
    Json json{{"file", escapeBytes(options.file)},
              {"model", about.model.empty() ? Json(nullptr) : Json(escapeBytes(about.model))},
              {"complete", about.complete ? Json(*about.complete) : Json(nullptr)},
              {"pictures", sum.pictures},
              {"problems", sum.problems},
              {"confidence", sum.confidence},
              {"labelled", sum.labelled},
              {"top1", sum.labelled > 0 ? Json(sum.top1()) : Json(nullptr)},
              {"top_k", sum.top},
              {"topk", sum.labelled > 0 ? Json(sum.topK()) : Json(nullptr)},
              {"classes", classes}};
    if (options.show != "classes") {
        json[options.show] = rows;
        json[options.show + "_count"] = digest.keptOf();
    }
    std::printf("%s\n", json.dump().c_str());
}

void printRows(const AnswersOptions& options, const AnswersDigest& digest) {
    std::vector<std::vector<std::string>> rows;
    for (const AnswerRow& row : digest.kept()) {
        if (options.show == "unread") {
            rows.push_back({row.picture, row.problem.empty() ? "no answer" : row.problem});
            continue;
        }
        char share[32];
        std::snprintf(share, sizeof share, "%.1f %%", static_cast<double>(row.top.front().probability) * 100);
        const std::string truth = row.truth.empty() ? "" : row.isRight() ? "right" : "is " + row.truth;
        rows.push_back({share, row.top.front().folder, truth, row.picture});
    }
    if (rows.empty())
        return;
    const char* const title = options.show == "mistakes" ? "Mistakes, the surest first"
                              : options.show == "unsure" ? "The least sure answers"
                                                         : "Without an answer";
    std::printf("%s (%s of %s):\n", title, grouped(static_cast<std::int64_t>(rows.size())).c_str(),
                grouped(digest.keptOf()).c_str());
    printColumns(rows, options.show == "unread" ? "ll" : "rlll");
}

void printClasses(const AnswersSummary& sum, int limit) {
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < std::min(sum.classes.size(), static_cast<std::size_t>(limit)); ++i) {
        const AnswersSummary::Class& one = sum.classes[i];
        char share[32];
        std::snprintf(share, sizeof share, "%.1f %%",
                      100 * static_cast<double>(one.right) / static_cast<double>(one.pictures));
        rows.push_back({share, grouped(one.right) + " of " + grouped(one.pictures), one.folder});
    }
    if (!rows.empty())
        std::puts("Classes, the worst first:");
    printColumns(rows, "rrl");
}

int answers(const AnswersOptions& options) {
    AnswersDigest digest(keepOf(options.show), static_cast<std::size_t>(options.limit));
    const AnswersAbout about = readAnswers(options.file, [&digest](const AnswerRow& row) { digest.add(row); });
    if (options.json) {
        printJson(options, about, digest);
        return kExitDone;
    }
    const AnswersSummary sum = digest.summary();
    if (!about.model.empty())
        std::printf("By %s\n", displayText(about.model).c_str());
    std::printf("%s pictures, %s without an answer; mean confidence %.1f %%\n", grouped(sum.pictures).c_str(),
                grouped(sum.problems).c_str(), sum.confidence * 100);
    if (about.complete && !*about.complete)
        std::puts("These are not all pictures that were asked for");
    if (sum.labelled > 0 && sum.top > 1)
        std::printf("top-1 %.2f %%  top-%d %.2f %%  on %s pictures whose class is known\n", sum.top1() * 100, sum.top,
                    sum.topK() * 100, grouped(sum.labelled).c_str());
    else if (sum.labelled > 0)
        std::printf("top-1 %.2f %%  on %s pictures whose class is known\n", sum.top1() * 100,
                    grouped(sum.labelled).c_str());
    else
        std::puts("The class of no picture is known");
    options.show == "classes" ? printClasses(sum, options.limit) : printRows(options, digest);
    return kExitDone;
}

} // namespace

CliAction addAnswersVerb(CLI::App& app) {
    auto options = std::make_shared<AnswersOptions>();
    CLI::App* verb =
        app.add_subcommand("answers", "Open a result of classify or evaluate again, without computing anything");
    verb->add_option("file", options->file, "What --out wrote (CSV or JSON)")->required();
    verb->add_option("--show", options->show,
                     "mistakes (the surest first), unsure (the least sure answers), unread, or classes (the worst "
                     "first)")
        ->check(CLI::IsMember({"mistakes", "unsure", "unread", "classes"}))
        ->capture_default_str();
    verb->add_option("--limit", options->limit, "So many of them")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
    verb->add_flag("--json", options->json, "Machine-readable result on stdout");
    return [options] { return answers(*options); };
}

} // namespace studio
