// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/mark_item.h"

#include <algorithm>
#include <cmath>

#include "ui/plot/free_places.h"
#include "ui/theme/fonts.h"

namespace studio {

namespace {

constexpr double kApart = 7;          ///< marks nearer than this are one
constexpr std::size_t kMostLines = 8; ///< more marks than this in view get no line of their own
constexpr std::size_t kMostWords = 5;
constexpr int kWidestLabel = 12; ///< in lines' heights

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
            all.push_back({pixel, mark.kind, {}, {}});
        all.back().texts += mark.text;
        if (mark.id >= 0)
            all.back().ids.push_back(mark.id);
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
            drawLine(*painter, x);
        }
        painter->setPen(QPen(problem ? colors_.warning : colors_.text2, problem ? 2 : 1));
        painter->drawLine(QLineF(x, area.bottom() - 6, x, area.bottom()));
    }
    drawChosen(*painter);
    painter->setFont(roleFont(TextRole::Micro));
    for (const Word& word : words_) {
        painter->setPen(word.chosen ? colors_.accent : colors_.text3);
        painter->drawText(word.box, Qt::AlignCenter, word.text);
    }
}

void MarkItem::drawChosen(QCPPainter& painter) const {
    const QCPAxis* axis = parentPlot()->xAxis;
    if (!chosen_ || !axis->range().contains(chosen_->x))
        return;
    const int x = qRound(axis->coordToPixel(chosen_->x)), bottom = parentPlot()->axisRect()->rect().bottom();
    painter.setPen(QPen(colors_.accent, 2));
    drawLine(painter, x);
    painter.setBrush(colors_.accent); // not told by its colour alone
    painter.setPen(Qt::NoPen);
    painter.drawPolygon(QPolygonF{QPointF(x - 5, bottom + 1), QPointF(x + 5, bottom + 1), QPointF(x, bottom - 7)});
}

// From top to bottom, but not through words.
void MarkItem::drawLine(QCPPainter& painter, int x) const {
    QList<QRectF> crossed;
    const auto add = [&crossed, x](const QRectF& box) {
        if (x > box.left() && x < box.right())
            crossed += box;
    };
    for (const Word& word : words_)
        add(word.box);
    for (const QRectF& box : others_)
        add(box);
    std::sort(crossed.begin(), crossed.end(), [](const QRectF& a, const QRectF& b) { return a.top() < b.top(); });
    const QRect area = parentPlot()->axisRect()->rect();
    double from = area.top();
    for (const QRectF& box : crossed) {
        if (box.top() > from)
            painter.drawLine(QLineF(x, from, x, box.top()));
        from = std::max(from, box.bottom());
    }
    painter.drawLine(QLineF(x, from, x, area.bottom()));
}

void MarkItem::addLines(FreePlaces& places) const {
    const std::vector<Cluster> all = clusters();
    for (const Cluster& one : all) {
        if (all.size() <= kMostLines)
            places.addLine(one.pixel);
    }
}

void MarkItem::placeWord(FreePlaces& places, double pixel, const QString& words, bool chosen) {
    const QFontMetrics metrics(roleFont(TextRole::Micro));
    const QRect area = parentPlot()->axisRect()->rect();
    const int line = metrics.height() + 2;
    const QString text = metrics.elidedText(words, Qt::ElideRight, kWidestLabel * line);
    const int width = metrics.horizontalAdvance(text) + 6, x = qRound(pixel);
    std::vector<QRectF> candidates;
    for (int row = 0; (row + 2) * line < area.height(); ++row) {
        const int top = labelsAtTop_ ? area.top() + 1 + row * line : area.bottom() - 8 - (row + 1) * line;
        for (const int left : {x + 2, x - 2 - width})
            candidates.emplace_back(left, top, width, line);
    }
    if (const auto box = places.take(candidates, pixel))
        words_.push_back({*box, text, chosen});
}

// From the free end of the plot inwards, right of the line before left of it; the chosen one before all others.
QList<QRectF> MarkItem::placeWords(FreePlaces& places) {
    words_.clear();
    QList<QRectF> taken;
    const std::vector<Cluster> all = clusters();
    const QCPAxis* axis = parentPlot()->xAxis;
    const int line = QFontMetrics(roleFont(TextRole::Micro)).height() + 2;
    if (parentPlot()->axisRect()->rect().height() < 6 * line)
        return taken;
    const bool any = chosen_ && axis->range().contains(chosen_->x);
    const double chosen = any ? axis->coordToPixel(chosen_->x) : -1;
    if (any)
        placeWord(places, chosen, chosen_->text, true);
    for (const Cluster& one : all) {
        const bool told = any && std::fabs(one.pixel - chosen) < kApart && one.texts.size() == 1;
        if (all.size() > kMostWords || told)
            continue;
        placeWord(places, one.pixel,
                  one.texts.size() == 1 ? one.texts.front()
                                        : MetricPlot::tr("%n event(s)", nullptr, static_cast<int>(one.texts.size())),
                  false);
    }
    for (const Word& word : words_)
        taken += word.box;
    return taken;
}

} // namespace studio
