// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProgressBar>

#include "ui/theme/theme.h"

namespace studio {

/// A progress bar with a caption left and right above it. Role and value for screen readers are those of QProgressBar.
/// Repaints only when something it shows changes.
class ProgressLine final : public QProgressBar {
    Q_OBJECT

public:
    explicit ProgressLine(QWidget* parent = nullptr);
    void setCaptions(const QString& left, const QString& right);
    void setFraction(double fraction); ///< 0..1; negative = unknown, an empty bar
    void setTone(Tone tone);           ///< Accent unless paused (Warning) or done (Ok)
    double fraction() const { return fraction_; }
    const QString& left() const { return left_; }
    const QString& right() const { return right_; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString left_, right_;
    double fraction_ = -1;
    Tone tone_ = Tone::Accent;
};

} // namespace studio
