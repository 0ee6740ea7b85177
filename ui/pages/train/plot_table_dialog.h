// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "ui/models/plot_data.h"

class QDialog;
class QWidget;

namespace studio {

/// Opens a window with the table, from which rows or all of it are copied as tab-separated text. It does not block and
/// deletes itself.
QDialog* showPlotTable(const QString& title, const QString& note, PlotData data, QWidget* parent);

} // namespace studio
