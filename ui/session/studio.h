// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>
#include <QString>
#include <QStringList>

#include "ui/session/classify_session.h"
#include "ui/session/data_session.h"
#include "ui/session/get_data_session.h"
#include "ui/session/pack_session.h"
#include "ui/session/recipe_draft.h"
#include "ui/session/runs_session.h"
#include "ui/session/settings.h"
#include "ui/session/system_monitor.h"
#include "ui/session/thumbnails.h"
#include "ui/session/training_session.h"

namespace studio {

/// GetData stands beside Data and has no row of its own in the sidebar.
enum class Page { Start, Data, Recipe, Train, Runs, Classify, GetData };

/// Questions to the person, replaceable in tests. Each returns what was chosen, or nothing when cancelled.
struct Dialogs {
    std::function<std::optional<QString>(const QString& title, const QString& startFolder)> pickFolder;
    std::function<QStringList(const QString& title, const QString& filter)> pickFiles;
    std::function<std::optional<QString>(const QString& title, const QString& suggestion, const QString& filter)>
        pickSaveFile;
    /// Index of the chosen verb; -1 = cancelled. `verbs` are buttons, the first is the primary one.
    std::function<int(const QString& title, const QString& text, const QStringList& verbs, bool destructive)> ask;
};

/// Everything a page may use, put together once in app and handed to each page: no global state. Sessions live here;
/// pages talk to each other only through it. Called on the GUI thread.
class Studio final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Studio)

public:
    Studio(StudioServices services, const QString& settingsFile = {}, QObject* parent = nullptr);
    ~Studio() override;

    Settings settings;
    Dialogs dialogs;
    StudioServices services;
    TrainingSession training;
    DataSession data;
    GetDataSession getData;
    PackSession pack; ///< of data
    RecipeDraft recipe;
    RunsSession runs;
    ClassifySession classify;
    Thumbnails thumbnails;
    SystemMonitor monitor;

    /// Ask the window to show a page.
    void show(Page page) { Q_EMIT pageRequested(page); }
    /// A fault that is not tied to a page: becomes a banner on the page in view.
    void report(const Message& message) { Q_EMIT problemReported(message); }

    /// Starts a run from data, recipe and draft settings, shows Train. Problems become problemReported().
    bool startTraining();
    /// Why startTraining() would refuse now; empty = it would not.
    QString startBlocker() const;
    /// Resumes a run folder and shows Train. `epochs` > 0 extends it.
    bool resumeRun(const std::string& folder, std::int64_t epochs = 0);
    /// Shows a finished or interrupted run on Train, from disk; read beside, so that one that is no run is reported
    /// later.
    bool openRun(const std::string& folder);
    /// Sample project: draws pictures, chooses quick-look, and starts training when `start`.
    void openSample(bool start);
    /// What is dropped on the window or given on the command line: a run folder, a picture folder, pictures, a weights
    /// file, an archive. Leads to the right page. Returns false (and reports) if nothing can be done with it.
    bool openPaths(const std::vector<std::string>& paths);
    /// Shows the page that makes a data set of archives, with these chosen unless it is at work.
    void chooseArchives(const std::vector<std::string>& paths);
    /// The same page with any archive of class folders.
    void chooseArchive(const std::string& path);

Q_SIGNALS:
    void pageRequested(studio::Page page);
    void problemReported(const studio::Message& message);

private:
    void restoreGetData();

    std::string startOn_; ///< data root that training shall start on once it is ready; empty = none
    std::shared_ptr<const ImageFolder> dataBefore_; ///< what was open when startOn_ was set
};

/// What openPaths() would do, in words for the drop overlay ("Drop to classify 12 pictures"); empty = nothing.
QString dropVerb(const std::vector<std::string>& paths);
/// File name bytes of a local path of Qt's, and back for display.
std::string bytesOf(const QString& path);
QString displayOf(const std::string& bytes);

} // namespace studio
