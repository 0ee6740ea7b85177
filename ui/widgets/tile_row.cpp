// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tile_row.h"

#include <QHBoxLayout>
#include <QPainter>

#include "ui/theme/theme.h"
#include "ui/widgets/tile.h"

namespace studio {

TileRow::TileRow(QWidget* parent)
    : QWidget(parent) {
    row_ = new QHBoxLayout(this);
    row_->setContentsMargins(0, kSpaceXs, 0, kSpaceXs);
    row_->setSpacing(kSpaceXxl + kSpaceXs);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    repaintOnTheme(this);
}

Tile* TileRow::addTile(const QString& objectName, const QString& caption) {
    auto* tile = new Tile(caption);
    tile->setObjectName(objectName);
    row_->addWidget(tile, 1);
    tiles_ += tile;
    return tile;
}

void TileRow::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Tile* before = nullptr;
    for (const Tile* tile : tiles_) {
        if (tile->isHidden())
            continue;
        if (before != nullptr)
            painter.fillRect(QRectF(tile->x() - 15, 5, 1, height() - 10), colors().border);
        before = tile;
    }
}

} // namespace studio
