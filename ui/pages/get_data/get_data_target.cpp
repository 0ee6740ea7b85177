// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/get_data/get_data_target.h"

#include <QPushButton>

#include "ui/session/studio.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/icon_view.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"

namespace studio {

namespace {

constexpr std::uint64_t kSlackPerPicture = 2'048; ///< a file takes whole blocks

} // namespace

GetDataTarget::GetDataTarget(const QString& key, const QString& toolTip, QWidget* parent)
    : QWidget(parent)
    , folder_(new ElidedLabel(TextRole::Body, Ink::Text)) {
    auto* card = new Card(tr("Pictures go to"));
    makeColumn(0, this)->addWidget(card);
    QPushButton* choose =
        makeButton(QString(key + QStringLiteral("Target")), tr("Choose folder..."), QStringLiteral("folder"));
    choose->setToolTip(toolTip);
    card->addToHead(choose);
    connect(choose, &QPushButton::clicked, this, &GetDataTarget::chooseClicked);
    folder_->setElideMode(Qt::ElideMiddle);
    folder_->setObjectName(QString(key + QStringLiteral("TargetPath")));
    card->body()->addWidget(folder_);
    space_ = makeRow(QString(key + QStringLiteral("Space")));
    there_ = makeRow(QString(key + QStringLiteral("There")));
    card->body()->addWidget(space_.box);
    card->body()->addWidget(there_.box);
}

GetDataTarget::Row GetDataTarget::makeRow(const QString& name) {
    Row row;
    row.icon = new IconView(QStringLiteral("disk"), 14, Ink::Text2);
    row.text = new ElidedLabel(TextRole::Body, Ink::Text2);
    row.text->setObjectName(name);
    auto* line = studio::makeRow(8);
    line->addWidget(row.icon);
    line->addWidget(row.text, 1);
    row.box = boxed(line);
    row.box->hide();
    return row;
}

void GetDataTarget::Row::set(const QString& iconName, Ink iconInk, Ink textInk, const QString& words) const {
    icon->set(iconName, iconInk);
    text->setInk(textInk);
    text->setText(words);
    box->setVisible(!words.isEmpty());
}

void GetDataTarget::setFolder(const std::string& folder) {
    folder_->setText(folder.empty() ? tr("Not chosen yet") : displayOf(folder));
}

void GetDataTarget::setSpace(const QString& text, bool enough) {
    if (enough)
        space_.set(QStringLiteral("disk"), Ink::Text2, Ink::Text2, text);
    else
        space_.set(QStringLiteral("triangle"), Ink::Error, Ink::Error, text);
}

void GetDataTarget::setThere(const QString& text, bool all) {
    there_.set(all ? QStringLiteral("check") : QStringLiteral("play"), all ? Ink::Ok : Ink::Accent, Ink::Text2, text);
}

void showBegun(GetDataTarget& target, const TargetFacts& facts) {
    if (facts.isThere)
        target.setThere(GetDataTarget::tr("It was made here before"), true);
    else
        target.setThere(facts.isBegun ? GetDataTarget::tr("Goes on where it stopped") : QString());
}

std::uint64_t spaceFor(std::uint64_t archive, std::int64_t pictures) {
    return 2 * archive + static_cast<std::uint64_t>(pictures) * kSlackPerPicture;
}

ElidedLabel* addFact(QBoxLayout* into, const QString& name, const QString& widest, IconView** icon) {
    auto* line = makeRow(8);
    if (icon != nullptr) {
        *icon = new IconView(QStringLiteral("dots"), 14, Ink::Text3);
        line->addWidget(*icon);
    }
    auto* label = (new Label(TextRole::Body, Ink::Text, name))->strong();
    label->setMinimumWidth(label->fontMetrics().horizontalAdvance(widest) + 16);
    line->addWidget(label);
    auto* text = new ElidedLabel(TextRole::Body, Ink::Text2);
    text->setElideMode(Qt::ElideMiddle);
    line->addWidget(text, 1);
    into->addLayout(line);
    return text;
}

} // namespace studio
