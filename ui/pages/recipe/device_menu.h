// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/elided_combo.h"

namespace studio {

class Studio;

/// What the next run is computed on: automatic, a card, the CPU. The cards come in when their driver has answered; what
/// was chosen stays. A card that cannot be used is there, but cannot be chosen, and says why. GUI thread.
class DeviceMenu final : public ElidedCombo {
    Q_OBJECT

public:
    explicit DeviceMenu(Studio& studio, QWidget* parent = nullptr);
    /// Whether what is chosen leaves the CPU to the decode threads.
    bool isAccelerator() const;

Q_SIGNALS:
    /// The choice, or what it means.
    void chosen();

private:
    void fill();
    void choose();
    void tell();
    void addNote(const QString& text, const QString& toolTip);

    Studio& studio_;
};

} // namespace studio
