// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QAbstractButton;
class QButtonGroup;

namespace studio {

/// One of a few choices, all in view: exclusive tool buttons (tabs, toggle group). Arrow keys move, like a row of radio
/// buttons.
class SegmentedControl final : public QWidget {
    Q_OBJECT

public:
    SegmentedControl(const QString& objectName, const QStringList& options, QWidget* parent = nullptr);
    int current() const;
    /// Emits currentChanged() if it differs.
    void setCurrent(int index);
    /// New words (counts); the choice stays.
    void setText(int index, const QString& text);
    const QStringList& options() const { return options_; }
    QAbstractButton* segment(int index) const;

Q_SIGNALS:
    void currentChanged(int index);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void fit();
    QStringList options_;
    QButtonGroup* group_;
};

} // namespace studio
