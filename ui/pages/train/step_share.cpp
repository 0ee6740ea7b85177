// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/step_share.h"

#include <algorithm>

#include <QPainter>

#include "ui/theme/format.h"
#include "ui/theme/paint.h"

namespace studio {

StepShare::StepShare(QWidget* parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("stepShare"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    repaintOnTheme(this);
}

void StepShare::set(double waiting, const QString& verdict) {
    if (waiting == waiting_ && verdict == verdict_)
        return;
    waiting_ = waiting;
    verdict_ = verdict;
    setAccessibleDescription(verdict);
    setAccessibleName(waiting < 0 ? tr("Nothing measured yet")
                                  : tr("Waiting for pictures %1, computing %2")
                                        .arg(formatPercent(waiting, 0), formatPercent(1 - waiting, 0)));
    update();
}

QSize StepShare::sizeHint() const {
    const QFontMetrics caption(roleFont(TextRole::Caption));
    return {12 * caption.height(), 28 + 2 * (caption.height() + 6) + 3 * caption.lineSpacing()};
}

void StepShare::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const double share = std::clamp(waiting_, 0.0, 1.0), wide = width();
    const QColor inks[] = {colors().series[1], colors().series[0]};
    painter.fillRect(QRectF(0, 2, wide, 10), colors().border);
    if (waiting_ >= 0) {
        painter.fillRect(QRectF(0, 2, wide * share, 10), inks[0]);
        painter.fillRect(QRectF(wide * share, 2, wide * (1 - share), 10), inks[1]);
        painter.fillRect(QRectF(wide * share - 0.5, 2, 1, 10), colors().surface);
    }
    const QFont font = roleFont(TextRole::Caption);
    const double line = QFontMetrics(font).height() + 6, figure = textWidth(QStringLiteral("100.0 %"), font) + 4;
    const QString names[] = {tr("Waiting for pictures"), tr("Computing")};
    for (int i = 0; i < 2; ++i) {
        const double top = 18 + i * line;
        paintRoundBox(painter, QRectF(0, top + line / 2 - 4, 8, 8), 2, inks[i], QColor());
        paintText(painter, QRectF(16, top, wide - 20 - figure, line), names[i], font, colors().text);
        const double part = i == 0 ? share : 1 - share;
        paintText(painter, QRectF(wide - figure, top, figure, line),
                  waiting_ < 0 ? unknownText() : formatPercent(part, 0), font, colors().text,
                  Qt::AlignRight | Qt::AlignVCenter);
    }
    painter.setFont(font);
    painter.setPen(colors().text2);
    painter.drawText(QRectF(0, 26 + 2 * line, wide, height() - 26 - 2 * line), Qt::AlignLeft | Qt::TextWordWrap,
                     verdict_);
}

} // namespace studio
