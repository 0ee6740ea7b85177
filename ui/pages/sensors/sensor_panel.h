// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

class QGridLayout;

namespace studio {

class RefreshPace;
class SensorCurve;
class SensorTile;
class Studio;
class VolumeTile;

/// The sensors of the machine while a run trains on it: small curves of the last minutes from what the monitors read
/// anyway, and the room on the run's disk. What is not told has no place. Nothing is painted while it is hidden; the
/// curves go on. Owned by the details of Train; GUI thread.
class SensorPanel final : public QWidget {
    Q_OBJECT

public:
    explicit SensorPanel(Studio& studio, QWidget* parent = nullptr);
    /// Its height where every sensor tells something: it does not change when a card is found.
    int mostHeight() const;

private:
    void takeCard();
    void takeLoad();
    void otherRun();
    void refresh();
    void arrange();

    Studio& studio_;
    QGridLayout* grid_;
    SensorCurve *busy_, *cardMemory_, *temperature_, *power_, *clock_; ///< of the card
    SensorCurve *cpu_, *memory_;
    VolumeTile* disk_;
    RefreshPace* pace_;
    std::vector<SensorTile*> placed_;
};

} // namespace studio
