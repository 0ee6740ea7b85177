// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStatusBar>

namespace studio {

class ElidedLabel;
class Label;
class Meter;

/// The status bar: state, epoch, step and last event left; readings of the machine right.
class StatusStrip final : public QStatusBar {
    Q_OBJECT

public:
    explicit StatusStrip(QWidget* parent = nullptr);
    void setState(const QString& state, int tone);
    /// Figures in the middle ("epoch 34/90", "step 3,764/10,009"); empty ones leave no hole.
    void setProgress(const QString& epoch, const QString& step);
    void setNote(const QString& note);
    Meter* cpu() { return cpu_; }
    Meter* memory() { return memory_; }
    Meter* disk() { return disk_; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Label* state_;
    Label* epoch_;
    Label* step_;
    ElidedLabel* note_;
    Meter* cpu_;
    Meter* memory_;
    Meter* disk_;
};

} // namespace studio
