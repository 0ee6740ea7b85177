// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace studio {

class ProgressLine;
class RefreshPace;
class Studio;
class Tile;

/// Progress of run and epoch, and the six figures of the Train page.
class TrainTiles final : public QWidget {
    Q_OBJECT

public:
    explicit TrainTiles(Studio& studio, QWidget* parent = nullptr);

private:
    void refresh();
    void showProgress();
    void showAccuracy();
    void showLoss();
    void showSpeed();
    void showEnd();
    double activeSeconds() const;
    /// The cost behind the words, where a price is set.
    QString withCost(const QString& words, double elapsedSeconds, double remainingSeconds) const;

    Studio& studio_;
    RefreshPace* pace_;
    ProgressLine* run_;
    ProgressLine* epoch_;
    Tile* best_;
    Tile* last_;
    Tile* loss_;
    Tile* rate_;
    Tile* speed_;
    Tile* end_;
};

} // namespace studio
