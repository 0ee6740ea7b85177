// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/step_share.h"

#include <algorithm>
#include <utility>

#include <QPainter>
#include <QStringList>

#include "ui/theme/format.h"
#include "ui/theme/paint.h"

namespace studio {
namespace {

constexpr double kBarTop = 2, kBarHeight = 10, kLegendTop = 18;

} // namespace

StepShare::StepShare(QWidget* parent)
    : QWidget(parent)
    , rows_(rowsOf(-1, {})) {
    setObjectName(QStringLiteral("stepShare"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    repaintOnTheme(this);
}

/// Waiting and computing; computing by its parts where they are known.
std::vector<StepShare::Row> StepShare::rowsOf(double waiting, const StepParts& parts) {
    const double share = std::clamp(waiting, 0.0, 1.0), whole = parts.seconds();
    std::vector<Row> rows{{tr("Waiting for pictures"), share}};
    if (parts.step == 0 || whole <= 0) {
        rows.push_back({tr("Computing"), 1 - share});
        return rows;
    }
    const auto add = [&](const QString& name, double seconds) {
        rows.push_back({name, (1 - share) * seconds / whole});
    };
    add(tr("Pictures to the network"), parts.input);
    add(tr("Forward"), parts.forward);
    add(tr("Backward"), parts.backward);
    if (parts.exchange > 0) // alone there are no others
        add(tr("Other ranks"), parts.exchange);
    add(tr("Optimiser"), parts.optimiser);
    return rows;
}

void StepShare::set(double waiting, const StepParts& parts, const QString& verdict) {
    std::vector<Row> rows = rowsOf(waiting, parts);
    if (waiting == waiting_ && verdict == verdict_ && rows == rows_)
        return;
    const bool otherHeight = rows.size() != rows_.size();
    waiting_ = waiting;
    rows_ = std::move(rows);
    verdict_ = verdict;
    setAccessibleDescription(verdict);
    QStringList said;
    for (const Row& row : rows_)
        said += tr("%1 %2", "part of a step, share").arg(row.name, formatPercent(row.share, 0));
    setAccessibleName(waiting < 0 ? tr("Nothing measured yet") : said.join(QStringLiteral(", ")));
    if (otherHeight)
        updateGeometry();
    update();
}

QSize StepShare::sizeHint() const {
    const QFontMetrics caption(roleFont(TextRole::Caption));
    return {12 * caption.height(),
            28 + static_cast<int>(rows_.size()) * (caption.height() + 6) + 3 * caption.lineSpacing()};
}

void StepShare::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const double wide = width();
    const QFont font = roleFont(TextRole::Caption);
    const double line = QFontMetrics(font).height() + 6, figure = textWidth(QStringLiteral("100.0 %"), font) + 4;
    painter.fillRect(QRectF(0, kBarTop, wide, kBarHeight), colors().border);
    double left = 0, top = kLegendTop;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        // Waiting has the second colour of a plot, whatever computing falls into.
        const QColor& ink = colors().series.at(i == 0 ? 1 : i == 1 ? 0 : i);
        const double part = waiting_ < 0 ? 0 : wide * rows_[i].share;
        painter.fillRect(QRectF(left, kBarTop, part, kBarHeight), ink);
        left += part;
        if (part > 0 && left < wide)
            painter.fillRect(QRectF(left - 0.5, kBarTop, 1, kBarHeight), colors().surface);
        paintRoundBox(painter, QRectF(0, top + line / 2 - 4, 8, 8), 2, ink, QColor());
        paintText(painter, QRectF(16, top, wide - 20 - figure, line), rows_[i].name, font, colors().text);
        paintText(painter, QRectF(wide - figure, top, figure, line),
                  waiting_ < 0 ? unknownText() : formatPercent(rows_[i].share, 0), font, colors().text,
                  Qt::AlignRight | Qt::AlignVCenter);
        top += line;
    }
    painter.setFont(font);
    painter.setPen(colors().text2);
    painter.drawText(QRectF(0, top + 8, wide, height() - top - 8), Qt::AlignLeft | Qt::TextWordWrap, verdict_);
}

} // namespace studio
