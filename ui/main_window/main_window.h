// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMainWindow>

class QStackedWidget;

namespace studio {

class CloseDialog;
class DropOverlay;
class KeptWork;
class Sidebar;
class StatusStrip;
class Studio;
enum class Page;

/// The window: menus, sidebar, pages, status bar. It only places things; what they show comes from the sessions.
class MainWindow final : public QMainWindow {
    Q_OBJECT

public:
    /// `studio` outlives the window.
    explicit MainWindow(Studio& studio, QWidget* parent = nullptr);

    void showPage(Page page);
    Page currentPage() const;
    /// Those that were chosen at the last start, unless this one was told what to open.
    void bringBackPictures();

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void buildLayout();
    void buildActions();
    void connectSessions();
    void restoreState();
    void toggleSidebar();
    void applySidebar();
    void markTheme();
    void changeTheme(const QString& name);
    /// Asks where a download, an unpacking or a packing would be broken off and no run trains.
    bool mayBreakOffWork();
    void showDrag();
    bool mayDrop() const;
    void askBeforeClosing();
    /// What closing breaks off besides the run; empty = nothing.
    QString alsoStops() const;
    void finishEpochThenClose();
    void forgetClosing();
    void runEnded();
    void backgroundBegan();

    Studio& studio_;
    Sidebar* sidebar_;
    QStackedWidget* pages_;
    StatusStrip* strip_;
    DropOverlay* overlay_;
    KeptWork* kept_ = nullptr;
    CloseDialog* closeDialog_ = nullptr;
    int sidebarChoice_ = 0; ///< 0 = by width, 1 = wide, 2 = rail
    bool closeWhenIdle_ = false;
    QSize placedSize_; ///< of a window whose frame was only guessed
    bool asking_ = false, workMayStop_ = false, workStopped_ = false;
};

} // namespace studio
