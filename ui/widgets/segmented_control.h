// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

namespace studio {

/// One of a few choices, all in view. Arrow keys move, like a row of radio buttons.
class SegmentedControl final : public QWidget {
    Q_OBJECT

public:
    SegmentedControl(const QString& objectName, const QStringList& options, QWidget* parent = nullptr);
    int current() const { return current_; }
    /// Emits currentChanged() if it differs.
    void setCurrent(int index);
    /// New words (counts); the choice stays.
    void setText(int index, const QString& text);
    const QStringList& options() const { return options_; }
    /// Centre of a segment, for tests that click.
    QPoint segmentCentre(int index) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void currentChanged(int index);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    QRect segment(int index) const;
    void announce();
    QStringList options_;
    int current_ = 0;
};

} // namespace studio
