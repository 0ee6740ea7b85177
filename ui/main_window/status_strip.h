// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStatusBar>
#include <QString>

namespace studio {

class ElidedLabel;
class Label;
class Meter;

/// The status bar: state, epoch, step and last event left; readings of the machine right. Those of the card are there
/// while it has some; where the window is too narrow for all, they go first.
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
    /// What a run's card is doing; a part that is not known leaves no hole. Fractions < 0 and empty words = not known.
    struct CardFigures {
        double busy = -1, memory = -1;
        QString busyText, memoryText, heat, about; ///< `heat`: "71 °C · 69 W", `about`: more of it, for a tooltip
    };
    void setCard(const CardFigures& figures);
    QSize minimumSizeHint() const override; ///< without the card

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void fit();

    QWidget* words_;
    QWidget* readings_;
    Label* state_;
    Label* epoch_;
    Label* step_;
    ElidedLabel* note_;
    Meter* card_;
    Meter* cardMemory_;
    Label* cardHeat_;
    CardFigures figures_;
    Meter* cpu_;
    Meter* memory_;
    Meter* disk_;
};

} // namespace studio
