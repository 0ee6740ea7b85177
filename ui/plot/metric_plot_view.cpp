// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include "ui/plot/metric_plot_parts.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace studio {

namespace {

// Decimals of the least tick of a logarithmic axis.
int decimalsFor(double least) {
    return least > 0 ? std::clamp(static_cast<int>(std::ceil(-std::log10(least))), 0, 8) : 1;
}

} // namespace

// One queued replot however often it is called; none while nobody sees it.
void MetricPlot::refresh() {
    Parts& p = *parts_;
    if (!isVisible()) {
        p.stale = true;
        return;
    }
    p.stale = false;
    if (!p.zoomed)
        rescale();
    else
        rescaleY();
    p.plot->xAxis->setNumberPrecision(std::min(decimalsFor(p.plot->xAxis->range().size()), 2));
    placeLabels();
    updateCrosshair();
    p.plot->replot(QCustomPlot::rpQueuedReplot);
}

void MetricPlot::rescale() {
    Parts& p = *parts_;
    double from = 0, to = 0;
    if (!p.xExtent(from, to)) {
        p.plot->xAxis->setRange(p.leastFrom, p.leastTo);
        p.plot->yAxis->setRange(std::isfinite(p.yBottom) ? p.yBottom : 0, std::isfinite(p.yTop) ? p.yTop : 1);
        return;
    }
    from = std::min(from, p.leastFrom);
    to = std::max(to, p.leastTo);
    bool labelled = false;
    for (const Parts::Series& one : p.series)
        labelled = labelled || one.endLabel != nullptr;
    // Room for the values at the line ends and for the next points.
    const double room = labelled ? (to - from) * 0.11 : (to - from) * 0.02;
    if (p.follow || !p.zoomed)
        p.plot->xAxis->setRange(from, to + std::max(room, 1e-9));
    rescaleY();
}

void MetricPlot::rescaleY() {
    Parts& p = *parts_;
    const QCPRange x = p.plot->xAxis->range();
    std::vector<double> values = p.valuesBetween(x.lower, x.upper);
    if (values.empty())
        return;
    double low = 0, high = 0;
    const std::size_t count = values.size();
    if (p.clip && count >= 20) {
        const auto pick = [&values, count](double share) {
            const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(count - 1));
            std::nth_element(values.begin(), values.begin() + at, values.end());
            return values[static_cast<std::size_t>(at)];
        };
        low = pick(0.01);
        high = pick(0.99);
        const auto left =
            std::count_if(values.begin(), values.end(), [low, high](double v) { return v < low || v > high; });
        setToolTip(left == 0 ? QString()
                             : tr("%n value(s) outside the range are not shown", nullptr, static_cast<int>(left)));
    } else {
        const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
        low = *least;
        high = *greatest;
    }
    if (p.logY) {
        p.plot->yAxis->setRange(low / 1.12, high * 1.12 + 1e-12);
        p.plot->yAxis->setNumberPrecision(decimalsFor(low));
        return;
    }
    const double margin = std::max((high - low) * 0.07, std::fabs(high) * 0.02 + 1e-9);
    low -= margin;
    high += p.hasBest ? 2.2 * margin : margin; // room for the label above the best point
    if (std::isfinite(p.yBottom))
        low = std::max(low, p.yBottom);
    if (std::isfinite(p.yTop))
        high = std::min(high, p.yTop);
    if (high <= low)
        high = low + 1e-9;
    p.plot->yAxis->setRange(low, high);
}

void MetricPlot::placeLabels() {
    Parts& p = *parts_;
    constexpr double kApart = 14;
    struct Place {
        QCPItemText* label;
        double y;
    };
    std::vector<Place> places;
    const QRect area = p.plot->axisRect()->rect();
    double rightmost = 0;
    for (Parts::Series& one : p.series) {
        if (one.endLabel == nullptr)
            continue;
        const bool there = !one.points.isEmpty() && one.graph->visible() && std::isfinite(one.points.back().y());
        const QPointF last = there ? one.points.back() : QPointF();
        const bool inside = there && p.plot->xAxis->range().contains(last.x());
        one.endLabel->setVisible(inside);
        if (!inside)
            continue;
        one.endLabel->setText(p.valueFormat(last.y()));
        rightmost = std::max(rightmost, p.plot->xAxis->coordToPixel(last.x()));
        const double y = p.plot->yAxis->coordToPixel(last.y());
        places.push_back({one.endLabel, std::clamp<double>(y, area.top(), area.bottom() - 7)});
    }
    std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.y < b.y; });
    for (std::size_t i = 1; i < places.size(); ++i)
        places[i].y = std::max(places[i].y, places[i - 1].y + kApart);
    for (std::size_t i = places.size(); i-- > 0;) {
        const double lowest = i + 1 < places.size() ? places[i + 1].y - kApart : area.bottom() - 7;
        places[i].y = std::min(places[i].y, lowest);
        places[i].label->position->setCoords(rightmost + 5, places[i].y);
    }
    double from = 0, to = 0;
    p.emptyText->setVisible(!p.emptyText->text().isEmpty() && !p.xExtent(from, to));
    const bool best =
        p.hasBest && p.plot->xAxis->range().contains(p.bestAt.x()) && p.plot->yAxis->range().contains(p.bestAt.y());
    p.bestRing->setVisible(best);
    p.bestLabel->setVisible(best);
    if (!best)
        return;
    p.bestRing->position->setCoords(p.bestAt);
    const double x = p.plot->xAxis->coordToPixel(p.bestAt.x()), y = p.plot->yAxis->coordToPixel(p.bestAt.y());
    const int width = textWidth(p.bestLabel->text(), p.bestLabel->font()) + 8;
    const bool above = y - area.top() > 26;
    p.bestLabel->setPositionAlignment((above ? Qt::AlignBottom : Qt::AlignTop) | Qt::AlignRight);
    p.bestLabel->position->setCoords(std::max<double>(x, area.left() + width), above ? y - 8 : y + 9);
}

void MetricPlot::updateCrosshair() {
    Parts& p = *parts_;
    QString text;
    double snapped = std::numeric_limits<double>::quiet_NaN();
    for (Parts::Series& one : p.series) {
        const int index = std::isfinite(p.crosshairX) && one.spec.readout && one.graph->visible()
                              ? Parts::nearest(one.points, p.crosshairX)
                              : -1;
        const bool shown = index >= 0 && std::isfinite(one.points[index].y());
        one.tracer->setVisible(shown);
        if (!shown)
            continue;
        if (!std::isfinite(snapped))
            snapped = one.points[index].x();
        one.tracer->position->setCoords(one.points[index]);
        text +=
            QString(QLatin1Char('\n') + one.spec.name + QStringLiteral("  ") + p.valueFormat(one.points[index].y()));
    }
    const bool on = std::isfinite(snapped) && p.plot->xAxis->range().contains(snapped);
    p.crosshair->setVisible(on);
    p.readout->setVisible(on);
    if (!on)
        return;
    p.crosshair->point1->setCoords(snapped, 0);
    p.crosshair->point2->setCoords(snapped, 1);
    if (p.logY)
        p.crosshair->point1->setCoords(snapped, 0.1);
    p.readout->setText(QString(p.xFormat(snapped) + text));
    const double x = p.plot->xAxis->coordToPixel(snapped);
    const QRect area = p.plot->axisRect()->rect();
    const bool right = x < area.center().x();
    p.readout->setPositionAlignment(Qt::AlignTop | (right ? Qt::AlignLeft : Qt::AlignRight));
    p.readout->position->setCoords(right ? x + 8 : x - 8, area.top() + area.height() * 0.18);
}

void MetricPlot::setCrosshair(double x) {
    if (x == parts_->crosshairX || (std::isnan(x) && std::isnan(parts_->crosshairX)))
        return;
    parts_->crosshairX = x;
    if (!isVisible())
        return;
    updateCrosshair();
    parts_->plot->replot(QCustomPlot::rpQueuedReplot);
}

void MetricPlot::userMoved() {
    parts_->zoomed = true;
    if (parts_->follow) {
        parts_->follow = false;
        Q_EMIT followChanged(false);
    }
    refresh();
}

void MetricPlot::mouseMoved(const QPointF& position) {
    const bool inside = parts_->plot->axisRect()->rect().contains(position.toPoint());
    const double x = inside ? parts_->plot->xAxis->pixelToCoord(position.x()) : qQNaN();
    setCrosshair(x);
    Q_EMIT crosshairMoved(x);
}

bool MetricPlot::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        setFocus(Qt::MouseFocusReason);
        break;
    case QEvent::MouseButtonDblClick:
        resetZoom();
        setFollow(true);
        return true;
    case QEvent::MouseMove: {
        auto* mouse = static_cast<QMouseEvent*>(event);
        if ((mouse->buttons() & Qt::LeftButton) == 0) {
            mouseMoved(mouse->position());
        } else {
            QMetaObject::invokeMethod(
                this, [this] { userMoved(); }, Qt::QueuedConnection);
        }
        break;
    }
    case QEvent::Wheel:
        parts_->remember();
        QMetaObject::invokeMethod(
            this, [this] { userMoved(); }, Qt::QueuedConnection);
        break;
    case QEvent::ToolTip: {
        auto* help = static_cast<QHelpEvent*>(event);
        const QString text = markTextAt(mapFromGlobal(help->globalPos()));
        if (text.isEmpty())
            break;
        QToolTip::showText(help->globalPos(), toolTipText(text).replace(QLatin1Char('\n'), QStringLiteral("<br>")),
                           this);
        return true;
    }
    case QEvent::Leave:
        setCrosshair(qQNaN());
        Q_EMIT crosshairMoved(qQNaN());
        break;
    case QEvent::Resize:
        QMetaObject::invokeMethod(
            this, [this] { refresh(); }, Qt::QueuedConnection);
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

void MetricPlot::keyPressEvent(QKeyEvent* event) {
    Parts& p = *parts_;
    const QCPRange x = p.plot->xAxis->range();
    const auto show = [&p, this](double lower, double upper) {
        p.remember();
        p.plot->xAxis->setRange(lower, upper);
        userMoved();
    };
    const double size = x.size(), middle = x.center();
    switch (event->key()) {
    case Qt::Key_Left:
        return show(x.lower - size / 10, x.upper - size / 10);
    case Qt::Key_Right:
        return show(x.lower + size / 10, x.upper + size / 10);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return show(middle - size / 2.5, middle + size / 2.5);
    case Qt::Key_Minus:
        return show(middle - size / 1.6, middle + size / 1.6);
    case Qt::Key_Home:
        resetZoom();
        return;
    case Qt::Key_Backspace:
        if (!p.zoomHistory.empty()) {
            const QRectF before = p.zoomHistory.back();
            p.zoomHistory.pop_back();
            p.plot->xAxis->setRange(before.left(), before.right());
            p.plot->yAxis->setRange(before.top(), before.bottom());
            refresh();
        }
        return;
    case Qt::Key_L:
        return setLogY(!p.logY);
    case Qt::Key_F:
        return setFollow(!p.follow);
    default:
        QWidget::keyPressEvent(event);
    }
}

void MetricPlot::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (parts_->stale)
        QMetaObject::invokeMethod(
            this, [this] { refresh(); }, Qt::QueuedConnection);
}

void MetricPlot::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    update();
}

void MetricPlot::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    update();
}

void MetricPlot::paintEvent(QPaintEvent*) {
    if (!hasFocus())
        return;
    QPainter painter(this);
    paintFocusRing(painter, rect(), kRadiusSmall);
}

} // namespace studio
