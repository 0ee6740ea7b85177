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
#include <QTimer>

#include "core/preflight/run_forecast.h"
#include "ui/backup/backup_session.h"
#include "ui/job/background_job.h"
#include "ui/job/file_work.h"
#include "ui/preflight/preflight_session.h"
#include "ui/session/card_monitor.h"
#include "ui/session/cards_session.h"
#include "ui/session/classify_session.h"
#include "ui/session/data_session.h"
#include "ui/session/dropped.h"
#include "ui/session/get_data_session.h"
#include "ui/session/pack_session.h"
#include "ui/session/queue_session.h"
#include "ui/session/recipe_draft.h"
#include "ui/session/runs_session.h"
#include "ui/session/settings.h"
#include "ui/session/system_monitor.h"
#include "ui/session/thumbnails.h"
#include "ui/session/training_session.h"

namespace studio {

class Actions;

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
    std::function<std::optional<int>(const QString& title, const QString& text, int value, int least, int most)>
        askNumber;
};

/// Work that closing the window breaks off, in words for the question.
struct BusyWork {
    QString title; ///< "Unpacking imagenette160"
    QString kept;  ///< what happens to what is there
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
    CardsSession cards;
    TrainingSession training;
    CardMonitor cardMonitor;
    DataSession data;
    GetDataSession getData;
    PackSession pack; ///< of data
    RecipeDraft recipe;
    PreflightSession preflight; ///< of data and recipe
    RunsSession runs;
    QueueSession queue;
    BackupSession backup;
    ClassifySession classify;
    Thumbnails thumbnails;
    SystemMonitor monitor;
    DropLook drops;
    FileWork files;

    /// The commands of the window, made when they are first asked for: that takes a QApplication.
    Actions& actions();

    /// Ask the window to show a page.
    void show(Page page) { Q_EMIT pageRequested(page); }
    /// A fault that is not tied to a page: becomes a banner on the page in view.
    void report(const Message& message) { Q_EMIT problemReported(message); }

    /// Starts a run from data, recipe and draft settings, shows Train. Problems become problemReported().
    bool startTraining();
    void startOnceListed(); ///< once the pictures that are being listed are there, unless others are chosen
    QString startBlocker() const; ///< why startTraining() would refuse now; empty = it would not
    QString draftBlocker() const; ///< why the recipe and the pictures make no run; empty = they do
    /// The same run, put at the end of the queue; shows Runs.
    bool addToQueue();
    /// Resumes a run folder once its recipe is read, and shows Train. `epochs` > 0 extends it. False (and a problem
    /// reported) where another run trains; what is wrong with the folder is reported later.
    bool resumeRun(const std::string& folder, std::int64_t epochs = 0);
    /// Shows a run on Train, read from disk in the background: what is no run is reported later. One that another
    /// process trains is followed. A run that is followed now is left for it.
    bool openRun(const std::string& folder);

    /// How long the recipe's run would take, as far as that can be told before its first step.
    RunForecast forecast() const;
    bool startsInBackground() const; ///< whether startTraining() would start a process without a window
    /// Whether a run that another process trains can be shown and steered.
    bool canFollow() const { return services.follow != nullptr; }
    /// Whether there is a program that can train without a window, too.
    bool hasBackground() const { return services.launch != nullptr && canFollow(); }
    /// Saves the run of this window and goes on with it, at the same step, in a process without a window, which is
    /// followed then. Does nothing where none trains here or it is being stopped.
    void moveToBackground();
    bool mayMove() const; ///< whether it would do something now
    bool isMovingToBackground() const { return moving_; }
    /// Stops following, and keeps what was seen. The run goes on, and is not followed at the next start.
    void leaveRun();
    /// What an hour of this machine costs, remembered, and kept with the run that trains here or is followed; one that
    /// is only looked at keeps its own. Nothing = costs are not shown.
    void setPrice(const std::optional<RunPrice>& price);
    /// Of the run that is shown, as its report says it: its own, or else that of this machine.
    std::optional<RunPrice> price() const;
    /// A recipe file becomes the draft, and the page Recipe is shown; or the draft is saved to one: over
    /// whatever is there, or only over what is known to be there.
    void openRecipe(const std::string& path);
    void saveRecipe(const std::string& path, bool isOver = true);
    /// Sample project: draws pictures, chooses quick-look, and starts training when `start`.
    void openSample(bool start);
    /// What is dropped on the window or given on the command line: a run folder, a picture folder, pictures, a weights
    /// file, an archive. Looked at off the GUI thread; then the right page is shown, or a problem is reported.
    void openPaths(const std::vector<std::string>& paths);
    /// Shows the page that makes a data set of archives, with these chosen unless it is at work.
    void chooseArchives(const std::vector<std::string>& paths);
    /// The same page with any archive of class folders.
    void chooseArchive(const std::string& path);

    /// What goes on beside training and would be broken off if the window closed now.
    std::vector<BusyWork> busyWork() const;
    /// Asks it to stop at once; workStopped() when it has, or after some seconds where a disk or a server hangs: what
    /// is written goes on from there in any case.
    void stopWork();
    bool isStoppingWork() const { return stopping_.isActive(); }

Q_SIGNALS:
    void workStopped();
    /// The run that was followed when the window was closed still trains, and is followed again.
    void followedAgain();
    void priceChanged();
    void pageRequested(studio::Page page);
    void problemReported(const studio::Message& message);

private:
    void runEnded(const RunReport& ended);
    void backupEnded(const BackupOutcome& ended);
    void tellNotBackedUp(const std::string& run, const Message& problem);
    std::function<std::string(const TrainRequest&)> launcher() const;
    void openNext();
    void goOnInBackground(const TrainRequest& request);
    void followIfTrained(const std::string& folder);
    void followAgain();
    void rememberFollowed();
    void priceNewRun();
    void startRun(const TrainRequest& request, const std::function<std::string()>& chooseFolder, bool inBackground);
    bool resumesInBackground(const std::string& folder, std::int64_t epochs) const;
    void restoreGetData();
    void openRecognised(const std::vector<std::string>& paths, DropKind kind);
    void requestStop();
    void waitForStop();

    std::unique_ptr<Actions> actions_;
    QTimer stopping_;
    int stopTicks_ = 0;
    std::optional<TrainConfig> saving_; ///< the recipe that is being written to its file
    std::string startOn_;               ///< data root that training shall start on once it is ready; empty = none
    std::shared_ptr<const ImageFolder> dataBefore_;      ///< what was open when startOn_ was set
    bool isNewRun_ = false;                              ///< the run that is being started; until it has begun
    bool moving_ = false;                                ///< from this window to a process without one
    bool movedPaused_ = false, movedAfterEpoch_ = false; ///< the run, when it was moved
    BackgroundJob lookAgain_; ///< whether the run that was followed still trains; its disk may hang
    std::string openNext_;    ///< to be shown once the run that is followed now is left; empty = none
};

/// Version, system, processor, memory, devices: plain text to paste into a report; as `resnet-train system-info`.
QString systemText(const Studio& studio);
/// File name bytes of a local path of Qt's, and back for display.
std::string bytesOf(const QString& path);
QString displayOf(const std::string& bytes);

} // namespace studio
