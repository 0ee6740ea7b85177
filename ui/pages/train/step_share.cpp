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
constexpr int kUsualRows = 5; ///< room for the parts of a step before they are known: what lies below does not jump

QString percentText(int percent) {
    return formatPercent(percent / 100.0, 0);
}

/// Of shares that make up the whole: rounded so that they still do.
std::vector<int> wholePercents(const std::vector<double>& shares) {
    std::vector<int> percents;
    int left = 100;
    for (const double share : shares) {
        percents.push_back(static_cast<int>(share * 100));
        left -= percents.back();
    }
    const auto rest = [&](std::size_t i) { return shares[i] * 100 - percents[i]; };
    for (; left > 0; --left) {
        std::size_t most = 0;
        for (std::size_t i = 1; i < shares.size(); ++i)
            most = rest(i) > rest(most) ? i : most;
        ++percents[most];
    }
    return percents;
}

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
    std::vector<Row> rows;
    std::vector<double> shares;
    const auto add = [&](const QString& name, double part, int ink) {
        rows.push_back({name, 0, ink});
        shares.push_back(part);
    };
    add(tr("Waiting for pictures"), share, 1);
    if (parts.step == 0 || whole <= 0) {
        add(tr("Computing"), 1 - share, 0);
    } else {
        const double scale = (1 - share) / whole;
        add(tr("Pictures to the network"), parts.input * scale, 4);
        add(tr("Forward"), parts.forward * scale, 0);
        add(tr("Backward"), parts.backward * scale, 2);
        if (parts.exchange > 0) // alone there are no others
            add(tr("Other ranks"), parts.exchange * scale, 5);
        add(tr("Optimiser"), parts.optimiser * scale, 3);
    }
    const std::vector<int> percents = wholePercents(shares);
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i].percent = percents[i];
    return rows;
}

void StepShare::set(double waiting, const StepParts& parts, const QString& verdict) {
    std::vector<Row> rows = rowsOf(waiting, parts);
    if ((waiting < 0) == (waiting_ < 0) && verdict == verdict_ && rows == rows_)
        return;
    const bool otherHeight = rows.size() != rows_.size();
    waiting_ = waiting;
    rows_ = std::move(rows);
    verdict_ = verdict;
    setAccessibleDescription(verdict);
    QStringList said;
    for (const Row& row : rows_)
        said += tr("%1 %2", "part of a step, share").arg(row.name, percentText(row.percent));
    setAccessibleName(waiting < 0 ? tr("Nothing measured yet") : said.join(QStringLiteral(", ")));
    if (otherHeight)
        updateGeometry();
    update();
}

QSize StepShare::sizeHint() const {
    const QFontMetrics caption(roleFont(TextRole::Caption));
    return {12 * caption.height(), 28 + std::max(kUsualRows, static_cast<int>(rows_.size())) * (caption.height() + 6) +
                                       3 * caption.lineSpacing()};
}

void StepShare::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const double wide = width();
    const QFont font = roleFont(TextRole::Caption);
    const double line = QFontMetrics(font).height() + 6, figure = textWidth(QStringLiteral("100.0 %"), font) + 4;
    painter.fillRect(QRectF(0, kBarTop, wide, kBarHeight), colors().border);
    double left = 0, top = kLegendTop;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const QColor& ink = colors().series.at(static_cast<std::size_t>(rows_[i].ink));
        const double part = waiting_ < 0 ? 0 : wide * rows_[i].percent / 100;
        painter.fillRect(QRectF(left, kBarTop, part, kBarHeight), ink);
        left += part;
        if (part > 0 && left < wide)
            painter.fillRect(QRectF(left - 0.5, kBarTop, 1, kBarHeight), colors().surface);
        paintRoundBox(painter, QRectF(0, top + line / 2 - 4, 8, 8), 2, ink, QColor());
        paintText(painter, QRectF(16, top, wide - 20 - figure, line), rows_[i].name, font, colors().text);
        paintText(painter, QRectF(wide - figure, top, figure, line),
                  waiting_ < 0 ? unknownText() : percentText(rows_[i].percent), font, colors().text,
                  Qt::AlignRight | Qt::AlignVCenter);
        top += line;
    }
    painter.setFont(font);
    painter.setPen(colors().text2);
    painter.drawText(QRectF(0, top + 8, wide, height() - top - 8), Qt::AlignLeft | Qt::TextWordWrap, verdict_);
}

} // namespace studio
