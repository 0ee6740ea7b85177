// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/page_head.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "ui/widgets/elided_label.h"
#include "ui/widgets/pill.h"

namespace studio {

namespace {
constexpr int kLeastHeight = 58;
}

PageHead::PageHead(QWidget* parent)
    : QWidget(parent) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(kSpaceXl, 0, kSpaceL, 0);
    row->setSpacing(kSpaceS);
    auto* column = new QVBoxLayout;
    column->setContentsMargins(0, kSpaceXs, 0, kSpaceXs);
    column->setSpacing(0);
    auto* first = new QHBoxLayout;
    first->setContentsMargins(0, 0, 0, 0);
    first->setSpacing(kSpaceM);
    title_ = new ElidedLabel(TextRole::Title);
    pill_ = new Pill;
    first->addWidget(title_);
    first->addWidget(pill_);
    first->addStretch(1);
    column->addLayout(first);
    subtitle_ = new ElidedLabel(TextRole::Caption, Ink::Text2);
    // Or a long path would set the window's least width.
    subtitle_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    column->addWidget(subtitle_);
    row->addLayout(column, 1);
    actions_ = new QHBoxLayout;
    actions_->setContentsMargins(0, 0, 0, 0);
    actions_->setSpacing(kSpaceXs + 2);
    row->addLayout(actions_);
    onTheme(this, [this] {
        setFixedHeight(std::max<int>(kLeastHeight, title_->sizeHint().height() + subtitle_->sizeHint().height() + 10));
    });
}

void PageHead::setTitle(const QString& title) {
    title_->setText(title);
    setAccessibleName(title);
}

QString PageHead::title() const {
    return title_->text();
}

void PageHead::setSubtitle(const QString& subtitle) {
    subtitle_->setText(subtitle);
}

QString PageHead::subtitle() const {
    return subtitle_->text();
}

void PageHead::addAction(QWidget* control) {
    actions_->addWidget(control, 0, Qt::AlignVCenter);
}

} // namespace studio
