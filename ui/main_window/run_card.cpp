// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/run_card.h"

#include <algorithm>

#include <QPainter>

#include "ui/theme/format.h"
#include "ui/theme/paint.h"

namespace studio {

namespace {

constexpr int kBarRow = 13;

int headHeight() {
    return std::max(27, QFontMetrics(roleFont(TextRole::Caption, QFont::DemiBold)).height() + 11);
}

} // namespace

RunCard::RunCard(QWidget* parent)
    : QAbstractButton(parent) {
    setObjectName(QStringLiteral("runCard"));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    repaintOnTheme(this);
}

void RunCard::set(const QString& state, Tone tone, double fraction, const QStringList& lines) {
    if (state == state_ && tone == tone_ && fraction == fraction_ && lines == lines_)
        return;
    const bool grown = lines.size() != lines_.size();
    state_ = state;
    tone_ = tone;
    fraction_ = fraction;
    lines_ = lines;
    setAccessibleName(QString(state + QStringLiteral(", ") + formatProgress(fraction)));
    setAccessibleDescription(lines.join(QStringLiteral(", ")));
    setToolTip(toolTipText(QString(accessibleName() + QStringLiteral(". ") + lines.join(QStringLiteral(". ")))));
    if (grown)
        updateGeometry();
    update();
}

void RunCard::setCompact(bool compact) {
    compact_ = compact;
    updateGeometry();
    update();
}

QSize RunCard::sizeHint() const {
    if (compact_)
        return {40, 40};
    const int line = QFontMetrics(roleFont(TextRole::Micro)).height() + 1;
    return {196, headHeight() + kBarRow + static_cast<int>(lines_.size()) * line + 10};
}

void RunCard::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    compact_ ? paintRing(painter) : paintCard(painter);
    if (hasFocus())
        paintFocusRing(painter, rect(), kRadiusCard);
}

void RunCard::paintRing(QPainter& painter) const {
    const double side = std::min(width(), height()) - 8;
    const QRectF ring((width() - side) / 2, (height() - side) / 2, side, side);
    painter.setPen(QPen(colors().border, 3));
    painter.drawEllipse(ring);
    const double share = std::clamp(fraction_, 0.0, 1.0);
    QPen pen(toneColor(tone_), 3);
    pen.setCapStyle(Qt::FlatCap);
    painter.setPen(pen);
    painter.drawArc(ring, 90 * 16, -static_cast<int>(share * 360 * 16));
    const QString text = fraction_ < 0 ? unknownText() : QString::number(static_cast<int>(share * 100 + 1e-9));
    paintText(painter, rect(), text, roleFont(TextRole::Micro, QFont::DemiBold), colors().text, Qt::AlignCenter);
}

void RunCard::paintCard(QPainter& painter) const {
    paintRoundBox(painter, rect(), kRadiusCard, colors().surface, colors().border);
    painter.setPen(Qt::NoPen);
    painter.setBrush(toneColor(tone_));
    const double head = headHeight();
    painter.drawEllipse(QPointF(16, 7 + (head - 7) / 2), 4, 4);
    const QFont bold = roleFont(TextRole::Caption, QFont::DemiBold);
    const double inner = width() - 24;
    const QString percent = formatProgress(fraction_);
    const double right = textWidth(percent, bold) + 4;
    paintText(painter, QRectF(27, 7, inner - 19 - right, head - 7), state_, bold, colors().text);
    paintText(painter, QRectF(12, 7, inner, head - 7), percent, bold, colors().text, Qt::AlignRight | Qt::AlignVCenter);
    paintBar(painter, QRectF(12, head + 4, inner, 4), fraction_, toneColor(tone_), colors().border);
    const QFont small = roleFont(TextRole::Micro);
    const double line = QFontMetrics(small).height() + 1;
    double top = head + kBarRow;
    for (const QString& text : lines_) {
        paintText(painter, QRectF(12, top, inner, line), text, small, colors().text2);
        top += line;
    }
}

} // namespace studio
