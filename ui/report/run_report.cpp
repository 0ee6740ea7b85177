// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/run_report.h"

#include <QDesktopServices>
#include <QFile>
#include <QUrl>

#include "core/base/output_file.h"
#include "core/base/text.h"
#include "core/report/report.h"
#include "core/run/unstarted_run.h"
#include "ui/report/report_pdf.h"
#include "ui/session/studio.h"

namespace studio {

void askForReport(Studio& studio, std::string run) {
    const int kind =
        studio.dialogs.ask(Studio::tr("Report of %1").arg(displayOf(baseName(run))),
                           Studio::tr("Curves, recipe, data, timings, faults and checkpoints in one file."),
                           {Studio::tr("Save as web page..."), Studio::tr("Save as PDF...")}, false);
    if (kind < 0)
        return;
    const bool isPdf = kind == 1;
    const QString suggestion =
        QFile::decodeName(run.c_str()) + (isPdf ? QStringLiteral("/report.pdf") : QStringLiteral("/report.html"));
    const auto file = studio.dialogs.pickSaveFile(Studio::tr("Save the report"), suggestion,
                                                  isPdf ? Studio::tr("PDF (*.pdf)") : Studio::tr("Web page (*.html)"));
    if (!file)
        return;
    studio.files.run(
        &studio,
        [run, isPdf, path = bytesOf(*file), price = studio.settings.price()](const JobControl&) {
            requireNoPartOfRun(path);
            ReportModel model = readReport(run);
            if (!model.price)
                model.price = price;
            writeOutputFile(path, isPdf ? reportPdf(model) : reportHtml(model));
            return path;
        },
        [&studio, file = *file](const std::string& path) {
            if (studio.dialogs.ask(Studio::tr("The report is written"), displayOf(path), {Studio::tr("Open")}, false) ==
                0)
                QDesktopServices::openUrl(QUrl::fromLocalFile(file));
        });
}

} // namespace studio
