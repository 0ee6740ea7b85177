// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <QKeySequence>
#include <QObject>

class QAction;

namespace studio {

class Studio;

/// The commands of the window (QAction), each made once: the menu, the buttons (bindButton() of ui/widgets/buttons.h)
/// and the context menus show the same object, which holds words, icon, key, tooltip and whether it can be used now.
/// What sessions do is connected here; what only a page or the window can do is connected there. GUI thread.
class Actions final : public QObject {
    Q_OBJECT

public:
    /// For Studio, which owns it.
    explicit Actions(Studio& studio);

    QAction *newRun, *open, *openFiles, *getData, *openRecipe, *saveRecipe, *saveRecipeAs, *quit;
    QAction *report, *backUp, *restore; ///< the first two: of the run that is shown
    QAction *start, *pause, *stopAfterEpoch, *stopNow, *snapshot, *validateNow, *changePlan, *notices, *price, *settings;
    QAction *toBackground, *leaveRun; ///< another process trains, or is followed no more
    QAction *undo, *redo;          ///< of the recipe; their keys belong to its page
    std::array<QAction*, 6> pages; ///< in the order of `enum class Page`
    QAction *sidebar, *details, *fullScreen, *slowRefresh, *trayIcon;
    QAction *themeSystem, *themeLight, *themeDark; ///< one of them is checked
    QAction *guide, *keys, *logFolder, *copySystem, *about;

private:
    /// `text` has its mnemonic. `buttonText` is what a button says; empty = the text without mnemonic.
    QAction* make(const char* objectName, const QString& text, const QKeySequence& key = {}, const QString& icon = {},
                  const QString& buttonText = {});
    void makeFile();
    void makeTrain();
    void makeView();
    void makeHelp();
    void openPaths(const QStringList& paths);
    void startTraining();
    void follow();
    void followPlace(bool stepping);
    void followRecipe();
    Studio& studio_;
};

} // namespace studio
