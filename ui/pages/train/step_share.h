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
    /// `waiting` 0..1; negative = nothing measured yet. `verdict`: a sentence of at most three lines. It is painted,
    /// not a label: a height that depends on the width would make the page scroll where the plots can shrink.
    void set(double waiting, const QString& verdict);
    double waiting() const { return waiting_; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double waiting_ = -1;
    QString verdict_;
};

} // namespace studio
