// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRadioButton>

namespace studio {

/// A large radio button: title, what it costs at the right, a sentence below.
class ChoiceRow final : public QRadioButton {
    Q_OBJECT

public:
    ChoiceRow(const QString& objectName, const QString& title, const QString& cost, const QString& about,
              QWidget* parent = nullptr);
    /// New words while it is in view.
    void setTexts(const QString& title, const QString& cost, const QString& about);
    const QString& cost() const { return cost_; }
    const QString& about() const { return about_; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool hitButton(const QPoint& place) const override { return rect().contains(place); }

private:
    QString cost_, about_;
};

} // namespace studio
