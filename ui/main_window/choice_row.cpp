// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/choice_row.h"

#include <algorithm>

#include <QPainter>

#include "ui/theme/paint.h"

namespace studio {

namespace {
constexpr int kTextLeft = 46;
constexpr int kWidth = 492;
} // namespace

ChoiceRow::ChoiceRow(const QString& objectName, const QString& title, const QString& cost, const QString& about,
                     QWidget* parent)
    : QRadioButton(parent) {
    setObjectName(objectName);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setTexts(title, cost, about);
    repaintOnTheme(this);
}

void ChoiceRow::setTexts(const QString& title, const QString& cost, const QString& about) {
    if (title == text() && cost == cost_ && about == about_)
        return;
    setText(title);
    cost_ = cost;
    about_ = about;
    setAccessibleName(title);
    setAccessibleDescription(QString(about + QStringLiteral(" ") + cost));
    updateGeometry();
    update();
}

QSize ChoiceRow::sizeHint() const {
    const QFontMetrics body(roleFont(TextRole::Body)), caption(roleFont(TextRole::Caption));
    const int width = std::max(kWidth, body.horizontalAdvance(text() + cost_) + kTextLeft + 60);
    const QRect about = caption.boundingRect(QRect(0, 0, width - kTextLeft - 12, 400), Qt::TextWordWrap, about_);
    return {width, body.height() + about.height() + 24};
}

void ChoiceRow::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const bool on = isChecked();
    paintRoundBox(painter, rect(), kRadiusRow, on ? colors().selection : colors().surface, colors().border);
    if (hasFocus() || on)
        paintFocusRing(painter, rect(), kRadiusRow);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(colors().surface);
    painter.setPen(on ? QPen(colors().accent, 5) : QPen(colors().control, 1));
    const double radius = on ? 5.5 : 7.5;
    const QFont bold = roleFont(TextRole::Body, QFont::DemiBold), small = roleFont(TextRole::Caption);
    const double line = QFontMetrics(bold).height();
    painter.drawEllipse(QPointF(22, 12 + line / 2), radius, radius);
    paintText(painter, QRectF(kTextLeft, 10, width() - kTextLeft - 12, line), text(), bold, colors().text);
    paintText(painter, QRectF(kTextLeft, 10, width() - kTextLeft - 12, line), cost_,
              roleFont(TextRole::Caption, QFont::DemiBold), colors().text2, Qt::AlignRight | Qt::AlignVCenter);
    painter.setFont(small);
    painter.setPen(colors().text2);
    painter.drawText(QRectF(kTextLeft, 13 + line, width() - kTextLeft - 12, height() - line - 16),
                     Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, about_);
}

} // namespace studio
