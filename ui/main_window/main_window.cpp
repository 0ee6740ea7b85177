// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/main_window.h"

#include <utility>

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QStackedWidget>

#include "ui/main_window/close_dialog.h"
#include "ui/main_window/dialogs.h"
#include "ui/main_window/drop_overlay.h"
#include "ui/main_window/kept_work.h"
#include "ui/main_window/menus.h"
#include "ui/main_window/nav_row.h"
#include "ui/main_window/network_drop.h"
#include "ui/main_window/page_warmup.h"
#include "ui/main_window/run_card.h"
#include "ui/main_window/sidebar.h"
#include "ui/main_window/status_strip.h"
#include "ui/main_window/window_place.h"
#include "ui/main_window/window_status.h"
#include "ui/pages/pages.h"
#include "ui/session/actions.h"
#include "ui/session/studio.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/page_frame.h"

namespace studio {

namespace {

constexpr int kRailBelow = 1400;

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
    kept_ = new KeptWork(studio, this); // before the pages, which show what it brings back
    buildLayout();
    buildActions();
    connectSessions();
    new WindowStatus(studio, *this, *sidebar_, *strip_);
    new PageWarmUp(*pages_, *this);
    restoreState();
    showPage(Page::Start);
}

void MainWindow::bringBackPictures() {
    kept_->bringBackPictures();
}

void MainWindow::buildLayout() {
    auto* central = new QWidget(this);
    auto* row = new QHBoxLayout(central);
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
    setCentralWidget(central);
    strip_ = new StatusStrip(this);
    setStatusBar(strip_);
    overlay_ = new DropOverlay(this);
    setMinimumSize(720, 480);
}

void MainWindow::buildActions() {
    buildMenus(*this, studio_);
    connectWindowActions(*this, studio_);
    const Actions& actions = studio_.actions();
    connect(actions.sidebar, &QAction::triggered, this, &MainWindow::toggleSidebar);
    connect(actions.details, &QAction::triggered, this, [this] {
        if (currentPage() == Page::Train)
            return;
        showPage(Page::Train);
        studio_.actions().details->setChecked(true); // who comes from another page wants to see them
    });
    for (const auto& [action, name] : {std::pair(actions.themeSystem, "system"), std::pair(actions.themeLight, "light"),
                                       std::pair(actions.themeDark, "dark")})
        connect(action, &QAction::triggered, this, [this, theme = QLatin1String(name)] { changeTheme(theme); });
}

void MainWindow::connectSessions() {
    new NetworkDrop(studio_, sidebar_->row(static_cast<int>(Page::Classify)));
    connect(sidebar_, &Sidebar::pageChosen, this, [this](int page) { showPage(static_cast<Page>(page)); });
    connect(sidebar_->runCard(), &RunCard::clicked, this, [this] { showPage(Page::Train); });
    connect(&studio_, &Studio::pageRequested, this, &MainWindow::showPage);
    connect(&studio_, &Studio::problemReported, this, [this](const Message& message) {
        if (auto* page = qobject_cast<PageFrame*>(pages_->currentWidget()))
            page->addBanner(Banner::fromMessage(message));
    });
    connect(&studio_, &Studio::followedAgain, this, [this] {
        if (currentPage() == Page::Start) // who went elsewhere meanwhile sees the run in the sidebar
            showPage(Page::Train);
    });
    connect(&studio_.training, &TrainingSession::finished, this, &MainWindow::runEnded);
    connect(&studio_.training, &TrainingSession::stateChanged, this, &MainWindow::forgetClosing);
    connect(&studio_.training, &TrainingSession::stateChanged, this, &MainWindow::backgroundBegan);
    connect(&studio_.training, &TrainingSession::statusChanged, this, &MainWindow::backgroundBegan);
    connect(&studio_, &Studio::workStopped, this, [this] {
        workStopped_ = true;
        close();
    });
    connect(&studio_.drops, &DropLook::hoverChanged, this, &MainWindow::showDrag);
}

void MainWindow::restoreState() {
    if (!restoreGeometry(studio_.settings.state(QStringLiteral("window"))))
        resize(1440, 900);
    fitToScreen(*this); // also without a window manager
    placedSize_ = size();
    sidebarChoice_ = studio_.settings.state(QStringLiteral("sidebar")).toInt();
    applySidebar();
    markTheme();
}

void MainWindow::markTheme() {
    const Actions& actions = studio_.actions();
    const ThemeMode mode = themeModeFromName(studio_.settings.theme());
    (mode == ThemeMode::Light  ? actions.themeLight
     : mode == ThemeMode::Dark ? actions.themeDark
                               : actions.themeSystem)
        ->setChecked(true);
}

void MainWindow::showPage(Page page) {
    pages_->setCurrentIndex(static_cast<int>(page));
    studio_.drops.setClassifies(page == Page::Classify);
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
    // It goes by itself once the process that was asked for trains; where it does not, that is seen first.
    if (studio_.training.isLaunching() || studio_.isMovingToBackground()) {
        closeWhenIdle_ = true;
        return event->ignore();
    }
    // A run of another process is left alone: closing asks nothing, and the run goes on.
    if (!studio_.training.isActive() || studio_.training.isFollowing()) {
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
    // The question about a run names what else stops.
    if (work.empty() || workMayStop_ || studio_.isStoppingWork() ||
        (studio_.training.isActive() && !studio_.training.isFollowing()))
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
    closeDialog_ = new CloseDialog(studio_.training, studio_.hasBackground(), this);
    const auto tellAlso = [this, dialog = closeDialog_] { dialog->setAlsoStops(alsoStops()); };
    tellAlso();
    connect(&studio_.getData, &GetDataSession::changed, closeDialog_, tellAlso);
    connect(&studio_.pack, &PackSession::changed, closeDialog_, tellAlso);
    connect(closeDialog_, &QObject::destroyed, this, [this] { closeDialog_ = nullptr; });
    connect(closeDialog_, &CloseDialog::chosen, this, [this](CloseDialog::Choice choice) {
        closeWhenIdle_ = true;
        workMayStop_ = !studio_.busyWork().empty(); // it was named; what begins later is asked about
        if (!studio_.training.isActive())
            runEnded();
        else if (choice == CloseDialog::Choice::SaveNow)
            studio_.training.stopNow();
        else if (choice == CloseDialog::Choice::Background)
            studio_.moveToBackground();
        else
            finishEpochThenClose();
    });
    connect(closeDialog_, &QDialog::rejected, this, [this] {
        if (closeWhenIdle_)
            studio_.training.cancelStopAfterEpoch();
        closeWhenIdle_ = workMayStop_ = false;
    });
    closeDialog_->open();
}

QString MainWindow::alsoStops() const {
    QStringList lines;
    for (const BusyWork& one : studio_.busyWork())
        lines << tr("%1 stops too. %2").arg(one.title, one.kept);
    return lines.join(u'\n');
}

void MainWindow::finishEpochThenClose() {
    studio_.training.stopAfterEpoch();
    if (studio_.training.state() == SessionState::Paused)
        studio_.training.resume(); // or the epoch never ends
}

/// Who takes back the end after this epoch takes back the closing that went with it.
void MainWindow::forgetClosing() {
    const TrainingSession& training = studio_.training;
    if (closeWhenIdle_ && training.isActive() && !training.isFollowing() && !studio_.isMovingToBackground() &&
        training.state() != SessionState::Stopping && !training.isStoppingAfterEpoch())
        closeWhenIdle_ = workMayStop_ = false;
}

/// The window stays until the other process trains, or says why it does not.
void MainWindow::backgroundBegan() {
    if (closeWhenIdle_ && studio_.training.isFollowing() && !studio_.training.isLaunching()) {
        closeWhenIdle_ = false;
        close();
    }
}

void MainWindow::runEnded() {
    if (studio_.isMovingToBackground())
        return; // it goes on in a moment
    const bool closing = std::exchange(closeWhenIdle_, false);
    // Nobody has said no: it goes because it has nothing left to ask.
    if (CloseDialog* dialog = std::exchange(closeDialog_, nullptr)) {
        dialog->disconnect(this);
        dialog->close();
    }
    // A run that failed instead is seen first.
    const auto& report = studio_.training.lastReport();
    if (closing && !(report && report->outcome == RunOutcome::Failed)) {
        close();
        return;
    }
    workMayStop_ = false;
    QApplication::alert(this);
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    // The frame is known once the window is there and active.
    if (event->type() == QEvent::ActivationChange && isActiveWindow() && std::exchange(placedSize_, QSize()) == size())
        fitToScreen(*this);
    if (event->type() == QEvent::WindowStateChange)
        studio_.actions().fullScreen->setChecked(isFullScreen());
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    applySidebar();
    overlay_->setGeometry(rect());
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    const std::vector<std::string> paths = localPaths(event->mimeData());
    if (paths.empty() || event->source() != nullptr) // a row of our own that was moved by a hand that trembled
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
