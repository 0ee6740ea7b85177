// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/metric_plot.h"

#include <algorithm>
#include <cmath>

#include <QVBoxLayout>

#include "ui/plot/gap_item.h"
#include "ui/plot/mark_item.h"
#include "ui/plot/metric_plot_parts.h"
#include "ui/plot/plot_accessible.h"
#include "ui/plot/series_pen.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace studio {

namespace {

void buildAxes(QCustomPlot* plot) {
    plot->setNoAntialiasingOnDrag(true);
    plot->xAxis->setTickLength(0, 0);
    plot->yAxis->setTickLength(0, 0);
    plot->xAxis->setSubTicks(false);
    plot->yAxis->setSubTicks(false);
    plot->xAxis->grid()->setVisible(false);
    plot->yAxis->grid()->setZeroLinePen(Qt::NoPen);
    plot->yAxis->grid()->setAntialiased(false);
    plot->yAxis->setNumberFormat(QStringLiteral("f"));
    plot->yAxis->setNumberPrecision(0);
    plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    plot->axisRect()->setRangeDrag(Qt::Horizontal);
    plot->axisRect()->setRangeZoom(Qt::Horizontal);
    plot->setLocale(QLocale());
}

QCPItemText* addText(QCustomPlot* plot) {
    auto* text = new QCPItemText(plot);
    text->setClipToAxisRect(false);
    text->setPadding(QMargins(3, 1, 3, 1));
    text->setLayer(QStringLiteral("overlay")); // above the curves
    text->setSelectable(false);
    text->setVisible(false);
    return text;
}

} // namespace

MetricPlot::MetricPlot(const QString& objectName, QWidget* parent)
    : QWidget(parent)
    , parts_(std::make_unique<Parts>()) {
    setObjectName(objectName);
    makePlotsAccessible();
    setFocusPolicy(Qt::StrongFocus);
    // Or plots side by side get columns as wide as their tick labels.
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Expanding);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(2, 2, 2, 2);
    parts_->plot = new QCustomPlot(this);
    parts_->plot->setFocusPolicy(Qt::NoFocus);
    parts_->plot->setMinimumSize(0, 0);
    column->addWidget(parts_->plot);
    buildAxes(parts_->plot);
    Parts& p = *parts_;
    p.xTicker.reset(new NiceTicker(true));
    p.yTicker.reset(new NiceTicker(false));
    p.plot->xAxis->setTicker(p.xTicker);
    p.plot->yAxis->setTicker(p.yTicker);
    p.valueFormat = [](double value) { return formatNumber(value, 3); };
    p.xFormat = [](double value) { return formatNumber(value, 0); };
    p.crosshair = new QCPItemStraightLine(p.plot);
    p.crosshair->setVisible(false);
    p.crosshair->setAntialiased(false);
    p.gaps = new GapItem(p.plot);
    p.marks = new MarkItem(p.plot);
    p.readout = addText(p.plot);
    p.readout->setTextAlignment(Qt::AlignLeft);
    p.readout->setPadding(QMargins(7, 5, 7, 5));
    p.readout->position->setType(QCPItemPosition::ptAbsolute);
    p.bestRing = new QCPItemTracer(p.plot);
    p.bestRing->setStyle(QCPItemTracer::tsCircle);
    p.bestRing->setLayer(QStringLiteral("overlay"));
    p.bestRing->setSize(10);
    p.bestRing->setVisible(false);
    p.bestLabel = addText(p.plot);
    p.bestLabel->position->setType(QCPItemPosition::ptAbsolute);
    p.bestLabel->setPositionAlignment(Qt::AlignTop | Qt::AlignLeft);
    p.emptyText = addText(p.plot);
    p.emptyText->setText({});
    p.emptyText->position->setType(QCPItemPosition::ptAxisRectRatio);
    p.emptyText->position->setCoords(0.5, 0.5);
    p.plot->setMouseTracking(true);
    p.plot->installEventFilter(this);
    connect(p.plot, &QCustomPlot::afterReplot, this, [this] { ++parts_->replots; });
    // Labels stand at pixels: they are placed again once the axes know their size.
    connect(p.plot, &QCustomPlot::afterLayout, this, [this] {
        placeLabels();
        updateCrosshair();
    });
    onTheme(this, [this] { applyTheme(); });
}

MetricPlot::~MetricPlot() = default;

int MetricPlot::addSeries(const SeriesSpec& spec) {
    Parts::Series one;
    one.spec = spec;
    one.graph = parts_->plot->addGraph();
    one.graph->setAdaptiveSampling(true);
    one.graph->setSelectable(QCP::stNone);
    if (spec.style == SeriesStyle::Raw)
        one.graph->setAntialiased(false);
    if (spec.style == SeriesStyle::PaleCircles)
        one.graph->setLayer(QStringLiteral("axes")); // measured points stay in view above their smoothed line
    if (spec.endLabel) {
        one.endLabel = addText(parts_->plot);
        one.endLabel->position->setType(QCPItemPosition::ptAbsolute);
        one.endLabel->setPositionAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    }
    one.tracer = new QCPItemTracer(parts_->plot);
    one.tracer->setStyle(QCPItemTracer::tsCircle);
    one.tracer->setSize(7);
    one.tracer->setVisible(false);
    parts_->series.push_back(std::move(one));
    const int index = static_cast<int>(parts_->series.size()) - 1; // listeners of what follows may add others
    parts_->series.back().style(colors());
    refresh();
    return index;
}

void MetricPlot::setSeries(int series, const SeriesSpec& spec) {
    Parts::Series& one = parts_->series.at(static_cast<std::size_t>(series));
    if (one.spec == spec)
        return;
    one.spec = spec;
    one.style(colors());
    refresh();
}

static bool hasCircles(SeriesStyle style) {
    return style == SeriesStyle::Circles || style == SeriesStyle::PaleCircles;
}

void MetricPlot::Parts::Series::markAlone(const ThemeColors& c) const {
    if (hasCircles(spec.style))
        return;
    const QColor color = seriesPen(spec.color, spec.style, c).color();
    graph->setScatterStyle(isAlone ? QCPScatterStyle(QCPScatterStyle::ssDisc, color, color, 5)
                                   : QCPScatterStyle(QCPScatterStyle::ssNone));
}

void MetricPlot::setData(int series, const QList<QPointF>& points, const QList<PlotGap>& gaps) {
    Parts::Series& one = parts_->series.at(static_cast<std::size_t>(series));
    one.points = points;
    one.gaps = gaps;
    QVector<QCPGraphData> values;
    values.reserve(points.size() + gaps.size());
    auto gap = gaps.begin();
    for (const QPointF& point : points) {
        for (; gap != gaps.end() && gap->from < point.x(); ++gap) {
            if (!values.isEmpty())
                values.append(QCPGraphData((std::max(values.back().key, gap->from) + point.x()) / 2, qQNaN()));
        }
        const bool drawable = std::isfinite(point.y()) && (!parts_->logY || point.y() > 0);
        values.append(QCPGraphData(point.x(), drawable ? point.y() : qQNaN()));
    }
    const auto drawn =
        std::count_if(values.begin(), values.end(), [](const QCPGraphData& value) { return !std::isnan(value.value); });
    one.isAlone = drawn == 1;
    one.markAlone(colors());
    one.graph->data()->set(values, true);
    refresh();
}

void MetricPlot::clear() {
    for (std::size_t i = 0; i < parts_->series.size(); ++i)
        setData(static_cast<int>(i), {});
    clearBest();
    resetZoom();
}

void MetricPlot::setSeriesVisible(int series, bool visible) {
    QCPGraph* graph = parts_->series.at(static_cast<std::size_t>(series)).graph;
    if (graph->visible() == visible)
        return;
    graph->setVisible(visible);
    refresh();
}

int MetricPlot::pointCount(int series) const {
    return static_cast<int>(parts_->series.at(static_cast<std::size_t>(series)).points.size());
}

QPointF MetricPlot::pointAt(int series, int index) const {
    return parts_->series.at(static_cast<std::size_t>(series)).points.at(index);
}

void MetricPlot::setValueFormat(Format format) {
    parts_->valueFormat = std::move(format);
}

void MetricPlot::setReadoutFormat(Format format) {
    parts_->readoutFormat = std::move(format);
}

void MetricPlot::setMeasured(int series, Measured measured) {
    parts_->series.at(static_cast<std::size_t>(series)).measured = std::move(measured);
}

void MetricPlot::setMeasuredPoints(int series, const QList<QPointF>& points) {
    parts_->series.at(static_cast<std::size_t>(series)).measuredPoints = points;
}

void MetricPlot::setDrawnAs(int series, DrawnAs how) {
    parts_->series.at(static_cast<std::size_t>(series)).drawnAs = how;
}

void MetricPlot::setXFormat(Format format) {
    parts_->xFormat = std::move(format);
}

void MetricPlot::setWholeX(bool on) {
    parts_->xTicker->setWholeSteps(on);
    refresh();
}

void MetricPlot::setYLimits(double bottom, double top) {
    parts_->yBottom = bottom;
    parts_->yTop = top;
}

void MetricPlot::setLeastX(double from, double to) {
    parts_->leastFrom = from;
    parts_->leastTo = to;
    refresh();
}

void MetricPlot::setEmptyText(const QString& text) {
    parts_->emptyText->setText(text);
    refresh();
}

void MetricPlot::setBest(const QPointF& at, const QString& label) {
    parts_->bestAt = at;
    parts_->hasBest = true;
    parts_->bestLabel->setText(label);
    refresh();
}

void MetricPlot::clearBest() {
    parts_->hasBest = false;
    refresh();
}

void MetricPlot::setLogY(bool on) {
    Parts& p = *parts_;
    if (p.logY == on)
        return;
    p.logY = on;
    p.plot->yAxis->setScaleType(on ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    if (on)
        p.plot->yAxis->setTicker(QSharedPointer<QCPAxisTickerLog>(new QCPAxisTickerLog));
    else
        p.plot->yAxis->setTicker(p.yTicker);
    for (std::size_t i = 0; i < p.series.size(); ++i)
        setData(static_cast<int>(i), QList<QPointF>(p.series[i].points), QList<PlotGap>(p.series[i].gaps));
    refresh();
    Q_EMIT logChanged(on);
}

bool MetricPlot::isLogY() const {
    return parts_->logY;
}

void MetricPlot::setClipOutliers(bool on) {
    parts_->clip = on;
    if (!on)
        setToolTip({}); // hidden plots too
    refresh();
}

QPointF MetricPlot::xRange() const {
    return {parts_->plot->xAxis->range().lower, parts_->plot->xAxis->range().upper};
}

double MetricPlot::xAt(int pixel) const {
    return parts_->plot->xAxis->pixelToCoord(pixel);
}

QPointF MetricPlot::yRange() {
    rescale();
    return {parts_->plot->yAxis->range().lower, parts_->plot->yAxis->range().upper};
}

QString MetricPlot::readoutText() {
    updateCrosshair(); // what changed has perhaps not been drawn
    return parts_->readout->visible() ? parts_->readout->text() : QString();
}

int MetricPlot::replotCount() const {
    return parts_->replots;
}

QList<QRectF> MetricPlot::wordPlaces() const {
    return parts_->words;
}

QSize MetricPlot::sizeHint() const {
    const int line = QFontMetrics(roleFont(TextRole::Micro)).height();
    return {28 * line, 17 * line};
}

QSize MetricPlot::minimumSizeHint() const {
    const int line = QFontMetrics(roleFont(TextRole::Micro)).height();
    return {9 * line, 8 * line};
}

void MetricPlot::applyTheme() {
    applyColors(colors());
    refresh();
}

void MetricPlot::Parts::Series::style(const ThemeColors& c) const {
    const QColor strong = seriesColor(spec.color, c);
    graph->setPen(seriesPen(spec.color, spec.style, c));
    if (hasCircles(spec.style))
        graph->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(strong, 1.2), c.surface, 5));
    markAlone(c);
    if (endLabel != nullptr) {
        endLabel->setFont(roleFont(TextRole::Micro, QFont::DemiBold));
        endLabel->setColor(strong);
        endLabel->setBrush(c.surface); // another run's line may pass behind
    }
    tracer->setPen(QPen(strong, 1));
    tracer->setBrush(strong);
}

void MetricPlot::applyColors(const ThemeColors& c) {
    Parts& p = *parts_;
    p.marks->setColors(c);
    p.gaps->setColor(c.border);
    p.plot->setBackground(c.surface);
    const QFont small = roleFont(TextRole::Micro), bold = roleFont(TextRole::Micro, QFont::DemiBold);
    for (QCPAxis* axis : {p.plot->xAxis, p.plot->yAxis}) {
        axis->setTickLabelFont(small);
        axis->setTickLabelColor(c.text3);
        axis->setTickPen(Qt::NoPen);
        axis->setSubTickPen(Qt::NoPen);
        axis->setBasePen(axis == p.plot->xAxis ? QPen(c.baseLine, 1) : QPen(Qt::NoPen));
    }
    const QFontMetrics metrics(small);
    p.plot->axisRect()->setMinimumMargins(QMargins(metrics.horizontalAdvance(QStringLiteral("0.000")) + 6,
                                                   metrics.height() * 2 / 3, 8, metrics.height() + 6));
    p.plot->yAxis->grid()->setPen(QPen(c.grid, 1));
    for (const Parts::Series& one : p.series)
        one.style(c);
    p.crosshair->setPen(QPen(c.text2, 1));
    p.emptyText->setFont(roleFont(TextRole::Caption));
    p.emptyText->setColor(c.text3);
    p.emptyText->setBrush(c.surface);
    p.readout->setFont(small);
    p.readout->setColor(c.text);
    p.readout->setBrush(c.surface);
    p.readout->setPen(QPen(c.border, 1));
    p.bestRing->setPen(QPen(c.text, 1.6));
    p.bestRing->setBrush(Qt::NoBrush);
    p.bestLabel->setFont(bold);
    p.bestLabel->setColor(c.text);
}

} // namespace studio
