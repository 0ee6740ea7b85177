// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/actions.h"

#include <QAction>
#include <QActionGroup>
#include <QVariant>

#include "ui/report/run_report.h"
#include "ui/session/studio.h"
#include "ui/theme/icons.h"
#include "ui/theme/typed.h"

namespace studio {

Actions::Actions(Studio& studio)
    : studio_(studio) {
    makeFile();
    makeTrain();
    makeView();
    makeHelp();
    connect(&studio.training, &TrainingSession::stateChanged, this, &Actions::follow);
    connect(&studio.training, &TrainingSession::historyReset, this, &Actions::follow);
    connect(&studio.recipe, &RecipeDraft::changed, this, &Actions::followRecipe);
    follow();
    followRecipe();
}

QAction* Actions::make(const char* objectName, const QString& text, const QKeySequence& key, const QString& icon,
                       const QString& buttonText) {
    auto* action = new QAction(text, this);
    action->setObjectName(QLatin1String(objectName));
    action->setShortcut(key);
    if (!buttonText.isEmpty())
        action->setIconText(buttonText);
    if (!icon.isEmpty()) {
        action->setProperty("iconName", icon); // a button draws it in the ink of its kind
        action->setIcon(themeIcon(icon));
        action->setIconVisibleInMenu(false);
    }
    return action;
}

void Actions::openPaths(const QStringList& paths) {
    std::vector<std::string> bytes;
    for (const QString& path : paths)
        bytes.push_back(bytesOf(path));
    if (!bytes.empty())
        studio_.openPaths(bytes);
}

void Actions::makeFile() {
    newRun = make("actNewRun", tr("&New run"), QKeySequence(Qt::CTRL | Qt::Key_N), QStringLiteral("plus"));
    newRun->setToolTip(tr("Shows the recipe of the next run"));
    connect(newRun, &QAction::triggered, this,
            [this] { studio_.show(studio_.data.data() ? Page::Recipe : Page::Data); });
    open = make("actOpen", tr("&Open run or folder..."), QKeySequence(Qt::CTRL | Qt::Key_O), QStringLiteral("folder"));
    connect(open, &QAction::triggered, this, [this] {
        if (const auto folder = studio_.dialogs.pickFolder(tr("Open a run or a picture folder"), {}))
            openPaths({*folder});
    });
    openFiles = make("actOpenFiles", tr("Open &pictures or weights..."), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O),
                     QStringLiteral("picture"));
    connect(openFiles, &QAction::triggered, this,
            [this] { openPaths(studio_.dialogs.pickFiles(tr("Open pictures or weights"), tr("All files (*)"))); });
    getData = make("actGetData", tr("&Get pictures..."), {}, QStringLiteral("download"));
    getData->setToolTip(tr("Makes a picture folder of ImageNet's archives, a well-known set or any archive"));
    connect(getData, &QAction::triggered, this, [this] { studio_.show(Page::GetData); });
    openRecipe = make("actOpenRecipe", tr("Open &recipe..."));
    saveRecipe = make("actSaveRecipe", tr("&Save recipe"), QKeySequence(Qt::CTRL | Qt::Key_S), QStringLiteral("save"),
                      tr("Save"));
    saveRecipeAs = make("actSaveRecipeAs", tr("Save recipe &as..."), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
    for (const QAction* action : {saveRecipe, saveRecipeAs}) // before the page, which writes the file
        connect(action, &QAction::triggered, this, &commitTyped);
    report = make("actReport", tr("R&eport of the run shown..."));
    connect(report, &QAction::triggered, this, [this] {
        if (const RunHistory* shown = studio_.training.history())
            askForReport(studio_, shown->folder);
    });
    backUp = make("actBackUp", tr("&Back up a run..."));
    backUp->setToolTip(tr("Copies a run to S3, another machine or a folder, also while it trains"));
    connect(backUp, &QAction::triggered, this, [this] {
        const RunHistory* shown = studio_.training.history();
        const auto selected = studio_.runs.overview();
        studio_.backup.ask(shown != nullptr ? shown->folder : selected ? selected->folder : std::string());
    });
    restore = make("actRestore", tr("Restore &a run..."));
    restore->setToolTip(tr("Makes a run folder of its backup"));
    quit = make("actQuit", tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q));
    undo = make("actUndo", tr("&Undo"), QKeySequence(QKeySequence::Undo), QStringLiteral("undo"));
    redo = make("actRedo", tr("&Redo"), QKeySequence(QKeySequence::Redo), QStringLiteral("redo"));
    for (QAction* action : {undo, redo})
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(undo, &QAction::triggered, &studio_.recipe, &RecipeDraft::undo);
    connect(redo, &QAction::triggered, &studio_.recipe, &RecipeDraft::redo);
}

void Actions::makeTrain() {
    TrainingSession& training = studio_.training;
    start = make("actStart", tr("&Start"), QKeySequence(Qt::Key_F5), QStringLiteral("play"), tr("Start training"));
    pause = make("actPause", tr("&Pause"), QKeySequence(Qt::Key_F6), QStringLiteral("pause"));
    stopAfterEpoch = make("actStopAfterEpoch", tr("Stop after this &epoch"), QKeySequence(Qt::Key_F7));
    stopAfterEpoch->setCheckable(true);
    stopNow = make("actStopNow", tr("Stop &now and save"), QKeySequence(Qt::SHIFT | Qt::Key_F5));
    snapshot =
        make("actSnapshot", tr("Snap&shot now"), QKeySequence(Qt::Key_F8), QStringLiteral("camera"), tr("Snapshot"));
    validateNow = make("actValidateNow", tr("&Validate now"), QKeySequence(Qt::SHIFT | Qt::Key_F8),
                       QStringLiteral("check"), tr("Validate"));
    changePlan = make("actChangePlan", tr("&Change the plan..."), QKeySequence(Qt::CTRL | Qt::Key_E),
                      QStringLiteral("sliders"), tr("Plan..."));
    toBackground = make("actToBackground", tr("Move to &background"));
    leaveRun = make("actLeaveRun", tr("Stop &following"));
    connect(toBackground, &QAction::triggered, &studio_, &Studio::moveToBackground);
    connect(leaveRun, &QAction::triggered, &studio_, &Studio::leaveRun);
    notices = make("actNotices", tr("N&otices..."));
    notices->setToolTip(tr("Says where you are told of a run when you are not looking"));
    price = make("actPrice", tr("Price per &hour..."));
    price->setToolTip(tr("What this machine costs; Train and reports then tell the cost of a run"));
    settings = make("actSettings", tr("Se&ttings..."), QKeySequence(Qt::CTRL | Qt::Key_Comma));
    connect(start, &QAction::triggered, this, &Actions::startTraining);
    connect(pause, &QAction::triggered, this,
            [&training] { training.state() == SessionState::Paused ? training.resume() : training.pause(); });
    connect(stopAfterEpoch, &QAction::triggered, this,
            [&training](bool on) { on ? training.stopAfterEpoch() : training.cancelStopAfterEpoch(); });
    connect(stopNow, &QAction::triggered, this, [&training] { training.stopNow(); });
    connect(validateNow, &QAction::triggered, this, [&training] { training.validateNow(); });
    connect(snapshot, &QAction::triggered, this, [&training] { training.snapshot(); });
}

/// What is on the screen is what starts; pictures that are split another way by what is typed are listed first.
void Actions::startTraining() {
    const bool wasReady = studio_.data.state() == DataState::Ready;
    commitTyped();
    if (wasReady && studio_.data.state() == DataState::Scanning)
        studio_.startOnceListed();
    else
        studio_.startTraining();
}

void Actions::makeView() {
    const char* const ids[] = {"actPageStart", "actPageData", "actPageRecipe",
                               "actPageTrain", "actPageRuns", "actPageClassify"};
    const QString names[] = {tr("&Start"), tr("&Data"), tr("&Recipe"), tr("&Train"), tr("R&uns"), tr("&Classify")};
    for (int i = 0; i < 6; ++i) {
        pages[i] = make(ids[i], names[i], QKeySequence(QKeyCombination(Qt::CTRL, static_cast<Qt::Key>(Qt::Key_1 + i))));
        connect(pages[i], &QAction::triggered, this, [this, i] { studio_.show(static_cast<Page>(i)); });
    }
    sidebar = make("actSidebar", tr("Side&bar"), QKeySequence(Qt::CTRL | Qt::Key_B));
    details =
        make("actDetails", tr("D&etails of Train"), QKeySequence(Qt::Key_F9), QStringLiteral("panel"), tr("Details"));
    details->setCheckable(true);
    details->setToolTip(tr("Details"));
    fullScreen = make("actFullScreen", tr("&Full screen"), QKeySequence(Qt::Key_F11));
    fullScreen->setCheckable(true);
    themeSystem = make("actThemeSystem", tr("&System"));
    themeLight = make("actThemeLight", tr("&Light"));
    themeDark = make("actThemeDark", tr("&Dark"));
    auto* themes = new QActionGroup(this);
    for (QAction* action : {themeSystem, themeLight, themeDark}) {
        action->setCheckable(true);
        themes->addAction(action);
    }
    slowRefresh = make("actSlowRefresh", tr("Slow &refresh (1 Hz)"));
    slowRefresh->setCheckable(true);
    slowRefresh->setChecked(studio_.settings.slowRefresh());
    connect(slowRefresh, &QAction::toggled, this, [this](bool on) { studio_.settings.setSlowRefresh(on); });
    trayIcon = make("actTrayIcon", tr("&Icon in the tray"));
    trayIcon->setCheckable(true);
    trayIcon->setChecked(studio_.settings.trayIcon());
    connect(trayIcon, &QAction::toggled, this, [this](bool on) { studio_.settings.setTrayIcon(on); });
}

void Actions::makeHelp() {
    guide = make("actGuide", tr("&Guide"), QKeySequence(Qt::Key_F1));
    keys = make("actKeys", tr("&Keyboard shortcuts"), QKeySequence(Qt::CTRL | Qt::Key_Slash));
    logFolder = make("actLogFolder", tr("&Log folder"));
    copySystem = make("actCopySystem", tr("&Copy system information"));
    about = make("actAbout", tr("&About ResNet Studio"));
}

// What cannot be used says why where it stands.
void Actions::follow() {
    const TrainingSession& training = studio_.training;
    const SessionState state = training.state();
    const std::string lookOnly = training.whyUnsteerable();
    const bool steerable = training.isActive() && state != SessionState::Stopping && lookOnly.empty();
    const bool stepping = steerable && state != SessionState::Preparing;
    const QString reason = !training.isActive()              ? tr("Nothing is running")
                           : !lookOnly.empty()               ? displayOf(lookOnly)
                           : state == SessionState::Stopping ? tr("The run is being saved")
                                                             : tr("The run is being prepared");
    const auto set = [&reason](QAction* action, bool usable, const QString& toolTip) {
        action->setEnabled(usable);
        action->setToolTip(usable ? toolTip : reason);
    };
    start->setEnabled(!training.isActive());
    start->setToolTip(training.isActive() ? tr("A run is training already") : tr("Start this run"));
    set(pause, stepping, tr("Pauses or continues at the next step"));
    set(snapshot, stepping, tr("Saves a checkpoint at the next step"));
    set(validateNow, stepping, tr("Measures the weights of the next step; counts for no epoch and no best"));
    set(changePlan, stepping, tr("Another learning rate or more epochs, from the next epoch on"));
    set(stopAfterEpoch, steerable, tr("Trains and validates this epoch to its end, and saves"));
    set(stopNow, steerable, tr("Saves at this step; resuming goes on exactly there"));
    followPlace(stepping);
    report->setEnabled(training.history() != nullptr);
    report->setToolTip(report->isEnabled() ? tr("Writes all that is known of it to one file") : tr("No run is shown"));
    const bool paused = state == SessionState::Paused;
    const QString icon = paused ? QStringLiteral("play") : QStringLiteral("pause");
    pause->setText(paused ? tr("Con&tinue") : tr("&Pause"));
    pause->setProperty("iconName", icon);
    pause->setIcon(themeIcon(icon));
    stopAfterEpoch->setChecked(training.isStoppingAfterEpoch());
}

/// Which process trains, and what follows from that.
void Actions::followPlace(bool stepping) {
    const TrainingSession& training = studio_.training;
    const bool following = training.isFollowing();
    leaveRun->setEnabled(following);
    leaveRun->setToolTip(following ? tr("The run goes on without this window")
                                   : tr("No run of another process is followed"));
    const bool movable = stepping && !following && studio_.hasBackground();
    toBackground->setEnabled(movable);
    toBackground->setToolTip(movable     ? tr("Saves, and goes on at the same step in a process that needs no window")
                             : following ? tr("The run is in the background already")
                             : !studio_.hasBackground() ? tr("resnet-train does not lie beside this program")
                             : !training.isActive()     ? tr("Nothing is running")
                                                        : tr("The run is being prepared or saved"));
}

void Actions::followRecipe() {
    undo->setEnabled(studio_.recipe.canUndo());
    redo->setEnabled(studio_.recipe.canRedo());
}

} // namespace studio
