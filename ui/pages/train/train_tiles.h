// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace studio {

class EnergyWatch;
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
    /// More of the energy than fits there; empty where it is not measured.
    QString energyDetails(double elapsedSeconds, double remainingSeconds) const;
    /// Cost and energy behind the words, where a price is set and the energy measured.
    QString withCost(const QString& words, double elapsedSeconds, double remainingSeconds) const;

    Studio& studio_;
    EnergyWatch* energy_;
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
