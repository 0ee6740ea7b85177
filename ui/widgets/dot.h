// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/theme/theme.h"

namespace studio {

/// A filled circle in a state's colour; keeps its place while it is off.
class Dot final : public QWidget {
    Q_OBJECT

public:
    explicit Dot(Tone tone, bool on = false, QWidget* parent = nullptr);
    void setOn(bool on);
    bool isOn() const { return on_; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Tone tone_;
    bool on_;
};

} // namespace studio
