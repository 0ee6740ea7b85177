// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QPushButton;

namespace studio {

class Label;

/// What to do where there is nothing yet: icon, title, one or two sentences, buttons.
class EmptyState final : public QWidget {
    Q_OBJECT

public:
    EmptyState(const QString& icon, const QString& title, const QString& text, QWidget* parent = nullptr);
    void setTexts(const QString& title, const QString& text);
    QPushButton* addButton(const QString& objectName, const QString& text, const QString& icon = {},
                           bool primary = false);

private:
    QString icon_;
    Label* title_;
    Label* text_;
    QHBoxLayout* buttons_;
};

} // namespace studio
