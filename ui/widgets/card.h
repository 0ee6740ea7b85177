// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QVBoxLayout;

namespace studio {

class ElidedLabel;
class Label;

/// A surface with a 1 px edge: title, note, controls in its head, content below. Without a title there is no head.
class Card final : public QWidget {
    Q_OBJECT

public:
    explicit Card(const QString& title = {}, QWidget* parent = nullptr);
    void setTitle(const QString& title);
    /// Quiet text beside the title ("895 classes"); elided when space is short.
    void setNote(const QString& note);
    /// Right end of the head; controls are added from left to right. Shows the head.
    QHBoxLayout* headSlot();
    void addToHead(QWidget* control);
    QVBoxLayout* body() { return body_; }
    /// 0 for tables that go to the card's edge; 12 otherwise.
    void setBodyMargin(int margin);

Q_SIGNALS:
    /// Double-click on the head: maximise, where the page offers it.
    void headDoubleClicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    QWidget* head_;
    Label* title_;
    ElidedLabel* note_;
    QHBoxLayout* slot_;
    QVBoxLayout* body_;
};

} // namespace studio
