// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/menus.h"

#include <algorithm>
#include <functional>
#include <initializer_list>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QInputDialog>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QUrl>

#include "core/base/paths.h"
#include "core/base/text.h"
#include "ui/main_window/help_dialogs.h"
#include "ui/pages/backup/backup_dialog.h"
#include "ui/pages/guide/guide_window.h"
#include "ui/pages/notices/notices_dialog.h"
#include "ui/pages/plan/plan_dialog.h"
#include "ui/pages/settings/settings_dialog.h"
#include "ui/session/actions.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"

namespace studio {

namespace {

/// Null is a separator.
void fill(QMainWindow& window, QMenu& menu, std::initializer_list<QAction*> actions) {
    for (QAction* action : actions) {
        if (action == nullptr) {
            menu.addSeparator();
            continue;
        }
        menu.addAction(action);
        // Shortcuts work while the menu bar is hidden too (full screen).
        window.addAction(action);
    }
}

/// The pictures and the runs of the last days, as they are when it is opened.
void addRecent(QMenu& file, Studio& studio) {
    QMenu* menu = file.addMenu(Actions::tr("Open &recent"));
    menu->setObjectName(QStringLiteral("recentMenu"));
    menu->setToolTipsVisible(true);
    QObject::connect(menu, &QMenu::aboutToShow, menu, [menu, &studio] {
        constexpr std::size_t kRuns = 8;
        menu->clear();
        const auto add = [menu](const std::string& path, const std::function<void()>& open) {
            QAction* action = menu->addAction(withoutMnemonic(displayOf(baseName(path))));
            action->setToolTip(displayOf(path));
            QObject::connect(action, &QAction::triggered, menu, open);
        };
        const std::vector<DataSpec> data = studio.settings.recentData();
        std::vector<RunSummary> runs = studio.runs.runs();
        std::sort(runs.begin(), runs.end(),
                  [](const RunSummary& one, const RunSummary& other) { return one.startedUtcMs > other.startedUtcMs; });
        runs.resize(std::min(runs.size(), kRuns));
        if (!data.empty())
            menu->addSection(Actions::tr("Pictures"));
        for (const DataSpec& spec : data) {
            add(spec.root, [&studio, spec] { // whatever page is shown: to train on, not to classify
                studio.data.open(spec);
                studio.show(Page::Data);
            });
        }
        if (!runs.empty())
            menu->addSection(Actions::tr("Runs"));
        for (const RunSummary& run : runs)
            add(run.folder, [&studio, folder = run.folder] { studio.openRun(folder); });
        if (data.empty() && runs.empty())
            menu->addAction(Actions::tr("Nothing was opened yet"))->setEnabled(false);
    });
}

void askForPrice(QMainWindow& window, Studio& studio) {
    const auto now = studio.training.isActive() ? studio.price() : studio.settings.price();
    QInputDialog question(&window);
    question.setWindowTitle(Actions::tr("Price per hour"));
    question.setLabelText(
        Actions::tr("What an hour of this machine costs, for example 0.526 EUR. Empty: costs are not shown."));
    question.setTextValue(now ? QString::fromStdString(priceText(*now)) : QString());
    question.setOkButtonText(Actions::tr("Set the price"));
    if (question.exec() != QDialog::Accepted)
        return;
    const QString text = question.textValue();
    try {
        studio.setPrice(parsePrice(text.toStdString()));
    } catch (const Error& error) {
        studio.report(error.message());
    }
}

} // namespace

void buildMenus(QMainWindow& window, Studio& studio) {
    const Actions& a = studio.actions();
    QMenuBar& bar = *window.menuBar();
    QMenu* file = bar.addMenu(Actions::tr("&File"));
    fill(window, *file, {a.newRun, a.open, a.openFiles});
    addRecent(*file, studio);
    fill(window, *file,
         {a.getData, nullptr, a.openRecipe, a.saveRecipe, a.saveRecipeAs, nullptr, a.report, a.backUp, a.restore,
          nullptr, a.settings, nullptr, a.quit});
    fill(window, *bar.addMenu(Actions::tr("&Train")),
         {a.start, a.pause, a.stopAfterEpoch, a.stopNow, nullptr, a.snapshot, a.validateNow, a.changePlan, nullptr,
          a.toBackground, a.leaveRun, nullptr, a.notices, a.price});
    QMenu* view = bar.addMenu(Actions::tr("&View"));
    for (QAction* page : a.pages)
        fill(window, *view, {page});
    fill(window, *view, {nullptr, a.sidebar, a.details, a.fullScreen});
    fill(window, *view->addMenu(Actions::tr("T&heme")), {a.themeSystem, a.themeLight, a.themeDark});
    fill(window, *view, {a.slowRefresh, a.trayIcon});
    fill(window, *bar.addMenu(Actions::tr("&Help")),
         {a.guide, a.keys, nullptr, a.logFolder, a.copySystem, nullptr, a.about});
}

void connectWindowActions(QMainWindow& window, Studio& studio) {
    const Actions& a = studio.actions();
    QObject::connect(a.quit, &QAction::triggered, &window, &QWidget::close);
    QObject::connect(a.fullScreen, &QAction::triggered, &window,
                     [&window] { window.setWindowState(window.windowState() ^ Qt::WindowFullScreen); });
    QObject::connect(a.notices, &QAction::triggered, &window, [&window, &studio] { showNotices(studio, &window); });
    QObject::connect(a.restore, &QAction::triggered, &window,
                     [&window, &studio] { showBackup(studio, &window, BackupView::Restore); });
    QObject::connect(&studio.backup, &BackupSession::asked, &window, [&window, &studio](const std::string& run) {
        showBackup(studio, &window, BackupView::BackUp, run);
    });
    QObject::connect(a.settings, &QAction::triggered, &window, [&window, &studio] { showSettings(studio, &window); });
    QObject::connect(a.guide, &QAction::triggered, &window, [&window] { showGuide(&window); });
    QObject::connect(a.keys, &QAction::triggered, &window, [&window] { showKeyboardShortcuts(window); });
    QObject::connect(a.changePlan, &QAction::triggered, &window, [&window, &studio] { showPlan(studio, &window); });
    QObject::connect(a.price, &QAction::triggered, &window, [&window, &studio] { askForPrice(window, studio); });
    QObject::connect(a.about, &QAction::triggered, &window, [&window, &studio] { showAbout(window, studio); });
    QObject::connect(a.logFolder, &QAction::triggered, &window, [] {
        QDesktopServices::openUrl(QUrl::fromLocalFile(QString::fromLocal8Bit(defaultLogFolder().c_str())));
    });
    QObject::connect(a.copySystem, &QAction::triggered, &window,
                     [&studio] { QApplication::clipboard()->setText(systemText(studio)); });
}

} // namespace studio
