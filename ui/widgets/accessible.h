// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QWidget;

namespace studio {

/// Tells screen readers (QAccessible, AT-SPI) of a painted reading: it is a text with this value, where Qt would say
/// "filler". Its name is the widget's accessible name. Before anything else is told about the widget: Qt asks once.
void setReading(QWidget* widget, const QString& value);

} // namespace studio
