// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/main_window.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/main_window/actions.h"
#include "ui/main_window/close_dialog.h"
#include "ui/main_window/dialogs.h"
#include "ui/main_window/drop_overlay.h"
#include "ui/main_window/run_card.h"
#include "ui/main_window/sidebar.h"
#include "ui/main_window/status_strip.h"
#include "ui/main_window/window_status.h"
#include "ui/pages/pages.h"
#include "ui/session/studio.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/page_frame.h"

namespace studio {

namespace {

constexpr int kRailBelow = 1400;

std::vector<std::string> localPaths(const QMimeData* mime) {
    std::vector<std::string> paths;
    for (const QUrl& url : mime->urls()) {
        if (url.isLocalFile())
            paths.push_back(bytesOf(url.toLocalFile()));
    }
    return paths;
}

// Refused drags are accepted with no action: the cursor says no, and the leave event that hides the overlay comes.
void acceptOrRefuse(QDropEvent& event, bool usable) {
    if (usable) {
        event.acceptProposedAction();
        return;
    }
    event.setDropAction(Qt::IgnoreAction);
    event.accept();
}

} // namespace

MainWindow::MainWindow(Studio& studio, QWidget* parent)
    : QMainWindow(parent)
    , studio_(studio) {
    setObjectName(QStringLiteral("mainWindow"));
    setAcceptDrops(true);
    setRealDialogs(studio.dialogs, this);
    buildLayout();
    buildActions();
    connectSessions();
    new WindowStatus(studio, *this, *sidebar_, *strip_);
    restoreState();
    showPage(Page::Start);
}

void MainWindow::buildLayout() {
    auto* central = new QWidget(this);
    auto* column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    sidebar_ = new Sidebar(central);
    row->addWidget(sidebar_);
    pages_ = new QStackedWidget(central);
    pages_->setObjectName(QStringLiteral("pages"));
    for (const auto make :
         {makeStartPage, makeDataPage, makeRecipePage, makeTrainPage, makeRunsPage, makeClassifyPage, makeGetDataPage})
        pages_->addWidget(make(studio_));
    // A page below its least size scrolls; it must not hold the window open.
    pages_->setMinimumSize(480, 240);
    row->addWidget(pages_, 1);
    column->addLayout(row, 1);
    strip_ = new StatusStrip(central);
    column->addWidget(strip_);
    setCentralWidget(central);
    overlay_ = new DropOverlay(this);
    setMinimumSize(720, 480);
}

void MainWindow::buildActions() {
    std::vector<ActionRow> rows = fileActions(studio_, *this);
    const auto append = [&rows](std::vector<ActionRow> more) {
        rows.insert(rows.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    };
    append(trainActions(studio_));
    const QString view = tr("&View");
    const char* const ids[] = {"actPageStart", "actPageData", "actPageRecipe",
                               "actPageTrain", "actPageRuns", "actPageClassify"};
    const QString names[] = {tr("&Start"), tr("&Data"), tr("&Recipe"), tr("&Train"), tr("R&uns"), tr("&Classify")};
    for (int i = 0; i < 6; ++i)
        append({{ids[i], view, names[i], QKeySequence(QKeyCombination(Qt::CTRL, static_cast<Qt::Key>(Qt::Key_1 + i))),
                 [this, i] { showPage(static_cast<Page>(i)); }}});
    append(
        {{nullptr, view, {}, {}, {}},
         {"actSidebar", view, tr("Side&bar"), QKeySequence(Qt::CTRL | Qt::Key_B), [this] { toggleSidebar(); }},
         {"actDetails", view, tr("D&etails of Train"), QKeySequence(Qt::Key_F9),
          [this] {
              showPage(Page::Train);
              if (auto* toggle = findChild<QPushButton*>(QStringLiteral("detailsToggle")))
                  toggle->click();
          }},
         {"actFullScreen", view, tr("&Full screen"), QKeySequence(Qt::Key_F11),
          [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); }, true},
         {"actThemeSystem",
          view,
          tr("&System"),
          {},
          [this] { changeTheme(QStringLiteral("system")); },
          true,
          tr("T&heme")},
         {"actThemeLight",
          view,
          tr("&Light"),
          {},
          [this] { changeTheme(QStringLiteral("light")); },
          true,
          tr("T&heme")},
         {"actThemeDark", view, tr("&Dark"), {}, [this] { changeTheme(QStringLiteral("dark")); }, true, tr("T&heme")},
         {"actSlowRefresh",
          view,
          tr("Slow &refresh (1 Hz)"),
          {},
          [this] {
              studio_.settings.setSlowRefresh(findChild<QAction*>(QStringLiteral("actSlowRefresh"))->isChecked());
          },
          true}});
    append(helpActions(studio_, *this));
    buildMenus(*this, rows);
    findChild<QAction*>(QStringLiteral("actSlowRefresh"))->setChecked(studio_.settings.slowRefresh());
    updateTrainActions(*this, studio_);
}

void MainWindow::connectSessions() {
    connect(sidebar_, &Sidebar::pageChosen, this, [this](int page) { showPage(static_cast<Page>(page)); });
    connect(sidebar_->runCard(), &RunCard::clicked, this, [this] { showPage(Page::Train); });
    connect(&studio_, &Studio::pageRequested, this, &MainWindow::showPage);
    connect(&studio_, &Studio::problemReported, this, [this](const Message& message) {
        if (auto* page = qobject_cast<PageFrame*>(pages_->currentWidget()))
            page->addBanner(Banner::fromMessage(message));
    });
    connect(&studio_.training, &TrainingSession::stateChanged, this, [this] { updateTrainActions(*this, studio_); });
    connect(&studio_.training, &TrainingSession::finished, this, &MainWindow::runEnded);
    connect(&studio_, &Studio::workStopped, this, [this] {
        workStopped_ = true;
        close();
    });
    connect(&studio_.drops, &DropLook::hoverChanged, this, &MainWindow::showDrag);
}

void MainWindow::restoreState() {
    if (!restoreGeometry(studio_.settings.state(QStringLiteral("window"))))
        resize(QSize(1440, 900).boundedTo(screen()->availableGeometry().size())); // also without a window manager
    sidebarChoice_ = studio_.settings.state(QStringLiteral("sidebar")).toInt();
    applySidebar();
    markTheme();
}

void MainWindow::markTheme() {
    const QString theme = studio_.settings.theme();
    for (const auto& [id, name] : {std::pair("actThemeSystem", "system"), std::pair("actThemeLight", "light"),
                                   std::pair("actThemeDark", "dark")})
        findChild<QAction*>(QLatin1String(id))->setChecked(theme == QLatin1String(name));
}

void MainWindow::showPage(Page page) {
    pages_->setCurrentIndex(static_cast<int>(page));
    sidebar_->setCurrent(static_cast<int>(page == Page::GetData ? Page::Data : page));
    // Keys go to the page; the first Tab leads to its first control.
    pages_->currentWidget()->setFocus(Qt::OtherFocusReason);
}

Page MainWindow::currentPage() const {
    return static_cast<Page>(pages_->currentIndex());
}

void MainWindow::toggleSidebar() {
    sidebarChoice_ = sidebar_->isCompact() ? 1 : 2;
    studio_.settings.setState(QStringLiteral("sidebar"), QByteArray::number(sidebarChoice_));
    applySidebar();
}

void MainWindow::applySidebar() {
    sidebar_->setCompact(sidebarChoice_ == 0 ? width() < kRailBelow : sidebarChoice_ == 2);
}

void MainWindow::changeTheme(const QString& name) {
    studio_.settings.setTheme(name);
    applyTheme(*qobject_cast<QApplication*>(QApplication::instance()), themeModeFromName(name));
    markTheme();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (asking_ || !mayBreakOffWork())
        return event->ignore();
    if (!studio_.training.isActive()) {
        studio_.settings.setState(QStringLiteral("window"), saveGeometry());
        if (workStopped_ || studio_.busyWork().empty())
            return event->accept();
        event->ignore();
        studio_.stopWork(); // and the window goes by itself
        return;
    }
    event->ignore();
    // A second close while it saves does nothing: the window goes by itself.
    if (!closeWhenIdle_ || studio_.training.state() != SessionState::Stopping)
        askBeforeClosing();
}

bool MainWindow::mayBreakOffWork() {
    const std::vector<BusyWork> work = studio_.busyWork();
    if (work.empty() || workMayStop_ || studio_.isStoppingWork())
        return true;
    QStringList titles, kept;
    for (const BusyWork& one : work) {
        titles << one.title;
        kept << one.kept;
    }
    asking_ = true;
    workMayStop_ = studio_.dialogs.ask(tr("%1 is not finished").arg(titles.join(QStringLiteral(", "))),
                                       tr("Closing the window stops it. %1").arg(kept.join(u' ')),
                                       {tr("Stop it and close")}, false) == 0;
    asking_ = false;
    return workMayStop_;
}

void MainWindow::askBeforeClosing() {
    if (closeDialog_ != nullptr)
        return;
    closeDialog_ = new CloseDialog(studio_.training, this);
    connect(closeDialog_, &QObject::destroyed, this, [this] { closeDialog_ = nullptr; });
    connect(closeDialog_, &CloseDialog::chosen, this, [this](CloseDialog::Choice choice) {
        closeWhenIdle_ = true;
        if (!studio_.training.isActive())
            runEnded();
        else if (choice == CloseDialog::Choice::SaveNow)
            studio_.training.stopNow();
        else
            studio_.training.stopAfterEpoch();
    });
    connect(closeDialog_, &QDialog::rejected, this, [this] {
        if (closeWhenIdle_)
            studio_.training.cancelStopAfterEpoch();
        closeWhenIdle_ = workMayStop_ = false;
    });
    closeDialog_->open();
}

void MainWindow::runEnded() {
    if (closeDialog_ != nullptr)
        closeDialog_->close();
    if (closeWhenIdle_) {
        close();
        return;
    }
    QApplication::alert(this);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    applySidebar();
    overlay_->setGeometry(rect());
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    const std::vector<std::string> paths = localPaths(event->mimeData());
    if (paths.empty())
        return;
    studio_.drops.hover(paths);
    overlay_->showText({}, true);
    showDrag();
    acceptOrRefuse(*event, mayDrop());
}

/// What is dragged over the window, as soon as it is known.
void MainWindow::showDrag() {
    const DropLook& drops = studio_.drops;
    if (!overlay_->isVisible() || drops.hoveredPaths().empty())
        return;
    const std::vector<std::string>& paths = drops.hoveredPaths();
    const QString name = displayOf(paths.front().substr(paths.front().find_last_of('/') + 1));
    overlay_->showText(!drops.isHoverKnown() ? tr("Looking at %1").arg(name)
                       : mayDrop()           ? dropVerb(drops.hovered(), paths.size())
                                             : tr("Cannot use %1 here").arg(name),
                       mayDrop());
}

bool MainWindow::mayDrop() const {
    return !studio_.drops.isHoverKnown() || studio_.drops.hovered() != DropKind::Nothing;
}

void MainWindow::dragMoveEvent(QDragMoveEvent* event) {
    acceptOrRefuse(*event, mayDrop());
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) {
    overlay_->hide();
}

void MainWindow::dropEvent(QDropEvent* event) {
    overlay_->hide();
    const std::vector<std::string> paths = localPaths(event->mimeData());
    if (paths.empty())
        return;
    studio_.openPaths(paths);
    event->acceptProposedAction();
}

} // namespace studio
