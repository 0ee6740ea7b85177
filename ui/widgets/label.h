// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

namespace studio {

/// Plain text in a role and an ink of the design; follows the theme.
class Label final : public QLabel {
    Q_OBJECT

public:
    explicit Label(TextRole role = TextRole::Body, Ink ink = Ink::Text, const QString& text = {},
                   QWidget* parent = nullptr);
    void setInk(Ink ink);
    void setRole(TextRole role, int weight = -1);
    /// Breaks lines; the label then takes the width it is given.
    Label* wrapped();
    Label* strong();

private:
    void restyle();
    Ink ink_;
    TextRole role_;
    int weight_ = -1;
};

} // namespace studio
