// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/plot_data.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <QCoreApplication>

#include "core/base/csv.h"

namespace studio {

namespace {

QString freeName(const QStringList& taken, const QString& name) {
    if (!taken.contains(name))
        return name;
    const QString smoothed = QCoreApplication::translate("studio::PlotData", "%1, smoothed").arg(name);
    QString free = smoothed;
    for (int i = 2; taken.contains(free); ++i)
        free = smoothed + QStringLiteral(" %1").arg(i);
    return free;
}

} // namespace

QByteArray csvCell(const QString& text) {
    return QByteArray::fromStdString(csvText(text.toStdString()));
}

void PlotData::add(const QString& name, const QList<QPointF>& points) {
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    const auto columns = static_cast<std::size_t>(names.size());
    names += freeName(names, name);
    std::vector<Row> merged;
    merged.reserve(rows.size() + static_cast<std::size_t>(points.size()));
    auto old = rows.begin();
    for (qsizetype i = 0; i < points.size(); ++i) {
        for (; old != rows.end() && old->x < points[i].x(); ++old)
            merged.push_back(std::move(*old));
        const bool same = old != rows.end() && old->x == points[i].x();
        Row row = same ? std::move(*old++) : Row{points[i].x(), std::vector<double>(columns, kNone)};
        row.values.push_back(std::isfinite(points[i].y()) ? points[i].y() : kNone);
        merged.push_back(std::move(row));
    }
    std::move(old, rows.end(), std::back_inserter(merged));
    for (Row& row : merged)
        row.values.resize(columns + 1, kNone);
    rows = std::move(merged);
}

QByteArray csvOf(const PlotData& data) {
    QByteArray text = csvCell(data.xName);
    for (const QString& name : data.names)
        text += ',' + csvCell(name);
    text += "\r\n";
    for (const PlotData::Row& row : data.rows) {
        text += QByteArray::number(row.x, 'g', 12);
        for (const double value : row.values) {
            text += ',';
            if (std::isfinite(value))
                text += QByteArray::number(value, 'g', 9);
        }
        text += "\r\n";
    }
    return text;
}

} // namespace studio
