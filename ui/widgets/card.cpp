// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/card.h"

#include <QHBoxLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/theme/paint.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/label.h"

namespace studio {

Card::Card(const QString& title, QWidget* parent)
    : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    head_ = new QWidget(this);
    auto* row = new QHBoxLayout(head_);
    row->setContentsMargins(kSpaceM, kSpaceXs, kSpaceS, kSpaceXs);
    row->setSpacing(kSpaceS);
    title_ = new Label(TextRole::Body, Ink::Text);
    title_->strong();
    note_ = new ElidedLabel(TextRole::Caption, Ink::Text3);
    note_->hide();
    row->addWidget(title_);
    row->addWidget(note_, 1);
    row->addStretch(0);
    slot_ = new QHBoxLayout;
    slot_->setContentsMargins(0, 0, 0, 0);
    slot_->setSpacing(kSpaceS);
    row->addLayout(slot_);
    onTheme(this, [this] { head_->setMinimumHeight(controlHeight() + kSpaceS); });
    column->addWidget(head_);
    auto* content = new QWidget(this);
    body_ = new QVBoxLayout(content);
    body_->setSpacing(kSpaceS);
    column->addWidget(content, 1);
    setTitle(title);
    setBodyMargin(kSpaceM);
    repaintOnTheme(this);
}

void Card::setTitle(const QString& title) {
    title_->setText(title);
    title_->setVisible(!title.isEmpty()); // an empty one takes the space of a gap
    head_->setVisible(!title.isEmpty() || slot_->count() > 0);
    setAccessibleName(title);
}

void Card::setNote(const QString& note) {
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
}

QHBoxLayout* Card::headSlot() {
    head_->show();
    // Without a title the controls have the whole head.
    static_cast<QHBoxLayout*>(head_->layout())->setStretchFactor(slot_, title_->text().isEmpty() ? 1 : 0);
    return slot_;
}

void Card::addToHead(QWidget* control) {
    headSlot()->addWidget(control, 0, Qt::AlignVCenter);
}

void Card::setBodyMargin(int margin) {
    const bool headed = !title_->text().isEmpty();
    const int end = margin == 0 ? kSpaceXs : margin; // a table must not cover the rounded corners
    body_->setContentsMargins(margin, headed ? 0 : end, margin, end);
}

void Card::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintRoundBox(painter, rect(), kRadiusCard, colors().surface, colors().border);
}

void Card::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && head_->isVisible() && head_->geometry().contains(event->pos()))
        Q_EMIT headDoubleClicked();
    QWidget::mouseDoubleClickEvent(event);
}

} // namespace studio
