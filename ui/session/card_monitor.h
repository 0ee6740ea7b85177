// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include <QObject>
#include <QTimer>

#include "core/device/card.h"
#include "ui/session/services.h"

namespace studio {

class CardsSession;
class TrainingSession;

/// How busy and how hot the card is that the run trains on, twice a second while one does. The driver is asked beside;
/// one that hangs holds nothing up. Called on the GUI thread; the sessions outlive it.
class CardMonitor final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CardMonitor)

public:
    CardMonitor(const StudioServices& services, const CardsSession& cards, const TrainingSession& training,
                QObject* parent = nullptr);
    ~CardMonitor() override;

    /// Nothing where no run trains on a card, and where the driver has not answered for some seconds.
    const std::optional<CardReading>& reading() const { return reading_; }
    /// The window closes.
    void requestStop();

Q_SIGNALS:
    void changed();

private:
    const DeviceInfo* cardOfRun() const;
    void follow();
    void begin();
    void end();
    void read();
    void set(std::optional<CardReading> reading);

    const CardsSession& cards_;
    const TrainingSession& training_;
    std::function<std::unique_ptr<CardSampler>()> make_;
    std::unique_ptr<CardSampler> sampler_; ///< while a run trains on a card
    std::optional<CardReading> reading_;
    QTimer timer_;
};

} // namespace studio
