// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMargins>
#include <QRect>

class QWidget;

namespace studio {

/// `wanted` (without its frame) moved and, where it must be, made smaller, so that it lies in `available` with its
/// frame.
QRect fittedWindow(QRect wanted, const QRect& available, const QMargins& frame);
/// The frame that the window manager put around the window; a usual one while it is not known.
QMargins frameOf(const QWidget& window);
/// Brings a window that is neither maximised nor full screen back into its screen.
void fitToScreen(QWidget& window);

} // namespace studio
