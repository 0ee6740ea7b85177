// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report.h"

#include "core/base/output_file.h"
#include "core/base/text.h"
#include "core/model/model_spec.h"
#include "core/report/chart_internal.h"
#include "core/report/report_curves.h"
#include "core/report/report_parts_internal.h"
#include "core/run/unstarted_run.h"

namespace studio {

namespace {

constexpr const char* kStyle = R"(
:root{color-scheme:light dark;--page:#fff;--ink:#1c2127;--soft:#50565e;--rule:#dfe3e8;--axis:#9aa2ac;--train:#2563c9;
--val:#c2560c;--band:#b9cff2;--bad:#c62f3a;--good:#1d8348;--mark:#7b838d}
@media screen and (prefers-color-scheme:dark){:root{--page:#15181c;--ink:#e6e9ed;--soft:#a4acb6;--rule:#2e343b;
--axis:#69727d;--train:#6ea2f5;--val:#f0995b;--band:#284469;--bad:#f2727b;--good:#5cc98a;--mark:#8d96a1}}
body{margin:2rem auto;max-width:60rem;padding:0 1rem;background:var(--page);color:var(--ink);
font:15px/1.5 system-ui,sans-serif}
h1{font-size:1.7rem;margin:0;overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--rule);padding-bottom:.2rem}
h3{font-size:.95rem;margin:1.2rem 0 .2rem}
.n{color:var(--soft)}.p{border-left:3px solid var(--bad);padding-left:.7rem;overflow-wrap:anywhere}
.key{margin:1rem 0}.key td{border:0;padding-right:2.2rem}.key b{font-size:1.3rem}
.s{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9rem}
th,td{padding:.2rem .7rem .2rem 0;border-bottom:1px solid var(--rule);vertical-align:top}
th{font-weight:600;text-align:right}.w{text-align:left;overflow-wrap:anywhere}.f th{min-width:14rem;color:var(--soft)}
.s td:not(.w){white-space:nowrap}
summary{cursor:pointer;margin:.5rem 0;color:var(--train)}
svg{display:block;width:100%;height:auto;max-width:720px}
.t{fill:var(--soft)}.g{stroke:var(--rule)}.a{stroke:var(--axis)}.l0{stroke:var(--train)}.l1{stroke:var(--val)}
.d0{fill:var(--train)}.d1{fill:var(--val)}.b{fill:var(--band)}.r{stroke:var(--bad)}.m{stroke:var(--mark)}
.k{stroke:var(--good)}
@page{size:A4;margin:15mm}
@media print{body{margin:0;max-width:none;padding:0;font-size:10pt}figure,tr{break-inside:avoid}h2,h3{break-after:avoid}
.s{overflow:visible}table{font-size:8pt}th,td{padding-right:.35rem}}
figure{margin:0})";

/// Black on white: Qt's rich text has no variables and no media.
constexpr const char* kPrintStyle = R"(
body{font-family:sans-serif;font-size:9pt;color:#1c2127}h1{font-size:17pt}h2{font-size:12pt;margin-top:14px}
h3{font-size:10pt}.n{color:#50565e}.p{color:#c62f3a}td,th{font-size:8pt})";

std::string keyFigures(const ReportModel& model) {
    const RunSummary& run = model.summary;
    std::vector<std::pair<std::string, std::string>> figures{{"State", runStateName(run.state)}};
    if (run.bestTop1 >= 0)
        figures.emplace_back("Best top-1 (epoch " + std::to_string(run.bestEpoch) + ")", percent(run.bestTop1) + " %");
    if (run.epochsPlanned > 0)
        figures.emplace_back("Epochs", std::to_string(run.epochsDone) + " of " + std::to_string(run.epochsPlanned) +
                                           (run.endedEarly ? " (ended early)" : ""));
    if (model.activeSeconds > 0)
        figures.emplace_back("Active time", durationText(model.activeSeconds));
    if (model.price)
        figures.emplace_back("Cost so far",
                             costText(costOf(*model.price, model.activeSeconds, -1).elapsed, model.price->currency));
    if (model.energy)
        figures.emplace_back("Energy of the card",
                             (isPartlyMeasured(*model.energy, model.activeSeconds) ? "at least " : "") +
                                 energyText(model.energy->joules));
    std::string out = "<table class=\"key\" cellpadding=\"4\"><tbody><tr>";
    for (const auto& [name, value] : figures)
        out += "<td><span class=\"n\">" + escapeMarkup(name) + "</span><br/><b>" + escapeMarkup(value) + "</b></td>";
    return out + "</tr></tbody></table>\n";
}

/// `chart` gives the markup of the nth one.
template<typename ChartMarkup>
std::string body(const ReportModel& model, const ChartMarkup& chart, bool isWhole) {
    const RunSummary& run = model.summary;
    std::string out = "<h1>" + shown(run.name) + "</h1>\n<p class=\"n\">";
    if (model.recipe)
        out += shown(modelDisplayName(model.recipe->config.model)) +
               (run.dataName.empty() ? "" : " on " + shown(run.dataName)) + ". ";
    if (run.startedUtcMs > 0)
        out += "Begun " + momentText(run.startedUtcMs) + " UTC. ";
    out += "Report written " + momentText(model.writtenUtcMs) + " UTC.</p>\n" + keyFigures(model);
    for (const std::string& problem : model.problems)
        out += "<p class=\"p\">" + shown(problem) + "</p>\n";
    const std::vector<ReportCurve> curves = reportCurves(model);
    if (!curves.empty())
        out += "<h2>Curves</h2>\n";
    for (std::size_t i = 0; i < curves.size(); ++i)
        out += chart(curves[i], i);
    return out + evaluationSection(model, isWhole) + epochSection(model) + recipeSection(model) +
           machineSection(model) + dataSection(model) + timingSection(model) + costSection(model) +
           journalSection(model) + checkpointSection(model);
}

/// Paper cannot be unfolded: what is folded stands below its words as a heading.
std::string unfolded(std::string markup) {
    constexpr std::pair<const char*, const char*> kTags[]{
        {"<details><summary>", "<h3>"}, {"</summary>", "</h3>"}, {"</details>", ""}};
    for (const auto& [from, to] : kTags) {
        const std::size_t length = std::char_traits<char>::length(from);
        for (auto at = markup.find(from); at != std::string::npos; at = markup.find(from, at))
            markup.replace(at, length, to);
    }
    return markup;
}

std::string page(const ReportModel& model, const char* style, const std::string& content) {
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>" +
           shown(model.summary.name) + "</title>\n<style>" + style + "</style></head>\n<body>\n" + content +
           "</body></html>\n";
}

} // namespace

std::string reportHtml(const ReportModel& model) {
    const auto chart = [](const ReportCurve& curve, std::size_t) {
        return "<figure><h3>" + escapeMarkup(curve.title) + "</h3>" + curve.svg + "</figure>\n";
    };
    return page(model, kStyle, body(model, chart, true));
}

std::string reportPrintHtml(const ReportModel& model, int chartWidth) {
    const std::string size = "\" width=\"" + std::to_string(chartWidth) + "\" height=\"" +
                             std::to_string(chartWidth * kCurveHeight / kCurveWidth) + "\"/></p>\n";
    const auto chart = [&size](const ReportCurve& curve, std::size_t index) {
        return "<h3>" + escapeMarkup(curve.title) + "</h3><p><img src=\"curve:" + std::to_string(index) + size;
    };
    return page(model, kPrintStyle, unfolded(body(model, chart, false)));
}

std::string defaultReportFile(const std::string& runFolder) {
    return runFolder + "/report.html";
}

void writeReport(const std::string& runFolder, const std::string& file) {
    requireNoPartOfRun(file);
    writeOutputFile(file, reportHtml(readReport(runFolder)));
}

} // namespace studio
