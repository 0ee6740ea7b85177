// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

namespace studio {

/// One line of plain text that gives way: elided where space is short, all of it in the tooltip.
class ElidedLabel final : public QWidget {
    Q_OBJECT

public:
    explicit ElidedLabel(TextRole role = TextRole::Body, Ink ink = Ink::Text, QWidget* parent = nullptr);
    void setText(const QString& text);
    const QString& text() const { return text_; }
    void setInk(Ink ink);
    void setElideMode(Qt::TextElideMode mode);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refreshToolTip();
    QString text_;
    Ink ink_;
    Qt::TextElideMode mode_ = Qt::ElideRight;
};

} // namespace studio
