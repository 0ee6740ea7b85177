// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tile.h"

#include <algorithm>

#include <QPainter>

#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/widgets/accessible.h"

namespace studio {

Tile::Tile(const QString& caption, QWidget* parent)
    : QWidget(parent)
    , caption_(caption)
    , value_(unknownText()) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    repaintOnTheme(this);
    changed();
}

void Tile::setCaption(const QString& caption) {
    if (caption == caption_)
        return;
    caption_ = caption;
    changed();
}

void Tile::setValue(const QString& value, const QString& unit) {
    if (value == value_ && unit == unit_)
        return;
    value_ = value.isEmpty() ? unknownText() : value;
    unit_ = value_ == unknownText() ? QString() : unit;
    changed();
}

void Tile::setContext(const QString& context) {
    if (context == context_)
        return;
    context_ = context;
    changed();
}

void Tile::setTone(Tone tone) {
    if (tone == tone_)
        return;
    tone_ = tone;
    update();
}

QSize Tile::sizeHint() const {
    const QFontMetrics caption(roleFont(TextRole::Caption)), figure(roleFont(TextRole::Figure));
    const int value = figure.horizontalAdvance(value_) + (unit_.isEmpty() ? 0 : caption.horizontalAdvance(unit_) + 6);
    const int width = std::max({caption.horizontalAdvance(caption_), value, caption.horizontalAdvance(context_)});
    return {width + kSpaceM, 2 * caption.height() + figure.height() + 6};
}

QSize Tile::minimumSizeHint() const {
    const QFontMetrics figure(roleFont(TextRole::Figure));
    return {figure.horizontalAdvance(QStringLiteral("00.00 %")) + kSpaceM, sizeHint().height()};
}

void Tile::changed() {
    const QString said = caption_ + QStringLiteral(": ") + value_ + QChar(u' ') + unit_;
    setReading(this, QString(value_ + QChar(u' ') + unit_).trimmed());
    setAccessibleName(caption_);
    setAccessibleDescription(context_);
    setToolTip(toolTipText(context_.isEmpty() ? said : QString(said + QStringLiteral(". ") + context_)));
    update();
}

void Tile::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QFont small = roleFont(TextRole::Caption), large = roleFont(TextRole::Figure);
    const double line = QFontMetrics(small).height(), figure = QFontMetrics(large).height();
    const double usable = width() - 4;
    paintText(painter, QRectF(0, 0, usable, line), caption_, small, colors().text3);
    const QColor ink = tone_ == Tone::Neutral ? colors().text : toneColor(tone_);
    const double unitWidth = unit_.isEmpty() ? 0 : textWidth(unit_, small) + 6;
    const double valueWidth = std::min<double>(textWidth(value_, large), usable - unitWidth);
    paintText(painter, QRectF(0, line + 3, valueWidth + 1, figure), value_, large, ink);
    if (!unit_.isEmpty()) {
        const double base = QFontMetrics(large).ascent() - QFontMetrics(small).ascent();
        paintText(painter, QRectF(valueWidth + 6, line + 3 + base, unitWidth, line), unit_, small, colors().text3,
                  Qt::AlignLeft | Qt::AlignTop);
    }
    paintText(painter, QRectF(0, line + figure + 5, usable, line), context_, small, colors().text3);
}

} // namespace studio
