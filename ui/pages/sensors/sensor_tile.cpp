// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/sensors/sensor_tile.h"

#include <algorithm>
#include <iterator>

#include <QPainter>
#include <QPolygonF>

#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/widgets/accessible.h"

namespace studio {

namespace {

QFont nameFont() {
    return roleFont(TextRole::Caption);
}

QFont valueFont() {
    return roleFont(TextRole::Caption, QFont::DemiBold);
}

QFont smallFont() {
    return roleFont(TextRole::Micro);
}

int headHeight() {
    return QFontMetrics(valueFont()).height() + 2;
}

} // namespace

SensorTile::SensorTile(const QString& objectName, const QString& name, QWidget* parent)
    : QWidget(parent)
    , name_(name)
    , value_(unknownText()) {
    setObjectName(objectName);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    repaintOnTheme(this);
}

void SensorTile::say(const QString& value, const QString& about) {
    value_ = value;
    setReading(this, value);
    if (about != accessibleName()) {
        setAccessibleName(about);
        setToolTip(toolTipText(about));
    }
    update();
}

QSize SensorTile::sizeHint() const {
    return {textWidth(name_, nameFont()) + textWidth(value_, valueFont()) + kSpaceS,
            headHeight() + 2 * QFontMetrics(smallFont()).height()};
}

void SensorTile::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const double head = headHeight(), most = width();
    const double wide = std::min<double>(textWidth(value_, valueFont()) + 1, most);
    paintText(painter, QRectF(0, 0, most - wide - kSpaceXs, head), name_, nameFont(), colors().text2);
    paintText(painter, QRectF(most - wide, 0, wide, head), value_, valueFont(), colors().text,
              Qt::AlignRight | Qt::AlignVCenter);
    paintPicture(painter, QRectF(0, head, most, height() - head));
}

SensorCurve::SensorCurve(const QString& objectName, const QString& name, const QString& unit, int decimals,
                         QWidget* parent)
    : SensorTile(objectName, name, parent)
    , unit_(unit)
    , decimals_(decimals) {}

void SensorCurve::add(std::optional<double> value, double top, SensorHistory::Clock::time_point now) {
    isTold_ = value.has_value();
    if (!value)
        return;
    history_.add(*value, now);
    top_ = top;
}

void SensorCurve::clear() {
    history_.clear();
    isTold_ = false;
}

QString SensorCurve::number(double value) const {
    return formatNumber(value, decimals_);
}

void SensorCurve::refresh() {
    if (history_.samples().empty())
        return say(unknownText(), name());
    const QString value = withUnit(number(history_.samples().back().value), unit_);
    say(value, tr("%1: %2. In the last minutes between %3 and %4")
                   .arg(name(), value, number(history_.least()), withUnit(number(history_.most()), unit_)));
}

void SensorCurve::paintPicture(QPainter& painter, const QRectF& place) {
    if (history_.samples().empty())
        return;
    const QString most = number(history_.most()), least = number(history_.least());
    const double top = std::max(top_, history_.most());
    const double wide = std::max(textWidth(number(top), smallFont()), textWidth(most, smallFont())) + 1;
    const double line = place.height() / 2;
    const QRectF right(place.right() - wide, place.top(), wide, line);
    const int flags = Qt::AlignRight | Qt::AlignVCenter;
    if (most == least) {
        paintText(painter, right.translated(0, line / 2), most, smallFont(), colors().text3, flags);
    } else {
        paintText(painter, right, most, smallFont(), colors().text3, flags);
        paintText(painter, right.translated(0, line), least, smallFont(), colors().text3, flags);
    }
    paintCurve(painter, place.adjusted(0, 3, -wide - kSpaceXs, -3));
}

/// The newest sample stands at the right end; the first minute fills the width as it comes. Where nothing was told for
/// a while there is a gap.
void SensorCurve::paintCurve(QPainter& painter, const QRectF& place) const {
    using Seconds = std::chrono::duration<double>;
    constexpr Seconds kGap{5}, kLeastSpan{60};
    const auto& samples = history_.samples();
    const double top = std::max({top_, history_.most(), 1e-9}), high = place.height() - 2;
    const Seconds span = std::max<Seconds>(kLeastSpan, samples.back().at - samples.front().at);
    const auto pointOf = [&](const SensorHistory::Sample& sample) {
        const double age = Seconds(samples.back().at - sample.at) / span;
        return QPointF(place.right() - 1 - age * (place.width() - 1),
                       place.bottom() - 1 - std::clamp(sample.value / top, 0.0, 1.0) * high);
    };
    painter.save();
    painter.fillRect(QRectF(place.left(), place.bottom(), place.width(), 1), colors().baseLine);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor below = colors().series[0];
    below.setAlpha(colors().dark ? 60 : 40);
    QPolygonF part;
    const auto paintPart = [&] {
        if (part.size() == 1) // one sample alone is a point
            part.append(part.front() + QPointF(1, 0));
        QPolygonF area = part;
        area << QPointF(part.back().x(), place.bottom()) << QPointF(part.front().x(), place.bottom());
        painter.setPen(Qt::NoPen);
        painter.setBrush(below);
        painter.drawPolygon(area);
        painter.setPen(QPen(colors().series[0], 1));
        painter.drawPolyline(part);
        part.clear();
    };
    for (auto sample = samples.begin(); sample != samples.end(); ++sample) {
        if (!part.isEmpty() && sample->at - std::prev(sample)->at > kGap)
            paintPart();
        part.append(pointOf(*sample));
    }
    paintPart();
    painter.restore();
}

VolumeTile::VolumeTile(const QString& objectName, const QString& name, QWidget* parent)
    : SensorTile(objectName, name, parent) {
    set(0, 0, false);
}

void VolumeTile::set(std::uint64_t free, std::uint64_t total, bool isSilent) {
    free_ = free;
    total_ = total;
    if (total == 0 && !isSilent)
        return say(unknownText(), name());
    if (total == 0)
        return say(tr("not known"), tr("%1: not known. The volume of the run does not answer").arg(name()));
    const QString room = tr("%1 free").arg(formatBytes(free));
    say(room, tr("%1: %2 of %3. It is the volume that the run writes to").arg(name(), room, formatBytes(total)));
}

void VolumeTile::paintPicture(QPainter& painter, const QRectF& place) {
    if (total_ == 0)
        return;
    const double used = 1 - static_cast<double>(free_) / static_cast<double>(total_), line = place.height() / 2;
    paintBar(painter, QRectF(place.left(), place.top() + line / 2 - 2.5, place.width(), 5), used, colors().neutralBar,
             colors().border);
    paintText(painter, QRectF(place.left(), place.top() + line, place.width(), line),
              tr("of %1").arg(formatBytes(total_)), smallFont(), colors().text3, Qt::AlignRight | Qt::AlignVCenter);
}

} // namespace studio
