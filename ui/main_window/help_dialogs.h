// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QMainWindow;

namespace studio {

class Studio;

/// Every command that has a key, as a window.
void showKeyboardShortcuts(QMainWindow& window);
void showAbout(QMainWindow& window);
/// Version, system, processor, memory, devices: plain text to paste into a report.
QString systemText(const Studio& studio);

} // namespace studio
