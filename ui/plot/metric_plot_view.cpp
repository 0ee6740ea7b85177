// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <utility>

#include <QAbstractScrollArea>
#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
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

/// Without the few at the upper end that lie three times as far from the middle half as that is wide (Tukey's far out
/// values): the first losses. What is low is no outlier: accuracies begin there.
std::pair<double, double> usualOf(std::vector<double>& values) {
    std::sort(values.begin(), values.end());
    const auto at = [&values](double share) {
        return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
    };
    const double middle = at(0.75) - at(0.25);
    const auto last = std::prev(values.end());
    const auto usual = std::prev(std::upper_bound(values.begin(), values.end(), at(0.75) + 3 * middle));
    const auto few = static_cast<std::ptrdiff_t>(std::max<std::size_t>(1, values.size() / 20));
    return {values.front(), middle > 0 ? *std::max(usual, last - few) : *last};
}

/// Least and greatest of the values (not empty); clipped: without the lowest and the highest hundredth of them. The
/// order of the values changes.
std::pair<double, double> rangeOf(std::vector<double>& values, bool clipped) {
    constexpr std::size_t kLeast = 4, kMany = 101; // of which a hundredth is one
    if (clipped && values.size() >= kLeast && values.size() < kMany)
        return usualOf(values);
    const auto beyond = clipped ? static_cast<std::ptrdiff_t>((values.size() - 1) / 100) : 0;
    const auto low = values.begin() + beyond, high = values.end() - 1 - beyond;
    std::nth_element(values.begin(), low, values.end());
    const double least = *low;
    std::nth_element(values.begin(), high, values.end());
    return {least, *high};
}

/// The bar of the page that the plot stands in, where that scrolls: there the wheel is for the page, and zooms with
/// Ctrl held. nullptr: it zooms.
QScrollBar* scrolledBy(const QWheelEvent& event, const QWidget& plot) {
    if (event.modifiers().testFlag(Qt::ControlModifier))
        return nullptr;
    for (const QWidget* above = plot.parentWidget(); above != nullptr; above = above->parentWidget()) {
        const auto* area = qobject_cast<const QAbstractScrollArea*>(above);
        if (area != nullptr && area->verticalScrollBar()->maximum() > 0)
            return area->verticalScrollBar();
    }
    return nullptr;
}

} // namespace

// One replot however often it is called, none while nobody sees it. Where x ends is known at once; y, which needs all
// values in view, is measured with the replot, or when it is asked for.
void MetricPlot::refresh() {
    Parts& p = *parts_;
    takeMove();
    p.unscaled = p.undrawn = true;
    if (!isVisible())
        return;
    rescaleX();
    if (!std::exchange(p.queued, true))
        QMetaObject::invokeMethod(this, &MetricPlot::draw, Qt::QueuedConnection);
}

void MetricPlot::draw() {
    Parts& p = *parts_;
    p.queued = false;
    takeMove();
    if (!p.undrawn || !isVisible())
        return;
    p.undrawn = false;
    if (std::exchange(p.resized, false)) { // how wide the axes are decides how many words they have room for
        for (const auto phase :
             {QCPLayoutElement::upPreparation, QCPLayoutElement::upMargins, QCPLayoutElement::upLayout})
            p.plot->plotLayout()->update(phase);
    }
    rescale();
    // As many ticks as have room for their words.
    const int word = textWidth(QStringLiteral("00,000.0"), p.plot->xAxis->tickLabelFont());
    p.xTicker->setTickCount(std::clamp(p.plot->axisRect()->width() / std::max(1, word), 2, 7));
    p.plot->xAxis->setNumberPrecision(std::min(decimalsFor(p.plot->xAxis->range().size()), 2));
    updateCrosshair();
    p.plot->replot(QCustomPlot::rpQueuedRefresh);
}

void MetricPlot::rescale() {
    rescaleX();
    if (std::exchange(parts_->unscaled, false))
        rescaleY();
}

void MetricPlot::rescaleX() {
    Parts& p = *parts_;
    double from = 0, to = 0;
    const bool any = p.xExtent(from, to);
    if (any) {
        from = std::min(from, p.leastFrom);
        to = std::max(to, p.leastTo);
        to += std::max(p.roomAtEnd(to - from), 1e-9);
    }
    const bool moved = p.keepViewWithinData();
    p.shown = p.view.fixed().value_or(any ? PlotView::Range{from, to} : PlotView::Range{p.leastFrom, p.leastTo});
    p.plot->xAxis->setRange(p.shown.from, p.shown.to);
    if (moved)
        Q_EMIT viewChanged();
}

void MetricPlot::rescaleY() {
    Parts& p = *parts_;
    double first = 0, last = 0;
    if (!p.xExtent(first, last)) {
        p.plot->yAxis->setRange(std::isfinite(p.yBottom) ? p.yBottom : 0, std::isfinite(p.yTop) ? p.yTop : 1);
        return setToolTip({});
    }
    const QCPRange x = p.plot->xAxis->range();
    std::vector<double> values = p.valuesBetween(x.lower, x.upper);
    if (values.empty())
        return tellOutside(); // a logarithm has no place for any of them
    auto [low, high] = rangeOf(values, p.clip);
    if (p.logY) {
        p.plot->yAxis->setRange(low / 1.12, high * 1.12 + 1e-12);
        p.plot->yAxis->setNumberPrecision(decimalsFor(low));
        return tellOutside();
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
    tellOutside();
}

void MetricPlot::tellOutside() {
    const int left = parts_->countOutside();
    setToolTip(left > 0 ? tr("%n value(s) outside the range are not shown", nullptr, left) : QString());
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

// The one way to another view: what is drawn, the toggles and the listeners hear of it together.
template<class Change>
void MetricPlot::changeView(Change change) {
    const bool followed = parts_->view.follows();
    rescaleX(); // data may have come while it was hidden
    if (!change(parts_->view))
        return;
    rescaleX();
    refresh();
    Q_EMIT viewChanged();
    if (followed != parts_->view.follows())
        Q_EMIT followChanged(!followed);
}

void MetricPlot::setFollow(bool on) {
    if (on == isFollowing())
        return;
    if (on)
        return resetZoom();
    changeView([this](PlotView& view) {
        view.freeze(parts_->shown);
        return true;
    });
}

bool MetricPlot::isFollowing() const {
    return parts_->view.follows();
}

void MetricPlot::resetZoom() {
    changeView([](PlotView& view) {
        const bool changes = !view.follows() || view.steps() > 0;
        view.follow();
        return changes;
    });
}

void MetricPlot::zoomTo(double left, double right) {
    changeView([&](PlotView& view) { return view.zoom({left, right}, parts_->shown); });
}

void MetricPlot::showAs(const MetricPlot& other) {
    changeView([&other](PlotView& view) {
        const bool changes = !view.isAs(other.parts_->view);
        view = other.parts_->view;
        view.endDrag(); // which is not this plot's
        return changes;
    });
}

// QCustomPlot moves the axis for the mouse once this event is its own; what is drawn before that is heard of would set
// the axis back.
void MetricPlot::expectMove() {
    parts_->moved = true;
    QMetaObject::invokeMethod(this, &MetricPlot::takeMove, Qt::QueuedConnection);
}

void MetricPlot::takeMove() {
    if (std::exchange(parts_->moved, false))
        userMoved();
}

// QCustomPlot has moved the axis for the mouse.
void MetricPlot::userMoved() {
    const QCPRange range = parts_->plot->xAxis->range();
    changeView([&](PlotView& view) { return view.zoom({range.lower, range.upper}, parts_->shown); });
}

// A hand that only clicks trembles by a pixel or two: that is no drag yet. False = keep it from the plot.
bool MetricPlot::dragged(const QPointF& position) {
    Parts& p = *parts_;
    if (!p.dragging && (position - p.pressedAt).manhattanLength() < QApplication::startDragDistance())
        return false;
    p.dragging = true;
    expectMove();
    return true;
}

void MetricPlot::endDrag() {
    if (std::exchange(parts_->dragging, false))
        userMoved();
    parts_->view.endDrag();
}

void MetricPlot::released(const QPointF& position) {
    if (std::exchange(parts_->pressed, false) && !parts_->dragging)
        clicked(position);
    endDrag();
}

void MetricPlot::mouseMoved(const QPointF& position) {
    const bool inside = parts_->plot->axisRect()->rect().contains(position.toPoint());
    const double x = inside ? parts_->plot->xAxis->pixelToCoord(position.x()) : qQNaN();
    parts_->plot->setCursor(inside && !marksNear(position).empty() ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setCrosshair(x);
    Q_EMIT crosshairMoved(x);
}

bool MetricPlot::showMarkText(const QHelpEvent& help) {
    const QString text = markTextAt(mapFromGlobal(help.globalPos()));
    if (!text.isEmpty())
        QToolTip::showText(help.globalPos(), toolTipText(text).replace(QLatin1Char('\n'), QStringLiteral("<br>")),
                           this);
    return !text.isEmpty();
}

bool MetricPlot::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        setFocus(Qt::MouseFocusReason);
        if (static_cast<QMouseEvent*>(event)->button() != Qt::LeftButton)
            break;
        parts_->pressedAt = static_cast<QMouseEvent*>(event)->position();
        parts_->pressed = true;
        parts_->dragging = false;
        parts_->view.beginDrag();
        break;
    case QEvent::MouseButtonRelease:
        if (static_cast<QMouseEvent*>(event)->button() == Qt::LeftButton)
            released(static_cast<QMouseEvent*>(event)->position());
        break;
    case QEvent::ContextMenu: // takes the release for itself
        parts_->pressed = false;
        endDrag();
        break;
    case QEvent::MouseButtonDblClick:
        parts_->pressed = false;
        parts_->view.endDrag();
        resetZoom();
        return true;
    case QEvent::MouseMove: {
        auto* mouse = static_cast<QMouseEvent*>(event);
        if ((mouse->buttons() & Qt::LeftButton) == 0)
            mouseMoved(mouse->position());
        else if (!dragged(mouse->position()))
            return true;
        break;
    }
    case QEvent::Wheel:
        if (QScrollBar* bar = scrolledBy(*static_cast<QWheelEvent*>(event), *this)) {
            QCoreApplication::sendEvent(bar, event); // QCustomPlot lets nothing through to what it stands in
            return true;
        }
        expectMove();
        break;
    case QEvent::ToolTip:
        if (showMarkText(*static_cast<QHelpEvent*>(event)))
            return true;
        break;
    case QEvent::Leave:
        setCrosshair(qQNaN());
        Q_EMIT crosshairMoved(qQNaN());
        break;
    case QEvent::Resize: // on its own it would draw all at each step of a layout
        parts_->plot->setViewport(parts_->plot->rect());
        parts_->resized = true;
        refresh();
        return true;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

void MetricPlot::keyPressEvent(QKeyEvent* event) {
    Parts& p = *parts_;
    const QCPRange x = p.plot->xAxis->range();
    const auto show = [this](double lower, double upper) { zoomTo(lower, upper); };
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
        return changeView([](PlotView& view) { return view.back(); });
    case Qt::Key_L:
        return setLogY(!p.logY);
    case Qt::Key_F:
        return setFollow(!isFollowing());
    default:
        QWidget::keyPressEvent(event);
    }
}

void MetricPlot::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (parts_->undrawn)
        refresh();
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
