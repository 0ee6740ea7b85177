// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/window_place.h"

#include <algorithm>

#include <QScreen>
#include <QWidget>

namespace studio {

namespace {
constexpr int kUsualTitleBar = 37;
}

QRect fittedWindow(QRect wanted, const QRect& available, const QMargins& frame) {
    const QRect room = available.marginsRemoved(frame);
    wanted.setSize(wanted.size().boundedTo(room.size()));
    wanted.moveTo(std::clamp(wanted.x(), room.left(), room.right() - wanted.width() + 1),
                  std::clamp(wanted.y(), room.top(), room.bottom() - wanted.height() + 1));
    return wanted;
}

QMargins frameOf(const QWidget& window) {
    const QRect inner = window.geometry(), outer = window.frameGeometry();
    if (inner == outer)
        return {0, kUsualTitleBar, 0, 0};
    return {inner.left() - outer.left(), inner.top() - outer.top(), outer.right() - inner.right(),
            outer.bottom() - inner.bottom()};
}

void fitToScreen(QWidget& window) {
    if ((window.windowState() & (Qt::WindowMaximized | Qt::WindowFullScreen)) != 0)
        return;
    const QRect fitted = fittedWindow(window.geometry(), window.screen()->availableGeometry(), frameOf(window));
    if (!window.isVisible() && !window.testAttribute(Qt::WA_Moved))
        window.resize(fitted.size()); // its place is the window manager's choice
    else if (fitted != window.geometry())
        window.setGeometry(fitted);
}

} // namespace studio
