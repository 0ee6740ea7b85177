// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/actions.h"

#include <map>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QUrl>

#include "core/base/paths.h"
#include "studio_version.h"
#include "ui/main_window/help_dialogs.h"
#include "ui/pages/recipe/recipe_files.h"
#include "ui/session/studio.h"

namespace studio {

namespace {

QString tr(const char* text) {
    return QApplication::translate("studio::Actions", text);
}

void openAny(Studio& studio, const QStringList& paths) {
    std::vector<std::string> bytes;
    for (const QString& path : paths)
        bytes.push_back(bytesOf(path));
    if (!bytes.empty())
        studio.openPaths(bytes);
}

} // namespace

void buildMenus(QMainWindow& window, const std::vector<ActionRow>& rows) {
    std::map<QString, QMenu*> menus;
    for (const ActionRow& row : rows) {
        QMenu*& menu = menus[row.menu];
        if (menu == nullptr)
            menu = window.menuBar()->addMenu(row.menu);
        QMenu* target = menu;
        if (!row.submenu.isEmpty()) {
            QMenu*& sub = menus[row.menu + QLatin1Char('>') + row.submenu];
            if (sub == nullptr)
                sub = menu->addMenu(row.submenu);
            target = sub;
        }
        if (!row.run) {
            target->addSeparator();
            continue;
        }
        auto* action = new QAction(row.text, &window);
        action->setObjectName(QLatin1String(row.id));
        action->setShortcut(row.keys);
        action->setCheckable(row.checkable);
        QObject::connect(action, &QAction::triggered, &window, row.run);
        target->addAction(action);
        // Shortcuts work while the menu bar is hidden too (full screen).
        window.addAction(action);
    }
}

std::vector<ActionRow> fileActions(Studio& studio, QMainWindow& window) {
    const QString file = tr("&File");
    return {
        {"actNewRun", file, tr("&New run"), QKeySequence(Qt::CTRL | Qt::Key_N),
         [&studio] { studio.show(Page::Recipe); }},
        {"actOpen", file, tr("&Open run or folder..."), QKeySequence(Qt::CTRL | Qt::Key_O),
         [&studio] {
             const auto folder = studio.dialogs.pickFolder(tr("Open a run or a picture folder"), {});
             if (folder)
                 openAny(studio, {*folder});
         }},
        {"actOpenFiles", file, tr("Open &pictures or weights..."), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O),
         [&studio] { openAny(studio, studio.dialogs.pickFiles(tr("Open pictures or weights"), tr("All files (*)"))); }},
        {"actGetData", file, tr("&Get pictures..."), {}, [&studio] { studio.show(Page::GetData); }},
        {nullptr, file, {}, {}, {}},
        {"actOpenRecipe", file, tr("Open &recipe..."), {}, [&studio] { openRecipeFile(studio); }},
        {"actSaveRecipe", file, tr("&Save recipe as..."), QKeySequence(Qt::CTRL | Qt::Key_S),
         [&studio] { saveRecipeFile(studio); }},
        {nullptr, file, {}, {}, {}},
        {"actQuit", file, tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), [&window] { window.close(); }},
    };
}

std::vector<ActionRow> trainActions(Studio& studio) {
    const QString train = tr("&Train");
    TrainingSession& session = studio.training;
    return {
        {"actStart", train, tr("&Start"), QKeySequence(Qt::Key_F5), [&studio] { studio.startTraining(); }},
        {"actPause", train, tr("&Pause"), QKeySequence(Qt::Key_F6),
         [&session] { session.state() == SessionState::Paused ? session.resume() : session.pause(); }},
        {"actStopAfterEpoch", train, tr("Stop after this &epoch"), QKeySequence(Qt::Key_F7),
         [&session] { session.isStoppingAfterEpoch() ? session.cancelStopAfterEpoch() : session.stopAfterEpoch(); },
         true},
        {"actStopNow", train, tr("Stop &now and save"), QKeySequence(Qt::SHIFT | Qt::Key_F5),
         [&session] { session.stopNow(); }},
        {nullptr, train, {}, {}, {}},
        {"actSnapshot", train, tr("Snap&shot now"), QKeySequence(Qt::Key_F8), [&session] { session.snapshot(); }},
    };
}

std::vector<ActionRow> helpActions(Studio& studio, QMainWindow& window) {
    const QString help = tr("&Help");
    return {
        {"actKeys", help, tr("&Keyboard shortcuts"), QKeySequence(Qt::CTRL | Qt::Key_Slash),
         [&window] { showKeyboardShortcuts(window); }},
        {"actLogFolder",
         help,
         tr("&Log folder"),
         {},
         [] { QDesktopServices::openUrl(QUrl::fromLocalFile(QString::fromLocal8Bit(defaultLogFolder().c_str()))); }},
        {"actCopySystem",
         help,
         tr("&Copy system information"),
         {},
         [&studio] { QApplication::clipboard()->setText(systemText(studio)); }},
        {nullptr, help, {}, {}, {}},
        {"actAbout", help, tr("&About ResNet Studio"), {}, [&window] { showAbout(window); }},
    };
}

void updateTrainActions(QMainWindow& window, const Studio& studio) {
    const TrainingSession& session = studio.training;
    const SessionState state = session.state();
    const bool running = session.isActive() && state != SessionState::Stopping;
    const auto action = [&window](const char* id) { return window.findChild<QAction*>(QLatin1String(id)); };
    action("actStart")->setEnabled(!session.isActive());
    action("actPause")->setEnabled(running && state != SessionState::Preparing);
    action("actPause")->setText(state == SessionState::Paused ? tr("Con&tinue") : tr("&Pause"));
    action("actStopAfterEpoch")->setEnabled(running);
    action("actStopAfterEpoch")->setChecked(session.isStoppingAfterEpoch());
    action("actStopNow")->setEnabled(running);
    action("actSnapshot")->setEnabled(running && state != SessionState::Preparing);
}

} // namespace studio
