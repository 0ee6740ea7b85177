// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/form_row.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>
#include <QVariant>

#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/dot.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/icon_view.h"
#include "ui/widgets/label.h"

namespace studio {

namespace {
constexpr int kDotColumn = 12;
} // namespace

FormRow::FormRow(const QString& key, const QString& label, QWidget* editor, const QString& hint, QWidget* parent)
    : QWidget(parent)
    , editor_(editor) {
    setObjectName(QString(QStringLiteral("row_") + key));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kSpaceS);
    dot_ = new Dot(Tone::Accent);
    row->addWidget(dot_, 0, Qt::AlignVCenter);
    label_ = new Label(TextRole::Body, Ink::Text, label);
    label_->setBuddy(editor);
    row->addWidget(label_);
    row->addWidget(editor);
    hint_ = new ElidedLabel(TextRole::Caption, Ink::Text3);
    hint_->setText(hint);
    row->addWidget(hint_, 1);
    reset_ = makeIconButton(QString(QStringLiteral("reset_") + key), QStringLiteral("reset"), tr("Reset"));
    QSizePolicy keeps = reset_->sizePolicy();
    keeps.setRetainSizeWhenHidden(true);
    reset_->setSizePolicy(keeps);
    reset_->hide();
    row->addWidget(reset_);
    column->addLayout(row);
    messageLine_ = new QWidget;
    auto* line = new QHBoxLayout(messageLine_);
    line->setContentsMargins(kDotColumn + kSpaceXs, 0, 0, kSpaceXs);
    line->setSpacing(kSpaceXs + 2);
    messageIcon_ = new IconView(QStringLiteral("triangle"), 13, Ink::Warning);
    line->addWidget(messageIcon_, 0, Qt::AlignTop);
    message_ = (new Label(TextRole::Caption, Ink::Warning))->wrapped();
    line->addWidget(message_, 1);
    fix_ = makeButton(QString(QStringLiteral("fix_") + key), {}, {}, ButtonKind::Link);
    line->addWidget(fix_, 0, Qt::AlignTop);
    messageLine_->hide();
    column->addWidget(messageLine_);
    if (editor->accessibleName().isEmpty())
        editor->setAccessibleName(label);
    connect(reset_, &QPushButton::clicked, this, &FormRow::resetClicked);
    connect(fix_, &QPushButton::clicked, this, &FormRow::fixClicked);
    setLabelWidth(labelWidthHint());
}

void FormRow::setHint(const QString& hint) {
    hint_->setText(hint);
}

void FormRow::widenEditor(int mostDigits) {
    hint_->setText({});
    hint_->setVisible(mostDigits > 0); // it takes the room that the editor leaves
    editor_->setSizePolicy(QSizePolicy::Expanding, editor_->sizePolicy().verticalPolicy());
    if (mostDigits == 0)
        return;
    editor_->setMaximumWidth(std::max(editor_->minimumWidth(), textWidth(QString(mostDigits, u'0'), editor_->font())));
    static_cast<QHBoxLayout*>(layout()->itemAt(0)->layout())->setStretchFactor(editor_, 1000);
}

void FormRow::dropReset() {
    dot_->hide();
    QSizePolicy gone = reset_->sizePolicy();
    gone.setRetainSizeWhenHidden(false);
    reset_->setSizePolicy(gone);
}

void FormRow::setChanged(bool changed, const QString& was) {
    changed_ = changed;
    dot_->setOn(changed);
    label_->setRole(TextRole::Body, changed ? QFont::DemiBold : QFont::Normal);
    reset_->setVisible(changed);
    reset_->setToolTip(toolTipText(was.isEmpty() ? tr("Reset") : tr("Back to %1").arg(was)));
}

void FormRow::setMessage(const QString& text, bool warning, const QString& fix) {
    const Ink ink = warning ? Ink::Warning : Ink::Error;
    message_->setText(text);
    message_->setInk(ink);
    messageIcon_->set(warning ? QStringLiteral("triangle") : QStringLiteral("failed"), ink);
    fix_->setText(withoutMnemonic(fix));
    fix_->setVisible(!fix.isEmpty());
    messageLine_->setVisible(!text.isEmpty());
    if (editor_->accessibleDescription() != text)
        editor_->setAccessibleDescription(text);
    const QString tone = text.isEmpty() ? QString() : warning ? QStringLiteral("warning") : QStringLiteral("error");
    if (editor_->property("tone").toString() == tone)
        return;
    editor_->setProperty("tone", tone);
    editor_->style()->unpolish(editor_);
    editor_->style()->polish(editor_);
}

QString FormRow::message() const {
    return message_->text();
}

void FormRow::setLabelWidth(int width) {
    label_->setFixedWidth(width);
}

int FormRow::labelWidthHint() const {
    return textWidth(label_->text(), roleFont(TextRole::Body, QFont::DemiBold)) + 6;
}

} // namespace studio
