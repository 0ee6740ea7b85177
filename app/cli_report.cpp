// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "app/cli.h"
#include "app/exit_code.h"
#include "core/base/error.h"
#include "core/base/output_file.h"
#include "core/base/text.h"
#include "core/report/report.h"
#include "core/run/unstarted_run.h"

namespace studio {

namespace {

struct ReportOptions {
    std::string run, out, price, currency;
};

/// Says and keeps the price that the line names; 0 takes away the one that was kept.
void keepPrice(const ReportOptions& options) {
    if (options.price.empty()) {
        if (!options.currency.empty())
            throw Error(
                ErrorKind::Usage,
                {"A currency alone is no price", displayText(options.currency), {}, "Name --price-per-hour too."});
        return;
    }
    if (const auto price = parsePrice(options.price + " " + options.currency))
        writePrice(options.run, *price);
    else
        std::filesystem::remove(priceFile(options.run));
}

int writeRunReport(const ReportOptions& options) {
    const std::string file = options.out.empty() ? defaultReportFile(options.run) : options.out;
    requireRun(options.run);
    keepPrice(options);
    const ReportModel model = readReport(options.run);
    requireNoPartOfRun(file);
    requireWritable(file);
    writeOutputFile(file, reportHtml(model));
    if (file != "/dev/stdout")
        std::printf("The report is in %s\n", displayText(file).c_str());
    for (const std::string& problem : model.problems)
        std::fprintf(stderr, "resnet-train: left out of the report: %s\n", displayText(problem).c_str());
    return kExitDone;
}

} // namespace

CliAction addReportVerb(CLI::App& app) {
    auto options = std::make_shared<ReportOptions>();
    CLI::App* verb = app.add_subcommand("report", "Write one HTML file with all that is known of a run");
    verb->add_option("run", options->run, "Folder of the run; it may be training")->required();
    verb->add_option("--out", options->out, "File to write (report.html in the run's folder unless given)");
    verb->add_option("--price-per-hour", options->price,
                     "What an hour of this machine costs; kept in the run's folder");
    verb->add_option("--currency", options->currency, "Short text behind the costs, for example EUR");
    return [options] { return writeRunReport(*options); };
}

} // namespace studio
