// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/theme/theme.h"

class QHBoxLayout;

namespace studio {

class ElidedLabel;
class Pill;

/// Head of a page: title with its state, one line below, actions at the right.
class PageHead final : public QWidget {
    Q_OBJECT

public:
    explicit PageHead(QWidget* parent = nullptr);
    void setTitle(const QString& title);
    QString title() const;
    void setSubtitle(const QString& subtitle);
    QString subtitle() const;
    Pill* pill() { return pill_; }
    /// From left to right; the filled button comes last.
    void addAction(QWidget* control);
    using QWidget::addAction;

private:
    ElidedLabel* title_;
    ElidedLabel* subtitle_;
    Pill* pill_;
    QHBoxLayout* actions_;
};

} // namespace studio
