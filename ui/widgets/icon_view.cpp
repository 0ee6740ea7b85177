// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/icon_view.h"

#include <QPainter>

#include "ui/theme/icons.h"

namespace studio {

IconView::IconView(const QString& icon, int side, Ink ink, QWidget* parent)
    : QWidget(parent)
    , icon_(icon)
    , ink_(ink) {
    setFixedSize(side, side);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    repaintOnTheme(this);
}

void IconView::set(const QString& icon, Ink ink) {
    if (icon == icon_ && ink == ink_)
        return;
    icon_ = icon;
    ink_ = ink;
    update();
}

void IconView::paintEvent(QPaintEvent*) {
    if (icon_.isEmpty())
        return;
    QPainter painter(this);
    paintIcon(painter, icon_, rect(), inkColor(ink_));
}

} // namespace studio
