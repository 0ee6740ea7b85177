// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/theme/theme.h"

namespace studio {

/// A still icon of the design.
class IconView final : public QWidget {
    Q_OBJECT

public:
    IconView(const QString& icon, int side, Ink ink, QWidget* parent = nullptr);
    void set(const QString& icon, Ink ink);
    const QString& icon() const { return icon_; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString icon_;
    Ink ink_;
};

} // namespace studio
