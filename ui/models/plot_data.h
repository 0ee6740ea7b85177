// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QByteArray>
#include <QList>
#include <QPointF>
#include <QString>
#include <QStringList>

namespace studio {

/// The points of a plot as a table: one row per x that any series has, x ascending.
struct PlotData {
    struct Row {
        double x = 0;
        std::vector<double> values; ///< one per series; NaN = the series has no value there
    };

    QString xName;     ///< "epoch"
    QStringList names; ///< of the series, each once
    std::vector<Row> rows;

    /// Adds a series as a new column. A name that is taken gets "smoothed" added, then a number.
    void add(const QString& name, const QList<QPointF>& points);
};

/// csvText() of a text of the window, as UTF-8.
QByteArray csvCell(const QString& text);

/// With a head line, comma-separated, numbers in the C locale, empty where there is no value; lines end in CR LF.
QByteArray csvOf(const PlotData& data);

} // namespace studio
