// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

class QHBoxLayout;

namespace studio {

class Tile;

/// Tiles side by side in equal columns with hairlines between.
class TileRow final : public QWidget {
    Q_OBJECT

public:
    explicit TileRow(QWidget* parent = nullptr);
    /// `objectName` finds the tile in tests. Owned by the row.
    Tile* addTile(const QString& objectName, const QString& caption);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QHBoxLayout* row_;
    QList<Tile*> tiles_;
};

} // namespace studio
