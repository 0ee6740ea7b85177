// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

#include "ui/theme/theme.h"

namespace studio {

/// What runs now, at the foot of the sidebar; leads to Train. Compact: a ring with the per cent.
class RunCard final : public QAbstractButton {
    Q_OBJECT

public:
    explicit RunCard(QWidget* parent = nullptr);
    /// `lines`: at most two quiet lines. `fraction` < 0 = unknown.
    void set(const QString& state, Tone tone, double fraction, const QStringList& lines);
    void setCompact(bool compact);
    QString state() const { return state_; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintRing(QPainter& painter) const;
    void paintCard(QPainter& painter) const;
    QString state_;
    QStringList lines_;
    Tone tone_ = Tone::Accent;
    double fraction_ = -1;
    bool compact_ = false;
};

} // namespace studio
