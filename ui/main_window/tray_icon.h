// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>
#include <QString>

class QMenu;
class QSystemTrayIcon;

namespace studio {

class Studio;

/// The program at the desktop's tray, where the action `trayIcon` is checked: how far the run is, the window brought to
/// the front, the run paused, the program ended. On a desktop without a tray nothing is seen of it; with X11 it
/// appears when a tray does. Closing the window is the same with it and without. Owned by WindowStatus; GUI thread.
class TrayIcon final : public QObject {
    Q_OBJECT

public:
    /// `studio` and `window` outlive it.
    TrayIcon(Studio& studio, QWidget& window, QObject* parent);
    ~TrayIcon() override;
    /// What the run does and how far it is.
    void setText(const QString& text);
    /// Null where it is not wanted.
    const QSystemTrayIcon* icon() const { return icon_.get(); }

private:
    void turn(bool on);
    void bringToFront();

    Studio& studio_;
    QWidget& window_;
    QString text_;
    std::unique_ptr<QMenu> menu_;
    std::unique_ptr<QSystemTrayIcon> icon_;
};

} // namespace studio
