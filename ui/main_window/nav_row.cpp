// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/nav_row.h"

#include <QKeyEvent>
#include <QPainter>

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"

namespace studio {

NavRow::NavRow(const QString& objectName, const QString& icon, const QString& name, QWidget* parent)
    : QAbstractButton(parent)
    , icon_(icon) {
    setObjectName(objectName);
    setText(name);
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    repaintOnTheme(this);
    describe();
}

void NavRow::setSecondLine(const QString& text) {
    if (text == second_)
        return;
    second_ = text;
    describe();
    update();
}

void NavRow::setMark(const QString& icon, Tone tone) {
    if (icon == mark_ && tone == tone_)
        return;
    mark_ = icon;
    tone_ = tone;
    update();
}

void NavRow::setCompact(bool compact) {
    compact_ = compact;
    updateGeometry();
    update();
}

QSize NavRow::sizeHint() const {
    const int text = QFontMetrics(roleFont(TextRole::Body)).height() + QFontMetrics(roleFont(TextRole::Micro)).height();
    return {compact_ ? 40 : 196, std::max(44, text + 12)};
}

void NavRow::describe() {
    setAccessibleName(text());
    setAccessibleDescription(second_);
    setToolTip(toolTipText(second_.isEmpty() ? text() : QString(text() + QStringLiteral(": ") + second_)));
}

void NavRow::paintMark(QPainter& painter) const {
    if (mark_.isEmpty())
        return;
    const double x = width() - (compact_ ? 14.0 : 22.0), y = compact_ ? 3 : 7;
    if (mark_ != QStringLiteral("dot")) {
        paintIcon(painter, mark_, QRectF(x, y, 13, 13), toneColor(tone_));
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(toneColor(tone_));
    painter.drawEllipse(QPointF(x + 7, y + 7), 4, 4);
}

void NavRow::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (isChecked()) {
        paintRoundBox(painter, rect(), kRadiusRow, colors().selection, QColor());
        paintRoundBox(painter, QRectF(0, 8, 3, height() - 16), 1.5, colors().accent, QColor());
    } else if (hovered_) {
        paintRoundBox(painter, rect(), kRadiusRow, colors().hover, QColor());
    }
    const double iconX = compact_ ? (width() - 18) / 2.0 : 12;
    const QColor ink = isChecked() ? colors().accent : colors().text2;
    paintIcon(painter, icon_, QRectF(iconX, (height() - 18) / 2.0, 18, 18), ink);
    if (!compact_) {
        const QFont name = roleFont(TextRole::Body, isChecked() ? QFont::DemiBold : QFont::Medium);
        const QFont small = roleFont(TextRole::Micro);
        const double first = QFontMetrics(name).height(), second = QFontMetrics(small).height();
        const double top = second_.isEmpty() ? (height() - first) / 2 : (height() - first - second) / 2;
        paintText(painter, QRectF(40, top, width() - 66, first), text(), name, colors().text);
        paintText(painter, QRectF(40, top + first, width() - 48, second), second_, small, colors().text2);
    }
    paintMark(painter);
    if (hasFocus())
        paintFocusRing(painter, rect(), kRadiusRow);
}

void NavRow::enterEvent(QEnterEvent* event) {
    QAbstractButton::enterEvent(event);
    hovered_ = true;
    update();
}

void NavRow::leaveEvent(QEvent* event) {
    QAbstractButton::leaveEvent(event);
    hovered_ = false;
    update();
}

void NavRow::focusInEvent(QFocusEvent* event) {
    QAbstractButton::focusInEvent(event);
    update();
}

void NavRow::focusOutEvent(QFocusEvent* event) {
    QAbstractButton::focusOutEvent(event);
    update();
}

void NavRow::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

} // namespace studio
