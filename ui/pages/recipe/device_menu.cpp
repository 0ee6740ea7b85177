// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/recipe/device_menu.h"

#include <algorithm>

#include <QAbstractItemView>
#include <QStandardItemModel>

#include "ui/models/device_words.h"
#include "ui/session/studio.h"
#include "ui/theme/paint.h"

namespace studio {

DeviceMenu::DeviceMenu(Studio& studio, QWidget* parent)
    : ElidedCombo(parent)
    , studio_(studio) {
    setObjectName(QStringLiteral("device"));
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // a long name does not widen the page
    connect(&studio_.cards, &CardsSession::changed, this, &DeviceMenu::fill);
    connect(this, &QComboBox::activated, this, &DeviceMenu::choose);
    fill();
}

bool DeviceMenu::isAccelerator() const {
    const DeviceInfo* device = studio_.cards.find(studio_.recipe.device);
    return device != nullptr && device->accelerator;
}

void DeviceMenu::fill() {
    clear();
    const DeviceInfo* automatic = studio_.cards.find("auto");
    addItem(automatic == nullptr     ? tr("automatic")
            : automatic->accelerator ? tr("automatic (%1)").arg(displayOf(automatic->name))
                                     : tr("automatic (%1)").arg(deviceText(*automatic)),
            QStringLiteral("auto"));
    setItemData(0, toolTipText(tr("The best card, else the CPU. Option: --device auto.")), Qt::ToolTipRole);
    for (const DeviceInfo& device : studio_.cards.devices()) {
        addItem(deviceText(device), displayOf(device.id));
        setItemData(count() - 1, toolTipText(deviceDetails(device)), Qt::ToolTipRole);
    }
    for (const UnusableCard& card : unusableCards(studio_.cards))
        addNote(tr("%1: cannot be used").arg(card.name), card.why);
    if (studio_.cards.isLooking())
        addNote(tr("asking the NVIDIA driver..."), tr("Its cards appear here when it has answered."));
    const QString chosen = displayOf(studio_.recipe.device); // perhaps at another start, when it was there
    if (findData(chosen) < 0)
        addItem(studio_.cards.isLooking() ? chosen : tr("%1: not found").arg(chosen), chosen);
    setCurrentIndex(findData(chosen));
    tell();
}

void DeviceMenu::addNote(const QString& text, const QString& toolTip) {
    addItem(text);
    setItemData(count() - 1, toolTipText(toolTip), Qt::ToolTipRole);
    qobject_cast<QStandardItemModel*>(model())->item(count() - 1)->setEnabled(false);
}

void DeviceMenu::choose() {
    studio_.recipe.setDevice(currentData().toString().toStdString());
    tell();
}

void DeviceMenu::tell() {
    setToolTip(toolTipText(tr("%1. What computes the steps. Option: --device.").arg(currentText())));
    Q_EMIT chosen();
}

} // namespace studio
