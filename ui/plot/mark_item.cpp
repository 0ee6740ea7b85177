// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/mark_item.h"

#include <algorithm>
#include <array>

#include "ui/theme/fonts.h"

namespace studio {

namespace {

constexpr double kApart = 7;          ///< marks nearer than this are one
constexpr std::size_t kMostLines = 8; ///< more marks than this in view get no line of their own
constexpr std::size_t kMostWords = 5;
constexpr int kWidestLabel = 170;

Qt::PenStyle styleOf(PlotMark::Kind kind) {
    return kind == PlotMark::Kind::Break ? Qt::DashLine : Qt::DotLine;
}

} // namespace

MarkItem::MarkItem(QCustomPlot* plot)
    : QCPAbstractItem(plot) {
    setLayer(QStringLiteral("grid"));
    setSelectable(false);
    setAntialiased(false);
}

void MarkItem::setMarks(QList<PlotMark> marks) {
    std::stable_sort(marks.begin(), marks.end(), [](const PlotMark& a, const PlotMark& b) { return a.x < b.x; });
    marks_ = std::move(marks);
}

void MarkItem::setColors(const ThemeColors& colors) {
    colors_ = colors;
}

std::vector<MarkItem::Cluster> MarkItem::clusters() const {
    std::vector<Cluster> all;
    const QCPAxis* axis = parentPlot()->xAxis;
    for (const PlotMark& mark : marks_) {
        if (!axis->range().contains(mark.x))
            continue;
        const double pixel = axis->coordToPixel(mark.x);
        if (all.empty() || pixel - all.back().pixel >= kApart)
            all.push_back({pixel, mark.kind, {}});
        all.back().texts += mark.text;
        all.back().kind = std::max(all.back().kind, mark.kind);
    }
    return all;
}

double MarkItem::selectTest(const QPointF&, bool, QVariant*) const {
    return -1;
}

void MarkItem::draw(QCPPainter* painter) {
    const std::vector<Cluster> all = clusters();
    const QRect area = parentPlot()->axisRect()->rect();
    painter->setBrush(Qt::NoBrush);
    for (const Cluster& one : all) {
        const int x = qRound(one.pixel);
        const bool problem = one.kind == PlotMark::Kind::Problem;
        if (all.size() <= kMostLines) {
            painter->setPen(QPen(colors_.control, 1, styleOf(one.kind)));
            painter->drawLine(QLineF(x, area.top(), x, area.bottom()));
        }
        painter->setPen(QPen(problem ? colors_.warning : colors_.text2, problem ? 2 : 1));
        painter->drawLine(QLineF(x, area.bottom() - 6, x, area.bottom()));
    }
    if (all.size() <= kMostWords)
        drawLabels(*painter, all);
}

// Each label goes into the first of three rows where it is free; what finds no room is left to the tooltip.
void MarkItem::drawLabels(QCPPainter& painter, const std::vector<Cluster>& all) const {
    const QFont font = roleFont(TextRole::Micro);
    const QFontMetrics metrics(font);
    const QRect area = parentPlot()->axisRect()->rect();
    const int line = metrics.height() + 2;
    std::array<int, 3> takenUntil{area.left(), area.left(), area.left()};
    if (area.height() < 6 * line)
        return;
    painter.setFont(font);
    for (const Cluster& one : all) {
        const QString words = one.texts.size() == 1
                                  ? one.texts.front()
                                  : MetricPlot::tr("%n event(s)", nullptr, static_cast<int>(one.texts.size()));
        const QString text = metrics.elidedText(words, Qt::ElideRight, kWidestLabel);
        const int width = metrics.horizontalAdvance(text) + 6, x = qRound(one.pixel) + 2;
        const int left = x + width <= area.right() ? x : qRound(one.pixel) - 1 - width;
        const auto row =
            std::find_if(takenUntil.begin(), takenUntil.end(), [left](int until) { return until <= left; });
        if (row == takenUntil.end() || left < area.left())
            continue;
        const int index = static_cast<int>(row - takenUntil.begin());
        *row = left + width + 6;
        const int top = labelsAtTop_ ? area.top() + index * line : area.bottom() - 8 - (index + 1) * line;
        const QRect box(left, top, width, line);
        painter.fillRect(box, colors_.surface);
        painter.setPen(colors_.text3);
        painter.drawText(box, Qt::AlignCenter, text);
    }
}

} // namespace studio
