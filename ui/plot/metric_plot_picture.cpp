// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QBuffer>
#include <QPdfWriter>
#include <QSvgGenerator>

#include "ui/plot/mark_item.h"
#include "ui/plot/metric_plot_parts.h"
#include "ui/plot/series_pen.h"
#include "ui/theme/paint.h"

namespace studio {

namespace {

constexpr QSize kSize(960, 560);
constexpr int kHead = 44, kFoot = 30, kMargin = 16;
constexpr int kScale = 2; ///< device pixels per logical one in PNG

// Returns the width used.
int drawEntry(QPainter& painter, int x, const SeriesSpec& spec, const ThemeColors& c) {
    const double middle = kHead / 2.0;
    painter.setBrush(c.surface);
    painter.setPen(legendPen(spec.color, spec.style, c));
    painter.drawLine(QPointF(x, middle), QPointF(x + 22, middle));
    if (spec.style == SeriesStyle::Circles || spec.style == SeriesStyle::PaleCircles)
        painter.drawEllipse(QPointF(x + 11, middle), 3, 3);
    const int width = textWidth(spec.name, roleFont(TextRole::Caption)) + 2;
    paintText(painter, QRectF(x + 28, 0, width, kHead), spec.name, roleFont(TextRole::Caption), c.text2);
    return 28 + width + kMargin;
}

} // namespace

void MetricPlot::drawHead(QPainter& painter, const PictureCaption& caption) const {
    const ThemeColors& c = lightColors();
    QList<SeriesSpec> legend;
    int legendWidth = 0;
    for (const Parts::Series& one : parts_->series) {
        const auto sameName = [&one](const SeriesSpec& spec) { return spec.name == one.spec.name; };
        if (one.points.isEmpty() || !one.graph->visible() || std::any_of(legend.begin(), legend.end(), sameName))
            continue;
        legend += one.spec;
        legendWidth += 28 + textWidth(one.spec.name, roleFont(TextRole::Caption)) + 2 + kMargin;
    }
    const QFont bold = roleFont(TextRole::Section, QFont::DemiBold), quiet = roleFont(TextRole::Caption);
    const int titleWidth = textWidth(caption.title, bold) + 2;
    paintText(painter, QRectF(kMargin, 0, titleWidth, kHead), caption.title, bold, c.text);
    const int runLeft = kMargin + titleWidth + kMargin;
    int x = kSize.width() - legendWidth;
    paintText(painter, QRectF(runLeft, 0, x - runLeft - kMargin, kHead), caption.run, quiet, c.text3);
    for (const SeriesSpec& spec : legend)
        x += drawEntry(painter, x, spec, c);
    paintText(painter, QRectF(0, kSize.height() - kFoot, kSize.width(), kFoot - 6), caption.xName, quiet, c.text2,
              Qt::AlignCenter);
}

void MetricPlot::drawPicture(QPaintDevice& device, const PictureCaption& caption, double scale) {
    Parts& p = *parts_;
    rescale();
    const double crosshair = std::exchange(p.crosshairX, qQNaN());
    const std::optional<PlotMark> chosen = p.marks->chosen();
    p.marks->setChosen({});
    applyColors(lightColors());
    {
        QCPPainter painter(&device);
        if (scale == 1)
            painter.setMode(QCPPainter::pmVectorized);
        painter.scale(scale, scale);
        painter.fillRect(QRect({0, 0}, kSize), lightColors().surface);
        painter.setRenderHint(QPainter::Antialiasing);
        drawHead(painter, caption);
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.translate(kMargin / 2, kHead);
        p.plot->toPainter(&painter, kSize.width() - kMargin, kSize.height() - kHead - kFoot);
    }
    p.crosshairX = crosshair;
    p.marks->setChosen(chosen);
    applyTheme();
}

QImage MetricPlot::picture(const PictureCaption& caption) {
    QImage image(kSize * kScale, QImage::Format_RGB32);
    drawPicture(image, caption, kScale);
    image.setDevicePixelRatio(kScale);
    return image;
}

QByteArray MetricPlot::pictureFile(const PictureCaption& caption, PictureFormat format) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (format == PictureFormat::Png) {
        picture(caption).save(&buffer, "PNG");
    } else if (format == PictureFormat::Svg) {
        QSvgGenerator svg;
        svg.setOutputDevice(&buffer);
        svg.setSize(kSize);
        svg.setViewBox(QRect({0, 0}, kSize));
        svg.setResolution(96);
        svg.setTitle(caption.title);
        drawPicture(svg, caption, 1);
    } else {
        QPdfWriter pdf(&buffer);
        pdf.setResolution(96);
        pdf.setPageSize(QPageSize(QSizeF(kSize) * 72 / 96, QPageSize::Point, {}, QPageSize::ExactMatch));
        pdf.setPageMargins({});
        pdf.setTitle(caption.title);
        drawPicture(pdf, caption, 1);
    }
    return bytes;
}

QString MetricPlot::Parts::tableName(const Series& one) const {
    const int of = one.spec.smooths;
    const bool smoothed = one.drawnAs == DrawnAs::Smoothed ||
                          (of >= 0 && series[static_cast<std::size_t>(of)].spec.name == one.spec.name);
    return smoothed                          ? MetricPlot::tr("%1, smoothed").arg(one.spec.name)
           : one.drawnAs == DrawnAs::Thinned ? MetricPlot::tr("%1, thinned").arg(one.spec.name)
                                             : one.spec.name;
}

PlotData MetricPlot::data(const QString& xName) const {
    PlotData data;
    data.xName = xName;
    QList<const Parts::Series*> taken;
    for (const Parts::Series& one : parts_->series) {
        // Without smoothing a smoothed line repeats the points it stands before.
        const bool repeated = std::any_of(taken.begin(), taken.end(), [&one](const Parts::Series* before) {
            return before->spec.name == one.spec.name && before->points == one.points;
        });
        if (one.points.isEmpty() || !one.graph->visible() || repeated)
            continue;
        taken += &one;
        if (!one.measuredPoints.isEmpty())
            data.add(one.spec.name, one.measuredPoints);
        if (one.points != one.measuredPoints)
            data.add(parts_->tableName(one), one.points);
    }
    return data;
}

} // namespace studio
