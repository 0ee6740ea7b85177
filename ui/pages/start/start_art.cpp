// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/start/start_art.h"

#include <cmath>

#include <QPainter>
#include <QPainterPath>

#include "core/sample/sample_pictures.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace studio {

namespace {

constexpr int kColumns = 7, kRows = 3, kCellGap = 5;

} // namespace

SampleArt::SampleArt(std::uint64_t seed, QWidget* parent)
    : QWidget(parent) {
    setFixedHeight(132);
    repaintOnTheme(this);
    job_.start([this, seed](std::stop_token stop) -> std::function<void()> {
        QList<QImage> images;
        SampleSpec spec;
        spec.seed = seed;
        for (int i = 0; i < kColumns * kRows && !stop.stop_requested(); ++i) {
            const Picture picture = drawSamplePicture((i * 3) % kSampleClasses, static_cast<std::uint64_t>(i), spec);
            images << QImage(picture.rgb.data(), picture.width, picture.height, picture.width * 3,
                             QImage::Format_RGB888)
                          .copy();
        }
        return [this, images] {
            images_ = images;
            update();
        };
    });
}

void SampleArt::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const double side =
        std::min((width() - (kColumns - 1.0) * kCellGap) / kColumns, (height() - (kRows - 1.0) * kCellGap) / kRows);
    for (int i = 0; i < kColumns * kRows; ++i) {
        const QRectF cell((i % kColumns) * (side + kCellGap), (i / kColumns) * (side + kCellGap), side, side);
        QPainterPath clip;
        clip.addRoundedRect(cell, kRadiusSmall, kRadiusSmall);
        painter.setClipPath(clip);
        painter.fillRect(cell, colors().sunken);
        if (i < images_.size())
            painter.drawImage(cell, images_[i]);
    }
}

FolderArt::FolderArt(QWidget* parent)
    : QWidget(parent) {
    setFixedHeight(132);
    repaintOnTheme(this);
}

void FolderArt::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const char16_t* const names[] = {u"cat", u"dog", u"horse"};
    const double cell = 34, gap = 5;
    for (int line = 0; line < 3; ++line) {
        const double y = line * 46.0 + 4;
        paintIcon(painter, QStringLiteral("folder"), QRectF(0, y + 7, 20, 20), colors().text3);
        painter.setFont(roleFont(TextRole::Body));
        painter.setPen(colors().text2);
        painter.drawText(QRectF(28, y, 60, cell), Qt::AlignVCenter, QString::fromUtf16(names[line]));
        const int fits = std::max(0, std::min(6 - line, static_cast<int>((width() - 92) / (cell + gap))));
        for (int i = 0; i < fits; ++i) {
            const QRectF box(92 + i * (cell + gap), y, cell, cell);
            painter.setPen(colors().border);
            painter.setBrush(colors().sunken);
            painter.drawRoundedRect(box, kRadiusSmall, kRadiusSmall);
            paintIcon(painter, QStringLiteral("picture"), box.adjusted(9, 9, -9, -9), colors().neutralBar);
        }
    }
}

CurveArt::CurveArt(QWidget* parent)
    : QWidget(parent) {
    setFixedHeight(132);
    repaintOnTheme(this);
}

void CurveArt::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF plot = QRectF(rect()).adjusted(2, 6, -8, -4);
    painter.setPen(colors().grid);
    for (int i = 0; i < 4; ++i) {
        const double y = plot.top() + plot.height() * i / 3;
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
    }
    for (int series = 0; series < 2; ++series) {
        QPainterPath path;
        QPointF best;
        for (int i = 0; i <= 30; ++i) {
            const double t = i / 30.0, wobble = series == 1 ? 0.02 * std::sin(i * 2.3) * (1 - 0.5 * t) : 0;
            const double value = (1 - std::exp(-(series == 0 ? 4.0 : 5.2) * t)) * 0.88 + wobble;
            const QPointF at(plot.left() + plot.width() * t, plot.bottom() - plot.height() * value);
            i == 0 ? path.moveTo(at) : path.lineTo(at);
            if (i == 26)
                best = at;
        }
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colors().series[static_cast<std::size_t>(series)], 1.6));
        painter.drawPath(path);
        if (series == 1) {
            painter.setPen(QPen(colors().text, 1.6));
            painter.drawEllipse(best, 5, 5);
        }
    }
}

} // namespace studio
