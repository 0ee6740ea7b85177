// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace studio {

/// Where the time of a training step goes, as far as it is measured: waiting for pictures, and computing.
class StepShare final : public QWidget {
    Q_OBJECT

public:
    explicit StepShare(QWidget* parent = nullptr);
    /// `waiting` 0..1; negative = nothing measured yet.
    void set(double waiting);
    double waiting() const { return waiting_; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double waiting_ = -1;
};

} // namespace studio
