// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

#include "ui/theme/theme.h"

namespace studio {

/// A row of the sidebar: icon, name, live second line, a mark at the right. Compact: icon and mark only.
class NavRow final : public QAbstractButton {
    Q_OBJECT

public:
    NavRow(const QString& objectName, const QString& icon, const QString& name, QWidget* parent = nullptr);
    void setSecondLine(const QString& text);
    /// "" = none, "check", "triangle" or "dot".
    void setMark(const QString& icon, Tone tone);
    void setCompact(bool compact);
    const QString& secondLine() const { return second_; }
    const QString& mark() const { return mark_; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void describe();
    void paintMark(QPainter& painter) const;
    QString icon_, second_, mark_;
    Tone tone_ = Tone::Accent;
    bool compact_ = false, hovered_ = false;
};

} // namespace studio
