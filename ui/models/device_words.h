// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace studio {

struct CardReading;
struct DeviceInfo;
class CardsSession;
class Studio;

/// "NVIDIA T4, 16.0 GB, fp16": the number format is what "amp" means there. "CPU".
QString deviceText(const DeviceInfo& device);
/// Memory and all number formats, for a tooltip.
QString deviceDetails(const DeviceInfo& device);

/// What holds the card's clock back, "power limit, heat"; empty where nothing does, or nothing is told.
QString slowedByText(const CardReading& reading);

/// A card that is there and cannot be used.
struct UnusableCard {
    QString name, why;
};
QList<UnusableCard> unusableCards(const CardsSession& cards);

/// Why no card is used although the machine has one, in a sentence or two with the way out. Empty where one is, where
/// the machine has none, and while that is not known.
QString whyNoCard(const Studio& studio);

} // namespace studio
