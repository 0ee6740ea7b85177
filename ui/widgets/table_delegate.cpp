// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/table_delegate.h"

#include <algorithm>
#include <cmath>

#include <QAbstractItemView>
#include <QPainter>
#include <QPainterPath>

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/table_roles.h"

namespace studio {

namespace {

constexpr double kPadding = 8;
constexpr double kBarWidth = 58;

QColor barColor(const QModelIndex& index) {
    const QVariant tone = index.data(kBarToneRole);
    const Tone value = tone.isValid() ? static_cast<Tone>(tone.toInt()) : Tone::Neutral;
    if (value == Tone::Neutral)
        return colors().neutralBar;
    return value == Tone::Warning ? colors().series[1] : toneColor(value);
}

/// A line of whole device pixels that ends at `bottom`: at 150 % every one is as thick as the next.
void paintHairline(QPainter& painter, const QRectF& cell, double bottom, const QColor& color) {
    const QTransform toDevice = painter.deviceTransform();
    const double scale = toDevice.m22();
    const double end = std::round(toDevice.map(QPointF(0, bottom)).y());
    const double thickness = std::max(1.0, std::floor(scale));
    const double top = (end - thickness - toDevice.dy()) / scale;
    painter.fillRect(QRectF(cell.left(), top, cell.width(), thickness / scale), color);
}

void paintSpark(QPainter& painter, const QRectF& rect, const QModelIndex& index) {
    const auto values = index.data(kSparkRole).value<QList<QPointF>>();
    double top = index.data(kSparkMaxRole).toDouble();
    double last = std::max(2.0, index.data(kSparkLengthRole).toDouble());
    for (const QPointF& value : values) {
        last = std::max(last, value.x());
        if (index.data(kSparkMaxRole).toDouble() <= 0)
            top = std::max({1e-9, top, value.y()});
    }
    painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1), colors().border);
    QPainterPath path;
    for (const QPointF& value : values) {
        const double x = rect.left() + rect.width() * (value.x() - 1) / (last - 1);
        const double y = rect.bottom() - rect.height() * std::clamp(value.y() / top, 0.0, 1.0);
        path.elementCount() == 0 ? path.moveTo(x, y) : path.lineTo(x, y);
    }
    if (values.size() == 1)
        path.lineTo(path.currentPosition() + QPointF(3, 0));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colors().series[1], 1.6));
    painter.drawPath(path);
}

void paintCellText(QPainter& painter, QRectF rect, const QModelIndex& index, const QFont& base) {
    const QVariant toneValue = index.data(kToneRole);
    const bool toned = toneValue.isValid() && static_cast<Tone>(toneValue.toInt()) != Tone::Neutral;
    const QColor tone = toned ? toneColor(static_cast<Tone>(toneValue.toInt())) : colors().text2;
    const QString icon = index.data(kIconRole).toString();
    if (!icon.isEmpty()) {
        paintIcon(painter, icon, QRectF(rect.left(), rect.center().y() - 6.5, 13, 13), tone);
        rect.setLeft(rect.left() + 19);
    }
    QFont font = base;
    if (index.data(kStrongRole).toBool())
        font.setWeight(QFont::DemiBold);
    QColor ink = index.data(kQuietRole).toBool() ? colors().text3 : colors().text;
    // The word takes the colour only where someone should look.
    if (toned && static_cast<Tone>(toneValue.toInt()) >= Tone::Warning)
        ink = tone;
    const QVariant align = index.data(Qt::TextAlignmentRole);
    const int flags = align.isValid() ? align.toInt() : static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    paintText(painter, rect, index.data(Qt::DisplayRole).toString(), font, ink, flags,
              index.data(kElideMiddleRole).toBool() ? Qt::ElideMiddle : Qt::ElideRight);
}

} // namespace

TableDelegate::TableDelegate(QObject* parent)
    : QStyledItemDelegate(parent) {}

void TableDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    painter->save();
    const QRectF cell(option.rect);
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    painter->fillRect(cell, selected ? colors().selection : colors().surface);
    paintHairline(*painter, cell, cell.bottom(), colors().border);
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    const bool first = view != nullptr && view->visualRect(index).left() <= 0;
    if (selected && first)
        painter->fillRect(QRectF(cell.left(), cell.top(), 3, cell.height() - 1), colors().accent);
    QRectF inner = cell.adjusted(kPadding, 0, -kPadding, -1);
    if (index.data(kSparkRole).isValid()) {
        paintSpark(*painter, inner.adjusted(0, 7, 0, -7), index);
    } else {
        const QVariant bar = index.data(kBarRole);
        if (bar.isValid()) {
            const double width = std::min(kBarWidth + std::max(0.0, inner.width() - 190), inner.width() * 0.6);
            const QRectF place(inner.right() - width, inner.center().y() - 2.5, width, 5);
            paintBar(*painter, place, bar.toDouble(), barColor(index), colors().border);
            inner.setRight(place.left() - kPadding);
        }
        paintCellText(*painter, inner, index, option.font);
    }
    if (selected && view != nullptr && view->hasFocus() && view->currentIndex().row() == index.row()) {
        paintHairline(*painter, cell, cell.top() + 1, colors().accent);
        paintHairline(*painter, cell, cell.bottom(), colors().accent);
    }
    painter->restore();
}

QSize TableDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    int width = textWidth(index.data(Qt::DisplayRole).toString(), option.font) + static_cast<int>(2 * kPadding) + 4;
    if (!index.data(kIconRole).toString().isEmpty())
        width += 19;
    if (index.data(kBarRole).isValid())
        width += static_cast<int>(kBarWidth + kPadding);
    if (index.data(kSparkRole).isValid())
        width = 96;
    return {width, tableRowHeight()};
}

} // namespace studio
