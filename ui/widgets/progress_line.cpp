// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/progress_line.h"

#include <algorithm>

#include <QPainter>

#include "ui/theme/paint.h"

namespace studio {

namespace {
constexpr int kParts = 1000;
}

ProgressLine::ProgressLine(QWidget* parent)
    : QProgressBar(parent) {
    setRange(0, kParts);
    setTextVisible(false);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    repaintOnTheme(this);
}

void ProgressLine::setCaptions(const QString& left, const QString& right) {
    if (left == left_ && right == right_)
        return;
    left_ = left;
    right_ = right;
    setAccessibleName(QString(left + QStringLiteral(", ") + right));
    update(0, 0, width(), height() - 8);
}

void ProgressLine::setFraction(double fraction) {
    fraction = fraction >= 0 ? std::min(fraction, 1.0) : -1; // not a number is not known
    const auto pixels = [this](double f) { return static_cast<int>(f * width() * devicePixelRatioF()); };
    const bool same = pixels(fraction) == pixels(fraction_);
    fraction_ = fraction;
    fraction >= 0 ? setValue(static_cast<int>(fraction * kParts)) : reset();
    if (!same)
        update(0, height() - 8, width(), 8);
}

void ProgressLine::setTone(Tone tone) {
    if (tone == tone_)
        return;
    tone_ = tone;
    update();
}

QSize ProgressLine::sizeHint() const {
    const QFont left = roleFont(TextRole::Caption, QFont::DemiBold), right = roleFont(TextRole::Caption);
    return {textWidth(left_, left) + textWidth(right_, right) + 24, QFontMetrics(left).height() + 11};
}

QSize ProgressLine::minimumSizeHint() const {
    return {120, sizeHint().height()};
}

void ProgressLine::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QFont left = roleFont(TextRole::Caption, QFont::DemiBold), right = roleFont(TextRole::Caption);
    const double line = height() - 9, wide = width();
    const double leftWidth = std::min<double>(textWidth(left_, left) + 2, wide);
    paintText(painter, QRectF(0, 0, leftWidth, line), left_, left, colors().text);
    paintText(painter, QRectF(leftWidth + 12, 0, wide - leftWidth - 12, line), right_, right, colors().text2,
              Qt::AlignRight | Qt::AlignVCenter);
    paintBar(painter, QRectF(0, height() - 7, wide, 5), fraction_, toneColor(tone_), colors().border);
}

} // namespace studio
