// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/theme/theme.h"

namespace studio {

/// A state in a rounded tag: icon shape, word and colour. Hidden while the text is empty.
class Pill final : public QWidget {
    Q_OBJECT

public:
    explicit Pill(QWidget* parent = nullptr);
    /// `icon` "dot" is a filled circle; empty = none.
    void set(const QString& text, Tone tone, const QString& icon = {});
    const QString& text() const { return text_; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString text_, icon_;
    Tone tone_ = Tone::Neutral;
};

} // namespace studio
