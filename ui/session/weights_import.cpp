// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/weights_import.h"

#include <mutex>
#include <optional>

#include <QCoreApplication>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/recipe/imagenet_classes.h"
#include "core/recipe/run_import.h"
#include "core/recipe/source_weights.h"
#include "core/run/run_folder.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"

namespace studio {

namespace {

struct WeightsImport {
    Q_DECLARE_TR_FUNCTIONS(studio::WeightsImport)
};

/// The run that was made, or what it lacks: a list of its classes.
struct Made {
    std::string run;
    std::optional<Message> unnamed;
    bool mayBeImagenet = false; ///< there are as many of them
    ImportReport report = {};
};

Made make(const std::string& runsFolder, const std::string& file, const std::string& classesFile) {
    static std::mutex oneAtATime; // a name is taken once its run is there
    const std::scoped_lock lock(oneAtATime);
    ImportRequest request;
    request.file = file;
    request.run = newRunFolderName(runsFolder, "import", file);
    request.classesFile = classesFile;
    try {
        return {.run = request.run, .unnamed = {}, .report = importRun(request)};
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Usage && classesFile.empty()) // nothing else is left to a person here
            return {{}, error.message(), openForeignWeights(file, {}).match.spec.classes == kImagenetClassCount};
        throw;
    }
}

/// What differs from the file, was left out or is only taken to be so: the journal keeps it, here it is read once.
/// Whether the person goes on with the run now.
bool showReport(Studio& studio, const ImportReport& report) {
    QStringList lines{displayOf(report.source)};
    for (const std::string& note : report.notes)
        lines += displayOf(note);
    lines += WeightsImport::tr("The run is in the list already. An option that is named here is one of the command "
                               "line: resnet-train import FILE RUN --set KEY=VALUE.");
    const QString title = WeightsImport::tr("%1 was imported; this was assumed or left out");
    return studio.dialogs.ask(title.arg(displayOf(report.model)), lines.join(QStringLiteral("\n\n")),
                              {WeightsImport::tr("Classify pictures")}, false) >= 0;
}

void importNamed(Studio& studio, const std::string& file, const std::string& classesFile);

void askForClasses(Studio& studio, const std::string& file, const Made& made) {
    enum Answer { kList, kImagenet };
    const Message& problem = *made.unnamed;
    const QString text =
        WeightsImport::tr("%1: %2 Choose a list with one class a line, in the order of the last layer.")
            .arg(displayOf(baseName(file)), displayOf(problem.done));
    QStringList verbs{WeightsImport::tr("Choose the list...")};
    if (made.mayBeImagenet)
        verbs << WeightsImport::tr("Those of ImageNet-1k");
    const int answer = studio.dialogs.ask(displayOf(problem.title), text, verbs, false);
    if (answer == kImagenet)
        return importNamed(studio, file, std::string(kImagenetClasses));
    if (answer != kList)
        return;
    const QStringList lists = studio.dialogs.pickFiles(WeightsImport::tr("The classes of these weights"),
                                                       WeightsImport::tr("Lists (*.txt *.json *.csv)"));
    if (!lists.isEmpty())
        importNamed(studio, file, bytesOf(lists.front()));
}

void importNamed(Studio& studio, const std::string& file, const std::string& classesFile) {
    studio.files.run(
        &studio,
        [runs = withoutSlash(studio.settings.runsFolder()), file, classesFile](const JobControl&) {
            return make(runs, file, classesFile);
        },
        [&studio, file](const Made& made) {
            if (made.unnamed)
                return askForClasses(studio, file, made);
            studio.runs.refresh();
            if (!showReport(studio, made.report))
                return;
            studio.classify.setModel(made.run, "last");
            studio.show(Page::Classify);
        });
}

} // namespace

void importWeights(Studio& studio, const std::string& file) {
    importNamed(studio, file, {});
}

} // namespace studio
