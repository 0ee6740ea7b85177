// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli_compare.h"
#include "app/cli_output.h"
#include "app/exit_code.h"
#include "core/base/text.h"
#include "core/report/run_comparison.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

struct CompareOptions {
    std::vector<std::string> runs;
    bool all = false, json = false;
};

const char* partName(ComparisonPart part) {
    switch (part) {
    case ComparisonPart::Results:
        return "results";
    case ComparisonPart::Recipe:
        return "recipe";
    case ComparisonPart::Data:
        break;
    }
    return "data";
}

nlohmann::ordered_json cellJson(const ComparisonRow& row, std::size_t run) {
    const ComparisonCell& cell = row.cells[run];
    if (!cell.known)
        return nullptr;
    if (row.form == ComparisonForm::Names)
        return {{"only_here", cell.onlyHere}, {"only_in_first", cell.onlyThere}};
    if (row.form == ComparisonForm::Text)
        return escapeBytes(cell.text);
    if (row.form == ComparisonForm::Count)
        return static_cast<std::int64_t>(cell.number);
    return cell.number;
}

void printJson(const RunComparison& comparison, bool all) {
    nlohmann::ordered_json json{{"runs", nlohmann::ordered_json::array()}, {"rows", nlohmann::ordered_json::array()}};
    for (const ComparedColumn& column : comparison.columns) {
        nlohmann::ordered_json one{{"folder", escapeBytes(column.folder)}};
        if (!column.problem.empty())
            one["problem"] = escapeBytes(column.problem);
        json["runs"].push_back(one);
    }
    for (const ComparisonRow& row : comparison.rows) {
        if (!isShown(row, all))
            continue;
        nlohmann::ordered_json cells = nlohmann::ordered_json::array();
        for (std::size_t i = 0; i < row.cells.size(); ++i)
            cells.push_back(cellJson(row, i));
        json["rows"].push_back(
            {{"part", partName(row.part)}, {"key", row.key}, {"values", cells}, {"differs", row.differs()}});
    }
    std::printf("%s\n", json.dump().c_str());
}

/// Columns as wide as what stands in them; a star before what is not as in the first run.
void printTable(const RunComparison& comparison, bool all) {
    std::vector<std::vector<std::string>> lines;
    lines.push_back({""});
    for (const ComparedColumn& column : comparison.columns)
        lines.back().push_back(column.name);
    bool recipeSame = true;
    for (const ComparisonRow& row : comparison.rows) {
        recipeSame = recipeSame && (row.part != ComparisonPart::Recipe || !row.differs());
        if (!isShown(row, all))
            continue;
        lines.push_back({comparisonLabel(row)});
        for (std::size_t i = 0; i < row.cells.size(); ++i)
            lines.back().push_back((row.cells[i].differs ? "* " : "  ") + comparisonText(row, i));
    }
    printColumns(lines, std::string(comparison.columns.size() + 1, 'l'));
    std::printf("* is not as in the first run.%s\n", recipeSame && !all ? " The recipes are the same." : "");
    for (const ComparedColumn& column : comparison.columns) {
        if (!column.problem.empty())
            std::fprintf(stderr, "resnet-train: of %s not all can be read: %s\n", displayText(column.name).c_str(),
                         displayText(column.problem).c_str());
    }
}

int showComparison(const CompareOptions& options) {
    for (const std::string& run : options.runs)
        requireRun(run);
    const RunComparison comparison = compareRuns(options.runs);
    options.json ? printJson(comparison, options.all) : printTable(comparison, options.all);
    return kExitDone;
}

} // namespace

CliAction addCompareVerb(CLI::App& app) {
    auto options = std::make_shared<CompareOptions>();
    CLI::App* verb = app.add_subcommand("compare", "Put two to six runs side by side: results, recipe, data");
    verb->add_option("runs", options->runs, "Folders of the runs; the others are held against the first")->required();
    verb->add_flag("--all", options->all, "Also what their recipes have in common");
    verb->add_flag("--json", options->json, "As JSON, for scripts");
    return [options] { return showComparison(*options); };
}

} // namespace studio
