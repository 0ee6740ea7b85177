// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/device_words.h"

#include <algorithm>

#include <QCoreApplication>
#include <QStringList>

#include "core/device/card_verdict.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"

namespace studio {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(studio::DeviceWords)
};

} // namespace

QString deviceText(const DeviceInfo& device) {
    if (device.id == "cpu")
        return Words::tr("CPU");
    QStringList parts{displayOf(device.name)};
    if (device.memoryBytes > 0)
        parts += formatBytes(device.memoryBytes); // as on the card's box and in system-info
    if (!device.precisions.empty() && device.precisions.front() != Precision::Fp32)
        parts += QLatin1String(precisionName(device.precisions.front()));
    return parts.join(QStringLiteral(", "));
}

QString deviceDetails(const DeviceInfo& device) {
    QStringList formats;
    for (const Precision precision : device.precisions)
        formats += QLatin1String(precisionName(precision));
    return Words::tr("%1. Computes in %2. Option: --device %3.")
        .arg(displayOf(device.name), formats.join(QStringLiteral(", ")), displayOf(device.id));
}

QList<UnusableCard> unusableCards(const CardsSession& cards) {
    QList<UnusableCard> unusable;
    if (!cards.found().hasPlugin)
        return unusable; // nobody is sent to mend what would not help
    const CardReport& report = cards.found().report;
    for (const GraphicsCard& card : report.cards) {
        if (const std::string why = whyUnusable(card, report); !why.empty())
            unusable.append({card.name.empty() ? Words::tr("NVIDIA card") : displayOf(card.name), displayOf(why)});
    }
    return unusable;
}

QString slowedByText(const CardReading& reading) {
    QStringList words;
    for (const std::string& word : reading.slowedBy.value_or(std::vector<std::string>()))
        words += QString::fromStdString(word);
    return words.join(QStringLiteral(", "));
}

QString whyNoCard(const Studio& studio) {
    const CardsSession& cards = studio.cards;
    const auto& devices = cards.devices();
    if (cards.isLooking() || std::any_of(devices.begin(), devices.end(), [](const auto& d) { return d.accelerator; }))
        return {};
    if (cards.found().hasPlugin)
        return cards.found().report.hasCard ? displayOf(whyNoCardIsUsable(cards.found().report)) : QString();
    const std::string& there = studio.monitor.info().gpuName;
    return there.empty() ? QString()
                         : Words::tr("%1 is not used: this build has no CUDA plug-in.").arg(displayOf(there));
}

} // namespace studio
