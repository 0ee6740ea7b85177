// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>

class QAction;
class QWidget;

namespace studio {

class Sidebar;
class StatusStrip;
class Studio;
struct ClassifyNetwork;
class TaskbarProgress;
class TrayIcon;

/// Keeps everything that is in view on every page true: sidebar rows, run card, status bar, window title, the bar at
/// its entry in the taskbar, the tray. A change of state shows at once; figures of the run, which change with every
/// step, four times a second.
class WindowStatus final : public QObject {
    Q_OBJECT

public:
    WindowStatus(Studio& studio, QWidget& window, Sidebar& sidebar, StatusStrip& strip);

private:
    void showRun();
    void showRunSeldom();
    void showData();
    void showRecipe();
    void showRuns();
    void showClassify();
    QString networkLine(const ClassifyNetwork& network) const;
    void showMachine();
    void showLoad();
    void showCard();
    QString titleText() const;
    QString trayText() const;
    QString trainLine() const;
    QString noteText() const;

    Studio& studio_;
    QWidget& window_;
    Sidebar& sidebar_;
    StatusStrip& strip_;
    QAction* slow_; ///< View > Slow refresh
    TaskbarProgress* taskbar_;
    TrayIcon* tray_;
    QElapsedTimer shown_, loadShown_; ///< since the run, and the card's load, were shown last
    bool late_ = false;               ///< something of it was left out
};

} // namespace studio
