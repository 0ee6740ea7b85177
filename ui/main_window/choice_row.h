// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace studio {

/// A large radio button: title, what it costs at the right, a sentence below.
class ChoiceRow final : public QAbstractButton {
    Q_OBJECT

public:
    ChoiceRow(const QString& objectName, const QString& title, const QString& cost, const QString& about,
              QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    QString cost_, about_;
};

} // namespace studio
