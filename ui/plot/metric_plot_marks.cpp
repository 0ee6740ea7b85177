// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "ui/plot/gap_item.h"
#include "ui/plot/mark_item.h"
#include "ui/plot/metric_plot_parts.h"

namespace studio {

namespace {

constexpr double kReach = 5; ///< pixels from a mark that still mean it

} // namespace

void MetricPlot::setGaps(const QList<PlotGap>& gaps) {
    parts_->gaps->setGaps(gaps);
    refresh();
}

void MetricPlot::setMarks(const QList<PlotMark>& marks) {
    parts_->marks->setMarks(marks);
    refresh();
}

void MetricPlot::setMarkWordsAtTop(bool on) {
    parts_->marks->setLabelsAtTop(on);
    refresh();
}

int MetricPlot::markCount() const {
    return static_cast<int>(parts_->marks->clusters().size());
}

QString MetricPlot::markTextAt(const QPoint& place) const {
    constexpr qsizetype kMostLines = 8;
    const double x = parts_->plot->mapFrom(this, place).x();
    for (const MarkItem::Cluster& one : parts_->marks->clusters()) {
        if (std::fabs(one.pixel - x) > kReach)
            continue;
        QStringList lines = one.texts.mid(0, kMostLines);
        if (one.texts.size() > kMostLines)
            lines += tr("and %n more, see the journal", nullptr, static_cast<int>(one.texts.size() - kMostLines));
        return lines.join(QLatin1Char('\n'));
    }
    return {};
}

void MetricPlot::setChosenMark(const std::optional<PlotMark>& mark) {
    parts_->marks->setChosen(mark);
    refresh();
}

const std::optional<PlotMark>& MetricPlot::chosenMark() const {
    return parts_->marks->chosen();
}

void MetricPlot::bringIntoView(double x) {
    rescale(); // data may have come while it was hidden
    const QPointF shown = xRange();
    const double margin = (shown.y() - shown.x()) / 10;
    if (isFollowing() || (x >= shown.x() && x <= shown.y()))
        return;
    const double by = x < shown.x() ? x - margin - shown.x() : x + margin - shown.y();
    zoomTo(shown.x() + by, shown.y() + by);
}

/// Of those that can be chosen, from left to right.
std::vector<int> MetricPlot::marksNear(const QPointF& position) const {
    std::vector<int> near;
    for (const MarkItem::Cluster& one : parts_->marks->clusters()) {
        if (std::fabs(one.pixel - position.x()) <= kReach)
            near.insert(near.end(), one.ids.begin(), one.ids.end());
    }
    return near;
}

void MetricPlot::clicked(const QPointF& position) {
    Parts& p = *parts_;
    const std::vector<int> near = marksNear(position);
    if (near.empty()) {
        p.clickedMark = -1;
        Q_EMIT placeClicked();
        return;
    }
    const auto last = std::find(near.begin(), near.end(), p.clickedMark);
    const bool more = last != near.end() && last + 1 != near.end();
    p.clickedMark = more ? *(last + 1) : near.front();
    Q_EMIT markClicked(p.clickedMark);
}

} // namespace studio
