// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QMainWindow;

namespace studio {

class Studio;

/// Every command that has a key, as a window.
void showKeyboardShortcuts(QMainWindow& window);
/// What this program is, and the versions of all that it is made of, to copy into a report.
void showAbout(QMainWindow& window, const Studio& studio);
/// Those versions, a line each; the driver's where there is one.
QString versionsText(const Studio& studio);

} // namespace studio
