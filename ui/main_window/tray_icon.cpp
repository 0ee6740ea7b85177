// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/tray_icon.h"

#include <QAction>
#include <QApplication>
#include <QMenu>
#include <QSystemTrayIcon>

#include "ui/session/actions.h"
#include "ui/session/studio.h"
#include "ui/theme/icons.h"

namespace studio {

TrayIcon::TrayIcon(Studio& studio, QWidget& window, QObject* parent)
    : QObject(parent)
    , studio_(studio)
    , window_(window) {
    const QAction* wanted = studio.actions().trayIcon;
    connect(wanted, &QAction::toggled, this, &TrayIcon::turn);
    turn(wanted->isChecked());
}

TrayIcon::~TrayIcon() = default;

void TrayIcon::setText(const QString& text) {
    // Some trays read it as markup, others do not: a name can have what looks like it.
    QString plain = text;
    plain.replace(u'<', u'‹').replace(u'>', u'›').replace(u'&', u'+');
    if (plain == text_)
        return;
    text_ = plain;
    if (icon_)
        icon_->setToolTip(text_);
}

void TrayIcon::turn(bool on) {
    if (on == (icon_ != nullptr))
        return;
    if (!on) {
        icon_.reset(); // before the menu that it shows
        menu_.reset();
        return;
    }
    const Actions& actions = studio_.actions();
    menu_ = std::make_unique<QMenu>();
    menu_->setObjectName(QStringLiteral("trayMenu"));
    QAction* front = menu_->addAction(tr("&Show the window"));
    connect(front, &QAction::triggered, this, &TrayIcon::bringToFront);
    menu_->addAction(actions.pause);
    menu_->addSeparator();
    QAction* quit = menu_->addAction(actions.quit->text());
    quit->setObjectName(QStringLiteral("trayQuit"));
    connect(quit, &QAction::triggered, this, [this, own = actions.quit] {
        if (window_.isVisible())
            bringToFront(); // it may ask something first
        own->trigger();
    });
    const QIcon own = QApplication::windowIcon();
    icon_ = std::make_unique<QSystemTrayIcon>(own.isNull() ? themeIcon(QStringLiteral("curve")) : own);
    icon_->setContextMenu(menu_.get());
    icon_->setToolTip(text_);
    connect(icon_.get(), &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
            bringToFront();
    });
    // Elsewhere Qt does not wait for a tray to come, and complains.
    if (QSystemTrayIcon::isSystemTrayAvailable() || QGuiApplication::platformName() == QLatin1String("xcb"))
        icon_->show();
}

void TrayIcon::bringToFront() {
    window_.setWindowState(window_.windowState() & ~Qt::WindowMinimized);
    window_.show();
    window_.raise();
    window_.activateWindow();
}

} // namespace studio
