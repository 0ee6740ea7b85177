// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProgressBar>

namespace studio {

/// A reading of the status bar: icon, small bar, text. Keeps the width of its widest text. Role and value for screen
/// readers are those of QProgressBar.
class Meter final : public QProgressBar {
    Q_OBJECT

public:
    /// `widest` sets the width: "00.0/00.0 GiB".
    Meter(const QString& objectName, const QString& icon, const QString& name, const QString& widest,
          QWidget* parent = nullptr);
    /// From the next set() on.
    void setName(const QString& name) { name_ = name; }
    /// `fraction` < 0 = unknown.
    void set(double fraction, const QString& text);
    QString text() const override { return text_; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString icon_, name_, widest_, text_;
    double fraction_ = -1;
};

} // namespace studio
